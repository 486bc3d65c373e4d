-- A delivery is of an event of its own hotel, to an endpoint of its own hotel. Neither ever becomes another's.
ALTER TABLE notifications_webhookendpoint
    ADD CONSTRAINT webhook_times_finite CHECK (
        isfinite(state_since) AND isfinite(created_at) AND isfinite(coalesce(previous_secret_until, 'epoch'))
        AND isfinite(coalesce(failing_since, 'epoch')) AND isfinite(coalesce(rest_until, 'epoch'))
        AND isfinite(coalesce(due_at, 'epoch')) AND isfinite(coalesce(last_delivered_at, 'epoch'))
    );

ALTER TABLE notifications_webhookdelivery
    ADD CONSTRAINT webhook_delivery_of_same_hotel
        FOREIGN KEY (hotel_id, endpoint_id) REFERENCES notifications_webhookendpoint (hotel_id, id),
    ADD CONSTRAINT webhook_delivery_of_event
        FOREIGN KEY (hotel_id, seq) REFERENCES events_event (hotel_id, seq),
    ADD CONSTRAINT webhook_delivery_times_finite CHECK (
        isfinite(created_at) AND isfinite(coalesce(next_attempt_at, 'epoch'))
        AND isfinite(coalesce(first_attempt_at, 'epoch')) AND isfinite(coalesce(last_attempt_at, 'epoch'))
        AND isfinite(coalesce(finished_at, 'epoch'))
    );

CREATE FUNCTION webhook_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.hotel_id, NEW.id, NEW.webhook_id) IS DISTINCT FROM (OLD.hotel_id, OLD.id, OLD.webhook_id) THEN
        PERFORM hotelmate_refuse('webhook_changes_identity', 'an endpoint keeps its hotel and its id');
    END IF;
    IF OLD.state = 'RETIRED' AND NEW.state <> 'RETIRED' THEN
        PERFORM hotelmate_refuse('webhook_retired_for_good', 'a retired endpoint does not come back');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER webhook_guard BEFORE UPDATE ON notifications_webhookendpoint
    FOR EACH ROW EXECUTE FUNCTION webhook_guard();

CREATE TRIGGER webhook_never_deleted BEFORE DELETE ON notifications_webhookendpoint
    FOR EACH ROW EXECUTE FUNCTION hotelmate_never_deleted();
CREATE TRIGGER webhook_no_truncate BEFORE TRUNCATE ON notifications_webhookendpoint
    FOR EACH STATEMENT EXECUTE FUNCTION hotelmate_never_deleted();

CREATE FUNCTION webhook_delivery_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.hotel_id, NEW.endpoint_id, NEW.seq, NEW.event_id, NEW.event_type)
        IS DISTINCT FROM (OLD.hotel_id, OLD.endpoint_id, OLD.seq, OLD.event_id, OLD.event_type) THEN
        PERFORM hotelmate_refuse('webhook_delivery_changes_event', 'a delivery is of one event to one endpoint');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER webhook_delivery_guard BEFORE UPDATE ON notifications_webhookdelivery
    FOR EACH ROW EXECUTE FUNCTION webhook_delivery_guard();

-- Each row changes its state twice or so, and lives for weeks.
ALTER TABLE notifications_webhookendpoint SET (fillfactor = 60);
ALTER TABLE notifications_webhookdelivery SET (fillfactor = 80);
