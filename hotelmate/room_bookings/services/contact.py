"""Whether the guest of a booking can be written to."""

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome
from hotelmate.hotel.queries import hotel_of
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services.status import lock_booking, write_booking


def note_mail_problem(*, actor: Actor, booking_id: str, problem: str, cause: str = "") -> Outcome[RoomBooking]:
    """Note why the newest mail did not reach the guest, by a code such as RECIPIENT_REFUSED.

    Staff see it on the booking until a mail arrives. The same problem again is a natural no-op.
    """
    return _note(actor, booking_id, problem, "booking_mail_refused", cause)


def note_mail_accepted(*, actor: Actor, booking_id: str, cause: str = "") -> Outcome[RoomBooking]:
    """Note that a mail was taken for the guest: what was wrong before is over. A natural no-op if nothing was."""
    return _note(actor, booking_id, "", "booking_mail_accepted", cause)


def _note(actor: Actor, booking_id: str, problem: str, event: str, cause: str) -> Outcome[RoomBooking]:
    actor.require(capabilities.EDIT_BOOKING)
    booking = lock_booking(actor, booking_id)
    if booking.mail_problem == problem:
        return Outcome(booking, changed=False)
    write_booking(
        actor=actor,
        booking=booking,
        at=hotel_of(actor).now(),
        event=event,
        changes={"mail_problem": problem},
        cause=cause,
    )
    return Outcome(booking)
