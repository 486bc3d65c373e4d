"""Reading rooms as housekeeping sees them, tasks, faults, discrepancies and the audit. A constant number of queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Avg, Case, Count, F, IntegerField, Max, Q, QuerySet, Value, When

from hotelmate.core.errors import not_found
from hotelmate.core.ids import id_in_path
from hotelmate.core.rows import RowFinder, find_one
from hotelmate.hotel.models import Hotel
from hotelmate.housekeeping.models import (
    OPEN_TASKS,
    Fault,
    HousekeepingTask,
    Priority,
    RoomDiscrepancy,
    RoomStatusEvent,
    TaskStatus,
    TaskType,
)
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room, RoomAllocation, RoomBlock
from hotelmate.rooms.queries import rooms_of
from hotelmate.staff.models import StaffMember

STAFF = "staff:"
URGENCY: dict[str, int] = {Priority.HIGH: 0, Priority.MED: 1, Priority.LOW: 2}
OVERDUE_AFTER: dict[str, timedelta] = {
    Priority.HIGH: timedelta(hours=2),
    Priority.MED: timedelta(hours=4),
    Priority.LOW: timedelta(hours=8),
}
UNRESOLVED = "WHERE found.room_id = ANY(%s) AND found.resolved_at IS NULL ORDER BY found.id"
OPEN_FAULTS, OPEN_DISCREPANCIES = RowFinder(Fault, UNRESOLVED), RowFinder(RoomDiscrepancy, UNRESOLVED)
WINDOWS_OF_DAY = RowFinder(
    RoomBlock,
    "WHERE found.room_id = ANY(%s) AND found.closed_at IS NULL AND found.from_date <= %s AND found.to_date > %s",
)
CLAIM = "claim.room_id, booking.booking_id, claim.from_date, claim.to_date"
CLAIMS = f"""
    FROM {RoomAllocation._meta.db_table} claim JOIN {Room._meta.db_table} room ON room.id = claim.room_id
    LEFT JOIN room_bookings_roombooking booking ON booking.id = claim.booking_id
    WHERE claim.room_id = ANY(%s) AND claim.open_claim
"""
OCCUPANTS = f"SELECT {CLAIM} {CLAIMS} AND claim.booking_id = room.occupant_id ORDER BY claim.from_date"
NEXT_ARRIVALS = f"""
    SELECT DISTINCT ON (claim.room_id) {CLAIM} {CLAIMS}
    AND claim.to_date > %s AND NOT coalesce(claim.booking_id = room.occupant_id, false)
    ORDER BY claim.room_id, claim.from_date
