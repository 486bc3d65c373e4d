"""Cancelling: by staff, with a refund, by the guest, and by the clock."""

from decimal import Decimal

import pytest

from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.payments.demo import DemoProvider
from hotelmate.payments.models import DemoCharge, PaymentIntent
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import GuestToken
from hotelmate.staff.models import Role

from .house import DAY, TODAY, House, S

FLEXIBLE = {"template_type": "FLEXIBLE", "free_until_hours": 48, "penalty_type": "FIRST_NIGHT"}
STRICT = {"template_type": "NON_REFUNDABLE", "free_until_hours": 0, "penalty_type": "FULL_STAY"}


def test_a_cancelled_booking_has_its_facts_in_columns_of_their_own(house):
    booking = house.assigned()
    body = house.done(booking, "cancel", {"reason": "flight cancelled"})
    assert body["message"] == "Booking cancelled successfully"
    assert body["cancellation_reason"] == "flight cancelled"
    after = house.fresh(booking)
    assert (after.status, after.cancelled_by) == ("CANCELLED", house.actor().ref)
    assert after.cancelled_at is not None
    assert after.special_requests == booking.special_requests


def test_a_reason_is_given_where_none_is(house):
    assert house.done(house.book(), "cancel")["cancellation_reason"] == "Cancelled by staff"


def test_a_cancellation_frees_the_room_and_the_nights(house):
    booking = house.assigned(house.rooms[0])
    house.done(booking, "cancel")
    assert house.claims(booking) == []
    other = house.book()
    assert house.done(other, "safe-assign-room", {"room_id": house.rooms[0].pk})["room_number"] == "101"


def test_a_cancellation_is_one_event_that_names_the_room_given_up(house):
    booking = house.assigned()
    before = house.last_seq()
    house.done(booking, "cancel", {"reason": "Mr Quackenbush fell ill"})
    (event,) = house.events(before)
    assert event.type == "booking_cancelled"
    assert (event.before["status"], event.after["status"]) == ("CONFIRMED", "CANCELLED")
    assert (event.before["room_number"], event.after["room_number"]) == ("101", None)
    assert "cancellation_reason" in event.changed_fields
    assert "Quackenbush" not in str([event.before, event.after])


def test_a_second_cancel_answers_200_and_does_nothing(house):
    booking = house.book()
    house.done(booking, "cancel", {"reason": "first"})
    before = house.last_seq()
    body = house.done(booking, "cancel", {"reason": "second"})
    assert body["message"] == "Booking is already cancelled"
    assert body["cancellation_reason"] == "first"
    assert house.last_seq() == before


def test_an_unpaid_booking_can_be_cancelled(house):
    assert house.done(house.unpaid(), "cancel")["booking"]["status"] == "CANCELLED"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda house: house.staying(), "BOOKING_IN_HOUSE"),
        (lambda house: house.left(), "BOOKING_COMPLETED"),
        (lambda house: house.book(status=S.PENDING_APPROVAL), "USE_DECLINE"),
        (lambda house: house.with_card(), "CARD_BOOKING"),
        (lambda house: house.paid_by_card(), "CARD_BOOKING"),
        (lambda house: house.paid_by_hand(), "REFUND_FIRST"),
        (lambda house: declined(house), "BOOKING_NOT_CANCELLABLE"),
    ],
)
def test_staff_cannot_cancel(house, make, code):
    booking = make(house)
    assert house.refused(booking, "cancel") == (409, code)
    assert house.fresh(booking).status == booking.status


def declined(house: House):
    booking = house.book(status=S.PENDING_APPROVAL)
    house.do(services.begin_decline, booking_id=booking.booking_id)
    return house.fresh(booking)


def test_a_refusal_names_the_endpoints_to_use(house):
    booking = house.with_card()
    details = house.post(booking, "cancel").json()["details"]
    assert details["required_endpoints"] == {
        "approve": house.url(booking, "approve"),
        "decline": house.url(booking, "decline"),
    }
    paid = house.paid_by_card()
    assert list(house.post(paid, "cancel").json()["details"]["required_endpoints"]) == ["refund-and-cancel"]


def test_a_card_that_is_only_about_to_be_held_does_not_stand_in_the_way(house):
    booking = house.unpaid()
    receipt = house.do(services.begin_card_payment, booking_id=booking.booking_id, source="visa", provider="demo")
    house.done(booking, "cancel")
    # The hold comes through after the cancellation, and is let go of.
    with pytest.raises(Refused) as refused:
        services.hold_and_settle(house.actor(), receipt)
    assert refused.value.refusal.code == "PAYMENT_TOO_LATE"
    assert house.payments(booking)[0].state == "RELEASED"
    assert house.fresh(booking).status == "CANCELLED"


