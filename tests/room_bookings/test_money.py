"""Money for bookings: taken by hand, held and charged on a card, given back."""

from decimal import Decimal

import pytest

from hotelmate.core.actor import Actor
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.payments.models import DemoCharge
from hotelmate.room_bookings import services
from hotelmate.staff.models import Role

from .house import DAY, TODAY, House, S


def pay(house, booking, **body):
    return house.done(booking, "payments", body)


@pytest.mark.parametrize("method", ["CASH", "TERMINAL", "TRANSFER"])
def test_money_is_taken_by_hand(house, method):
    booking = house.book()
    before = house.last_seq()
    body = pay(house, booking, method=method, amount="80.00", note="half now")
    assert body["message"] == "Payment recorded"
    assert (body["payment"]["state"], body["payment"]["captured_amount"]) == ("CAPTURED", "80.00")
    assert (body["booking"]["captured_amount"], body["booking"]["balance"]) == ("80.00", "120.00")
    (event,) = house.events(before)
    assert (event.type, event.after["amount"], event.after["booking_id"]) == (
        "payment_recorded",
        "80.00",
        booking.booking_id,
    )


def test_payments_are_listed(house):
    booking = house.paid_by_hand("30.00")
    pay(house, booking, method="TRANSFER", amount="20.00")
    body = house.get(booking, "payments").json()
    assert [(one["method"], one["amount"]) for one in body["results"]] == [("CASH", "30.00"), ("TRANSFER", "20.00")]


def test_a_card_is_held_for_an_unpaid_booking_which_then_waits_for_approval(house):
    booking = house.unpaid()
    before = house.last_seq()
    body = pay(house, booking, method="CARD", card="visa")
    assert body["payment"]["state"] == "AUTHORISED"
    assert (body["booking"]["status"], body["booking"]["held_amount"]) == ("PENDING_APPROVAL", "200.00")
    assert body["booking"]["payment_provider"] == "demo"
    assert house.types(before) == ["payment_created", "payment_authorised", "booking_updated"]


def test_a_card_is_captured_at_once_where_nobody_approves():
    house = House(requires_approval=False)
    body = pay(house, house.unpaid(), method="CARD", card="visa")
    assert (body["booking"]["status"], body["booking"]["captured_amount"]) == ("CONFIRMED", "200.00")


def test_a_declined_card_leaves_the_booking_unpaid(house):
    booking = house.unpaid()
    response = house.post(booking, "payments", {"method": "CARD", "card": "decline"})
    assert (response.status_code, response.json()["code"]) == (409, "CARD_DECLINED")
    assert house.fresh(booking).status == "PENDING_PAYMENT"
    assert house.payments(booking)[0].state == "FAILED"
    assert pay(house, booking, method="CARD", card="visa")["booking"]["status"] == "PENDING_APPROVAL"


def test_a_provider_that_does_not_answer_is_a_502(house):
    response = house.post(house.unpaid(), "payments", {"method": "CARD", "card": "unreachable"})
    assert (response.status_code, response.json()["code"]) == (502, "PROVIDER_UNREACHABLE")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"method": "CASH"}, (400, "INVALID_INPUT")),
        ({"method": "CASH", "amount": "0.00"}, (400, "INVALID_INPUT")),
        ({"method": "CASH", "amount": "-5"}, (400, "INVALID_INPUT")),
        ({"method": "CASH", "amount": "1e400"}, (400, "INVALID_INPUT")),
        ({"method": "CASH", "amount": "99999999999.99"}, (400, "INVALID_INPUT")),
        ({"method": "SHELLS", "amount": "1.00"}, (400, "INVALID_INPUT")),
        ({"method": "CARD"}, (400, "INVALID_INPUT")),
        ({"method": "CARD", "card": "visa", "provider": "stripe"}, (400, "UNKNOWN_PROVIDER")),
        ({"method": "CARD", "card": "visa", "provider": "shells"}, (400, "INVALID_INPUT")),
        ({"method": "CARD", "card": "visa"}, (409, "BOOKING_NOT_UNPAID")),
    ],
)
def test_payments_that_cannot_be(house, body, expected):
    assert house.refused(house.book(), "payments", body) == expected


def test_sums_beyond_what_can_be_stored_are_refused(house):
    booking = house.book()
    pay(house, booking, method="CASH", amount="9999999999.99")
    assert house.refused(booking, "payments", {"method": "CASH", "amount": "9999999999.99"}) == (400, "INVALID_VALUE")


def test_nothing_is_taken_for_what_is_over(house):
    booking = house.book()
    house.do(services.cancel_booking, booking_id=booking.booking_id)
    assert house.refused(booking, "payments", {"method": "CASH", "amount": "5.00"}) == (409, "BOOKING_OVER")


def test_a_booking_that_costs_nothing_holds_no_card(house):
    booking = house.unpaid(total_amount=Decimal(0))
    assert house.refused(booking, "payments", {"method": "CARD", "card": "visa"}) == (400, "INVALID_AMOUNT")


# Given back


def refund(house, booking, amount, payment=None):
    payment = payment or house.payments(booking)[0]
    return house.done(booking, f"payments/{payment.pk}/refund", {"amount": amount})


def test_a_part_of_a_card_payment_is_refunded_and_the_balance_follows(house):
    booking = house.paid_by_card()
    before = house.last_seq()
    body = refund(house, booking, "50.00")
    assert (body["payment"]["refunded_amount"], body["booking"]["balance"]) == ("50.00", "50.00")
    assert body["booking"]["status"] == "CONFIRMED"
    assert DemoCharge.objects.get(reference=body["payment"]["provider_reference"]).refunded_amount == Decimal("50.00")
    assert house.types(before) == ["payment_decided", "payment_refunded"]