"""
BY_URGENCY = Case(*(When(priority=name, then=Value(n)) for name, n in URGENCY.items()), output_field=IntegerField())


@dataclass(slots=True)
class RoomFacts:
    """What belongs to a room but stands in other tables."""

    faults: list[Fault] = field(default_factory=list)
    occupant: dict[str, Any] | None = None
    next_arrival: dict[str, Any] | None = None
    block: RoomBlock | None = None
    discrepancy: RoomDiscrepancy | None = None


def facts_of(rooms: Collection[Room], today: date) -> dict[int, RoomFacts]:
    """By room: open faults, who is in it and who comes next by booking id, the window it is in. Five queries."""
    facts: dict[int, RoomFacts] = {room.pk: RoomFacts() for room in rooms}
    keys = list(facts)
    if not keys:
        return facts
    for fault in OPEN_FAULTS.all(keys):
        facts[fault.room_id].faults.append(fault)
    with connection.cursor() as cursor:
        cursor.execute(OCCUPANTS, [keys])
        for room_id, *claim in cursor.fetchall():
            facts[room_id].occupant = _claim(*claim)
        cursor.execute(NEXT_ARRIVALS, [keys, today])
        for room_id, *claim in cursor.fetchall():
            facts[room_id].next_arrival = _claim(*claim)
    for block in WINDOWS_OF_DAY.all(keys, today, today):
        facts[block.room_id].block = block
    for discrepancy in OPEN_DISCREPANCIES.all(keys):
        facts[discrepancy.room_id].discrepancy = discrepancy
    return facts


def _claim(booking_id: str, from_date: date, to_date: date) -> dict[str, Any]:
    return {"booking_id": booking_id, "from_date": from_date.isoformat(), "to_date": to_date.isoformat()}


def status_history(room: Room, limit: int) -> list[RoomStatusEvent]:
    """The newest audit rows of a room, newest first."""
    events = RoomStatusEvent.objects.select_related("changed_by").filter(room_id=room.pk)
    return list(events.order_by("-n")[:limit])


def tasks_of(
    hotel_id: int,
    *,
    status: str | None = None,
    task_type: str | None = None,
    priority: str | None = None,
    assigned_to: int | None = None,
    room_id: int | None = None,
    business_date: date | None = None,
) -> QuerySet[HousekeepingTask]:
    """The hotel's tasks, the most urgent first and of these the oldest."""
    wanted = {
        "status": status,
        "task_type": task_type,
        "priority": priority,
        "assigned_to_id": assigned_to,
        "room_id": room_id,
        "business_date": business_date,
    }
    tasks = HousekeepingTask.objects.select_related("room__room_type", "assigned_to", "created_by")
    tasks = tasks.annotate(urgency=BY_URGENCY, booking_public_id=F("booking__booking_id"))
    tasks = tasks.filter(hotel_id=hotel_id, **{name: value for name, value in wanted.items() if value is not None})
    return tasks.order_by("urgency", "created_at", "pk")


def get_task(hotel_id: int, task_id: str | int) -> HousekeepingTask:
    """The hotel's task; TASK_NOT_FOUND if it has none with this id."""
    key = id_in_path(str(task_id))
    found = tasks_of(hotel_id).filter(pk=key).first() if key else None
    if found is None:
        raise not_found("Task", task_id=str(task_id)[:40])
    return found


def open_task_in(room: Room, day: date) -> HousekeepingTask | None:
    """The work in the room that is under way, otherwise what is most urgent of it; no stay-over of a day that is over."""
    found = tasks_of(room.hotel_id, room_id=room.pk).filter(status__in=OPEN_TASKS)
    found = found.exclude(task_type=TaskType.STAYOVER, business_date__lt=day)
    return found.order_by(F("started_at").asc(nulls_last=True), "urgency", "created_at", "pk").first()


def stayover_in(room: Room, day: date) -> HousekeepingTask | None:
    """The room's stay-over task of a day, also one that is finished: a room has one a day."""
    return tasks_of(room.hotel_id, task_type=TaskType.STAYOVER, room_id=room.pk, business_date=day).first()


def faults_of(
    hotel_id: int, *, room_id: int | None = None, is_open: bool | None = None, is_blocking: bool | None = None
) -> QuerySet[Fault]:
    """The hotel's faults: open ones first, the most urgent of them first."""
    faults = Fault.objects.select_related("room").filter(hotel_id=hotel_id).annotate(urgency=BY_URGENCY)
    if room_id is not None:
        faults = faults.filter(room_id=room_id)
    if is_open is not None:
        faults = faults.filter(resolved_at__isnull=is_open)
    if is_blocking is not None:
        faults = faults.filter(is_blocking=is_blocking)
    return faults.order_by(F("resolved_at").desc(nulls_first=True), "urgency", "reported_at", "pk")


def get_fault(hotel_id: int, fault_id: str | int) -> Fault:
    """The hotel's fault; FAULT_NOT_FOUND if it has none with this id."""
    key = id_in_path(str(fault_id))
    found = find_one(Fault, parents=("room",), hotel_id=hotel_id, pk=key) if key else None
    if found is None:
        raise not_found("Fault", fault_id=str(fault_id)[:40])
    return found


