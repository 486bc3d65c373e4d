"""What happens on each business date, in phases: jobs inside a phase are independent, so people can do them at once.

In the morning bookings are made and cancelled, guests leave or move, and their rooms are turned; in the afternoon
guests arrive, some without a booking (day guests leave again); at night, after the cutoff, those who did not come are
marked.
"""

import enum
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
    """One task; `room` is the room given, moved to, left or turned, by position in the house's rooms."""

    task: Task
    room: int | None = None


class Job(NamedTuple):
    """What one person does for one booking, from the first step to the last."""

    booking: int
    steps: tuple[Step, ...]


class PhaseName(enum.Enum):
    """The parts of a business date, in order."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Phase:
    """Jobs that may be done in any order and at once."""

    name: PhaseName
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A business date and its phases that have something to do."""

    date: date
    phases: tuple[Phase, ...]


Errand = tuple[date, PhaseName, tuple[Step, ...]]


def _hours(hours: int, minutes: int = 0) -> timedelta:
    return timedelta(hours=hours, minutes=minutes)


# From midnight of the business date. Three in the morning still belongs to the day before: it rolls over at four.
TIMES: Mapping[PhaseName, Mapping[Task, timedelta]] = {
    PhaseName.MORNING: {
        Task.BOOK: _hours(8),
        Task.CANCEL: _hours(9),
        Task.CHECK_OUT: _hours(10),
        Task.MOVE: _hours(10, 30),
        Task.START_CLEANING: _hours(11),
        Task.CLEAN: _hours(11, 40),
        Task.INSPECT: _hours(12),
    },
    PhaseName.AFTERNOON: {
        Task.BOOK: _hours(13),
        Task.CANCEL: _hours(13, 30),
        Task.ASSIGN: _hours(14),
        Task.CHECK_IN: _hours(15),
        Task.EXTEND: _hours(16),
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
        for day, phase, steps in _life(booking, lodgings.get(index)):
            jobs[day][phase].append(Job(index, steps))
    return [Day(day, tuple(_phases(jobs[day]))) for day in sorted(jobs)]


def _phases(jobs: Mapping[PhaseName, list[Job]]) -> Iterator[Phase]:
    for name in PhaseName:
        if name in jobs:
            yield Phase(name, tuple(sorted(jobs[name], key=lambda job: (-len(job.steps), job.booking))))


def _life(booking: PlannedBooking, lodging: Lodging | None) -> Iterator[Errand]:
    """Everything that is done for a booking, in order.

    Who books for today comes in the afternoon: only then have those left who are due out, whose rooms are not
    available before.
    """
    book: tuple[Step, ...] = (Step(Task.BOOK),)
    booked_on = booking.booked_on
    phase = PhaseName.MORNING if booked_on < booking.arrival else PhaseName.AFTERNOON
    match booking.outcome:
        case Outcome.CANCELLED if booking.ended_on == booked_on:
            yield booked_on, phase, (*book, Step(Task.CANCEL))
        case Outcome.CANCELLED:
            yield booked_on, phase, book
            yield booking.ended_on, PhaseName.MORNING, (Step(Task.CANCEL),)
        case Outcome.NO_SHOW:
            yield booked_on, phase, book
            yield booking.arrival, PhaseName.NIGHT, (Step(Task.MARK_NO_SHOW),)
        case Outcome.STAYED:
            assert lodging is not None
            if booked_on < booking.arrival:
                yield booked_on, phase, book
                book = ()
            yield from _stay(book, booking, lodging)


def _stay(book: tuple[Step, ...], booking: PlannedBooking, lodging: Lodging) -> Iterator[Errand]:
    """Arrival with the booking if it is made on the spot, then the stay; who stays longer says so the day before."""
    arrive = (*book, Step(Task.ASSIGN, lodging.arrival_room), Step(Task.CHECK_IN, lodging.arrival_room))
    leave = (Step(Task.CHECK_OUT, lodging.room), *_turnover(lodging.room))
    if booking.ended_on == booking.arrival:
        yield booking.arrival, PhaseName.AFTERNOON, arrive + leave
        return
    extended_on = booking.departure - timedelta(days=1) if booking.ended_on > booking.departure else None
    if extended_on == booking.arrival:
        arrive = (*arrive, Step(Task.EXTEND))
    yield booking.arrival, PhaseName.AFTERNOON, arrive
    if lodging.moves_on is not None:
        yield lodging.moves_on, PhaseName.MORNING, (Step(Task.MOVE, lodging.room), *_turnover(lodging.arrival_room))
    if extended_on is not None and extended_on > booking.arrival:
        yield extended_on, PhaseName.AFTERNOON, (Step(Task.EXTEND),)
    yield booking.ended_on, PhaseName.MORNING, leave


def _turnover(room: int) -> tuple[Step, ...]:
    return tuple(Step(task, room) for task in (Task.START_CLEANING, Task.CLEAN, Task.INSPECT))
