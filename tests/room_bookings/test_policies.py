"""What a cancellation costs: within the price, to the cent, by the terms on which the booking was made."""

import itertools
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import system_of
from hotelmate.hotel.rules import MOST_HOURS, tidy_policy, unusable_policy
from hotelmate.hotel.services import update_settings
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.policies import (
    cancellation_fee,
    cancellation_preview,
    fee_of,
    fee_steps,
    free_until,
    hours_until_arrival,
    no_show_fee,
    policy_in_words,
)
from hotelmate.room_bookings.services import Request, create_booking
from tests.factories import make_hotel, make_room_type, make_rooms

CENT = Decimal("0.01")
totals = st.decimals(0, Decimal("99999.99"), places=2, allow_nan=False)
penalties = st.one_of(
    st.fixed_dictionaries({"penalty_type": st.sampled_from(["NONE", "FIRST_NIGHT", "FULL_STAY"])}),
    st.fixed_dictionaries(
        {
            "penalty_type": st.just("PERCENTAGE"),
            "penalty_percentage": st.decimals(0, 100, places=2, allow_nan=False).map(str),
        }
    ),
    st.fixed_dictionaries({"penalty_type": st.just("FIXED"), "penalty_amount": totals.map(str)}),
)
templates = st.builds(
    lambda template, hours, penalty: {"template_type": template, "free_until_hours": hours, **penalty},
    st.sampled_from(["FLEXIBLE", "MODERATE", "NON_REFUNDABLE"]),
    st.integers(0, MOST_HOURS),
    penalties,
)
customs = st.builds(
    lambda tiers: {"template_type": "CUSTOM", "tiers": [{"hours_before": h, **p} for h, p in tiers.items()]},
    st.dictionaries(st.integers(0, MOST_HOURS), penalties, min_size=1, max_size=6),
)
policies = st.one_of(st.just({}), templates, customs)


@given(policy=policies, total=totals, nights=st.integers(0, 60), hours=st.floats(-1000, 10_000))
def test_every_policy_that_can_be_stored_costs_something_between_nothing_and_the_price(policy, total, nights, hours):
    assert unusable_policy(policy) is None
    fee = fee_of(tidy_policy(policy), total=total, nights=nights, hours_left=hours)
    assert 0 <= fee.amount <= total
    assert fee.amount == fee.amount.quantize(CENT)
    assert fee.rule
    assert policy_in_words(tidy_policy(policy), "EUR")


@given(policy=policies, total=totals, nights=st.integers(1, 60), hours=st.floats(-1000, 10_000))
def test_tidying_a_policy_changes_no_fee(policy, total, nights, hours):
    assert fee_of(policy, total=total, nights=nights, hours_left=hours) == fee_of(
        tidy_policy(policy), total=total, nights=nights, hours_left=hours
    )


@given(
    policy=policies, total=totals, nights=st.integers(1, 60), now=st.integers(-100, 9000), later=st.integers(0, 9000)
)
def test_the_steps_that_guests_are_shown_say_what_cancelling_costs_at_any_moment_to_come(
    policy, total, nights, now, later
):
    hotel = Hotel(timezone="Europe/Dublin")
    arrival = hotel.local_moment(date(2031, 5, 12), hotel.check_in_from)
    seen = arrival - timedelta(hours=now)
    steps = fee_steps(policy, hotel, check_in=date(2031, 5, 12), total=total, nights=nights, now=seen)
    assert [step.until for step in steps][-1] is None
    assert all(step.until > seen for step in steps[:-1])
    assert all(one.amount != next_one.amount for one, next_one in itertools.pairwise(steps))
    moment = seen + timedelta(hours=later, minutes=30)
    told = next(step for step in steps if step.until is None or moment <= step.until)
    assert told.amount == fee_of(policy, total=total, nights=nights, hours_left=now - later - 0.5).amount


@given(policy=templates, total=totals, nights=st.integers(1, 60), hours=st.floats(-1000, 10_000))
def test_a_template_is_free_until_its_hours_and_never_cheaper_later(policy, total, nights, hours):
    early = fee_of(policy, total=total, nights=nights, hours_left=hours)
    late = fee_of(policy, total=total, nights=nights, hours_left=hours - 1)
    assert early.amount <= late.amount
    if policy["template_type"] != "NON_REFUNDABLE" and hours >= policy["free_until_hours"]:
        assert early.amount == 0


