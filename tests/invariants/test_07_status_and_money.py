"""Invariant 7: the status of a booking and its money agree."""

import psycopg
import pytest

from .house import BOOKING, INTENT, PAYMENT, day
from .rows import NOON, insert, update

CANCELLED = {"status": "CANCELLED", "cancelled_at": NOON, "cancelled_by": "guest"}


def payment_row(house, booking, **values):
    return {"hotel_id": house.id, "booking_id": booking} | values


def captured(amount=200):
    return {"state": "CAPTURED", "amount": amount, "captured_amount": amount}


@pytest.mark.parametrize("guarantee", ["", "A_PROMISE"])
def test_a_confirmed_booking_is_guaranteed_by_a_named_means(house, guarantee):
    house.room()
    booking = house.book()
    with house.refuses("booking_without_guarantee") as attacker:
        update(attacker, BOOKING, booking, guarantee=guarantee)
    with house.refuses("booking_without_guarantee") as attacker:
        dates = {"check_in": day(0), "check_out": day(1)}
        insert(attacker, BOOKING, hotel_id=house.id, room_type_id=house.standard, **dates, guarantee=guarantee)


def test_prepaid_means_that_something_was_paid(house):
    house.room()
    booking = house.book()
    with house.refuses("booking_prepaid_without_payment") as attacker:
        update(attacker, BOOKING, booking, guarantee="PREPAID")
    house.pay(booking, state="AUTHORISED")
    with house.refuses("booking_prepaid_without_payment") as attacker:
        update(attacker, BOOKING, booking, guarantee="PREPAID")


def test_a_free_booking_does_not_become_dear_and_stay_prepaid(house):
    house.room()
    booking = house.book(total_amount=0, guarantee="PREPAID")
    with house.refuses("booking_prepaid_without_payment") as attacker:
        update(attacker, BOOKING, booking, total_amount=200)


@pytest.mark.parametrize("column", ["held_amount", "captured_amount", "refunded_amount", "refunding_amount"])
def test_the_sums_of_a_booking_are_not_written_by_hand(house, column):
    house.room()
    booking = house.book()
    house.pay(booking)
    with house.refuses("booking_money_mismatch") as attacker:
        update(attacker, BOOKING, booking, **{column: 77})
    with house.refuses("booking_money_mismatch") as attacker:
        dates = {"check_in": day(3), "check_out": day(4)}
        insert(attacker, BOOKING, hotel_id=house.id, room_type_id=house.standard, **dates, **{column: 77})


def test_a_payment_and_a_false_sum_of_one_statement_do_not_hide_each_other(house):
    house.room()
    booking = house.book()
    with house.refuses("booking_money_mismatch") as attacker:
        attacker.execute(
            "WITH paid AS (INSERT INTO payments_payment (hotel_id, booking_id, method, provider, provider_reference,"
            " state, amount, captured_amount, refunded_amount, currency, taken_by, note, created_at, updated_at)"
            " VALUES (%(hotel)s, %(booking)s, 'CASH', '', '', 'CAPTURED', 200, 200, 0, 'EUR', '', '', %(at)s, %(at)s))"
            " UPDATE room_bookings_roombooking SET captured_amount = 500 WHERE id = %(booking)s",
            {"hotel": house.id, "booking": booking, "at": NOON},
        )


def test_a_cancelled_booking_does_not_keep_its_money(house):
    house.room()
    booking = house.book()
    house.pay(booking)
    with house.refuses("booking_over_but_money_kept") as attacker:
        update(attacker, BOOKING, booking, **CANCELLED)
    with house.refuses("booking_over_but_money_kept") as attacker:
        update(attacker, BOOKING, booking, **CANCELLED, cancellation_fee=199)


def test_a_refund_of_less_than_what_is_owed_is_not_enough(house):
    house.room()
    booking = house.book()
    payment = house.pay(booking)
    with house.refuses("booking_over_but_money_kept") as attacker:
        insert(attacker, INTENT, **payment_row(house, booking, payment_id=payment, action="REFUND", amount=100))
        update(attacker, BOOKING, booking, **CANCELLED, cancellation_fee=50)


