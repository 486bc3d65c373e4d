"""What the relay calls for mail: which events become one."""

from collections.abc import Sequence

from hotelmate.core import clock
from hotelmate.events.models import Event
from hotelmate.hotel.models import Hotel
from hotelmate.notifications.mail.jobs import LEASE, defer_sending
from hotelmate.notifications.mail.kinds import kinds_of
from hotelmate.notifications.mail.queries import mails_known, reachable_bookings
from hotelmate.notifications.models import Mail


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
        now = clock.now()
        mails = [
            Mail(
                hotel=hotel,
                booking_id=bookings[event.subject_id],
                event_id=event.event_id,
                seq=event.seq,
                kind=kind,
                queued_at=now,
                due_at=now + LEASE,
            )
            for event, kind in wanted
            if event.subject_id in bookings and (event.event_id, kind) not in known
        ]
        defer_sending(Mail.objects.bulk_create(mails))
