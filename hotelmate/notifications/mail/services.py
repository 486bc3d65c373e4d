"""What staff may do about mails."""

from hotelmate.core import capabilities, clock
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome
from hotelmate.core.errors import not_found, refuse_if
from hotelmate.core.ids import id_in_path
from hotelmate.core.locking import lock_one
from hotelmate.events.services import record
from hotelmate.hotel.queries import hotel_of
from hotelmate.notifications import errors as errors
from hotelmate.notifications.mail.queries import mails_of
from hotelmate.notifications.mail.rules import cannot_resend
from hotelmate.notifications.models import Mail, MailState
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.queries import is_booking_id


def resend_mail(*, actor: Actor, booking_id: str, mail_id: str) -> Outcome[Mail]:
    """Send a mail about a booking once more, to the address that it has now, in today's words.

    Refuses with BOOKING_NOT_FOUND, MAIL_NOT_FOUND, MAIL_STILL_QUEUED, GUEST_ERASED and NOBODY_TO_WRITE_TO.
    """
    actor.require(capabilities.EDIT_BOOKING)
    known = is_booking_id(booking_id)
    booking = lock_one(RoomBooking, hotel_id=actor.hotel_id, booking_id=booking_id) if known else None
    if booking is None:
        raise not_found("Booking")
    mails = list(mails_of(actor.hotel_id, booking_id))
    asked = next((mail for mail in mails if mail.pk == id_in_path(mail_id)), None)
    if asked is None:
        raise not_found("Mail")
    same = [mail for mail in mails if (mail.event_id, mail.kind) == (asked.event_id, asked.kind)]
    refuse_if(cannot_resend(booking, waits=any(mail.state == MailState.QUEUED for mail in same)))
    now = clock.now()
    mail = Mail.objects.create(
        hotel_id=asked.hotel_id,
        booking=booking,
        event_id=asked.event_id,
        seq=asked.seq,
        kind=asked.kind,
        copy=max(one.copy for one in same) + 1,
        language=asked.language,
        requested_by=actor.ref,
        queued_at=now,
        # The worker gives it a job in its next round: changes defer none.
        due_at=now,
    )
    record(
        actor=actor,
        type="booking_mail_resent",
        subject=("booking", booking_id),
        at=hotel_of(actor).now(),
        after={"kind": mail.kind, "mail_id": mail.pk},
    )
    return Outcome(mail)
