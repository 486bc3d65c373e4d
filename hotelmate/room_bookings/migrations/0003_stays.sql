-- Invariants 2, 3, 5, 6, 10 and 12: bookings, their stays and their claims.

ALTER TABLE room_bookings_roombooking
    ADD CONSTRAINT booking_type_of_same_hotel
        FOREIGN KEY (hotel_id, room_type_id) REFERENCES rooms_roomtype (hotel_id, id),
    ADD CONSTRAINT booking_dates_finite
        CHECK (isfinite(check_in) AND isfinite(check_out) AND check_out - check_in <= 730),
    ADD CONSTRAINT booking_times_finite CHECK (
        isfinite(created_at) AND isfinite(updated_at) AND isfinite(expires_at) AND isfinite(confirmed_at)
        AND isfinite(checked_in_at) AND isfinite(checked_out_at) AND isfinite(cancelled_at) AND isfinite(declined_at)
        AND isfinite(expired_at) AND isfinite(no_show_at) AND isfinite(erased_at)),
    ADD CONSTRAINT booking_over_before_made
        CHECK (declined_at >= created_at AND expired_at >= created_at AND no_show_at >= created_at),
    -- NaN is greater than any fee and any limit.
    ADD CONSTRAINT booking_amount_a_number CHECK (total_amount <> 'NaN' AND cancellation_fee <> 'NaN'),
    ADD CONSTRAINT booking_fee_without_cause CHECK (cancellation_fee = 0 OR status IN ('CANCELLED', 'NO_SHOW')),
    ADD CONSTRAINT booking_fee_beyond_total CHECK (cancellation_fee <= total_amount);

