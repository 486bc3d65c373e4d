-- Invariant 8, continued: the ledger locks nothing until all its nights have rows. To make them takes the lock of their
-- type, which comes first: a room that comes or goes holds the type, and then waits for all of its nights.

CREATE OR REPLACE FUNCTION ledger_add(hotel bigint, entries ledger_entry[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE e ledger_entry; wanted bigint; locked bigint;
BEGIN
    PERFORM ledger_reads_committed();
    IF cardinality(entries) = 1 THEN
        e := entries[1];
        wanted := e.to_date - e.from_date;
        LOOP
            PERFORM 1 FROM rooms_typenight
            WHERE room_type_id = e.room_type_id AND night >= e.from_date AND night < e.to_date
                AND (SELECT count(*) FROM rooms_typenight
                    WHERE room_type_id = e.room_type_id AND night >= e.from_date AND night < e.to_date) >= wanted
            ORDER BY night FOR NO KEY UPDATE;
            GET DIAGNOSTICS locked = ROW_COUNT;
            EXIT WHEN locked >= wanted;
            PERFORM ledger_make_nights(hotel, entries);
        END LOOP;
        UPDATE rooms_typenight SET held = held + e.held, blocked = blocked + e.blocked
        WHERE room_type_id = e.room_type_id AND night >= e.from_date AND night < e.to_date;
        RETURN;
    END IF;
    SELECT count(*) INTO wanted FROM ledger_nights(entries);
    LOOP
        PERFORM 1 FROM rooms_typenight t JOIN ledger_nights(entries) d USING (room_type_id, night)
        WHERE (SELECT count(*) FROM rooms_typenight JOIN ledger_nights(entries) USING (room_type_id, night)) >= wanted
        ORDER BY t.room_type_id, t.night FOR NO KEY UPDATE OF t;
        GET DIAGNOSTICS locked = ROW_COUNT;
        EXIT WHEN locked >= wanted;
        PERFORM ledger_make_nights(hotel, entries);
    END LOOP;
    UPDATE rooms_typenight t SET held = t.held + d.held, blocked = t.blocked + d.blocked
    FROM ledger_nights(entries) d WHERE t.room_type_id = d.room_type_id AND t.night = d.night;
END $$;
