"""Two years of a thousand hotels, made by statements that each write the bookings of many hotels.

One transaction: either all of it is there, or nothing. The first year is over, the second is booked. What triggers would
have written (the types that a claim counts for, the nightly ledger) is computed for all rows at once and recounted from the
rows when all keys are back (`recounted`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
from psycopg import sql

from hotelmate.simulation.bench.data.constraints import put_back, take_off

TABLES = ("room_bookings_roombooking", "rooms_roomallocation", "rooms_typenight")
SLUG = "data-"
TYPES = 4
# A stay of 6 to 10 nights begins on the first or the second day of each twelve.
CYCLE = 12
HOTELS_A_STEP = 20
MEMORY = "512MB"
Watcher = Callable[[str, int, int], None]


class NotEmpty(Exception):
    """The database holds bookings of somebody else."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much: hotels, rooms of each, stays in each room; half of the stays lie before `today`."""

    hotels: int
    rooms: int
    stays: int
    today: date

    @property
    def allocations(self) -> int:
        """How many claims on rooms that makes."""
        return self.hotels * self.rooms * self.stays


HOUSES = """
    INSERT INTO hotel_hotel ({columns})
    SELECT {values} FROM generate_series(1, %(hotels)s) h RETURNING id
"""
KINDS = """
    INSERT INTO rooms_roomtype ({columns})
    SELECT {values} FROM hotel_hotel hotel, generate_series(1, %(types)s) t WHERE starts_with(hotel.slug, %(slug)s)
    ORDER BY hotel.id, t
"""
ROOMS = """
    INSERT INTO rooms_room ({columns})
    SELECT {values} FROM rooms_roomtype kind, generate_series(1, %(rooms)s / %(types)s) r
    WHERE kind.hotel_id BETWEEN %(first)s AND %(last)s
    ORDER BY kind.id, r
"""
# Each stay of these hotels: the number of its booking and claim, its room, its nights.
STAYS = """
    SELECT room.id AS room_id, room.hotel_id, room.room_type_id, room.id * %(stays)s + k AS id,
           %(today)s::date + (k - %(stays)s / 2) * %(cycle)s + ((room.id + k) %% 2)::int AS arrival,
           (6 + (room.id * 7 + k * 3) %% 5)::int AS nights
    FROM rooms_room room, generate_series(0, %(stays)s - 1) k
    WHERE room.hotel_id BETWEEN %(first)s AND %(last)s
"""
BOOKINGS = f"""
    INSERT INTO room_bookings_roombooking ({{columns}}) SELECT {{values}} FROM ({STAYS}) stay ORDER BY stay.id
"""
CLAIMS = f"""
    INSERT INTO rooms_roomallocation ({{columns}}) SELECT {{values}} FROM ({STAYS}) stay ORDER BY stay.id
"""
LEDGER = f"""
    INSERT INTO rooms_typenight (hotel_id, room_type_id, night, rooms, blocked, held, allowance)
    SELECT kind.hotel_id, kind.id, %(today)s::date + n, %(rooms)s / %(types)s, 0, coalesce(held.held, 0), 0
    FROM rooms_roomtype kind
    CROSS JOIN generate_series(-%(days)s / 2, %(days)s / 2) n
    LEFT JOIN (
        SELECT stay.room_type_id, stay.arrival + k AS night, count(*) AS held
        FROM ({STAYS}) stay, generate_series(0, stay.nights - 1) k
        WHERE stay.arrival >= %(today)s::date GROUP BY 1, 2
    ) held ON held.room_type_id = kind.id AND held.night = %(today)s::date + n
    WHERE kind.hotel_id BETWEEN %(first)s AND %(last)s
    ORDER BY kind.id, n
"""
OVER = "stay.arrival < %(today)s::date"
LEFT_AT = f"CASE WHEN {OVER} THEN (stay.arrival + stay.nights + time '10:00') AT TIME ZONE 'UTC' END"
VALUES: dict[str, dict[str, str]] = {
    "hotel_hotel": {
        "slug": "%(slug)s || h",
        "name": "'Data ' || h",
        "timezone": "'UTC'",
        "currency": "'EUR'",
        "language": "'en'",
        "inspection": "'anyone'",
        "check_in_from": "time '15:00'",
        "early_check_in_from": "time '08:00'",
        "late_arrival_cutoff": "time '02:00'",
        "check_out_by": "time '11:00'",
        "day_rollover": "time '04:00'",
        "unpaid_hold_minutes": "15",
        "approval_window_minutes": "1440",
        "retention_days": "1095",
        "is_simulated": "true",
        "clock_offset": "interval '0'",
    },
    "rooms_roomtype": {
        "hotel_id": "hotel.id",
        "code": "'T' || t",
        "name": "'Type ' || t",
        "max_occupancy": "t + 1",
        "base_rate": "60 + 30 * t",
        "is_active": "true",
    },
    "rooms_room": {
        "hotel_id": "kind.hotel_id",
        "room_type_id": "kind.id",
        "number": "kind.code || '-' || r",
        "room_status": "'READY_FOR_GUEST'",
        "status_n": "1",
        "active_from": "%(today)s::date - %(days)s",
    },
    "room_bookings_roombooking": {
        "id": "stay.id",
        "hotel_id": "stay.hotel_id",
        "room_type_id": "stay.room_type_id",
        "booking_id": "'BK-' || stay.id",
        "confirmation_number": "'D-' || stay.id",
        "channel": "'ONLINE'",
        "booker_type": "'SELF'",
        "status": f"CASE WHEN {OVER} THEN 'COMPLETED' ELSE 'CONFIRMED' END",
        "check_in": "stay.arrival",
        "check_out": "stay.arrival + stay.nights",
        "adults": "1",
        "total_amount": "90 * stay.nights",
        "currency": "'EUR'",
        "guarantee": "'CARD'",
        "created_at": "%(made_at)s::timestamptz",
        "updated_at": "%(made_at)s::timestamptz",
        "confirmed_at": "%(made_at)s::timestamptz",
        "checked_in_at": f"CASE WHEN {OVER} THEN (stay.arrival + time '15:00') AT TIME ZONE 'UTC' END",
        "checked_out_at": LEFT_AT,
        "cancellation_policy": "'{}'",
        "price_details": "'{}'",
    },
    "rooms_roomallocation": {
        "id": "stay.id",
        "hotel_id": "stay.hotel_id",
        "room_id": "stay.room_id",
        "booking_id": "stay.id",
        "from_date": "stay.arrival",
        "to_date": "stay.arrival + stay.nights",
        "ended_at": LEFT_AT,
        "slept_type_id": "stay.room_type_id",
        "sold_type_id": "stay.room_type_id",
        "counts": f"NOT ({OVER})",
    },
}
REQUIRED = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s AND is_nullable = 'NO' AND column_default IS NULL
      AND is_generated = 'NEVER' AND is_identity = 'NO'
