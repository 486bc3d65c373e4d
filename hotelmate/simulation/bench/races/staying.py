"""Races about arrivals, moves and departures."""

from collections.abc import Sequence

from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.simulation.bench.races.race import Race
from hotelmate.simulation.bench.races.scene import Call, Scene


def check_in_twice(scene: Scene) -> Sequence[Call]:
    """A double click on check-in."""
    scene.room("1")
    scene.booking("A", room="1")
    return [scene.of_booking("check in", "A", "check-in") for _ in range(2)]


def check_out_twice(scene: Scene) -> Sequence[Call]:
    """A double click on check-out."""
    scene.room("1")
    scene.booking("A", room="1", in_house=True)
    return [scene.of_booking("check out", "A", "check-out") for _ in range(2)]


def check_out_against_move(scene: Scene) -> Sequence[Call]:
    """The guest leaves from one desk and is moved from another."""
    scene.room("1")
    scene.room("2")
    scene.booking("A", room="1", in_house=True)
    return [scene.of_booking("check out", "A", "check-out"), move(scene, "A", "2")]


def move(scene: Scene, booking: str, room: str) -> Call:
    """Move a guest."""
    body = {"to_room_id": scene.rooms[room].pk, "reason": "asked for it"}
    return scene.of_booking(f"move {booking} to {room}", booking, "move-room", body)


def two_moves_into_one_room(scene: Scene) -> Sequence[Call]:
    """Two guests are promised the same better room."""
    for name in "123":
        scene.room(name)
    scene.booking("A", room="1", in_house=True)
    scene.booking("B", room="2", in_house=True)
    return [move(scene, "A", "3"), move(scene, "B", "3")]


def moves_crossing(scene: Scene) -> Sequence[Call]:
    """A in 1 moves to 2, B in 2 moves to 1: both rooms are taken, whoever asks first."""
    scene.room("1")
    scene.room("2")
    scene.booking("A", room="1", in_house=True)
    scene.booking("B", room="2", in_house=True)
    return [move(scene, "A", "2"), move(scene, "B", "1")]


def moves_crossing_free_rooms(scene: Scene) -> Sequence[Call]:
    """A in 2 is promised rooms 4 and 1, B in 3 room 1: they cross on the way."""
    for name in "1234":
        scene.room(name)
    scene.booking("A", room="2", in_house=True)
    scene.booking("B", room="3", in_house=True)
    return [move(scene, "A", "4"), move(scene, "B", "1"), move(scene, "A", "1")]


def swaps_crossing(scene: Scene) -> Sequence[Call]:
    """A changes rooms with B, and B with A, and neither knows of the other."""
    scene.room("1")
    scene.room("2")
    scene.booking("A", room="1", in_house=True)
    scene.booking("B", room="2", in_house=True)
    return [swap(scene, "A", "B"), swap(scene, "B", "A")]


def swap_against_move(scene: Scene) -> Sequence[Call]:
    """Two guests change rooms while one of them is moved."""
    for name in "123":
        scene.room(name)
    scene.booking("A", room="1", in_house=True)
    scene.booking("B", room="2", in_house=True)
    return [swap(scene, "A", "B"), move(scene, "B", "3")]


def swap(scene: Scene, one: str, other: str) -> Call:
    """Let two guests change rooms."""
    body = {"other_booking_id": scene.bookings[other].booking_id}
    return scene.of_booking(f"swap {one} with {other}", one, "swap", body)


def two_check_ins_into_one_room(scene: Scene) -> Sequence[Call]:
    """Two guests without a room are let into the same one."""
    room = scene.room("1")
    scene.room("2", status=RoomStatus.CHECKOUT_DIRTY)
    scene.booking("A")
    scene.booking("B")
    return [scene.of_booking(f"check in {name}", name, "check-in", {"room_id": room.pk}) for name in scene.bookings]


STAYING = (
    Race("check-in twice", check_in_twice),
    Race("check-out twice", check_out_twice),
    Race("check-out against move", check_out_against_move),
    Race("two moves into one room", two_moves_into_one_room),
    Race("two moves crossing, rooms taken", moves_crossing),
    Race("three moves crossing, rooms free", moves_crossing_free_rooms),
    Race("two swaps crossing", swaps_crossing),
    Race("swap against move", swap_against_move),
    Race("two check-ins into one room", two_check_ins_into_one_room),
)
