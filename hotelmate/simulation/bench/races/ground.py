"""Where races are run: a live server, and a stand-in for Stripe that both it and this process speak to."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from hotelmate.simulation.bench.races.books import standing_in
from hotelmate.simulation.bench.server import LiveServer, live_server

WEBHOOK = "/api/public/hotel/room-bookings/stripe-webhook/"


@contextmanager
def racing_server(
    *, workers: int, threads: int, command: Sequence[str] = (), environment: Mapping[str, str] | None = None
) -> Iterator[LiveServer]:
    """A live server whose cards are charged by the stand-in, which sends its webhooks there."""
    with standing_in() as stand_in:
        settings = {**(environment or {}), **stand_in.environment}
        with live_server(workers=workers, threads=threads, command=command, environment=settings) as server:
            stand_in.mailbag.url = f"http://{server.host}:{server.port}{WEBHOOK}"
            yield server
