"""How far the house oversold each type, night by night: the allowance that its bookings need.

A booking counts against the type that it was sold until it has a room, then against the type of its room. Jobs inside
a phase run in any order, so within each phase everything that takes a night is counted before anything that gives one
back: whichever order the house then lives, the limit is never passed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from hotelmate.rooms.rules import MOST_NIGHTS
from hotelmate.simulation.replay.bookings import PlannedBooking
from hotelmate.simulation.replay.lodging import Lodging, RoomPlan
from hotelmate.simulation.replay.schedule import Day, Job, Phase, Step, Task

ONE_NIGHT = timedelta(days=1)
TypeNight = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many more than there are rooms may be sold of a type in each night from `first` to before `end`."""

    room_type: str
    first: date
    end: date
    rooms: int


def days_of(first: date, end: date) -> Iterator[date]:
    """Each day from `first` to the one before `end`."""
    for offset in range((end - first).days):
        yield first + timedelta(days=offset)


def find_allowances(bookings: Sequence[PlannedBooking], plan: RoomPlan, days: Iterable[Day]) -> tuple[Allowance, ...]:
    """The smallest allowances with which every order of the jobs inside a phase stays within the limits."""
    held: Counter[TypeNight] = Counter()
    peaks: dict[TypeNight, int] = {}
    for day in days:
        for phase in day.phases:
            given_back: list[TypeNight] = []
            for job, step in _steps(phase):
                taken, given = _effect(step, bookings[job.booking], plan.lodgings.get(job.booking), plan)
                for night in taken:
                    held[night] += 1
                    peaks[night] = max(peaks.get(night, 0), held[night])
                given_back.extend(given)
            held.subtract(given_back)
    over = {night: peak - plan.rooms_of(night[0]) for night, peak in peaks.items()}
    return tuple(_in_ranges({night: rooms for night, rooms in over.items() if rooms > 0}))


def _steps(phase: Phase) -> Iterator[tuple[Job, Step]]:
    for job in phase.jobs:
        for step in job.steps:
            yield job, step


def _effect(
    step: Step, booking: PlannedBooking, lodging: Lodging | None, plan: RoomPlan
) -> tuple[list[TypeNight], list[TypeNight]]:
    """The nights of types that a step takes, and those that it gives back."""
    as_sold = _nights(booking.sold_type, booking.arrival, booking.sold_until)
    match step.task:
        case Task.BOOK:
            return as_sold, []
        case Task.CANCEL | Task.MARK_NO_SHOW:
            return [], as_sold
        case Task.ASSIGN:
            assert lodging is not None
            given = plan.rooms[lodging.arrival_room].room_type
            if given == booking.sold_type:
                return [], []
            return _nights(given, booking.arrival, booking.sold_until), as_sold
        case Task.EXTEND:
            return _nights(booking.stayed_type, booking.departure, booking.ended_on), []
        case Task.MOVE:
            assert lodging is not None
            return _moved(lodging, booking, plan)
        case Task.CHECK_OUT:
            return [], _nights(booking.stayed_type, booking.ended_on, booking.sold_until)
        case Task.CHECK_IN | Task.START_CLEANING | Task.CLEAN | Task.INSPECT:
            return [], []


def _moved(lodging: Lodging, booking: PlannedBooking, plan: RoomPlan) -> tuple[list[TypeNight], list[TypeNight]]:
    assert lodging.moves_on is not None
    left, taken = plan.rooms[lodging.arrival_room].room_type, plan.rooms[lodging.room].room_type
    return (
        _nights(taken, lodging.moves_on, booking.sold_until),
        _nights(left, lodging.moves_on, booking.sold_until),
    )


def _nights(room_type: str, first: date, end: date) -> list[TypeNight]:
    return [(room_type, night) for night in days_of(first, end)]


def _in_ranges(over: Mapping[TypeNight, int]) -> Iterator[Allowance]:
    """Neighbouring nights of a type with the same allowance, folded into one range."""
    by_type: defaultdict[str, list[tuple[date, int]]] = defaultdict(list)
    for (room_type, night), rooms in sorted(over.items()):
        by_type[room_type].append((night, rooms))
    for room_type, nights in by_type.items():
        # In a run of neighbouring nights the night minus its place is always the same day.
        places = enumerate(nights)
        runs = groupby(places, key=lambda entry: (entry[1][1], entry[1][0] - entry[0] * ONE_NIGHT))
        for (rooms, _), run in runs:
            in_run = [night for _, (night, _) in run]
            for start in range(0, len(in_run), MOST_NIGHTS):
                part = in_run[start : start + MOST_NIGHTS]
                yield Allowance(room_type, part[0], part[-1] + ONE_NIGHT, rooms)
