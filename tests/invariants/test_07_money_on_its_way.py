"""Invariant 7 while money is on its way: checkouts, disputes, decisions that wait, no-shows that are settled."""

import pytest

from .house import BOOKING, INTENT, PAYMENT, day
from .rows import NOON, insert, one, update

NO_SHOW = {"status": "NO_SHOW", "no_show_at": NOON}


def test_a_checkout_belongs_to_one_payment(house):
    house.room()
    booking = house.book()
    values = {"session_reference": "cs_1", "provider": f"house-{house.id}", "state": "CREATED"}
    house.pay(booking, **values)
    with house.refuses("payment_session_once") as attacker:
        insert(
            attacker,
            PAYMENT,
            hotel_id=house.id,
            booking_id=booking,
            provider_reference="x",
            captured_amount=0,
            **values,
        )


def test_a_key_belongs_to_one_payment(house):
    house.room()
    booking = house.book()
    house.pay(booking, idempotency_key=f"key-{house.id}")
    other = house.pay(booking)
    with house.refuses("payment_key_once") as attacker:
        update(attacker, PAYMENT, other, idempotency_key=f"key-{house.id}")


@pytest.mark.parametrize("disputed", [201, -1])
def test_no_more_is_disputed_than_was_taken(house, disputed):
    house.room()
    payment = house.pay(house.book())
    with house.refuses("payment_disputed_in_range") as attacker:
        update(attacker, PAYMENT, payment, disputed_amount=disputed)


def test_a_dispute_is_of_a_number(house):
    house.room()
    payment = house.pay(house.book())
    with house.transaction("owner", "") as owner:
        owner.execute("ALTER TABLE payments_payment DROP CONSTRAINT payment_disputed_in_range")
        with pytest.raises(Exception, match="payment_disputed_a_number"):
            owner.execute("UPDATE payments_payment SET disputed_amount = 'NaN' WHERE id = %s", [payment])


def test_problems_have_names(house):
    house.room()
    payment = house.pay(house.book())
    with house.refuses("payment_problem_known") as attacker:
        update(attacker, PAYMENT, payment, problem="SOMETHING")


def test_a_message_of_a_provider_is_processed_once(house):
    statement = (
        "INSERT INTO payments_providerevent (provider, event_id, type, outcome, processed_at)"
        " VALUES ('stripe', %s, 'x', '', now()) RETURNING id"
    )
    one(house.session, statement, [f"evt-{house.id}"])
    with house.refuses("provider_event_once") as attacker:
        one(attacker, statement, [f"evt-{house.id}"])


def test_the_disputed_sum_of_a_booking_is_not_written_by_hand(house):
    house.room()
    booking = house.book()
    house.pay(booking)
    with house.refuses("booking_money_mismatch") as attacker:
        update(attacker, BOOKING, booking, disputed_amount=77)
    with house.refuses("booking_money_mismatch") as attacker:
        dates = {"check_in": day(3), "check_out": day(4)}
        insert(attacker, BOOKING, hotel_id=house.id, room_type_id=house.standard, **dates, disputed_amount=77)


def test_only_a_no_show_is_settled_as_one(house):
    house.room()
    booking = house.book()
    with house.refuses("booking_no_show_settled_agrees") as attacker:
        update(attacker, BOOKING, booking, no_show_settled_at=NOON)


def test_a_settled_no_show_keeps_no_more_than_its_fee(house):
    house.room()
    booking = house.book(total_amount=200)
    payment = house.pay(booking)
    with house.session.transaction():
        update(house.session, BOOKING, booking, **NO_SHOW)
    with house.refuses("booking_over_but_money_kept") as attacker:
        update(attacker, BOOKING, booking, no_show_settled_at=NOON, cancellation_fee=80)
    with house.session.transaction():
        house.intend(booking, payment, "REFUND", 120)
        update(house.session, BOOKING, booking, no_show_settled_at=NOON, cancellation_fee=80)


def test_a_decision_that_waits_counts_once_for_each_payment(house):
    house.room()
    booking = house.book()
    small = house.pay(booking, 10)
    house.pay(booking, 190)
    with house.refuses("booking_over_but_money_kept") as attacker:
        for state in ("OPEN", "WAITING"):
            values = {"payment_id": small, "action": "REFUND", "amount": 100, "state": state}
            insert(
                attacker, INTENT, hotel_id=house.id, booking_id=booking, idempotency_key=f"{state}-{booking}", **values
            )
        update(attacker, BOOKING, booking, status="CANCELLED", cancelled_at=NOON, cancelled_by="guest")


def test_a_decision_that_waits_lets_go_of_a_card(house):
    house.room()
    booking = house.book()
    held = house.pay(booking, state="AUTHORISED")
    with house.session.transaction():
        house.intend(booking, held, "RELEASE", state="WAITING")
        house.cancel(booking)
    assert house.column(BOOKING, booking, "held_amount") == 0


def test_what_is_noted_beside_the_money_does_not_wait_for_the_booking(house, rival):
    """A worker that asks a provider holds the payment only; whoever decides holds the booking, and then the payment."""
    house.room()
    booking = house.book()
    payment = house.pay(booking, state="CREATED", captured_amount=0)
    intent = house.intend(booking, payment, "RELEASE")
    decider, worker = rival(), rival()
    decider.run("SELECT 1 FROM room_bookings_roombooking WHERE id = %s FOR NO KEY UPDATE", [booking])
    worker.run("SET lock_timeout = '50ms'")
    worker.run(
        "UPDATE payments_payment SET looked_at = now(), session_url = 'https://pay.test/' WHERE id = %s", [payment]
    )
    worker.run("UPDATE payments_paymentintent SET attempts = 1, error = 'silent' WHERE id = %s", [intent])
    assert worker.commit() == ""
    decider.run("UPDATE payments_payment SET state = 'FAILED' WHERE id = %s", [payment])
    assert decider.commit() == ""
