"""Bookings, the people on them, the tokens that guests act with, and the offers that bookings come of."""

from hotelmate.room_bookings.models.booking import BookerType, Channel, RoomBooking
from hotelmate.room_bookings.models.people import (
    BookingReminder,
    GuestToken,
    PartyMember,
    PartyRole,
    ReminderKind,
    TokenPurpose,
    TokenScope,
)
from hotelmate.room_bookings.models.quotes import Quote

__all__ = [
    "BookerType",
    "BookingReminder",
    "Channel",
    "GuestToken",
    "PartyMember",
    "PartyRole",
    "Quote",
    "ReminderKind",
    "RoomBooking",
    "TokenPurpose",
    "TokenScope",
]
