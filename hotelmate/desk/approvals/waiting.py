"""Bookings that wait for a decision: until when, for how much, and how full the nights are otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import ceil

from django.utils.translation import ngettext

from hotelmate.desk.approvals.countdown import time_left
from hotelmate.desk.bookings.buttons import Button
from hotelmate.desk.bookings.sheet import guest_name
from hotelmate.desk.dates import short_day
from hotelmate.desk.frame import Desk
from hotelmate.desk.today.lines import Line, actions_of, button_of
from hotelmate.payments.models import Method, PaymentState
from hotelmate.room_bookings.day import waiting_for_approval
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.queries import free_tonight_and_after
from hotelmate.room_bookings.readings import BookingReading, read_bookings

SOON = timedelta(hours=2)
MOST_DAYS = 3


@dataclass(frozen=True, slots=True)
class Waiting(Line):
    """A booking that waits. `free` is how many more rooms of its type could be sold on each of its nights, besides its own."""

    approve: Button
    decline: Button
    left: timedelta
    free: int
    tight: Sequence[date]

    @property
    def until(self) -> datetime | None:
        """Until when it can be decided: as long as the card is held, and the hotel's window is open."""
        return self.booking.expires_at

    @property
    def is_over(self) -> bool:
        """Whether it is too late to decide."""
        return self.left <= timedelta(0)

    @property
    def is_soon(self) -> bool:
        """Whether there is little time left."""
        return self.left < SOON

    @property
    def seconds_left(self) -> int:
        """How long there is, for a clock that ticks."""
        return max(0, ceil(self.left.total_seconds()))

    @property
    def has_card(self) -> bool:
        """Whether a card is held for it."""
        return any(one.method == Method.CARD and one.state == PaymentState.AUTHORISED for one in self.reading.payments)

    @property
    def time_left(self) -> str:
        """The same in words."""
        return time_left(self.seconds_left)

    @property
    def approve_kind(self) -> str:
        """How the button looks: only what would succeed is strong."""
        return "button" if self.approve.refused else "button primary"

    @property
    def tight_days(self) -> str:
        """The nights on which there is no other room, as far as they are few."""
        days = ", ".join(short_day(night) for night in self.tight[:MOST_DAYS])
        more = len(self.tight) - MOST_DAYS
        if more <= 0:
            return days
        return ngettext("%(days)s and %(count)d more night", "%(days)s and %(count)d more nights", more) % {
            "days": days,
            "count": more,
        }

    @property
    def oversold(self) -> int:
        """By how many rooms the fullest night is oversold."""
        return max(0, -self.free)


def waiting(desk: Desk) -> list[Waiting]:
    """Who waits for a decision, the one that expires first on top. Seven queries."""
    now = desk.hotel.now()
    readings = read_bookings(list(waiting_for_approval(desk.hotel.pk)))
    free = _free(desk, [reading.booking for reading in readings])
    return [_waiting(desk, reading, now, free) for reading in readings]


def _waiting(desk: Desk, reading: BookingReading, now: datetime, free: dict[int, dict[date, int]]) -> Waiting:
    booking, actions = reading.booking, actions_of(desk, reading)
    approve, decline = (button_of(reading, name, actions) for name in ("approve", "decline"))
    left = booking.expires_at - now if booking.expires_at is not None else timedelta(0)
    by_night = free.get(booking.room_type_id, {})
    nights = {night: by_night[night] for night in _nights(booking) if night in by_night}
    fewest = min(nights.values(), default=0)
    return Waiting(
        reading,
        guest_name(desk, reading),
        approve=approve,
        # What ran out is about to expire by itself; neither is decided any more.
        decline=decline if left > timedelta(0) or decline.refused else replace(decline, refused=approve.refused),
        left=left,
        free=fewest,
        tight=[night for night, rooms in nights.items() if rooms == fewest] if fewest <= 0 else [],
    )


def _free(desk: Desk, bookings: Sequence[RoomBooking]) -> dict[int, dict[date, int]]:
    """What is free of the types that are asked for, on all days that are asked for."""
    if not bookings:
        return {}
    return free_tonight_and_after(
        desk.hotel,
        room_type_ids={booking.room_type_id for booking in bookings},
        from_date=min(booking.check_in for booking in bookings),
        to_date=max(booking.held_until for booking in bookings),
    )


def _nights(booking: RoomBooking) -> list[date]:
    return [booking.check_in + timedelta(days=number) for number in range((booking.held_until - booking.check_in).days)]
