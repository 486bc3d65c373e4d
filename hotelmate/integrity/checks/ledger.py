"""Invariant 8: the nightly ledger, counted anew from bookings, allocations, rooms and windows."""

from hotelmate.integrity.check import Check

# A night of a booking that holds inventory counts for the type of the room allocated that night, otherwise for the
# type sold; day use counts one night. A night is blocked by what an out-of-order window claims.
COUNTED = """
WITH claim AS (
    SELECT a.booking_id, a.from_date, a.to_date, room.room_type_id
    FROM rooms_roomallocation a
    JOIN rooms_room room ON room.id = a.room_id
    JOIN room_bookings_roombooking b ON b.id = a.booking_id AND b.status = ANY (%(holding)s)
    WHERE a.hotel_id = %(hotel)s
), held AS (
    SELECT coalesce(claim.room_type_id, b.room_type_id) AS room_type_id, b.check_in + k AS night, count(*) AS held
    FROM room_bookings_roombooking b
    CROSS JOIN LATERAL generate_series(0, greatest(b.check_out - b.check_in, 1) - 1) k
    LEFT JOIN claim ON claim.booking_id = b.id AND claim.from_date <= b.check_in + k AND b.check_in + k < claim.to_date
    WHERE b.hotel_id = %(hotel)s AND b.status = ANY (%(holding)s)
    GROUP BY 1, 2
), blocked AS (
    SELECT room.room_type_id, a.from_date + k AS night, count(*) AS blocked
    FROM rooms_roomallocation a
    JOIN rooms_roomblock block ON block.id = a.block_id AND block.kind = 'OUT_OF_ORDER'
    JOIN rooms_room room ON room.id = a.room_id
    CROSS JOIN LATERAL generate_series(0, a.to_date - a.from_date - 1) k
    WHERE a.hotel_id = %(hotel)s
    GROUP BY 1, 2
), ledger AS (
    SELECT room_type_id, night, rooms, blocked, held, allowance FROM rooms_typenight WHERE hotel_id = %(hotel)s
), counted AS (
    SELECT room_type_id, night, ledger.rooms AS ledger_rooms, ledger.blocked AS ledger_blocked,
           ledger.held AS ledger_held, coalesce(ledger.allowance, 0) AS allowance,
           coalesce(held.held, 0) AS held, coalesce(blocked.blocked, 0) AS blocked
    FROM ledger FULL JOIN held USING (room_type_id, night) FULL JOIN blocked USING (room_type_id, night)
), night AS (
    SELECT t.code AS room_type, counted.*, rooms.rooms
    FROM counted
    JOIN rooms_roomtype t ON t.id = counted.room_type_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS rooms FROM rooms_room room
        WHERE room.hotel_id = %(hotel)s AND room.room_type_id = counted.room_type_id
          AND room.active_from <= counted.night AND (room.active_until IS NULL OR counted.night < room.active_until)
    ) rooms
)
"""

CHECKS = (
    Check(
        name="ledger_wrong",
        invariant=8,
        says="The ledger of each room type and night says what bookings, rooms and windows give.",
        sql=COUNTED
        + """
            SELECT room_type, night, rooms, blocked, held,
                   CASE WHEN ledger_rooms IS NULL THEN 'has no ledger row'
                        ELSE format('says %%s rooms, %%s blocked, %%s held', ledger_rooms, ledger_blocked, ledger_held)
                   END AS says
            FROM night
            WHERE (ledger_rooms, ledger_blocked, ledger_held) IS DISTINCT FROM (rooms, blocked, held)
            ORDER BY night, room_type
        """,
        record="room type {room_type}, night {night}",
        subject=("room_type", "room_type"),
        problem="{says}; counted from the rows: {rooms} rooms, {blocked} blocked, {held} held",
        remedy="As the owner of the tables, with the trigger type_night_guard off, write the counted values into "
        "rooms_typenight; find out who wrote past the triggers.",
    ),
    Check(
        name="claim_share_wrong",
        invariant=8,
        says="A claim knows its share of the ledger: a night of the room's type instead of the type sold, or one blocked.",
        sql="""
            SELECT room.number AS room, a.id, coalesce('booking ' || b.booking_id, 'window ' || k.id) AS holder,
                   coalesce(share.kept, 'nothing') AS kept, coalesce(share.due, 'nothing') AS due
            FROM rooms_roomallocation a
            JOIN rooms_room room ON room.id = a.room_id
            LEFT JOIN room_bookings_roombooking b ON b.id = a.booking_id
            LEFT JOIN rooms_roomblock k ON k.id = a.block_id
            CROSS JOIN LATERAL (SELECT
                CASE WHEN a.counts AND a.booking_id IS NULL THEN format('type %%s blocked', a.slept_type_id)
                     WHEN a.counts AND a.slept_type_id IS DISTINCT FROM a.sold_type_id
                         THEN format('type %%s instead of %%s', a.slept_type_id, a.sold_type_id) END,
                CASE WHEN a.booking_id IS NULL AND k.kind = 'OUT_OF_ORDER' THEN format('type %%s blocked', room.room_type_id)
                     WHEN b.status = ANY (%(holding)s) AND room.room_type_id <> b.room_type_id
                         THEN format('type %%s instead of %%s', room.room_type_id, b.room_type_id) END
            ) share (kept, due)
            WHERE a.hotel_id = %(hotel)s AND share.kept IS DISTINCT FROM share.due
            ORDER BY a.id
        """,
        record="room {room}",
        subject=("room", "room"),
        problem="allocation {id} of {holder} counts for {kept}, and should for {due}",
        remedy="The owner of the tables writes slept_type_id, sold_type_id and counts anew; judge the ledger after that.",
    ),
    Check(
        name="night_oversold",
        invariant=8,
        says="No night of a room type holds more than its rooms, less those blocked, plus the allowance.",
        sql=COUNTED
        + """
            SELECT room_type, night, rooms, blocked, held, allowance, held - (rooms - blocked + allowance) AS excess
            FROM night WHERE held > rooms - blocked + allowance
            ORDER BY night, room_type
        """,
        record="room type {room_type}, night {night}",
        subject=("room_type", "room_type"),
        problem="{held} held of {rooms} rooms ({blocked} blocked, {allowance} allowed beyond): {excess} too many",
        remedy="Assign {excess} of them a room of another type, or raise the night's allowance with the capability oversell.",
    ),
)
