"""Reading the log."""

from collections.abc import Iterable, Sequence

from hotelmate.events.models import Event, EventStream

MOST_AT_ONCE = 1000


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


def last_seq(hotel_id: int) -> int:
    """The number of the hotel's newest event; 0 before the first."""
    return EventStream.objects.values_list("last_seq", flat=True).get(hotel_id=hotel_id)


def heads(slug: str | None = None) -> dict[int, int]:
    """By hotel the number of its newest event: of the one with this slug, or of all."""
    streams = EventStream.objects.filter(hotel__slug=slug) if slug else EventStream.objects.all()
    return dict(streams.values_list("hotel_id", "last_seq"))


def slugs_of(hotel_ids: Iterable[int]) -> dict[int, str]:
    """The slugs of these hotels."""
    return dict(EventStream.objects.filter(hotel_id__in=list(hotel_ids)).values_list("hotel_id", "hotel__slug"))
