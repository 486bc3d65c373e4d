-- Invariant 8: what is held of a room type in a night, kept by triggers, and its limit.
--
-- With b for a booking that holds inventory, S for the type it was sold, and A for its allocations:
--   held(b) = one S for each night of its dates  +  for each allocated night: one of the room's type, less one S.
-- Each trigger adds what its own change makes of that sum, so statements may come in any order.

CREATE TYPE ledger_entry AS (room_type_id bigint, from_date date, to_date date, held int, blocked int);

-- The nights that a set of entries changes, summed up; what cancels out is left out.
CREATE FUNCTION ledger_nights(entries ledger_entry[])
RETURNS TABLE (room_type_id bigint, night date, held bigint, blocked bigint) LANGUAGE sql IMMUTABLE AS $$
    SELECT e.room_type_id, n::date, sum(e.held), sum(e.blocked)
    FROM unnest(entries) e, generate_series(e.from_date, e.to_date - 1, interval '1 day') n
    GROUP BY 1, 2 HAVING sum(e.held) <> 0 OR sum(e.blocked) <> 0
$$;

-- Adds the entries to the ledger: nights are locked in order of (type, night), and made where there is none yet.
CREATE FUNCTION ledger_add(hotel bigint, entries ledger_entry[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE wanted bigint; locked bigint; types bigint[];
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'the ledger is kept under READ COMMITTED' USING ERRCODE = '40001';
    END IF;
    SELECT count(*), array_agg(DISTINCT d.room_type_id) INTO wanted, types FROM ledger_nights(entries) d;
    IF wanted = 0 THEN
        RETURN;
    END IF;
    PERFORM 1 FROM rooms_typenight t JOIN ledger_nights(entries) d USING (room_type_id, night)
        ORDER BY t.room_type_id, t.night FOR NO KEY UPDATE OF t;
    GET DIAGNOSTICS locked = ROW_COUNT;
    IF locked < wanted THEN
        -- New nights count the rooms of their type; the lock keeps a room from coming or going meanwhile.
        PERFORM 1 FROM rooms_roomtype WHERE id = ANY (types) ORDER BY id FOR SHARE;
        INSERT INTO rooms_typenight (hotel_id, room_type_id, night, rooms, blocked, held, allowance)
        SELECT hotel, d.room_type_id, d.night,
               (SELECT count(*) FROM rooms_room r WHERE r.room_type_id = d.room_type_id AND r.active_from <= d.night
                    AND (r.active_until IS NULL OR d.night < r.active_until)), 0, 0, 0
        FROM ledger_nights(entries) d ORDER BY d.room_type_id, d.night
        ON CONFLICT (room_type_id, night) DO NOTHING;
        PERFORM 1 FROM rooms_typenight t JOIN ledger_nights(entries) d USING (room_type_id, night)
            ORDER BY t.room_type_id, t.night FOR NO KEY UPDATE OF t;
    END IF;
    UPDATE rooms_typenight t SET held = t.held + d.held, blocked = t.blocked + d.blocked
    FROM ledger_nights(entries) d WHERE t.room_type_id = d.room_type_id AND t.night = d.night;
END $$;

-- What a booking with these values holds, given its allocations as they stand.
CREATE FUNCTION ledger_of_booking(booking bigint, holds boolean, sold bigint, check_in date, check_out date, sign int)
RETURNS ledger_entry[] LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN holds THEN
        array_append(
            coalesce((SELECT array_agg(e) FROM (
                SELECT (r.room_type_id, a.from_date, a.to_date, sign, 0)::ledger_entry AS e
                FROM rooms_roomallocation a JOIN rooms_room r ON r.id = a.room_id
                WHERE a.booking_id = booking AND r.room_type_id <> sold
                UNION ALL
                SELECT (sold, a.from_date, a.to_date, -sign, 0)::ledger_entry
                FROM rooms_roomallocation a JOIN rooms_room r ON r.id = a.room_id
                WHERE a.booking_id = booking AND r.room_type_id <> sold) entries), '{}'),
            (sold, check_in, greatest(check_out, check_in + 1), sign, 0)::ledger_entry)
    ELSE '{}'::ledger_entry[] END
$$;

CREATE FUNCTION ledger_booking_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE entries ledger_entry[] := '{}';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.holds_inventory, OLD.room_type_id, OLD.check_in, OLD.check_out) IS NOT DISTINCT FROM
           (NEW.holds_inventory, NEW.room_type_id, NEW.check_in, NEW.check_out) THEN
            RETURN NULL;
        END IF;
        entries := ledger_of_booking(OLD.id, OLD.holds_inventory, OLD.room_type_id, OLD.check_in, OLD.check_out, -1);
        entries := entries || ledger_of_booking(NEW.id, NEW.holds_inventory, NEW.room_type_id, NEW.check_in, NEW.check_out, 1);
    ELSE
        entries := ARRAY[(NEW.room_type_id, NEW.check_in, greatest(NEW.check_out, NEW.check_in + 1), 1, 0)::ledger_entry];
    END IF;
    PERFORM ledger_add(NEW.hotel_id, entries);
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_booking_changed
    AFTER INSERT OR UPDATE OF status, room_type_id, check_in, check_out ON room_bookings_roombooking
    FOR EACH ROW EXECUTE FUNCTION ledger_booking_changed();

-- What one allocation makes of it: a night of the room's type instead of the type sold, or a night out of inventory.
CREATE FUNCTION ledger_of_allocation(allocation rooms_roomallocation, sign int)
RETURNS ledger_entry[] LANGUAGE plpgsql AS $$
DECLARE slept bigint; booking record;
BEGIN
    SELECT room_type_id INTO slept FROM rooms_room WHERE id = allocation.room_id;
    IF allocation.block_id IS NOT NULL THEN
        IF (SELECT kind FROM rooms_roomblock WHERE id = allocation.block_id) = 'OUT_OF_ORDER' THEN
            RETURN ARRAY[(slept, allocation.from_date, allocation.to_date, 0, sign)::ledger_entry];
        END IF;
        RETURN '{}';
    END IF;
    SELECT room_type_id AS sold, holds_inventory INTO booking
    FROM room_bookings_roombooking WHERE id = allocation.booking_id;
    IF NOT booking.holds_inventory OR booking.sold = slept THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY[(slept, allocation.from_date, allocation.to_date, sign, 0)::ledger_entry,
                 (booking.sold, allocation.from_date, allocation.to_date, -sign, 0)::ledger_entry];
END $$;

CREATE FUNCTION ledger_allocation_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE entries ledger_entry[] := '{}';
BEGIN
    -- The booking first: its status and dates must not change between reading them and counting.
    PERFORM 1 FROM room_bookings_roombooking
        WHERE id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.booking_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.booking_id END)
        ORDER BY id FOR NO KEY UPDATE;
    IF TG_OP <> 'INSERT' THEN
        entries := entries || ledger_of_allocation(OLD, -1);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        entries := entries || ledger_of_allocation(NEW, 1);
    END IF;
    IF cardinality(entries) > 0 THEN
        PERFORM ledger_add(CASE WHEN TG_OP = 'DELETE' THEN OLD.hotel_id ELSE NEW.hotel_id END, entries);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_allocation_changed
    AFTER INSERT OR DELETE OR UPDATE OF room_id, booking_id, block_id, from_date, to_date ON rooms_roomallocation
    FOR EACH ROW EXECUTE FUNCTION ledger_allocation_changed();