def test_a_refund_of_more_than_there_is_does_not_stand_for_another_payment(house):
    house.room()
    booking = house.book()
    small = house.pay(booking, 10)
    house.pay(booking, 190)
    with house.refuses("booking_over_but_money_kept") as attacker:
        insert(attacker, INTENT, **payment_row(house, booking, payment_id=small, action="REFUND", amount=200))
        update(attacker, BOOKING, booking, **CANCELLED)


def test_a_refund_that_was_paid_does_not_count_twice(house):
    house.room()
    booking = house.book()
    one, _ = house.pay(booking, 100), house.pay(booking, 100)
    with house.refuses("booking_over_but_money_kept") as attacker:
        insert(attacker, INTENT, **payment_row(house, booking, payment_id=one, action="REFUND", amount=100))
        update(attacker, PAYMENT, one, refunded_amount=100)
        update(attacker, BOOKING, booking, **CANCELLED)


def test_a_declined_booking_does_not_keep_the_card_held(house):
    house.room()
    booking = house.book(status="PENDING_APPROVAL")
    house.pay(booking, state="AUTHORISED")
    with house.refuses("booking_over_but_money_held") as attacker:
        update(attacker, BOOKING, booking, status="DECLINED", declined_at=NOON, expires_at=None)


def test_a_release_of_one_card_does_not_stand_for_another(house):
    house.room()
    booking = house.book(status="PENDING_APPROVAL")
    one, _ = house.pay(booking, state="AUTHORISED"), house.pay(booking, state="AUTHORISED")
    with house.refuses("booking_over_but_money_held") as attacker:
        insert(attacker, INTENT, **payment_row(house, booking, payment_id=one, action="RELEASE", amount=200))
        update(attacker, BOOKING, booking, status="DECLINED", declined_at=NOON, expires_at=None)


@pytest.mark.parametrize("state", ["CAPTURED", "AUTHORISED"])
def test_money_that_comes_after_the_cancellation_does_not_stay(house, state):
    house.room()
    booking = house.book()
    house.cancel(booking)
    rule = "booking_over_but_money_kept" if state == "CAPTURED" else "booking_over_but_money_held"
    with house.refuses(rule) as attacker:
        row = captured() if state == "CAPTURED" else {"state": state}
        insert(attacker, PAYMENT, **payment_row(house, booking, **row))


@pytest.mark.parametrize("outcome", ["DONE", "FAILED"])
def test_a_refund_does_not_end_without_the_money_being_back(house, outcome):
    house.room()
    booking = house.book()
    payment = house.pay(booking)
    with house.session.transaction():
        intent = house.intend(booking, payment, "REFUND")
        house.cancel(booking)
    with house.refuses("booking_over_but_money_kept") as attacker:
        update(attacker, INTENT, intent, state=outcome, finished_at=NOON)


def test_a_release_does_not_end_with_the_card_still_held(house):
    house.room()
    booking = house.book()
    payment = house.pay(booking, state="AUTHORISED")
    with house.session.transaction():
        intent = house.intend(booking, payment, "RELEASE")
        house.cancel(booking)
    with house.refuses("booking_over_but_money_held") as attacker:
        update(attacker, INTENT, intent, state="DONE", finished_at=NOON)


def test_the_fee_of_a_cancelled_booking_is_not_lowered_under_what_was_kept(house):
    house.room()
    booking = house.book()
    payment = house.pay(booking)
    with house.session.transaction():
        house.intend(booking, payment, "REFUND", amount=150)
        house.cancel(booking, fee=50)
    with house.refuses("booking_over_but_money_kept") as attacker:
        update(attacker, BOOKING, booking, cancellation_fee=0)


@pytest.mark.parametrize(("fee", "rule"), [("NaN", "booking_amount_a_number"), (201, "booking_fee_beyond_total")])
def test_a_fee_is_a_number_within_the_price(house, fee, rule):
    house.room()
    booking = house.book()
    house.pay(booking)
    with house.refuses(rule) as attacker:
        update(attacker, BOOKING, booking, **CANCELLED, cancellation_fee=fee)


def test_a_booking_that_the_hotel_declined_costs_no_fee(house):
    house.room()
    booking = house.book(status="PENDING_APPROVAL")
    house.pay(booking)
    with house.refuses("booking_fee_without_cause") as attacker:
        over = {"status": "DECLINED", "declined_at": NOON, "expires_at": None}
        update(attacker, BOOKING, booking, **over, cancellation_fee=200)


