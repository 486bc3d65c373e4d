"""Reading the log."""

from collections.abc import Sequence

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