def test_money_taken_by_hand_is_refunded_by_hand(house):
    booking = house.paid_by_hand("80.00")
    assert refund(house, booking, "80.00")["booking"]["refunded_amount"] == "80.00"


def test_no_more_is_refunded_than_was_taken(house):
    booking = house.paid_by_hand("80.00")
    path = f"payments/{house.payments(booking)[0].pk}/refund"
    assert house.refused(booking, path, {"amount": "80.01"}) == (409, "REFUND_TOO_LARGE")
    assert house.post(booking, path, {"amount": "80.01"}).json()["details"] == {"refundable": "80.00"}
    refund(house, booking, "30.00")
    assert house.refused(booking, path, {"amount": "50.01"}) == (409, "REFUND_TOO_LARGE")


def test_a_payment_of_another_booking_is_not_found(house):
    booking, other = house.paid_by_hand(), house.paid_by_hand()
    path = f"payments/{house.payments(other)[0].pk}/refund"
    assert house.refused(booking, path, {"amount": "1.00"}) == (404, "PAYMENT_NOT_FOUND")
    assert house.refused(booking, "payments/abc/refund", {"amount": "1.00"}) == (404, "PAYMENT_NOT_FOUND")
    assert house.refused(booking, f"payments/{2**70}/refund", {"amount": "1.00"}) == (404, "PAYMENT_NOT_FOUND")


def test_the_front_desk_takes_money_and_gives_none_back(house):
    booking = house.book()
    house.done(booking, "payments", {"method": "CASH", "amount": "10.00"}, role=Role.FRONT_DESK)
    path = f"payments/{house.payments(booking)[0].pk}/refund"
    assert house.refused(booking, path, {"amount": "1.00"}, role=Role.FRONT_DESK) == (403, "PERMISSION_DENIED")


def test_a_refund_that_the_provider_refuses_stays_open_for_staff_to_see(house):
    booking = house.paid_by_card()
    charge = DemoCharge.objects.get(reference=house.payments(booking)[0].provider_reference)
    DemoCharge.objects.filter(pk=charge.pk).update(captured_amount=0)
    response = house.post(booking, f"payments/{house.payments(booking)[0].pk}/refund", {"amount": "10.00"})
    assert (response.status_code, response.json()["code"]) == (502, "PROVIDER_REFUSED")
    assert house.get(booking).json()["payment_in_progress"] is True
    DemoCharge.objects.filter(pk=charge.pk).update(captured_amount=Decimal("200.00"))
    services.resume_payments(house.actor())
    assert house.fresh(booking).refunded_amount == Decimal("10.00")


def test_a_card_that_is_held_too_late_is_let_go_of(house):
    booking = house.unpaid()
    receipt = house.do(services.begin_card_payment, booking_id=booking.booking_id, source="visa")
    house.done(booking, "confirm", {"guarantee": "HOTEL"})
    with pytest.raises(Refused) as refused:
        services.hold_and_settle(house.actor(), receipt)
    assert refused.value.refusal.code == "PAYMENT_TOO_LATE"
    assert house.payments(booking)[0].state == "RELEASED"
    assert house.fresh(booking).status == S.CONFIRMED


def test_a_second_card_is_let_go_of_while_the_first_is_being_charged():
    house = House(requires_approval=False)
    booking = house.unpaid()
    first, second = (
        house.do(services.begin_card_payment, booking_id=booking.booking_id, source=card)
        for card in ("unreachable-later", "visa")
    )
    with pytest.raises(Refused) as unreachable:
        services.hold_and_settle(house.actor(), first)
    with pytest.raises(Refused) as refused:
        services.hold_and_settle(house.actor(), second)
    assert unreachable.value.refusal.code == "PROVIDER_UNREACHABLE"
    assert refused.value.refusal.code == "PAYMENT_IN_PROGRESS"
    assert [one.state for one in house.payments(booking)] == ["AUTHORISED", "AUTHORISED"]
    DemoCharge.objects.filter(card="unreachable-later").update(card="visa")
    services.resume_payments(house.actor())
    assert [one.state for one in house.payments(booking)] == ["CAPTURED", "RELEASED"]
    assert DemoCharge.objects.filter(card="visa").latest("pk").state == "RELEASED"


def test_a_departed_guest_pays_what_is_open(house):
    booking = house.left()
    with house.at(TODAY + DAY, 9):
        assert pay(house, booking, method="TRANSFER", amount="200.00")["booking"]["balance"] == "0.00"


def test_what_is_to_be_given_back_by_hand_is_told_as_an_action(house):
    booking = house.paid_by_hand(start=TODAY + 9 * DAY)
    guest = Actor(kind="guest", hotel_id=house.hotel.pk, hotel=house.hotel, booking_pk=booking.pk)
    run_change(lambda: services.cancel_by_guest(actor=guest, booking_id=booking.booking_id))
    actions = {one["name"]: one for one in house.get(booking).data["actions"]}
    assert actions["refund"]["allowed"]
    payment = house.payments(booking)[0]
    house.done(booking, f"payments/{payment.pk}/refund", {"amount": "200.00"})
    actions = {one["name"]: one for one in house.get(booking).data["actions"]}
    assert actions["refund"]["code"] == "NOTHING_TO_REFUND"
