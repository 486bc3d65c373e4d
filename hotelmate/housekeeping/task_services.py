"""Housekeeping tasks: asking for work, giving it to people, doing it. Rooms are locked before tasks."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import ASSIGN_TASKS, WORK_TASKS
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import not_found, refuse, refuse_if
from hotelmate.core.ids import id_in_path
from hotelmate.core.locking import lock_one, lock_rows
from hotelmate.events.services import record
from hotelmate.hotel.queries import hotel_of
from hotelmate.housekeeping.models import (
    OPEN_TASKS,
    HousekeepingTask,
    Priority,
    TaskResult,
    TaskStatus,
    TaskType,
)
from hotelmate.housekeeping.queries import get_task, tasks_of
from hotelmate.housekeeping.rules import (
    already_planned,
    assigns_to_another,
    cannot_assign,
    cannot_cancel,
    cannot_complete,
    cannot_edit,
    cannot_start,
    keeps_its_own,
    not_assignable_to,
    not_in_use,
    nothing_open,
)
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room, RoomAllocation
from hotelmate.rooms.queries import get_room
from hotelmate.staff.models import StaffMember

EDITABLE = ("priority", "note", "assigned_to_id")
# Clients that send a whole task back may send these too, as they are.
FIXED = ("status", "task_type", "room_id")
TOLD_AT_FIRST = ("task_type", "status", "priority", "assigned_to")
CREATE_STAYOVERS = """
    INSERT INTO housekeeping_housekeepingtask
        (hotel_id, room_id, booking_id, task_type, status, result, priority, note, business_date, created_by_id,
         created_at, version)
    SELECT %s, stay.room_id, stay.booking_id, 'STAYOVER', 'OPEN', '', 'MED', '', %s, %s, %s, 1
    FROM unnest(%s::bigint[], %s::bigint[]) AS stay (room_id, booking_id)
    ON CONFLICT (room_id, business_date) WHERE task_type = 'STAYOVER' DO NOTHING RETURNING id, room_id
"""


def create_task(
    *,
    actor: Actor,
    room_id: int | str,
    task_type: str,
    priority: str = Priority.MED,
    note: str = "",
    booking_id: str | None = None,
    assigned_to_id: int | None = None,
) -> Outcome[HousekeepingTask]:
    """Ask for work in a room, for the booking that holds it if one is named, and for somebody to do it."""
    actor.require(WORK_TASKS)
    refuse_if(assigns_to_another(actor, assigned_to_id))
    found = get_room(hotel_id=actor.hotel_id, room_id=room_id)
    room = lock_one(Room, pk=found.pk, hotel_id=actor.hotel_id)
    if room is None:
        raise not_found("Room")
    hotel = hotel_of(actor)
    at = hotel.now()
    today = hotel.business_date_at(at)
    planned = HousekeepingTask.objects.filter(room_id=room.pk, task_type=task_type)
    if task_type == TaskType.TURNOVER:
        refuse_if(already_planned(task_type, planned.filter(status__in=OPEN_TASKS).first()))
    elif task_type == TaskType.STAYOVER:
        refuse_if(already_planned(task_type, planned.filter(business_date=today).first()))
    refuse_if(not_in_use(room))
    task = HousekeepingTask.objects.create(
        hotel_id=actor.hotel_id,
        room_id=room.pk,
        booking_id=_booking_in(room, booking_id) if booking_id else None,
        task_type=task_type,
        priority=priority,
        note=note,
        assigned_to=_assignee(actor, assigned_to_id),
        business_date=today,
        created_by_id=actor.staff_id,
        created_at=at,
    )
    record(
        actor=actor,
        type="task_created",
        subject=("task", task.pk),
        at=at,
        after=_told(task, TOLD_AT_FIRST) | {"room_number": room.number},
        changed_fields=[*TOLD_AT_FIRST, "note"] if note else TOLD_AT_FIRST,
    )
    return Outcome(get_task(actor.hotel_id, task.pk))


def update_task(*, actor: Actor, task_id: int | str, **changes: Any) -> Outcome[HousekeepingTask]:
    """Change a task's priority or note, and with `assigned_to_id` whose it is. Its status has services of its own."""
    unknown = changes.keys() - {*EDITABLE, *FIXED}
    if unknown:
        raise TypeError(f"A task has no {', '.join(sorted(unknown))} to edit.")
    task = _lock_task(actor, task_id)
    changed = {name: value for name, value in changes.items() if getattr(task, name) != value}
    if not changed:
        return Outcome(task, changed=False)
    require_version(task.version)
    refuse_if(cannot_edit(actor, task), keeps_its_own(task, changed.keys() & set(FIXED)))
    if "assigned_to_id" in changed:
        refuse_if(cannot_assign(actor, task))
        changed["assigned_to"] = _assignee(actor, changed.pop("assigned_to_id"))
    return _write(actor, task, changed, hotel_of(actor).now())