@pytest.mark.parametrize("column", ["total_amount", "cancellation_fee"])
def test_an_amount_is_not_negative(house, column):
    house.room()
    booking = house.book()
    with house.refuses("booking_amount_negative") as attacker:
        update(attacker, BOOKING, booking, **{column: -1})


def test_a_payment_is_a_number(house):
    house.room()
    booking = house.book()
    payment = house.pay(booking)
    with house.refuses("payment_amount_a_number") as attacker:
        insert(attacker, PAYMENT, **payment_row(house, booking, state="CREATED", amount="NaN"))
    with house.refuses("payment_captured_in_range") as attacker:
        insert(attacker, PAYMENT, **payment_row(house, booking, **captured() | {"captured_amount": "NaN"}))
    with house.refuses("payment_intent_amount_a_number") as attacker:
        row = payment_row(house, booking, payment_id=payment, action="REFUND", amount="NaN")
        insert(attacker, INTENT, **row)


def test_a_payment_in_another_currency_pays_for_nothing(house):
    house.room()
    booking = house.book()
    with house.refuses("payment_currency_of_booking") as attacker:
        insert(attacker, PAYMENT, **payment_row(house, booking, **captured(), currency="JPY"))
    house.pay(booking)
    with house.refuses("booking_changes_identity") as attacker:
        update(attacker, BOOKING, booking, currency="JPY")


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ({"amount": 0}, "payment_amount_positive"),
        ({"state": "CAPTURED"}, "payment_captured_iff_amount"),
        ({"state": "AUTHORISED", "captured_amount": 200}, "payment_captured_iff_amount"),
        ({"state": "CAPTURED", "captured_amount": 201}, "payment_captured_in_range"),
        ({"state": "CAPTURED", "captured_amount": 200, "refunded_amount": 201}, "payment_refunded_beyond_capture"),
        ({"state": "PAID"}, "payment_state_known"),
        ({"method": "SHELLS"}, "payment_method_known"),
    ],
)
def test_a_payment_is_not_born_strange(house, row, rule):
    house.room()
    booking = house.book()
    with house.refuses(rule) as attacker:
        insert(attacker, PAYMENT, **payment_row(house, booking, **row))


@pytest.mark.parametrize(
    ("born", "change"),
    [
        ("CAPTURED", {"captured_amount": 100}),
        ("CAPTURED", {"state": "RELEASED", "captured_amount": 0}),
        ("CAPTURED", {"amount": 300}),
        ("CAPTURED", {"currency": "JPY"}),
        ("AUTHORISED", {"state": "CREATED"}),
        ("RELEASED", {"state": "AUTHORISED"}),
        ("FAILED", {"state": "CAPTURED", "captured_amount": 200}),
    ],
)
def test_what_was_paid_stays_paid(house, born, change):
    house.room()
    payment = house.pay(house.book(), state=born)
    with house.refuses("payment_lifecycle") as attacker:
        update(attacker, PAYMENT, payment, **change)


def test_a_refund_is_not_taken_back(house):
    house.room()
    payment = house.pay(house.book())
    update(house.session, PAYMENT, payment, refunded_amount=100)
    with house.refuses("payment_lifecycle") as attacker:
        update(attacker, PAYMENT, payment, refunded_amount=50)


def test_a_decided_intent_stays_decided(house):
    house.room()
    booking = house.book()
    payment = house.pay(booking)
    intent = house.intend(booking, payment, "REFUND")
    for change in ({"amount": 10}, {"action": "CAPTURE"}, {"idempotency_key": f"other-{intent}"}):
        with house.refuses("payment_intent_lifecycle") as attacker:
            update(attacker, INTENT, intent, **change)
    update(house.session, INTENT, intent, state="FAILED", finished_at=NOON)
    with house.refuses("payment_intent_lifecycle") as attacker:
        update(attacker, INTENT, intent, state="OPEN", finished_at=None)


