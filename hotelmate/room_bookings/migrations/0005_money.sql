-- Invariant 7: status and money agree. The booking carries the sums of its payments; they follow the payments only.

ALTER TABLE payments_payment
    ADD CONSTRAINT payment_booking_of_same_hotel
        FOREIGN KEY (hotel_id, booking_id) REFERENCES room_bookings_roombooking (hotel_id, id),
    ADD CONSTRAINT payment_amount_a_number CHECK (amount <> 'NaN');
ALTER TABLE payments_paymentintent
    ADD CONSTRAINT payment_intent_of_same_booking
        FOREIGN KEY (hotel_id, booking_id, payment_id) REFERENCES payments_payment (hotel_id, booking_id, id),
    ADD CONSTRAINT payment_intent_amount_a_number CHECK (amount <> 'NaN');

-- Held: authorised and not being released. Refunding: decided, the provider has not answered yet; no more than there
-- is left to give back of that payment, so that a decision cannot stand for the money of another.
CREATE FUNCTION booking_money(booking bigint, OUT held numeric, OUT captured numeric, OUT refunded numeric, OUT refunding numeric)
LANGUAGE sql STABLE AS $$
    SELECT
        coalesce((SELECT sum(p.amount) FROM payments_payment p WHERE p.booking_id = booking AND p.state = 'AUTHORISED'
            AND NOT EXISTS (SELECT 1 FROM payments_paymentintent i
                WHERE i.payment_id = p.id AND i.action = 'RELEASE' AND i.state = 'OPEN')), 0),
        coalesce((SELECT sum(captured_amount) FROM payments_payment WHERE booking_id = booking), 0),
        coalesce((SELECT sum(refunded_amount) FROM payments_payment WHERE booking_id = booking), 0),
        coalesce((SELECT sum(least(i.amount, p.captured_amount - p.refunded_amount))
            FROM payments_paymentintent i JOIN payments_payment p ON p.id = i.payment_id
            WHERE i.booking_id = booking AND i.action = 'REFUND' AND i.state = 'OPEN'), 0)
$$;

CREATE FUNCTION booking_money_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE money record;
BEGIN
    -- Lock first, add up after: two payments at once must not miss each other.
    PERFORM 1 FROM room_bookings_roombooking WHERE id = NEW.booking_id FOR NO KEY UPDATE;
    SELECT * INTO money FROM booking_money(NEW.booking_id);
    UPDATE room_bookings_roombooking
    SET held_amount = money.held, captured_amount = money.captured, refunded_amount = money.refunded,
        refunding_amount = money.refunding
    WHERE id = NEW.booking_id AND (held_amount, captured_amount, refunded_amount, refunding_amount)
        IS DISTINCT FROM (money.held, money.captured, money.refunded, money.refunding);
    RETURN NULL;
END $$;

CREATE TRIGGER booking_money_follows AFTER INSERT OR UPDATE ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION booking_money_follows();
CREATE TRIGGER booking_money_follows AFTER INSERT OR UPDATE ON payments_paymentintent
    FOR EACH ROW EXECUTE FUNCTION booking_money_follows();
CREATE TRIGGER payment_never_deleted BEFORE DELETE ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION hotelmate_never_deleted();
CREATE TRIGGER payment_no_truncate BEFORE TRUNCATE ON payments_payment
    FOR EACH STATEMENT EXECUTE FUNCTION hotelmate_never_deleted();
CREATE TRIGGER payment_intent_never_deleted BEFORE DELETE ON payments_paymentintent
    FOR EACH ROW EXECUTE FUNCTION hotelmate_never_deleted();
CREATE TRIGGER payment_intent_no_truncate BEFORE TRUNCATE ON payments_paymentintent
    FOR EACH STATEMENT EXECUTE FUNCTION hotelmate_never_deleted();

