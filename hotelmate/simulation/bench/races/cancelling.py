"""Races about the end of a booking that has not begun, and about its beginning."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, run_change
from hotelmate.core.errors import Refused
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import Decision, cancel_by_guest, settle_intent
from hotelmate.simulation.bench.races.race import Race
from hotelmate.simulation.bench.races.scene import Call, Reply, Scene

TOKEN_ID = 1


def two_staff_cancel(scene: Scene) -> Sequence[Call]:
    """The same booking, from two desks."""
    scene.room("1")
    scene.booking("A", room="1")
    return [scene.of_booking("cancel", "A", "cancel") for _ in range(2)]


def guest_cancels_twice(scene: Scene) -> Sequence[Call]:
    """A double click on a booking that was paid for by card."""
    scene.room("1")
    booking = scene.charged_booking("A")
    return [Call("cancel", work=guest_cancel(scene, booking)) for _ in range(2)]


def guest_cancel(scene: Scene, booking: RoomBooking) -> Any:
    """What a guest does who cancels with their own token."""
    hotel = scene.house.hotel
    guest = Actor(kind="guest", hotel_id=hotel.pk, hotel=hotel, id=TOKEN_ID, booking_pk=booking.pk)
    return partial(decide, guest, partial(cancel_by_guest, actor=guest, booking_id=booking.booking_id))


def decide(actor: Actor, begin: Any) -> Reply:
    """Begin a decision and carry it through, as a view does; told like a view's answer."""
    try:
        outcome: Outcome[Decision] = run_change(begin)
        if outcome.subject.intent is not None:
            settle_intent(actor, outcome.subject.intent)
    except Refused as error:
        return Reply(error.refusal.status, {"code": error.refusal.code})
    return Reply(200, {"message": "done" if outcome.changed else "nothing to do"})


def cancel_against_check_in(scene: Scene) -> Sequence[Call]:
    """The guest stands at the desk while somebody cancels the booking."""
    scene.room("1")
    scene.booking("A", room="1")
    return [scene.of_booking("cancel", "A", "cancel"), scene.of_booking("check in", "A", "check-in")]


def cancel_against_assign(scene: Scene) -> Sequence[Call]:
    """A room is given to a booking that is being cancelled."""
    room = scene.room("1")
    scene.booking("A")
    return [
        scene.of_booking("cancel", "A", "cancel"),
        scene.of_booking("assign", "A", "safe-assign-room", {"room_id": room.pk}),
    ]


def cancel_against_check_out(scene: Scene) -> Sequence[Call]:
    """The guest leaves while somebody tries to cancel the booking."""
    scene.room("1")
    scene.booking("A", room="1", in_house=True)
    return [scene.of_booking("cancel", "A", "cancel"), scene.of_booking("check out", "A", "check-out")]


def four_creations(scene: Scene) -> Sequence[Call]:
    """Four bookings at once, each with ids of its own."""
    for name in "1234":
        scene.room(name)
    return [_create(scene) for _ in range(4)]


def four_for_the_last_room(scene: Scene) -> Sequence[Call]:
    """Four want the last room of its type."""
    scene.room("1")
    return [_create(scene) for _ in range(4)]


def _create(scene: Scene) -> Call:
    body = {"room_type_id": scene.room_type_id, **scene.nights(1, 2), "guarantee": "HOTEL"}
    return scene.post("book", "room-bookings/", body)


CANCELLING = (
    Race("two staff cancel one booking", two_staff_cancel),
    Race("a guest's double click on cancel, paid by card", guest_cancels_twice),
    Race("cancel against check-in", cancel_against_check_in),
    Race("cancel against assign", cancel_against_assign),
    Race("cancel against check-out", cancel_against_check_out),
    Race("four bookings created at once", four_creations),
    Race("four bookings for the last room", four_for_the_last_room),
)
