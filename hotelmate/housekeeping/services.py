"""Room status: the one writer, used by housekeeping's own changes and by the stays of guests.

Each change of `room_status` is one audit row and one `room_updated` event, in the transaction of whatever caused it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import not_found, refuse, refuse_if
from hotelmate.core.locking import lock_row
from hotelmate.events.services import record
from hotelmate.hotel.models import Inspection
from hotelmate.hotel.queries import hotel_of, system_of
from hotelmate.housekeeping.models import Fault, RoomStatusEvent
from hotelmate.housekeeping.policy import can_change_room_status, cannot_become_ready
from hotelmate.housekeeping.turnover import follow_turnover
from hotelmate.rooms.lifecycle import RoomStatus, Source
from hotelmate.rooms.models import Room

BY_STAY = object()


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
    locked = lock_row(Room.objects.filter(pk=room.pk, hotel_id=room.hotel_id))
    if locked is None:
        raise not_found("Room")
    actor = staff or system_of(locked.hotel)
    if locked.hotel_id != actor.hotel_id:
        raise not_found("Room")
    hotel = hotel_of(actor)
    ready_at_once = to_status == RoomStatus.CLEANED_UNINSPECTED and hotel.inspection == Inspection.NONE
    if locked.room_status == to_status or (ready_at_once and locked.room_status == RoomStatus.READY_FOR_GUEST):
        return Outcome(StatusChange(locked, ()), changed=False)
    require_version(locked.version)
    refuse_if(can_change_room_status(actor, locked, to_status, source, note))
    at = hotel.now()
    _keep_faults_in_step(actor, locked, to_status, note, at)
    steps = [(to_status, source, note)]
    if ready_at_once and cannot_become_ready(locked, actor) is None:
        steps.append((RoomStatus.READY_FOR_GUEST, Source.SYSTEM, ""))
    audit = write_room_status(actor=actor, room=locked, steps=steps, at=at)
    follow_turnover(actor=actor, room=locked, at=at)
    return Outcome(StatusChange(locked, audit))


def manager_override(*, actor: Actor, room: Room, to_status: str, note: str) -> Outcome[StatusChange]:
    """Give a vacant room any status but occupied and out of order, with a note; no blocking fault is passed."""
    return set_room_status(room=room, to_status=to_status, staff=actor, source=Source.MANAGER_OVERRIDE, note=note)


def write_room_status(
    *,
    actor: Actor,
    room: Room,
    steps: list[tuple[str, str, str]],
    at: datetime,
    cause: str = "",
    occupant_id: object = BY_STAY,
) -> tuple[RoomStatusEvent, ...]:
    """Write each step (status, source, note) to a locked room: audit row, room, `room_updated`.

    The caller holds the lock and has applied its rules. `occupant_id` is given by check-in, check-out and moves.
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
            changed_fields=changed,
            source=source,
            cause=cause,
        )
    room.version += 1
    changes.update(status_n=room.status_n, version=room.version)
    RoomStatusEvent.objects.bulk_create(audit)
    Room.objects.filter(pk=room.pk).update(**changes)
    if occupant_id is not BY_STAY:
        room.occupant_id = occupant_id  # type: ignore[assignment]
    return tuple(audit)


def _stamp(room: Room, actor: Actor, to_status: str, at: datetime) -> list[str]:
    """Note who cleaned or inspected; the names of the fields that it sets."""
    if to_status == RoomStatus.CLEANED_UNINSPECTED:
        room.last_cleaned_at, room.cleaned_by_id = at, actor.staff_id
        return ["last_cleaned_at", "cleaned_by_id"]
    if to_status == RoomStatus.READY_FOR_GUEST:
        room.last_inspected_at, room.inspected_by_id = at, actor.staff_id
        return ["last_inspected_at", "inspected_by_id"]
    return []


def _keep_faults_in_step(actor: Actor, room: Room, to_status: str, note: str, at: datetime) -> None:
    """A room that needs maintenance has a blocking fault; one that leaves it by hand has none open."""
    if to_status == RoomStatus.MAINTENANCE_REQUIRED and not room.open_blocking_faults:
        fault = Fault.objects.create(
            hotel_id=room.hotel_id,
            room_id=room.pk,
            description=note or "Maintenance required",
            is_blocking=True,
            reported_by=actor.ref,
            reported_at=at,
        )
        room.open_blocking_faults, room.version = 1, room.version + 1
        record_fault(actor, "fault_reported", room, fault, at)
    elif room.room_status == RoomStatus.MAINTENANCE_REQUIRED and room.open_blocking_faults:
        for fault in Fault.objects.filter(room_id=room.pk, is_blocking=True, resolved_at__isnull=True).order_by("pk"):
            fault.resolved_at, fault.resolved_by, fault.resolution = at, actor.ref, note
            fault.version += 1
            fault.save(update_fields=["resolved_at", "resolved_by", "resolution", "version"])
            room.version += 1
            record_fault(actor, "fault_resolved", room, fault, at)
        room.open_blocking_faults = 0


def record_fault(actor: Actor, event_type: str, room: Room, fault: Fault, at: datetime) -> None:
    """Record what became of a fault; its description may name people and stays out of the log."""
    record(
        actor=actor,
        type=event_type,
        subject=("fault", fault.pk),
        at=at,
        after={
            "room_number": room.number,
            "is_blocking": fault.is_blocking,
            "priority": fault.priority,
            "resolved": fault.resolved_at is not None,
        },
        changed_fields=["resolved_at"] if fault.resolved_at else ["description", "is_blocking", "priority"],
    )