-- A window keeps its kind and room, so that what it took out of inventory can be given back.
CREATE FUNCTION block_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.hotel_id, NEW.id, NEW.room_id, NEW.kind) IS DISTINCT FROM (OLD.hotel_id, OLD.id, OLD.room_id, OLD.kind) THEN
        PERFORM hotelmate_refuse('block_changes_identity', 'a window keeps its room and its kind');
    END IF;
    IF NEW.version <= OLD.version THEN
        NEW.version := OLD.version + 1;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER block_guard BEFORE UPDATE ON rooms_roomblock FOR EACH ROW EXECUTE FUNCTION block_guard();

-- Rooms come and go: count them again on the nights that have rows. A room's type stays while it is claimed.
CREATE FUNCTION ledger_room_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE types bigint[] := ARRAY[NEW.room_type_id];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.room_type_id, OLD.active_from, OLD.active_until) IS NOT DISTINCT FROM
           (NEW.room_type_id, NEW.active_from, NEW.active_until) THEN
            RETURN NULL;
        END IF;
        IF OLD.room_type_id <> NEW.room_type_id AND EXISTS (
            SELECT 1 FROM rooms_roomallocation a LEFT JOIN room_bookings_roombooking b ON b.id = a.booking_id
            WHERE a.room_id = NEW.id AND (a.block_id IS NOT NULL OR b.holds_inventory)) THEN
            PERFORM hotelmate_refuse('room_type_while_claimed', format('room %s is claimed; its type cannot change', NEW.number));
        END IF;
        types := ARRAY[OLD.room_type_id, NEW.room_type_id];
    END IF;
    PERFORM 1 FROM rooms_roomtype WHERE id = ANY (types) ORDER BY id FOR NO KEY UPDATE;
    PERFORM 1 FROM rooms_typenight WHERE room_type_id = ANY (types) ORDER BY room_type_id, night FOR NO KEY UPDATE;
    UPDATE rooms_typenight t SET rooms = counted.rooms
    FROM (SELECT n.room_type_id, n.night, count(r.id) AS rooms
          FROM rooms_typenight n
          LEFT JOIN rooms_room r ON r.room_type_id = n.room_type_id AND r.active_from <= n.night
               AND (r.active_until IS NULL OR n.night < r.active_until)
          WHERE n.room_type_id = ANY (types) GROUP BY 1, 2) counted
    WHERE t.room_type_id = counted.room_type_id AND t.night = counted.night AND t.rooms <> counted.rooms;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_room_changed
    AFTER INSERT OR UPDATE OF room_type_id, active_from, active_until ON rooms_room
    FOR EACH ROW EXECUTE FUNCTION ledger_room_changed();

