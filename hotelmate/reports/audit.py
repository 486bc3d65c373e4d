"""The audit: what happened in the house, by whom, with before and after, found in the log. The newest first."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from hotelmate.core.actor import Actor
from hotelmate.core.api.moments import moment
from hotelmate.core.capabilities import VIEW_AUDIT
from hotelmate.core.errors import refuse_if
from hotelmate.core.rows import RowReader
from hotelmate.events.models import Event
from hotelmate.events.representations import event_body
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import hotel_of
from hotelmate.notifications.audiences import audience_of
from hotelmate.notifications.notification_manager import row_of
from hotelmate.notifications.visible import visible
from hotelmate.reports.rules import days_reversed
from hotelmate.staff.models import StaffMember

MOST_AT_ONCE = 200
KINDS = ("staff", "guest", "system")
EVENTS = RowReader(Event)
# Each way in which an event may name a room or a booking has an index of its own.
NAMING_A_ROOM = (
    "subject_type = 'room' AND subject_id = %(room)s",
    "after ->> 'room_number' = %(room)s",
    "before ->> 'room_number' = %(room)s",
)
NAMING_A_BOOKING = (
    "subject_type = 'booking' AND subject_id = %(booking)s",
    "after ->> 'booking_id' = %(booking)s",
    "cause = 'booking:' || %(booking)s",
)
# The numbers between which the events of a span of time lie; those in between are looked at by their time, too. Read
# from the index of times: for the smallest and the largest number alone the database would walk along the numbers.
SPAN = """
    WITH span AS MATERIALIZED (
        SELECT seq FROM events_event
        WHERE hotel_id = %(hotel)s AND occurred_at >= %(from)s AND occurred_at < %(until)s
    )
    SELECT min(seq), max(seq) FROM span
"""


@dataclass(frozen=True, slots=True)
class AuditWanted:
    """Which events. Empty fields restrict nothing; `first` and `last` are business dates, the last one included.

    `actor` is one ("staff:12") or a kind ("staff", "guest", "system"). `room_number` and `booking_id` find what is about
    the room or the booking and what only names it.
    """

    types: Sequence[str] = ()
    subject_type: str = ""
    subject_id: str = ""
    room_number: str = ""
    booking_id: str = ""
    actor: str = ""
    source: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of the audit, and before which number the next one goes on; None at the end."""

    entries: list[dict[str, Any]]
    next_before: int | None


def audit_page(actor: Actor, wanted: AuditWanted, *, before: int | None = None, limit: int = 50) -> AuditPage:
    """What happened, as far as this reader may see it. Three statements at most, however many events."""
    actor.require(VIEW_AUDIT)
    limit = min(limit, MOST_AT_ONCE)
    events = find_events(hotel_of(actor), wanted, before=before, limit=limit + 1)
    more = len(events) > limit
    events = events[:limit]
    return AuditPage(audit_entries(actor, events), events[-1].seq if more else None)


