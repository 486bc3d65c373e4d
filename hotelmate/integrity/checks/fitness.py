"""Invariant 13, which services see to: the party fits, arrival finds a ready room, out of order means a window."""

from hotelmate.integrity.check import Check

CHECKS = (
    Check(
        name="party_larger_than_room",
        invariant=13,
        says="The party fits the room that it is in or will get.",
        sql="""
            SELECT DISTINCT b.booking_id AS booking, b.adults, b.children, room.number AS room, t.code AS room_type,
                   t.max_occupancy
            FROM rooms_roomallocation a
            JOIN room_bookings_roombooking b ON b.id = a.booking_id AND b.status = ANY (%(holding)s)
            JOIN rooms_room room ON room.id = a.room_id
            JOIN rooms_roomtype t ON t.id = room.room_type_id
            WHERE a.hotel_id = %(hotel)s AND a.ended_at IS NULL AND b.adults + b.children > t.max_occupancy
            ORDER BY booking
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="{adults} adults and {children} children in room {room}, whose type {room_type} sleeps {max_occupancy}",
        remedy="Move the party to a larger room, spread it over two bookings, or correct the party or the room type.",
    ),
    Check(
        name="arrival_in_unready_room",
        invariant=13,
        says="A room becomes OCCUPIED from READY_FOR_GUEST, or by undoing a check-out of the same business date.",
        sql="""
            WITH change AS (
                SELECT room_id, n, from_status, to_status, created_at,
                       ((created_at AT TIME ZONE %(timezone)s) - %(day_rollover)s::interval)::date AS day,
                       max(((created_at AT TIME ZONE %(timezone)s) - %(day_rollover)s::interval)::date)
                           FILTER (WHERE from_status = 'OCCUPIED')
                           OVER (PARTITION BY room_id ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS vacated
                FROM housekeeping_roomstatusevent
                WHERE hotel_id = %(hotel)s AND 'OCCUPIED' IN (from_status, to_status)
            )
            SELECT room.number AS room, change.n, change.from_status, change.created_at
            FROM change JOIN rooms_room room ON room.id = change.room_id
            WHERE change.to_status = 'OCCUPIED' AND change.from_status <> 'READY_FOR_GUEST'
              AND (change.from_status <> 'CHECKOUT_DIRTY' OR change.vacated IS DISTINCT FROM change.day)
            ORDER BY room.number, change.n
        """,
        record="room {room}",
        subject=("room", "room"),
        problem="guests were let in at {created_at} while it was {from_status} (audit row {n})",
        remedy="History stays as it is: find out who wrote past the services, and see that the guests have a clean room.",
    ),
    Check(
        name="out_of_order_without_window",
        invariant=13,
        says="A vacant room is OUT_OF_ORDER if and only if an open window of that kind covers the business date; "
        "one with an overdue guest inside becomes so when it is left.",
        sql="""
            SELECT room.number AS room, room.room_status, k.id AS block,
                   CASE WHEN k.id IS NULL THEN 'is OUT_OF_ORDER, and no open window covers ' || %(business_date)s::date
                        ELSE format('is %%s, and window %%s takes it out of order on %%s',
                                    room.room_status, k.id, %(business_date)s::date) END AS problem
            FROM rooms_room room
            LEFT JOIN LATERAL (
                SELECT min(id) AS id FROM rooms_roomblock
                WHERE room_id = room.id AND kind = 'OUT_OF_ORDER' AND closed_at IS NULL
                  AND from_date <= %(business_date)s AND %(business_date)s < to_date) k ON true
            WHERE room.hotel_id = %(hotel)s AND room.room_status <> 'OCCUPIED'
              AND (room.room_status = 'OUT_OF_ORDER') <> (k.id IS NOT NULL)
            ORDER BY room.number
        """,
        record="room {room}",
        subject=("room", "room"),
        problem="{problem}",
        remedy="Open or end the window in the desk or the API; the daily sweep does so by itself, so see that the worker runs.",
    ),
    Check(
        name="fault_count_wrong",
        invariant=13,
        says="A room counts its open blocking faults.",
        sql="""
            SELECT room.number AS room, room.open_blocking_faults AS counted, coalesce(f.faults, 0) AS faults
            FROM rooms_room room
            LEFT JOIN (SELECT room_id, count(*) AS faults FROM housekeeping_fault
                       WHERE hotel_id = %(hotel)s AND is_blocking AND resolved_at IS NULL GROUP BY room_id) f
                ON f.room_id = room.id
            WHERE room.hotel_id = %(hotel)s AND room.open_blocking_faults <> coalesce(f.faults, 0)
            ORDER BY room.number
        """,
        record="room {room}",
        subject=("room", "room"),
        problem="counts {counted} open blocking faults, and has {faults}",
        remedy="As the owner of the tables set rooms_room.open_blocking_faults to {faults}; find out who wrote past the triggers.",
    ),
    Check(
        name="ready_despite_fault",
        invariant=13,
        says="A room with an open blocking fault is not ready.",
        sql="""
            SELECT room.number AS room, min(f.id) AS fault, min(f.reported_at) AS reported_at
            FROM rooms_room room
            JOIN housekeeping_fault f ON f.room_id = room.id AND f.is_blocking AND f.resolved_at IS NULL
            WHERE room.hotel_id = %(hotel)s AND room.room_status = 'READY_FOR_GUEST'
            GROUP BY room.id, room.number ORDER BY room.number
        """,
        record="room {room}",
        subject=("room", "room"),
        problem="is READY_FOR_GUEST while fault {fault}, open since {reported_at}, blocks it",
        remedy="Resolve the fault if it is mended; otherwise set the room to MAINTENANCE_REQUIRED.",
    ),
)
