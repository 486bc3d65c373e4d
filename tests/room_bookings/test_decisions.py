"""Bookings that wait: confirmed by hand, approved, declined; guests who do not come, and those who come after all."""

from decimal import Decimal

import pytest

from hotelmate.payments.models import DemoCharge
from hotelmate.room_bookings import services
from hotelmate.staff.models import Role

from .house import DAY, TODAY, House, S

TOMORROW = TODAY + DAY


def charge_of(house, booking) -> DemoCharge:
    return DemoCharge.objects.get(reference=house.payments(booking)[-1].provider_reference)


# Confirmed by hand


def test_an_unpaid_booking_is_confirmed_with_a_named_guarantee(house):
    booking = house.unpaid()
    before = house.last_seq()
    body = house.done(booking, "confirm", {"guarantee": "COMPANY"})
    assert body["message"] == "Booking confirmed successfully"
    assert (body["booking"]["status"], body["booking"]["guarantee"]) == ("CONFIRMED", "COMPANY")
    assert body["booking"]["expires_at"] is None
    (event,) = house.events(before)
    assert (event.type, event.before["status"], event.after["status"]) == (
        "booking_confirmed",
        "PENDING_PAYMENT",
        "CONFIRMED",
    )


def test_money_taken_by_hand_is_a_guarantee(house):
    booking = house.unpaid()
    house.done(booking, "payments", {"method": "CASH", "amount": "50.00"})
    assert house.done(booking, "confirm")["booking"]["guarantee"] == "DEPOSIT"


def test_a_confirmed_booking_stays_as_it_is(house):
    booking = house.book()
    before = house.last_seq()
    assert house.done(booking, "confirm")["message"] == "Booking is already confirmed"
    assert house.last_seq() == before


@pytest.mark.parametrize(
    ("make", "body", "expected"),
    [
        (lambda house: house.unpaid(), {}, (409, "GUARANTEE_REQUIRED")),
        (lambda house: house.unpaid(), {"guarantee": "PREPAID"}, (400, "INVALID_INPUT")),
        (lambda house: house.with_card(), {"guarantee": "HOTEL"}, (409, "USE_APPROVE")),
        (lambda house: house.left(), {"guarantee": "HOTEL"}, (409, "BOOKING_NOT_CONFIRMABLE")),
        (lambda house: house.staying(), {"guarantee": "HOTEL"}, (409, "BOOKING_NOT_CONFIRMABLE")),
        (lambda house: ended(house, services.cancel_booking), {"guarantee": "HOTEL"}, (409, "BOOKING_CANCELLED")),
    ],
)
def test_what_cannot_be_confirmed(house, make, body, expected):
    assert house.refused(make(house), "confirm", body) == expected


def ended(house, service, **booking):
    made = house.book(**booking)
    house.do(service, booking_id=made.booking_id)
    return house.fresh(made)


# Approved


def test_an_approval_captures_the_card_and_then_confirms(house):
    booking = house.with_card()
    before = house.last_seq()
    body = house.done(booking, "approve")
    assert (body["status"], body["booking_id"]) == ("approved", booking.booking_id)
    assert body["message"] == "Booking approved and payment captured successfully"
    assert (body["booking"]["status"], body["booking"]["guarantee"]) == ("CONFIRMED", "PREPAID")
    assert (body["booking"]["captured_amount"], body["booking"]["balance"]) == ("200.00", "0.00")
    assert body["booking"]["paid_at"] is not None
    assert charge_of(house, booking).captured_amount == Decimal("200.00")
    assert house.types(before) == ["payment_decided", "payment_captured", "booking_confirmed"]


def test_a_booking_to_be_paid_at_the_hotel_captures_nothing(house):
    booking = house.book(status=S.PENDING_APPROVAL, guarantee="CARD")
    body = house.done(booking, "approve")["booking"]
    assert (body["status"], body["guarantee"], body["captured_amount"]) == ("CONFIRMED", "CARD", "0.00")


def test_a_second_approval_does_nothing(house):
    booking = house.with_card()
    house.done(booking, "approve")
    before = house.last_seq()
    assert house.done(booking, "approve")["message"] == "Booking is already confirmed (idempotent)"
    assert house.last_seq() == before


