"""Stripe's webhooks: forged, stale, repeated, out of order, for what is not ours, and for what is over."""

import time
from decimal import Decimal
from functools import partial

import pytest
from rest_framework.test import APIClient

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.payments.models import ProviderEvent
from hotelmate.payments.stripe_account import StripeAccount, connected_to
from hotelmate.room_bookings import services
from hotelmate.room_bookings.jobs import sweep_hotel
from hotelmate.simulation.stripe_stand_in.errors import ApiError
from tests.at_once import at_once
from tests.room_bookings.house import AFTERNOON, DAY, TODAY

from .till import WEBHOOK, S

D = Decimal


def kept(till):
    events, till.stand_in.mailbag.kept = till.stand_in.mailbag.kept, []
    return events


def test_a_forged_webhook_is_refused(till):
    booking, _ = till.paid_page()
    event = kept(till)[-1]
    assert till.send(event, secret="whsec_guessed") == (400, "INVALID_SIGNATURE")
    unsigned = APIClient().post(WEBHOOK, event, format="json")
    assert (unsigned.status_code, unsigned.json()["code"]) == (400, "INVALID_SIGNATURE")
    assert till.fresh(booking).status == S.PENDING_PAYMENT


def test_a_stale_webhook_is_refused(till):
    till.paid_page()
    assert till.send(kept(till)[-1], timestamp=int(time.time()) - 301) == (400, "INVALID_SIGNATURE")


@pytest.mark.parametrize(
    "event", [{}, {"id": "evt_1", "type": "x"}, [], {"id": "evt_1", "type": "x", "data": {"object": 1}}]
)
def test_a_webhook_that_says_nothing_is_refused(till, event):
    assert till.send(event) == (400, "INVALID_PAYLOAD")


def test_webhooks_are_not_expected_where_no_account_is_configured(till):
    with connected_to(StripeAccount("sk_test_x")):
        assert till.send({"id": "evt_1"}) == (404, "NOT_CONFIGURED")


def test_a_repeated_webhook_is_processed_once(till):
    booking, _ = till.paid_page()
    event = kept(till)[-1]
    assert till.send(event) == (200, "success")
    before = till.last_seq()
    assert till.send(event) == (200, "already_processed")
    assert till.last_seq() == before
    assert till.fresh(booking).status == S.PENDING_APPROVAL


def test_fifty_at_once_are_one(till):
    booking, payment = till.paid_page()
    event = kept(till)[-1]

    def deliver():
        with clock.travel_to(AFTERNOON):
            return till.send(event)

    answers = [answer for _ in range(5) for answer in at_once(*[deliver] * 10)]
    assert sorted(answers) == [(200, "already_processed")] * 49 + [(200, "success")]
    assert ProviderEvent.objects.filter(payment_id=payment.pk).count() == 1
    assert till.money(booking) == (S.PENDING_APPROVAL, "AUTHORISED", 0, 0)


def test_the_order_does_not_matter(open_till):
    till = open_till()
    booking, _ = till.paid_page()
    till.resume()
    till.done(booking, "approve")
    payment = till.payments(booking)[0]
    till.done(booking, f"payments/{payment.pk}/refund", {"amount": "10.00"})
    events = kept(till)
    assert [event["type"] for event in events] == [
        "payment_intent.amount_capturable_updated",
        "checkout.session.completed",
        "payment_intent.succeeded",
        "charge.refunded",
    ]
    before = till.last_seq()
    for event in reversed(events):
        assert till.send(event) == (200, "success")
    assert till.last_seq() == before
    assert till.money(booking) == (S.CONFIRMED, "CAPTURED", D("200.00"), D("10.00"))


def test_what_is_not_ours_is_taken_and_left_alone(till):
    other = till.ledger.create_intent(
        {
            "amount": 500,
            "currency": "eur",
            "payment_method": "pm_card_visa",
            "confirm": "true",
            "capture_method": "manual",
        }
    )
    assert till.deliver() == [("payment_intent.amount_capturable_updated", 200, "success")]
    assert ProviderEvent.objects.get(
        event_id__isnull=False, payment=None, type__startswith="payment_intent", outcome="NOT_OURS"
    )
    assert till.ledger.intent(other["id"])["status"] == "requires_capture"
    assert till.send({"id": "evt_customer", "type": "customer.created", "data": {"object": {"id": "cus_1"}}}) == (
        200,
        "success",
    )


def test_a_webhook_that_cannot_be_processed_comes_again(till):
    booking, _ = till.paid_page()
    event = kept(till)[-1]
    till.stand_in.fail("/payment_intents/", status=500, times=3)
    assert till.send(event) == (503, "PROVIDER_UNREACHABLE")
    assert till.fresh(booking).status == S.PENDING_PAYMENT
    assert till.send(event) == (200, "success")
    assert till.fresh(booking).status == S.PENDING_APPROVAL


def test_a_lost_webhook_is_made_up_for_by_the_worker(till):
    booking, _ = till.paid_page()
    kept(till)
    assert till.resume() == (1, 0)
    assert till.money(booking) == (S.PENDING_APPROVAL, "AUTHORISED", 0, 0)


