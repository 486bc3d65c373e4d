-- Invariant 11: the log of a hotel has no gap and no duplicate, and is only ever appended to.

ALTER TABLE events_event
    ADD CONSTRAINT event_time_finite CHECK (isfinite(occurred_at)),
    ADD CONSTRAINT event_stream_exists FOREIGN KEY (hotel_id) REFERENCES events_eventstream (hotel_id);

-- An event takes the number that its stream row has reached, and the one before it is there.
CREATE FUNCTION event_in_sequence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE reached bigint;
BEGIN
    SELECT last_seq INTO reached FROM events_eventstream WHERE hotel_id = NEW.hotel_id;
    IF NEW.seq < 1 OR reached IS NULL OR NEW.seq > reached THEN
        PERFORM hotelmate_refuse('event_beyond_stream', format('event %s is beyond the stream, which is at %s', NEW.seq, reached));
    END IF;
    IF NEW.seq > 1 AND NOT EXISTS (SELECT 1 FROM events_event WHERE hotel_id = NEW.hotel_id AND seq = NEW.seq - 1) THEN
        PERFORM hotelmate_refuse('event_gap', format('event %s has no event before it', NEW.seq));
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER event_in_sequence AFTER INSERT ON events_event FOR EACH ROW EXECUTE FUNCTION event_in_sequence();

-- A stream row moves forward only, and what it has reached has its event at commit.
CREATE FUNCTION event_stream_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.last_seq <> 0 THEN
            PERFORM hotelmate_refuse('event_stream_backward', 'a stream begins at 0');
        END IF;
    ELSIF NEW.hotel_id <> OLD.hotel_id OR NEW.last_seq < OLD.last_seq THEN
        PERFORM hotelmate_refuse('event_stream_backward', 'a stream moves forward only');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER event_stream_forward BEFORE INSERT OR UPDATE ON events_eventstream
    FOR EACH ROW EXECUTE FUNCTION event_stream_forward();

CREATE FUNCTION event_stream_has_its_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM events_event WHERE hotel_id = NEW.hotel_id AND seq = NEW.last_seq) THEN
        PERFORM hotelmate_refuse('event_missing', format('the stream says %s, and that event is missing', NEW.last_seq));
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER event_stream_has_its_event AFTER UPDATE ON events_eventstream
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.last_seq <> OLD.last_seq)
    EXECUTE FUNCTION event_stream_has_its_event();

CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON events_event
    FOR EACH ROW EXECUTE FUNCTION hotelmate_append_only();
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON events_event
    FOR EACH STATEMENT EXECUTE FUNCTION hotelmate_append_only();
CREATE TRIGGER event_stream_never_deleted BEFORE DELETE ON events_eventstream
    FOR EACH ROW EXECUTE FUNCTION hotelmate_never_deleted();
CREATE TRIGGER event_stream_no_truncate BEFORE TRUNCATE ON events_eventstream
    FOR EACH STATEMENT EXECUTE FUNCTION hotelmate_never_deleted();

-- Each hotel has its stream from its first moment.
CREATE FUNCTION hotel_gets_its_stream() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO events_eventstream (hotel_id, last_seq) VALUES (NEW.id, 0);
    RETURN NULL;
END $$;

CREATE TRIGGER hotel_gets_its_stream AFTER INSERT ON hotel_hotel
    FOR EACH ROW EXECUTE FUNCTION hotel_gets_its_stream();

ALTER TABLE events_eventstream SET (fillfactor = 50);