@pytest.mark.parametrize("action", ["approve", "decline"])
@pytest.mark.parametrize(
    ("make", "code"),
    [
        (House.unpaid, "PAYMENT_PENDING"),
        (House.staying, "BOOKING_NOT_PENDING"),
        (lambda house: ended(house, services.cancel_booking), "BOOKING_NOT_PENDING"),
    ],
    ids=["unpaid", "staying", "cancelled"],
)
def test_only_what_waits_for_approval_is_decided(house, action, make, code):
    assert house.refused(make(house), action) == (409, code)


def test_an_approval_comes_too_late(house):
    booking = house.with_card()
    with house.at(TODAY + 2 * DAY, 12):
        assert house.refused(booking, "approve") == (409, "APPROVAL_EXPIRED")


def test_an_approval_without_a_guarantee_is_refused():
    house = House(requires_approval=True)
    booking = house.with_card()
    decision = house.do(services.cancel_by_guest, booking_id=booking.booking_id)
    services.settle_intent(house.actor(), decision.intent)
    assert house.refused(booking, "approve") == (409, "BOOKING_NOT_PENDING")


def test_a_capture_that_the_provider_refuses_leaves_the_booking_waiting(house):
    booking = house.with_card()
    DemoCharge.objects.filter(pk=charge_of(house, booking).pk).update(state="RELEASED")
    response = house.post(booking, "approve")
    assert (response.status_code, response.json()["code"]) == (502, "CAPTURE_FAILED")
    assert response.json()["details"]["current_status"] == "PENDING_APPROVAL"
    assert house.fresh(booking).status == "PENDING_APPROVAL"
    assert not house.get(booking).json()["payment_in_progress"]


def test_a_second_decision_meanwhile_is_refused_until_the_first_is_settled(house):
    booking = house.with_card("unreachable-later")
    response = house.post(booking, "approve")
    assert (response.status_code, response.json()["code"]) == (502, "PROVIDER_UNREACHABLE")
    assert house.refused(booking, "decline") == (409, "PAYMENT_IN_PROGRESS")
    assert house.refused(booking, "approve") == (409, "PAYMENT_IN_PROGRESS")
    DemoCharge.objects.filter(pk=charge_of(house, booking).pk).update(card="visa")
    assert services.resume_payments(house.actor()) == (1, 0)
    assert house.fresh(booking).status == "CONFIRMED"


# Declined


def test_a_declined_booking_lets_go_of_its_card(house):
    booking = house.with_card()
    before = house.last_seq()
    body = house.done(booking, "decline", {"reason_code": "NO_ROOMS", "reason_note": "sorry, Mrs Quackenbush"})
    assert (body["status"], body["reason_code"]) == ("declined", "NO_ROOMS")
    assert body["message"] == "Booking declined and authorization cancelled"
    assert (body["booking"]["status"], body["booking"]["held_amount"]) == ("DECLINED", "0.00")
    assert body["booking"]["decision_made_at"] is not None
    assert body["booking"]["decline_reason_note"] == "sorry, Mrs Quackenbush"
    assert charge_of(house, booking).state == "RELEASED"
    assert house.types(before) == ["payment_decided", "booking_declined", "payment_released"]
    assert "Quackenbush" not in str([event.after for event in house.events(before)])


def test_a_decline_frees_room_and_nights(house):
    booking = house.assigned(status=S.PENDING_APPROVAL)
    house.done(booking, "decline")
    assert house.claims(booking) == []


def test_a_second_decline_does_nothing(house):
    booking = house.with_card()
    house.done(booking, "decline")
    before = house.last_seq()
    assert house.done(booking, "decline")["message"] == "Booking is already declined (idempotent)"
    assert house.last_seq() == before


def test_a_reason_code_is_for_programs(house):
    assert house.refused(house.with_card(), "decline", {"reason_code": "Mr Quackenbush"}) == (400, "INVALID_INPUT")


def test_money_taken_by_hand_is_given_back_before_a_decline(house):
    booking = house.book(status=S.PENDING_APPROVAL)
    house.done(booking, "payments", {"method": "CASH", "amount": "20.00"})
    assert house.refused(booking, "decline") == (409, "REFUND_FIRST")
    payment = house.payments(booking)[0]
    house.done(booking, f"payments/{payment.pk}/refund", {"amount": "20.00"})
    assert house.done(booking, "decline")["booking"]["status"] == "DECLINED"


