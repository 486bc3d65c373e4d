"""What happens on each business date, in phases: jobs inside a phase are independent, so people can do them at once.

In the morning bookings are made and cancelled, guests leave or move, and their rooms are turned; in the afternoon
guests arrive (day guests leave again); at night, after the cutoff, those who did not come are marked.
"""

import enum
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from hotelmate.simulation.replay.bookings import PlannedBooking
from hotelmate.simulation.replay.lodging import Lodging
from hotelmate.simulation.replay.rows import Outcome


class Task(enum.Enum):
    """One change, made by one service."""

    BOOK = "book"
    CANCEL = "cancel"
    ASSIGN = "assign"
    CHECK_IN = "check_in"
    EXTEND = "extend"
    MOVE = "move"
    CHECK_OUT = "check_out"
    START_CLEANING = "start_cleaning"
    CLEAN = "clean"
    INSPECT = "inspect"
    MARK_NO_SHOW = "mark_no_show"


class Step(NamedTuple):
    """One task for a booking; `room` is the room given, moved to or turned, by position in the house's rooms."""

    task: Task
    booking: int
    room: int | None = None


Job = tuple[Step, ...]


class PhaseName(enum.Enum):
    """The parts of a business date, in order."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Phase:
    """Jobs that may be done in any order and at once, each by one person from its first step to its last."""

    name: PhaseName
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A business date and its phases that have something to do."""

    date: date
    phases: tuple[Phase, ...]


def _hours(hours: int, minutes: int = 0) -> timedelta:
    return timedelta(hours=hours, minutes=minutes)


# From midnight of the business date. Three in the morning still belongs to the day before: it rolls over at four.
TIMES: Mapping[PhaseName, Mapping[Task, timedelta]] = {
    PhaseName.MORNING: {
        Task.BOOK: _hours(8),
        Task.CANCEL: _hours(9),
        Task.CHECK_OUT: _hours(10),
        Task.EXTEND: _hours(10),
        Task.MOVE: _hours(10, 30),
        Task.START_CLEANING: _hours(11),
        Task.CLEAN: _hours(11, 40),
        Task.INSPECT: _hours(12),
    },
    PhaseName.AFTERNOON: {
        Task.ASSIGN: _hours(14),
        Task.CHECK_IN: _hours(15),
        Task.CHECK_OUT: _hours(20),
        Task.START_CLEANING: _hours(20, 30),
        Task.CLEAN: _hours(21, 10),
        Task.INSPECT: _hours(21, 30),
    },
    PhaseName.NIGHT: {Task.MARK_NO_SHOW: _hours(27)},
}


def make_schedule(bookings: Sequence[PlannedBooking], lodgings: Mapping[int, Lodging]) -> list[Day]:
    """The days on which anything happens, in order; jobs with more steps come first, so that no phase ends on one."""
    jobs: defaultdict[date, defaultdict[PhaseName, list[Job]]] = defaultdict(lambda: defaultdict(list))
    for index, booking in enumerate(bookings):
        for day, phase, job in _life(index, booking, lodgings.get(index)):
            jobs[day][phase].append(job)
    return [
        Day(
            day,
            tuple(
                Phase(name, tuple(sorted(jobs[day][name], key=lambda job: (-len(job), job[0].booking))))
                for name in PhaseName
                if name in jobs[day]
            ),
        )
        for day in sorted(jobs)
    ]


def _life(index: int, booking: PlannedBooking, lodging: Lodging | None) -> list[tuple[date, PhaseName, Job]]:
    book = Step(Task.BOOK, index)
    booked = (booking.booked_on, PhaseName.MORNING, (book,))
    match booking.outcome:
        case Outcome.CANCELLED:
            cancel = Step(Task.CANCEL, index)
            if booking.ended_on == booking.booked_on:
                return [(booking.booked_on, PhaseName.MORNING, (book, cancel))]
            return [booked, (booking.ended_on, PhaseName.MORNING, (cancel,))]
        case Outcome.NO_SHOW:
            return [booked, (booking.arrival, PhaseName.NIGHT, (Step(Task.MARK_NO_SHOW, index),))]
        case Outcome.STAYED:
            assert lodging is not None
            return [booked, *_stay(index, booking, lodging)]


def _stay(index: int, booking: PlannedBooking, lodging: Lodging) -> list[tuple[date, PhaseName, Job]]:
    arrive: Job = (Step(Task.ASSIGN, index, lodging.arrival_room), Step(Task.CHECK_IN, index, lodging.arrival_room))
    leave: Job = (Step(Task.CHECK_OUT, index, lodging.room), *_turnover(index, lodging.room))
    if booking.ended_on == booking.arrival:
        return [(booking.arrival, PhaseName.AFTERNOON, arrive + leave)]
    stay: list[tuple[date, PhaseName, Job]] = [(booking.arrival, PhaseName.AFTERNOON, arrive)]
    if lodging.moves_on is not None and lodging.first_room is not None:
        move: Job = (Step(Task.MOVE, index, lodging.room), *_turnover(index, lodging.first_room))
        stay.append((lodging.moves_on, PhaseName.MORNING, move))
    if booking.ended_on > booking.departure:
        stay.append((booking.departure, PhaseName.MORNING, (Step(Task.EXTEND, index),)))
    return [*stay, (booking.ended_on, PhaseName.MORNING, leave)]


def _turnover(index: int, room: int) -> Job:
    return tuple(Step(task, index, room) for task in (Task.START_CLEANING, Task.CLEAN, Task.INSPECT))
