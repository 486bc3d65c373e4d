"""Room status: the one writer, used by housekeeping's own changes and by the stays of guests.

Each change of `room_status` is one audit row and one `room_updated` event, in the transaction of whatever caused it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import Refusal, not_found, refuse, refuse_if
from hotelmate.core.locking import lock_one
from hotelmate.events.services import record
from hotelmate.hotel.models import Inspection
from hotelmate.hotel.queries import hotel_of, system_of
from hotelmate.housekeeping.faults import close_blocking_faults, open_fault
from hotelmate.housekeeping.models import RoomStatusEvent
from hotelmate.housekeeping.policy import can_change_room_status, cannot_become_ready, source_of
from hotelmate.housekeeping.rules import not_in_maintenance, nothing_to_inspect
from hotelmate.housekeeping.turnover import follow_turnover
from hotelmate.rooms.lifecycle import RoomStatus, Source
from hotelmate.rooms.models import Room

Rule = Callable[[Room], Refusal | None]
BY_STAY = object()
FLAG = "maintenance_required"
AUDIT_COLUMNS = (
    "hotel_id",
    "room_id",
    "n",
    "from_status",
    "to_status",
    "changed_by_id",
    "source",
    "note",
    "created_at",
)


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A room after a change, and the audit rows that the change wrote (none for a natural no-op)."""

    room: Room
    audit: tuple[RoomStatusEvent, ...]


def set_room_status(
    *, room: Room, to_status: str, staff: Actor | None = None, source: str = Source.HOUSEKEEPING, note: str = ""
) -> Outcome[StatusChange]:
    """Give a room a status by hand; the room may be a bare reference, its row is read under the lock.

    Refuses what `can_change_room_status` refuses. The status that the room already has is a natural no-op. A room that
    was cleaned where no inspection is wanted becomes ready in the same change, with a second audit row; one that needs
    maintenance gets its fault, and one that leaves maintenance has its blocking faults resolved.
    """
    if to_status not in RoomStatus.values:
        raise refuse("INVALID_INPUT", f"Invalid status. Must be one of: {RoomStatus.values}", status=400)
    locked = _lock(room)
    return _change_status(locked, to_status, staff or system_of(locked.hotel), source, note)


def inspect_room(*, actor: Actor, room: Room, passed: bool, note: str = "") -> Outcome[StatusChange]:
    """Pass a cleaned room, which makes it ready, or fail it, which makes it dirty again.

    A room that has the outcome already is a natural no-op; one that was not cleaned is refused with NOT_TO_INSPECT.
    """
    to_status = RoomStatus.READY_FOR_GUEST if passed else RoomStatus.CHECKOUT_DIRTY
    return _change_status(_lock(room), to_status, actor, source_of(actor), note, nothing_to_inspect)


def complete_maintenance(*, actor: Actor, room: Room, note: str = "") -> Outcome[StatusChange]:
    """Resolve every blocking fault of a room in maintenance; it is dirty then, and gets its turnover task."""
    dirty = RoomStatus.CHECKOUT_DIRTY
    return _change_status(_lock(room), dirty, actor, source_of(actor), note, not_in_maintenance)


def manager_override(*, actor: Actor, room: Room, to_status: str, note: str) -> Outcome[StatusChange]:
    """Give a vacant room any status but occupied and out of order, with a note; no blocking fault is passed."""
    return set_room_status(room=room, to_status=to_status, staff=actor, source=Source.MANAGER_OVERRIDE, note=note)


def _lock(room: Room) -> Room:
    locked = lock_one(Room, pk=room.pk, hotel_id=room.hotel_id)
    if locked is None:
        raise not_found("Room")
    return locked


