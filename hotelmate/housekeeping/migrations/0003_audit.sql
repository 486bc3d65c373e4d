-- Invariants 9 and 10 for rooms: every change of a room's status has its audit row, the rows form one chain, and only
-- what the lifecycle knows can be written.

ALTER TABLE housekeeping_roomstatusevent
    ADD CONSTRAINT room_status_event_room_of_same_hotel
        FOREIGN KEY (hotel_id, room_id) REFERENCES rooms_room (hotel_id, id),
    ADD CONSTRAINT room_status_event_staff_of_same_hotel
        FOREIGN KEY (hotel_id, changed_by_id) REFERENCES staff_staffmember (hotel_id, id),
    ADD CONSTRAINT room_status_event_first_has_no_from CHECK ((n = 1) = (from_status IS NULL)),
    ADD CONSTRAINT room_status_event_chain
        FOREIGN KEY (room_id, prev_n, from_status)
        REFERENCES housekeeping_roomstatusevent (room_id, n, to_status) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT room_status_transition CHECK (
        from_status IS NULL
        OR (source IN ('SYSTEM', 'FRONT_DESK') AND (from_status, to_status) IN (
            ('READY_FOR_GUEST', 'OCCUPIED'), ('CHECKOUT_DIRTY', 'OCCUPIED'), ('OCCUPIED', 'CHECKOUT_DIRTY')))
        OR (source = 'SYSTEM' AND (
            (to_status = 'OUT_OF_ORDER' AND from_status NOT IN ('OCCUPIED', 'OUT_OF_ORDER'))
            OR (from_status, to_status) = ('OUT_OF_ORDER', 'CHECKOUT_DIRTY')))
        OR (source <> 'MANAGER_OVERRIDE' AND (
            (to_status = 'MAINTENANCE_REQUIRED'
                AND from_status NOT IN ('OCCUPIED', 'OUT_OF_ORDER', 'MAINTENANCE_REQUIRED'))
            OR (from_status, to_status) IN (
                ('CHECKOUT_DIRTY', 'CLEANING_IN_PROGRESS'), ('CHECKOUT_DIRTY', 'CLEANED_UNINSPECTED'),
                ('CLEANING_IN_PROGRESS', 'CLEANED_UNINSPECTED'), ('CLEANING_IN_PROGRESS', 'CHECKOUT_DIRTY'),
                ('CLEANED_UNINSPECTED', 'READY_FOR_GUEST'), ('CLEANED_UNINSPECTED', 'CHECKOUT_DIRTY'),
                ('READY_FOR_GUEST', 'CHECKOUT_DIRTY'), ('MAINTENANCE_REQUIRED', 'CHECKOUT_DIRTY'))))
        OR (source = 'MANAGER_OVERRIDE' AND note ~ '\S' AND from_status <> to_status
            AND from_status NOT IN ('OCCUPIED', 'OUT_OF_ORDER') AND to_status NOT IN ('OCCUPIED', 'OUT_OF_ORDER'))
    ),
    ADD CONSTRAINT room_status_birth
        CHECK (from_status IS NOT NULL OR to_status NOT IN ('OCCUPIED', 'OUT_OF_ORDER')),
    ADD CONSTRAINT room_status_event_target_known CHECK (to_status IN (
        'OCCUPIED', 'CHECKOUT_DIRTY', 'CLEANING_IN_PROGRESS', 'CLEANED_UNINSPECTED', 'MAINTENANCE_REQUIRED',
        'OUT_OF_ORDER', 'READY_FOR_GUEST')),
    ADD CONSTRAINT room_status_event_source_known
        CHECK (source IN ('HOUSEKEEPING', 'FRONT_DESK', 'SYSTEM', 'MANAGER_OVERRIDE')),
    ADD CONSTRAINT room_status_event_time_finite CHECK (isfinite(created_at));

ALTER TABLE rooms_room
    ADD CONSTRAINT room_status_without_audit
        FOREIGN KEY (id, status_n, room_status)
        REFERENCES housekeeping_roomstatusevent (room_id, n, to_status) DEFERRABLE INITIALLY DEFERRED;

