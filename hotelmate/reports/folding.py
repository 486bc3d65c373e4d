"""Bookings and rooms at a place in the log, folded by the database: of each fact the last that was told by then."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from hotelmate.reports.places import Place
from hotelmate.reports.register import Register

# What ends a booking, and what begins one or takes its end back.
ENDS = ("booking_checked_out", "booking_cancelled", "booking_declined", "booking_expired", "booking_no_show")
BEGINNINGS = ("booking_created", "booking_check_out_undone", "booking_reinstated")
FACTS = ("status", "check_in", "check_out", "room_number", "adults", "children", "room_type_id")
# Which bookings live is told by the types of events alone, from an index; only of those is more read. The last turn of
# each is found in one pass: its number doubled, and one more if it is an end.
BOOKINGS = """
    WITH turn AS (
        SELECT subject_id, max(seq * 2 + (type = ANY (%(ends)s))::int) %% 2 = 1 AS is_over
        FROM events_event
        WHERE hotel_id = %(hotel)s AND seq <= %(seq)s AND type = ANY (%(turns)s)
        GROUP BY subject_id
        HAVING max(seq * 2 + (type = ANY (%(ends)s))::int) %% 2 = 0 OR max(seq) > %(day_began_after)s
    )
    SELECT turn.subject_id, turn.is_over, told.facts, told.room_told
    FROM turn CROSS JOIN LATERAL (
        SELECT jsonb_object_agg(fact.key, fact.value ORDER BY event.seq) AS facts,
               max(event.seq) FILTER (WHERE fact.key = 'room_number') AS room_told
        FROM events_event event CROSS JOIN LATERAL jsonb_each(event.after) fact
        WHERE event.hotel_id = %(hotel)s AND event.subject_type = 'booking' AND event.subject_id = turn.subject_id
          AND event.seq <= %(seq)s AND fact.key = ANY (%(facts)s)
    ) told
    ORDER BY turn.subject_id
"""
# A room under each of its numbers in turn; what was told last is told under the last of them that has it.
ROOMS = """
    SELECT name.room, status.told, stay.seq IS NOT NULL, stay.booking_id
    FROM unnest(%(rooms)s::int[], %(numbers)s::text[], %(since)s::bigint[], %(until)s::bigint[])
        AS name (room, number, since, until)
    LEFT JOIN LATERAL (
        SELECT after ->> 'room_status' AS told FROM events_event
        WHERE hotel_id = %(hotel)s AND subject_type = 'room' AND subject_id = name.number
          AND seq BETWEEN name.since AND name.until AND after ? 'room_status'
        ORDER BY seq DESC LIMIT 1
    ) status ON true
    LEFT JOIN LATERAL (
        SELECT seq, after ->> 'booking_id' AS booking_id FROM events_event
        WHERE hotel_id = %(hotel)s AND subject_type = 'room' AND subject_id = name.number
          AND seq BETWEEN name.since AND name.until AND type = 'room_occupancy_updated'
        ORDER BY seq DESC LIMIT 1
    ) stay ON true
    ORDER BY name.room, name.since
"""


@dataclass(frozen=True, slots=True)
class BookingThen:
    """A booking as it stood; `room_number` is what its room was called at that place."""

    booking_id: str
    status: str
    check_in: date
    check_out: date
    room_number: str | None
    adults: int
    children: int
    room_type_id: int
    is_over: bool


@dataclass(frozen=True, slots=True)
class RoomThen:
    """A room as it stood, and the booking that was in it."""

    number: str
    room_type_code: str
    floor: str
    room_status: str
    booking_id: str | None


def bookings_then(hotel_id: int, place: Place, register: Register) -> list[BookingThen]:
    """Every booking that lived at the place, and those that had ended since the day began."""
    values = {
        "hotel": hotel_id,
        "seq": place.seq,
        "day_began_after": place.day_began_after,
        "ends": list(ENDS),
        "turns": [*BEGINNINGS, *ENDS],
        "facts": list(FACTS),
    }
    return [
        _booking(booking_id, bool(is_over), json.loads(facts), room_told, register)
        for booking_id, is_over, facts, room_told in _rows(BOOKINGS, values)
    ]


def _booking(
    booking_id: str, is_over: bool, facts: dict[str, Any], room_told: int | None, register: Register
) -> BookingThen:
    number = facts.get("room_number")
    return BookingThen(
        booking_id,
        facts["status"],
        date.fromisoformat(facts["check_in"]),
        date.fromisoformat(facts["check_out"]),
        register.number_now(number, room_told or 0) if number else None,
        facts["adults"],
        facts["children"],
        facts["room_type_id"],
        is_over,
    )


def rooms_then(hotel_id: int, register: Register) -> list[RoomThen]:
    """Every room that was in use at the place, in the order of the numbers."""
    names = [(position, name) for position, room in enumerate(register.rooms) for name in room.names if room.is_active]
    values = {
        "hotel": hotel_id,
        "rooms": [position for position, _ in names],
        "numbers": [name.number for _, name in names],
        "since": [name.since for _, name in names],
        "until": [name.until for _, name in names],
    }
    statuses: dict[int, str] = {}
    guests: dict[int, str | None] = {}
    for position, status, was_told, booking_id in _rows(ROOMS, values):
        if status is not None:
            statuses[position] = status
        if was_told:
            guests[position] = booking_id
    found = [
        RoomThen(room.number, room.room_type_code, room.floor, statuses[position], guests.get(position))
        for position, room in enumerate(register.rooms)
        if room.is_active
    ]
    return sorted(found, key=lambda room: (len(room.number), room.number))


def _rows(statement: str, values: dict[str, Any]) -> Iterator[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        yield from cursor.fetchall()