def _change_status(
    room: Room, to_status: str, actor: Actor, source: str, note: str, only_if: Rule | None = None
) -> Outcome[StatusChange]:
    if room.hotel_id != actor.hotel_id:
        raise not_found("Room")
    hotel = hotel_of(actor)
    ready_at_once = to_status == RoomStatus.CLEANED_UNINSPECTED and hotel.inspection == Inspection.NONE
    if room.room_status == to_status or (ready_at_once and room.room_status == RoomStatus.READY_FOR_GUEST):
        return Outcome(StatusChange(room, ()), changed=False)
    require_version(room.version)
    refuse_if(only_if(room) if only_if else None, can_change_room_status(actor, room, to_status, source, note))
    at = hotel.now()
    steps = [(to_status, source, note)]
    if ready_at_once and cannot_become_ready(room, actor) is None:
        steps.append((RoomStatus.READY_FOR_GUEST, Source.SYSTEM, ""))
    flagged = room.open_blocking_faults > 0
    leaves_maintenance = room.room_status == RoomStatus.MAINTENANCE_REQUIRED
    if leaves_maintenance and flagged:
        close_blocking_faults(actor=actor, room=room, resolution=note, at=at)
    needs_fault = to_status == RoomStatus.MAINTENANCE_REQUIRED and not flagged
    flag_changes = needs_fault or (leaves_maintenance and flagged)
    audit = write_room_status(actor=actor, room=room, steps=steps, at=at, also_changed=[FLAG] if flag_changes else [])
    if needs_fault:
        # After the status, for a room that is ready may not have a blocking fault even for a moment.
        description = note or "Maintenance required"
        open_fault(actor=actor, room=room, description=description, is_blocking=True, at=at)
    follow_turnover(actor=actor, room=room, at=at)
    return Outcome(StatusChange(room, audit))


def write_room_status(
    *,
    actor: Actor,
    room: Room,
    steps: list[tuple[str, str, str]],
    at: datetime,
    cause: str = "",
    occupant_id: object = BY_STAY,
    also_changed: Sequence[str] = (),
) -> tuple[RoomStatusEvent, ...]:
    """Write each step (status, source, note) to a locked room: audit row, room, `room_updated`.

    The caller holds the lock and has applied its rules. `occupant_id` is given by check-in, check-out and moves;
    `also_changed` names what else the caller changes in the room with its first step.
    """
    changes: dict[str, Any] = {}
    if occupant_id is not BY_STAY:
        changes["occupant_id"] = occupant_id
    audit = []
    for to_status, source, note in steps:
        before = {"room_status": room.room_status}
        room.status_n += 1
        audit.append(
            RoomStatusEvent(
                hotel_id=room.hotel_id,
                room_id=room.pk,
                n=room.status_n,
                from_status=room.room_status,
                to_status=to_status,
                changed_by_id=actor.staff_id,
                source=source,
                note=note,
                created_at=at,
            )
        )
        room.room_status = to_status
        changed = ["room_status", *_stamp(room, actor, to_status, at)]
        changes.update({name: getattr(room, name) for name in changed})
        after = {"room_status": to_status, "status_n": room.status_n}
        record(
            actor=actor,
            type="room_updated",
            subject=("room", room.number),
            at=at,
            before=before,
            after=after,
            changed_fields=changed + list(also_changed if len(audit) == 1 else ()),
            source=source,
            cause=cause,
        )
    room.version += 1
    changes.update(status_n=room.status_n, version=room.version)
    _write(room, audit, changes)
    if occupant_id is not BY_STAY:
        room.occupant_id = occupant_id  # type: ignore[assignment]
    return tuple(audit)


def _write(room: Room, audit: list[RoomStatusEvent], changes: dict[str, Any]) -> None:
    """Insert the audit rows and update the room in one statement: this is the hottest change of the house."""
    row = f"({', '.join(['%s'] * len(AUDIT_COLUMNS))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH audit AS (
                INSERT INTO housekeeping_roomstatusevent ({", ".join(AUDIT_COLUMNS)})
                VALUES {", ".join([row] * len(audit))} RETURNING id, n
            )
            UPDATE rooms_room SET {", ".join(f"{column} = %s" for column in changes)}
            WHERE id = %s RETURNING (SELECT array_agg(id ORDER BY n) FROM audit)
            """,
            [
                *(getattr(event, column) for event in audit for column in AUDIT_COLUMNS),
                *changes.values(),
                room.pk,
            ],
        )
        (ids,) = cursor.fetchone()
    for event, event_id in zip(audit, ids, strict=True):
        event.pk = event_id


def _stamp(room: Room, actor: Actor, to_status: str, at: datetime) -> list[str]:
    """Note who cleaned or inspected; the names of the fields that it sets."""
    if to_status == RoomStatus.CLEANED_UNINSPECTED:
        room.last_cleaned_at, room.cleaned_by_id = at, actor.staff_id
        return ["last_cleaned_at", "cleaned_by_id"]
    if to_status == RoomStatus.READY_FOR_GUEST:
        room.last_inspected_at, room.inspected_by_id = at, actor.staff_id
        return ["last_inspected_at", "inspected_by_id"]
    return []
