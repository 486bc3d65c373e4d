"""What is free, read from the nightly ledger alone.

A night of a type has `rooms - blocked + allowance - held` rooms left. The ledger makes a night's row when somebody first
holds, blocks or allows something in it; a night without a row has all the rooms that the type will have then.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import connection

# One range of the ledger's primary key for each type. Nights are counted, not made from timestamps, and the rooms of a
# night without a row are counted only where there is such a night.
FREE_ROOMS = """
    SELECT t.id, least(ledger.fewest, CASE WHEN ledger.nights < %(end)s::date - %(first)s::date THEN (
        SELECT min(rooms_of_type(t.id, %(first)s::date + k))
        FROM generate_series(0, %(end)s::date - %(first)s::date - 1) k
        WHERE NOT EXISTS (
            SELECT FROM rooms_typenight n WHERE n.room_type_id = t.id AND n.night = %(first)s::date + k)) END)
    FROM rooms_roomtype t
    CROSS JOIN LATERAL (
        SELECT count(*) AS nights, min(n.rooms - n.blocked + n.allowance - n.held) AS fewest
        FROM rooms_typenight n
        WHERE n.room_type_id = t.id AND n.night >= %(first)s::date AND n.night < %(end)s::date
    ) ledger
    WHERE t.hotel_id = %(hotel)s AND (%(types)s::bigint[] IS NULL OR t.id = ANY (%(types)s::bigint[]))
    ORDER BY t.id
"""
FREE_ROOMS_BY_NIGHT = """
    SELECT t.id, %(first)s::date + k, coalesce(
        n.rooms - n.blocked + n.allowance - n.held, rooms_of_type(t.id, %(first)s::date + k))
    FROM rooms_roomtype t
    CROSS JOIN generate_series(0, %(end)s::date - %(first)s::date - 1) k
    LEFT JOIN rooms_typenight n ON n.room_type_id = t.id AND n.night = %(first)s::date + k
        AND n.night >= %(first)s::date AND n.night < %(end)s::date
    WHERE t.hotel_id = %(hotel)s AND (%(types)s::bigint[] IS NULL OR t.id = ANY (%(types)s::bigint[]))
    ORDER BY t.id, k
"""


def free_rooms(
    *, hotel_id: int, from_date: date, to_date: date, room_type_ids: Collection[int] | None = None
) -> dict[int, int]:
    """By type, how many more may be sold for all nights of `[from_date, to_date)`: the fewest of any night. One query.

    Below zero where a night is oversold.
    """
    if to_date <= from_date:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(FREE_ROOMS, _asked(hotel_id, room_type_ids, from_date, to_date))
        return dict(cursor.fetchall())


def free_rooms_by_night(
    *, hotel_id: int, room_type_ids: Collection[int] | None, from_date: date, to_date: date
) -> dict[int, dict[date, int]]:
    """By type and night, how many more may be sold. One query."""
    free: dict[int, dict[date, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(FREE_ROOMS_BY_NIGHT, _asked(hotel_id, room_type_ids, from_date, to_date))
        for room_type_id, night, rooms in cursor.fetchall():
            free[room_type_id][night] = rooms
    return dict(free)


def _asked(hotel_id: int, room_type_ids: Collection[int] | None, first: date, end: date) -> dict[str, Any]:
    types = list(room_type_ids) if room_type_ids is not None else None
    return {"hotel": hotel_id, "types": types, "first": first, "end": end}
