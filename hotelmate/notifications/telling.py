"""One event with what it is told with: rows as they are now, with what the event says laid over them."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model

from hotelmate.events.models import Event
from hotelmate.hotel.models import Hotel
from hotelmate.notifications.facts import Facts, RoomReading, id_of
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.readings import BookingReading
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room

M = TypeVar("M", bound=Model)
Reading = Callable[[Any], Any]


def readers_of(model: type[Model]) -> dict[str, Reading]:
    """How each column that an event may tell of is read from the event's JSON."""
    fields = [
        field for field in model._meta.concrete_fields if not field.generated and not isinstance(field, ForeignKey)
    ]
    return {field.attname: field.to_python for field in fields}


TOLD_OF_BOOKING, TOLD_OF_ROOM = readers_of(RoomBooking), readers_of(Room)


def as_told(row: M, told: Mapping[str, Any], readers: Mapping[str, Reading]) -> M:
    """The row as the event has it; the row that was read stays as it is."""
    values = {}
    for name, value in told.items():
        if name in readers:
            try:
                values[name] = readers[name](value)
            except ValidationError:
                # What an older version wrote in another form is told from the row.
                continue
    if not values:
        return row
    copied = type(row).__new__(type(row))
    copied.__dict__.update(row.__dict__, **values)
    return copied


class Telling:
    """What the payloads of an event are made from."""

    def __init__(self, event: Event, facts: Facts) -> None:
        self.event = event
        self.after: Mapping[str, Any] = event.after
        self._facts = facts
        self.hotel: Hotel | None = facts.hotels.get(event.hotel_id)

    @property
    def id(self) -> int:
        """The id of the row that the event is about."""
        return id_of(self.event.subject_id)

    @cached_property
    def booking(self) -> BookingReading | None:
        """The booking that the event is about, as it left it."""
        about = self.event.subject_type == "booking"
        found = self._facts.booking(
            self.event.hotel_id, self.event.subject_id if about else self.after.get("booking_id", "")
        )
        if found is None or not about:
            return found
        told = BookingReading(
            as_told(found.booking, self.after, TOLD_OF_BOOKING),
            found.room,
            found.has_open_claim,
            found.assignment_note,
            found.party,
            found.payments,
            found.intents,
        )
        told.booking.updated_at = max(found.booking.updated_at, self.event.occurred_at)
        if "room_number" in self.after:
            self._put_into_room(told)
        return told

    def _put_into_room(self, told: BookingReading) -> None:
        number = self.after["room_number"]
        if told.room is not None and told.room.number != number:
            other = self._facts.room(self.event.hotel_id, number) if number else None
            told.room = other.room if other else None

    @property
    def room_number(self) -> str | None:
        """The room that the booking has after the event."""
        if "room_number" in self.after:
            number = self.after["room_number"]
            return None if number is None else str(number)
        return self.booking.room.number if self.booking and self.booking.room else None

    @cached_property
    def room(self) -> RoomReading | None:
        """The room that the event is about, as it left it."""
        about = self.event.subject_type == "room"
        number = self.after.get("number", self.event.subject_id) if about else self.after.get("room_number", "")
        found = self._facts.room(self.event.hotel_id, number) or self._facts.room(
            self.event.hotel_id, self.event.subject_id if about else number
        )
        if found is None or not about:
            return found
        room = as_told(found.room, self.after, TOLD_OF_ROOM)
        guests = found.guests if room.room_status == RoomStatus.OCCUPIED else 0
        return RoomReading(room, guests, found.faults, found.awaited)

    @property
    def awaited_booking_id(self) -> str:
        """The booking that arrives today and has the room that the event is about; empty where there is none."""
        if self.event.subject_type != "room" or self.room is None or self.room.awaited is None or self.hotel is None:
            return ""
        booking_id, check_in = self.room.awaited
        return booking_id if check_in <= self.hotel.business_date_at(self.event.occurred_at) else ""

    def row(self, kind: str) -> Any:
        """The row that the event is about, as it is now; None when there is none of this kind."""
        return self._facts.row(kind, self.event)

    @property
    def hotel_name(self) -> str:
        """The hotel's name."""
        return self.hotel.name if self.hotel else ""

    @property
    def hotel_phone(self) -> str:
        """Where a guest can call."""
        return self.hotel.phone if self.hotel else ""
