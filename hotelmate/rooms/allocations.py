"""The statements that write claims on rooms. Whoever calls them holds the locks and has applied its rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from hotelmate.rooms.models import RoomAllocation


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody's claim on a room: whose, which room, which nights `[from_date, to_date)`."""

    allocation_id: int
    room_id: int
    room_number: str
    booking_pk: int | None
    block_id: int | None
    from_date: date
    to_date: date


def claim_room(
    *, hotel_id: int, room_id: int, booking_pk: int, from_date: date, to_date: date, note: str = ""
) -> RoomAllocation:
    """Claim a room for a booking; `room_double_booked` fires when somebody else has one of the nights."""
    return RoomAllocation.objects.create(
        hotel_id=hotel_id, room_id=room_id, booking_id=booking_pk, from_date=from_date, to_date=to_date, note=note
    )


def end_claim(allocation_id: int, *, to_date: date, at: datetime) -> None:
    """Turn a claim into history that ends before `to_date`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE rooms_roomallocation SET to_date = %s, ended_at = %s WHERE id = %s", [to_date, at, allocation_id]
        )


def release_claims(booking_pk: int) -> list[str]:
    """Give up every claim of a booking that did not take place; the numbers of the rooms that it held."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM rooms_roomallocation a USING rooms_room r
            WHERE a.booking_id = %s AND r.id = a.room_id RETURNING r.number
            """,
            [booking_pk],
        )
        return [number for (number,) in cursor.fetchall()]


def blank_notes(booking_pk: int) -> None:
    """Blank what was remarked on the claims of a booking."""
    RoomAllocation.objects.filter(booking_id=booking_pk).exclude(note="").update(note="")


def conflicting_claims(
    *, room_ids: Iterable[int], from_date: date, to_date: date, except_booking: int | None = None
) -> list[Claim]:
    """Claims of others on these rooms in the nights `[from_date, to_date)`, by room and date."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.id, a.room_id, r.number, a.booking_id, a.block_id, a.from_date, a.to_date
            FROM unnest(%s::bigint[]) wanted (id)
            JOIN rooms_roomallocation a ON int8range(a.room_id, a.room_id, '[]') = int8range(wanted.id, wanted.id, '[]')
                AND a.nights && daterange(%s, %s)
            JOIN rooms_room r ON r.id = a.room_id
            WHERE %s::bigint IS NULL OR a.booking_id IS DISTINCT FROM %s
            ORDER BY a.room_id, a.from_date
            """,
            [list(room_ids), from_date, to_date, except_booking, except_booking],
        )
        return [Claim(*row) for row in cursor.fetchall()]
