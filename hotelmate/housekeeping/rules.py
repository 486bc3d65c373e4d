"""May this be done to this task, fault or room now? Pure functions that return a refusal, or None.

`policy.py` beside this answers the same for a room's status. Services, `actions`, the dry run and the desk ask these.
"""

from collections.abc import Collection
from typing import Any

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.errors import Refusal
from hotelmate.housekeeping.models import (
    OPEN_TASKS,
    DiscrepancyKind,
    Fault,
    HousekeepingTask,
    RoomDiscrepancy,
    TaskResult,
    TaskStatus,
    TaskType,
)
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room
from hotelmate.staff.models import StaffMember

# Work that a guest can turn away at the door, before it was started.
TURNED_AWAY = (TaskResult.REFUSED, TaskResult.DO_NOT_DISTURB)


def cannot_start(actor: Actor, task: HousekeepingTask) -> Refusal | None:
    """An open task may be started by whom it is assigned to, or by anybody while it is nobody's."""
    refusal = actor.lacks(capabilities.WORK_TASKS)
    if refusal is not None or task.status == TaskStatus.OPEN:
        return refusal or _of_another(actor, task)
    if task.status == TaskStatus.IN_PROGRESS:
        return Refusal(
            "TASK_ALREADY_STARTED",
            f"{_worker(task)} has started this task already. Take another one.",
            409,
            _facts(task),
        )
    return _closed(task, "start")


def cannot_complete(actor: Actor, task: HousekeepingTask, result: str = "") -> Refusal | None:
    """A started task may be completed by whoever works on it; a stay-over also when the guest turned it away."""
    refusal = actor.lacks(capabilities.WORK_TASKS) or _of_another(actor, task)
    if refusal is not None:
        return refusal
    if result in TURNED_AWAY and task.task_type != TaskType.STAYOVER:
        return Refusal(
            "RESULT_NOT_FOR_THIS_TASK", "Only a stay-over can be refused or end at do not disturb.", 409, _facts(task)
        )
    if task.status == TaskStatus.OPEN and result not in TURNED_AWAY:
        return Refusal("TASK_NOT_STARTED", "Cannot complete task with status OPEN. Start it first.", 409, _facts(task))
    return None if task.status in OPEN_TASKS else _closed(task, "complete")


def cannot_assign(actor: Actor, task: HousekeepingTask) -> Refusal | None:
    """Whoever distributes the work may assign a task that is not finished, also one under way."""
    refusal = actor.lacks(capabilities.ASSIGN_TASKS)
    return refusal or (None if task.status in OPEN_TASKS else _closed(task, "assign"))


def cannot_edit(actor: Actor, task: HousekeepingTask) -> Refusal | None:
    """Anybody who works on tasks may correct one that is not finished."""
    refusal = actor.lacks(capabilities.WORK_TASKS)
    return refusal or (None if task.status in OPEN_TASKS else _closed(task, "edit"))


def keeps_its_own(task: HousekeepingTask, fields: Collection[str]) -> Refusal | None:
    """A task's status changes by what is done to it, and its room and kind not at all."""
    if "status" in fields:
        return Refusal(
            "STATUS_BY_ENDPOINT",
            f"The task is {task.status}. Start it at …/start/, finish it at …/complete/, cancel it by DELETE.",
            409,
            _facts(task),
        )
    if fields:
        return Refusal("TASK_STAYS", "A task keeps its room and its kind. Cancel it and create another.", 409)
    return None


def cannot_cancel(actor: Actor, task: HousekeepingTask) -> Refusal | None:
    """A task is cancelled by whoever distributes the work, or by the one who asked for it."""
    if actor.staff_id is None or task.created_by_id != actor.staff_id:
        refusal = actor.lacks(capabilities.ASSIGN_TASKS)
        if refusal is not None:
            return refusal
    return None if task.status in OPEN_TASKS else _closed(task, "cancel")


def not_assignable_to(person: StaffMember) -> Refusal | None:
    """Work goes to people who still work here."""
    if person.is_active:
        return None
    return Refusal("STAFF_NOT_ACTIVE", "This person no longer works here. Choose somebody else.")


def assigns_to_another(actor: Actor, assigned_to_id: int | None) -> Refusal | None:
    """Anybody may take a task; giving it to somebody else is for whoever distributes the work."""
    if assigned_to_id is None or assigned_to_id == actor.staff_id:
        return None
    return actor.lacks(capabilities.ASSIGN_TASKS)


