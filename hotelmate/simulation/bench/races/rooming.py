"""Races about who gets which room, and about the rooms themselves."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import BlockKind
from hotelmate.simulation.bench.races.race import Race
from hotelmate.simulation.bench.races.scene import Call, Scene

S = RoomStatus


def assign(scene: Scene, booking: str, room: str) -> Call:
    """Give a booking a room."""
    body = {"room_id": scene.rooms[room].pk}
    return scene.of_booking(f"assign {booking}", booking, "safe-assign-room", body)


def two_status_updates(scene: Scene) -> Sequence[Call]:
    """One room is being cleaned and called broken at the same time."""
    scene.room("1", status=S.CHECKOUT_DIRTY)
    return [
        scene.to_status("clean", "1", S.CLEANING_IN_PROGRESS),
        scene.to_status("report", "1", S.MAINTENANCE_REQUIRED),
    ]


def same_status_update_twice(scene: Scene) -> Sequence[Call]:
    """A double tap on a housekeeper's phone."""
    scene.room("1", status=S.CHECKOUT_DIRTY)
    return [scene.to_status("clean", "1", S.CLEANING_IN_PROGRESS) for _ in range(2)]


def fault_against_status(scene: Scene) -> Sequence[Call]:
    """A blocking fault is reported while the room is passed."""
    scene.room("1", status=S.CLEANED_UNINSPECTED)
    return [fault(scene, "1"), scene.to_status("pass", "1", S.READY_FOR_GUEST)]


def fault_against_check_in(scene: Scene) -> Sequence[Call]:
    """A blocking fault is reported in the room that a guest is being let into."""
    scene.room("1")
    scene.booking("A", room="1")
    return [fault(scene, "1"), scene.of_booking("check in", "A", "check-in")]


def fault(scene: Scene, room: str) -> Call:
    """Report a blocking fault."""
    body = {"room": scene.rooms[room].pk, "description": "no water", "is_blocking": True}
    return scene.post("fault", "housekeeping/faults/", body)


def unassign_against_check_in(scene: Scene) -> Sequence[Call]:
    """A room is taken back while its guest is let in."""
    scene.room("1")
    scene.booking("A", room="1")
    return [scene.of_booking("unassign", "A", "unassign-room"), scene.of_booking("check in", "A", "check-in")]


def two_bookings_assigned_one_room(scene: Scene) -> Sequence[Call]:
    """Two desks give away the same room."""
    scene.room("1")
    scene.room("2")
    scene.booking("A")
    scene.booking("B")
    return [assign(scene, "A", "1"), assign(scene, "B", "1")]


def auto_assign_against_assign(scene: Scene) -> Sequence[Call]:
    """The house chooses rooms for a day's arrivals while somebody gives one of them away by hand."""
    scene.on_day(scene.number)
    scene.room("1")
    scene.room("2")
    scene.booking("A")
    scene.booking("B")
    day = {"date": scene.day.isoformat()}
    return [scene.post("auto-assign", "room-bookings/auto-assign/", day), assign(scene, "B", "1")]


def extend_against_assign(scene: Scene) -> Sequence[Call]:
    """A guest stays longer in the room that is being given to the next one."""
    scene.room("1")
    scene.room("2")
    scene.booking("A", room="1", in_house=True)
    scene.booking("B", from_day=2)
    until = (scene.day + timedelta(days=3)).isoformat()
    return [scene.of_booking("extend", "A", "extend", {"check_out": until}), assign(scene, "B", "1")]


def change_dates_against_assign(scene: Scene) -> Sequence[Call]:
    """A booking takes its room along to other nights, on which the room is being given away."""
    scene.room("1")
    scene.room("2")
    scene.booking("A", room="1", from_day=1)
    scene.booking("B", from_day=4)
    return [scene.of_booking("change dates", "A", "change-dates", scene.nights(4, 2)), assign(scene, "B", "1")]


def change_dates_against_own_assign(scene: Scene) -> Sequence[Call]:
    """A booking gets a room while its nights change."""
    scene.room("1")
    scene.booking("A", from_day=1)
    return [scene.of_booking("change dates", "A", "change-dates", scene.nights(2, 3)), assign(scene, "A", "1")]


def block_against_assign(scene: Scene) -> Sequence[Call]:
    """A room goes out of order while it is being given away."""
    scene.room("1")
    scene.room("2")
    scene.booking("A", from_day=1)
    return [block(scene, "1"), assign(scene, "A", "1")]


def block_against_check_in(scene: Scene) -> Sequence[Call]:
    """A room goes out of order today while a guest is let into it."""
    scene.room("1")
    scene.room("2")
    room_id = scene.rooms["1"].pk
    scene.booking("A")
    return [block(scene, "1", from_day=0), scene.of_booking("check in", "A", "check-in", {"room_id": room_id})]


def block(scene: Scene, room: str, *, from_day: int = 1) -> Call:
    """Put a room out of order."""
    body: dict[str, Any] = {
        "room_id": scene.rooms[room].pk,
        "kind": BlockKind.OUT_OF_ORDER,
        "from_date": (scene.day + timedelta(days=from_day)).isoformat(),
        "to_date": (scene.day + timedelta(days=from_day + 2)).isoformat(),
        "reason": "burst pipe",
    }
    return scene.post("block", "blocks/", body)


ROOMING = (
    Race("two room-status updates", two_status_updates),
    Race("the same room-status update twice", same_status_update_twice),
    Race("room fault against room status", fault_against_status),
    Race("room fault against check-in", fault_against_check_in),
    Race("unassign against check-in", unassign_against_check_in),
    Race("two bookings assigned one room", two_bookings_assigned_one_room),
    Race("auto-assign against assign", auto_assign_against_assign),
    Race("extend against assign of the next", extend_against_assign),
    Race("change of dates against assign of another", change_dates_against_assign),
    Race("change of dates against assign of the same", change_dates_against_own_assign),
    Race("out of order against assign", block_against_assign),
    Race("out of order against check-in", block_against_check_in),
)
