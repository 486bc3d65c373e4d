"""The relay: from the log to every way out of the house, at least once and in order.

Each sink has a cursor per hotel. Taking events is one transaction: lock the cursor, read what comes after it, let the
sink write its rows and defer its jobs, move the cursor. Killed at any point, nothing is lost and nothing is taken
twice; sending what was taken is the jobs' work.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import connection

from hotelmate.core.locking import lock_idle
from hotelmate.core.transactions import one_transaction
from hotelmate.events.models import Event
from hotelmate.events.queries import events_after, last_seq
from hotelmate.hotel.models import Hotel
from hotelmate.notifications.mail.jobs import defer_due
from hotelmate.notifications.mail.sink import MailSink
from hotelmate.notifications.models import SinkCursor
from hotelmate.notifications.webhooks.jobs import AT_ONCE, wake
from hotelmate.notifications.webhooks.sink import WebhookSink

BATCH = 200


class Sink(Protocol):
    """A way out of the house."""

    name: str

    def take(self, hotel: Hotel, events: Sequence[Event]) -> None:
        """Write rows for these events and defer jobs, all in the transaction under way. Nothing leaves the house here."""


SINKS: tuple[Sink, ...] = (MailSink(), WebhookSink())
# What every round does beside: jobs for what is due again. Each returns how many it deferred.
DUE_AGAIN: tuple[Callable[[], int], ...] = (defer_due, wake)
# The queues of the jobs, and how many of each a worker runs at once.
QUEUES = {"mail": 4, "webhooks": AT_ONCE}


@dataclass(frozen=True, slots=True)
class News:
    """A hotel whose log has more than a sink has taken."""

    sink: Sink
    hotel_id: int


def pending_news(sinks: Sequence[Sink] = SINKS) -> list[News]:
    """Who has something to take: one statement, however many hotels there are."""
    by_name = {sink.name: sink for sink in sinks}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sink.name, stream.hotel_id FROM unnest(%s::text[]) AS sink (name)"
            " CROSS JOIN events_eventstream stream"
            " LEFT JOIN notifications_sinkcursor cursor"
            " ON cursor.sink = sink.name AND cursor.hotel_id = stream.hotel_id"
            " WHERE stream.last_seq > coalesce(cursor.seq, 0) ORDER BY stream.hotel_id",
            [list(by_name)],
        )
        return [News(by_name[name], hotel_id) for name, hotel_id in cursor.fetchall()]


def dispatch(news: News) -> int:
    """Let the sink take the hotel's next events; how many it took, 0 when somebody else is at it."""
    with one_transaction():
        cursor = _locked_cursor(news)
        if cursor is None:
            return 0
        events = events_after(hotel_id=news.hotel_id, after=cursor.seq, limit=BATCH)
        if events:
            news.sink.take(Hotel.objects.get(pk=news.hotel_id), events)
            cursor.seq = events[-1].seq
            cursor.save(update_fields=["seq"])
        return len(events)


def dispatch_once(sinks: Sequence[Sink] = SINKS) -> int:
    """Let every sink take what there is; how many events were taken."""
    taken = 0
    while round_taken := sum(dispatch(news) for news in pending_news(sinks)):
        taken += round_taken
    return taken


def dispatch_hotel(hotel: Hotel) -> None:
    """Let every sink take what there is in one hotel."""
    for sink in SINKS:
        while dispatch(News(sink, hotel.pk)):
            pass


def skip_to_now(hotel: Hotel) -> None:
    """Let no sink take what has happened in the hotel so far: for a history that was made.

    No mail tells of it. An endpoint of a webhook that was there before has its own place in the log, and misses nothing.
    """
    with one_transaction():
        newest = last_seq(hotel.pk)
        for sink in SINKS:
            SinkCursor.objects.update_or_create(sink=sink.name, hotel=hotel, defaults={"seq": newest})


def _locked_cursor(news: News) -> SinkCursor | None:
    rows = SinkCursor.objects.filter(sink=news.sink.name, hotel_id=news.hotel_id)
    found = lock_idle(rows)
    if not found and not rows.exists():
        SinkCursor.objects.bulk_create([SinkCursor(sink=news.sink.name, hotel_id=news.hotel_id)], ignore_conflicts=True)
        found = lock_idle(rows)
    return found[0] if found else None
