"""Races for the last room, from the public side and from the desk."""

from collections.abc import Sequence
from typing import Any

from hotelmate.simulation.bench.client import prepare
from hotelmate.simulation.bench.races.race import Race
from hotelmate.simulation.bench.races.scene import Call, Scene

GUESTS = ("ada", "bo")


def guests_and_staff_for_the_last_room(scene: Scene) -> Sequence[Call]:
    """Two guests at their browsers and somebody at the desk want the last room of its type."""
    scene.room("1")
    at_the_desk = {"room_type_id": scene.room_type_id, **scene.nights(1, 2), "guarantee": "HOTEL"}
    return [
        *(_book_online(scene, number, name) for number, name in enumerate(GUESTS, start=1)),
        scene.post("staff book", "room-bookings/", at_the_desk),
    ]


def two_guests_with_one_quote(scene: Scene) -> Sequence[Call]:
    """Two tabs book at the price of the same quote, and there are rooms for both."""
    scene.room("1")
    scene.room("2")
    quote_id = scene.quote(1, 2)
    return [_book_online(scene, number, name, quote_id=quote_id) for number, name in enumerate(GUESTS, start=1)]


def _book_online(scene: Scene, number: int, name: str, **more: Any) -> Call:
    """A booking without a login, each from an address and a mailbox of its own."""
    body = {
        "room_type_code": scene.room_type_code,
        **scene.nights(1, 2),
        "adults": 1,
        "primary_first_name": name,
        "primary_last_name": "Guest",
        "primary_email": f"{name}{scene.number}@example.com",
        "primary_phone": "1",
        "booker_type": "SELF",
        **more,
    }
    address = f"10.{scene.number >> 8 & 255}.{scene.number & 255}.{number}"
    path = f"/api/public/hotel/{scene.house.hotel.slug}/bookings/"
    return Call("guest books", prepare("POST", path, body=body, headers={"X-Forwarded-For": address}))


SELLING = (
    Race("two guests and a staff member for the last room", guests_and_staff_for_the_last_room),
    Race("two guests with one quote", two_guests_with_one_quote),
)
