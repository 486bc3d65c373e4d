"""Reading the log."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection
from django.db.models import Q

from hotelmate.core.rows import RowReader, find_one
from hotelmate.events.models import Event, EventStream

MOST_AT_ONCE = 1000
EVENTS = RowReader(Event)
BEYOND = f"""
    SELECT {EVENTS.columns("event")}
    FROM unnest(%s::bigint[], %s::bigint[]) AS seen (hotel_id, seq)
    CROSS JOIN LATERAL (
        SELECT * FROM {EVENTS.table} WHERE hotel_id = seen.hotel_id AND seq > seen.seq ORDER BY seq LIMIT %s
    ) AS event
    ORDER BY event.hotel_id, event.seq
"""


def events_after(
    *,
    hotel_id: int,
    after: int = 0,
    limit: int = 100,
    types: Sequence[str] = (),
    subject: tuple[str, str] | None = None,
) -> list[Event]:
    """At most `limit` events with a higher number than `after`, in order."""
    events = Event.objects.filter(hotel_id=hotel_id, seq__gt=after)
    if types:
        events = events.filter(type__in=types)
    if subject is not None:
        events = events.filter(subject_type=subject[0], subject_id=subject[1])
    return list(events.order_by("seq")[: min(limit, MOST_AT_ONCE)])


def events_about(*, hotel_id: int, subjects: Sequence[tuple[str, str]], limit: int) -> list[Event]:
    """The newest `limit` events about any of these, in order."""
    about = Q()
    for kind, key in subjects:
        about |= Q(subject_type=kind, subject_id=key)
    events = Event.objects.filter(about, hotel_id=hotel_id) if subjects else Event.objects.none()
    return list(reversed(events.order_by("-seq")[:limit]))


def newest_event(*, hotel_id: int, subject: tuple[str, str], types: Sequence[str]) -> Event | None:
    """The newest event of one of these types about something."""
    events = Event.objects.filter(hotel_id=hotel_id, subject_type=subject[0], subject_id=subject[1], type__in=types)
    return events.order_by("-seq").first()


def events_beyond(seen: Mapping[int, int], *, limit: int) -> list[Event]:
    """Of each of these hotels at most `limit` events with higher numbers than seen, hotel by hotel, in order."""
    with connection.cursor() as cursor:
        cursor.execute(BEYOND, [list(seen.keys()), list(seen.values()), limit])
        return [EVENTS.read(row) for row in cursor.fetchall()]


def last_seq(hotel_id: int) -> int:
    """The number of the hotel's newest event; 0 before the first."""
    stream = find_one(EventStream, hotel_id=hotel_id)
    return stream.last_seq if stream is not None else 0


def heads(slug: str | None = None) -> dict[int, int]:
    """By hotel the number of its newest event: of the one with this slug, or of all."""
    streams = EventStream.objects.filter(hotel__slug=slug) if slug else EventStream.objects.all()
    return dict(streams.values_list("hotel_id", "last_seq"))


def heads_of(hotel_ids: Iterable[int]) -> dict[int, int]:
    """By hotel the number of its newest event: of these hotels."""
    return dict(EventStream.objects.filter(hotel_id__in=list(hotel_ids)).values_list("hotel_id", "last_seq"))


def slugs_of(hotel_ids: Iterable[int]) -> dict[int, str]:
    """The slugs of these hotels."""
    return dict(EventStream.objects.filter(hotel_id__in=list(hotel_ids)).values_list("hotel_id", "hotel__slug"))
