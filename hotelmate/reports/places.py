"""Places in the log: from a moment to the number of an event, and back; the business date at each."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.db import connection

from hotelmate.core.errors import refuse_if
from hotelmate.events.models import Event
from hotelmate.events.queries import last_seq
from hotelmate.hotel.models import Hotel
from hotelmate.reports.rules import outside_log, place_unclear, still_to_come

# Events that were written at once may stand in the log in another order than that of their times, by moments only.
NEWEST_BY = """
    WITH nearest AS (
        SELECT occurred_at FROM events_event WHERE hotel_id = %(hotel)s AND occurred_at <= %(at)s
        ORDER BY occurred_at DESC LIMIT 1
    )
    SELECT max(event.seq) FROM nearest JOIN events_event event
        ON event.hotel_id = %(hotel)s AND event.occurred_at <= %(at)s
        AND event.occurred_at >= nearest.occurred_at - interval '1 minute'
"""
# A change is one transaction of the database, which each row remembers; after a backup was restored all rows are of one,
# and what the same actor did within a second is taken for one change. In the middle of a change nothing is ever seen.
OUTSIDE_CHANGE = """
    SELECT event.seq FROM events_event event
    JOIN (SELECT xmin, occurred_at, actor FROM events_event WHERE hotel_id = %(hotel)s AND seq = %(seq)s) this
        ON NOT (event.xmin = this.xmin AND event.actor = this.actor
                AND event.occurred_at BETWEEN this.occurred_at - interval '1 second' AND this.occurred_at + interval '1 second')
    WHERE event.hotel_id = %(hotel)s AND event.seq {side} %(seq)s ORDER BY event.seq {order} LIMIT 1
"""
BEYOND_CHANGE = OUTSIDE_CHANGE.format(side=">", order="ASC")
BEFORE_CHANGE = OUTSIDE_CHANGE.format(side="<", order="DESC")
CLOCK_SETTINGS = ("timezone", "day_rollover")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the log: everything up to `seq` has happened, and it is `at`. `business_date` is the hotel's day then."""

    seq: int
    at: datetime
    last_seq: int
    business_date: date
    day_began_after: int


def find_place(hotel: Hotel, *, seq: int | None = None, at: datetime | None = None) -> Place:
    """The place that is asked for; without either the present. A number within a change means all of the change.

    Refuses with BOTH_SEQ_AND_MOMENT, SEQ_BEYOND_LOG, MOMENT_IN_THE_FUTURE and BEFORE_THE_HOTEL.
    """
    refuse_if(place_unclear(seq, at))
    newest, now = last_seq(hotel.pk), hotel.now()
    if at is not None:
        refuse_if(still_to_come(at, now))
        seq = newest_by(hotel.pk, at)
    elif seq is None:
        seq, at = newest, now
    refuse_if(outside_log(seq, newest))
    if at is None:
        at = Event.objects.values_list("occurred_at", flat=True).get(hotel_id=hotel.pk, seq=seq)
    seq = _end_of_change(hotel.pk, seq, newest)
    clock = _clock_then(hotel, seq)
    day = clock.business_date_at(at)
    return Place(seq, at.astimezone(UTC), newest, day, newest_by(hotel.pk, clock.local_moment(day, clock.day_rollover)))


def local_moment(at: datetime | None, hotel: Hotel) -> datetime | None:
    """The moment; one without an offset is in the hotel's time zone."""
    return at.replace(tzinfo=ZoneInfo(hotel.timezone)) if at is not None and at.tzinfo is None else at


def newest_by(hotel_id: int, at: datetime) -> int:
    """The number of the newest event that is not later than the moment; 0 when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_BY, {"hotel": hotel_id, "at": at})
        (found,) = cursor.fetchone()
    return found or 0


def _end_of_change(hotel_id: int, seq: int, newest: int) -> int:
    """The number of the last event of the change that this event belongs to."""
    if seq == newest:
        return seq
    beyond = _outside(BEYOND_CHANGE, hotel_id, seq)
    return beyond - 1 if beyond is not None else newest


def change_before(hotel_id: int, seq: int) -> int:
    """The number of the last event before the change that this event belongs to; 0 when it is the first."""
    return _outside(BEFORE_CHANGE, hotel_id, seq) or 0


def _outside(statement: str, hotel_id: int, seq: int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"hotel": hotel_id, "seq": seq})
        found = cursor.fetchone()
    return found[0] if found is not None else None


def _clock_then(hotel: Hotel, seq: int) -> Hotel:
    """The hotel with the time zone and the rollover that it had then: as told before, else as changed later."""
    told: dict[str, str] = {}
    changes = Event.objects.filter(hotel_id=hotel.pk, type__in=("hotel_created", "hotel_updated")).order_by("seq")
    for at, before, after in changes.values_list("seq", "before", "after"):
        for name in CLOCK_SETTINGS:
            if at <= seq and name in after:
                told[name] = after[name]
            elif at > seq and name in before:
                told.setdefault(name, before[name])
    rollover = time.fromisoformat(told["day_rollover"]) if "day_rollover" in told else hotel.day_rollover
    return Hotel(timezone=told.get("timezone", hotel.timezone), day_rollover=rollover)
