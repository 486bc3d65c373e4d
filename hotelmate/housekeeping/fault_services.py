"""Faults and discrepancies: what is broken in a room, and what housekeeping found that the books do not say.

The room is locked first, always: its row counts the blocking faults, and its status follows them.
"""

from dataclasses import dataclass
from datetime import datetime

from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import REPORT_DISCREPANCY, RESOLVE_FAULT
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import not_found, refuse_if
from hotelmate.core.locking import lock_one
from hotelmate.events.services import record
from hotelmate.hotel.queries import hotel_of
from hotelmate.housekeeping.faults import close_fault, next_fault_id, open_fault
from hotelmate.housekeeping.models import Fault, Priority, RoomDiscrepancy, RoomStatusEvent
from hotelmate.housekeeping.policy import source_of
from hotelmate.housekeeping.queries import get_discrepancy, get_fault
from hotelmate.housekeeping.rules import (
    cannot_report_fault,
    cannot_resolve_fault,
    no_discrepancy,
    not_in_use,
    other_discrepancy_open,
)
from hotelmate.housekeeping.services import FLAG, write_room_status
from hotelmate.housekeeping.turnover import follow_turnover
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room
from hotelmate.rooms.queries import get_room

# In these a blocking fault changes no status: the guest is inside, the room is out of order, or it is known already.
KEEPS_STATUS = (RoomStatus.OCCUPIED, RoomStatus.OUT_OF_ORDER, RoomStatus.MAINTENANCE_REQUIRED)


@dataclass(frozen=True, slots=True)
class FaultChange:
    """A fault after a change, its room, and the audit rows of the room's status if that followed."""

    fault: Fault
    room: Room
    audit: tuple[RoomStatusEvent, ...] = ()


def report_fault(
    *,
    actor: Actor,
    room_id: int | str,
    description: str,
    is_blocking: bool = True,
    priority: str = Priority.MED,
) -> Outcome[FaultChange]:
    """Report something broken. A blocking fault in a vacant room makes it MAINTENANCE_REQUIRED.

    In an occupied room it is a fault and a flag, and the room stays occupied. The same fault, reported again while it
    is open, is a natural no-op.
    """
    room = _lock_room(actor, room_id)
    reported = Fault.objects.filter(
        room_id=room.pk,
        description=description,
        is_blocking=is_blocking,
        priority=priority,
        resolved_at__isnull=True,
    ).first()
    refuse_if(cannot_report_fault(actor, room))
    if reported is not None:
        reported.room = room
        return Outcome(FaultChange(reported, room), changed=False)
    require_version(room.version)
    at = hotel_of(actor).now()
    audit: tuple[RoomStatusEvent, ...] = ()
    flag_changes = is_blocking and not room.open_blocking_faults
    # The status comes first, for a room that is ready may not have a blocking fault even for a moment; and names it.
    fault_id = next_fault_id()
    cause = f"fault:{fault_id}"
    if is_blocking and room.room_status not in KEEPS_STATUS:
        steps = [(str(RoomStatus.MAINTENANCE_REQUIRED), str(source_of(actor)), description)]
        also_changed = [FLAG] if flag_changes else []
        audit = write_room_status(actor=actor, room=room, steps=steps, at=at, cause=cause, also_changed=also_changed)
    fault = open_fault(
        actor=actor,
        room=room,
        description=description,
        is_blocking=is_blocking,
        at=at,
        priority=priority,
        fault_id=fault_id,
    )
    if flag_changes and not audit:
        _record_flag(actor, room, at, cause, is_up=True)
    fault.room = room
    return Outcome(FaultChange(fault, room, audit))


