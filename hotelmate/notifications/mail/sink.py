"""What the relay calls for mail: which events become one."""

from collections.abc import Sequence

from hotelmate.core import clock
from hotelmate.events.models import Event
from hotelmate.hotel.models import Hotel
from hotelmate.notifications.mail.jobs import LEASE, defer_sending
from hotelmate.notifications.mail.kinds import MailKind, kinds_of
from hotelmate.notifications.mail.queries import mails_known, mails_on_their_way, reachable_bookings
from hotelmate.notifications.models import Mail

# What a guest is written once, however often it happens: a check-out that is undone and made again is one.
ONCE = frozenset({MailKind.THANKS})


class MailSink:
    """Writes a row and defers a job for each mail that an event becomes."""

    name = "mail"

    def take(self, hotel: Hotel, events: Sequence[Event]) -> None:
        """Queue the mails of these events. Bookings that nobody can be written to make no rows."""
        wanted = [(event, kind) for event in events for kind in kinds_of(event, hotel)]
        if not wanted:
            return
        # What was taken before a cursor was set back is not taken again.
        known = mails_known(hotel.pk, {event.event_id for event, _ in wanted})
        bookings = reachable_bookings(hotel.pk, {event.subject_id for event, _ in wanted})
        on_their_way = mails_on_their_way(hotel.pk, bookings.values(), ONCE.intersection(kind for _, kind in wanted))
        now = clock.now()
        mails = []
        for event, kind in wanted:
            booking_pk = bookings.get(event.subject_id)
            if booking_pk is None or (event.event_id, kind) in known or (booking_pk, kind) in on_their_way:
                continue
            if kind in ONCE:
                on_their_way.add((booking_pk, kind))
            mails.append(
                Mail(
                    hotel=hotel,
                    booking_id=booking_pk,
                    event_id=event.event_id,
                    seq=event.seq,
                    kind=kind,
                    queued_at=now,
                    due_at=now + LEASE,
                )
            )
        defer_sending(Mail.objects.bulk_create(mails))
