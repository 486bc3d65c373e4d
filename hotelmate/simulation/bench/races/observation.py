"""What came of an attempt, in words that do not depend on its ids and moments, so that attempts can be compared."""

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.models import Room
from hotelmate.simulation.bench.races.books import entry_of
from hotelmate.simulation.bench.races.scene import Call, Reply, Scene

MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d")
DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
BOOKING_ID = re.compile(r"\bBK-\d{4}-\w+")

Observation = dict[str, Any]


def observe(scene: Scene, calls: Sequence[Call], replies: Sequence[Reply]) -> Observation:
    """Everything that an attempt told its callers, wrote to the log and left in the tables."""
    words = Words(scene)
    told = sorted([call.label, *answer_of(words, reply)] for call, reply in zip(calls, replies, strict=True))
    rooms = {name: _room(words, room) for name, room in scene.rooms.items()}
    bookings = {name: _booking(words, booking) for name, booking in scene.bookings.items()}
    return {
        "told": told,
        "bookings": bookings,
        "rooms": rooms,
        "booked": _booked(scene),
        "events": _events(words, scene),
    }


def answer_of(words: "Words", reply: Reply) -> list[Any]:
    """What a caller was told: the status, and the refusal's code or the message."""
    body = reply.body if isinstance(reply.body, dict) else {}
    audit = body.get("status_event") or {}
    told = [reply.status, body.get("code") or words.say(body.get("message", ""))]
    return [*told, audit["n"], audit["from_status"], audit["to_status"]] if audit else told


def as_text(observation: Observation) -> str:
    """The observation as one comparable text."""
    return json.dumps(observation, sort_keys=True, default=str)


class Words:
    """The names that an attempt's ids have in it."""

    def __init__(self, scene: Scene) -> None:
        self._today = scene.day
        self._names = {booking.booking_id: name for name, booking in scene.bookings.items()}
        self._names |= {room.number: name for name, room in scene.rooms.items()}
        self.rooms = {room.pk: name for name, room in scene.rooms.items()}
        self.bookings = {booking.pk: name for name, booking in scene.bookings.items()}

    def say(self, value: Any) -> Any:
        """A value of an event or answer without ids, dates and moments of its own."""
        if isinstance(value, dict):
            return {key: self.say(part) for key, part in value.items()}
        if isinstance(value, list):
            return [self.say(part) for part in value]
        if not isinstance(value, str):
            return value
        if MOMENT.match(value):
            return "a moment"
        if DAY.match(value):
            return f"day {(date.fromisoformat(value) - self._today).days}"
        for id_, name in self._names.items():
            value = value.replace(id_, f"<{name}>")
        return BOOKING_ID.sub("<new>", value)

    def subject(self, kind: str, value: str) -> str:
        """What an event is about; rows that came into being in the race are told by their kind."""
        return f"{kind} {self.say(value)}" if kind in ("booking", "room") else kind


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _events(words: Words, scene: Scene) -> list[Any]:
    rows = _rows(
        "SELECT type, subject_type, subject_id, before::text, after::text, changed_fields, cause FROM events_event"
        " WHERE hotel_id = %s AND seq > %s ORDER BY seq",
        [scene.house.hotel.pk, scene.first_seq],
    )
    return [
        [
            type_,
            words.subject(kind, subject),
            _without_ids(words.say(json.loads(before))),
            _without_ids(words.say(json.loads(after))),
            list(changed),
            re.sub(r"\d+$", "…", words.say(cause)),
        ]
        for type_, kind, subject, before, after, changed, cause in rows
    ]


def _without_ids(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if key != "room_type_id"}


def _booked(scene: Scene) -> tuple[Any, ...]:
    """How many bookings there are of the attempt's type, and how many public ids they have."""
    statement = "SELECT count(*), count(DISTINCT booking_id) FROM room_bookings_roombooking WHERE room_type_id = %s"
    return _rows(statement, [scene.room_type_id])[0]


def _room(words: Words, room: Room) -> dict[str, Any]:
    now = Room.objects.get(pk=room.pk)
    audit = _rows(
        "SELECT n, from_status, to_status, source FROM housekeeping_roomstatusevent WHERE room_id = %s ORDER BY n, id",
        [room.pk],
    )
    tasks = _rows(
        "SELECT task_type, status, booking_id FROM housekeeping_housekeepingtask WHERE room_id = %s ORDER BY id",
        [room.pk],
    )
    return {
        "status": now.room_status,
        "occupant": words.bookings.get(now.occupant_id or 0),
        "faults": now.open_blocking_faults,
        "version": now.version - room.version,
        "audit": audit,
        "tasks": [(kind, status, words.bookings.get(booking)) for kind, status, booking in tasks],
    }


def _booking(words: Words, booking: RoomBooking) -> dict[str, Any]:
    now = RoomBooking.objects.get(pk=booking.pk)
    claims = _rows(
        "SELECT room_id, from_date, to_date, ended_at IS NULL FROM rooms_roomallocation WHERE booking_id = %s"
        " ORDER BY from_date, to_date, room_id",
        [booking.pk],
    )
    return {
        "status": now.status,
        "dates": words.say([now.check_in.isoformat(), now.check_out.isoformat()]),
        "in_room": words.rooms.get(now.in_room_id or 0),
        "claims": [
            (words.rooms.get(room), words.say(start.isoformat()), words.say(end.isoformat()), is_open)
            for room, start, end, is_open in claims
        ],
        "version": now.version - booking.version,
        "money": [now.held_amount, now.captured_amount, now.refunded_amount, now.refunding_amount],
        "charges": _charges(booking),
        "tokens": _rows(
            "SELECT revoked_reason FROM room_bookings_guesttoken WHERE booking_id = %s ORDER BY id", [booking.pk]
        ),
    }


def _charges(booking: RoomBooking) -> list[Any]:
    """The provider's own books: what became of each card, and how often the provider was told to do something."""
    payments = _rows(
        "SELECT provider, provider_reference, state FROM payments_payment"
        " WHERE booking_id = %s AND provider_reference <> '' ORDER BY id",
        [booking.pk],
    )
    return [(state, *entry_of(provider, reference)) for provider, reference, state in payments]