-- The room is at its last audit row: a row that nobody's status followed is refused at commit.
CREATE FUNCTION room_follows_its_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT status_n FROM rooms_room WHERE id = NEW.room_id) IS DISTINCT FROM
       (SELECT max(n) FROM housekeeping_roomstatusevent WHERE room_id = NEW.room_id) THEN
        PERFORM hotelmate_refuse('room_status_behind_audit', 'the room does not have the status of its last audit row');
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER room_follows_its_audit AFTER INSERT ON housekeeping_roomstatusevent
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION room_follows_its_audit();

CREATE TRIGGER room_status_event_append_only BEFORE UPDATE OR DELETE ON housekeeping_roomstatusevent
    FOR EACH ROW EXECUTE FUNCTION hotelmate_append_only();
CREATE TRIGGER room_status_event_no_truncate BEFORE TRUNCATE ON housekeeping_roomstatusevent
    FOR EACH STATEMENT EXECUTE FUNCTION hotelmate_append_only();

-- A new room starts its own chain.
CREATE FUNCTION room_starts_its_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO housekeeping_roomstatusevent (hotel_id, room_id, n, to_status, source, note, created_at)
    VALUES (NEW.hotel_id, NEW.id, NEW.status_n, NEW.room_status, 'SYSTEM', '', NEW.created_at);
    RETURN NULL;
END $$;

CREATE TRIGGER room_starts_its_audit AFTER INSERT ON rooms_room
    FOR EACH ROW EXECUTE FUNCTION room_starts_its_audit();

-- Faults keep the room's count of open blocking ones.
ALTER TABLE housekeeping_fault
    ADD CONSTRAINT fault_room_of_same_hotel FOREIGN KEY (hotel_id, room_id) REFERENCES rooms_room (hotel_id, id);

CREATE FUNCTION fault_is_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.room_id <> OLD.room_id THEN
        PERFORM hotelmate_refuse('fault_changes_room', 'a fault stays in its room');
    END IF;
    -- Lock first, count after: two reports at once must not count each other out.
    PERFORM 1 FROM rooms_room WHERE id = NEW.room_id FOR NO KEY UPDATE;
    UPDATE rooms_room SET open_blocking_faults =
        (SELECT count(*) FROM housekeeping_fault WHERE room_id = NEW.room_id AND is_blocking AND resolved_at IS NULL)
    WHERE id = NEW.room_id;
    RETURN NULL;
END $$;

CREATE TRIGGER fault_is_counted AFTER INSERT OR UPDATE OF is_blocking, resolved_at, room_id ON housekeeping_fault
    FOR EACH ROW EXECUTE FUNCTION fault_is_counted();
CREATE TRIGGER fault_never_deleted BEFORE DELETE ON housekeeping_fault
    FOR EACH ROW EXECUTE FUNCTION hotelmate_never_deleted();

CREATE TRIGGER fault_no_truncate BEFORE TRUNCATE ON housekeeping_fault
    FOR EACH STATEMENT EXECUTE FUNCTION hotelmate_never_deleted();

CREATE FUNCTION room_fault_count_is_true() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.open_blocking_faults <>
       (SELECT count(*) FROM housekeeping_fault WHERE room_id = NEW.id AND is_blocking AND resolved_at IS NULL) THEN
        PERFORM hotelmate_refuse('room_fault_count', 'the count of open faults follows the faults');
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER room_fault_count_is_true AFTER INSERT OR UPDATE OF open_blocking_faults ON rooms_room
    FOR EACH ROW EXECUTE FUNCTION room_fault_count_is_true();

ALTER TABLE housekeeping_housekeepingtask
    ADD CONSTRAINT task_room_of_same_hotel FOREIGN KEY (hotel_id, room_id) REFERENCES rooms_room (hotel_id, id),
    ADD CONSTRAINT task_staff_of_same_hotel
        FOREIGN KEY (hotel_id, assigned_to_id) REFERENCES staff_staffmember (hotel_id, id),
    ADD CONSTRAINT task_creator_of_same_hotel
        FOREIGN KEY (hotel_id, created_by_id) REFERENCES staff_staffmember (hotel_id, id);

ALTER TABLE housekeeping_roomdiscrepancy
    ADD CONSTRAINT discrepancy_room_of_same_hotel FOREIGN KEY (hotel_id, room_id) REFERENCES rooms_room (hotel_id, id);
