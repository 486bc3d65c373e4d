-- For the tests: whoever locks a night that comes before one it holds already is stopped, also where nobody meets it.
-- The application's sessions in this process are watched; attackers with SQL of their own are not.
ALTER FUNCTION ledger_add(bigint, ledger_entry[]) RENAME TO ledger_add_unwatched;

CREATE FUNCTION ledger_add(hotel bigint, entries ledger_entry[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE me xid := pg_current_xact_id()::xid; held record; wanted record;
BEGIN
    IF current_setting('hotelmate.watched', true) = 'on' THEN
        SELECT room_type_id, night INTO held FROM rooms_typenight
        WHERE hotel_id = hotel AND (xmin = me OR xmax = me) ORDER BY room_type_id DESC, night DESC LIMIT 1;
        IF FOUND THEN
            SELECT d.room_type_id, d.night INTO wanted
            FROM ledger_nights(entries) d LEFT JOIN rooms_typenight t USING (room_type_id, night)
            WHERE (t.xmin IS NULL OR t.xmin <> me AND t.xmax <> me)
                AND (d.room_type_id, d.night) < (held.room_type_id, held.night)
            LIMIT 1;
            IF FOUND THEN
                RAISE EXCEPTION 'the night % of type % would be locked after that of % of type %',
                    wanted.night, wanted.room_type_id, held.night, held.room_type_id;
            END IF;
        END IF;
    END IF;
    PERFORM ledger_add_unwatched(hotel, entries);
END $$;
