"""Erasing people: the booking stays as a number, the person goes."""

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import refuse_if
from hotelmate.hotel.queries import hotel_of
from hotelmate.payments import services as payments
from hotelmate.room_bookings import rules
from hotelmate.room_bookings.models import PartyMember, RoomBooking
from hotelmate.room_bookings.services.status import PERSONAL, lock_booking, write_booking
from hotelmate.room_bookings.services.tokens import revoke_tokens
from hotelmate.rooms import allocations


def erase_guest(*, actor: Actor, booking_id: str) -> Outcome[RoomBooking]:
    """Blank everything personal on a booking that is over. The log holds nothing personal and stays as it is.

    Refuses with BOOKING_ALIVE. An erased booking is a natural no-op.
    """
    actor.require(capabilities.ERASE_GUEST)
    booking = lock_booking(actor, booking_id)
    if booking.erased_at is not None:
        return Outcome(booking, changed=False)
    require_version(booking.version)
    refuse_if(rules.cannot_erase(booking))
    now = hotel_of(actor).now()
    write_booking(
        actor=actor,
        booking=booking,
        at=now,
        event="booking_guest_erased",
        changes={**dict.fromkeys(sorted(PERSONAL), ""), "precheckin_payload": {}, "erased_at": now},
        also_changed=["party", "assignment_note"],
    )
    PartyMember.objects.filter(booking_id=booking.pk).update(
        first_name="", last_name="", email="", phone="", precheckin_payload={}
    )
    allocations.blank_notes(booking.pk)
    payments.blank_notes(booking.pk)
    revoke_tokens(booking, now, "ERASED")
    return Outcome(booking)
