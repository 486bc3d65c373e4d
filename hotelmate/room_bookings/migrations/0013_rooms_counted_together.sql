-- Invariant 8, continued: rooms that come in one statement are counted once, all together. One by one, each would lock
-- and write all nights of its type again.
CREATE FUNCTION ledger_count_rooms(types bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ledger_reads_committed();
    PERFORM 1 FROM rooms_roomtype WHERE id = ANY (types) ORDER BY id FOR NO KEY UPDATE;
    PERFORM 1 FROM rooms_typenight WHERE room_type_id = ANY (types) ORDER BY room_type_id, night FOR NO KEY UPDATE;
    UPDATE rooms_typenight t SET rooms = counted.rooms
    FROM (SELECT n.room_type_id, n.night, count(r.id) AS rooms
          FROM rooms_typenight n
          LEFT JOIN rooms_room r ON r.room_type_id = n.room_type_id AND r.active_from <= n.night
               AND (r.active_until IS NULL OR n.night < r.active_until)
          WHERE n.room_type_id = ANY (types) GROUP BY 1, 2) counted
    WHERE t.room_type_id = counted.room_type_id AND t.night = counted.night AND t.rooms <> counted.rooms;
END $$;

CREATE FUNCTION ledger_rooms_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ledger_count_rooms(array_agg(DISTINCT room_type_id)) FROM added HAVING count(*) > 0;
    RETURN NULL;
END $$;

-- A room's type stays while a booking or an open window claims it; the claims of closed windows go with the room to its
-- new type.
CREATE OR REPLACE FUNCTION ledger_room_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.room_type_id <> NEW.room_type_id AND EXISTS (
        SELECT 1 FROM rooms_roomallocation a
        LEFT JOIN room_bookings_roombooking b ON b.id = a.booking_id
        LEFT JOIN rooms_roomblock k ON k.id = a.block_id
        WHERE a.room_id = NEW.id AND (b.holds_inventory OR (k.id IS NOT NULL AND k.closed_at IS NULL))) THEN
        PERFORM hotelmate_refuse('room_type_while_claimed', format('room %s is claimed; its type cannot change', NEW.number));
    END IF;
    PERFORM ledger_count_rooms(ARRAY[OLD.room_type_id, NEW.room_type_id]);
    IF OLD.room_type_id <> NEW.room_type_id THEN
        UPDATE rooms_roomallocation SET slept_type_id = NEW.room_type_id WHERE room_id = NEW.id AND block_id IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER ledger_room_changed ON rooms_room;
CREATE TRIGGER ledger_rooms_added AFTER INSERT ON rooms_room
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_rooms_added();
CREATE TRIGGER ledger_room_changed AFTER UPDATE OF room_type_id, active_from, active_until ON rooms_room
    FOR EACH ROW WHEN ((OLD.room_type_id, OLD.active_from, OLD.active_until)
        IS DISTINCT FROM (NEW.room_type_id, NEW.active_from, NEW.active_until))
    EXECUTE FUNCTION ledger_room_changed();