def resolve_fault(*, actor: Actor, fault_id: int | str, resolution: str = "") -> Outcome[FaultChange]:
    """Close a fault. With the last blocking one a room in maintenance becomes dirty and gets its turnover task."""
    actor.require(RESOLVE_FAULT)
    room = _lock_room(actor, get_fault(actor.hotel_id, fault_id).room_id)
    fault = get_fault(actor.hotel_id, fault_id)
    fault.room = room
    if fault.resolved_at is not None and fault.resolved_by == actor.ref:
        return Outcome(FaultChange(fault, room), changed=False)
    require_version(fault.version)
    refuse_if(cannot_resolve_fault(actor, fault))
    at = hotel_of(actor).now()
    audit: tuple[RoomStatusEvent, ...] = ()
    cause = f"fault:{fault.pk}"
    was_flagged = room.open_blocking_faults > 0
    close_fault(actor=actor, room=room, fault=fault, resolution=resolution, at=at)
    if was_flagged and not room.open_blocking_faults:
        if room.room_status == RoomStatus.MAINTENANCE_REQUIRED:
            steps = [(str(RoomStatus.CHECKOUT_DIRTY), str(source_of(actor)), resolution)]
            audit = write_room_status(actor=actor, room=room, steps=steps, at=at, cause=cause, also_changed=[FLAG])
            follow_turnover(actor=actor, room=room, at=at, cause=cause)
        else:
            _record_flag(actor, room, at, cause, is_up=False)
    return Outcome(FaultChange(fault, room, audit))


def report_discrepancy(*, actor: Actor, room_id: int | str, kind: str, note: str = "") -> Outcome[RoomDiscrepancy]:
    """Say that a room is not as the front desk's books have it: SKIP found it vacant, SLEEP found somebody in it.

    Refuses with NO_DISCREPANCY when the books say the same. The same one again, while it is open, is a natural no-op.
    """
    actor.require(REPORT_DISCREPANCY)
    room = _lock_room(actor, room_id)
    opened = RoomDiscrepancy.objects.filter(room_id=room.pk, resolved_at__isnull=True).first()
    if opened is not None and opened.kind == kind:
        opened.room = room
        return Outcome(opened, changed=False)
    require_version(room.version)
    refuse_if(not_in_use(room), no_discrepancy(room, kind), other_discrepancy_open(kind, opened))
    hotel = hotel_of(actor)
    at = hotel.now()
    discrepancy = RoomDiscrepancy.objects.create(
        hotel_id=actor.hotel_id,
        room=room,
        kind=kind,
        note=note,
        business_date=hotel.business_date_at(at),
        reported_by=actor.ref,
        reported_at=at,
    )
    _record_discrepancy(actor, discrepancy, at)
    return Outcome(discrepancy)


def resolve_discrepancy(*, actor: Actor, discrepancy_id: int | str, resolution: str = "") -> Outcome[RoomDiscrepancy]:
    """Close a discrepancy: books and room agree again. One that is closed is a natural no-op."""
    actor.require(REPORT_DISCREPANCY)
    room = _lock_room(actor, get_discrepancy(actor.hotel_id, discrepancy_id).room_id)
    discrepancy = get_discrepancy(actor.hotel_id, discrepancy_id)
    discrepancy.room = room
    if discrepancy.resolved_at is not None:
        return Outcome(discrepancy, changed=False)
    at = hotel_of(actor).now()
    discrepancy.resolved_at, discrepancy.resolved_by, discrepancy.resolution = at, actor.ref, resolution
    discrepancy.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    _record_discrepancy(actor, discrepancy, at)
    return Outcome(discrepancy)


def _lock_room(actor: Actor, room_id: int | str) -> Room:
    found = get_room(hotel_id=actor.hotel_id, room_id=room_id)
    room = lock_one(Room, pk=found.pk, hotel_id=actor.hotel_id)
    if room is None:
        raise not_found("Room")
    return room


def _record_flag(actor: Actor, room: Room, at: datetime, cause: str, *, is_up: bool) -> None:
    """Tell the boards of a fault flag that changes while the room's status does not."""
    record(
        actor=actor,
        type="room_updated",
        subject=("room", room.number),
        at=at,
        before={FLAG: not is_up, "room_status": room.room_status},
        after={FLAG: is_up, "room_status": room.room_status},
        source=source_of(actor),
        cause=cause,
    )


def _record_discrepancy(actor: Actor, discrepancy: RoomDiscrepancy, at: datetime) -> None:
    resolved = discrepancy.resolved_at is not None
    record(
        actor=actor,
        type="discrepancy_resolved" if resolved else "discrepancy_reported",
        subject=("discrepancy", discrepancy.pk),
        at=at,
        before={"resolved": False} if resolved else {},
        after={"room_number": discrepancy.room.number, "kind": discrepancy.kind, "resolved": resolved},
        changed_fields=["resolved_at", "resolved_by", "resolution"] if resolved else ["kind", "note"],
    )
