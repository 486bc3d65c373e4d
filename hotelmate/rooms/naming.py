"""How callers name a room: by its id or by its number, which some send as a whole number."""

from collections.abc import Mapping
from typing import Any

from hotelmate.core.actor import Actor
from hotelmate.core.errors import refuse
from hotelmate.rooms.queries import get_room


def with_room(actor: Actor, body: Mapping[str, Any], by_id: str, by_number: str) -> dict[str, Any]:
    """The body with the room's id where it has the room's number.

    Refuses with ROOM_NOT_FOUND, and with INVALID_INPUT when both are there and mean different rooms.
    """
    named = {name: value for name, value in body.items() if name != by_number}
    if by_number not in body:
        return named
    room = get_room(hotel_id=actor.hotel_id, number=str(body[by_number]))
    if named.get(by_id) not in (None, room.pk):
        message = f"{by_id} and {by_number} mean different rooms. Send one of them."
        raise refuse("INVALID_INPUT", message, status=400, fields={by_number: [message]})
    return {**named, by_id: room.pk}
