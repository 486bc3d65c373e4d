"""The rooms as housekeeping's board shows them: state, work, who comes and who stays. No names of guests, no money.

A constant number of queries, however many rooms there are; people are few and are read once.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Length

from hotelmate.desk.frame import Desk
from hotelmate.hotel.models import Hotel
from hotelmate.housekeeping.models import (
    OPEN_TASKS,
    Fault,
    HousekeepingTask,
    RoomDiscrepancy,
    TaskStatus,
    TaskType,
)
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room, RoomAllocation
from hotelmate.staff.models import StaffMember

TO_CLEAN = (RoomStatus.CHECKOUT_DIRTY, RoomStatus.CLEANING_IN_PROGRESS, RoomStatus.CLEANED_UNINSPECTED)
# What rooms are found by besides their status: whether there is work in them, and whether a guest who stays waits for it.
WORK, STAYOVERS = "work", "stayovers"
# In the order of texts they come after every moment.
SOME_TIME, NOBODY_COMES = "some time", "~"
ROOM = (
    "hotel_id",
    "number",
    "floor",
    "room_status",
    "version",
    "occupant_id",
    "active_until",
    "open_blocking_faults",
    "cleaned_by_id",
)
TASK = ("hotel_id", "room_id", "task_type", "status", "result", "priority", "assigned_to_id", "note", "created_at")
CLAIM = (
    "room_id",
    "booking_id",
    "to_date",
    "booking__booking_id",
    "booking__expected_arrival",
    "booking__adults",
    "booking__children",
)


class Claim(NamedTuple):
    """Who has a room, in the order of CLAIM."""

    room_id: int
    booking_pk: int
    to_date: date
    booking_id: str
    expected_arrival: time | None
    adults: int
    children: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who comes today: when, where that is known, and how many."""

    booking_id: str
    at: datetime | None
    guests: int


@dataclass(slots=True)
class Line:
    """A room on the board."""

    room: Room
    tasks: list[HousekeepingTask] = field(default_factory=list)
    turned_away: str = ""
    arrival: Arrival | None = None
    until: date | None = None
    faults: int = 0
    discrepancy: str = ""

    @property
    def task(self) -> HousekeepingTask | None:
        """What is to be done besides the turnover, which the room's own steps are: what is under way before what waits."""
        others = [task for task in self.tasks if task.task_type != TaskType.TURNOVER]
        return min(others, key=lambda task: task.status != TaskStatus.IN_PROGRESS, default=None)

    @property
    def is_work(self) -> bool:
        """Whether somebody has something to do here."""
        return self.room.room_status in TO_CLEAN or bool(self.tasks)

    @property
    def kinds(self) -> list[str]:
        """What the room is found by."""
        stays = any(task.task_type == TaskType.STAYOVER for task in self.tasks)
        return [str(self.room.room_status), *([WORK] if self.is_work else []), *([STAYOVERS] if stays else [])]

    def is_of(self, staff_id: int) -> bool:
        """Whether this person has something to do here."""
        return any(task.assigned_to_id == staff_id for task in self.tasks)

    @property
    def place(self) -> str:
        """Where the room stands in the order of the numbers: 9 before 10."""
        return f"{len(self.room.number):02}{self.room.number}"

    @property
    def arrives(self) -> str:
        """What rooms are sorted by before their places: who comes first, who comes some time today, where nobody comes."""
        if self.arrival is None:
            return NOBODY_COMES
        return f"{self.arrival.at:%Y-%m-%dT%H:%M}" if self.arrival.at is not None else SOME_TIME


@dataclass(frozen=True, slots=True)
class Board:
    """The rooms in the order of their numbers, on a day."""

    lines: list[Line]
    day: date
    now: datetime


def read_board(desk: Desk, numbers: Collection[str] | None = None) -> Board:
    """All rooms in use, or those with these numbers. Six queries."""
    rooms = Room.objects.filter(hotel_id=desk.hotel.pk, active_until__isnull=True)
    if numbers is not None:
        rooms = rooms.filter(number__in=numbers)
    found = rooms.only(*ROOM).order_by(Length("number"), "number")
    lines = {room.pk: Line(room) for room in found}
    hotel_id = desk.hotel.pk
    for task in _with_people(hotel_id, _tasks(hotel_id, desk.day, lines if numbers is not None else None)):
        line = lines.get(task.room_id)
        if line is not None:
            _add_task(line, task)
    for claim in _claims(hotel_id, desk.day, lines if numbers is not None else None):
        line = lines.get(claim.room_id)
        if line is not None:
            _add_claim(line, claim, desk)
    _count_faults(hotel_id, lines)
    for room_id, kind in RoomDiscrepancy.objects.filter(
        hotel_id=hotel_id, resolved_at__isnull=True, room_id__in=lines
    ).values_list("room_id", "kind"):
        lines[room_id].discrepancy = kind
    return Board(list(lines.values()), desk.day, desk.hotel.now())


def _tasks(hotel_id: int, day: date, room_ids: Collection[int] | None) -> QuerySet[HousekeepingTask]:
    """What is open, and today's stay-overs also when they are over; one of yesterday that nobody did is no work any more."""
    todays = Q(task_type=TaskType.STAYOVER, business_date=day)
    wanted = todays | Q(status__in=OPEN_TASKS) & ~Q(task_type=TaskType.STAYOVER)
    tasks = HousekeepingTask.objects.filter(wanted, hotel_id=hotel_id)
    if room_ids is not None:
        tasks = tasks.filter(room_id__in=room_ids)
    return tasks.only(*TASK).order_by("created_at", "pk")


def _with_people(hotel_id: int, tasks: Iterable[HousekeepingTask]) -> list[HousekeepingTask]:
    found = list(tasks)
    ids = {task.assigned_to_id for task in found} - {None}
    people = StaffMember.objects.filter(hotel_id=hotel_id).only("full_name").in_bulk(list(ids))
    for task in found:
        if task.assigned_to_id is not None:
            task.assigned_to = people[task.assigned_to_id]
    return found


def _add_task(line: Line, task: HousekeepingTask) -> None:
    if task.status in OPEN_TASKS:
        line.tasks.append(task)
    elif task.result:
        line.turned_away = task.result


def _claims(hotel_id: int, day: date, room_ids: Collection[int] | None) -> Iterable[Claim]:
    """Who is in the rooms, and who has one of them for tonight."""
    claims = RoomAllocation.objects.filter(hotel_id=hotel_id, open_claim=True, from_date__lte=day)
    claims = claims.filter(Q(to_date__gt=day) | Q(booking_id=F("room__occupant_id")))
    if room_ids is not None:
        claims = claims.filter(room_id__in=room_ids)
    return (Claim(*row) for row in claims.order_by("from_date").values_list(*CLAIM))


def _add_claim(line: Line, claim: Claim, desk: Desk) -> None:
    if claim.booking_pk == line.room.occupant_id:
        line.until = claim.to_date
    else:
        at = expected(desk.hotel, desk.day, claim.expected_arrival)
        line.arrival = Arrival(claim.booking_id, at, claim.adults + claim.children)


def expected(hotel: Hotel, day: date, at: time | None) -> datetime | None:
    """When somebody comes on a business date: one o'clock at night is the end of it, not its beginning."""
    if at is None:
        return None
    return hotel.local_moment(day + timedelta(days=at < hotel.day_rollover), at)


def _count_faults(hotel_id: int, lines: dict[int, Line]) -> None:
    faults = Fault.objects.filter(hotel_id=hotel_id, resolved_at__isnull=True, room_id__in=lines)
    for room_id in faults.values_list("room_id", flat=True):
        lines[room_id].faults += 1
