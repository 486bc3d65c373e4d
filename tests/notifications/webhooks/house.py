"""A hotel with webhooks, things that happen in it, and the relay and the postman run by hand."""

import asyncio
import ssl
from datetime import timedelta
from typing import Any

from hotelmate.core import clock
from hotelmate.core.actor import Actor
from hotelmate.core.change import run_change
from hotelmate.events.queries import last_seq
from hotelmate.events.services import record
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import system_of
from hotelmate.notifications.models import WebhookDelivery, WebhookEndpoint
from hotelmate.notifications.relay import News, dispatch
from hotelmate.notifications.webhooks import services
from hotelmate.notifications.webhooks.postman import Postman
from hotelmate.notifications.webhooks.sink import WebhookSink
from tests.factories import make_hotel

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


class House:
    """A simulated hotel, whose webhooks may go to this machine, unless it is told otherwise."""

    def __init__(self, **settings: Any) -> None:
        self.hotel: Hotel = make_hotel(**{"is_simulated": True, **settings})

    @property
    def actor(self) -> Actor:
        return system_of(self.hotel)

    def webhook(self, url: str, **values: Any) -> WebhookEndpoint:
        """A new webhook that has not yet got even the event of its own making."""
        values = {"event_types": ["hotel_updated"], **values}
        return run_change(lambda: services.create_webhook(actor=self.actor, url=url, **values)).subject

    def happens(self, times: int = 1, type: str = "hotel_updated") -> list[int]:
        """So many events; their numbers."""
        first = last_seq(self.hotel.pk) + 1
        hotel = self.hotel

        def change() -> None:
            for _ in range(times):
                record(actor=self.actor, type=type, subject=("hotel", hotel.slug), at=hotel.now())

        run_change(change)
        return list(range(first, first + times))

    def relay(self) -> None:
        """Let the relay take what happened."""
        while dispatch(News(WebhookSink(), self.hotel.pk)):
            pass

    def delivery(self, endpoint: WebhookEndpoint, seq: int) -> WebhookDelivery:
        return WebhookDelivery.objects.get(endpoint=endpoint, seq=seq)


def serve(*endpoints: WebhookEndpoint, shift_seconds: float = 20.0, trust: ssl.SSLContext | None = None) -> list[bool]:
    """Let a postman serve these at once, at the moment that the test lives in; whether there is more at each."""

    async def shift() -> list[bool]:
        async with Postman(shift_seconds, trust) as postman:
            return await asyncio.gather(*(postman.serve(endpoint.pk) for endpoint in endpoints))

    return asyncio.run(shift())


def serve_when_due(endpoint: WebhookEndpoint) -> timedelta:
    """Go to the moment at which the endpoint is due, and serve it; how far away that was."""
    endpoint.refresh_from_db()
    assert endpoint.due_at is not None
    waited = endpoint.due_at - clock.now()
    with clock.travel_to(max(endpoint.due_at, clock.now())):
        serve(endpoint)
    return waited
