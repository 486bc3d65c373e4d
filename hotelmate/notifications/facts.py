"""The rows that a batch of events is told with, read once: a constant number of statements, however many events.

By hand, since the stream reads them with every change of every house. What is not found stays out, and the event is
told without it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from hotelmate.core.rows import RowReader
from hotelmate.events.models import Event
from hotelmate.hotel.models import Hotel
from hotelmate.housekeeping.models import Fault, HousekeepingTask, RoomDiscrepancy
from hotelmate.payments.queries import intents_of_bookings, payments_of_bookings
from hotelmate.room_bookings.models import PartyMember, RoomBooking
from hotelmate.room_bookings.readings import BookingReading
from hotelmate.rooms.models import Room, RoomBlock, RoomType
from hotelmate.staff.models import StaffMember

M = TypeVar("M", bound=Model)
RoomKey = tuple[int, str]

HOTELS, ROOMS, TYPES = RowReader(Hotel), RowReader(Room), RowReader(RoomType)
BOOKINGS, PARTY, TASKS = RowReader(RoomBooking), RowReader(PartyMember), RowReader(HousekeepingTask)
BY_ID: dict[str, RowReader[Any]] = {
    "hotel": HOTELS,
    "fault": RowReader(Fault),
    "block": RowReader(RoomBlock),
    "discrepancy": RowReader(RoomDiscrepancy),
    "room_type": TYPES,
    "staff": RowReader(StaffMember),
}

ROOMS_BY_NUMBER = f"""
    SELECT {ROOMS.columns("room")}, {TYPES.columns("type")},
        (SELECT count(*) FROM {PARTY.table} one WHERE one.booking_id = room.occupant_id AND one.is_staying),
        (SELECT json_agg(json_build_array(fault.is_blocking, fault.priority, fault.description) ORDER BY fault.id)
         FROM {Fault._meta.db_table} fault WHERE fault.room_id = room.id AND fault.resolved_at IS NULL),
        (SELECT json_build_array(booking.booking_id, booking.check_in)
         FROM rooms_roomallocation claim JOIN {BOOKINGS.table} booking ON booking.id = claim.booking_id
         WHERE claim.room_id = room.id AND claim.ended_at IS NULL AND booking.status = 'CONFIRMED'
         ORDER BY claim.from_date LIMIT 1)
    FROM unnest(%s::bigint[], %s::text[]) AS wanted (hotel_id, number)
    JOIN {ROOMS.table} room ON room.hotel_id = wanted.hotel_id AND room.number = wanted.number
    JOIN {TYPES.table} type ON type.id = room.room_type_id
"""
# With the room that the booking is in, has, or left last.
BOOKINGS_BY_ID = f"""
    SELECT {BOOKINGS.columns("booking")}, {TYPES.columns("type")}, claim.note, claim.ended_at IS NULL,
        {ROOMS.columns("room")}, {TYPES.columns("slept")}
    FROM {BOOKINGS.table} booking JOIN {TYPES.table} type ON type.id = booking.room_type_id
    LEFT JOIN LATERAL (
        SELECT note, ended_at, room_id FROM rooms_roomallocation WHERE booking_id = booking.id
        ORDER BY from_date DESC, to_date DESC, id DESC LIMIT 1
    ) claim ON true
    LEFT JOIN {ROOMS.table} room ON room.id = claim.room_id
    LEFT JOIN {TYPES.table} slept ON slept.id = room.room_type_id
    WHERE booking.booking_id = ANY(%s)
"""
PARTY_OF_BOOKINGS = (
    f"SELECT {PARTY.columns('one')} FROM {PARTY.table} one WHERE one.booking_id = ANY(%s) ORDER BY one.id"
)
TASKS_BY_ID = f"""
    SELECT {TASKS.columns("task")}, booking.booking_id
    FROM {TASKS.table} task LEFT JOIN {BOOKINGS.table} booking ON booking.id = task.booking_id WHERE task.id = ANY(%s)
