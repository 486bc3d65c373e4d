"""Invariants 2, 3 and 5: who is in which room now, from both sides."""

from hotelmate.integrity.check import Check

CHECKS = (
    Check(
        name="two_stays_in_a_room",
        invariant=2,
        says="At most one stay is in a room.",
        sql="""
            SELECT room.number AS room, string_agg(b.booking_id, ', ' ORDER BY b.id) AS bookings
            FROM room_bookings_roombooking b
            JOIN rooms_room room ON room.id = b.in_room_id
            WHERE b.hotel_id = %(hotel)s AND b.status = 'IN_HOUSE'
            GROUP BY room.id, room.number HAVING count(*) > 1 ORDER BY room.number
        """,
        record="room {room}",
        subject=("room", "room"),
        problem="several stays at once: {bookings}",
        remedy="Ask which of them is in the room, and give the others the rooms that they are in.",
    ),
    Check(
        name="stay_in_two_rooms",
        invariant=2,
        says="A stay is in one room.",
        sql="""
            SELECT b.booking_id AS booking, string_agg(room.number, ', ' ORDER BY room.number) AS rooms
            FROM rooms_room room
            JOIN room_bookings_roombooking b ON b.id = room.occupant_id
            WHERE room.hotel_id = %(hotel)s
            GROUP BY b.id, b.booking_id HAVING count(*) > 1 ORDER BY b.id
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="several rooms say that it is in them: {rooms}",
        remedy="Ask which room the guest is in; the others are vacant and dirty (audit row included).",
    ),
    Check(
        name="stay_without_its_room",
        invariant=3,
        says="A booking is in house if and only if it is in a room, and that room names it.",
        sql="""
            SELECT b.booking_id AS booking,
                   CASE WHEN b.status = 'IN_HOUSE' AND b.in_room_id IS NULL THEN 'is in house, and in no room'
                        WHEN b.status <> 'IN_HOUSE'
                            THEN format('is %%s, and still in room %%s', b.status, coalesce(room.number, '?'))
                        ELSE format('is in room %%s, which names %%s', coalesce(room.number, '?'),
                                    coalesce(other.booking_id, 'nobody')) END AS problem
            FROM room_bookings_roombooking b
            LEFT JOIN rooms_room room ON room.id = b.in_room_id
            LEFT JOIN room_bookings_roombooking other ON other.id = room.occupant_id
            WHERE b.hotel_id = %(hotel)s
              AND ((b.status = 'IN_HOUSE') <> (b.in_room_id IS NOT NULL)
                   OR (b.in_room_id IS NOT NULL AND room.occupant_id IS DISTINCT FROM b.id))
            ORDER BY b.id
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="{problem}",
        remedy="Look whether the guest is there: then let the booking and the room name each other, else check it out.",
    ),
    Check(
        name="room_without_its_stay",
        invariant=3,
        says="A room is OCCUPIED if and only if an in-house booking is in it, and that booking names it.",
        sql="""
            SELECT room.number AS room,
                   CASE WHEN room.occupant_id IS NULL THEN 'is OCCUPIED, and nobody is in it'
                        WHEN room.room_status <> 'OCCUPIED'
                            THEN format('is %%s with booking %%s inside', room.room_status, coalesce(b.booking_id, '?'))
                        WHEN b.status IS DISTINCT FROM 'IN_HOUSE'
                            THEN format('names booking %%s, which is %%s', coalesce(b.booking_id, '?'),
                                        coalesce(b.status, 'gone'))
                        ELSE format('names booking %%s, which is in %%s', b.booking_id,
                                    coalesce('room ' || other.number, 'no room')) END AS problem
            FROM rooms_room room
            LEFT JOIN room_bookings_roombooking b ON b.id = room.occupant_id
            LEFT JOIN rooms_room other ON other.id = b.in_room_id
            WHERE room.hotel_id = %(hotel)s
              AND ((room.room_status = 'OCCUPIED') <> (room.occupant_id IS NOT NULL)
                   OR (room.occupant_id IS NOT NULL
                       AND (b.status IS DISTINCT FROM 'IN_HOUSE' OR b.in_room_id IS DISTINCT FROM room.id)))
            ORDER BY room.number
        """,
        record="room {room}",
        subject=("room", "room"),
        problem="{problem}",
        remedy="Look into the room: with a guest inside let the two name each other; vacant, it is CHECKOUT_DIRTY "
        "(audit row included).",
    ),
    Check(
        name="stay_without_claim",
        invariant=5,
        says="A stay has an open claim on the room that it is in.",
        sql="""
            SELECT b.booking_id AS booking, room.number AS room, b.stay_allocation_id AS claim
            FROM room_bookings_roombooking b
            JOIN rooms_room room ON room.id = b.in_room_id
            LEFT JOIN rooms_roomallocation a ON a.id = b.stay_allocation_id AND a.booking_id = b.id
                AND a.room_id = b.in_room_id AND a.ended_at IS NULL
            WHERE b.hotel_id = %(hotel)s AND b.status = 'IN_HOUSE' AND a.id IS NULL
            ORDER BY b.id
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="is in room {room}, but allocation {claim}, which it names, is no open claim of it on that room",
        remedy="Give the stay its claim on room {room} until its departure, after looking who else has the room then.",
    ),
    Check(
        name="claim_of_departed_stay",
        invariant=5,
        says="Only a booking in house names the claim of its stay.",
        sql="""
            SELECT b.booking_id AS booking, b.status, b.stay_allocation_id AS claim
            FROM room_bookings_roombooking b
            WHERE b.hotel_id = %(hotel)s AND b.status <> 'IN_HOUSE' AND b.stay_allocation_id IS NOT NULL
            ORDER BY b.id
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="is {status} and still names allocation {claim} as that of its stay",
        remedy="Clear stay_allocation_id; the allocation itself is judged by other checks.",
    ),
)
