"""The house as of any time, from the log alone: every room, who was in it, and the bookings of that day."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from hotelmate.hotel.models import Hotel
from hotelmate.reports.folding import BookingThen, RoomThen, bookings_then, rooms_then
from hotelmate.reports.places import Place, find_place
from hotelmate.reports.register import Register
from hotelmate.room_bookings.lifecycle import PENDING, BookingStatus
from hotelmate.rooms.lifecycle import RoomStatus

S = BookingStatus
COMING = (S.CONFIRMED, S.PENDING_APPROVAL)
CAME = (S.IN_HOUSE, S.COMPLETED)


@dataclass(frozen=True)
class HouseThen:
    """The house at a place in the log. `bookings` has all that lived then, and those that had ended that day."""

    place: Place
    rooms: tuple[RoomThen, ...]
    bookings: tuple[BookingThen, ...]

    @property
    def seq(self) -> int:
        """Everything up to this number had happened."""
        return self.place.seq

    @property
    def at(self) -> datetime:
        """The moment."""
        return self.place.at

    @property
    def last_seq(self) -> int:
        """How far the log has come by now."""
        return self.place.last_seq

    @property
    def business_date(self) -> date:
        """The hotel's own today, then."""
        return self.place.business_date

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rooms had each status."""
        found = Counter(room.room_status for room in self.rooms)
        return {status: found[status] for status in RoomStatus.values}

    @property
    def in_use(self) -> int:
        """How many rooms there were."""
        return len(self.rooms)

    @property
    def occupied(self) -> int:
        """How many rooms somebody was in."""
        return sum(room.booking_id is not None for room in self.rooms)

    @property
    def available(self) -> int:
        """How many rooms were in use and not out of order."""
        return self.in_use - self.counts[RoomStatus.OUT_OF_ORDER]

    @property
    def occupancy_percent(self) -> Decimal:
        """How many of a hundred available rooms were occupied."""
        return percent(self.occupied, self.available)

    @cached_property
    def in_house(self) -> tuple[BookingThen, ...]:
        """Who was in house, by room."""
        inside = [booking for booking in self.bookings if booking.status == S.IN_HOUSE]
        return tuple(sorted(inside, key=lambda one: (len(one.room_number or ""), one.room_number or "")))

    @cached_property
    def arrivals(self) -> tuple[BookingThen, ...]:
        """Who was to arrive that day, whether they had come by then or not; a no-show was to arrive, too."""
        wanted = (*COMING, *CAME, S.NO_SHOW)
        return tuple(one for one in self.bookings if one.check_in == self.business_date and one.status in wanted)

    @cached_property
    def departures(self) -> tuple[BookingThen, ...]:
        """Who was to leave by that day and was still in house, and who had left in its course."""
        return tuple(
            one
            for one in self.bookings
            if one.status == S.COMPLETED or (one.status == S.IN_HOUSE and one.check_out <= self.business_date)
        )

    @cached_property
    def waiting(self) -> tuple[BookingThen, ...]:
        """Who waited for a payment or a decision."""
        return tuple(one for one in self.bookings if one.status in PENDING)


def percent(part: int, whole: int) -> Decimal:
    """How many of a hundred, with one decimal; 0 of nothing."""
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1")) if whole else Decimal("0.0")


def house_then(hotel: Hotel, *, seq: int | None = None, at: datetime | None = None) -> HouseThen:
    """The house after the event `seq`, or at a moment; without either the present. A constant number of statements.

    Refuses with BOTH_SEQ_AND_MOMENT, SEQ_BEYOND_LOG, MOMENT_IN_THE_FUTURE and BEFORE_THE_HOTEL.
    """
    place = find_place(hotel, seq=seq, at=at)
    register = Register(hotel.pk, place.seq)
    return HouseThen(place, tuple(rooms_then(hotel.pk, register)), tuple(bookings_then(hotel.pk, place, register)))
