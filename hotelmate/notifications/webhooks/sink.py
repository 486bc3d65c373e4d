"""What the relay calls for webhooks: deliveries of new events, and somebody who serves the endpoints that have some."""

from collections.abc import Sequence

from hotelmate.core import clock
from hotelmate.events.models import Event
from hotelmate.hotel.models import Hotel
from hotelmate.notifications.models import WebhookEndpoint, WebhookState
from hotelmate.notifications.webhooks.jobs import wake
from hotelmate.notifications.webhooks.notes import tell_hotel
from hotelmate.notifications.webhooks.services import queue_deliveries
from hotelmate.notifications.webhooks.services.attempts import DISABLED


class WebhookSink:
    """Writes a delivery for each endpoint that wants an event, and a job for each endpoint that has something to get.

    An endpoint that is further back in the log reads it by itself. A hotel without endpoints costs one statement.
    """

    name = "webhooks"

    def take(self, hotel: Hotel, events: Sequence[Event]) -> None:
        """Queue the deliveries of these events."""
        endpoints = WebhookEndpoint.objects.filter(hotel=hotel, state=WebhookState.ACTIVE, after_seq__lt=events[-1].seq)
        behind = [endpoint.pk for endpoint in endpoints.order_by("pk") if not queue_deliveries(endpoint, events)]
        if behind:
            WebhookEndpoint.objects.filter(pk__in=behind, state=WebhookState.ACTIVE, due_at__isnull=True).update(
                due_at=clock.now()
            )
        for event in events:
            if event.type == DISABLED:
                tell_hotel.defer(hotel_id=hotel.pk, seq=event.seq)
        wake(hotel_id=hotel.pk)
