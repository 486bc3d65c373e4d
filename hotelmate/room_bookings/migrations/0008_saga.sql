-- Invariant 7, continued: a decision may wait behind another about the same booking, and counts as decided; a dispute
-- takes money away without being a refund; a no-show whose fee is settled keeps no more than its fee.

ALTER TABLE payments_payment ADD CONSTRAINT payment_disputed_a_number CHECK (disputed_amount <> 'NaN');

DROP FUNCTION booking_money(bigint);
CREATE FUNCTION booking_money(booking bigint, OUT held numeric, OUT captured numeric, OUT refunded numeric,
    OUT refunding numeric, OUT disputed numeric)
LANGUAGE sql STABLE AS $$
    SELECT
        coalesce((SELECT sum(p.amount) FROM payments_payment p WHERE p.booking_id = booking AND p.state = 'AUTHORISED'
            AND NOT EXISTS (SELECT 1 FROM payments_paymentintent i
                WHERE i.payment_id = p.id AND i.action = 'RELEASE' AND i.state IN ('OPEN', 'WAITING'))), 0),
        coalesce((SELECT sum(captured_amount) FROM payments_payment WHERE booking_id = booking), 0),
        coalesce((SELECT sum(refunded_amount) FROM payments_payment WHERE booking_id = booking), 0),
        coalesce((SELECT sum(least(decided.amount, p.captured_amount - p.refunded_amount))
            FROM (SELECT i.payment_id, sum(i.amount) AS amount FROM payments_paymentintent i
                WHERE i.booking_id = booking AND i.action = 'REFUND' AND i.state IN ('OPEN', 'WAITING')
                GROUP BY i.payment_id) decided
            JOIN payments_payment p ON p.id = decided.payment_id), 0),
        coalesce((SELECT sum(disputed_amount) FROM payments_payment WHERE booking_id = booking), 0)
$$;

CREATE OR REPLACE FUNCTION booking_money_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE money record;
BEGIN
    -- Lock first, add up after: two payments at once must not miss each other.
    PERFORM 1 FROM room_bookings_roombooking WHERE id = NEW.booking_id FOR NO KEY UPDATE;
    SELECT * INTO money FROM booking_money(NEW.booking_id);
    UPDATE room_bookings_roombooking
    SET held_amount = money.held, captured_amount = money.captured, refunded_amount = money.refunded,
        refunding_amount = money.refunding, disputed_amount = money.disputed
    WHERE id = NEW.booking_id AND (held_amount, captured_amount, refunded_amount, refunding_amount, disputed_amount)
        IS DISTINCT FROM (money.held, money.captured, money.refunded, money.refunding, money.disputed);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION booking_money_is_true() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE money record;
BEGIN
    SELECT * INTO money FROM booking_money(NEW.id);
    IF (NEW.held_amount, NEW.captured_amount, NEW.refunded_amount, NEW.refunding_amount, NEW.disputed_amount)
        IS DISTINCT FROM (money.held, money.captured, money.refunded, money.refunding, money.disputed) THEN
        PERFORM hotelmate_refuse('booking_money_mismatch', 'the sums of a booking follow its payments');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER booking_money_is_true ON room_bookings_roombooking;
CREATE TRIGGER booking_money_is_true
    AFTER UPDATE OF held_amount, captured_amount, refunded_amount, refunding_amount, disputed_amount
    ON room_bookings_roombooking
    FOR EACH ROW
    WHEN ((NEW.held_amount, NEW.captured_amount, NEW.refunded_amount, NEW.refunding_amount, NEW.disputed_amount)
        IS DISTINCT FROM
        (OLD.held_amount, OLD.captured_amount, OLD.refunded_amount, OLD.refunding_amount, OLD.disputed_amount))
    EXECUTE FUNCTION booking_money_is_true();

CREATE FUNCTION booking_begins_undisputed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM hotelmate_refuse('booking_money_mismatch', 'the sums of a booking follow its payments');
    RETURN NULL;
END $$;

CREATE TRIGGER booking_begins_undisputed BEFORE INSERT ON room_bookings_roombooking
    FOR EACH ROW WHEN (NEW.disputed_amount <> 0) EXECUTE FUNCTION booking_begins_undisputed();

-- What a dispute took is not kept.
CREATE OR REPLACE FUNCTION booking_keeps_only_its_fee() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE b room_bookings_roombooking%ROWTYPE;
BEGIN
    SELECT * INTO b FROM room_bookings_roombooking WHERE id = NEW.id;
    IF b.status IN ('CANCELLED', 'DECLINED', 'EXPIRED') OR b.no_show_settled_at IS NOT NULL THEN
        IF b.held_amount <> 0 THEN
            PERFORM hotelmate_refuse('booking_over_but_money_held', 'a card is still held for a booking that is over');
        END IF;
        IF b.captured_amount - b.refunded_amount - b.refunding_amount - b.disputed_amount > b.cancellation_fee THEN
            PERFORM hotelmate_refuse('booking_over_but_money_kept', 'more money is kept than the fee of the booking');
        END IF;
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER booking_keeps_only_its_fee ON room_bookings_roombooking;
CREATE CONSTRAINT TRIGGER booking_keeps_only_its_fee AFTER UPDATE ON room_bookings_roombooking
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((NEW.status IN ('CANCELLED', 'DECLINED', 'EXPIRED') OR NEW.no_show_settled_at IS NOT NULL)
        AND (NEW.held_amount <> 0 OR NEW.captured_amount - NEW.refunded_amount - NEW.refunding_amount
            - NEW.disputed_amount > NEW.cancellation_fee))
    EXECUTE FUNCTION booking_keeps_only_its_fee();

-- A decision stands until its outcome is written down, and the outcome stands too. It may wait for another first.
CREATE OR REPLACE FUNCTION payment_intent_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.hotel_id, NEW.booking_id, NEW.payment_id, NEW.action, NEW.amount, NEW.idempotency_key)
        <> (OLD.id, OLD.hotel_id, OLD.booking_id, OLD.payment_id, OLD.action, OLD.amount, OLD.idempotency_key)
       OR (NEW.state <> OLD.state AND OLD.state NOT IN ('OPEN', 'WAITING')) THEN
        PERFORM hotelmate_refuse('payment_intent_lifecycle', format('a decision cannot go from %s to %s', OLD.state, NEW.state));
    END IF;
    RETURN NEW;
END $$;
