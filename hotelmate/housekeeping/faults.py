"""The statements that open and close faults. Whoever calls them holds the room's lock and has applied its rules."""

from datetime import datetime

from django.db import connection

from hotelmate.core.actor import Actor
from hotelmate.events.services import record
from hotelmate.housekeeping.models import Fault, Priority
from hotelmate.rooms.models import Room

DESCRIPTION_LENGTH = 1000
CLOSE_ALL = """
    UPDATE housekeeping_fault SET resolved_at = %s, resolved_by = %s, resolution = %s, version = version + 1
    WHERE room_id = %s AND is_blocking AND resolved_at IS NULL RETURNING id, priority
"""


def next_fault_id() -> int:
    """The id that the next fault will have, for what has to name it before it is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('housekeeping_fault', 'id'))")
        (fault_id,) = cursor.fetchone()
    return int(fault_id)


def open_fault(
    *,
    actor: Actor,
    room: Room,
    description: str,
    is_blocking: bool,
    at: datetime,
    priority: str = Priority.MED,
    fault_id: int | None = None,
) -> Fault:
    """Note a fault in a locked room, whose count of blocking ones follows."""
    fault = Fault.objects.create(
        pk=fault_id,
        hotel_id=room.hotel_id,
        room_id=room.pk,
        description=description[:DESCRIPTION_LENGTH],
        is_blocking=is_blocking,
        priority=priority,
        reported_by=actor.ref,
        reported_at=at,
    )
    # The database counts the fault in the room's row, which is a new version of it.
    room.open_blocking_faults += is_blocking
    room.version += 1
    _record(actor, "fault_reported", room, fault.pk, is_blocking=is_blocking, priority=priority, at=at)
    return fault


def close_fault(*, actor: Actor, room: Room, fault: Fault, resolution: str, at: datetime) -> None:
    """Close one open fault of a locked room."""
    fault.resolved_at, fault.resolved_by = at, actor.ref
    fault.resolution = resolution[:DESCRIPTION_LENGTH]
    fault.version += 1
    fault.save(update_fields=["resolved_at", "resolved_by", "resolution", "version"])
    room.open_blocking_faults -= fault.is_blocking
    room.version += 1
    _record(actor, "fault_resolved", room, fault.pk, is_blocking=fault.is_blocking, priority=fault.priority, at=at)


def close_blocking_faults(*, actor: Actor, room: Room, resolution: str, at: datetime) -> None:
    """Close all blocking faults of a locked room, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(CLOSE_ALL, [at, actor.ref, resolution[:DESCRIPTION_LENGTH], room.pk])
        closed = cursor.fetchall()
    room.open_blocking_faults = 0
    room.version += len(closed)
    for fault_id, priority in sorted(closed):
        _record(actor, "fault_resolved", room, fault_id, is_blocking=True, priority=priority, at=at)


def _record(
    actor: Actor, event_type: str, room: Room, fault_id: int, *, is_blocking: bool, priority: str, at: datetime
) -> None:
    """Tell the log; a fault's description may name people and stays out of it."""
    resolved = event_type == "fault_resolved"
    record(
        actor=actor,
        type=event_type,
        subject=("fault", fault_id),
        at=at,
        before={"resolved": False} if resolved else {},
        after={"room_number": room.number, "is_blocking": is_blocking, "priority": priority, "resolved": resolved},
        changed_fields=["resolved_at", "resolved_by", "resolution"]
        if resolved
        else ["description", "is_blocking", "priority"],
    )
