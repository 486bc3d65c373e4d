-- Invariant 8: what is held of a room type in a night, kept by triggers, and its limit.
--
-- The ledger is a sum of shares, and every row knows its own share without looking at another row:
--   a booking that holds inventory   one of the type sold, for each night of its dates;
--   a claim of such a booking        one of the type of its room less one of the type sold, for each of its nights;
--   a claim of an out-of-order window  one of the type of its room blocked, for each of its nights.
-- A trigger takes away the share of the old row and adds that of the new one, so that statements may come in any order,
-- several in one statement included. For this a claim carries the types that it counts for.
ALTER TABLE rooms_roomallocation
    ADD COLUMN slept_type_id bigint NOT NULL,
    ADD COLUMN sold_type_id bigint,
    ADD COLUMN counts boolean NOT NULL;

-- Before a claim is written, its holder and its room are locked, in this order, and what it counts for is read from
-- them. The locks keep status, types and the room's life from changing unseen.
CREATE FUNCTION claim_knows_its_types() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE room record;
BEGIN
    NEW.sold_type_id := NULL;
    IF NEW.booking_id IS NOT NULL THEN
        SELECT room_type_id, holds_inventory INTO NEW.sold_type_id, NEW.counts
        FROM room_bookings_roombooking WHERE id = NEW.booking_id FOR NO KEY UPDATE;
    ELSE
        SELECT kind = 'OUT_OF_ORDER' INTO NEW.counts FROM rooms_roomblock WHERE id = NEW.block_id;
    END IF;
    IF NEW.counts IS NULL THEN
        PERFORM hotelmate_refuse('allocation_without_holder', 'a claim needs its booking or its window first');
    END IF;
    SELECT number, room_type_id, active_from, active_until INTO room FROM rooms_room WHERE id = NEW.room_id FOR SHARE;
    IF NOT FOUND THEN
        PERFORM hotelmate_refuse('allocation_room_of_same_hotel', 'a claim needs its room first');
    END IF;
    NEW.slept_type_id := room.room_type_id;
    IF NEW.ended_at IS NULL
       AND (NEW.from_date < room.active_from OR (room.active_until IS NOT NULL AND NEW.to_date > room.active_until)) THEN
        PERFORM hotelmate_refuse('allocation_outside_room_life', format('room %s is not in use on those nights', room.number));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER claim_knows_its_types BEFORE INSERT OR UPDATE ON rooms_roomallocation
    FOR EACH ROW EXECUTE FUNCTION claim_knows_its_types();

CREATE TYPE ledger_entry AS (room_type_id bigint, from_date date, to_date date, held int, blocked int);

-- The nights that a set of entries changes, summed up; what cancels out is left out. Nights are counted, not made from
-- timestamps: those would depend on the session's time zone.
CREATE FUNCTION ledger_nights(entries ledger_entry[])
RETURNS TABLE (room_type_id bigint, night date, held bigint, blocked bigint) LANGUAGE sql IMMUTABLE AS $$
    SELECT e.room_type_id, e.from_date + n, sum(e.held), sum(e.blocked)
    FROM unnest(entries) e, generate_series(0, e.to_date - e.from_date - 1) n
    GROUP BY 1, 2 HAVING sum(e.held) <> 0 OR sum(e.blocked) <> 0
$$;

-- Snapshots older than the locks would count what is no longer so.
CREATE FUNCTION ledger_reads_committed() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'the ledger is kept under READ COMMITTED' USING ERRCODE = '40001';
    END IF;
END $$;

CREATE FUNCTION rooms_of_type(type_id bigint, night date) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM rooms_room r
    WHERE r.room_type_id = type_id AND r.active_from <= night AND (r.active_until IS NULL OR night < r.active_until)
$$;

