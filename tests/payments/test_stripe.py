"""Money by Stripe: held on a page, charged when approved, let go of, given back. The SDK speaks to a stand-in over HTTP."""

from decimal import Decimal

import pytest

from hotelmate.payments.models import PaymentIntent
from hotelmate.payments.stripe_account import API_VERSION
from hotelmate.room_bookings import services

from .till import S

D = Decimal


def test_a_guest_pays_on_the_page_and_the_booking_waits_for_approval(till):
    booking, payment = till.on_page()
    session = till.ledger.sessions[payment.session_reference]
    assert (session["amount_total"], session["currency"]) == (20000, "eur")
    assert session["intent_data"]["capture_method"] == "manual"
    assert session["metadata"]["booking_id"] == booking.booking_id
    till.ledger.pay(payment.session_reference)
    assert till.fresh(booking).status == S.PENDING_PAYMENT
    assert [status for _, status, _ in till.deliver()] == [200, 200]
    assert till.money(booking) == (S.PENDING_APPROVAL, "AUTHORISED", 0, 0)
    assert till.fresh(booking).held_amount == D("200.00")


def test_an_approval_charges_the_card_once(till):
    booking = till.waiting()
    body = till.done(booking, "approve")
    assert (body["status"], body["booking"]["status"], body["booking"]["balance"]) == ("approved", "CONFIRMED", "0.00")
    assert till.done(booking, "approve")["message"].endswith("(idempotent)")
    assert till.effects(booking) == {"hold": 1, "capture": 1}
    assert till.intent_of(booking)["amount_received"] == 20000


def test_a_decline_lets_go_of_the_card_once(till):
    booking = till.waiting()
    assert till.done(booking, "decline")["booking"]["status"] == "DECLINED"
    till.done(booking, "decline")
    assert till.effects(booking) == {"hold": 1, "release": 1}
    assert till.money(booking) == (S.DECLINED, "RELEASED", 0, 0)


def test_a_guest_who_cancels_before_the_approval_is_let_go(till):
    booking = till.waiting()
    decision = till.do(services.cancel_by_guest, booking_id=booking.booking_id)
    services.settle_intent(till.guest(booking), decision.intent)
    assert till.money(booking) == (S.CANCELLED, "RELEASED", 0, 0)
    assert till.intent_of(booking)["status"] == "canceled"


def test_a_part_is_given_back_and_then_the_rest_with_the_cancellation(till):
    booking = till.confirmed()
    payment = till.payments(booking)[0]
    body = till.done(booking, f"payments/{payment.pk}/refund", {"amount": "30.00"})
    assert (body["payment"]["refunded_amount"], body["booking"]["balance"]) == ("30.00", "30.00")
    till.done(booking, "refund-and-cancel", {"refund": "full"})
    till.deliver()
    assert till.money(booking) == (S.CANCELLED, "CAPTURED", D("200.00"), D("200.00"))
    assert till.effects(booking) == {"hold": 1, "capture": 1, "refund": 2}


@pytest.mark.parametrize(("refund", "back"), [("none", "0.00"), ("50.00", "50.00"), ("policy", "200.00")])
def test_staff_say_how_much_goes_back(till, refund, back):
    booking = till.confirmed()
    body = till.done(booking, "refund-and-cancel", {"refund": refund})["booking"]
    assert (body["refunded_amount"], body["cancellation_fee"]) == (back, str(D("200.00") - D(back)))


def test_a_staff_cancel_names_the_endpoints_that_deal_with_the_card(till):
    waiting, confirmed = till.waiting(), till.confirmed()
    assert till.refused(waiting, "cancel") == (409, "CARD_BOOKING")
    assert list(till.post(waiting, "cancel").json()["details"]["required_endpoints"]) == ["approve", "decline"]
    assert list(till.post(confirmed, "cancel").json()["details"]["required_endpoints"]) == ["refund-and-cancel"]


def test_a_hotel_that_approves_nothing_charges_at_once(open_till):
    till = open_till(requires_approval=False)
    booking, _ = till.paid_page()
    till.deliver()
    assert till.money(booking) == (S.CONFIRMED, "CAPTURED", D("200.00"), 0)


def test_a_card_is_held_for_staff_by_a_payment_method(till):
    booking = till.unpaid()
    body = till.done(booking, "payments", {"method": "CARD", "card": "pm_card_visa"})
    assert (body["payment"]["provider"], body["payment"]["state"]) == ("stripe", "AUTHORISED")
    assert body["booking"]["status"] == "PENDING_APPROVAL"
    other = till.unpaid()
    assert till.post(other, "payments", {"method": "CARD", "card": "pm_card_chargeDeclined"}).status_code == 409
    assert till.payments(other)[0].state == "FAILED"


def test_two_tabs_get_one_page(till):
    booking = till.unpaid()
    first, second = till.check_out_page(booking), till.check_out_page(booking)
    assert (first.status, second.status) == ("created", "existing")
    assert first.payment.session_url == second.payment.session_url
    assert len(till.ledger.sessions) == 1


def test_a_page_whose_note_was_lost_is_found_again_by_its_key(till):
    booking, payment = till.on_page()
    type(payment).objects.filter(pk=payment.pk).update(session_reference="", session_url="")
    again = till.check_out_page(booking).payment
    assert again.session_reference == payment.session_reference
    assert len(till.ledger.sessions) == 1
    assert till.stand_in.keys.replays == 1


def test_what_is_paid_is_not_paid_again(till):
    booking = till.waiting()
    checkout = till.check_out_page(booking)
    assert (checkout.status, checkout.payment) == ("paid", None)


def test_the_library_asks_again_while_the_key_is_in_use(till):
    booking = till.waiting()
    till.stand_in.fail("/capture", after=True, status=-1)
    till.done(booking, "approve")
    assert till.effects(booking)["capture"] == 1
    assert till.stand_in.keys.replays == 1


def test_an_error_of_stripes_own_is_tried_again_by_the_worker(till):
    booking = till.waiting()
    till.stand_in.fail("/capture", status=500, times=3)
    response = till.post(booking, "approve")
    assert (response.status_code, response.json()["code"]) == (502, "PROVIDER_UNREACHABLE")
    assert till.refused(booking, "approve") == (409, "PAYMENT_IN_PROGRESS")
    assert till.resume() == (1, 0)
    assert till.money(booking) == (S.CONFIRMED, "CAPTURED", D("200.00"), 0)


def test_several_cards_are_given_back_one_after_the_other(till):
    booking = till.confirmed()
    first = till.payments(booking)[0]
    # Somebody charged a second card for the same booking, by hand at Stripe.
    second = till.second_charge(booking)
    assert [one.state for one in till.payments(booking)] == ["CAPTURED", "CAPTURED"]
    body = till.done(booking, "refund-and-cancel", {"refund": "full"})["booking"]
    assert body["refunded_amount"] == "400.00"
    assert [till.ledger.effects[one.provider_reference]["refund"] for one in (first, second)] == [1, 1]


def test_the_second_card_does_not_wait_for_one_that_is_refused(till):
    booking = till.confirmed()
    second = till.second_charge(booking)
    till.ledger.dispute(second.provider_reference)
    assert till.post(booking, "refund-and-cancel", {"refund": "full"}).status_code == 502
    till.resume()
    states = {one.payment_id: one.state for one in PaymentIntent.objects.filter(booking_id=booking.pk, action="REFUND")}
    assert states == {second.pk: "OPEN", till.payments(booking)[0].pk: "DONE"}


def test_the_version_of_the_api_is_pinned(till):
    assert API_VERSION == "2026-10-28.endive"
