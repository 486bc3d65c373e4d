"""Living a file through the services, with real worker processes, against the real database."""

import json
import os
import signal
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from hotelmate.events.models import Event
from hotelmate.hotel.models import Hotel
from hotelmate.integrity.queries import verify_hotel
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.models import Room
from hotelmate.simulation.commands import replay
from hotelmate.simulation.replay.crew import Crew, CrewFailed
from hotelmate.simulation.replay.house import open_house
from hotelmate.simulation.replay.life import Life, Tally
from hotelmate.simulation.replay.plan import ReplayPlan, make_plan
from hotelmate.simulation.replay.schedule import PhaseName

from .replay_files import CANCELLED, NO_SHOW, SAMPLE, line, write_file

DAY_USE = {"stays_in_weekend_nights": "0", "stays_in_week_nights": "0", "reservation_status_date": "3/10/2016"}
# One of everything that can happen to a booking.
ONE_OF_EACH = (
    line(),
    line(**CANCELLED),
    line(**CANCELLED, reserved_room_type="P", assigned_room_type="NULL"),
    line(**CANCELLED | {"lead_time": "0", "reservation_status_date": "3/10/2016"}),
    line(**NO_SHOW),
    line(lead_time="0"),
    line(**DAY_USE),
    line(**DAY_USE, lead_time="0", assigned_room_type="B"),
    line(reservation_status_date="3/11/2016"),
    line(reservation_status_date="3/10/2016"),
    line(reservation_status_date="3/18/2016"),
    line(stays_in_weekend_nights="0", stays_in_week_nights="1", reservation_status_date="3/12/2016"),
    line(assigned_room_type="B"),
    line(assigned_room_type="B", arrival_date_day_of_month="20", reservation_status_date="3/23/2016"),
    line(arrival_date_day_of_month="13", reservation_status_date="3/16/2016"),
)


def run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(replay, [str(path), "--slug", f"replay-{uuid4().hex[:12]}", *options])


