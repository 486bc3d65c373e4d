-- The one way in which a trigger refuses: an integrity error (23514) that carries the name of the rule that fired.
CREATE FUNCTION hotelmate_refuse(rule text, message text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', message USING ERRCODE = '23514', CONSTRAINT = rule;
END $$;

-- For history: rows that are written once.
CREATE FUNCTION hotelmate_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM hotelmate_refuse('append_only', TG_TABLE_NAME || ' is history: ' || TG_OP || ' is refused');
    RETURN NULL;
END $$;

-- For rows that stay, such as bookings: they end by a status, never by DELETE or TRUNCATE.
CREATE FUNCTION hotelmate_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM hotelmate_refuse('never_deleted', TG_TABLE_NAME || ' keeps its rows: ' || TG_OP || ' is refused');
    RETURN NULL;
END $$;
