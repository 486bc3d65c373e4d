"""Which rooms would take a booking: asked for when it is picked up."""

from collections.abc import Mapping, Sequence

from hotelmate.core.capabilities import ASSIGN_ROOM, MOVE_ROOM
from hotelmate.desk.frame import Desk
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.queries import available_rooms, rooms_to_move_into
from hotelmate.room_bookings.readings import get_reading
from hotelmate.room_bookings.rules import cannot_assign


def rooms_for(desk: Desk, booking_id: str) -> Mapping[str, Sequence[int]]:
    """The rooms that the booking could be given, by id: `same` are of the type sold, `other` are not.

    For a guest in house those to move into now.
    """
    booking = get_reading(hotel_id=desk.actor.hotel_id, booking_id=booking_id).booking
    if booking.status == BookingStatus.IN_HOUSE:
        rooms = rooms_to_move_into(booking, desk.hotel) if desk.may(MOVE_ROOM) else []
    elif desk.may(ASSIGN_ROOM) and cannot_assign(booking) is None:
        rooms = available_rooms(booking, desk.hotel, any_type=True)
    else:
        rooms = []
    return {
        "same": [room.pk for room in rooms if room.room_type_id == booking.room_type_id],
        "other": [room.pk for room in rooms if room.room_type_id != booking.room_type_id],
    }