def answer_of(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return answer


def live(plan: ReplayPlan, *, workers: int = 1) -> tuple[Hotel, Tally]:
    with Crew(workers) as crew:
        house = open_house(plan, slug=f"replay-{uuid4().hex[:12]}", name="Replay", workers=workers)
        crew.brief(house.briefings(plan))
        return house.hotel, Life(plan, crew).live(lambda _day, _changes: None)


def test_the_sample_of_the_real_hotel_is_lived_without_a_refusal_or_a_contradiction() -> None:
    answer = answer_of(run(SAMPLE, "--workers", "2", "--json"))

    assert answer.pop("seconds") > 0
    assert answer.pop("changes_per_second") > 0
    assert answer.pop("events") > answer["changes"]
    assert answer == {
        "bookings": 273,
        "checked_out": 184,
        "cancelled": 87,
        "no_show": 2,
        "refused": {},
        "normalised": dict(make_plan(SAMPLE).normalised),
        "moves": 4,
        "changes": 1482,
        "contradictions": 0,
    }


def test_everything_that_can_happen_to_a_booking_happens_in_the_order_of_its_dates(tmp_path: Path) -> None:
    plan = make_plan(write_file(tmp_path, *ONE_OF_EACH))
    hotel, tally = live(plan)

    assert not tally.refused, tally.setbacks
    assert tally.changes == plan.changes
    assert verify_hotel(hotel).failed == {}
    assert set(Room.objects.filter(hotel=hotel).values_list("room_status", flat=True)) == {"READY_FOR_GUEST"}
    days = [
        moment.date()
        for moment in Event.objects.filter(hotel=hotel.pk).order_by("seq").values_list("occurred_at", flat=True)
    ]
    assert days == sorted(days)


def test_any_number_of_workers_live_the_same_life(tmp_path: Path) -> None:
    plan = make_plan(write_file(tmp_path, *ONE_OF_EACH))
    lives = []
    for workers in (1, 2):
        hotel, tally = live(plan, workers=workers)
        ends = RoomBooking.objects.filter(hotel=hotel).values_list("status", "check_in", "check_out", "room_type__code")
        rooms = Event.objects.filter(hotel=hotel.pk, type="room_occupancy_updated").values_list("subject_id", flat=True)
        lives.append((Counter(ends), Counter(rooms), tally.tasks))

    assert lives[0] == lives[1]


def test_until_leaves_a_house_in_the_middle_of_its_life_on_the_next_morning(tmp_path: Path) -> None:
    path = write_file(tmp_path, *ONE_OF_EACH)
    slug = f"replay-{uuid4().hex[:12]}"
    result = CliRunner().invoke(
        replay, [str(path), "--workers", "1", "--slug", slug, "--until", "2016-03-11", "--json"]
    )
    hotel = Hotel.objects.get(slug=slug)

    assert answer_of(result)["contradictions"] == 0
    assert hotel.is_simulated
    assert hotel.business_date() == date(2016, 3, 12)
    assert set(RoomBooking.objects.filter(hotel=hotel).values_list("status", flat=True)) == {
        "CONFIRMED",
        "IN_HOUSE",
        "COMPLETED",
        "CANCELLED",
        "NO_SHOW",
    }
    assert Room.objects.filter(hotel=hotel, is_occupied=True).exists()


@pytest.mark.parametrize(("until", "today"), [("2001-01-01", date(2016, 3, 6)), ("9999-12-31", date(2016, 3, 14))])
def test_a_house_is_left_within_its_own_history(tmp_path: Path, until: str, today: date) -> None:
    slug = f"replay-{uuid4().hex[:12]}"
    path = write_file(tmp_path, line())
    result = CliRunner().invoke(replay, [str(path), "--workers", "1", "--slug", slug, "--until", until, "--json"])

    assert answer_of(result)["contradictions"] == 0
    assert Hotel.objects.get(slug=slug).business_date() == today


def test_a_booking_that_the_house_cannot_hold_is_counted_by_its_refusal_and_the_others_live(tmp_path: Path) -> None:
    plan = make_plan(write_file(tmp_path, line(), line(**CANCELLED), line(**NO_SHOW, lead_time="4")))
    hotel, tally = live(replace(plan, allowances=()))

    assert tally.refused == {"CAPACITY_EXCEEDED": 2}
    assert [(told[0], told[2].code) for told in tally.setbacks] == [(3, "CAPACITY_EXCEEDED"), (4, "CAPACITY_EXCEEDED")]
    assert list(RoomBooking.objects.filter(hotel=hotel).values_list("status", flat=True)) == ["COMPLETED"]
    assert verify_hotel(hotel).failed == {}


def test_broken_lines_are_told_with_their_numbers_and_the_good_ones_of_the_first_rows_live(tmp_path: Path) -> None:
    path = write_file(tmp_path, line(), "nonsense", line(adults="many"), line(), line())
    result = run(path, "--limit", "4", "--workers", "1", "--json")

    assert answer_of(result)["checked_out"] == 2
    assert "line 3: left out: 1 fields where the header has 16" in result.stderr
    assert "line 4: left out: adults is 'many', not a whole number" in result.stderr


def test_a_file_without_a_single_row_is_an_empty_life(tmp_path: Path) -> None:
    answer = answer_of(run(write_file(tmp_path), "--workers", "1", "--json"))

    assert (answer["bookings"], answer["changes"], answer["contradictions"]) == (0, 0, 0)


def test_a_file_that_is_no_history_is_refused_in_words(tmp_path: Path) -> None:
    hotels = Hotel.objects.count()
    result = run(write_file(tmp_path, "1,2", header="adults,lead_time"))

    assert result.exit_code == 1
    assert "The file lacks these columns: arrival_date_year" in result.stderr
    assert Hotel.objects.count() == hotels


@pytest.mark.parametrize("slug", ["Not A Slug", "taken"])
def test_an_unusable_slug_is_refused_in_words(tmp_path: Path, slug: str) -> None:
    path = write_file(tmp_path)
    if slug == "taken":
        slug = f"replay-{uuid4().hex[:12]}"
        answer_of(CliRunner().invoke(replay, [str(path), "--workers", "1", "--slug", slug, "--json"]))
    result = CliRunner().invoke(replay, [str(path), "--slug", slug])

    assert result.exit_code == 2
    assert "--slug" in result.stderr


def test_the_death_of_a_worker_ends_the_replay_in_words(tmp_path: Path) -> None:
    plan = make_plan(write_file(tmp_path, line()))
    with Crew(1) as crew:
        house = open_house(plan, slug=f"replay-{uuid4().hex[:12]}", name="Replay", workers=1)
        crew.brief(house.briefings(plan))
        for pid in crew.process_ids:
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(CrewFailed, match="ended early"):
            list(crew.work(date(2016, 3, 5), PhaseName.MORNING, [(plan.days[0].phases[0].jobs[0], None)]))


def test_a_replayed_booking_is_made_on_the_day_of_the_file(tmp_path: Path) -> None:
    hotel, _ = live(make_plan(write_file(tmp_path, line(children="1", babies="1"))))
    booking = RoomBooking.objects.get(hotel=hotel)

    assert booking.created_at == datetime(2016, 3, 5, 8, tzinfo=UTC)
    assert (booking.adults, booking.children, booking.total_amount) == (2, 2, 240)