@given(policy=customs, total=totals, nights=st.integers(1, 60))
def test_each_tier_begins_at_its_hours_to_the_minute(policy, total, nights):
    for tier in policy["tiers"]:
        at = fee_of(policy, total=total, nights=nights, hours_left=tier["hours_before"])
        assert at.rule == f"CUSTOM_TIER_{tier['hours_before']}"
        just_late = fee_of(policy, total=total, nights=nights, hours_left=tier["hours_before"] - 1 / 60)
        assert just_late.rule != at.rule


def test_a_first_night_of_a_price_that_does_not_divide_is_rounded_half_up():
    policy = {"template_type": "NON_REFUNDABLE", "penalty_type": "FIRST_NIGHT"}
    assert fee_of(policy, total=Decimal("100.00"), nights=3, hours_left=0).amount == Decimal("33.33")
    assert fee_of(policy, total=Decimal("200.00"), nights=3, hours_left=0).amount == Decimal("66.67")


def test_hours_are_real_ones_also_in_the_night_in_which_the_clocks_change():
    hotel = Hotel(timezone="Europe/Dublin")
    midnight_before = datetime(2026, 3, 29, 0, 0, tzinfo=ZoneInfo("Europe/Dublin"))
    assert hours_until_arrival(hotel, date(2026, 3, 29), midnight_before) == 14.0
    policy = {"template_type": "FLEXIBLE", "free_until_hours": 14, "penalty_type": "FULL_STAY"}
    assert free_until(policy, hotel, date(2026, 3, 29)) == midnight_before


@pytest.mark.parametrize(
    ("policy", "hours"),
    [
        ({}, None),
        ({"template_type": "NON_REFUNDABLE", "penalty_type": "FULL_STAY"}, None),
        ({"template_type": "MODERATE", "free_until_hours": 48, "penalty_type": "FIRST_NIGHT"}, 48),
        (
            {
                "template_type": "CUSTOM",
                "tiers": [
                    {"hours_before": 72, "penalty_type": "NONE"},
                    {"hours_before": 24, "penalty_type": "FIRST_NIGHT"},
                ],
            },
            72,
        ),
    ],
)
def test_until_when_it_is_free_can_be_told(policy, hours):
    hotel = Hotel(timezone="UTC")
    arrival = datetime(2031, 5, 1, 15, tzinfo=ZoneInfo("UTC"))
    told = free_until(policy, hotel, date(2031, 5, 1))
    assert told == (None if hours is None else arrival - timedelta(hours=hours))


MODERATE = {"template_type": "MODERATE", "free_until_hours": 48, "penalty_type": "FIRST_NIGHT"}
STRICT = {"template_type": "NON_REFUNDABLE", "free_until_hours": 0, "penalty_type": "FULL_STAY"}


def test_a_booking_keeps_the_terms_on_which_it_was_made():
    hotel = make_hotel(cancellation_policy=MODERATE, no_show_fee_percent=Decimal("50.00"))
    room_type = make_room_type(hotel, base_rate=Decimal("100.00"))
    make_rooms(room_type, 1)
    arrival = hotel.business_date() + timedelta(days=30)
    request = Request(room_type_id=room_type.pk, check_in=arrival, check_out=arrival + timedelta(days=2))
    system = system_of(hotel)
    made = run_change(lambda: create_booking(actor=system, request=request, guarantee="HOTEL")).subject
    run_change(lambda: update_settings(actor=system, cancellation_policy=STRICT, no_show_fee_percent=Decimal("100.00")))
    hotel = Hotel.objects.get(pk=hotel.pk)
    booking = RoomBooking.objects.get(pk=made.pk)
    assert cancellation_fee(booking, hotel, hotel.now()) == 0
    assert no_show_fee(booking, hotel) == Decimal("100.00")
    with clock.travel_to(hotel.local_moment(arrival, hotel.check_in_from) - timedelta(hours=47)):
        assert cancellation_fee(booking, hotel, hotel.now()) == Decimal("100.00")
        preview = cancellation_preview(booking, hotel, hotel.now(), Decimal("200.00"))
    assert preview == {
        "fee_amount": 100.0,
        "refund_amount": 100.0,
        "description": "Cancelling now costs 100.00.",
        "applied_rule": "MODERATE_PENALTY",
        "is_default_mode": False,
    }
