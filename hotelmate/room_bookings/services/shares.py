"""The nights of the ledger in which bookings have a share, of every type, locked in one go.

A booking that sleeps in a room of another type than it was sold changes the nights of both: first those of the type
sold, with its own row, then those of both, with its claims. Two such changes could meet in reverse, so whoever makes
one locks all of these nights first.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.services import lock_nights


@dataclass(frozen=True, slots=True)
class Share:
    """A claim of a booking, and the type of room that its nights count against."""

    allocation_id: int
    booking_pk: int
    from_date: date
    to_date: date
    slept_type_id: int


def shares_of(bookings: Sequence[RoomBooking]) -> list[Share]:
    """All claims of these bookings, ended ones included."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id, booking_id, from_date, to_date, slept_type_id FROM rooms_roomallocation
            WHERE booking_id = ANY (%s) ORDER BY id
            """,
            [[booking.pk for booking in bookings]],
        )
        return [Share(*row) for row in cursor.fetchall()]


def lock_shares(bookings: Sequence[RoomBooking], shares: Sequence[Share]) -> None:
    """Lock the nights of these bookings in all types that they count against.

    One booking in a room of its own type needs none of it: its nights are of one type, and taken by one statement.
    """
    types = _types_of(bookings, {share.slept_type_id for share in shares})
    if len(bookings) > 1 or len(types) > 1:
        _lock(bookings, types, None)


def lock_nights_in(types: Collection[int], bookings: Sequence[RoomBooking], *, from_date: date | None = None) -> None:
    """Lock the nights of these bookings, all or those from a day on, in these types and the ones that they were sold.

    Bookings that sleep in the one type that they were sold, before and after, have no share that a claim takes.
    """
    wanted = _types_of(bookings, types)
    if len(wanted) > 1:
        _lock(bookings, wanted, from_date)


def _types_of(bookings: Sequence[RoomBooking], slept: Collection[int]) -> set[int]:
    return {booking.room_type_id for booking in bookings}.union(slept)


def _lock(bookings: Sequence[RoomBooking], types: Collection[int], from_date: date | None) -> None:
    lock_nights(
        hotel_id=bookings[0].hotel_id,
        room_type_ids=types,
        from_date=from_date or min(booking.check_in for booking in bookings),
        to_date=max(booking.held_until for booking in bookings),
    )
