"""The whole plan of a replay, made from a file before anything is written."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hotelmate.simulation.replay.allowances import Allowance, find_allowances
from hotelmate.simulation.replay.bookings import PlannedBooking, plan_bookings
from hotelmate.simulation.replay.lodging import PlannedRoom, RoomPlan
from hotelmate.simulation.replay.rows import BookingRow, BrokenRow, read_rows
from hotelmate.simulation.replay.schedule import Day, make_schedule


@dataclass(frozen=True, slots=True)
class PlannedType:
    """A room type of the simulated house; one that was sold though nobody ever slept in it has no rooms."""

    name: str
    rooms: int
    capacity: int


@dataclass(frozen=True, slots=True)
class ReplayPlan:
    """The house that a file's bookings need, and its life day by day."""

    bookings: tuple[PlannedBooking, ...]
    room_types: tuple[PlannedType, ...]
    rooms: tuple[PlannedRoom, ...]
    allowances: tuple[Allowance, ...]
    days: tuple[Day, ...]
    normalised: Counter[str]
    broken: tuple[BrokenRow, ...]

    @property
    def first_day(self) -> date | None:
        """The day on which the first booking is made."""
        return min((booking.booked_on for booking in self.bookings), default=None)

    @property
    def last_day(self) -> date | None:
        """The day on which the last booking ends, whether it is lived or not."""
        return max((booking.ended_on for booking in self.bookings), default=None)

    @property
    def changes(self) -> int:
        """How many changes the planned days hold."""
        return sum(len(job.steps) for day in self.days for phase in day.phases for job in phase.jobs)


def make_plan(path: Path, *, limit: int | None = None, until: date | None = None) -> ReplayPlan:
    """Plan the life of the file's first `limit` rows, up to the end of `until`; ReplayFileError if it is no such file.

    The house is the same with and without `until`: its life only stops early.
    """
    rows: list[BookingRow] = []
    broken: list[BrokenRow] = []
    for row in read_rows(path, limit=limit):
        if isinstance(row, BrokenRow):
            broken.append(row)
        else:
            rows.append(row)
    return plan_life(rows, broken=broken, until=until)


def plan_life(rows: Iterable[BookingRow], *, broken: Sequence[BrokenRow] = (), until: date | None = None) -> ReplayPlan:
    """Plan the life of these rows."""
    bookings, capacities, normalised = plan_bookings(rows)
    room_plan = RoomPlan(bookings)
    days = make_schedule(bookings, room_plan.lodgings)
    allowances = find_allowances(bookings, room_plan, days)
    return ReplayPlan(
        bookings=tuple(bookings),
        room_types=tuple(PlannedType(name, room_plan.rooms_of(name), capacities[name]) for name in sorted(capacities)),
        rooms=tuple(room_plan.rooms),
        allowances=allowances,
        days=tuple(day for day in days if until is None or day.date <= until),
        normalised=normalised,
        broken=tuple(broken),
    )
