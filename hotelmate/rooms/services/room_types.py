"""Making, changing and retiring room types."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import MANAGE_ROOMS
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import not_found, refuse_if
from hotelmate.core.ids import id_in_path
from hotelmate.core.locking import lock_one, lock_rows
from hotelmate.events.services import record
from hotelmate.hotel.queries import hotel_of
from hotelmate.rooms.models import Room, RoomType
from hotelmate.rooms.queries import get_room_type
from hotelmate.rooms.rules import type_in_use, unusable_type

EDITABLE = ("code", "name", "description", "bed_setup", "max_occupancy", "base_rate")
STANDARD_RATE = Decimal("100.00")


def create_room_type(
    *,
    actor: Actor,
    code: str,
    name: str,
    max_occupancy: int = 2,
    base_rate: Decimal = STANDARD_RATE,
    description: str = "",
    bed_setup: str = "",
) -> Outcome[RoomType]:
    """A new kind of room; it has no rooms yet."""
    actor.require(MANAGE_ROOMS)
    values = {
        "code": code,
        "name": name,
        "max_occupancy": max_occupancy,
        "base_rate": base_rate,
        "description": description,
        "bed_setup": bed_setup,
    }
    refuse_if(unusable_type(values))
    now = hotel_of(actor).now()
    room_type = RoomType.objects.create(hotel_id=actor.hotel_id, created_at=now, **values)
    record(
        actor=actor,
        type="room_type_created",
        subject=("room_type", room_type.pk),
        at=now,
        after={"code": code, "name": name, "max_occupancy": max_occupancy, "base_rate": base_rate, "is_active": True},
    )
    return Outcome(room_type)


def update_room_type(*, actor: Actor, room_type_id: int | str, **changes: Any) -> Outcome[RoomType]:
    """Change what a type is called, how many it sleeps, or its rate for bookings to come."""
    actor.require(MANAGE_ROOMS)
    unknown = changes.keys() - set(EDITABLE)
    if unknown:
        raise TypeError(f"A room type has no {', '.join(sorted(unknown))} to edit.")
    refuse_if(unusable_type(changes))
    room_type = lock_room_type(actor, room_type_id)
    changed = {field: value for field, value in changes.items() if getattr(room_type, field) != value}
    if not changed:
        return Outcome(room_type, changed=False)
    require_version(room_type.version)
    return _write(actor, room_type, changed, "room_type_updated")


def retire_room_type(*, actor: Actor, room_type_id: int | str) -> Outcome[RoomType]:
    """Sell a type no more. Its rooms are retired or retyped first; its history stays."""
    actor.require(MANAGE_ROOMS)
    room_type = lock_room_type(actor, room_type_id)
    if not room_type.is_active:
        return Outcome(room_type, changed=False)
    require_version(room_type.version)
    refuse_if(type_in_use(Room.objects.filter(room_type=room_type, active_until__isnull=True).count()))
    return _write(actor, room_type, {"is_active": False}, "room_type_retired")


def reinstate_room_type(*, actor: Actor, room_type_id: int | str) -> Outcome[RoomType]:
    """Sell a retired type again."""
    actor.require(MANAGE_ROOMS)
    room_type = lock_room_type(actor, room_type_id)
    if room_type.is_active:
        return Outcome(room_type, changed=False)
    require_version(room_type.version)
    return _write(actor, room_type, {"is_active": True}, "room_type_reinstated")


def lock_room_type(actor: Actor, room_type_id: int | str) -> RoomType:
    """Lock a type of the actor's hotel: no room of it comes or goes meanwhile. ROOM_TYPE_NOT_FOUND otherwise."""
    key = id_in_path(str(room_type_id))
    locked = lock_one(RoomType, pk=key, hotel_id=actor.hotel_id) if key else None
    if locked is None:
        raise not_found("Room type", room_type_id=str(room_type_id)[:40])
    return locked


def lock_room_types(actor: Actor, room_type_ids: Collection[int | str]) -> list[RoomType]:
    """Lock several types of the actor's hotel in one go. ROOM_TYPE_NOT_FOUND if one of them is not the hotel's."""
    found = [get_room_type(hotel_id=actor.hotel_id, room_type_id=room_type_id) for room_type_id in room_type_ids]
    return lock_rows(RoomType.objects.filter(pk__in=[room_type.pk for room_type in found]))


def _write(actor: Actor, room_type: RoomType, changed: dict[str, Any], event: str) -> Outcome[RoomType]:
    before = {field: getattr(room_type, field) for field in changed}
    for field, value in changed.items():
        setattr(room_type, field, value)
    room_type.version += 1
    room_type.save(update_fields=[*changed, "version"])
    record(
        actor=actor,
        type=event,
        subject=("room_type", room_type.pk),
        at=hotel_of(actor).now(),
        before={field: value for field, value in before.items() if field != "description"},
        after={field: value for field, value in changed.items() if field != "description"},
        changed_fields=changed,
    )
    return Outcome(room_type)
