"""Bookings, the people on them, and the tokens that guests act with."""

from hotelmate.room_bookings.models.booking import BookerType, Channel, RoomBooking
from hotelmate.room_bookings.models.people import GuestToken, PartyMember, PartyRole

__all__ = ["BookerType", "Channel", "GuestToken", "PartyMember", "PartyRole", "RoomBooking"]