def assign_task(*, actor: Actor, task_id: int | str, assigned_to_id: int | None) -> Outcome[HousekeepingTask]:
    """Give a task to somebody, or with None back to nobody."""
    actor.require(ASSIGN_TASKS)
    assignee = _assignee(actor, assigned_to_id)
    task = _lock_task(actor, task_id)
    if task.assigned_to_id == assigned_to_id:
        return Outcome(task, changed=False)
    require_version(task.version)
    refuse_if(cannot_assign(actor, task))
    return _write(actor, task, {"assigned_to": assignee}, hotel_of(actor).now())


def assign_rooms(*, actor: Actor, room_ids: Collection[int], assigned_to_id: int) -> Outcome[list[HousekeepingTask]]:
    """Give everything that is open in these rooms to one person: all of it, or nothing when a room is unknown.

    A room in which nothing is open is told as a warning.
    """
    actor.require(ASSIGN_TASKS)
    assignee = _assignee(actor, assigned_to_id)
    rooms = lock_rows(Room.objects.filter(hotel_id=actor.hotel_id, pk__in=set(room_ids)))
    missing = set(room_ids) - {room.pk for room in rooms}
    if missing:
        raise not_found("Room", room_ids=sorted(missing))
    tasks = _lock_open_tasks(actor, room__in=rooms)
    at = hotel_of(actor).now()
    given = [task for task in tasks if task.assigned_to_id != assigned_to_id]
    for task in given:
        _write(actor, task, {"assigned_to": assignee}, at)
    busy = {task.room_id for task in tasks}
    warnings = tuple(nothing_open(room) for room in rooms if room.pk not in busy)
    return Outcome(tasks, changed=bool(given), warnings=warnings)


def start_task(*, actor: Actor, task_id: int | str) -> Outcome[HousekeepingTask]:
    """Begin a task; one that is nobody's becomes the actor's. Of two who start it at once, the second is told who."""
    task = _lock_task(actor, task_id)
    if task.status == TaskStatus.IN_PROGRESS and actor.staff_id is not None and task.assigned_to_id == actor.staff_id:
        return Outcome(task, changed=False)
    require_version(task.version)
    refuse_if(cannot_start(actor, task))
    at = hotel_of(actor).now()
    changes = {"status": TaskStatus.IN_PROGRESS, "started_at": at}
    return _write(actor, task, changes | _taken_over(actor, task), at)


def complete_task(*, actor: Actor, task_id: int | str, result: str = "") -> Outcome[HousekeepingTask]:
    """Finish a task. A stay-over ends as DONE, REFUSED or DO_NOT_DISTURB, the latter two also without a start."""
    task = _lock_task(actor, task_id)
    if task.task_type == TaskType.STAYOVER or result == TaskResult.DONE:
        result = result or TaskResult.DONE
    if task.status == TaskStatus.DONE and task.result == result:
        return Outcome(task, changed=False)
    require_version(task.version)
    refuse_if(cannot_complete(actor, task, result))
    at = hotel_of(actor).now()
    changes = {"status": TaskStatus.DONE, "completed_at": at, "result": result}
    return _write(actor, task, changes | _taken_over(actor, task), at)


def cancel_task(*, actor: Actor, task_id: int | str) -> Outcome[HousekeepingTask]:
    """Call a task off. Its row stays."""
    task = _lock_task(actor, task_id)
    if task.status == TaskStatus.CANCELLED:
        return Outcome(task, changed=False)
    require_version(task.version)
    refuse_if(cannot_cancel(actor, task))
    at = hotel_of(actor).now()
    return _write(actor, task, {"status": TaskStatus.CANCELLED, "completed_at": at}, at)