def test_a_release_that_gets_no_answer_is_finished_later_and_the_decline_stands(house):
    booking = house.with_card("unreachable-later")
    response = house.post(booking, "decline")
    assert response.status_code == 502
    assert response.json()["details"] == {
        "booking_id": booking.booking_id,
        "current_status": "DECLINED",
        "payment_id": house.payments(booking)[0].pk,
        "still_open": "release",
    }
    DemoCharge.objects.filter(pk=charge_of(house, booking).pk).update(card="visa")
    services.resume_payments(house.actor())
    assert house.payments(booking)[0].state == "RELEASED"


@pytest.mark.parametrize("action", ["confirm", "approve", "decline", "no-show", "reinstate"])
def test_housekeeping_decides_nothing(house, action):
    assert house.refused(house.book(), action, role=Role.HOUSEKEEPING) == (403, "PERMISSION_DENIED")


# Guests who do not come


def test_a_guest_who_does_not_come_by_the_cutoff_is_a_no_show(house):
    booking = house.assigned(nights=3)
    with house.at(TOMORROW, 3):
        before = house.last_seq()
        body = house.done(booking, "no-show")
        assert body["message"] == "Booking marked as no-show"
        assert body["booking"]["status"] == "NO_SHOW"
        (event,) = house.events(before)
    assert (event.type, event.before["room_number"], event.after["room_number"]) == ("booking_no_show", "101", None)
    assert house.claims(booking) == []


def test_a_guest_may_still_come_until_the_cutoff(house):
    booking = house.assigned()
    assert house.refused(booking, "no-show") == (409, "TOO_EARLY_FOR_NO_SHOW")
    with house.at(TOMORROW, 1):
        assert house.refused(booking, "no-show") == (409, "TOO_EARLY_FOR_NO_SHOW")


def test_a_second_no_show_does_nothing(house):
    booking = house.book()
    with house.at(TOMORROW, 3):
        house.done(booking, "no-show")
        before = house.last_seq()
        assert house.done(booking, "no-show")["message"] == "Booking is already a no-show"
        assert house.last_seq() == before


@pytest.mark.parametrize("make", [House.staying, House.unpaid, House.left], ids=lambda make: make.__name__)
def test_only_a_confirmed_booking_is_a_no_show(house, make):
    booking = make(house)
    with house.at(TOMORROW, 3):
        assert house.refused(booking, "no-show") == (409, "BOOKING_NOT_ELIGIBLE")


def test_a_no_show_keeps_what_was_captured(house):
    booking = house.paid_by_card()
    with house.at(TOMORROW, 3):
        body = house.done(booking, "no-show")["booking"]
    assert (body["captured_amount"], body["refunded_amount"]) == ("200.00", "0.00")


def test_a_guest_who_comes_after_all_is_reinstated(house):
    booking = house.assigned(nights=3)
    with house.at(TOMORROW, 3):
        house.done(booking, "no-show")
        before = house.last_seq()
        body = house.done(booking, "reinstate")
        assert (body["message"], body["booking"]["status"]) == ("Booking reinstated", "CONFIRMED")
        assert house.types(before) == ["booking_reinstated"]
        house.done(booking, "reinstate")
        assert len(house.events(before)) == 1


def test_nobody_is_reinstated_after_the_next_rollover(house):
    booking = house.book(3)
    with house.at(TOMORROW, 3):
        house.done(booking, "no-show")
    with house.at(TOMORROW, 5):
        assert house.refused(booking, "reinstate") == (409, "TOO_LATE_TO_UNDO")


def test_nobody_is_reinstated_into_a_full_house_without_a_note(house):
    booking = house.book(2)
    with house.at(TOMORROW, 3):
        house.done(booking, "no-show")
        for _ in range(3):
            house.book(1, start=TOMORROW)
        assert house.refused(booking, "reinstate") == (409, "CAPACITY_EXCEEDED")
        house.done(booking, "reinstate", {"oversell_note": "flight was late"})


def test_only_a_no_show_is_reinstated(house):
    assert house.refused(house.staying(), "reinstate") == (409, "BOOKING_NOT_ELIGIBLE")
