"""Full hotels for the desk's pages: every room has one stay after the other, and some bookings have no room yet.

The stays are written by two statements, with every trigger and constraint of the database in place; nobody made them, so
the log tells of none. Who is in house by now has arrived and left through the services. A stay begins every third day,
today among them, and lasts two or three nights.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection

from hotelmate.core import clock
from hotelmate.core.change import Outcome, run_change
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import check_in, check_out
from hotelmate.rooms.services import bulk_create_rooms
from hotelmate.simulation.bench.house import BenchHouse, open_house
from hotelmate.simulation.demo.guests import FIRST_NAMES, LAST_NAMES
from hotelmate.staff.models import StaffMember

CYCLE = timedelta(days=3)
DAY = timedelta(days=1)
ROOMS_A_FLOOR = 30
IN_USE_SINCE = timedelta(days=60)
# One room in so many has no claims: its bookings wait for a room.
WAITING_ONE_IN = 30
# So many of those who leave today have left.
LEFT_ONE_IN = 3

STAYS = f"""
    SELECT room.id AS room_id, room.room_type_id, k, %(first_day)s::date + {CYCLE.days} * k AS arrival,
           (CASE WHEN (k + room.id) %% 3 = 0 THEN 2 ELSE 3 END)::int AS nights,
           'BK-' || room.id || '-' || k AS booking_id,
           room.id %% {WAITING_ONE_IN} = 0 AS is_waiting,
           (%(first)s::text[])[1 + (room.id * 7 + k * 11) %% cardinality(%(first)s::text[])] AS first_name,
           (%(last)s::text[])[1 + (room.id * 5 + k * 13) %% cardinality(%(last)s::text[])] AS last_name
    FROM rooms_room room, generate_series(0, %(stays)s::int - 1) k
    WHERE room.hotel_id = %(hotel)s
        AND (k > 0 OR room.floor::int <= %(floors_in_house)s AND room.id %% {WAITING_ONE_IN} <> 0)
"""
BOOKINGS = f"""
    INSERT INTO room_bookings_roombooking ({{columns}})
    SELECT {{values}} FROM ({STAYS}) stay ORDER BY stay.room_id, stay.k
"""
CLAIMS = f"""
    INSERT INTO rooms_roomallocation (hotel_id, room_id, booking_id, from_date, to_date)
    SELECT %(hotel)s, stay.room_id, booking.id, booking.check_in, booking.check_out
    FROM ({STAYS}) stay JOIN room_bookings_roombooking booking USING (booking_id)
    WHERE NOT stay.is_waiting ORDER BY booking.id
"""
VALUES = {
    "hotel_id": "%(hotel)s",
    "room_type_id": "stay.room_type_id",
    "booking_id": "stay.booking_id",
    "confirmation_number": "stay.booking_id",
    "channel": "'ONLINE'",
    "booker_type": "'SELF'",
    "status": "'CONFIRMED'",
    "check_in": "stay.arrival",
    "check_out": "stay.arrival + stay.nights",
    "adults": "1 + (stay.k + stay.room_id) %% 2",
    "primary_first_name": "stay.first_name",
    "primary_last_name": "stay.last_name",
    "total_amount": "90 * stay.nights",
    "currency": "'EUR'",
    "guarantee": "'HOTEL'",
    "created_at": "%(made_at)s",
    "updated_at": "%(made_at)s",
    "confirmed_at": "%(made_at)s",
    "version": "1",
}
REQUIRED = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = 'room_bookings_roombooking' AND is_nullable = 'NO'
      AND column_default IS NULL AND is_generated = 'NEVER' AND is_identity = 'NO'
"""
NOTHING = {"character varying": "''", "text": "''", "jsonb": "'{}'"}


@dataclass(frozen=True, slots=True)
class CrowdedHouse:
    """A full hotel, and who looks at it."""

    house: BenchHouse
    staff: StaffMember
    rooms: int
    bookings: int


def make_crowded(rooms: int, *, days: int, floors_in_house: int) -> CrowdedHouse:
    """A hotel of so many rooms, full until `days` from today; on so many floors somebody has been in each room."""
    begins = clock.now() - CYCLE
    with clock.travel_to(begins):
        house = open_house(f"desk-{rooms}")
        for floor in range(1, rooms // ROOMS_A_FLOOR + 1):
            _make_floor(house, floor)
        bookings = _write_stays(house, stays=1 + -(-days // CYCLE.days), floors_in_house=floors_in_house)
        _each(house, check_in, check_in=house.today, status="CONFIRMED")
    for day in (begins + 2 * DAY, begins + 3 * DAY):
        with clock.travel_to(day):
            leaving = _each if day < begins + CYCLE else partial(_each, one_in=LEFT_ONE_IN)
            leaving(house, check_out, check_out=house.today, status="IN_HOUSE")
    staff = StaffMember.objects.select_related("hotel").get(username=house.hotel.slug)
    return CrowdedHouse(house, staff, rooms, bookings)


def _make_floor(house: BenchHouse, floor: int) -> None:
    make = partial(
        bulk_create_rooms,
        actor=house.actor,
        room_type_id=house.standard_id if floor % 2 else house.superior_id,
        numbers=[f"{floor}{number:02}" for number in range(1, ROOMS_A_FLOOR + 1)],
        floor=str(floor),
        active_from=house.today - IN_USE_SINCE,
    )
    run_change(make)


def _write_stays(house: BenchHouse, *, stays: int, floors_in_house: int) -> int:
    """Write the bookings, and the claims of those that have a room; how many bookings there are."""
    facts: dict[str, Any] = {
        "hotel": house.hotel.pk,
        "first_day": house.today,
        "stays": stays,
        "floors_in_house": floors_in_house,
        "made_at": house.hotel.now() - IN_USE_SINCE,
        "first": list(FIRST_NAMES),
        "last": list(LAST_NAMES),
    }
    with connection.cursor() as cursor:
        cursor.execute(REQUIRED)
        values = {column: NOTHING.get(kind, "0") for column, kind in cursor.fetchall()} | VALUES
        cursor.execute(BOOKINGS.format(columns=", ".join(values), values=", ".join(values.values())), facts)
        made: int = cursor.rowcount
        cursor.execute(CLAIMS, facts)
    return made


def _each(house: BenchHouse, service: Callable[..., Outcome[Any]], *, one_in: int = 1, **wanted: object) -> None:
    """Do something with each booking, or with one in so many, that is as wanted and has a room."""
    found = RoomBooking.objects.filter(hotel_id=house.hotel.pk, allocations__ended_at__isnull=True, **wanted)
    ids = found.exclude(allocations=None).order_by("pk").values_list("booking_id", flat=True)
    for booking_id in list(ids)[::one_in]:
        run_change(partial(service, actor=house.actor, booking_id=booking_id))