def create_stayover_tasks(*, actor: Actor) -> Outcome[list[HousekeepingTask]]:
    """The morning's round: a stay-over task for each stay that stays tonight, once a day however often it is asked for.

    Who is due out, or overdue, gets none: their room gets its turnover when they leave.
    """
    actor.require(ASSIGN_TASKS)
    hotel = hotel_of(actor)
    rooms = lock_rows(Room.objects.filter(hotel_id=actor.hotel_id, room_status=RoomStatus.OCCUPIED))
    at = hotel.now()
    today = hotel.business_date_at(at)
    tonight = RoomAllocation.objects.filter(
        room_id__in=[room.pk for room in rooms],
        open_claim=True,
        booking_id=F("room__occupant_id"),
        from_date__lte=today,
        to_date__gt=today,
        # A guest of day use holds tonight until the room is free, and does not stay.
        booking__check_out__gt=today,
    )
    stays = list(tonight.order_by("room_id").values_list("room_id", "booking_id"))
    values: list[Any] = [
        actor.hotel_id,
        today,
        actor.staff_id,
        at,
        [stay[0] for stay in stays],
        [stay[1] for stay in stays],
    ]
    with connection.cursor() as cursor:
        cursor.execute(CREATE_STAYOVERS, values)
        created = dict(cursor.fetchall())
    numbers = {room.pk: room.number for room in rooms}
    for task_id, room_id in sorted(created.items()):
        record(
            actor=actor,
            type="task_created",
            subject=("task", task_id),
            at=at,
            after={"task_type": TaskType.STAYOVER, "status": TaskStatus.OPEN, "room_number": numbers[room_id]},
            cause="morning",
        )
    return Outcome(list(tasks_of(actor.hotel_id).filter(pk__in=created)), changed=bool(created))


def call_off_past_stayovers(*, actor: Actor) -> Outcome[list[HousekeepingTask]]:
    """Call off the stay-overs of earlier days that nobody began. One that was begun is left to whoever is at it."""
    actor.require(ASSIGN_TASKS)
    hotel = hotel_of(actor)
    at = hotel.now()
    tasks = _lock_open_tasks(actor, task_type=TaskType.STAYOVER, business_date__lt=hotel.business_date_at(at))
    for task in tasks:
        _write(actor, task, {"status": TaskStatus.CANCELLED, "completed_at": at}, at)
    return Outcome(tasks, changed=bool(tasks))


def _lock_task(actor: Actor, task_id: int | str) -> HousekeepingTask:
    """Lock the task alone and read it with its people afterwards: a join would show whom it had before the wait."""
    key = id_in_path(str(task_id)) or 0
    lock_one(HousekeepingTask, pk=key, hotel_id=actor.hotel_id)
    return get_task(actor.hotel_id, task_id)


def _lock_open_tasks(actor: Actor, **which: Any) -> list[HousekeepingTask]:
    """The open ones of these tasks, locked alone and then read with their people, as `_lock_task` does."""
    locked = lock_rows(HousekeepingTask.objects.filter(hotel_id=actor.hotel_id, status=TaskStatus.OPEN, **which))
    return list(tasks_of(actor.hotel_id).filter(pk__in=[task.pk for task in locked]))


def _assignee(actor: Actor, staff_id: int | None) -> StaffMember | None:
    if staff_id is None:
        return None
    person = StaffMember.objects.filter(hotel_id=actor.hotel_id, pk=staff_id).first()
    if person is None:
        raise not_found("Staff member", assigned_to_id=staff_id)
    refuse_if(not_assignable_to(person))
    return person


def _booking_in(room: Room, booking_id: str) -> int:
    """The row of the booking that has, had or will have this room."""
    claims = RoomAllocation.objects.filter(room_id=room.pk, booking__booking_id=booking_id)
    found = claims.values_list("booking_id", flat=True).first()
    if found is None:
        raise refuse("BOOKING_NOT_FOUND", "No such booking holds this room.", status=404, booking_id=booking_id[:40])
    return int(found)


def _taken_over(actor: Actor, task: HousekeepingTask) -> dict[str, Any]:
    """Whoever works on a task that is nobody's has it from then on."""
    if task.assigned_to_id is not None or actor.staff_id is None:
        return {}
    return {"assigned_to": _assignee(actor, actor.staff_id)}


def _write(actor: Actor, task: HousekeepingTask, changes: dict[str, Any], at: datetime) -> Outcome[HousekeepingTask]:
    """Write the changes to a locked task, and its event."""
    before = _told(task, changes)
    for name, value in changes.items():
        setattr(task, name, value)
    task.version += 1
    task.save(update_fields=[*changes, "version"])
    record(
        actor=actor,
        type="task_updated",
        subject=("task", task.pk),
        at=at,
        before=before,
        after=_told(task, changes) | {"task_type": task.task_type, "room_number": task.room.number},
        changed_fields=changes,
    )
    return Outcome(task)


def _told(task: HousekeepingTask, names: Iterable[str]) -> dict[str, Any]:
    """What the log may know of a task: its note is free text, and people are ids."""
    told = {name: task.assigned_to_id if name == "assigned_to" else getattr(task, name) for name in names}
    told.pop("note", None)
    return told
