"""The rooms of a house as the log tells them: made, renamed, changed, retired. A room keeps its identity, not its number."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

# As the index event_of_room_register has it.
REGISTER = """
    SELECT seq, subject_id, after FROM events_event
    WHERE hotel_id = %s AND seq <= %s AND subject_type = 'room'
      AND after ?| ARRAY['number', 'floor', 'room_type', 'active_until']
    ORDER BY seq
"""


@dataclass(frozen=True, slots=True)
class Name:
    """A number that a room had, from one event until another."""

    number: str
    since: int
    until: int


@dataclass(slots=True)
class RegisteredRoom:
    """A room at a place in the log, with all numbers that it had until then."""

    number: str
    since: int
    room_type_code: str
    floor: str
    active_until: date | None = None
    names: list[Name] = field(default_factory=list)

    @property
    def is_active(self) -> bool:
        """Whether it is in use."""
        return self.active_until is None

    def change(self, seq: int, told: Mapping[str, Any]) -> None:
        """Take in what an event tells of the room."""
        if "number" in told:
            self.names.append(Name(self.number, self.since, seq))
            self.number, self.since = told["number"], seq
        self.room_type_code = told.get("room_type", self.room_type_code)
        self.floor = told.get("floor", self.floor)
        if "active_until" in told:
            self.active_until = date.fromisoformat(told["active_until"]) if told["active_until"] else None


class Register:
    """The rooms at a place in the log, and which of them a number meant at another place before it."""

    def __init__(self, hotel_id: int, seq: int) -> None:
        self.rooms: list[RegisteredRoom] = []
        now: dict[str, RegisteredRoom] = {}
        for at, number, told in self._told(hotel_id, seq):
            room = now.get(number)
            if room is None:
                room = RegisteredRoom(number, at, "", "")
                self.rooms.append(room)
                now[number] = room
            room.change(at, told)
            if room.number != number:
                now[room.number] = now.pop(number)
        for room in self.rooms:
            room.names.append(Name(room.number, room.since, seq))
        self._by_name: dict[str, list[tuple[Name, RegisteredRoom]]] = {}
        for room in self.rooms:
            for name in room.names:
                self._by_name.setdefault(name.number, []).append((name, room))

    def number_now(self, number: str, told_at: int) -> str:
        """What the room is called at this place that was called `number` in an event."""
        for name, room in self._by_name.get(number, ()):
            if name.since <= told_at <= name.until:
                return room.number
        return number

    def _told(self, hotel_id: int, seq: int) -> list[tuple[int, str, dict[str, Any]]]:
        with connection.cursor() as cursor:
            cursor.execute(REGISTER, [hotel_id, seq])
            return [(at, number, json.loads(told)) for at, number, told in cursor.fetchall()]
