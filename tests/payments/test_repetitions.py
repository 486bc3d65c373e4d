"""A request with a key whose process died in the middle: whoever repeats it is told what came of it, and nothing more is done.

`test_sagas.py` kills a real server at it; here the caller of a provider dies in this process, before the provider acted or after.
"""

from contextlib import contextmanager
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from hotelmate.core.models import IdempotencyKey
from hotelmate.hotel.queries import system_of
from hotelmate.payments.demo import DemoProvider
from hotelmate.payments.models import DemoCall, DemoCharge
from hotelmate.payments.providers import DEMO, PROVIDERS
from hotelmate.room_bookings import services
from hotelmate.simulation.bench.sagas.death import ACTS
from tests.room_bookings.conftest import afternoon, house, verified
from tests.room_bookings.house import S

__all__ = ["afternoon", "house", "verified"]

KEY = {"Idempotency-Key": "once"}
BEFORE_AND_AFTER = pytest.mark.parametrize("after", [False, True], ids=["before the bank acted", "after it acted"])


class Death(BaseException):
    """The process ends here."""


class Mortal:
    """The demo provider, at whose next act the caller dies."""

    def __init__(self, *, after):
        self.after = after

    def __getattr__(self, name):
        method = getattr(DemoProvider(), name)

        def fatal(*args, **values):
            if self.after:
                method(*args, **values)
            raise Death

        return fatal if name in ACTS else method


@contextmanager
def dying(*, after):
    """Whoever makes the bank act in here dies of it."""
    PROVIDERS[DEMO] = Mortal(after=after)
    try:
        with pytest.raises(Death):
            yield
    finally:
        PROVIDERS[DEMO] = DemoProvider()


def ask(house, booking, action, body=None):
    return house.post(booking, action, body, **KEY)


def told(response):
    return response.status_code, response.json().get("code", "")


def worker_comes_by(house):
    return services.resume_payments(system_of(house.hotel))


def acts(booking):
    """What the bank did to the cards of a booking, in order; the hold is blank."""
    references = [payment.provider_reference for payment in booking.payments.order_by("pk")]
    charges = DemoCharge.objects.filter(reference__in=references)
    return list(DemoCall.objects.filter(charge__in=charges).order_by("pk").values_list("action", flat=True))


@BEFORE_AND_AFTER
def test_an_approval_is_answered_with_what_the_worker_made_of_it(house, after):
    booking = house.with_card()
    with dying(after=after):
        ask(house, booking, "approve")
    assert told(ask(house, booking, "approve")) == (409, "IN_PROGRESS")
    worker_comes_by(house)
    answers = [ask(house, booking, "approve") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer["Idempotency-Replayed"] for answer in answers] == ["true", "true"]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["message"] == "Booking approved and payment captured successfully"
    assert answers[0].json()["booking"]["status"] == "CONFIRMED"
    assert acts(booking) == ["", "CAPTURE"]


@BEFORE_AND_AFTER
def test_a_part_is_given_back_once(house, after):
    booking = house.paid_by_card()
    refund = f"payments/{house.payments(booking)[0].pk}/refund"
    with dying(after=after):
        ask(house, booking, refund, {"amount": "30.00"})
    assert told(ask(house, booking, refund, {"amount": "30.00"})) == (409, "IN_PROGRESS")
    worker_comes_by(house)
    answer = ask(house, booking, refund, {"amount": "30.00"})
    assert (answer.status_code, answer.json()["payment"]["refunded_amount"]) == (200, "30.00")
    assert acts(booking) == ["", "CAPTURE", "REFUND"]
    assert house.fresh(booking).refunded_amount == Decimal("30.00")


@BEFORE_AND_AFTER
def test_a_card_is_held_once(house, after):
    booking = house.unpaid()
    card = {"method": "CARD", "card": "visa"}
    with dying(after=after):
        ask(house, booking, "payments", card)
    assert told(ask(house, booking, "payments", card)) == (409, "IN_PROGRESS")
    worker_comes_by(house)
    answer = ask(house, booking, "payments", card)
    assert (answer.status_code, answer.json()["payment"]["state"]) == (201, "AUTHORISED")
    assert acts(booking) == [""]
    assert booking.payments.count() == 1


