"""What the relay calls for mail: which events become one."""

from collections.abc import Sequence

from hotelmate.events.models import Event
from hotelmate.hotel.models import Hotel


class MailSink:
    """Writes a row and a job for each mail that an event becomes."""

    name = "mail"

    def take(self, hotel: Hotel, events: Sequence[Event]) -> None:
        """Queue the mails of these events."""
