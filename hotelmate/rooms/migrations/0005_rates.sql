-- Prices are of their hotel, are numbers, and are of nights that come. Plans and promotions are retired, never deleted:
-- bookings name them.
ALTER TABLE rooms_rateplan
    ADD CONSTRAINT rate_plan_policy_an_object
        CHECK (cancellation_policy IS NULL OR jsonb_typeof(cancellation_policy) = 'object');
ALTER TABLE rooms_planprice
    ADD CONSTRAINT plan_price_of_same_hotel FOREIGN KEY (hotel_id, rate_plan_id) REFERENCES rooms_rateplan (hotel_id, id),
    ADD CONSTRAINT plan_price_type_of_same_hotel
        FOREIGN KEY (hotel_id, room_type_id) REFERENCES rooms_roomtype (hotel_id, id),
    ADD CONSTRAINT plan_price_a_number CHECK (price <> 'NaN');
ALTER TABLE rooms_nightlyrate
    ADD CONSTRAINT nightly_rate_type_of_same_hotel
        FOREIGN KEY (hotel_id, room_type_id) REFERENCES rooms_roomtype (hotel_id, id),
    ADD CONSTRAINT nightly_rate_plan_of_same_hotel
        FOREIGN KEY (hotel_id, rate_plan_id) REFERENCES rooms_rateplan (hotel_id, id),
    ADD CONSTRAINT nightly_rate_a_number CHECK (price <> 'NaN'),
    ADD CONSTRAINT nightly_rate_finite CHECK (isfinite(night));
ALTER TABLE rooms_promotion
    ADD CONSTRAINT promotion_type_of_same_hotel
        FOREIGN KEY (hotel_id, room_type_id) REFERENCES rooms_roomtype (hotel_id, id),
    ADD CONSTRAINT promotion_plan_of_same_hotel
        FOREIGN KEY (hotel_id, rate_plan_id) REFERENCES rooms_rateplan (hotel_id, id),
    ADD CONSTRAINT promotion_amount_a_number CHECK (amount_off <> 'NaN'),
    ADD CONSTRAINT promotion_dates_finite
        CHECK (isfinite(book_from) AND isfinite(book_until) AND isfinite(stay_from) AND isfinite(stay_until));

CREATE TRIGGER rate_plan_never_deleted BEFORE DELETE ON rooms_rateplan
    FOR EACH ROW EXECUTE FUNCTION hotelmate_never_deleted();
CREATE TRIGGER rate_plan_no_truncate BEFORE TRUNCATE ON rooms_rateplan
    FOR EACH STATEMENT EXECUTE FUNCTION hotelmate_never_deleted();
CREATE TRIGGER promotion_never_deleted BEFORE DELETE ON rooms_promotion
    FOR EACH ROW EXECUTE FUNCTION hotelmate_never_deleted();
CREATE TRIGGER promotion_no_truncate BEFORE TRUNCATE ON rooms_promotion
    FOR EACH STATEMENT EXECUTE FUNCTION hotelmate_never_deleted();