CREATE FUNCTION booking_money_is_true() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE money record;
BEGIN
    SELECT * INTO money FROM booking_money(NEW.id);
    IF (NEW.held_amount, NEW.captured_amount, NEW.refunded_amount, NEW.refunding_amount)
        IS DISTINCT FROM (money.held, money.captured, money.refunded, money.refunding) THEN
        PERFORM hotelmate_refuse('booking_money_mismatch', 'the sums of a booking follow its payments');
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER booking_money_is_true
    AFTER UPDATE OF held_amount, captured_amount, refunded_amount, refunding_amount ON room_bookings_roombooking
    FOR EACH ROW
    WHEN ((NEW.held_amount, NEW.captured_amount, NEW.refunded_amount, NEW.refunding_amount)
        IS DISTINCT FROM (OLD.held_amount, OLD.captured_amount, OLD.refunded_amount, OLD.refunding_amount))
    EXECUTE FUNCTION booking_money_is_true();

-- A booking that fell through keeps no more than its fee and holds nothing. Deferred: the decision, its fee and its
-- refund are several statements.
CREATE FUNCTION booking_keeps_only_its_fee() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE b room_bookings_roombooking%ROWTYPE;
BEGIN
    SELECT * INTO b FROM room_bookings_roombooking WHERE id = NEW.id;
    IF b.status IN ('CANCELLED', 'DECLINED', 'EXPIRED') THEN
        IF b.held_amount <> 0 THEN
            PERFORM hotelmate_refuse('booking_over_but_money_held', 'a card is still held for a booking that is over');
        END IF;
        IF b.captured_amount - b.refunded_amount - b.refunding_amount > b.cancellation_fee THEN
            PERFORM hotelmate_refuse('booking_over_but_money_kept', 'more money is kept than the fee of the booking');
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER booking_keeps_only_its_fee AFTER UPDATE ON room_bookings_roombooking
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.status IN ('CANCELLED', 'DECLINED', 'EXPIRED')
        AND (NEW.held_amount <> 0 OR NEW.captured_amount - NEW.refunded_amount - NEW.refunding_amount > NEW.cancellation_fee))
    EXECUTE FUNCTION booking_keeps_only_its_fee();

-- What is paid is paid: a payment stays with its booking, captures and refunds do not shrink, and a final state stays.
-- Sums are of one currency, the booking's, which does not change either.
CREATE FUNCTION payment_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.currency <> (SELECT currency FROM room_bookings_roombooking WHERE id = NEW.booking_id) THEN
            PERFORM hotelmate_refuse('payment_currency_of_booking', 'a booking is paid in its own currency');
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.hotel_id, NEW.booking_id) <> (OLD.id, OLD.hotel_id, OLD.booking_id) THEN
        PERFORM hotelmate_refuse('payment_changes_booking', 'a payment stays with its booking');
    END IF;
    IF NEW.captured_amount < OLD.captured_amount OR NEW.refunded_amount < OLD.refunded_amount
       OR NEW.amount <> OLD.amount OR NEW.currency <> OLD.currency
       OR (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('CREATED', 'AUTHORISED'), ('CREATED', 'CAPTURED'), ('CREATED', 'FAILED'), ('CREATED', 'RELEASED'),
            ('AUTHORISED', 'CAPTURED'), ('AUTHORISED', 'RELEASED'), ('AUTHORISED', 'FAILED'))) THEN
        PERFORM hotelmate_refuse('payment_lifecycle', format('a payment cannot go from %s to %s', OLD.state, NEW.state));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payment_guard BEFORE INSERT OR UPDATE ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION payment_guard();

-- A decision stands until its outcome is written down, and the outcome stands too.
CREATE FUNCTION payment_intent_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.hotel_id, NEW.booking_id, NEW.payment_id, NEW.action, NEW.amount, NEW.idempotency_key)
        <> (OLD.id, OLD.hotel_id, OLD.booking_id, OLD.payment_id, OLD.action, OLD.amount, OLD.idempotency_key)
       OR (NEW.state <> OLD.state AND OLD.state <> 'OPEN') THEN
        PERFORM hotelmate_refuse('payment_intent_lifecycle', format('a decision cannot go from %s to %s', OLD.state, NEW.state));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payment_intent_guard BEFORE UPDATE ON payments_paymentintent
    FOR EACH ROW EXECUTE FUNCTION payment_intent_guard();