-- One stay in a room, and a room is occupied if and only if somebody is in it: two rows that name each other.
ALTER TABLE room_bookings_roombooking
    ADD CONSTRAINT stay_room_names_booking
        FOREIGN KEY (hotel_id, in_room_id, id) REFERENCES rooms_room (hotel_id, id, occupant_id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT stay_has_open_allocation
        FOREIGN KEY (stay_allocation_id, id, in_room_id, in_house_open)
        REFERENCES rooms_roomallocation (id, booking_id, room_id, open_claim) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE rooms_room
    ADD CONSTRAINT stay_booking_names_room
        FOREIGN KEY (hotel_id, id, occupant_id) REFERENCES room_bookings_roombooking (hotel_id, in_room_id, id)
        DEFERRABLE INITIALLY DEFERRED;

-- An open claim belongs to a booking that holds inventory, an ended one to one that does or was completed.
ALTER TABLE rooms_roomallocation
    ADD CONSTRAINT allocation_open_but_booking_over
        FOREIGN KEY (hotel_id, booking_id, open_claim)
        REFERENCES room_bookings_roombooking (hotel_id, id, holds_inventory) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT allocation_without_holder
        FOREIGN KEY (hotel_id, booking_id, needs_holder)
        REFERENCES room_bookings_roombooking (hotel_id, id, may_allocate) DEFERRABLE INITIALLY DEFERRED;

-- The lifecycle (room_bookings/lifecycle.py holds the same table; a test compares them).
CREATE FUNCTION booking_can_become(from_status text, to_status text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (from_status, to_status) IN (
        ('PENDING_PAYMENT', 'PENDING_APPROVAL'), ('PENDING_PAYMENT', 'CONFIRMED'), ('PENDING_PAYMENT', 'EXPIRED'),
        ('PENDING_PAYMENT', 'CANCELLED'),
        ('PENDING_APPROVAL', 'CONFIRMED'), ('PENDING_APPROVAL', 'DECLINED'), ('PENDING_APPROVAL', 'EXPIRED'),
        ('PENDING_APPROVAL', 'CANCELLED'),
        ('CONFIRMED', 'IN_HOUSE'), ('CONFIRMED', 'CANCELLED'), ('CONFIRMED', 'NO_SHOW'),
        ('IN_HOUSE', 'COMPLETED'), ('IN_HOUSE', 'CONFIRMED'),
        ('COMPLETED', 'IN_HOUSE'),
        ('NO_SHOW', 'CONFIRMED'))
$$;

CREATE FUNCTION booking_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status NOT IN ('PENDING_PAYMENT', 'PENDING_APPROVAL', 'CONFIRMED') THEN
            PERFORM hotelmate_refuse('booking_lifecycle', format('a booking does not begin as %s', NEW.status));
        END IF;
        IF NEW.held_amount <> 0 OR NEW.captured_amount <> 0 OR NEW.refunded_amount <> 0 OR NEW.refunding_amount <> 0 THEN
            PERFORM hotelmate_refuse('booking_money_mismatch', 'the sums of a booking follow its payments');
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.hotel_id <> OLD.hotel_id OR NEW.id <> OLD.id OR NEW.booking_id <> OLD.booking_id
       OR NEW.currency <> OLD.currency THEN
        PERFORM hotelmate_refuse('booking_changes_identity', 'a booking keeps its hotel, its ids and its currency');
    END IF;
    IF NEW.status <> OLD.status AND NOT booking_can_become(OLD.status, NEW.status) THEN
        PERFORM hotelmate_refuse('booking_lifecycle', format('a booking cannot go from %s to %s', OLD.status, NEW.status));
    END IF;
    IF NEW.version <= OLD.version THEN
        NEW.version := OLD.version + 1;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER booking_guard BEFORE INSERT OR UPDATE ON room_bookings_roombooking
    FOR EACH ROW EXECUTE FUNCTION booking_guard();
CREATE TRIGGER booking_never_deleted BEFORE DELETE ON room_bookings_roombooking
    FOR EACH ROW EXECUTE FUNCTION hotelmate_never_deleted();
CREATE TRIGGER booking_no_truncate BEFORE TRUNCATE ON room_bookings_roombooking
    FOR EACH STATEMENT EXECUTE FUNCTION hotelmate_never_deleted();
CREATE TRIGGER room_no_truncate BEFORE TRUNCATE ON rooms_room
    FOR EACH STATEMENT EXECUTE FUNCTION hotelmate_never_deleted();

-- The nights of a claim lie inside the dates of its booking (day use: one night). Deferred, for moves and changes of
-- dates pass through a moment in which they do not. A claim locks its booking when it is written (see the ledger), so
-- dates and claims cannot pass each other.
CREATE FUNCTION claims_within_dates(booking bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE b record;
BEGIN
    SELECT check_in, greatest(check_out, check_in + 1) AS until INTO b
    FROM room_bookings_roombooking WHERE id = booking;
    IF EXISTS (SELECT 1 FROM rooms_roomallocation
               WHERE booking_id = booking AND (from_date < b.check_in OR to_date > b.until)) THEN
        PERFORM hotelmate_refuse('allocation_outside_booking', 'a booking holds a room on nights that it does not book');
    END IF;
END $$;

CREATE FUNCTION allocation_within_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claims_within_dates(NEW.booking_id);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER allocation_within_booking
    AFTER INSERT OR UPDATE OF booking_id, from_date, to_date ON rooms_roomallocation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.booking_id IS NOT NULL)
    EXECUTE FUNCTION allocation_within_booking();

CREATE FUNCTION booking_covers_claims() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claims_within_dates(NEW.id);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER booking_covers_claims AFTER UPDATE OF check_in, check_out ON room_bookings_roombooking
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.check_in <> OLD.check_in OR NEW.check_out <> OLD.check_out)
    EXECUTE FUNCTION booking_covers_claims();

-- The people, tokens and tasks of a booking are of its hotel.
ALTER TABLE room_bookings_partymember
    ADD CONSTRAINT party_booking_of_same_hotel
        FOREIGN KEY (hotel_id, booking_id) REFERENCES room_bookings_roombooking (hotel_id, id);
ALTER TABLE room_bookings_guesttoken
    ADD CONSTRAINT guest_token_booking_of_same_hotel
        FOREIGN KEY (hotel_id, booking_id) REFERENCES room_bookings_roombooking (hotel_id, id);
ALTER TABLE housekeeping_housekeepingtask
    ADD CONSTRAINT task_booking_of_same_hotel
        FOREIGN KEY (hotel_id, booking_id) REFERENCES room_bookings_roombooking (hotel_id, id);

ALTER TABLE room_bookings_roombooking SET (fillfactor = 70);
