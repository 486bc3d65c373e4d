"""Bookings as today's lists show them: each with its guest and the one thing that is to be done with it next."""

from dataclasses import dataclass

from hotelmate.desk.bookings.buttons import Button
from hotelmate.desk.bookings.sheet import guest_name
from hotelmate.desk.frame import Desk
from hotelmate.desk.today.lines import Line, actions_of, button_of
from hotelmate.room_bookings import rules
from hotelmate.room_bookings.day import arrivals_left, departures_left
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.readings import read_bookings

S = BookingStatus


@dataclass(frozen=True, slots=True)
class Arrival(Line):
    """Somebody who is to come today: check in, assign a room, or what is in the way of it."""

    check_in: Button
    assign: Button

    @property
    def is_to_decide(self) -> bool:
        """Whether somebody has to approve it first."""
        return self.booking.status == S.PENDING_APPROVAL

    @property
    def is_ready(self) -> bool:
        """Whether the guest may come in now."""
        return not self.check_in.refused

    @property
    def is_waiting(self) -> bool:
        """Whether it is the room that is missing."""
        return self.room is None or rules.room_not_ready(self.room) is not None


@dataclass(frozen=True, slots=True)
class Departure(Line):
    """Somebody who is to leave: at once when all is paid, otherwise the form asks first."""

    check_out: Button
    extend: Button
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Missing(Line):
    """Somebody who should have come and may be marked as a no-show."""

    no_show: Button
    change_dates: Button


def arrivals(desk: Desk) -> list[Arrival]:
    """Who is to come today, by the time they are expected. Five queries."""
    found = []
    for reading in read_bookings(list(arrivals_left(desk.hotel.pk, desk.day))):
        actions = actions_of(desk, reading)
        found.append(
            Arrival(
                reading,
                guest_name(desk, reading),
                check_in=button_of(reading, "check_in", actions),
                assign=button_of(reading, "assign_room", actions),
            )
        )
    return found


def departures(desk: Desk) -> list[Departure]:
    """Who is to leave by today, those who should have left before on top. Five queries."""
    due_out = rules.due_out_by(desk.hotel, desk.hotel.now())
    found = []
    for reading in read_bookings(list(departures_left(desk.hotel.pk, desk.day))):
        booking, actions = reading.booking, actions_of(desk, reading)
        found.append(
            Departure(
                reading,
                guest_name(desk, reading),
                check_out=button_of(reading, "check_out", actions, asks=bool(booking.balance)),
                extend=button_of(reading, "extend", actions),
                is_overdue=booking.check_out <= due_out and booking.check_in < due_out,
            )
        )
    return found


def missing(desk: Desk) -> list[Missing]:
    """Who should have come, and may be marked as a no-show by now. Five queries."""
    now = desk.hotel.now()
    late = RoomBooking.objects.filter(hotel_id=desk.hotel.pk, status=S.CONFIRMED, check_in__lte=desk.day)
    late = late.select_related("room_type").order_by("check_in", "pk")
    found = []
    for reading in read_bookings([one for one in late if rules.cannot_mark_no_show(one, desk.hotel, now) is None]):
        actions = actions_of(desk, reading)
        found.append(
            Missing(
                reading,
                guest_name(desk, reading),
                no_show=button_of(reading, "no_show", actions),
                change_dates=button_of(reading, "change_dates", actions),
            )
        )
    return found