def discrepancies_of(
    hotel_id: int, *, room_id: int | None = None, is_open: bool | None = None
) -> QuerySet[RoomDiscrepancy]:
    """The hotel's discrepancies, open ones first, the newest of them first."""
    found = RoomDiscrepancy.objects.select_related("room").filter(hotel_id=hotel_id)
    if room_id is not None:
        found = found.filter(room_id=room_id)
    if is_open is not None:
        found = found.filter(resolved_at__isnull=is_open)
    return found.order_by(F("resolved_at").desc(nulls_first=True), "-reported_at", "-pk")


def get_discrepancy(hotel_id: int, discrepancy_id: str | int) -> RoomDiscrepancy:
    """The hotel's discrepancy; DISCREPANCY_NOT_FOUND if it has none with this id."""
    key = id_in_path(str(discrepancy_id))
    found = find_one(RoomDiscrepancy, parents=("room",), hotel_id=hotel_id, pk=key) if key else None
    if found is None:
        raise not_found("Discrepancy", discrepancy_id=str(discrepancy_id)[:40])
    return found


def rooms_with_people(
    hotel_id: int, *, status: str | None = None, room_type: int | None = None, **filters: Any
) -> QuerySet[Room]:
    """The hotel's rooms as `rooms.queries.rooms_of` finds them, with who cleaned and who inspected each."""
    statuses = [status] if status else []
    types = [room_type] if room_type else []
    found = rooms_of(hotel_id, statuses=statuses, room_type_ids=types, **filters)
    return found.select_related("room_type", "cleaned_by", "inspected_by")


def rooms_by_status(hotel_id: int) -> dict[str, list[Room]]:
    """The rooms in use by status, in the order of the lifecycle; a status that none has is absent."""
    columns: dict[str, list[Room]] = {status: [] for status in RoomStatus.values}
    for room in rooms_of(hotel_id):
        columns[room.room_status].append(room)
    return {status: rooms for status, rooms in columns.items() if rooms}


def counts_by_status(hotel_id: int) -> dict[str, int]:
    """How many rooms in use have each status; a status that none has is left out."""
    rooms = Room.objects.filter(hotel_id=hotel_id, active_until__isnull=True)
    return dict(rooms.values_list("room_status").annotate(n=Count("pk")).order_by("room_status"))


def turnover_stats(hotel: Hotel) -> dict[str, Any]:
    """The day's turnover: what is waiting, what was done, and how long a room took on average. One query."""
    today = hotel.business_date()
    turnover = Q(task_type=TaskType.TURNOVER)
    done_today = turnover & Q(status=TaskStatus.DONE, completed_at__gte=_start_of(hotel, today))
    waiting = Q(status__in=OPEN_TASKS)
    return HousekeepingTask.objects.filter(hotel_id=hotel.pk).aggregate(
        open_tasks=Count("pk", filter=Q(status=TaskStatus.OPEN)),
        tasks_in_progress=Count("pk", filter=Q(status=TaskStatus.IN_PROGRESS)),
        unassigned_tasks=Count("pk", filter=waiting & Q(assigned_to__isnull=True)),
        turnovers_waiting=Count("pk", filter=turnover & waiting),
        turnovers_done_today=Count("pk", filter=done_today),
        average_turnover=Avg(F("completed_at") - F("created_at"), filter=done_today),
        average_cleaning=Avg(F("completed_at") - F("started_at"), filter=done_today),
        last_completed_at=Max("completed_at", filter=turnover & Q(status=TaskStatus.DONE)),
    )


def _start_of(hotel: Hotel, day: date) -> datetime:
    return hotel.local_moment(day, hotel.day_rollover)


def names_of(hotel_id: int, refs: Iterable[str]) -> dict[str, str]:
    """The names of people whom the rows know as `staff:12`. One query; none where nobody is to be named."""
    ids = {int(ref.removeprefix(STAFF)) for ref in refs if ref.startswith(STAFF)}
    if not ids:
        return {}
    people = StaffMember.objects.filter(hotel_id=hotel_id, pk__in=ids).values_list("pk", "full_name")
    return {f"{STAFF}{pk}": name for pk, name in people}
