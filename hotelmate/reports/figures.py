"""Occupancy, arrivals, departures and rooms' revenue by day: what happened until yesterday, what is on the books from today.

A room is sold for a night when somebody slept in it, or is booked to; day use is no night. What a stay costs is shared
out over the nights that it was booked for, by their prices where those are known and evenly otherwise, whether the guest
slept in all of them or not; day use counts on its day. Fees of cancellations and no-shows are not among it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import VIEW_MONEY, VIEW_REPORTS
from hotelmate.core.errors import refuse_if
from hotelmate.core.money import ZERO, cents
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import hotel_of
from hotelmate.reports.house import percent
from hotelmate.reports.rules import days_wrong

DAYS = "generate_series(0, %(last)s::date - %(first)s::date) n CROSS JOIN LATERAL (SELECT %(first)s::date + n AS day) d"
ROOMS = f"""
    SELECT d.day, count(room.id), count(window_of.id)
    FROM {DAYS}
    LEFT JOIN rooms_room room ON room.hotel_id = %(hotel)s AND room.active_from <= d.day
        AND (room.active_until IS NULL OR d.day < room.active_until)
    LEFT JOIN rooms_roomblock window_of ON window_of.room_id = room.id AND window_of.kind = 'OUT_OF_ORDER'
        AND window_of.from_date <= d.day AND d.day < window_of.to_date
    GROUP BY d.day
"""
# Slept: the claims of stays, and the nights that a guest who should have left is still there. Booked: from tonight on.
NIGHTS = """
    WITH night AS (
        SELECT claim.from_date + k AS day, 'sold' AS what
        FROM rooms_roomallocation claim
        JOIN room_bookings_roombooking b ON b.id = claim.booking_id AND b.status IN ('IN_HOUSE', 'COMPLETED')
        CROSS JOIN LATERAL generate_series(0, least(claim.to_date, %(today)s::date, %(last)s::date + 1) - claim.from_date - 1) k
        WHERE claim.hotel_id = %(hotel)s AND claim.from_date <= %(last)s::date AND claim.to_date > %(first)s::date
          AND b.check_in < b.check_out
        UNION ALL
        SELECT b.check_out + k, 'sold'
        FROM room_bookings_roombooking b
        CROSS JOIN LATERAL generate_series(0, least(%(today)s::date, %(last)s::date + 1) - b.check_out - 1) k
        WHERE b.hotel_id = %(hotel)s AND b.status = 'IN_HOUSE' AND b.check_out < %(today)s::date AND b.check_in < b.check_out
        UNION ALL
        SELECT begins.day + k, CASE WHEN b.status IN ('CONFIRMED', 'IN_HOUSE') THEN 'sold' ELSE 'waiting' END
        FROM room_bookings_roombooking b
        CROSS JOIN LATERAL (SELECT greatest(b.check_in, %(today)s::date, %(first)s::date) AS day) begins
        CROSS JOIN LATERAL generate_series(0, least(b.check_out, %(last)s::date + 1) - begins.day - 1) k
        WHERE b.hotel_id = %(hotel)s AND b.status IN ('CONFIRMED', 'IN_HOUSE', 'PENDING_PAYMENT', 'PENDING_APPROVAL')
          AND b.check_out > greatest(%(today)s::date, %(first)s::date) AND b.check_in <= %(last)s::date
    )
    SELECT day, count(*) FILTER (WHERE what = 'sold'), count(*) FILTER (WHERE what = 'waiting')
    FROM night WHERE day BETWEEN %(first)s::date AND %(last)s::date GROUP BY day
"""
REVENUE = """
    SELECT b.check_in + k, sum(CASE WHEN priced.nights
        THEN (b.price_details -> 'nights' -> k ->> 'total')::numeric
        ELSE round(b.total_amount * (k + 1) / stay.nights, 2) - round(b.total_amount * k / stay.nights, 2) END)
    FROM room_bookings_roombooking b
    CROSS JOIN LATERAL (SELECT greatest(b.check_out - b.check_in, 1) AS nights) stay
    CROSS JOIN LATERAL (
        SELECT jsonb_array_length(b.price_details -> 'nights') = stay.nights
           AND (b.price_details ->> 'total')::numeric = b.total_amount
           AND (b.price_details -> 'nights' -> 0 ->> 'night')::date = b.check_in AS nights
    ) priced
    CROSS JOIN LATERAL generate_series(0, stay.nights - 1) k
    WHERE b.hotel_id = %(hotel)s AND b.status IN ('CONFIRMED', 'IN_HOUSE', 'COMPLETED') AND b.currency = %(currency)s
      AND b.check_out >= %(first)s::date AND b.check_in <= %(last)s::date
      AND b.check_in + k BETWEEN %(first)s::date AND %(last)s::date
    GROUP BY 1
