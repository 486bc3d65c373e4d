"""Rooms and room types as staff see them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from hotelmate.core.actor import Actor
from hotelmate.core.api.moments import moment
from hotelmate.core.capabilities import VIEW_MONEY
from hotelmate.core.money import text
from hotelmate.hotel.queries import hotel_of
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import AllowanceChange, Room, RoomType


def room_body(room: Room) -> dict[str, Any]:
    """A room; `room.room_type` must be loaded. What may be done with it is for the floors above to add."""
    return {
        "id": room.pk,
        "room_number": room.number,
        "floor": room.floor,
        "room_type": room.room_type.name,
        "room_type_id": room.room_type_id,
        "room_type_code": room.room_type.code,
        "room_type_name": room.room_type.name,
        "max_occupancy": room.room_type.max_occupancy,
        "room_status": str(room.room_status),
        "room_status_display": RoomStatus(room.room_status).label,
        "is_occupied": room.is_occupied,
        "is_active": room.is_active,
        "is_out_of_order": room.room_status == RoomStatus.OUT_OF_ORDER,
        "maintenance_required": bool(room.open_blocking_faults) or room.room_status == RoomStatus.MAINTENANCE_REQUIRED,
        "open_blocking_faults": room.open_blocking_faults,
        "is_bookable": room.is_active and room.room_status == RoomStatus.READY_FOR_GUEST,
        "last_cleaned_at": moment(room.last_cleaned_at),
        "cleaned_by_id": room.cleaned_by_id,
        "last_inspected_at": moment(room.last_inspected_at),
        "inspected_by_id": room.inspected_by_id,
        "active_from": room.active_from.isoformat(),
        "active_until": room.active_until.isoformat() if room.active_until else None,
        "notes": room.notes,
        "version": room.version,
    }


def room_type_body(room_type: RoomType, reader: Actor) -> dict[str, Any]:
    """A room type, without its rate for those who see no money."""
    rate = {"base_rate": text(room_type.base_rate), "currency": hotel_of(reader).currency}
    return {
        "id": room_type.pk,
        "code": room_type.code,
        "name": room_type.name,
        "description": room_type.description,
        "bed_setup": room_type.bed_setup,
        "max_occupancy": room_type.max_occupancy,
        "is_active": room_type.is_active,
        "version": room_type.version,
        **(rate if reader.may(VIEW_MONEY) else {}),
    }


def listed_room_type_body(room_type: RoomType, reader: Actor) -> dict[str, Any]:
    """A room type of `room_types_of`, with the number of its rooms in use."""
    return {**room_type_body(room_type, reader), "room_count": room_type.room_count}  # type: ignore[attr-defined]


def bulk_body(rooms: Iterable[Room]) -> dict[str, Any]:
    """The answer to a bulk creation."""
    created = [room_body(room) for room in rooms]
    return {"message": f"{len(created)} rooms created", "created_count": len(created), "rooms": created}


def allowance_body(room_type: RoomType, free: dict[date, int]) -> dict[str, Any]:
    """The answer to a change of an allowance: what is free now."""
    return {
        "room_type_id": room_type.pk,
        "room_type_code": room_type.code,
        "nights": [{"night": night.isoformat(), "free": rooms} for night, rooms in free.items()],
    }


def allowance_change_body(change: AllowanceChange) -> dict[str, Any]:
    """One change of an allowance, and why it was made."""
    return {
        "id": change.pk,
        "from_date": change.from_date.isoformat(),
        "to_date": change.to_date.isoformat(),
        "by": change.by_rooms,
        "to": change.to_rooms,
        "note": change.note,
        "made_by": change.made_by,
        "made_at": moment(change.made_at),
    }
