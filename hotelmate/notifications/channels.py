"""Channels: their names, and who may join which.

All are private. The three of a hotel carry every event of its log between them, each event on exactly one of the three.
"""

import re
from dataclasses import dataclass
from typing import Literal

from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import VIEW_BOOKINGS, VIEW_ROOMS
from hotelmate.core.errors import Refusal

Kind = Literal["room-bookings", "rooms", "hotel", "personal", "guest"]

BOOKINGS: Kind = "room-bookings"
ROOMS: Kind = "rooms"
HOTEL: Kind = "hotel"
PERSONAL: Kind = "personal"
GUEST: Kind = "guest"

LONGEST_NAME = 164
OF_HOTEL = re.compile(r"private-([-a-zA-Z0-9_]{1,60})\.(room-bookings|rooms|hotel)")
OF_PERSON = re.compile(r"private-([-a-zA-Z0-9_]{1,60})\.staff-([0-9]{1,18})-notifications")
OF_GUEST = re.compile(r"private-guest-booking\.([-A-Za-z0-9]{1,40})")
# What a role must include to join; nothing for the channel of the house itself.
NEEDED: dict[str, str | None] = {BOOKINGS: VIEW_BOOKINGS, ROOMS: VIEW_ROOMS, HOTEL: None}


@dataclass(frozen=True, slots=True)
class Channel:
    """What a channel's name says."""

    kind: Kind
    hotel_slug: str = ""
    staff_id: int | None = None
    booking_id: str = ""


def hotel_channel(slug: str, kind: Kind) -> str:
    """The name of one of a hotel's three channels."""
    return f"private-{slug}.{kind}"


def personal_channel(slug: str, staff_id: int) -> str:
    """The name of the channel of one member of staff."""
    return f"private-{slug}.staff-{staff_id}-notifications"


def guest_channel(booking_id: str) -> str:
    """The name of the channel of a booking's guest."""
    return f"private-guest-booking.{booking_id}"


def parse_channel(name: str) -> Channel | None:
    """What the name says, or None when there is no such channel."""
    if match := OF_HOTEL.fullmatch(name):
        return Channel(match[2], hotel_slug=match[1])  # type: ignore[arg-type]
    if match := OF_PERSON.fullmatch(name):
        return Channel(PERSONAL, hotel_slug=match[1], staff_id=int(match[2]))
    if match := OF_GUEST.fullmatch(name):
        return Channel(GUEST, booking_id=match[1])
    return None


def cannot_join(actor: Actor, name: str) -> Refusal | None:
    """Why somebody may not join a channel, or None."""
    channel = parse_channel(name)
    if channel is None:
        return _forbidden(name, "There is no such channel.")
    if actor.kind == "guest":
        if channel.kind != GUEST:
            return _forbidden(name, "Guest tokens cannot access staff channels.", code="STAFF_CHANNEL")
        return (
            None if channel.booking_id == actor.booking_id else _forbidden(name, "This is another booking's channel.")
        )
    if channel.kind == GUEST:
        return _forbidden(name, "This channel is for the guest of the booking.")
    if channel.hotel_slug != getattr(actor.hotel, "slug", None):
        return _forbidden(name, "You can only join channels of your hotel.")
    if channel.kind == PERSONAL:
        return None if channel.staff_id == actor.staff_id else _forbidden(name, "This is somebody else's channel.")
    needed = NEEDED[channel.kind]
    return None if needed is None or actor.may(needed) else _forbidden(name, f"Your role does not include '{needed}'.")


def may_join(actor: Actor, name: str) -> bool:
    """Whether somebody may join a channel."""
    return cannot_join(actor, name) is None


def _forbidden(name: str, message: str, code: str = "CHANNEL_FORBIDDEN") -> Refusal:
    return Refusal(code, message, 403, {"channel_name": name[:LONGEST_NAME]})
