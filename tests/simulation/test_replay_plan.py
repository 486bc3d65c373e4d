"""The plan of a house and its days: small histories by hand, and any history against a second, dumber model."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hotelmate.simulation.replay.plan import ReplayPlan, make_plan, plan_life
from hotelmate.simulation.replay.rows import BookingRow, Outcome
from hotelmate.simulation.replay.schedule import TIMES, Phase, Step, Task

from .replay_files import CANCELLED, NO_SHOW, SAMPLE, line, write_file

OPENING = date(2016, 3, 1)
TURNOVER = [Task.START_CLEANING, Task.CLEAN, Task.INSPECT]
STAY = [Task.BOOK, Task.ASSIGN, Task.CHECK_IN, Task.CHECK_OUT, *TURNOVER]


@st.composite
def histories(draw: st.DrawFn) -> list[BookingRow]:
    """Any two weeks of a small house, the oddities of real files included."""
    types = st.sampled_from("ABC")
    return [
        BookingRow(
            line=place + 2,
            lead_days=draw(st.integers(0, 6)),
            arrival=OPENING + timedelta(days=draw(st.integers(0, 9))),
            nights=draw(st.integers(0, 5)),
            adults=draw(st.integers(0, 4)),
            children=draw(st.sampled_from([None, 0, 2])),
            babies=0,
            sold_type=draw(types),
            stayed_type=draw(types),
            rate=Decimal(draw(st.integers(-1, 90))),
            outcome=draw(st.sampled_from([Outcome.STAYED, Outcome.STAYED, *Outcome])),
            status_date=OPENING + timedelta(days=draw(st.integers(-3, 16))),
            cancelled_flag=None,
        )
        for place in range(draw(st.integers(0, 14)))
    ]


def in_any_order(phase: Phase, chance: random.Random) -> Iterator[tuple[int, Step]]:
    """The steps of a phase as they may come when everybody works at once: only each job keeps its order."""
    waiting = [(job.booking, list(job.steps)) for job in phase.jobs]
    while waiting:
        booking, steps = chance.choice(waiting)
        yield booking, steps.pop(0)
        waiting = [job for job in waiting if job[1]]


class DumbHouse:
    """Lives a plan with plain dictionaries, recounting everything after each step."""

    def __init__(self, plan: ReplayPlan) -> None:
        self.plan = plan
        self.status = ["READY"] * len(plan.rooms)
        self.guest: dict[int, int] = {}
        self.nights: dict[int, dict[date, str]] = {}
        self.slept: defaultdict[date, Counter[int]] = defaultdict(Counter)
        self.limits = {
            (allowance.room_type, allowance.first + timedelta(days=offset)): allowance.rooms
            for allowance in plan.allowances
            for offset in range((allowance.end - allowance.first).days)
        }
        self.rooms = Counter(room.room_type for room in plan.rooms)

    def live(self, index: int, step: Step, today: date) -> None:
        booking = self.plan.bookings[index]
        room = step.room if step.room is not None else -1
        match step.task:
            case Task.BOOK:
                end = max(booking.departure, booking.arrival + timedelta(days=1))
                self.nights[index] = dict.fromkeys(self.days(booking.arrival, end), booking.sold_type)
            case Task.CANCEL | Task.MARK_NO_SHOW:
                del self.nights[index]
            case Task.ASSIGN:
                self.sleep(index, room, today)
            case Task.CHECK_IN:
                self.enter(index, room)
            case Task.EXTEND:
                more = self.days(booking.departure, booking.ended_on)
                self.nights[index].update(dict.fromkeys(more, booking.stayed_type))
            case Task.MOVE:
                self.leave(index)
                self.enter(index, room)
                self.sleep(index, room, today)
            case Task.CHECK_OUT:
                assert self.leave(index) == room
                del self.nights[index]
            case _:
                self.turn(step.task, room)
        self.count()

    def sleep(self, booking: int, room: int, first: date) -> None:
        nights = self.nights[booking]
        nights.update({night: self.plan.rooms[room].room_type for night in nights if night >= first})

    def enter(self, booking: int, room: int) -> None:
        assert self.status[room] == "READY"
        assert room not in self.guest
        self.status[room] = "OCCUPIED"
        self.guest[room] = booking

    def leave(self, booking: int) -> int:
        (room,) = (room for room, guest in self.guest.items() if guest == booking)
        del self.guest[room]
        self.status[room] = "DIRTY"
        return room

    def turn(self, task: Task, room: int) -> None:
        before, after = {
            Task.START_CLEANING: ("DIRTY", "IN_PROGRESS"),
            Task.CLEAN: ("IN_PROGRESS", "CLEANED"),
            Task.INSPECT: ("CLEANED", "READY"),
        }[task]
        assert self.status[room] == before
        self.status[room] = after

    def count(self) -> None:
        held = Counter((room_type, night) for nights in self.nights.values() for night, room_type in nights.items())
        for (room_type, night), count in held.items():
            assert count <= self.rooms[room_type] + self.limits.get((room_type, night), 0)

    def end_day(self, today: date) -> None:
        """Nobody is asleep twice, and every guest sleeps in one room of the type that the plan says."""
        assert len(set(self.guest.values())) == len(self.guest)
        for room in self.guest:
            self.slept[today][room] += 1

    @staticmethod
    def days(first: date, end: date) -> list[date]:
        return [first + timedelta(days=offset) for offset in range((end - first).days)]


def tasks_of(plan: ReplayPlan, booking: int) -> list[Task]:
    return [
        step.task
        for day in plan.days
        for phase in day.phases
        for job in phase.jobs
        if job.booking == booking
        for step in job.steps
    ]


@given(rows=histories(), chance=st.randoms(use_true_random=False))
def test_any_history_can_be_lived_in_any_order_that_the_phases_allow(
    rows: list[BookingRow], chance: random.Random
) -> None:
    plan = plan_life(rows)
    house = DumbHouse(plan)
    for day in plan.days:
        for phase in day.phases:
            for booking, step in in_any_order(phase, chance):
                house.live(booking, step, day.date)
        house.end_day(day.date)

    assert not house.guest
    assert not house.nights
    assert set(house.status) <= {"READY"}


@given(rows=histories())
def test_every_stay_has_its_seven_changes_in_order(rows: list[BookingRow]) -> None:
    plan = plan_life(rows)
    for index, booking in enumerate(plan.bookings):
        tasks = tasks_of(plan, index)
        match booking.outcome:
            case Outcome.CANCELLED:
                assert tasks == [Task.BOOK, Task.CANCEL]
            case Outcome.NO_SHOW:
                assert tasks == [Task.BOOK, Task.MARK_NO_SHOW]
            case Outcome.STAYED:
                moved = [Task.MOVE, *TURNOVER] if Task.MOVE in tasks else []
                extended = [Task.EXTEND] if booking.ended_on > booking.departure else []
                assert tasks == [*STAY[:3], *moved, *extended, *STAY[3:]]


@given(rows=histories())
def test_a_type_has_exactly_the_rooms_that_its_busiest_night_needs(rows: list[BookingRow]) -> None:
    plan = plan_life(rows)
    nights: defaultdict[str, Counter[date]] = defaultdict(Counter)
    for booking in plan.bookings:
        if booking.outcome is Outcome.STAYED:
            end = max(booking.ended_on, booking.arrival + timedelta(days=1))
            nights[booking.stayed_type].update(DumbHouse.days(booking.arrival, end))

    rooms = Counter(room.room_type for room in plan.rooms)
    assert rooms == {room_type: max(count.values()) for room_type, count in nights.items()}
    assert len({room.number for room in plan.rooms}) == len(plan.rooms)


@given(rows=histories())
def test_within_a_phase_no_job_touches_the_room_or_the_booking_of_another(rows: list[BookingRow]) -> None:
    for day in plan_life(rows).days:
        for phase in day.phases:
            rooms = [room for job in phase.jobs for room in {step.room for step in job.steps} - {None}]
            bookings = [job.booking for job in phase.jobs]
            assert len(set(rooms)) == len(rooms)
            assert len(set(bookings)) == len(bookings)


def test_each_task_of_a_phase_has_its_time_and_phases_do_not_overlap() -> None:
    plan = make_plan(SAMPLE)
    for day in plan.days:
        for phase in day.phases:
            for job in phase.jobs:
                times = [TIMES[phase.name][step.task] for step in job.steps]
                assert times == sorted(times)
    spans = [(min(times.values()), max(times.values())) for times in TIMES.values()]
    assert all(end < start for (_, end), (start, _) in pairwise(spans))


def test_a_room_left_in_the_morning_is_taken_in_the_afternoon(tmp_path: Path) -> None:
    following = line(arrival_date_day_of_month="13", reservation_status_date="3/16/2016")
    plan = make_plan(write_file(tmp_path, line(), following))

    assert [room.number for room in plan.rooms] == ["A-001"]


def test_day_use_takes_its_room_for_the_day(tmp_path: Path) -> None:
    day_use = line(stays_in_weekend_nights="0", stays_in_week_nights="0", reservation_status_date="3/10/2016")
    plan = make_plan(write_file(tmp_path, day_use, line()))

    assert len(plan.rooms) == 2
    assert tasks_of(plan, 0) == STAY


def test_who_slept_in_another_type_begins_in_their_own_where_it_is_free_and_moves(tmp_path: Path) -> None:
    upgraded = line(assigned_room_type="B", arrival_date_day_of_month="20", reservation_status_date="3/23/2016")
    plan = make_plan(write_file(tmp_path, line(), upgraded))
    steps = [
        (day.date.day, plan.rooms[step.room].number, step.task)
        for day in plan.days
        for phase in day.phases
        for job in phase.jobs
        if job.booking == 1
        for step in job.steps
        if step.room is not None
    ]

    assert steps[:4] == [
        (20, "A-001", Task.ASSIGN),
        (20, "A-001", Task.CHECK_IN),
        (21, "B-001", Task.MOVE),
        (21, "A-001", Task.START_CLEANING),
    ]
    assert steps[6] == (23, "B-001", Task.CHECK_OUT)


def test_who_slept_in_another_type_goes_there_at_once_where_their_own_is_taken(tmp_path: Path) -> None:
    plan = make_plan(write_file(tmp_path, line(), line(assigned_room_type="B")))

    assert tasks_of(plan, 1) == STAY


def test_what_was_oversold_is_allowed_for_its_nights_alone(tmp_path: Path) -> None:
    plan = make_plan(write_file(tmp_path, line(), line(**CANCELLED), line(**NO_SHOW, arrival_date_day_of_month="12")))

    assert [(over.room_type, over.first.day, over.end.day, over.rooms) for over in plan.allowances] == [
        ("A", 10, 12, 1),
        ("A", 12, 13, 2),
    ]


def test_until_stops_the_same_life_early(tmp_path: Path) -> None:
    whole, half = make_plan(SAMPLE), make_plan(SAMPLE, until=date(2016, 8, 9))

    assert half.days == tuple(day for day in whole.days if day.date <= date(2016, 8, 9))
    assert (half.rooms, half.bookings, half.allowances) == (whole.rooms, whole.bookings, whole.allowances)
    assert 0 < half.changes < whole.changes


def test_the_sample_of_the_real_hotel_is_planned_the_same_way_every_time() -> None:
    plan = make_plan(SAMPLE)

    assert plan == make_plan(SAMPLE)
    assert plan.changes == 1482
    assert Counter(room.room_type for room in plan.rooms) == {
        "A": 55, "B": 1, "C": 7, "D": 27, "E": 18, "F": 7, "G": 7, "H": 3, "I": 2,
    }  # fmt: skip
