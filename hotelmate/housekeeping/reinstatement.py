"""The return of a retired room: nobody has looked after it, so somebody has to before a guest does."""

from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome
from hotelmate.hotel.queries import hotel_of
from hotelmate.housekeeping.services import write_room_status
from hotelmate.housekeeping.turnover import follow_turnover
from hotelmate.rooms.lifecycle import RoomStatus, Source
from hotelmate.rooms.models import Room
from hotelmate.rooms.services import take_into_use_again

# What was said of the room when it was retired, and nobody can answer for any more.
STALE = (RoomStatus.READY_FOR_GUEST, RoomStatus.CLEANED_UNINSPECTED, RoomStatus.CLEANING_IN_PROGRESS)
CAUSE = "reinstated"


def reinstate_room(*, actor: Actor, room_id: int | str) -> Outcome[Room]:
    """Take a retired room into use again: dirty, with a turnover task; out of order or with its fault if it was so.

    Refuses with ROOM_NOT_FOUND and ROOM_TYPE_RETIRED. A room that is in use is a natural no-op.
    """
    outcome = take_into_use_again(actor=actor, room_id=room_id)
    if not outcome.changed:
        return outcome
    room, at = outcome.subject, hotel_of(actor).now()
    if room.room_status in STALE:
        steps = [(str(RoomStatus.CHECKOUT_DIRTY), str(Source.SYSTEM), "Taken into use again")]
        write_room_status(actor=actor, room=room, steps=steps, at=at, cause=CAUSE)
    if room.room_status == RoomStatus.CHECKOUT_DIRTY:
        follow_turnover(actor=actor, room=room, at=at, cause=CAUSE)
    return outcome
