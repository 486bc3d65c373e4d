"""`hotelmate verify --payments`: what the provider has, against what is written down."""

from decimal import Decimal
from functools import partial

import pytest
from click.testing import CliRunner

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.integrity.commands import verify
from hotelmate.payments.models import DemoCharge, Payment
from hotelmate.payments.stripe_account import connected_to
from hotelmate.room_bookings import services
from hotelmate.simulation.stripe_stand_in.server import stripe_stand_in
from tests.payments.till import Till
from tests.room_bookings.house import AFTERNOON, House

D = Decimal


@pytest.fixture
def house():
    with clock.travel_to(AFTERNOON):
        yield House()


def compare(house):
    result = CliRunner().invoke(verify, ["--payments", "--hotel", house.hotel.slug])
    return result.exit_code, result.output


def charge_of(house, booking):
    return DemoCharge.objects.filter(reference=house.payments(booking)[-1].provider_reference)


def assert_found(house, name, *words):
    code, output = compare(house)
    assert code == 1
    assert f"[{name}, invariant 7]" in output
    for word in words:
        assert word in output


def test_honest_payments_agree(house):
    house.with_card()
    booking = house.paid_by_card()
    house.done(booking, "refund-and-cancel", {"refund": "50.00"})
    house.done(house.with_card(), "decline")
    code, output = compare(house)
    assert (code, output.strip()) == (0, "1 hotel, payments compared with their providers: 0 contradictions.")


def test_captured_but_cancelled(house):
    booking = house.with_card()
    charge_of(house, booking).update(card="unreachable-later")
    house.post(booking, "decline")
    charge_of(house, booking).update(state="CAPTURED", captured_amount=D("200.00"))
    assert_found(house, "captured_but_over", "DECLINED", "hotelmate sweep", "refund 200.00 EUR")


def test_held_but_expired(house):
    booking = house.with_card()
    house.done(booking, "decline")
    charge_of(house, booking).update(state="AUTHORISED")
    assert_found(house, "held_but_over", "the booking is DECLINED")


def test_a_hold_that_has_ended(house):
    booking = house.with_card()
    charge_of(house, booking).update(state="RELEASED")
    assert_found(house, "hold_ended", "holds nothing any more")


def test_taken_but_not_confirmed(house):
    booking = house.with_card()
    charge_of(house, booking).update(state="CAPTURED", captured_amount=D("200.00"))
    assert_found(house, "taken_but_not_confirmed", "PENDING_APPROVAL", "approve the booking")


@pytest.mark.parametrize("refunded", ["0.00", "70.00"])
def test_refunds_that_differ(house, refunded):
    booking = house.paid_by_card()
    house.done(booking, f"payments/{house.payments(booking)[0].pk}/refund", {"amount": "30.00"})
    charge_of(house, booking).update(refunded_amount=D(refunded))
    assert_found(house, "refunds_differ", f"{refunded} EUR was given back, and 30.00 is written down")


def test_another_sum(house):
    booking = house.with_card()
    charge_of(house, booking).update(amount=D("1.00"))
    assert_found(house, "sum_differs", "1.00 EUR instead of 200.00 EUR")


def test_a_payment_that_the_provider_does_not_know(house):
    booking = house.with_card()
    Payment.objects.filter(booking_id=booking.pk).update(provider_reference="demo_nothing")
    assert_found(house, "unknown_at_provider", "No such charge")


def test_with_stripe_what_nobody_wrote_down_is_found_and_the_sweep_mends_what_it_can():
    with stripe_stand_in() as stand_in, connected_to(stand_in.account), clock.travel_to(AFTERNOON):
        till = Till(stand_in)
        till.confirmed()
        assert compare(till)[0] == 0
        booking, _ = till.paid_page()
        assert_found(till, "held_but_not_noted", booking.booking_id)
        stand_in.ledger.create_intent(
            {
                "amount": 700,
                "currency": "eur",
                "payment_method": "pm_card_visa",
                "confirm": "true",
                "metadata": {"hotel_slug": till.hotel.slug},
            }
        )
        assert_found(till, "not_written_down", "7.00 EUR is CAPTURED there for this hotel")
        services.resume_payments(till.actor())
        output = compare(till)[1]
        assert "held_but_not_noted" not in output
        run_change(partial(services.begin_decline, actor=till.actor(), booking_id=booking.booking_id))
        stand_in.fail("/payment_intents", status=500, times=30)
        assert_found(till, "not_compared", "does not answer")