def test_housekeeping_cancels_nothing(house):
    assert house.refused(house.book(), "cancel", role=Role.HOUSEKEEPING) == (403, "PERMISSION_DENIED")


def test_guest_tokens_end_with_the_booking(house):
    booking = house.staying()
    house.done(booking, "undo-check-in")
    assert not GuestToken.objects.filter(booking_id=booking.pk, revoked_at__isnull=True).exists()


# Refund and cancel


@pytest.mark.parametrize(
    ("refund", "back", "fee"),
    [
        ("full", "200.00", "0.00"),
        ("none", "0.00", "200.00"),
        ("policy", "100.00", "100.00"),
        ("150.50", "150.50", "49.50"),
    ],
)
def test_a_paid_booking_is_refunded_and_cancelled(refund, back, fee):
    house = House(cancellation_policy=FLEXIBLE)
    booking = house.paid_by_card()
    body = house.done(booking, "refund-and-cancel", {"refund": refund, "reason": "ill"})["booking"]
    assert (body["status"], body["refunded_amount"], body["cancellation_fee"]) == ("CANCELLED", back, fee)
    assert body["payment_in_progress"] is False
    charge = DemoCharge.objects.get(reference=body["payment_reference"])
    assert charge.refunded_amount == Decimal(back)


def test_money_taken_by_hand_is_noted_as_given_back_by_hand(house):
    booking = house.paid_by_hand("200.00")
    before = house.last_seq()
    body = house.done(booking, "refund-and-cancel")["booking"]
    assert (body["status"], body["refunded_amount"]) == ("CANCELLED", "200.00")
    assert house.types(before) == ["booking_cancelled", "payment_refunded"]


def test_several_payments_are_given_back_the_newest_first(house):
    booking = house.paid_by_card(total_amount=Decimal("100.00"))
    for method, amount in (("CASH", "50.00"), ("TRANSFER", "30.00")):
        house.done(booking, "payments", {"method": method, "amount": amount})
    body = house.done(booking, "refund-and-cancel", {"refund": "100.00"})["booking"]
    assert [payment["refunded_amount"] for payment in body["payments"]] == ["20.00", "50.00", "30.00"]


def test_a_deposit_in_cash_and_a_held_card_are_both_let_go_of_by_a_guest(house):
    booking = house.unpaid()
    house.done(booking, "payments", {"method": "CASH", "amount": "40.00"})
    house.done(booking, "payments", {"method": "CARD", "card": "visa", "amount": "60.00"})
    decision = house.do(services.cancel_by_guest, booking_id=booking.booking_id)
    services.settle_intent(house.actor(), decision.intent)
    cash, card = house.payments(booking)
    assert (cash.refunded_amount, card.state) == (Decimal("0.00"), "RELEASED")
    # Nobody stood at the till: the cash is due until somebody says that it was handed over.
    assert house.fresh(booking).refunding_amount == Decimal("40.00")
    assert house.refused(booking, f"payments/{cash.pk}/refund", {"amount": "30.00"}) == (409, "REFUND_DIFFERS")
    house.done(booking, f"payments/{cash.pk}/refund", {"amount": "40.00"})
    assert house.fresh(booking).refunded_amount == Decimal("40.00")
    assert not house.get(booking).json()["payment_in_progress"]


def test_a_card_and_the_terminal_are_both_given_back():
    house = House(requires_approval=False)
    booking = house.with_card(total_amount=Decimal("100.00"))
    assert booking.status == "CONFIRMED"
    house.done(booking, "payments", {"method": "TERMINAL", "amount": "20.00"})
    body = house.done(booking, "refund-and-cancel", {"refund": "full"})["booking"]
    assert body["refunded_amount"] == "120.00"


@pytest.mark.parametrize(
    ("make", "body", "expected"),
    [
        (lambda house: house.paid_by_card(), {"refund": "999.00"}, (409, "REFUND_TOO_LARGE")),
        (lambda house: house.paid_by_card(), {"refund": "half"}, (400, "INVALID_INPUT")),
        (lambda house: house.with_card(), {}, (409, "USE_DECLINE")),
        (lambda house: house.staying(), {}, (409, "BOOKING_IN_HOUSE")),
        (lambda house: house.left(), {}, (409, "BOOKING_COMPLETED")),
    ],
)
def test_refund_and_cancel_refuses(house, make, body, expected):
    assert house.refused(make(house), "refund-and-cancel", body) == expected


