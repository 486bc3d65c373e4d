"""Turn the rows of a file into bookings that can be lived, and count what had to be made plausible for that.

Real files hold bookings without guests, groups under one name, no-shows dated before their arrival. Each such row is
lived in the nearest way that a hotel could have lived it, and counted by what was done.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from hotelmate.rooms.rules import MOST_GUESTS
from hotelmate.simulation.replay.rows import LONGEST_STAY_NIGHTS, BookingRow, Outcome

NO_ADULTS = "no_adults_taken_with_one"
CHILDREN_UNKNOWN = "children_unknown_taken_as_none"
PARTY_TOO_LARGE = "party_larger_than_any_that_stayed"
PARTY_BEYOND_ROOMS = "party_larger_than_any_room_sleeps"
RATE_UNKNOWN = "rate_unknown_taken_as_zero"
RATE_NEGATIVE = "rate_negative_taken_as_zero"
SOLD_TYPE_UNKNOWN = "sold_type_unknown_taken_from_the_stay"
STAYED_TYPE_UNKNOWN = "stayed_type_unknown_taken_as_sold"
FLAG_DISAGREES = "is_canceled_disagrees_with_status"
NO_SHOW_BEFORE_ARRIVAL = "no_show_dated_before_arrival"
NO_SHOW_AFTER_ARRIVAL = "no_show_dated_after_arrival"
CANCELLED_BEFORE_BOOKING = "cancellation_dated_before_booking"
CANCELLED_AFTER_ARRIVAL = "cancellation_dated_after_arrival"
LEFT_BEFORE_ARRIVAL = "check_out_dated_before_arrival"
LEFT_TOO_LATE = "check_out_dated_years_after_arrival"
DAY_USE_STAYED_ON = "day_use_that_stayed_overnight"

COUPLE = 2


class Party(NamedTuple):
    """Who comes."""

    adults: int
    children: int
    babies: int

    @property
    def size(self) -> int:
        """How many people the party has, babies included."""
        return sum(self)

    def reduced_to(self, size: int) -> "Party":
        """The party with as many of its adults, then children, then babies as `size` has place for."""
        adults = min(self.adults, size)
        children = min(self.children, size - adults)
        return Party(adults, children, min(self.babies, size - adults - children))


@dataclass(frozen=True, slots=True)
class PlannedBooking:
    """A booking as it will be lived: made on `booked_on`, for `arrival` to `departure`, ended on `ended_on`.

    `departure` is the arrival itself for day use. `ended_on` is the day of the check-out, the cancellation or the night
    of the no-show; a stay may end before its planned departure, or after it (it is extended then).
    """

    line: int
    booked_on: date
    arrival: date
    departure: date
    party: Party
    sold_type: str
    stayed_type: str
    rate: Decimal
    outcome: Outcome
    ended_on: date

    @property
    def first_free_day(self) -> date:
        """The day from which the room of this stay can be somebody else's: day use takes its day."""
        return max(self.ended_on, self.arrival + timedelta(days=1))

    @property
    def sold_until(self) -> date:
        """The end of the nights that the booking holds as sold: day use holds its day."""
        return max(self.departure, self.arrival + timedelta(days=1))


def plan_bookings(rows: Iterable[BookingRow]) -> tuple[list[PlannedBooking], dict[str, int], Counter[str]]:
    """The bookings in the order of the file, the largest party per room type, and what was normalised."""
    normalised: Counter[str] = Counter()
    bookings = [_plausible(row, normalised) for row in rows]
    capacities = _capacities(bookings)
    return [_fitting(booking, capacities, normalised) for booking in bookings], capacities, normalised


