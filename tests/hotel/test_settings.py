"""A hotel's settings: who changes them, what they may be, and what the log says."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.events.queries import events_after, last_seq
from hotelmate.hotel.queries import system_of
from hotelmate.hotel.services import create_hotel, update_settings
from tests.at_once import at_once, refusals
from tests.factories import actor_for, make_hotel, open_house


def code_of(work):
    with pytest.raises(Refused) as caught:
        run_change(work)
    return caught.value.refusal.code


def change(hotel, **settings):
    return run_change(lambda: update_settings(actor=system_of(hotel), **settings))


def test_a_hotel_opens_with_its_stream_and_its_first_event():
    hotel = make_hotel(timezone="Asia/Tokyo", currency="JPY")
    (event,) = events_after(hotel_id=hotel.pk)
    assert (event.seq, event.type, event.subject_id, event.actor) == (1, "hotel_created", hotel.slug, "system")
    assert event.after == {"timezone": "Asia/Tokyo", "currency": "JPY", "is_simulated": False}


@pytest.mark.parametrize("slug", ["", "Upper", "with space", "-x", "x-", "a--b", "ü", "x" * 61, "a/b"])
def test_a_slug_is_fit_for_addresses(slug):
    assert code_of(lambda: create_hotel(slug=slug, name="Hotel")) == "INVALID_SLUG"


def test_a_slug_is_taken_once():
    hotel = make_hotel()
    assert code_of(lambda: create_hotel(slug=hotel.slug, name="Hotel")) == "HOTEL_SLUG_TAKEN"


def test_of_two_who_open_the_same_hotel_at_once_one_is_refused():
    slug = f"race-{make_hotel().pk}"
    work = lambda: run_change(lambda: create_hotel(slug=slug, name="Hotel"))  # noqa: E731
    answers = at_once(work, work)
    assert [refusal.code for refusal in refusals(answers)] == ["HOTEL_SLUG_TAKEN"]


def test_only_a_simulated_hotel_lives_at_another_time():
    offset = timedelta(days=-400)
    assert make_hotel(is_simulated=True, clock_offset=offset).now() < clock.now() - timedelta(days=399)
    assert code_of(lambda: create_hotel(slug="time-machine", name="X", clock_offset=offset)) == "NOT_SIMULATED"


def test_a_setting_that_does_not_exist_is_a_mistake_of_the_program():
    with pytest.raises(TypeError, match="stars"):
        run_change(lambda: create_hotel(slug="stars", name="X", stars=5))


@pytest.mark.parametrize("role", ["staff_admin", "front_desk", "housekeeping", "maintenance"])
def test_only_an_administrator_changes_settings(role):
    actor = actor_for(make_hotel(), role)
    assert code_of(lambda: update_settings(actor=actor, name="New")) == "PERMISSION_DENIED"


def test_a_change_is_told_with_what_was_and_what_is():
    hotel = make_hotel()
    outcome = change(hotel, check_out_by=time(10), no_show_fee_percent=Decimal("50.00"))
    assert (outcome.changed, outcome.subject.version) == (True, 2)
    event = events_after(hotel_id=hotel.pk)[-1]
    assert event.type == "hotel_updated"
    assert event.before == {"check_out_by": "11:00:00", "no_show_fee_percent": "100.00"}
    assert event.after == {"check_out_by": "10:00:00", "no_show_fee_percent": "50.00"}


def test_contacts_are_named_in_the_log_and_not_told():
    hotel = make_hotel()
    change(hotel, email="desk@example.com", phone="+353 1 234", name="New")
    event = events_after(hotel_id=hotel.pk)[-1]
    assert sorted(event.changed_fields) == ["email", "name", "phone"]
    assert event.after == {"name": "New"}


def test_a_change_that_changes_nothing_leaves_no_trace():
    hotel = make_hotel()
    outcome = change(hotel, name=hotel.name, timezone=hotel.timezone)
    assert (outcome.changed, last_seq(hotel.pk)) == (False, 1)


def test_two_settings_changed_at_once_are_both_kept():
    hotel = make_hotel()
    at_once(lambda: change(hotel, name="New"), lambda: change(hotel, check_out_by=time(10)))
    hotel.refresh_from_db()
    assert (hotel.name, hotel.check_out_by, hotel.version) == ("New", time(10), 3)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"name": " "}, "INVALID_NAME"),
        ({"timezone": "Atlantis/Centre"}, "UNKNOWN_TIMEZONE"),
        ({"currency": "XXX"}, "UNKNOWN_CURRENCY"),
        ({"day_rollover": time(12, 1)}, "INVALID_ROLLOVER"),
        ({"unpaid_hold_minutes": 0}, "OUT_OF_RANGE"),
        ({"approval_window_minutes": 43_201}, "OUT_OF_RANGE"),
        ({"retention_days": 0}, "OUT_OF_RANGE"),
        ({"no_show_fee_percent": Decimal(101)}, "OUT_OF_RANGE"),
        ({"vat_percent": Decimal(-1)}, "OUT_OF_RANGE"),
        ({"inspection": "sometimes"}, "UNKNOWN_INSPECTION"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else value,
)
def test_a_setting_that_makes_no_sense_is_refused(settings, code):
    hotel = make_hotel()
    assert code_of(lambda: update_settings(actor=system_of(hotel), **settings)) == code


PERCENTAGE = {"penalty_type": "PERCENTAGE", "penalty_percentage": "50"}


@pytest.mark.parametrize(
    ("policy", "stored"),
    [
        ({}, {}),
        (
            {"template_type": "FLEXIBLE", "free_until_hours": 24, "penalty_type": "FIRST_NIGHT", "colour": "red"},
            {"template_type": "FLEXIBLE", "free_until_hours": 24, "penalty_type": "FIRST_NIGHT"},
        ),
        (
            {"template_type": "NON_REFUNDABLE", "penalty_type": "FULL_STAY", "penalty_amount": "1"},
            {"template_type": "NON_REFUNDABLE", "free_until_hours": 0, "penalty_type": "FULL_STAY"},
        ),
        (
            {"template_type": "MODERATE", "free_until_hours": 72, **PERCENTAGE},
            {
                "template_type": "MODERATE",
                "free_until_hours": 72,
                "penalty_type": "PERCENTAGE",
                "penalty_percentage": "50.00",
            },
        ),
        (
            {
                "template_type": "CUSTOM",
                "tiers": [
                    {"hours_before": 0, "penalty_type": "FULL_STAY"},
                    {"hours_before": 48, "penalty_type": "FIXED", "penalty_amount": Decimal("12.5")},
                    {"hours_before": 168, "penalty_type": "NONE"},
                ],
            },
            {
                "template_type": "CUSTOM",
                "tiers": [
                    {"hours_before": 168, "penalty_type": "NONE"},
                    {"hours_before": 48, "penalty_type": "FIXED", "penalty_amount": "12.50"},
                    {"hours_before": 0, "penalty_type": "FULL_STAY"},
                ],
            },
        ),
    ],
    ids=["none", "flexible", "non refundable", "moderate", "custom"],
)
def test_a_policy_is_kept_with_what_it_needs(policy, stored):
    hotel = make_hotel(cancellation_policy=policy)
    hotel.refresh_from_db()
    assert hotel.cancellation_policy == stored


@pytest.mark.parametrize(
    "policy",
    [
        "FLEXIBLE",
        ["FLEXIBLE"],
        {"template_type": "STRICT", "penalty_type": "NONE"},
        {"penalty_type": "NONE"},
        {"template_type": "FLEXIBLE"},
        {"template_type": "FLEXIBLE", "penalty_type": "ALL"},
        {"template_type": "FLEXIBLE", "penalty_type": "PERCENTAGE"},
        {"template_type": "FLEXIBLE", "penalty_type": "PERCENTAGE", "penalty_percentage": 101},
        {"template_type": "FLEXIBLE", "penalty_type": "PERCENTAGE", "penalty_percentage": "NaN"},
        {"template_type": "FLEXIBLE", "penalty_type": "PERCENTAGE", "penalty_percentage": True},
        {"template_type": "FLEXIBLE", "penalty_type": "FIXED"},
        {"template_type": "FLEXIBLE", "penalty_type": "FIXED", "penalty_amount": "-1"},
        {"template_type": "FLEXIBLE", "penalty_type": "FIXED", "penalty_amount": "0.001"},
        {"template_type": "FLEXIBLE", "penalty_type": "FIXED", "penalty_amount": "1e30"},
        {"template_type": "FLEXIBLE", "penalty_type": "FIXED", "penalty_amount": "much"},
        {"template_type": "FLEXIBLE", "penalty_type": "NONE", "free_until_hours": -1},
        {"template_type": "FLEXIBLE", "penalty_type": "NONE", "free_until_hours": "24"},
        {"template_type": "FLEXIBLE", "penalty_type": "NONE", "free_until_hours": True},
        {"template_type": "CUSTOM"},
        {"template_type": "CUSTOM", "tiers": []},
        {"template_type": "CUSTOM", "tiers": ["x"]},
        {"template_type": "CUSTOM", "tiers": [{"hours_before": 1}]},
        {"template_type": "CUSTOM", "tiers": [{"penalty_type": "NONE"}]},
        {"template_type": "CUSTOM", "tiers": [{"hours_before": 1, "penalty_type": "NONE"}] * 2},
        {"template_type": "CUSTOM", "tiers": [{"hours_before": n, "penalty_type": "NONE"} for n in range(21)]},
    ],
    ids=str,
)
def test_a_policy_that_cannot_be_applied_is_refused(policy):
    work = lambda: create_hotel(slug="policy", name="X", cancellation_policy=policy)  # noqa: E731
    assert code_of(work) == "INVALID_CANCELLATION_POLICY"


def test_a_policy_that_lacks_something_is_refused_over_http():
    house = open_house()
    answer = house.client.patch(f"{house.url}/settings/", {"cancellation_policy": {"template_type": "CUSTOM"}})
    assert (answer.status_code, answer.data["code"]) == (400, "INVALID_CANCELLATION_POLICY")
    assert list(answer.data["details"]["fields"]) == ["cancellation_policy"]


def test_everybody_reads_the_settings_but_only_some_see_fees():
    house = open_house()
    assert house.client_of("front_desk").get(f"{house.url}/settings/").data["no_show_fee_percent"] == "100.00"
    shown = house.client_of("housekeeping").get(f"{house.url}/settings/").data
    assert shown["check_out_by"] == "11:00:00"
    assert not {"no_show_fee_percent", "cancellation_policy", "vat_percent"} & shown.keys()


@pytest.mark.parametrize(
    ("moment", "business_date"),
    [
        (datetime(2030, 6, 2, 2, 59, tzinfo=UTC), date(2030, 6, 1)),
        (datetime(2030, 6, 2, 3, 0, tzinfo=UTC), date(2030, 6, 2)),
        (datetime(2030, 1, 2, 3, 59, tzinfo=UTC), date(2030, 1, 1)),
        (datetime(2030, 1, 2, 4, 0, tzinfo=UTC), date(2030, 1, 2)),
    ],
)
def test_the_night_before_is_still_today_until_the_rollover(moment, business_date):
    hotel = make_hotel()
    with clock.travel_to(moment):
        assert hotel.business_date() == business_date