"""


@dataclass(slots=True)
class RoomReading:
    """A room, how many are in it, and its open faults: blocking or not, priority, description.

    `awaited` is the confirmed booking that has the room next: its id and the day on which it arrives.
    """

    room: Room
    guests: int
    faults: list[tuple[bool, str, str]]
    awaited: tuple[str, date] | None = None


@dataclass(slots=True)
class Wanted:
    """What a batch needs."""

    hotels: set[int] = field(default_factory=set)
    rooms: set[RoomKey] = field(default_factory=set)
    bookings: set[str] = field(default_factory=set)
    parties: set[str] = field(default_factory=set)
    money: set[str] = field(default_factory=set)
    ids: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


@dataclass(slots=True)
class Facts:
    """What was found. Rows of other hotels than the event's are not handed out."""

    hotels: dict[int, Hotel]
    rooms: dict[RoomKey, RoomReading]
    bookings: dict[str, BookingReading]
    rows: dict[str, dict[int, Any]]

    def room(self, hotel_id: int, number: object) -> RoomReading | None:
        """The hotel's room with this number now."""
        return self.rooms.get((hotel_id, str(number)))

    def booking(self, hotel_id: int, booking_id: object) -> BookingReading | None:
        """The hotel's booking."""
        found = self.bookings.get(str(booking_id))
        return found if found is not None and found.booking.hotel_id == hotel_id else None

    def row(self, kind: str, event: Event) -> Any:
        """The row that the event is about, if it is of this kind."""
        if event.subject_type != kind:
            return None
        found = self.rows.get(kind, {}).get(id_of(event.subject_id))
        return found if found is not None and found.hotel_id == event.hotel_id else None


def id_of(text: str) -> int:
    """The id in a subject; 0, which no row has, where there is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def read_facts(wanted: Wanted) -> Facts:
    """Read what is wanted; nothing that is not wanted costs a statement."""
    rows: dict[str, dict[int, Any]] = {
        kind: _rows(reader, wanted.ids[kind]) for kind, reader in BY_ID.items() if wanted.ids.get(kind)
    }
    if wanted.ids.get("task"):
        rows["task"] = _tasks(wanted.ids["task"])
    return Facts(
        hotels=_rows(HOTELS, wanted.hotels),
        rooms=_rooms(wanted.rooms) if wanted.rooms else {},
        bookings=_bookings(wanted) if wanted.bookings else {},
        rows=rows,
    )


def _fetch(statement: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _rows(reader: RowReader[M], ids: Collection[int]) -> dict[int, M]:
    statement = f"SELECT {reader.columns('row')} FROM {reader.table} row WHERE row.id = ANY(%s)"
    return {row.pk: row for row in map(reader.read, _fetch(statement, [list(ids)]))}


def _tasks(ids: Iterable[int]) -> dict[int, HousekeepingTask]:
    tasks = {}
    for values in _fetch(TASKS_BY_ID, [list(ids)]):
        task = TASKS.read(values[: TASKS.width])
        task.booking_public_id = values[-1]  # type: ignore[attr-defined]
        tasks[task.pk] = task
    return tasks


def _rooms(keys: Iterable[RoomKey]) -> dict[RoomKey, RoomReading]:
    hotel_ids, numbers = zip(*keys, strict=True)
    found = {}
    for values in _fetch(ROOMS_BY_NUMBER, [list(hotel_ids), list(numbers)]):
        *row, guests, faults, awaited = values
        room = _room(row)
        found[(room.hotel_id, room.number)] = RoomReading(
            room,
            guests,
            [tuple(one) for one in faults or ()],
            (awaited[0], date.fromisoformat(awaited[1])) if awaited else None,
        )
    return found


def _room(values: Sequence[Any]) -> Room:
    room = ROOMS.read(values[: ROOMS.width])
    room.room_type = TYPES.read(values[ROOMS.width :])
    return room


def _bookings(wanted: Wanted) -> dict[str, BookingReading]:
    readings: dict[int, BookingReading] = {}
    for values in _fetch(BOOKINGS_BY_ID, [list(wanted.bookings)]):
        take = _taker(values)
        booking = BOOKINGS.read(take(BOOKINGS.width))
        booking.room_type = TYPES.read(take(TYPES.width))
        reading = BookingReading(booking)
        note, is_open = take(2)
        room = take(ROOMS.width + TYPES.width)
        if room[0] is not None:
            reading.room, reading.has_open_claim, reading.assignment_note = _room(room), is_open, note
        readings[booking.pk] = reading
    by_id = {reading.booking.booking_id: reading for reading in readings.values()}
    parties = [by_id[booking_id].booking.pk for booking_id in wanted.parties & by_id.keys()]
    if parties:
        for one in map(PARTY.read, _fetch(PARTY_OF_BOOKINGS, [parties])):
            readings[one.booking_id].party.append(one)
    money = [by_id[booking_id].booking.pk for booking_id in wanted.money & by_id.keys()]
    if money:
        for payment in payments_of_bookings(money):
            readings[payment.booking_id].payments.append(payment)
        for intent in intents_of_bookings(money):
            readings[intent.booking_id].intents.append(intent)
    return by_id


def _taker(values: Sequence[Any]) -> Callable[[int], Sequence[Any]]:
    """Takes the next so many of the values."""
    position = 0

    def take(width: int) -> Sequence[Any]:
        nonlocal position
        position += width
        return values[position - width : position]

    return take