"""
# Who came and who left, on the business date on which they did; who is still expected, on their dates, or today if late.
COMING_AND_GOING = """
    WITH step AS (
        SELECT ((b.checked_in_at AT TIME ZONE %(timezone)s) - %(rollover)s::interval)::date AS day, 'came' AS what
        FROM room_bookings_roombooking b WHERE b.hotel_id = %(hotel)s AND b.checked_in_at >= %(from)s AND b.checked_in_at < %(until)s
        UNION ALL
        SELECT ((b.checked_out_at AT TIME ZONE %(timezone)s) - %(rollover)s::interval)::date, 'left'
        FROM room_bookings_roombooking b WHERE b.hotel_id = %(hotel)s AND b.checked_out_at >= %(from)s AND b.checked_out_at < %(until)s
        UNION ALL
        SELECT greatest(b.check_in, %(today)s::date), 'came'
        FROM room_bookings_roombooking b
        WHERE b.hotel_id = %(hotel)s AND b.status = 'CONFIRMED' AND b.check_in <= %(last)s::date
        UNION ALL
        SELECT greatest(b.check_out, %(today)s::date), 'left'
        FROM room_bookings_roombooking b
        WHERE b.hotel_id = %(hotel)s AND b.status IN ('CONFIRMED', 'IN_HOUSE') AND b.check_out <= %(last)s::date
    )
    SELECT day, count(*) FILTER (WHERE what = 'came'), count(*) FILTER (WHERE what = 'left')
    FROM step WHERE day BETWEEN %(first)s::date AND %(last)s::date GROUP BY day
"""


class RoomNights(NamedTuple):
    """The rooms of a day, and of how many the night that begins on it is sold, or waits to be confirmed."""

    rooms: int
    out_of_order: int
    sold: int
    waiting: int

    @property
    def occupancy_percent(self) -> Decimal:
        """How many of a hundred available rooms are sold."""
        return percent(self.sold, self.rooms - self.out_of_order)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """One day: its rooms, the night that begins on it, and who comes and goes. `revenue` is None for who sees no money.

    `waiting` counts the rooms of bookings that are not confirmed yet; they are not among `sold`.
    """

    day: date
    is_past: bool
    rooms: int
    out_of_order: int
    sold: int
    waiting: int
    arrivals: int
    departures: int
    revenue: Decimal | None

    @property
    def available(self) -> int:
        """The rooms that could be sold."""
        return self.rooms - self.out_of_order

    @property
    def occupancy_percent(self) -> Decimal:
        """How many of a hundred available rooms are sold."""
        return percent(self.sold, self.available)

    @property
    def average_rate(self) -> Decimal:
        """What a sold room brings; 0 when none is sold."""
        return cents((self.revenue or ZERO) / self.sold) if self.sold else ZERO


def figures_of(actor: Actor, *, first: date, last: date) -> list[DayFigures]:
    """The days from `first` to `last`, the last one included. Four statements, one fewer for who sees no money.

    Refuses with PERMISSION_DENIED, INVALID_DATES and TOO_MANY_DAYS.
    """
    actor.require(VIEW_REPORTS)
    refuse_if(days_wrong(first, last))
    hotel = hotel_of(actor)
    values = _values(hotel, first, last)
    nights, steps = room_nights(hotel, first=first, last=last), _by_day(COMING_AND_GOING, values)
    sees_money = actor.may(VIEW_MONEY)
    revenue = _by_day(REVENUE, values) if sees_money else {}
    found = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        arrivals, departures = steps.get(day, (0, 0))
        found.append(
            DayFigures(
                day=day,
                is_past=day < values["today"],
                **nights[day]._asdict(),
                arrivals=arrivals,
                departures=departures,
                revenue=revenue.get(day, (ZERO,))[0] if sees_money else None,
            )
        )
    return found


def room_nights(hotel: Hotel, *, first: date, last: date) -> dict[date, RoomNights]:
    """The nights of the whole house from `first` to `last`, the last one included. Two statements."""
    values = {"hotel": hotel.pk, "first": first, "last": last, "today": hotel.business_date()}
    rooms, nights = _by_day(ROOMS, values), _by_day(NIGHTS, values)
    return {day: RoomNights(*counted, *nights.get(day, (0, 0))) for day, counted in rooms.items()}


def _values(hotel: Hotel, first: date, last: date) -> dict[str, Any]:
    rollover = hotel.day_rollover
    return {
        "hotel": hotel.pk,
        "first": first,
        "last": last,
        "today": hotel.business_date(),
        "from": hotel.local_moment(first, rollover),
        "until": hotel.local_moment(last + timedelta(days=1), rollover),
        "timezone": hotel.timezone,
        "rollover": timedelta(hours=rollover.hour, minutes=rollover.minute),
        "currency": hotel.currency,
    }


def _by_day(statement: str, values: Mapping[str, Any]) -> dict[date, tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {day: tuple(rest) for day, *rest in cursor.fetchall()}