-- Makes the nights that have no row yet. They count the rooms of their type; the lock keeps a room from coming or going
-- meanwhile.
CREATE FUNCTION ledger_make_nights(hotel bigint, entries ledger_entry[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM rooms_roomtype WHERE id IN (SELECT room_type_id FROM unnest(entries)) ORDER BY id FOR SHARE;
    INSERT INTO rooms_typenight (hotel_id, room_type_id, night, rooms, blocked, held, allowance)
    SELECT hotel, d.room_type_id, d.night, rooms_of_type(d.room_type_id, d.night), 0, 0, 0
    FROM ledger_nights(entries) d ORDER BY d.room_type_id, d.night
    ON CONFLICT (room_type_id, night) DO NOTHING;
END $$;

-- Adds the entries to the ledger: nights are locked in order of (type, night), and made where there is none yet. Most
-- changes are one entry, which takes the shorter way.
CREATE FUNCTION ledger_add(hotel bigint, entries ledger_entry[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE e ledger_entry; wanted bigint; locked bigint;
BEGIN
    PERFORM ledger_reads_committed();
    IF cardinality(entries) = 1 THEN
        e := entries[1];
        LOOP
            PERFORM 1 FROM rooms_typenight
            WHERE room_type_id = e.room_type_id AND night >= e.from_date AND night < e.to_date
            ORDER BY night FOR NO KEY UPDATE;
            GET DIAGNOSTICS locked = ROW_COUNT;
            EXIT WHEN locked >= e.to_date - e.from_date;
            PERFORM ledger_make_nights(hotel, entries);
        END LOOP;
        UPDATE rooms_typenight SET held = held + e.held, blocked = blocked + e.blocked
        WHERE room_type_id = e.room_type_id AND night >= e.from_date AND night < e.to_date;
        RETURN;
    END IF;
    SELECT count(*) INTO wanted FROM ledger_nights(entries);
    LOOP
        PERFORM 1 FROM rooms_typenight t JOIN ledger_nights(entries) d USING (room_type_id, night)
        ORDER BY t.room_type_id, t.night FOR NO KEY UPDATE OF t;
        GET DIAGNOSTICS locked = ROW_COUNT;
        EXIT WHEN locked >= wanted;
        PERFORM ledger_make_nights(hotel, entries);
    END LOOP;
    UPDATE rooms_typenight t SET held = t.held + d.held, blocked = t.blocked + d.blocked
    FROM ledger_nights(entries) d WHERE t.room_type_id = d.room_type_id AND t.night = d.night;
END $$;

-- The share of a booking. Day use holds one night.
CREATE FUNCTION ledger_of_booking(booking room_bookings_roombooking, sign int)
RETURNS ledger_entry[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN booking.holds_inventory THEN
        ARRAY[(booking.room_type_id, booking.check_in, greatest(booking.check_out, booking.check_in + 1), sign, 0)::ledger_entry]
    ELSE '{}'::ledger_entry[] END
$$;

-- A booking that begins to hold again reads the types of its rooms anew: they may have changed meanwhile. Otherwise
-- only claims with a share, before or after, follow their booking.
CREATE FUNCTION ledger_booking_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM ledger_add(NEW.hotel_id, ledger_of_booking(NEW, 1));
        RETURN NULL;
    END IF;
    PERFORM ledger_add(NEW.hotel_id, ledger_of_booking(OLD, -1) || ledger_of_booking(NEW, 1));
    UPDATE rooms_roomallocation SET sold_type_id = NEW.room_type_id, counts = NEW.holds_inventory
    WHERE booking_id = NEW.id
        AND (slept_type_id <> NEW.room_type_id OR slept_type_id <> sold_type_id
            OR NEW.holds_inventory AND NOT OLD.holds_inventory);
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_booking_added AFTER INSERT ON room_bookings_roombooking
    FOR EACH ROW EXECUTE FUNCTION ledger_booking_changed();
CREATE TRIGGER ledger_booking_changed AFTER UPDATE ON room_bookings_roombooking
    FOR EACH ROW WHEN ((OLD.holds_inventory, OLD.room_type_id, OLD.check_in, OLD.check_out)
        IS DISTINCT FROM (NEW.holds_inventory, NEW.room_type_id, NEW.check_in, NEW.check_out))
    EXECUTE FUNCTION ledger_booking_changed();

-- The share of a claim: a night of the room's type instead of the type sold, or a night out of inventory.
CREATE FUNCTION ledger_of_claim(claim rooms_roomallocation, sign int)
RETURNS ledger_entry[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN NOT claim.counts THEN '{}'::ledger_entry[]
        WHEN claim.block_id IS NOT NULL THEN
            ARRAY[(claim.slept_type_id, claim.from_date, claim.to_date, 0, sign)::ledger_entry]
        ELSE
            ARRAY[(claim.slept_type_id, claim.from_date, claim.to_date, sign, 0)::ledger_entry,
                  (claim.sold_type_id, claim.from_date, claim.to_date, -sign, 0)::ledger_entry]
    END
$$;

CREATE FUNCTION ledger_claim_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    CASE TG_OP
        WHEN 'INSERT' THEN PERFORM ledger_add(NEW.hotel_id, ledger_of_claim(NEW, 1));
        WHEN 'DELETE' THEN PERFORM ledger_add(OLD.hotel_id, ledger_of_claim(OLD, -1));
        ELSE PERFORM ledger_add(NEW.hotel_id, ledger_of_claim(OLD, -1) || ledger_of_claim(NEW, 1));
    END CASE;
    RETURN NULL;
END $$;

-- Most claims are on a room of the type sold and have no share; these triggers do not even run for them.
CREATE TRIGGER ledger_claim_added AFTER INSERT ON rooms_roomallocation
    FOR EACH ROW WHEN (NEW.counts AND NEW.slept_type_id IS DISTINCT FROM NEW.sold_type_id)
    EXECUTE FUNCTION ledger_claim_changed();
CREATE TRIGGER ledger_claim_removed AFTER DELETE ON rooms_roomallocation
    FOR EACH ROW WHEN (OLD.counts AND OLD.slept_type_id IS DISTINCT FROM OLD.sold_type_id)
    EXECUTE FUNCTION ledger_claim_changed();
CREATE TRIGGER ledger_claim_changed AFTER UPDATE ON rooms_roomallocation
    FOR EACH ROW WHEN (
        (OLD.slept_type_id IS DISTINCT FROM OLD.sold_type_id OR NEW.slept_type_id IS DISTINCT FROM NEW.sold_type_id)
        AND (OLD.counts, OLD.slept_type_id, OLD.sold_type_id, OLD.block_id, OLD.from_date, OLD.to_date)
            IS DISTINCT FROM (NEW.counts, NEW.slept_type_id, NEW.sold_type_id, NEW.block_id, NEW.from_date, NEW.to_date))
    EXECUTE FUNCTION ledger_claim_changed();

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

-- Rooms come and go: count them again on the nights that have rows. A room's type stays while a booking or an open window
-- claims it; the claims of closed windows go with the room to its new type.
CREATE FUNCTION ledger_room_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE types bigint[] := ARRAY[NEW.room_type_id];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.room_type_id, OLD.active_from, OLD.active_until) IS NOT DISTINCT FROM
           (NEW.room_type_id, NEW.active_from, NEW.active_until) THEN
            RETURN NULL;
        END IF;
        IF OLD.room_type_id <> NEW.room_type_id AND EXISTS (
            SELECT 1 FROM rooms_roomallocation a
            LEFT JOIN room_bookings_roombooking b ON b.id = a.booking_id
            LEFT JOIN rooms_roomblock k ON k.id = a.block_id
            WHERE a.room_id = NEW.id AND (b.holds_inventory OR (k.id IS NOT NULL AND k.closed_at IS NULL))) THEN
            PERFORM hotelmate_refuse('room_type_while_claimed', format('room %s is claimed; its type cannot change', NEW.number));
        END IF;
        types := ARRAY[OLD.room_type_id, NEW.room_type_id];
    END IF;
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
    IF cardinality(types) > 1 THEN
        UPDATE rooms_roomallocation SET slept_type_id = NEW.room_type_id WHERE room_id = NEW.id AND block_id IS NOT NULL;
    END IF;
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
    ADD CONSTRAINT type_night_finite CHECK (isfinite(night)),
    ADD CONSTRAINT type_night_of_same_hotel
        FOREIGN KEY (hotel_id, room_type_id) REFERENCES rooms_roomtype (hotel_id, id);

-- Outside of the triggers only the allowance is anybody's to set, also on a night that has no row yet.
CREATE FUNCTION type_night_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.held = 0 AND NEW.blocked = 0 THEN
        PERFORM ledger_reads_committed();
        PERFORM 1 FROM rooms_roomtype WHERE id = NEW.room_type_id FOR SHARE;
        NEW.rooms := rooms_of_type(NEW.room_type_id, NEW.night);
    ELSIF TG_OP <> 'UPDATE'
        OR (NEW.hotel_id, NEW.room_type_id, NEW.night, NEW.rooms, NEW.blocked, NEW.held)
            IS DISTINCT FROM (OLD.hotel_id, OLD.room_type_id, OLD.night, OLD.rooms, OLD.blocked, OLD.held) THEN
        PERFORM hotelmate_refuse('ledger_by_hand', 'the ledger follows bookings, rooms and windows');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER type_night_guard BEFORE INSERT OR UPDATE OR DELETE ON rooms_typenight
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION type_night_guard();
CREATE TRIGGER type_night_no_truncate BEFORE TRUNCATE ON rooms_typenight
    FOR EACH STATEMENT EXECUTE FUNCTION hotelmate_never_deleted();