def test_a_guest_who_comes_back_before_the_webhook_sees_what_is_true(till):
    booking, payment = till.on_page()
    verify = partial(services.verify_checkout, actor=till.guest(booking), booking_id=booking.booking_id)
    assert verify(session_id=payment.session_reference).status == "unpaid"
    till.ledger.pay(payment.session_reference)
    told = verify(session_id=payment.session_reference)
    assert (told.status, told.booking.status, told.email) == (
        "authorised",
        "PENDING_APPROVAL",
        "wilhelmina@quackenbush.example",
    )


def test_a_card_that_is_declined_on_the_page_can_be_followed_by_a_good_one(till):
    booking, payment = till.on_page()
    with pytest.raises(ApiError):
        till.ledger.pay(payment.session_reference, "pm_card_chargeDeclined")
    assert till.deliver() == [("payment_intent.payment_failed", 200, "success")]
    assert till.payments(booking)[0].state == "CREATED"
    till.ledger.pay(payment.session_reference)
    till.deliver()
    assert till.money(booking) == (S.PENDING_APPROVAL, "AUTHORISED", 0, 0)


def test_a_page_on_which_a_card_was_declined_is_closed_when_the_booking_is_over(till):
    booking, payment = till.on_page()
    with pytest.raises(ApiError):
        till.ledger.pay(payment.session_reference, "pm_card_chargeDeclined")
    till.deliver()
    till.done(booking, "cancel")
    till.resume()
    assert till.ledger.sessions[payment.session_reference]["status"] == "expired"
    assert till.payments(booking)[0].state == "FAILED"


def test_a_provider_that_is_away_is_not_asked_for_each_payment(till):
    bookings = [till.waiting(start=TODAY + 2 * number * DAY) for number in range(5)]
    for booking in bookings:
        run_change(partial(services.begin_decline, actor=till.actor(), booking_id=booking.booking_id))
    till.stand_in.calls.clear()
    till.stand_in.fail("/payment_intents", status=500, times=9)
    assert till.resume() == (0, 5)
    assert till.resume() == (5, 0)


# What comes too late


def expire(till, booking):
    with till.at(booking.check_in, 23):
        sweep_hotel(till.hotel)
    assert till.fresh(booking).status == S.EXPIRED


def test_a_late_payment_for_an_expired_hold_is_let_go_of(till):
    booking, payment = till.on_page()
    with till.at(booking.check_in, 23):
        run_change(partial(services.expire_booking, actor=till.actor(), booking_pk=booking.pk))
    till.ledger.pay(payment.session_reference)
    till.deliver()
    assert till.money(booking) == (S.EXPIRED, "RELEASED", 0, 0)
    assert till.effects(booking) == {"hold": 1, "release": 1}


def test_a_late_payment_for_a_cancelled_booking_that_was_charged_is_given_back(till):
    booking, payment = till.on_page()
    till.done(booking, "cancel")
    till.ledger.sessions[payment.session_reference]["intent_data"]["capture_method"] = "automatic"
    till.ledger.pay(payment.session_reference)
    till.deliver()
    assert till.money(booking) == (S.CANCELLED, "CAPTURED", D("200.00"), D("200.00"))


def test_nobody_can_pay_on_the_page_of_an_expired_booking_once_the_worker_came_by(till):
    booking, payment = till.on_page()
    expire(till, booking)
    with till.at(booking.check_in, 23, 2):
        sweep_hotel(till.hotel)
    assert till.ledger.sessions[payment.session_reference]["status"] == "expired"
    assert till.payments(booking)[0].state == "FAILED"


def test_a_page_that_expired_leaves_the_booking_waiting(till):
    booking, payment = till.on_page()
    till.ledger.expire_session(payment.session_reference)
    assert till.deliver() == [("checkout.session.expired", 200, "success")]
    assert till.payments(booking)[0].state == "FAILED"
    assert till.check_out_page(booking).payment.pk != payment.pk


def test_a_second_card_is_let_go_of(till):
    booking, first = till.on_page()
    type(first).objects.filter(pk=first.pk).update(session_expires_at=AFTERNOON)
    second = till.check_out_page(booking).payment
    for payment in (first, second):
        till.ledger.pay(payment.session_reference)
    till.deliver()
    assert [one.state for one in till.payments(booking)] == ["AUTHORISED", "RELEASED"]
    assert till.fresh(booking).held_amount == D("200.00")


# What differs


@pytest.mark.parametrize(
    ("wrong", "problem"), [({"amount": 100}, "AMOUNT_DIFFERS"), ({"currency": "usd"}, "CURRENCY_DIFFERS")]
)
@pytest.mark.parametrize("capture_method", ["manual", "automatic"])
def test_another_sum_than_was_asked_for_confirms_nothing_and_goes_back(till, wrong, problem, capture_method):
    booking, payment = till.on_page()
    till.ledger.pay(payment.session_reference, **wrong, capture_method=capture_method)
    till.deliver()
    assert till.money(booking) == (S.PENDING_PAYMENT, "RELEASED", 0, 0)
    body = till.get(booking).json()
    assert (body["payments"][0]["problem"], body["unsettled"][0]["code"]) == (problem, problem)
    assert till.effects(booking) == {
        "hold": 1,
        **({"release": 1} if capture_method == "manual" else {"capture": 1, "refund": 1}),
    }


