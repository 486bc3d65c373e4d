"""What is made plausible before it is lived, and that it is counted."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from hotelmate.simulation.replay.bookings import Party
from hotelmate.simulation.replay.plan import ReplayPlan, make_plan
from hotelmate.simulation.replay.rows import Outcome

from .replay_files import CANCELLED, NO_SHOW, SAMPLE, line, write_file


def planned(folder: Path, *lines: str) -> ReplayPlan:
    return make_plan(write_file(folder, *lines))


def test_an_ordinary_stay_is_taken_as_it_is(tmp_path: Path) -> None:
    plan = planned(tmp_path, line())
    (stay,) = plan.bookings

    assert (stay.booked_on, stay.arrival, stay.departure) == (date(2016, 3, 5), date(2016, 3, 10), date(2016, 3, 13))
    assert (stay.ended_on, stay.party, stay.rate) == (date(2016, 3, 13), Party(2, 0, 0), Decimal(80))
    assert not plan.normalised


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"adults": "0", "children": "2"}, "no_adults_taken_with_one"),
        ({"adults": "NA"}, "no_adults_taken_with_one"),
        ({"children": "NA"}, "children_unknown_taken_as_none"),
        ({"adr": "-6.38"}, "rate_negative_taken_as_zero"),
        ({"adr": "NULL"}, "rate_unknown_taken_as_zero"),
        ({"assigned_room_type": "NULL"}, "stayed_type_unknown_taken_as_sold"),
        ({"reserved_room_type": "NULL"}, "sold_type_unknown_taken_from_the_stay"),
        ({"is_canceled": "1"}, "is_canceled_disagrees_with_status"),
        ({"reservation_status_date": "3/9/2016"}, "check_out_dated_before_arrival"),
        ({"reservation_status_date": "3/13/2026"}, "check_out_dated_years_after_arrival"),
        ({"stays_in_weekend_nights": "0", "stays_in_week_nights": "0"}, "day_use_that_stayed_overnight"),
        ({**CANCELLED, "reservation_status_date": "3/4/2016"}, "cancellation_dated_before_booking"),
        ({**CANCELLED, "reservation_status_date": "3/11/2016"}, "cancellation_dated_after_arrival"),
        ({**NO_SHOW, "reservation_status_date": "11/20/2015"}, "no_show_dated_before_arrival"),
        ({**NO_SHOW, "reservation_status_date": "3/11/2016"}, "no_show_dated_after_arrival"),
    ],
)
def test_an_implausible_row_is_lived_and_counted(tmp_path: Path, changes: dict[str, str], what: str) -> None:
    plan = planned(tmp_path, line(**changes))
    (booking,) = plan.bookings

    assert plan.normalised == {what: 1}
    assert booking.booked_on <= booking.ended_on
    assert booking.party.adults >= 1
    assert booking.rate >= 0


def test_a_party_that_nobody_could_have_lodged_is_reduced_to_the_largest_that_stayed(tmp_path: Path) -> None:
    plan = planned(tmp_path, line(children="1"), line(**CANCELLED, adults="55", babies="2"))

    assert [booking.party for booking in plan.bookings] == [Party(2, 1, 0), Party(3, 0, 0)]
    assert plan.normalised == {"party_larger_than_any_that_stayed": 1}


def test_children_and_babies_stay_home_before_adults_do() -> None:
    assert Party(2, 2, 2).reduced_to(5) == Party(2, 2, 1)
    assert Party(2, 2, 2).reduced_to(3) == Party(2, 1, 0)
    assert Party(2, 2, 2).reduced_to(1) == Party(1, 0, 0)


def test_a_large_party_that_stayed_is_believed_in_both_of_its_types(tmp_path: Path) -> None:
    plan = planned(tmp_path, line(adults="12", assigned_room_type="K"))

    assert {room_type.name: room_type.capacity for room_type in plan.room_types} == {"A": 12, "K": 12}
    assert not plan.normalised


def test_a_type_that_nobody_slept_in_is_sold_without_rooms(tmp_path: Path) -> None:
    plan = planned(tmp_path, line(), line(**CANCELLED, reserved_room_type="P", assigned_room_type="P"))

    assert {room_type.name: (room_type.rooms, room_type.capacity) for room_type in plan.room_types} == {
        "A": (1, 2),
        "P": (0, 2),
    }


def test_a_house_where_nobody_ever_slept_can_be_planned(tmp_path: Path) -> None:
    plan = planned(tmp_path, line(**CANCELLED, adults="9"), line(**NO_SHOW))

    assert plan.rooms == ()
    assert [booking.party.size for booking in plan.bookings] == [2, 2]


def test_a_cancellation_needs_no_type_to_sleep_in(tmp_path: Path) -> None:
    assert not planned(tmp_path, line(**CANCELLED, assigned_room_type="NULL")).normalised


def test_leaving_early_or_late_is_lived_as_it_was(tmp_path: Path) -> None:
    early, late = planned(
        tmp_path, line(reservation_status_date="3/11/2016"), line(reservation_status_date="3/20/2016")
    ).bookings

    assert (early.departure, early.ended_on) == (date(2016, 3, 13), date(2016, 3, 11))
    assert (late.departure, late.ended_on) == (date(2016, 3, 13), date(2016, 3, 20))


def test_what_is_normalised_in_the_sample_of_the_real_hotel() -> None:
    plan = make_plan(SAMPLE)

    assert plan.normalised == {
        "no_adults_taken_with_one": 13,
        "party_larger_than_any_that_stayed": 14,
        "no_show_dated_before_arrival": 1,
        "rate_negative_taken_as_zero": 1,
    }
    assert [sum(booking.outcome is outcome for booking in plan.bookings) for outcome in Outcome] == [184, 87, 2]


def test_a_stay_of_more_people_than_a_room_may_sleep_is_reduced(tmp_path: Path) -> None:
    plan = planned(tmp_path, line(adults="60"))

    assert plan.bookings[0].party == Party(50, 0, 0)
    assert plan.normalised == {"party_larger_than_any_room_sleeps": 1}
