"""May this room get this status, and from this person? Legality and permission meet here, once.

Pure functions of a room's row, its hotel's settings and an actor. The service, the API's `actions`, the dry run and
the desk's buttons all ask these.
"""

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.errors import Refusal, no_permission
from hotelmate.hotel.models import Hotel, Inspection
from hotelmate.housekeeping.errors import FAULT_OPEN
from hotelmate.rooms.lifecycle import TRANSITIONS, RoomStatus, Source, can_override, next_statuses
from hotelmate.rooms.models import Room

INSTEAD = {
    RoomStatus.OCCUPIED: "A room becomes occupied by a check-in.",
    RoomStatus.OUT_OF_ORDER: "Open an out-of-order window for the room (POST …/blocks/).",
}


def source_of(actor: Actor) -> Source:
    """Which door this person's changes come through: housekeeping's, or the front desk's."""
    if actor.may(capabilities.CLEAN) or actor.may(capabilities.INSPECT):
        return Source.HOUSEKEEPING
    return Source.FRONT_DESK


def can_change_room_status(
    staff: Actor, room: Room, to_status: str, source: str = Source.HOUSEKEEPING, note: str = ""
) -> Refusal | None:
    """The refusal to change the room's status by hand, or None when this person may do it now."""
    if room.hotel_id != staff.hotel_id:
        return Refusal("ROOM_NOT_FOUND", "Room not found", 404)
    if not room.is_active:
        return Refusal("ROOM_NOT_ACTIVE", f"Room {room.number} is no longer in use.")
    if source == Source.MANAGER_OVERRIDE:
        return _override(staff, room, to_status, note)
    return _by_hand(staff, room, to_status)


def _override(staff: Actor, room: Room, to_status: str, note: str) -> Refusal | None:
    if not staff.may(capabilities.OVERRIDE_ROOM_STATUS):
        return no_permission(capabilities.OVERRIDE_ROOM_STATUS)
    if not note.strip():
        return Refusal("NOTE_REQUIRED", "A manager's override needs a note that says why.", 400)
    if not can_override(room.room_status, to_status):
        return _no_transition(room, to_status)
    if room.open_blocking_faults and RoomStatus.MAINTENANCE_REQUIRED in (room.room_status, to_status):
        return None if to_status == RoomStatus.MAINTENANCE_REQUIRED else FAULT_OPEN
    if room.open_blocking_faults and to_status == RoomStatus.READY_FOR_GUEST:
        return FAULT_OPEN
    return None


def _by_hand(staff: Actor, room: Room, to_status: str) -> Refusal | None:
    transition = TRANSITIONS.get((room.room_status, to_status))
    if transition is None or transition.capability is None:
        return _no_transition(room, to_status)
    if not staff.may(transition.capability):
        return no_permission(transition.capability)
    if to_status == RoomStatus.READY_FOR_GUEST:
        return cannot_become_ready(room, staff)
    return None


def cannot_become_ready(room: Room, inspector: Actor) -> Refusal | None:
    """The refusal to call a cleaned room ready: a blocking fault is open, or the cleaner inspects their own work."""
    if room.open_blocking_faults:
        return FAULT_OPEN
    hotel = inspector.hotel
    assert isinstance(hotel, Hotel)
    if (
        hotel.inspection == Inspection.SECOND_PERSON
        and inspector.staff_id is not None
        and inspector.staff_id == room.cleaned_by_id
    ):
        return Refusal("SECOND_PERSON_REQUIRED", "Somebody other than the cleaner has to inspect this room.")
    return None


def _no_transition(room: Room, to_status: str) -> Refusal:
    if room.room_status == RoomStatus.OCCUPIED:
        instead = "Somebody is in it: check out or move the guest."
    elif room.room_status == RoomStatus.OUT_OF_ORDER:
        instead = "Close its out-of-order window first."
    elif to_status in INSTEAD:
        instead = INSTEAD[RoomStatus(to_status)]
    elif room.room_status == RoomStatus.MAINTENANCE_REQUIRED:
        instead = "Resolve its faults first; it is dirty then."
    else:
        instead = f"It can become {', '.join(next_statuses(room.room_status))}."
    return Refusal(
        "ROOM_STATUS_TRANSITION",
        f"Room {room.number} cannot transition from {room.room_status} to {to_status}. {instead}".strip(),
        409,
        {"from_status": room.room_status, "to_status": to_status},
    )
