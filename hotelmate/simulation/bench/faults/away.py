"""A webhook's receiver and a client of the stream that were away while much happened, and then come back."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from hotelmate.core.change import run_change
from hotelmate.events.queries import last_seq
from hotelmate.events.services import record
from hotelmate.notifications.models import WebhookDelivery
from hotelmate.simulation.bench.faults.load import Place, open_place_with_webhook
from hotelmate.simulation.bench.faults.mortals import Mortal
from hotelmate.simulation.bench.faults.receivers import Arrivals, Follower
from hotelmate.simulation.bench.faults.round import (
    LOOK_SECONDS,
    PATIENCE_SECONDS,
    Tally,
    Watch,
    events_wanted,
    hook,
    receiving,
    wait_for,
)
from hotelmate.simulation.bench.server import free_port

BATCH = 500
# A receiver that was tried twice in vain is tried again after a minute, and some.
PATIENCE_WITH_RETRIES_SECONDS = PATIENCE_SECONDS + 90.0


class NobodyTried(RuntimeError):
    """The worker did not try to deliver anything."""


def run_away(*, events: int, on_event: Callable[[int], None], on_arrivals: Callable[[int], None]) -> list[Tally]:
    """Let so many events happen while nobody listens, let both come back, and count what each got.

    `on_event` is told how many more have happened, `on_arrivals` how many have arrived.
    """
    with ExitStack() as stack:
        place = open_place_with_webhook()
        receiver_port, stream_port = free_port(), free_port()
        secret = hook(place, receiver_port)
        after = last_seq(place.hotel.pk)
        stack.callback(Mortal("worker", ["worker", "--every", "5", "--no-verify"], {}).end)
        stack.callback(Mortal("stream", ["stream", "--port", str(stream_port)], {}).end)
        for begun in range(0, events, BATCH):
            number = min(BATCH, events - begun)
            run_change(partial(_happen, place, number))
            on_event(number)
        _wait_until_tried(place)
        posts = stack.enter_context(receiving(receiver_port, secret))
        told = Arrivals()
        path = f"/api/staff/hotel/{place.hotel.slug}/events/stream"
        follower = Follower(stream_port, path, place.token, told, after)
        follower.start()
        stack.callback(follower.ended.set)
        wanted = partial(events_wanted, place, after)
        watches = [Watch("webhook", wanted, posts, int), Watch("server-sent events", wanted, told, int)]
        wait_for(watches, PATIENCE_WITH_RETRIES_SECONDS, on_arrivals)
        return [watch.tally() for watch in watches]


def _wait_until_tried(place: Place) -> None:
    tried = WebhookDelivery.objects.filter(endpoint__hotel_id=place.hotel.pk, attempts__gt=0)
    pause = threading.Event()
    for _ in range(int(PATIENCE_SECONDS / LOOK_SECONDS)):
        if tried.exists():
            return
        pause.wait(LOOK_SECONDS)
    raise NobodyTried(f"No delivery was tried within {PATIENCE_SECONDS:.0f} seconds: does `hotelmate worker` start?")


def _happen(place: Place, times: int) -> None:
    for _ in range(times):
        record(actor=place.actor, type="hotel_updated", subject=("hotel", place.hotel.slug), at=place.hotel.now())
