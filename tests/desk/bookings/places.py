"""Where things are done with a booking."""

from hotelmate.room_bookings.models import RoomBooking


def do(booking: RoomBooking, action: str) -> str:
    """Where something is done with a booking."""
    return f"/bookings/{booking.booking_id}/do/{action}/"
