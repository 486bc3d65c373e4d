-- Invariants 1, 4, 5 and 12, as far as they concern rooms, windows and allocations alone. What needs bookings follows
-- in room_bookings, what needs the audit in housekeeping.

ALTER TABLE rooms_room
    ADD CONSTRAINT room_type_of_same_hotel FOREIGN KEY (hotel_id, room_type_id) REFERENCES rooms_roomtype (hotel_id, id),
    ADD CONSTRAINT room_cleaner_of_same_hotel
        FOREIGN KEY (hotel_id, cleaned_by_id) REFERENCES staff_staffmember (hotel_id, id),
    ADD CONSTRAINT room_inspector_of_same_hotel
        FOREIGN KEY (hotel_id, inspected_by_id) REFERENCES staff_staffmember (hotel_id, id),
    ADD CONSTRAINT room_life_finite CHECK (isfinite(active_from) AND (active_until IS NULL OR isfinite(active_until)));

-- A room or its type never changes hotel; a room's status number never goes back; every change of a row has a version.
CREATE FUNCTION room_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.hotel_id <> OLD.hotel_id OR NEW.id <> OLD.id THEN
        PERFORM hotelmate_refuse('room_changes_hotel', 'a room stays in its hotel');
    END IF;
    IF NEW.status_n < OLD.status_n OR (NEW.room_status <> OLD.room_status AND NEW.status_n = OLD.status_n) THEN
        PERFORM hotelmate_refuse('room_status_without_audit', 'a room status changes with its audit row only');
    END IF;
    IF NEW.version <= OLD.version THEN
        NEW.version := OLD.version + 1;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER room_guard BEFORE UPDATE ON rooms_room FOR EACH ROW EXECUTE FUNCTION room_guard();

CREATE TRIGGER room_never_deleted BEFORE DELETE ON rooms_room
    FOR EACH ROW EXECUTE FUNCTION hotelmate_never_deleted();

-- Windows. An open one has its allocation; a closed one may have lost it (closed before it began).
ALTER TABLE rooms_roomblock
    ADD CONSTRAINT block_room_of_same_hotel FOREIGN KEY (hotel_id, room_id) REFERENCES rooms_room (hotel_id, id),
    ADD CONSTRAINT block_dates_finite CHECK (
        isfinite(from_date) AND isfinite(to_date) AND to_date - from_date <= 1830
        AND isfinite(opened_at) AND isfinite(closed_at)),
    ADD CONSTRAINT open_block_without_allocation FOREIGN KEY (live_id) REFERENCES rooms_roomallocation (block_id)
        DEFERRABLE INITIALLY DEFERRED;

CREATE TRIGGER block_never_deleted BEFORE DELETE ON rooms_roomblock
    FOR EACH ROW EXECUTE FUNCTION hotelmate_never_deleted();

-- Who holds which room for which nights. An empty range never conflicts, so a live claim may not be empty.
ALTER TABLE rooms_roomallocation
    ADD CONSTRAINT allocation_dates_finite
        CHECK (isfinite(from_date) AND isfinite(to_date) AND to_date - from_date <= 1830 AND isfinite(ended_at)),
    ADD CONSTRAINT allocation_room_of_same_hotel
        FOREIGN KEY (hotel_id, room_id) REFERENCES rooms_room (hotel_id, id),
    ADD CONSTRAINT room_double_booked
        EXCLUDE USING gist (int8range(room_id, room_id, '[]') WITH =, nights WITH &&)
        DEFERRABLE INITIALLY IMMEDIATE,
    ADD CONSTRAINT booking_two_rooms
        EXCLUDE USING gist (int8range(booking_id, booking_id, '[]') WITH =, nights WITH &&)
        WHERE (booking_id IS NOT NULL) DEFERRABLE INITIALLY IMMEDIATE,
    ADD CONSTRAINT allocation_matches_block
        FOREIGN KEY (hotel_id, block_id, room_id, from_date, to_date)
        REFERENCES rooms_roomblock (hotel_id, id, room_id, from_date, to_date) DEFERRABLE INITIALLY DEFERRED;

-- A room's life covers its claims; a claim looks for itself when it is written (see the ledger).
CREATE FUNCTION room_life_covers_claims() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM rooms_roomallocation
               WHERE room_id = NEW.id AND ended_at IS NULL
                 AND (from_date < NEW.active_from OR to_date > NEW.active_until)) THEN
        PERFORM hotelmate_refuse('allocation_outside_room_life', format('room %s is claimed beyond those dates', NEW.number));
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER room_life_covers_claims AFTER UPDATE OF active_from, active_until ON rooms_room
    FOR EACH ROW EXECUTE FUNCTION room_life_covers_claims();

ALTER TABLE rooms_room SET (fillfactor = 60);
ALTER TABLE rooms_roomallocation SET (fillfactor = 80);
ALTER TABLE rooms_typenight SET (fillfactor = 60);