def _plausible(row: BookingRow, normalised: Counter[str]) -> PlannedBooking:
    arrival, booked_on = row.arrival, row.arrival - timedelta(days=row.lead_days)
    departure = arrival + timedelta(days=row.nights)
    sold_type, stayed_type = _types(row, normalised)
    if row.cancelled_flag is not None and row.cancelled_flag == (row.outcome is Outcome.STAYED):
        normalised[FLAG_DISAGREES] += 1
    ended_on = _ended_on(row, booked_on, departure, normalised)
    if row.outcome is Outcome.STAYED and row.nights == 0 and ended_on > arrival:
        normalised[DAY_USE_STAYED_ON] += 1
        departure = ended_on
    return PlannedBooking(
        line=row.line,
        booked_on=booked_on,
        arrival=arrival,
        departure=departure,
        party=_party(row, normalised),
        sold_type=sold_type,
        stayed_type=stayed_type,
        rate=_rate(row, normalised),
        outcome=row.outcome,
        ended_on=ended_on,
    )


def _types(row: BookingRow, normalised: Counter[str]) -> tuple[str, str]:
    """The type sold and the type slept in; a booking without a stay sleeps nowhere, so its second is not missed."""
    sold_type, stayed_type = row.sold_type, row.stayed_type
    if sold_type is None:
        normalised[SOLD_TYPE_UNKNOWN] += 1
    if stayed_type is None and row.outcome is Outcome.STAYED:
        normalised[STAYED_TYPE_UNKNOWN] += 1
    known = sold_type or stayed_type
    assert known is not None  # rows without any type were reported as broken
    return known, stayed_type or known


def _ended_on(row: BookingRow, booked_on: date, departure: date, normalised: Counter[str]) -> date:
    day, arrival = row.status_date, row.arrival
    match row.outcome:
        case Outcome.NO_SHOW:
            if day != arrival:
                normalised[NO_SHOW_BEFORE_ARRIVAL if day < arrival else NO_SHOW_AFTER_ARRIVAL] += 1
            return arrival
        case Outcome.CANCELLED:
            if day < booked_on:
                normalised[CANCELLED_BEFORE_BOOKING] += 1
            elif day > arrival:
                normalised[CANCELLED_AFTER_ARRIVAL] += 1
            return min(max(day, booked_on), arrival)
        case Outcome.STAYED:
            if day < arrival:
                normalised[LEFT_BEFORE_ARRIVAL] += 1
                return departure
            if day > arrival + timedelta(days=LONGEST_STAY_NIGHTS):
                normalised[LEFT_TOO_LATE] += 1
                return departure
            return day


def _party(row: BookingRow, normalised: Counter[str]) -> Party:
    if not row.adults:
        normalised[NO_ADULTS] += 1
    if row.children is None or row.babies is None:
        normalised[CHILDREN_UNKNOWN] += 1
    return Party(row.adults or 1, row.children or 0, row.babies or 0)


def _rate(row: BookingRow, normalised: Counter[str]) -> Decimal:
    if row.rate is None:
        normalised[RATE_UNKNOWN] += 1
    elif row.rate < 0:
        normalised[RATE_NEGATIVE] += 1
    return max(row.rate or Decimal(0), Decimal(0))


def _capacities(bookings: Iterable[PlannedBooking]) -> dict[str, int]:
    """The largest party that stayed in each type, as sold or as slept in, up to what a room may be said to sleep.

    A type that nobody stayed in takes its own largest party, up to the largest that stayed anywhere in the house.
    """
    stayed: defaultdict[str, int] = defaultdict(int)
    booked: defaultdict[str, int] = defaultdict(int)
    for booking in bookings:
        size = booking.party.size
        booked[booking.sold_type] = max(booked[booking.sold_type], size)
        if booking.outcome is Outcome.STAYED:
            for room_type in (booking.sold_type, booking.stayed_type):
                stayed[room_type] = max(stayed[room_type], size)
    largest = max(stayed.values(), default=COUPLE)
    never_stayed = {name: min(size, largest) for name, size in booked.items() if name not in stayed}
    return {name: min(size, MOST_GUESTS) for name, size in {**stayed, **never_stayed}.items()}


def _fitting(booking: PlannedBooking, capacities: Mapping[str, int], normalised: Counter[str]) -> PlannedBooking:
    capacity = capacities[booking.sold_type]
    if booking.party.size <= capacity:
        return booking
    normalised[PARTY_BEYOND_ROOMS if booking.outcome is Outcome.STAYED else PARTY_TOO_LARGE] += 1
    return replace(booking, party=booking.party.reduced_to(capacity))
