"""Commands for what the house does by itself: `hotelmate sweep` once, `hotelmate worker` all the time."""

import signal
import threading
from collections import Counter

import click
import structlog
from django.db import OperationalError, close_old_connections

from hotelmate.core.errors import Refused
from hotelmate.hotel.models import Hotel
from hotelmate.room_bookings.jobs import sweep_hotel

log = structlog.get_logger(__name__)


def _sweep_all(slug: str | None) -> Counter[str]:
    done: Counter[str] = Counter()
    hotels = Hotel.objects.order_by("pk")
    for hotel in hotels.filter(slug=slug) if slug else hotels:
        done += sweep_hotel(hotel)
    return done


@click.command()
@click.option("--hotel", "slug", help="One hotel only, by its slug.")
def sweep(slug: str | None) -> None:
    """Do once what is due: let unpaid and undecided bookings expire, begin and end out-of-order windows, make the
    day's stay-over tasks, finish payment decisions that a crash left open. Safe to run at any time, also twice."""
    done = _sweep_all(slug)
    click.echo(", ".join(f"{what.replace('_', ' ')}: {count}" for what, count in sorted(done.items())) or "nothing due")


@click.command()
@click.option("--every", default=15.0, show_default=True, type=click.FloatRange(0.1), help="Seconds between rounds.")
def worker(every: float) -> None:
    """Sweep again and again until stopped. Any number of these may run; none does anything twice."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    while not stopped.is_set():
        try:
            done = _sweep_all(None)
            if done:
                log.info("swept", **done)
        except (OperationalError, Refused) as error:
            # The database is away or busy; the next round finds what this one left.
            log.warning("sweep_interrupted", error=str(error))
        close_old_connections()
        stopped.wait(every)