def test_the_front_desk_may_not_refund(house):
    booking = house.paid_by_card()
    assert house.refused(booking, "refund-and-cancel", role=Role.FRONT_DESK) == (403, "PERMISSION_DENIED")


def test_refund_and_cancel_again_does_nothing(house):
    booking = house.paid_by_card()
    house.done(booking, "refund-and-cancel")
    before = house.last_seq()
    assert house.done(booking, "refund-and-cancel")["message"] == "Booking is already cancelled"
    assert house.last_seq() == before


def test_one_decision_about_money_at_a_time(house):
    booking = house.paid_by_card()
    payment = house.payments(booking)[0]
    house.do(services.begin_refund, booking_id=booking.booking_id, payment_id=payment.pk, amount=Decimal("1.00"))
    assert house.refused(booking, "refund-and-cancel") == (409, "PAYMENT_IN_PROGRESS")


def test_a_cancellation_stands_when_the_provider_does_not_answer_and_is_finished_later(house):
    booking = house.paid_by_card()
    charge = DemoCharge.objects.get(reference=house.payments(booking)[0].provider_reference)
    DemoCharge.objects.filter(pk=charge.pk).update(card="unreachable-later")
    response = house.post(booking, "refund-and-cancel")
    assert response.status_code == 502
    error = response.json()
    assert (error["code"], error["details"]["current_status"]) == ("PROVIDER_UNREACHABLE", "CANCELLED")
    assert house.fresh(booking).refunding_amount == Decimal("200.00")
    DemoCharge.objects.filter(pk=charge.pk).update(card="visa")
    assert services.resume_payments(house.actor()) == (1, 0)
    assert house.fresh(booking).refunded_amount == Decimal("200.00")


def test_an_answer_that_was_lost_is_not_a_second_refund(house):
    booking = house.paid_by_card()
    charge = DemoCharge.objects.get(reference=house.payments(booking)[0].provider_reference)
    DemoCharge.objects.filter(pk=charge.pk).update(card="lost-answer")
    assert house.post(booking, "refund-and-cancel").status_code == 502
    services.resume_payments(house.actor())
    charge.refresh_from_db()
    assert charge.refunded_amount == Decimal("200.00")
    key = PaymentIntent.objects.filter(booking_id=booking.pk).last().idempotency_key
    assert DemoProvider().look(charge.reference).refunds == {key: Decimal("200.00")}


def test_the_fee_of_a_staff_cancellation_follows_the_policy():
    house = House(cancellation_policy=STRICT)
    booking = house.paid_by_hand("200.00", start=TODAY + 10 * DAY)
    body = house.done(booking, "cancel")["booking"]
    assert (body["status"], body["cancellation_fee"]) == ("CANCELLED", "200.00")


# The guest and the clock


@pytest.mark.parametrize(
    "make", [House.with_card, House.unpaid, House.book, House.paid_by_card], ids=lambda make: make.__name__
)
def test_a_guest_may_cancel(house, make):
    booking = make(house)
    decision = house.do(services.cancel_by_guest, booking_id=booking.booking_id)
    if decision.intent is not None:
        services.settle_intent(house.actor(), decision.intent)
    after = house.fresh(booking)
    assert after.status == "CANCELLED"
    assert after.captured_amount == after.refunded_amount
    assert after.held_amount == 0


def test_an_unpaid_booking_expires_and_frees_its_nights(house):
    booking = house.unpaid()
    with house.at(TODAY, 16):
        assert house.do(services.expire_booking, booking_pk=booking.pk).booking.status == "EXPIRED"
        assert house.types(house.last_seq() - 1) == ["booking_expired"]


def test_a_booking_that_waited_too_long_for_approval_expires_and_lets_go_of_its_card(house):
    booking = house.with_card()
    with house.at(TODAY + 2 * DAY, 16):
        decision = house.do(services.expire_booking, booking_pk=booking.pk)
        assert services.settle_intent(house.actor(), decision.intent).booking.held_amount == 0
    assert house.payments(booking)[0].state == "RELEASED"


def test_nothing_expires_before_its_time(house):
    booking = house.unpaid()
    before = house.last_seq()
    assert run_change(lambda: services.expire_booking(actor=house.actor(), booking_pk=booking.pk)).changed is False
    assert house.last_seq() == before


def test_a_booking_with_money_does_not_expire_behind_anybodys_back(house):
    booking = house.unpaid()
    house.done(booking, "payments", {"method": "CASH", "amount": "10.00"})
    with house.at(TODAY, 18), pytest.raises(Refused) as refused:
        house.do(services.expire_booking, booking_pk=booking.pk)
    assert refused.value.refusal.code == "MONEY_NOT_SETTLED"
