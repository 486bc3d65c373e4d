"""May a mail be sent once more? Pure functions that return a refusal, or None."""

from hotelmate.core.errors import Refusal
from hotelmate.notifications.mail.queries import recipient_of
from hotelmate.room_bookings.models import RoomBooking


def cannot_resend(booking: RoomBooking, *, waits: bool) -> Refusal | None:
    """A mail that waits goes out by itself, and one needs somebody to go to."""
    if waits:
        return Refusal("MAIL_STILL_QUEUED", "This mail still waits to be sent and is tried again by itself.")
    if booking.erased_at is not None:
        return Refusal("GUEST_ERASED", "The guest was erased; nobody is left to write to.")
    if not recipient_of(booking):
        return Refusal("NOBODY_TO_WRITE_TO", "The booking has no e-mail address. Add one with change-party/ first.")
    return None