@BEFORE_AND_AFTER
def test_a_booking_that_is_over_is_so_at_once(house, after):
    """What its money comes to is seen in the answer, and is the worker's."""
    declined, cancelled = house.with_card(), house.paid_by_card()
    changes = [(declined, "decline", {}), (cancelled, "refund-and-cancel", {"refund": "full"})]
    for booking, action, body in changes:
        with dying(after=after):
            ask(house, booking, action, body)
    answers = [ask(house, *change).json() for change in changes]
    assert [answer["booking"]["status"] for answer in answers] == ["DECLINED", "CANCELLED"]
    assert [answer["message"] for answer in answers] == [
        "Booking declined and authorization cancelled",
        "Booking cancelled successfully",
    ]
    worker_comes_by(house)
    assert [ask(house, *change).status_code for change in changes] == [200, 200]
    assert (acts(declined), acts(cancelled)) == (["", "RELEASE"], ["", "CAPTURE", "REFUND"])


@BEFORE_AND_AFTER
def test_a_guest_finds_the_page_of_before(house, after):
    booking = house.unpaid()
    link = house.do(services.give_link, booking_id=booking.booking_id)
    url = f"/api/public/hotel/{house.hotel.slug}/room-bookings/{booking.booking_id}/payment/session/"
    guest = APIClient()
    guest.credentials(HTTP_AUTHORIZATION=f"GuestToken {link.token}")
    with dying(after=after):
        guest.post(url, {}, headers=KEY)
    answers = [guest.post(url, {}, headers=KEY) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert {answer.json()["session_id"] for answer in answers} == {house.payments(booking)[0].session_reference}


def test_what_the_bank_refused_meanwhile_is_judged_anew(house):
    booking = house.with_card("capture-fails")
    with dying(after=False):
        ask(house, booking, "approve")
    worker_comes_by(house)
    assert told(ask(house, booking, "approve")) == (502, "CAPTURE_FAILED")
    assert house.fresh(booking).status == S.PENDING_APPROVAL
    house.done(booking, "decline")


def test_a_card_that_was_declined_meanwhile_is_judged_anew(house):
    booking = house.unpaid()
    card = {"method": "CARD", "card": "decline"}
    with dying(after=False):
        ask(house, booking, "payments", card)
    worker_comes_by(house)
    assert told(ask(house, booking, "payments", card)) == (409, "CARD_DECLINED")


def test_a_refund_that_stays_open_at_the_bank_keeps_its_key(house):
    booking = house.paid_by_card()
    payment = house.payments(booking)[0]
    DemoCharge.objects.filter(reference=payment.provider_reference).update(card="unreachable-later")
    refund = f"payments/{payment.pk}/refund"
    assert told(ask(house, booking, refund, {"amount": "30.00"})) == (502, "PROVIDER_UNREACHABLE")
    assert told(ask(house, booking, refund, {"amount": "30.00"})) == (409, "IN_PROGRESS")
    DemoCharge.objects.filter(reference=payment.provider_reference).update(card="visa")
    worker_comes_by(house)
    assert ask(house, booking, refund, {"amount": "30.00"}).status_code == 200
    assert acts(booking) == ["", "CAPTURE", "REFUND"]


def test_money_by_hand_is_given_back_once_though_nobody_was_answered(house):
    booking = house.paid_by_hand()
    refund = f"payments/{house.payments(booking)[0].pk}/refund"
    first = ask(house, booking, refund, {"amount": "30.00"}).json()
    # The process died after it had committed, before it kept its answer.
    IdempotencyKey.objects.filter(path__endswith=f"{refund}/").update(answer_status=None, answer_body=None)
    answer = ask(house, booking, refund, {"amount": "30.00"})
    assert (answer.status_code, answer.json()) == (200, first)
    assert house.fresh(booking).refunded_amount == Decimal("30.00")


def test_a_key_of_before_its_beginning_was_noted_is_in_progress(house):
    booking = house.with_card()
    with dying(after=False):
        ask(house, booking, "approve")
    IdempotencyKey.objects.filter(path__endswith="/approve/").update(begun=None)
    worker_comes_by(house)
    assert told(ask(house, booking, "approve")) == (409, "IN_PROGRESS")
