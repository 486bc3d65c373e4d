"""What lists of bookings share: a booking with its guest, and buttons for what may be done with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hotelmate.desk.bookings.buttons import KINDS, Button
from hotelmate.desk.frame import Desk
from hotelmate.desk.refusals import sentence
from hotelmate.room_bookings.actions import booking_actions
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.readings import BookingReading
from hotelmate.rooms.models import Room

Actions = Mapping[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Line:
    """A booking in a list: who it is, and the room that it has."""

    reading: BookingReading
    guest: str

    @property
    def booking(self) -> RoomBooking:
        """The booking."""
        return self.reading.booking

    @property
    def room(self) -> Room | None:
        """The room that it has, if it has one."""
        return self.reading.room if self.reading.has_open_claim else None

    @property
    def overpaid(self) -> Decimal:
        """What was taken too much."""
        return -self.booking.balance

    @property
    def is_held(self) -> bool:
        """Whether all that is owed is held on a card."""
        return self.booking.held_amount > 0 and self.booking.held_amount >= self.booking.balance


def actions_of(desk: Desk, reading: BookingReading) -> Actions:
    """What may be done with the booking, by name."""
    return {action["name"]: action for action in booking_actions(desk.actor, reading)}


def button_of(reading: BookingReading, name: str, actions: Actions, *, asks: bool = False) -> Button:
    """The button of an action; one that `asks` opens a form where others do it at once."""
    kind, action = KINDS[name], actions[name]
    return Button(
        name=name,
        label=_("Check out…") if asks else str(kind.label),
        icon=kind.icon,
        way="ask" if asks else kind.way,
        url=reverse("desk-booking-do", args=[reading.booking.booking_id, name]),
        refused="" if action["allowed"] else sentence(action["code"], action["reason"]),
        code="" if action["allowed"] else action["code"],
    )
