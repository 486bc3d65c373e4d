"""The ledger counted again from the rows, by another road than the triggers': night by night, booking by booking."""

import psycopg

RECOUNT = """
WITH nights AS (
    SELECT room_type_id, night FROM rooms_typenight WHERE hotel_id = %(hotel)s
    UNION
    SELECT t.id, d::date FROM rooms_roomtype t,
        generate_series(%(first)s::timestamp, %(last)s::timestamp, interval '1 day') d WHERE t.hotel_id = %(hotel)s
), slept AS (
    -- Every night that somebody holds, with the type it counts for: that of the room claimed, otherwise the type sold.
    SELECT coalesce(r.room_type_id, b.room_type_id) AS room_type_id, d::date AS night
    FROM room_bookings_roombooking b
    CROSS JOIN LATERAL generate_series(
        b.check_in::timestamp, greatest(b.check_out, b.check_in + 1)::timestamp - interval '1 day', interval '1 day') d
    LEFT JOIN rooms_roomallocation a ON a.booking_id = b.id AND a.from_date <= d::date AND d::date < a.to_date
    LEFT JOIN rooms_room r ON r.id = a.room_id
    WHERE b.hotel_id = %(hotel)s AND b.status IN ('PENDING_PAYMENT', 'PENDING_APPROVAL', 'CONFIRMED', 'IN_HOUSE')
), held AS (
    SELECT room_type_id, night, count(*) AS held FROM slept GROUP BY 1, 2
), blocked AS (
    SELECT r.room_type_id, d::date AS night, count(*) AS blocked
    FROM rooms_roomallocation a
    JOIN rooms_roomblock k ON k.id = a.block_id AND k.kind = 'OUT_OF_ORDER'
    JOIN rooms_room r ON r.id = a.room_id
    CROSS JOIN LATERAL generate_series(
        a.from_date::timestamp, a.to_date::timestamp - interval '1 day', interval '1 day') d
    WHERE a.hotel_id = %(hotel)s GROUP BY 1, 2
), counted AS (
    SELECT n.room_type_id, n.night, coalesce(h.held, 0) AS held, coalesce(k.blocked, 0) AS blocked,
        (SELECT count(*) FROM rooms_room r WHERE r.room_type_id = n.room_type_id AND r.active_from <= n.night
            AND (r.active_until IS NULL OR n.night < r.active_until)) AS rooms
    FROM nights n LEFT JOIN held h USING (room_type_id, night) LEFT JOIN blocked k USING (room_type_id, night)
)
SELECT c.room_type_id, c.night, t.rooms, t.blocked, t.held, c.rooms, c.blocked, c.held
FROM counted c LEFT JOIN rooms_typenight t USING (room_type_id, night)
WHERE CASE WHEN t.night IS NULL THEN c.held <> 0 OR c.blocked <> 0
      ELSE (t.rooms, t.blocked, t.held) <> (c.rooms, c.blocked, c.held) END
"""
OVER_THE_LIMIT = """
SELECT room_type_id, night, rooms, blocked, held, allowance FROM rooms_typenight
WHERE hotel_id = %s AND held > rooms - blocked + allowance
"""


def drift(session: psycopg.Connection, hotel: int, first: object, last: object) -> list[tuple[object, ...]]:
    """The nights whose ledger differs from the rows."""
    return session.execute(RECOUNT, {"hotel": hotel, "first": first, "last": last}).fetchall()


def over_the_limit(session: psycopg.Connection, hotel: int) -> list[tuple[object, ...]]:
    """The nights on which more is held than there is."""
    return session.execute(OVER_THE_LIMIT, [hotel]).fetchall()