def already_planned(task_type: str, planned: HousekeepingTask | None) -> Refusal | None:
    """A room has one turnover under way, and one stay-over a day."""
    if planned is None:
        return None
    if task_type == TaskType.TURNOVER:
        return Refusal("TURNOVER_OPEN", "This room already has an open turnover task.", 409, {"task_id": planned.pk})
    return Refusal(
        "STAYOVER_EXISTS", "This room already has its stay-over task for the day.", 409, {"task_id": planned.pk}
    )


def nothing_open(room: Room) -> Refusal:
    """There is no work in the room that could be given to somebody, noted on or turned away."""
    return Refusal("NOTHING_OPEN", f"Nothing is open in room {room.number}.")


def nothing_to_inspect(room: Room) -> Refusal | None:
    """Only a cleaned room can pass or fail."""
    if room.room_status == RoomStatus.CLEANED_UNINSPECTED:
        return None
    return Refusal(
        "NOT_TO_INSPECT",
        f"Cannot inspect room in {room.room_status} status. It has to be cleaned first.",
        409,
        {"room_status": room.room_status},
    )


def not_in_maintenance(room: Room) -> Refusal | None:
    """Maintenance is completed where it was required."""
    if room.room_status == RoomStatus.MAINTENANCE_REQUIRED:
        return None
    return Refusal(
        "NOT_IN_MAINTENANCE",
        f"Room is not in maintenance status but {room.room_status}. Resolve its faults one by one.",
        409,
        {"room_status": room.room_status},
    )


def not_in_use(room: Room) -> Refusal | None:
    """Nothing happens any more in a room that was taken out of use."""
    return None if room.is_active else Refusal("ROOM_NOT_ACTIVE", f"Room {room.number} is no longer in use.")


def cannot_report_fault(actor: Actor, room: Room) -> Refusal | None:
    """Anybody in the house may report a fault in a room that is in use, occupied or not."""
    return actor.lacks(capabilities.REPORT_FAULT) or not_in_use(room)


def cannot_resolve_fault(actor: Actor, fault: Fault) -> Refusal | None:
    """Whoever repairs may close a fault that is open."""
    refusal = actor.lacks(capabilities.RESOLVE_FAULT)
    if refusal is not None or fault.resolved_at is None:
        return refusal
    return Refusal("FAULT_RESOLVED", "This fault was resolved already.", 409, {"resolved_by": fault.resolved_by})


def no_discrepancy(room: Room, kind: str) -> Refusal | None:
    """The books of the front desk must say the opposite of what housekeeping found."""
    found_vacant = kind == DiscrepancyKind.SKIP
    if room.is_occupied == found_vacant:
        return None
    books = "occupied" if room.is_occupied else "vacant"
    return Refusal(
        "NO_DISCREPANCY",
        f"There is none: the front desk has room {room.number} as {books} too. Reload the room.",
        409,
        {"room_status": room.room_status, "is_occupied": room.is_occupied},
    )


def other_discrepancy_open(kind: str, opened: RoomDiscrepancy | None) -> Refusal | None:
    """One discrepancy a room: the one before is resolved first."""
    if opened is None or opened.kind == kind:
        return None
    return Refusal(
        "DISCREPANCY_OPEN",
        f"A {opened.get_kind_display().lower()} is already open for this room. Resolve it first.",
        409,
        {"discrepancy_id": opened.pk},
    )


def _of_another(actor: Actor, task: HousekeepingTask) -> Refusal | None:
    if task.assigned_to_id is None or task.assigned_to_id == actor.staff_id or actor.kind == "system":
        return None
    return Refusal(
        "TASK_OF_ANOTHER",
        f"Task is assigned to another staff member: {_worker(task)}. Ask a manager to assign it to you.",
        403,
        _facts(task),
    )


def _closed(task: HousekeepingTask, verb: str) -> Refusal:
    return Refusal("TASK_CLOSED", f"Cannot {verb} task with status {task.status}.", 409, _facts(task))


def _worker(task: HousekeepingTask) -> str:
    return task.assigned_to.full_name if task.assigned_to is not None else "Somebody"


def _facts(task: HousekeepingTask) -> dict[str, Any]:
    return {"status": task.status, "assigned_to": task.assigned_to_id, "assigned_to_name": _worker(task)}
