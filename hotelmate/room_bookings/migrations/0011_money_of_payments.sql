-- Invariant 7, continued: a payment takes its booking's lock when the sums of the booking change with it. What is noted
-- beside (when the provider was asked, where the checkout is) is written without the booking, and must not wait for it:
-- payment first and booking second is against the order of locks.

DROP TRIGGER booking_money_follows ON payments_payment;
DROP TRIGGER booking_money_follows ON payments_paymentintent;

CREATE TRIGGER booking_money_follows_new AFTER INSERT ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION booking_money_follows();
CREATE TRIGGER booking_money_follows AFTER UPDATE ON payments_payment
    FOR EACH ROW
    WHEN ((NEW.booking_id, NEW.state, NEW.amount, NEW.captured_amount, NEW.refunded_amount, NEW.disputed_amount)
        IS DISTINCT FROM
        (OLD.booking_id, OLD.state, OLD.amount, OLD.captured_amount, OLD.refunded_amount, OLD.disputed_amount))
    EXECUTE FUNCTION booking_money_follows();

CREATE TRIGGER booking_money_follows_new AFTER INSERT ON payments_paymentintent
    FOR EACH ROW EXECUTE FUNCTION booking_money_follows();
CREATE TRIGGER booking_money_follows AFTER UPDATE ON payments_paymentintent
    FOR EACH ROW
    WHEN ((NEW.booking_id, NEW.payment_id, NEW.action, NEW.state, NEW.amount)
        IS DISTINCT FROM (OLD.booking_id, OLD.payment_id, OLD.action, OLD.state, OLD.amount))
    EXECUTE FUNCTION booking_money_follows();
