"""Mails as staff see them: what became of them, neither text nor address."""

from collections.abc import Iterable
from typing import Any

from hotelmate.core.api.moments import moment
from hotelmate.notifications.models import Mail, MailState
from hotelmate.room_bookings.models import RoomBooking


def mail_body(mail: Mail) -> dict[str, Any]:
    """One mail."""
    return {
        "id": mail.pk,
        "kind": mail.kind,
        "state": str(mail.state),
        "attempts": mail.attempts,
        "last_error": mail.last_error,
        "event_id": str(mail.event_id),
        "seq": mail.seq,
        "copy": mail.copy,
        "requested_by": mail.requested_by,
        "queued_at": moment(mail.queued_at),
        "sent_at": moment(mail.finished_at) if mail.state == MailState.SENT else None,
        "finished_at": moment(mail.finished_at),
        "next_attempt_at": moment(mail.due_at),
    }


def mails_body(booking: RoomBooking, mails: Iterable[Mail]) -> dict[str, Any]:
    """All mails about a booking, and what is wrong with writing to its guest."""
    return {
        "booking_id": booking.booking_id,
        "mail_problem": booking.mail_problem,
        "mails": [mail_body(mail) for mail in mails],
    }