"""
NOTHING = {
    "character varying": "''",
    "text": "''",
    "jsonb": "'{}'",
    "boolean": "false",
    "timestamp with time zone": "%(made_at)s::timestamptz",
}


def made_hotels(owner: psycopg.Connection[Any]) -> int:
    """How many hotels of the data set there are."""
    row = owner.execute("SELECT count(*) FROM hotel_hotel WHERE starts_with(slug, %s)", [SLUG]).fetchone()
    assert row is not None
    return int(row[0])


def make_data(owner: psycopg.Connection[Any], extent: Extent, watch: Watcher) -> None:
    """Make all of it in one transaction. NotEmpty where bookings of others are."""
    with owner.transaction():
        if owner.execute("SELECT 1 FROM room_bookings_roombooking LIMIT 1").fetchone():
            raise NotEmpty
        owner.execute(sql.SQL("SET LOCAL maintenance_work_mem = {}").format(MEMORY))
        owner.execute(sql.SQL("SET LOCAL work_mem = {}").format(MEMORY))
        facts = {
            "slug": SLUG,
            "types": TYPES,
            "cycle": CYCLE,
            "days": extent.stays * CYCLE,
            "hotels": extent.hotels,
            "rooms": extent.rooms,
            "stays": extent.stays,
            "today": extent.today,
            "made_at": date(extent.today.year - 2, 1, 1),
        }
        ids = [row[0] for row in _fill(owner, HOUSES, "hotel_hotel", facts).fetchall()]
        _fill(owner, KINDS, "rooms_roomtype", facts)
        steps = [ids[start : start + HOTELS_A_STEP] for start in range(0, len(ids), HOTELS_A_STEP)]
        # With all their triggers: they start each room's audit and count it in the ledger.
        for number, step in enumerate(steps, start=1):
            _fill(owner, ROOMS, "rooms_room", {**facts, "first": step[0], "last": step[-1]})
            watch("Rooms", number, len(steps))
        parts = take_off(owner, TABLES)
        for number, step in enumerate(steps, start=1):
            of_step = {**facts, "first": step[0], "last": step[-1]}
            _fill(owner, BOOKINGS, "room_bookings_roombooking", of_step)
            _fill(owner, CLAIMS, "rooms_roomallocation", of_step)
            owner.execute(LEDGER, of_step)
            watch("Bookings, claims, ledger", number, len(steps))
        _move_sequences(owner)
        watch("Keys, exclusions, indexes", 0, len(parts))
        done = iter(range(1, len(parts) + 1))
        put_back(
            owner,
            TABLES,
            parts,
            after_part=lambda: watch("Keys, exclusions, indexes", next(done), len(parts)),
        )


def _fill(owner: psycopg.Connection[Any], statement: str, table: str, facts: Mapping[str, Any]) -> psycopg.Cursor[Any]:
    """Write rows; columns that are required and not spoken of get nothing, or one."""
    values = dict(VALUES[table])
    for column, kind in owner.execute(REQUIRED, [table]).fetchall():
        if column not in values and column != "id":
            values[column] = "1" if column == "version" else NOTHING.get(kind, "0")
    text = statement.format(columns=", ".join(values), values=", ".join(values.values()))
    return owner.execute(text, facts)


def _move_sequences(owner: psycopg.Connection[Any]) -> None:
    for table in TABLES[:2]:
        owner.execute(
            sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), (SELECT max(id) FROM {}))").format(
                sql.Literal(table), sql.Identifier(table)
            )
        )


RECOUNTS = {
    "nights whose ledger differs from their bookings": """
        SELECT count(*) FROM rooms_typenight n FULL JOIN (
            SELECT b.room_type_id, b.check_in + k AS night, count(*) AS held
            FROM room_bookings_roombooking b, generate_series(0, b.check_out - b.check_in - 1) k
            WHERE b.holds_inventory GROUP BY 1, 2
        ) counted USING (room_type_id, night)
        WHERE n.held IS DISTINCT FROM coalesce(counted.held, 0)
    """,
    "nights whose ledger differs from their rooms": """
        SELECT count(*) FROM (
            SELECT n.room_type_id, n.night, n.rooms, sum(r.rooms) FILTER (
                WHERE r.active_from <= n.night AND (r.active_until IS NULL OR n.night < r.active_until)) AS counted
            FROM rooms_typenight n LEFT JOIN (
                SELECT room_type_id, active_from, active_until, count(*) AS rooms FROM rooms_room GROUP BY 1, 2, 3
            ) r USING (room_type_id)
            GROUP BY n.room_type_id, n.night
        ) night
        WHERE rooms <> coalesce(counted, 0)
    """,
    "nights beyond their limit": """
        SELECT count(*) FROM rooms_typenight WHERE held > rooms - blocked + allowance OR held < 0 OR blocked < 0
    """,
    "claims that count for the wrong types": """
        SELECT count(*) FROM rooms_roomallocation a
        JOIN room_bookings_roombooking b ON b.id = a.booking_id JOIN rooms_room r ON r.id = a.room_id
        WHERE (a.slept_type_id, a.sold_type_id, a.counts)
            IS DISTINCT FROM (r.room_type_id, b.room_type_id, b.holds_inventory)
    """,
    "claims outside of their booking or their room's life": """
        SELECT count(*) FROM rooms_roomallocation a
        JOIN room_bookings_roombooking b ON b.id = a.booking_id JOIN rooms_room r ON r.id = a.room_id
        WHERE a.from_date < b.check_in OR a.to_date > b.check_out OR a.from_date < r.active_from
    """,
}


def recounted(owner: psycopg.Connection[Any], watch: Watcher) -> dict[str, int]:
    """What triggers see to, counted anew from all rows: what is wrong, and how often."""
    owner.execute(sql.SQL("SET work_mem = {}").format(MEMORY))
    wrong = {}
    for number, (what, statement) in enumerate(RECOUNTS.items()):
        watch("Recount", number, len(RECOUNTS))
        row = owner.execute(statement).fetchone()
        assert row is not None
        wrong[what] = int(row[0])
    return wrong