def test_a_card_that_was_charged_at_stripe_without_a_decision_is_shown(till):
    booking = till.waiting()
    till.ledger.capture(till.payments(booking)[0].provider_reference, {})
    till.deliver()
    assert till.money(booking) == (S.PENDING_APPROVAL, "CAPTURED", D("200.00"), 0)
    assert till.get(booking).json()["unsettled"][0]["code"] == "TAKEN_NOT_CONFIRMED"
    assert till.done(booking, "approve")["booking"]["guarantee"] == "PREPAID"
    assert till.effects(booking)["capture"] == 1


def test_a_card_that_was_charged_at_stripe_is_refunded_by_a_decline(till):
    booking = till.waiting()
    till.ledger.capture(till.payments(booking)[0].provider_reference, {})
    till.deliver()
    till.done(booking, "decline")
    assert till.money(booking) == (S.DECLINED, "CAPTURED", D("200.00"), D("200.00"))


def test_a_hold_that_ended_leaves_the_booking_in_a_clear_state(till):
    booking = till.waiting()
    till.ledger.cancel(till.payments(booking)[0].provider_reference)
    response = till.post(booking, "approve")
    assert (response.status_code, response.json()["code"]) == (502, "CAPTURE_FAILED")
    assert till.money(booking) == (S.PENDING_APPROVAL, "RELEASED", 0, 0)
    body = till.get(booking).json()
    assert (body["payment_in_progress"], body["unsettled"][0]["code"]) == (False, "HOLD_ENDED")
    assert till.refused(booking, "approve") == (409, "GUARANTEE_REQUIRED")
    # The guest pays again, and it goes on.
    till.ledger.pay(till.check_out_page(booking).payment.session_reference)
    till.deliver()
    assert till.done(booking, "approve")["booking"]["status"] == "CONFIRMED"


def test_what_was_charged_though_it_was_to_be_let_go_of_is_refunded(till):
    booking = till.waiting()
    reference = till.payments(booking)[0].provider_reference
    # Between the decision and its call.
    till.stand_in.fail("/payment_intents/", then=lambda: till.ledger.capture(reference, {}))
    assert till.done(booking, "decline")["booking"]["status"] == "DECLINED"
    assert till.money(booking) == (S.DECLINED, "CAPTURED", D("200.00"), D("200.00"))
    assert till.effects(booking) == {"hold": 1, "capture": 1, "refund": 1}


# Refunds and disputes that begin at Stripe


def test_a_refund_at_stripe_changes_the_balance_and_not_the_status(till):
    booking = till.confirmed()
    till.ledger.refund({"payment_intent": till.payments(booking)[0].provider_reference, "amount": 5000})
    till.deliver()
    body = till.get(booking).json()
    assert (body["status"], body["refunded_amount"], body["balance"]) == ("CONFIRMED", "50.00", "50.00")


def test_a_dispute_changes_the_balance_and_not_the_status_until_it_is_won(till):
    booking = till.confirmed()
    reference = till.payments(booking)[0].provider_reference
    till.ledger.dispute(reference)
    till.deliver()
    body = till.get(booking).json()
    assert (body["status"], body["disputed_amount"], body["balance"]) == ("CONFIRMED", "200.00", "200.00")
    assert body["unsettled"][0]["code"] == "DISPUTED"
    till.ledger.dispute(reference, "won")
    till.deliver()
    body = till.get(booking).json()
    assert (body["disputed_amount"], body["balance"], body["unsettled"]) == ("0.00", "0.00", [])


def test_a_refund_that_the_bank_sends_back_is_shown(till):
    booking = till.confirmed()
    till.done(booking, "refund-and-cancel", {"refund": "full"})
    kept(till)
    with till.at(booking.check_in, 18):
        till.ledger.fail_refund(next(reversed(till.ledger.refunds)))
        till.deliver()
        assert till.get(booking).json()["unsettled"][0]["code"] == "REFUND_FAILED"
    assert till.fresh(booking).refunded_amount == D("200.00")


# No-shows


def test_a_no_show_keeps_its_fee_and_the_rest_goes_back_once_nobody_can_come_any_more(open_till):
    till = open_till(no_show_fee_percent=D("25"))
    booking = till.confirmed()
    next_day = booking.check_in + DAY
    with till.at(next_day, 3):
        till.done(booking, "no-show")
        sweep_hotel(till.hotel)
        assert till.fresh(booking).no_show_settled_at is None
    with till.at(next_day, 5):
        assert sweep_hotel(till.hotel)["no_shows_settled"] == 1
        assert sweep_hotel(till.hotel)["no_shows_settled"] == 0
    assert till.money(booking) == (S.NO_SHOW, "CAPTURED", D("200.00"), D("150.00"))
    assert till.fresh(booking).cancellation_fee == D("50.00")
    assert till.effects(booking)["refund"] == 1
