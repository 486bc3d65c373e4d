-- A guest's deal: prices and terms are those of the moment when the booking was made, whatever the hotel changes later.
ALTER TABLE room_bookings_roombooking
    ADD CONSTRAINT booking_rate_plan_of_same_hotel
        FOREIGN KEY (hotel_id, rate_plan_id) REFERENCES rooms_rateplan (hotel_id, id),
    ADD CONSTRAINT booking_policy_an_object CHECK (jsonb_typeof(cancellation_policy) = 'object'),
    ADD CONSTRAINT booking_price_details_an_object CHECK (jsonb_typeof(price_details) = 'object');

-- What was booked before has the terms of today, as it had until now. No version moves: nothing changes for anybody.
ALTER TABLE room_bookings_roombooking DISABLE TRIGGER USER;
UPDATE room_bookings_roombooking b
SET cancellation_policy = h.cancellation_policy, no_show_fee_percent = h.no_show_fee_percent
FROM hotel_hotel h
WHERE h.id = b.hotel_id
    AND (b.cancellation_policy, b.no_show_fee_percent) IS DISTINCT FROM (h.cancellation_policy, h.no_show_fee_percent);
ALTER TABLE room_bookings_roombooking ENABLE TRIGGER USER;

CREATE FUNCTION booking_keeps_its_deal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM hotelmate_refuse('booking_keeps_its_deal', 'a booking keeps the terms on which it was made');
    RETURN NULL;
END $$;

CREATE TRIGGER booking_keeps_its_deal
    BEFORE UPDATE OF cancellation_policy, no_show_fee_percent, rate_plan_id ON room_bookings_roombooking
    FOR EACH ROW
    WHEN ((NEW.cancellation_policy, NEW.no_show_fee_percent, NEW.rate_plan_id)
        IS DISTINCT FROM (OLD.cancellation_policy, OLD.no_show_fee_percent, OLD.rate_plan_id))
    EXECUTE FUNCTION booking_keeps_its_deal();

-- Quotes: of their hotel, final, and good for one booking.
ALTER TABLE room_bookings_quote
    ADD CONSTRAINT quote_type_of_same_hotel
        FOREIGN KEY (hotel_id, room_type_id) REFERENCES rooms_roomtype (hotel_id, id),
    ADD CONSTRAINT quote_rate_plan_of_same_hotel
        FOREIGN KEY (hotel_id, rate_plan_id) REFERENCES rooms_rateplan (hotel_id, id),
    ADD CONSTRAINT quote_promotion_of_same_hotel
        FOREIGN KEY (hotel_id, promotion_id) REFERENCES rooms_promotion (hotel_id, id),
    ADD CONSTRAINT quote_booking_of_same_hotel
        FOREIGN KEY (hotel_id, booking_id) REFERENCES room_bookings_roombooking (hotel_id, id),
    ADD CONSTRAINT quote_amount_a_number CHECK (total_amount <> 'NaN'),
    ADD CONSTRAINT quote_finite CHECK (
        isfinite(check_in) AND isfinite(check_out) AND check_out - check_in <= 730
        AND isfinite(created_at) AND isfinite(valid_until)),
    ADD CONSTRAINT quote_terms_are_objects
        CHECK (jsonb_typeof(cancellation_policy) = 'object' AND jsonb_typeof(price_details) = 'object');

CREATE FUNCTION quote_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.booking_id IS NOT NULL THEN
            PERFORM hotelmate_refuse('quote_is_final', 'a quote that was booked is kept');
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.booking_id IS NOT NULL
       OR (to_jsonb(NEW) - 'booking_id') IS DISTINCT FROM (to_jsonb(OLD) - 'booking_id') THEN
        PERFORM hotelmate_refuse('quote_is_final', 'a quote keeps its terms, and is booked once');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER quote_guard BEFORE UPDATE OR DELETE ON room_bookings_quote FOR EACH ROW EXECUTE FUNCTION quote_guard();
