"""Locks on the nightly ledger, in order of (type, night)."""

from collections.abc import Collection
from datetime import date

from django.db import connection
from django.db.models import Count, Exists

from hotelmate.core.locking import join_rank, take_rank
from hotelmate.rooms.models import TypeNight

LEDGER = TypeNight._meta.label_lower


def lock_nights(*, hotel_id: int, room_type_ids: Collection[int], from_date: date, to_date: date) -> list[TypeNight]:
    """Lock these nights of these types, and return them as they are after the wait.

    For services that touch two types: the triggers would lock the nights of one statement after those of another, and
    two such changes could meet in reverse. Nights without a row get one, for what is not there cannot be locked.
    """
    take_rank(LEDGER)
    return _locked(hotel_id, room_type_ids, from_date, to_date)


def hold_nights(*, hotel_id: int, room_type_ids: Collection[int], from_date: date, to_date: date) -> None:
    """As `lock_nights`, also for what goes on inside a service that has locked these nights, or more, as its last."""
    join_rank(LEDGER)
    _locked(hotel_id, room_type_ids, from_date, to_date)


def _locked(hotel_id: int, room_type_ids: Collection[int], from_date: date, to_date: date) -> list[TypeNight]:
    """None of the nights is locked before all of them have rows: to make one locks its type, which comes first."""
    nights = TypeNight.objects.filter(
        hotel_id=hotel_id, room_type_id__in=set(room_type_ids), night__gte=from_date, night__lt=to_date
    )
    wanted = len(set(room_type_ids)) * (to_date - from_date).days
    complete = nights.values("hotel_id").annotate(known=Count("pk")).filter(known__gte=wanted)
    locking = nights.filter(Exists(complete)).select_for_update(of=("self",), no_key=True)
    locked = list(locking.order_by("room_type_id", "night"))
    if wanted and not locked:
        _make_nights(hotel_id, room_type_ids, from_date, to_date)
        locked = list(locking.order_by("room_type_id", "night"))
    return locked


def _make_nights(hotel_id: int, room_type_ids: Collection[int], from_date: date, to_date: date) -> None:
    """Make the rows that are missing; the lock on the types keeps rooms from coming or going while they are counted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM rooms_roomtype WHERE hotel_id = %s AND id = ANY (%s) ORDER BY id FOR SHARE",
            [hotel_id, list(room_type_ids)],
        )
        cursor.execute(
            """
            INSERT INTO rooms_typenight (hotel_id, room_type_id, night, rooms, blocked, held, allowance)
            SELECT t.hotel_id, t.id, n.night::date,
                   (SELECT count(*) FROM rooms_room r WHERE r.room_type_id = t.id AND r.active_from <= n.night
                        AND (r.active_until IS NULL OR n.night < r.active_until)), 0, 0, 0
            FROM rooms_roomtype t, generate_series(%s::date, %s::date - 1, interval '1 day') n (night)
            WHERE t.hotel_id = %s AND t.id = ANY (%s)
            ORDER BY t.id, n.night
            ON CONFLICT (room_type_id, night) DO NOTHING
            """,
            [from_date, to_date, hotel_id, list(room_type_ids)],
        )