def test_only_one_decision_about_a_booking_is_under_way(house, rival):
    house.room()
    booking = house.book()
    payment = house.pay(booking)
    house.intend(booking, payment, "REFUND", amount=10)
    with house.refuses("payment_in_progress") as attacker:
        insert(attacker, INTENT, **payment_row(house, booking, payment_id=payment, action="REFUND", amount=5))


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ({"amount": 0}, "payment_intent_amount_positive"),
        ({"action": "KEEP"}, "payment_intent_action_known"),
        ({"state": "DONE"}, "payment_intent_state_and_time_agree"),
        ({"finished_at": NOON}, "payment_intent_state_and_time_agree"),
    ],
)
def test_an_intent_is_not_born_strange(house, row, rule):
    house.room()
    booking = house.book()
    payment = house.pay(booking)
    with house.refuses(rule) as attacker:
        insert(attacker, INTENT, **payment_row(house, booking, payment_id=payment) | row)


def test_payments_and_intents_stay_with_their_booking_and_are_kept(house):
    house.room()
    house.room()
    booking, other = house.book(), house.book()
    payment = house.pay(booking)
    intent = house.intend(booking, payment, "REFUND")
    with house.refuses("payment_changes_booking") as attacker:
        update(attacker, PAYMENT, payment, booking_id=other)
    with house.refuses("payment_intent_lifecycle") as attacker:
        update(attacker, INTENT, intent, booking_id=other)
    for table, row in ((PAYMENT, payment), (INTENT, intent)):
        with house.refuses("never_deleted") as attacker:
            attacker.execute(f"DELETE FROM {table} WHERE id = %s", [row])
        with house.refuses("never_deleted", role="owner") as attacker:
            attacker.execute(f"TRUNCATE {table} CASCADE")


def test_an_intent_is_about_a_payment_of_its_own_booking(house):
    house.room()
    house.room()
    booking, other = house.book(), house.book()
    payment = house.pay(other)
    with house.refuses("payment_intent_of_same_booking") as attacker:
        insert(attacker, INTENT, **payment_row(house, booking, payment_id=payment, action="REFUND"))


def test_one_answer_of_a_provider_is_written_down_once(house):
    house.room()
    booking = house.book()
    house.pay(booking, provider_reference=f"charge-{house.id}")
    with house.refuses("payment_reference_once") as attacker:
        insert(attacker, PAYMENT, **payment_row(house, booking, provider_reference=f"charge-{house.id}"))


def test_two_payments_of_two_sessions_are_both_counted(house, rival):
    house.room()
    booking = house.book()
    statement = (
        "INSERT INTO payments_payment (hotel_id, booking_id, method, provider, provider_reference, state, amount,"
        " captured_amount, refunded_amount, currency, taken_by, note, created_at, updated_at)"
        " VALUES (%s, %s, 'CASH', '', '', 'CAPTURED', 50, 50, 0, 'EUR', '', '', %s, %s)"
    )
    first, second = rival(), rival()
    first.run(statement, [house.id, booking, NOON, NOON])
    second.start(statement, [house.id, booking, NOON, NOON])
    assert first.commit() == ""
    assert second.finish() == ""
    assert house.column(BOOKING, booking, "captured_amount") == 100


@pytest.mark.parametrize("payment_first", [True, False])
def test_a_payment_and_a_cancellation_do_not_pass_each_other(house, rival, payment_first):
    house.room()
    booking = house.book()
    pay = (
        "INSERT INTO payments_payment (hotel_id, booking_id, method, provider, provider_reference, state, amount,"
        " captured_amount, refunded_amount, currency, taken_by, note, created_at, updated_at)"
        " VALUES (%s, %s, 'CASH', '', '', 'CAPTURED', 50, 50, 0, 'EUR', '', '', %s, %s)",
        [house.id, booking, NOON, NOON],
    )
    cancel = (
        "UPDATE room_bookings_roombooking SET status = 'CANCELLED', cancelled_at = %s, cancelled_by = 'guest'"
        " WHERE id = %s",
        [NOON, booking],
    )
    first, second = rival(), rival()
    first.run(*(pay if payment_first else cancel))
    second.start(*(cancel if payment_first else pay))
    assert first.commit() == ""
    assert second.finish() == "booking_over_but_money_kept"


def test_an_old_snapshot_does_not_add_up_payments_without_the_newest(house, open_session):
    house.room()
    booking = house.book()
    attacker = open_session()
    attacker.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    attacker.execute("SELECT 1 FROM payments_payment LIMIT 1")
    house.pay(booking, 50)
    with pytest.raises(psycopg.errors.SerializationFailure):
        insert(attacker, PAYMENT, **payment_row(house, booking, **captured(70)))
