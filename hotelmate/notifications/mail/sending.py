"""Sending one mail: read everything anew, hand it over, write down what came of it.

A worker that is killed between handing over and writing down sends the mail again, under the same Message-ID.
"""

import random
from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import QuerySet

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.events.models import Event
from hotelmate.guests.links import link_for_mail
from hotelmate.hotel.queries import system_of
from hotelmate.notifications.mail.kinds import MailKind
from hotelmate.notifications.mail.letter import WITH_LINK, Occasion, WrittenLetter, write_letter
from hotelmate.notifications.mail.message import Label, build_message
from hotelmate.notifications.mail.outcomes import NotNow, RefusedForGood
from hotelmate.notifications.mail.queries import purpose_of_link, queued_mail, recipient_of, staff_name
from hotelmate.notifications.mail.transports import transport_for
from hotelmate.notifications.mail.wording import language_of
from hotelmate.notifications.models import Mail, MailState
from hotelmate.room_bookings.services import note_mail_accepted, note_mail_problem

# Seconds until the next attempt; the last is repeated until the mail is given up.
WAITS = (5, 15, 60, 300, 900, 1800, 3600, 7200, 14400)
GIVEN_UP = "NOT_DELIVERED"

log = structlog.get_logger(__name__)


def attempt(mail_id: int) -> None:
    """Try to send the mail once. One that is over by now is left alone."""
    mail = queued_mail(mail_id)
    if mail is None:
        return
    recipient = recipient_of(mail.booking, mail.kind)
    if not recipient:
        _finish(mail, MailState.DROPPED, error="NOBODY_TO_WRITE_TO")
        return
    label = Label(str(mail.event_id), mail.kind, mail.copy, mail.queued_at)
    try:
        message = build_message(_letter(mail), label, hotel=mail.hotel, sender=settings.MAIL_FROM, recipient=recipient)
        transport_for(mail.hotel).send(message, _file_name(mail))
    except RefusedForGood as refused:
        _finish(mail, MailState.REFUSED, error=refused.code, problem=refused.code)
    except NotNow as failure:
        _try_later(mail, failure.code)
    else:
        _finish(mail, MailState.SENT)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts. Never exactly: mails that failed together do not come back together."""
    return timedelta(seconds=WAITS[min(attempts, len(WAITS)) - 1] * random.uniform(0.9, 1.1))


def _letter(mail: Mail) -> WrittenLetter:
    booking, hotel, kind = mail.booking, mail.hotel, MailKind(mail.kind)
    event = Event.objects.get(hotel_id=mail.hotel_id, seq=mail.seq)
    return write_letter(
        Occasion(
            kind=kind,
            hotel=hotel,
            booking=booking,
            language=mail.language or language_of(booking, hotel),
            room=str(event.after.get("room_number") or ""),
            old_room=str(event.before.get("room_number") or ""),
            cancelled_by=staff_name(hotel.pk, event.actor) if kind == MailKind.CANCELLED else "",
            link=_link(mail, kind),
        )
    )


def _link(mail: Mail, kind: MailKind) -> str:
    """The address of the booking's page, the same in every mail."""
    if kind not in WITH_LINK:
        return ""
    return link_for_mail(mail.hotel, mail.booking.booking_id, purpose_of_link(mail.booking, kind))


def _file_name(mail: Mail) -> str:
    return f"{mail.seq:08d}-{mail.kind}{f'-{mail.copy}' if mail.copy else ''}"


def _try_later(mail: Mail, code: str) -> None:
    now = clock.now()
    if now >= mail.give_up_at:
        _finish(mail, MailState.GIVEN_UP, error=code, problem=GIVEN_UP)
        return
    attempts = mail.attempts + 1
    due_at = min(now + wait_after(attempts), max(mail.give_up_at, now + wait_after(1)))
    _waiting(mail).update(attempts=attempts, last_error=code, due_at=due_at)
    log.info("mail_deferred", mail=mail.pk, hotel=mail.hotel.slug, code=code, attempts=attempts)


def _finish(mail: Mail, state: MailState, *, error: str = "", problem: str = "") -> None:
    """Write that the mail is over, and on the booking whether its guest can be reached: both or neither."""

    def write() -> None:
        actor, booking_id, cause = system_of(mail.hotel), mail.booking.booking_id, f"mail:{mail.kind}"
        if problem:
            note_mail_problem(actor=actor, booking_id=booking_id, problem=problem, cause=cause)
        elif state == MailState.SENT and mail.booking.mail_problem:
            note_mail_accepted(actor=actor, booking_id=booking_id, cause=cause)
        _waiting(mail).update(
            state=state, attempts=mail.attempts + 1, last_error=error, due_at=None, finished_at=clock.now()
        )

    run_change(write)
    log.info("mail_over", mail=mail.pk, hotel=mail.hotel.slug, state=str(state), code=error)


def _waiting(mail: Mail) -> QuerySet[Mail]:
    """The row, unless somebody else has written an outcome meanwhile."""
    return Mail.objects.filter(pk=mail.pk, state=MailState.QUEUED)
