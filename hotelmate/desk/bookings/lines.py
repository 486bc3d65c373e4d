"""Bookings in lists, as the person who looks may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from hotelmate.desk.frame import Desk
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.readings import BookingReading, read_bookings
from hotelmate.rooms.models import Room


@dataclass(frozen=True, slots=True)
class Line:
    """A booking in a list. `room` is the one that it is in, has, or left last; amounts are there for who may see them."""

    booking: RoomBooking
    url: str
    guest: str
    room: Room | None
    shows_state: bool
    balance: Decimal | None
    owes: bool


def owes(booking: RoomBooking, today: date) -> bool:
    """Whether somebody who leaves today, should have left, or has left has not paid all of it."""
    leaves = booking.status == BookingStatus.IN_HOUSE and booking.check_out <= today
    return (leaves or booking.status == BookingStatus.COMPLETED) and booking.balance > 0


def lines_of(desk: Desk, bookings: Sequence[RoomBooking]) -> list[Line]:
    """These bookings, whose types are loaded. Four queries."""
    return [line_of(desk, reading) for reading in read_bookings(bookings)]


def line_of(desk: Desk, reading: BookingReading) -> Line:
    """One booking."""
    booking = reading.booking
    name = f"{booking.primary_first_name} {booking.primary_last_name}".strip()
    return Line(
        booking=booking,
        url=reverse("desk-booking", args=[booking.booking_id]),
        guest=name if name and desk.sees_contacts else booking.booking_id,
        room=reading.room,
        shows_state=reading.has_open_claim and booking.status != BookingStatus.IN_HOUSE,
        balance=booking.balance if desk.sees_money else None,
        owes=owes(booking, desk.day),
    )