-- The limit, at commit: a move or a cancellation passes through a moment that is over it. The row is ours by its lock.
CREATE FUNCTION type_night_within_limit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE t rooms_typenight%ROWTYPE;
BEGIN
    SELECT * INTO t FROM rooms_typenight WHERE room_type_id = NEW.room_type_id AND night = NEW.night;
    IF t.held > t.rooms - t.blocked + t.allowance THEN
        PERFORM hotelmate_refuse('type_night_full', format('%s held of %s rooms (%s blocked, %s allowed) on %s',
            t.held, t.rooms, t.blocked, t.allowance, t.night));
    END IF;
    IF t.held < 0 OR t.blocked < 0 THEN
        PERFORM hotelmate_refuse('type_night_negative', format('the ledger of %s would fall below zero', t.night));
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER type_night_within_limit AFTER INSERT OR UPDATE ON rooms_typenight
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.held > NEW.rooms - NEW.blocked + NEW.allowance OR NEW.held < 0 OR NEW.blocked < 0)
    EXECUTE FUNCTION type_night_within_limit();

ALTER TABLE rooms_typenight
    ADD CONSTRAINT type_night_of_same_hotel
        FOREIGN KEY (hotel_id, room_type_id) REFERENCES rooms_roomtype (hotel_id, id);

-- Outside of the triggers only the allowance is anybody's to set.
CREATE FUNCTION type_night_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() > 1 THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' THEN
        PERFORM hotelmate_refuse('ledger_by_hand', 'the ledger follows bookings, rooms and windows');
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.held <> 0 OR NEW.blocked <> 0 OR NEW.rooms <> (
            SELECT count(*) FROM rooms_room r WHERE r.room_type_id = NEW.room_type_id AND r.active_from <= NEW.night
                AND (r.active_until IS NULL OR NEW.night < r.active_until)) THEN
            PERFORM hotelmate_refuse('ledger_by_hand', 'the ledger follows bookings, rooms and windows');
        END IF;
    ELSIF (NEW.hotel_id, NEW.room_type_id, NEW.night, NEW.rooms, NEW.blocked, NEW.held)
          IS DISTINCT FROM (OLD.hotel_id, OLD.room_type_id, OLD.night, OLD.rooms, OLD.blocked, OLD.held) THEN
        PERFORM hotelmate_refuse('ledger_by_hand', 'the ledger follows bookings, rooms and windows');
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE TRIGGER type_night_guard BEFORE INSERT OR UPDATE OR DELETE ON rooms_typenight
    FOR EACH ROW EXECUTE FUNCTION type_night_guard();
CREATE TRIGGER type_night_no_truncate BEFORE TRUNCATE ON rooms_typenight
    FOR EACH STATEMENT EXECUTE FUNCTION hotelmate_never_deleted();
