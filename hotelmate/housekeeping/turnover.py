"""The turnover task of a room, kept in step with its status: made when it becomes dirty, started, finished."""

from datetime import datetime
from typing import Any

from django.db import connection

from hotelmate.core.actor import Actor
from hotelmate.events.services import record
from hotelmate.hotel.queries import hotel_of
from hotelmate.housekeeping.models import HousekeepingTask, Priority, TaskStatus, TaskType
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room

START = """
    UPDATE housekeeping_housekeepingtask
    SET status = 'IN_PROGRESS', started_at = %s, assigned_to_id = coalesce(assigned_to_id, %s), version = version + 1
    WHERE room_id = %s AND task_type = 'TURNOVER' AND status = 'OPEN' RETURNING id, task_type, status
"""
FINISH = """
    UPDATE housekeeping_housekeepingtask
    SET status = 'DONE', completed_at = %s, started_at = coalesce(started_at, %s),
        assigned_to_id = coalesce(assigned_to_id, %s), version = version + 1
    WHERE room_id = %s AND task_type = 'TURNOVER' AND status IN ('OPEN', 'IN_PROGRESS') RETURNING id, task_type, status
"""
CANCEL = """
    UPDATE housekeeping_housekeepingtask SET status = 'CANCELLED', completed_at = %s, version = version + 1
    WHERE room_id = %s AND task_type = 'TURNOVER' AND status IN ('OPEN', 'IN_PROGRESS') RETURNING id, task_type, status
"""
# What a task has in a status that it did not have before.
CHANGED: dict[str, tuple[str, ...]] = {
    TaskStatus.OPEN: ("status",),
    TaskStatus.IN_PROGRESS: ("status", "started_at", "assigned_to"),
    TaskStatus.DONE: ("status", "started_at", "completed_at", "assigned_to"),
    TaskStatus.CANCELLED: ("status", "completed_at"),
}
# Nobody stays in a room that became dirty, so its stay-over is off.
OPEN = """
    WITH opened AS (
        INSERT INTO housekeeping_housekeepingtask
            (hotel_id, room_id, booking_id, task_type, status, result, priority, note, business_date, created_by_id,
             created_at, version)
        VALUES (%s, %s, %s, 'TURNOVER', 'OPEN', '', %s, '', %s, %s, %s, 1)
        ON CONFLICT (room_id) WHERE task_type = 'TURNOVER' AND status IN ('OPEN', 'IN_PROGRESS') DO NOTHING
        RETURNING id, task_type, status
    ), called_off AS (
        UPDATE housekeeping_housekeepingtask SET status = 'CANCELLED', completed_at = %s, version = version + 1
        WHERE room_id = %s AND task_type = 'STAYOVER' AND status IN ('OPEN', 'IN_PROGRESS')
        RETURNING id, task_type, status
    )
    SELECT * FROM called_off UNION ALL SELECT * FROM opened
"""


def follow_turnover(*, actor: Actor, room: Room, at: datetime, cause: str = "") -> None:
    """Bring the turnover task of a locked room in step with the status that it has just been given."""
    status = RoomStatus(room.room_status)
    if status == RoomStatus.CLEANING_IN_PROGRESS:
        _advance(actor, room, at, START, [at, actor.staff_id, room.pk])
    elif status in (RoomStatus.CLEANED_UNINSPECTED, RoomStatus.READY_FOR_GUEST):
        _advance(actor, room, at, FINISH, [at, at, actor.staff_id, room.pk])
    elif status == RoomStatus.CHECKOUT_DIRTY:
        open_turnover(actor=actor, room=room, at=at, cause=cause)


def open_turnover(*, actor: Actor, room: Room, at: datetime, booking_pk: int | None = None, cause: str = "") -> None:
    """Make sure that a dirty room has an open turnover task."""
    values: list[Any] = [
        room.hotel_id,
        room.pk,
        booking_pk,
        Priority.MED,
        hotel_of(actor).business_date(),
        actor.staff_id,
        at,
        at,
        room.pk,
    ]
    _advance(actor, room, at, OPEN, values, cause=cause)


def open_cleaning_after_swap(
    *, actor: Actor, room: Room, at: datetime, booking_pk: int, cause: str
) -> HousekeepingTask:
    """A task for a room whose guests changed while it stayed occupied: fresh linen and towels."""
    task = HousekeepingTask.objects.create(
        hotel_id=room.hotel_id,
        room_id=room.pk,
        booking_id=booking_pk,
        task_type=TaskType.AMENITY,
        business_date=hotel_of(actor).business_date(),
        created_by_id=actor.staff_id,
        created_at=at,
    )
    record(
        actor=actor,
        type="task_created",
        subject=("task", task.pk),
        at=at,
        after={"task_type": task.task_type, "status": task.status, "room_number": room.number},
        cause=cause,
    )
    return task


def cancel_turnover(*, actor: Actor, room: Room, at: datetime, cause: str) -> None:
    """Take back the turnover task of a room that somebody is in again."""
    _advance(actor, room, at, CANCEL, [at, room.pk], cause=cause)


def _advance(actor: Actor, room: Room, at: datetime, statement: str, values: list[Any], cause: str = "") -> None:
    """Run a statement that returns the tasks that it changed, and tell the log of each."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for task_id, task_type, status in cursor.fetchall():
            record(
                actor=actor,
                type="task_created" if status == TaskStatus.OPEN else "task_updated",
                subject=("task", task_id),
                at=at,
                after={"task_type": task_type, "status": status, "room_number": room.number},
                changed_fields=CHANGED[status],
                cause=cause or f"room:{room.number}",
            )
