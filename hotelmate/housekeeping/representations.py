"""Rooms, tasks, faults, discrepancies and audit rows as clients read them. No guest's name, no contact, no money."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from hotelmate.core.actor import Actor
from hotelmate.core.api.moments import moment
from hotelmate.hotel.queries import hotel_of
from hotelmate.housekeeping.actions import room_actions, task_actions
from hotelmate.housekeeping.models import (
    OPEN_TASKS,
    Fault,
    HousekeepingTask,
    Priority,
    RoomDiscrepancy,
    RoomStatusEvent,
)
from hotelmate.housekeeping.queries import OVERDUE_AFTER, URGENCY, RoomFacts
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room, RoomBlock
from hotelmate.rooms.representations import room_body
from hotelmate.staff.models import StaffMember


def room_after_change(room: Room) -> dict[str, Any]:
    """A room as the answer to a change of its status has it: from its own row alone."""
    return {
        "id": room.pk,
        "room_number": room.number,
        "room_status": room.room_status,
        "last_cleaned_at": moment(room.last_cleaned_at),
        "last_inspected_at": moment(room.last_inspected_at),
        "maintenance_required": room.open_blocking_faults > 0,
        "is_occupied": room.occupant_id is not None,
        "version": room.version,
    }


def room_tile(room: Room) -> dict[str, Any]:
    """A room as dashboards and boards list it; its type must be loaded."""
    return {
        "id": room.pk,
        "room_number": room.number,
        "room_type": room.room_type.name,
        "room_status": room.room_status,
        "is_occupied": room.is_occupied,
        "maintenance_required": room.open_blocking_faults > 0,
        "last_cleaned_at": moment(room.last_cleaned_at),
        "last_inspected_at": moment(room.last_inspected_at),
        "is_out_of_order": room.room_status == RoomStatus.OUT_OF_ORDER,
        "version": room.version,
    }


def board_room(actor: Actor, room: Room, facts: RoomFacts) -> dict[str, Any]:
    """A room with all that is known of it, and what this person may do to it; its type and people must be loaded."""
    return {
        **room_body(room),
        "number": room.number,
        "maintenance_priority": _priority_of(facts.faults) if room.open_blocking_faults else None,
        "maintenance_notes": "\n".join(fault.description for fault in facts.faults),
        "open_faults": len(facts.faults),
        "cleaned_by_name": _name(room.cleaned_by),
        "inspected_by_name": _name(room.inspected_by),
        "occupant": facts.occupant,
        "next_arrival": facts.next_arrival,
        "block": _block_body(facts.block),
        "discrepancy": facts.discrepancy.kind if facts.discrepancy else None,
        "actions": room_actions(actor, room),
    }


def status_event_body(actor: Actor, room: Room, event: RoomStatusEvent) -> dict[str, Any]:
    """An audit row; the room is the one that it belongs to."""
    hotel = hotel_of(actor)
    changed_by = actor.name if event.changed_by_id == actor.staff_id else _name(event.changed_by)
    return {
        "id": event.pk,
        "hotel": event.hotel_id,
        "hotel_name": hotel.name,
        "room": room.pk,
        "room_number": room.number,
        "n": event.n,
        "from_status": event.from_status,
        "to_status": event.to_status,
        "changed_by": event.changed_by_id,
        "changed_by_name": changed_by if event.changed_by_id else "System",
        "source": event.source,
        "source_display": event.get_source_display(),
        "note": event.note,
        "created_at": moment(event.created_at),
    }


def task_body(actor: Actor, task: HousekeepingTask) -> dict[str, Any]:
    """A task as `queries.tasks_of` reads it."""
    booking_id = getattr(task, "booking_public_id", None)
    return {
        "id": task.pk,
        "hotel": task.hotel_id,
        "hotel_name": hotel_of(actor).name,
        "room": task.room_id,
        "room_number": task.room.number,
        "room_type_name": task.room.room_type.name,
        "room_status": task.room.room_status,
        "booking": booking_id,
        "booking_id": booking_id,
        "task_type": task.task_type,
        "task_type_display": task.get_task_type_display(),
        "status": task.status,
        "status_display": task.get_status_display(),
        "result": task.result,
        "priority": task.priority,
        "priority_display": task.get_priority_display(),
        "assigned_to": task.assigned_to_id,
        "assigned_to_name": _name(task.assigned_to) or "Unassigned",
        "note": task.note,
        "business_date": task.business_date.isoformat(),
        "created_by": task.created_by_id,
        "created_by_name": _name(task.created_by) or "System",
        "created_at": moment(task.created_at),
        "started_at": moment(task.started_at),
        "completed_at": moment(task.completed_at),
        "is_overdue": is_overdue(actor, task),
        "version": task.version,
        "actions": task_actions(actor, task),
    }


def is_overdue(actor: Actor, task: HousekeepingTask) -> bool:
    """Whether the task waits for longer than its priority allows."""
    if task.status not in OPEN_TASKS:
        return False
    return hotel_of(actor).now() - task.created_at > OVERDUE_AFTER[task.priority]


def fault_body(fault: Fault, names: Mapping[str, str]) -> dict[str, Any]:
    """A fault; its room must be loaded, and `names` has the people it names."""
    return {
        "id": fault.pk,
        "room": fault.room_id,
        "room_number": fault.room.number,
        "room_status": fault.room.room_status,
        "description": fault.description,
        "is_blocking": fault.is_blocking,
        "priority": fault.priority,
        "priority_display": fault.get_priority_display(),
        "is_open": fault.resolved_at is None,
        "reported_by": fault.reported_by,
        "reported_by_name": names.get(fault.reported_by, "System"),
        "reported_at": moment(fault.reported_at),
        "resolved_by": fault.resolved_by,
        "resolved_by_name": names.get(fault.resolved_by, "System") if fault.resolved_by else "",
        "resolved_at": moment(fault.resolved_at),
        "resolution": fault.resolution,
        "version": fault.version,
    }


def discrepancy_body(discrepancy: RoomDiscrepancy, names: Mapping[str, str]) -> dict[str, Any]:
    """A discrepancy; its room must be loaded, and `names` has the people it names."""
    return {
        "id": discrepancy.pk,
        "room": discrepancy.room_id,
        "room_number": discrepancy.room.number,
        "room_status": discrepancy.room.room_status,
        "kind": discrepancy.kind,
        "kind_display": discrepancy.get_kind_display(),
        "note": discrepancy.note,
        "business_date": discrepancy.business_date.isoformat(),
        "is_open": discrepancy.resolved_at is None,
        "reported_by": discrepancy.reported_by,
        "reported_by_name": names.get(discrepancy.reported_by, "System"),
        "reported_at": moment(discrepancy.reported_at),
        "resolved_by": discrepancy.resolved_by,
        "resolved_by_name": names.get(discrepancy.resolved_by, "System") if discrepancy.resolved_by else "",
        "resolved_at": moment(discrepancy.resolved_at),
        "resolution": discrepancy.resolution,
    }


def turnover_figures(actor: Actor, counts: Mapping[str, int], stats: Mapping[str, Any]) -> dict[str, Any]:
    """The day's turnover in figures."""
    return {
        "business_date": hotel_of(actor).business_date().isoformat(),
        "total_rooms": sum(counts.values()),
        "counts": {status: counts.get(status, 0) for status in RoomStatus.values},
        "open_tasks": stats["open_tasks"],
        "tasks_in_progress": stats["tasks_in_progress"],
        "unassigned_tasks": stats["unassigned_tasks"],
        "turnovers_waiting": stats["turnovers_waiting"],
        "turnovers_done_today": stats["turnovers_done_today"],
        "average_turnover_minutes": _minutes(stats["average_turnover"]),
        "average_cleaning_minutes": _minutes(stats["average_cleaning"]),
        "last_completed_at": moment(stats["last_completed_at"]),
    }


def _minutes(duration: timedelta | None) -> float | None:
    return round(duration.total_seconds() / 60, 1) if duration is not None else None


def _priority_of(faults: list[Fault]) -> str:
    blocking = [fault.priority for fault in faults if fault.is_blocking]
    return min(blocking, key=lambda priority: URGENCY[priority], default=str(Priority.MED))


def _block_body(block: RoomBlock | None) -> dict[str, Any] | None:
    if block is None:
        return None
    return {
        "id": block.pk,
        "kind": block.kind,
        "from_date": block.from_date.isoformat(),
        "to_date": block.to_date.isoformat(),
        "reason": block.reason,
    }


def _name(person: StaffMember | None) -> str:
    return person.full_name if person is not None else ""