def find_events(hotel: Hotel, wanted: AuditWanted, *, before: int | None = None, limit: int = 50) -> list[Event]:
    """At most so many of the events that are wanted with a lower number than `before`, the newest first."""
    refuse_if(days_reversed(wanted.first, wanted.last))
    conditions, values = _conditions(hotel, wanted)
    if before is not None:
        conditions.append("seq < %(before)s")
        values["before"] = before
    if wanted.first is not None or wanted.last is not None:
        lowest, highest = _span(values)
        if lowest is None:
            return []
        conditions.append(
            "seq BETWEEN %(lowest)s AND %(highest)s AND occurred_at >= %(from)s AND occurred_at < %(until)s"
        )
        values |= {"lowest": lowest, "highest": highest}
    values["limit"] = limit
    ways: Sequence[str] = ("true",)
    if wanted.room_number:
        ways, values["room"] = NAMING_A_ROOM, wanted.room_number
    if wanted.booking_id:
        also = f"({' OR '.join(NAMING_A_ROOM)})" if wanted.room_number else "true"
        conditions.append(also)
        ways, values["booking"] = NAMING_A_BOOKING, wanted.booking_id
    found = " UNION ".join(
        f"(SELECT seq FROM events_event WHERE {' AND '.join([*conditions, way])} ORDER BY seq DESC LIMIT %(limit)s)"
        for way in ways
    )
    statement = f"""
        SELECT {EVENTS.columns("event")} FROM (SELECT seq FROM ({found}) way ORDER BY seq DESC LIMIT %(limit)s) found
        JOIN events_event event ON event.hotel_id = %(hotel)s AND event.seq = found.seq ORDER BY event.seq DESC
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [EVENTS.read(row) for row in cursor.fetchall()]


def _conditions(hotel: Hotel, wanted: AuditWanted) -> tuple[list[str], dict[str, Any]]:
    conditions = ["hotel_id = %(hotel)s"]
    values: dict[str, Any] = {"hotel": hotel.pk}
    if wanted.types:
        conditions.append("type = ANY (%(types)s)")
        values["types"] = list(wanted.types)
    for name in ("subject_type", "subject_id", "source"):
        if value := getattr(wanted, name):
            conditions.append(f"{name} = %({name})s")
            values[name] = value
    if wanted.actor:
        conditions.append(
            "(actor = %(actor)s OR actor LIKE %(kind)s)" if wanted.actor in KINDS else "actor = %(actor)s"
        )
        values |= {"actor": wanted.actor, "kind": f"{wanted.actor}:%"}
    if wanted.first is not None or wanted.last is not None:
        values["from"] = hotel.local_moment(wanted.first or date(1900, 1, 1), hotel.day_rollover)
        values["until"] = hotel.local_moment((wanted.last or date(2200, 1, 1)) + timedelta(days=1), hotel.day_rollover)
    return conditions, values


def _span(values: Mapping[str, Any]) -> tuple[int | None, int | None]:
    with connection.cursor() as cursor:
        cursor.execute(SPAN, values)
        lowest, highest = cursor.fetchone()
        return lowest, highest


def audit_entries(actor: Actor, events: Sequence[Event]) -> list[dict[str, Any]]:
    """The events as this reader may see them, with the names of the staff that they name. One statement."""
    people = {event.seq: _people_in(event) for event in events}
    names = _names(actor.hotel_id, set().union(*people.values()))
    return [_entry(actor, event, {one: names[one] for one in people[event.seq] if one in names}) for event in events]


def _entry(actor: Actor, event: Event, names: Mapping[int, str]) -> dict[str, Any]:
    audience = audience_of(actor)
    body = event_body(event, slug="", reader=actor)
    category = row_of(event.type).own[1].category
    before, after = (visible(body[side], category, audience) for side in ("before", "after"))
    return {
        "seq": event.seq,
        "occurred_at": moment(event.occurred_at),
        "type": event.type,
        "subject": body["subject"],
        "before": before,
        "after": after,
        "changed_fields": body["changed_fields"],
        "actor": event.actor,
        "actor_name": next((name for one, name in names.items() if event.actor == f"staff:{one}"), ""),
        "people": {str(one): name for one, name in names.items()},
        "source": event.source,
        "cause": event.cause,
        "room_number": room_named(event),
        "booking_id": booking_named(event),
    }


def room_named(event: Event) -> str | None:
    """The number of the room that the event is about or names."""
    if event.subject_type == "room":
        return event.subject_id
    number = event.after.get("room_number") or event.before.get("room_number")
    return str(number) if number else None


def booking_named(event: Event) -> str | None:
    """The id of the booking that the event is about, names, or follows from."""
    if event.subject_type == "booking":
        return event.subject_id
    if event.after.get("booking_id"):
        return str(event.after["booking_id"])
    kind, _, booking_id = event.cause.partition(":")
    return booking_id if kind == "booking" else None


def _people_in(event: Event) -> set[int]:
    """The ids of the people of the staff who acted, whom it is about, and whose a task was or is."""
    kind, _, number = event.actor.partition(":")
    ids = {event.before.get("assigned_to"), event.after.get("assigned_to"), number if kind == "staff" else None}
    if event.subject_type == "staff":
        ids.add(event.subject_id)
    return {int(one) for one in ids if str(one).isdigit()}


def _names(hotel_id: int, people: Set[int]) -> dict[int, str]:
    if not people:
        return {}
    found = StaffMember.objects.filter(Q(hotel_id=hotel_id) | Q(hotel=None), pk__in=people)
    return dict(found.values_list("pk", "full_name"))
