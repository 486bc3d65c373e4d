"""Making, changing and retiring rooms. Status and occupancy are not edited: they follow from work and stays."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import MANAGE_ROOMS
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import Refusal, refuse_if
from hotelmate.core.locking import lock_one, lock_rows
from hotelmate.events.services import record
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import hotel_of
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room, RoomType
from hotelmate.rooms.queries import (
    claims_after,
    get_room,
    get_room_type,
    open_claims,
    sold_out_nights,
    taken_numbers,
)
from hotelmate.rooms.rules import (
    needed_nights,
    not_an_initial_status,
    numbers_taken,
    retired_type,
    room_held,
    room_in_use,
    unusable_numbers,
)
from hotelmate.rooms.services.room_types import lock_room_type

EDITABLE = ("number", "floor", "notes", "room_type")
# Free text stays out of the log.
UNTOLD = frozenset({"notes"})


def create_room(
    *,
    actor: Actor,
    number: str,
    room_type_id: int | str,
    floor: str = "",
    notes: str = "",
    active_from: date | None = None,
    room_status: str = RoomStatus.READY_FOR_GUEST,
) -> Outcome[Room]:
    """A new room, in use from today or another day on."""
    outcome = bulk_create_rooms(
        actor=actor,
        room_type_id=room_type_id,
        numbers=[number],
        floor=floor,
        notes=notes,
        active_from=active_from,
        room_status=room_status,
    )
    return Outcome(outcome.subject[0])


def bulk_create_rooms(
    *,
    actor: Actor,
    room_type_id: int | str,
    numbers: Sequence[str],
    floor: str = "",
    floors: Mapping[str, str] | None = None,
    notes: str = "",
    active_from: date | None = None,
    room_status: str = RoomStatus.READY_FOR_GUEST,
) -> Outcome[list[Room]]:
    """New rooms of one type: all of them, or with ROOM_NUMBER_TAKEN none. `floors` has those by number that differ."""
    actor.require(MANAGE_ROOMS)
    refuse_if(unusable_numbers(numbers), not_an_initial_status(room_status))
    hotel = _lock_numbers(actor)
    room_type = lock_room_type(actor, room_type_id)
    refuse_if(retired_type(room_type.code, is_active=room_type.is_active), _taken(actor, numbers))
    now = hotel.now()
    rooms = Room.objects.bulk_create(
        Room(
            hotel_id=actor.hotel_id,
            room_type=room_type,
            number=number,
            floor=(floors or {}).get(number, floor),
            notes=notes,
            room_status=room_status,
            active_from=active_from or hotel.business_date(),
            created_at=now,
        )
        for number in numbers
    )
    for room in rooms:
        record(
            actor=actor,
            type="room_created",
            subject=("room", room.number),
            at=now,
            after={
                "room_type": room_type.code,
                "floor": room.floor,
                "room_status": room_status,
                "active_from": room.active_from,
            },
        )
    return Outcome(rooms)


def update_room(*, actor: Actor, room_id: int | str, **changes: Any) -> Outcome[Room]:
    """Change a room's number, floor, notes or type; the type only while nobody holds the room."""
    actor.require(MANAGE_ROOMS)
    unknown = changes.keys() - set(EDITABLE)
    if unknown:
        raise TypeError(f"A room has no {', '.join(sorted(unknown))} to edit.")
    if "number" in changes:
        refuse_if(unusable_numbers([changes["number"]]))
        _lock_numbers(actor)
    room = lock_room(actor, room_id)
    changed = {field: value for field, value in changes.items() if getattr(room, field) != value}
    if not changed:
        return Outcome(room, changed=False)
    require_version(room.version)
    _lock_types(actor, room, changed)
    if "number" in changed:
        refuse_if(_taken(actor, [changed["number"]]))
    return _write(actor, room, changed, "room_updated")


def retire_room(*, actor: Actor, room_id: int | str) -> Outcome[Room]:
    """Take a room out of use for good, from tonight on. Its history stays."""
    actor.require(MANAGE_ROOMS)
    room = lock_room(actor, room_id)
    if not room.is_active:
        return Outcome(room, changed=False)
    require_version(room.version)
    lock_room_type(actor, room.room_type_id)
    today = hotel_of(actor).business_date()
    refuse_if(cannot_retire(room, today))
    return _write(actor, room, {"active_until": max(today, room.active_from)}, "room_retired")


def cannot_retire(room: Room, today: date) -> Refusal | None:
    """Why a room in use cannot be taken out of use today: somebody is in it, holds it, or needs one of its type."""
    last = max(today, room.active_from)
    in_use = room_in_use(is_occupied=room.is_occupied, claims_after=claims_after(room, last))
    return in_use or _needed(room, last)


def take_into_use_again(*, actor: Actor, room_id: int | str) -> Outcome[Room]:
    """Count a retired room in again. Housekeeping's `reinstate_room` calls it and sees to its status."""
    actor.require(MANAGE_ROOMS)
    room = lock_room(actor, room_id)
    if room.is_active:
        return Outcome(room, changed=False)
    require_version(room.version)
    room_type = lock_room_type(actor, room.room_type_id)
    refuse_if(retired_type(room_type.code, is_active=room_type.is_active))
    return _write(actor, room, {"active_until": None}, "room_reinstated")


def lock_room(actor: Actor, room_id: int | str) -> Room:
    """Lock a room of the actor's hotel; ROOM_NOT_FOUND if it has none with this id."""
    found = get_room(hotel_id=actor.hotel_id, room_id=room_id)
    locked = lock_one(Room, parent="room_type", pk=found.pk)
    assert locked is not None
    return locked


def _lock_numbers(actor: Actor) -> Hotel:
    """The hotel's row: while it is locked, nobody else gives a room a number, so a refusal can name what is taken."""
    hotel = lock_one(Hotel, pk=actor.hotel_id)
    assert hotel is not None
    return hotel


def _lock_types(actor: Actor, room: Room, changed: dict[str, Any]) -> None:
    """Lock the type that a room leaves and the one that it joins, together, before the room is written."""
    new_type = changed.get("room_type")
    if new_type is None:
        return
    get_room_type(hotel_id=actor.hotel_id, room_type_id=new_type.pk)
    lock_rows(RoomType.objects.filter(pk__in={room.room_type_id, new_type.pk}))
    new_type.refresh_from_db()
    refuse_if(
        retired_type(new_type.code, is_active=new_type.is_active),
        room_held(open_claims(room).count()),
        _needed(room, max(hotel_of(actor).business_date(), room.active_from)) if room.is_active else None,
    )


def _needed(room: Room, from_date: date) -> Refusal | None:
    return needed_nights(sold_out_nights(room_type_id=room.room_type_id, from_date=from_date), room.room_type.code)


def _taken(actor: Actor, numbers: Collection[str]) -> Refusal | None:
    return numbers_taken(taken_numbers(actor.hotel_id, numbers))


def _write(actor: Actor, room: Room, changed: dict[str, Any], event: str) -> Outcome[Room]:
    number = room.number
    before = {field: getattr(room, field) for field in changed}
    for field, value in changed.items():
        setattr(room, field, value)
    room.version += 1
    room.save(update_fields=[*changed, "version"])
    record(
        actor=actor,
        type=event,
        subject=("room", number),
        at=hotel_of(actor).now(),
        before=_told(before),
        after=_told(changed),
        changed_fields=changed,
    )
    return Outcome(room)


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {
        field: value.code if isinstance(value, RoomType) else value
        for field, value in values.items()
        if field not in UNTOLD
    }
