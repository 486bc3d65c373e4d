"""Invariants 1 and 5: who holds which room for which nights."""

from hotelmate.integrity.check import Check

# The later of two overlapping rows starts before the furthest end of those before it; only such rows are joined.
OVERLAPS = """
WITH claim AS (
    SELECT id, room_id, booking_id, block_id, from_date, to_date,
           max(to_date) OVER (PARTITION BY {owner} ORDER BY from_date, to_date, id
                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach
    FROM rooms_roomallocation WHERE hotel_id = %(hotel)s AND from_date < to_date AND {owner} IS NOT NULL
)
SELECT coalesce(room.number, '#' || later.room_id) AS room, other_room.number AS other_room,
       coalesce('booking ' || booking.booking_id, 'window ' || later.block_id, 'nobody') AS holder,
       coalesce('booking ' || other.booking_id, 'window ' || earlier.block_id, 'nobody') AS other_holder,
       later.from_date AS first_night, least(earlier.to_date, later.to_date) - 1 AS last_night,
       later.id AS later_row, earlier.id AS earlier_row, booking.booking_id AS booking
FROM claim later
JOIN claim earlier ON earlier.{owner} = later.{owner} AND later.from_date < earlier.to_date
     AND (earlier.from_date, earlier.to_date, earlier.id) < (later.from_date, later.to_date, later.id)
LEFT JOIN rooms_room room ON room.id = later.room_id
LEFT JOIN rooms_room other_room ON other_room.id = earlier.room_id
LEFT JOIN room_bookings_roombooking booking ON booking.id = later.booking_id
LEFT JOIN room_bookings_roombooking other ON other.id = earlier.booking_id
WHERE later.reach > later.from_date
ORDER BY room, first_night, later_row
"""

CHECKS = (
    Check(
        name="room_double_booked",
        invariant=1,
        says="No two claims of one room share a night, bookings and windows alike.",
        sql=OVERLAPS.replace("{owner}", "room_id"),
        record="room {room}",
        subject=("room", "room"),
        problem="held by {holder} and by {other_holder} from {first_night} to {last_night}",
        remedy="Give one of the two another room (safe-assign-room, or move-room in mid-stay), or end the window.",
    ),
    Check(
        name="booking_two_rooms",
        invariant=1,
        says="No booking holds two rooms in one night.",
        sql=OVERLAPS.replace("{owner}", "booking_id"),
        record="{holder}",
        subject=("booking", "booking"),
        problem="holds room {other_room} and room {room} from {first_night} to {last_night}",
        remedy="Keep the room that the guest is in or will get; delete the other claim (allocation {later_row} or {earlier_row}).",
    ),
    Check(
        name="claim_without_one_holder",
        invariant=5,
        says="A claim belongs to a booking or to a window, never to both or to none.",
        sql="""
            SELECT room.number AS room, a.id, a.from_date, a.to_date, a.booking_id AS booking, a.block_id AS block
            FROM rooms_roomallocation a LEFT JOIN rooms_room room ON room.id = a.room_id
            WHERE a.hotel_id = %(hotel)s AND (a.booking_id IS NULL) = (a.block_id IS NULL)
            ORDER BY a.id
        """,
        record="room {room}",
        subject=("room", "room"),
        problem="allocation {id} from {from_date} to {to_date} has the booking {booking} and the window {block}; one of them it must be",
        remedy="Find out whose it is from the log of the room, and leave it to that one; delete it if it is nobody's.",
    ),
    Check(
        name="live_claim_empty",
        invariant=1,
        says="A live claim holds at least one night, day use too; an ended one may be empty, never reversed.",
        sql="""
            SELECT room.number AS room, a.id, a.from_date, a.to_date,
                   coalesce('booking ' || b.booking_id, 'window ' || a.block_id, 'nobody') AS holder
            FROM rooms_roomallocation a
            LEFT JOIN rooms_room room ON room.id = a.room_id
            LEFT JOIN room_bookings_roombooking b ON b.id = a.booking_id
            WHERE a.hotel_id = %(hotel)s
              AND (a.from_date > a.to_date
                   OR (a.from_date = a.to_date AND (a.ended_at IS NULL OR a.booking_id IS NULL)))
            ORDER BY a.id
        """,
        record="room {room}",
        subject=("room", "room"),
        problem="{holder} claims it from {from_date} until before {to_date}, which is no night at all (allocation {id})",
        remedy="Set the claim to the nights it is for (day use: one), after looking who else has the room then.",
    ),
    Check(
        name="claim_of_booking_that_is_over",
        invariant=5,
        says="An open claim belongs to a booking that holds inventory.",
        sql="""
            SELECT b.booking_id AS booking, b.status, room.number AS room, a.id, a.from_date, a.to_date
            FROM rooms_roomallocation a
            JOIN room_bookings_roombooking b ON b.id = a.booking_id
            LEFT JOIN rooms_room room ON room.id = a.room_id
            WHERE a.hotel_id = %(hotel)s AND a.ended_at IS NULL AND b.status <> ALL (%(holding)s)
            ORDER BY a.id
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="is {status} and still holds room {room} from {from_date} until {to_date}",
        remedy="End the claim (allocation {id}) where the stay took place, delete it where there was none.",
    ),
    Check(
        name="history_of_booking_that_never_stayed",
        invariant=5,
        says="An ended claim belongs to a booking that holds inventory or was completed.",
        sql="""
            SELECT b.booking_id AS booking, b.status, room.number AS room, a.id, a.from_date, a.to_date
            FROM rooms_roomallocation a
            JOIN room_bookings_roombooking b ON b.id = a.booking_id
            LEFT JOIN rooms_room room ON room.id = a.room_id
            WHERE a.hotel_id = %(hotel)s AND a.ended_at IS NOT NULL AND b.status <> ALL (%(allocated)s)
            ORDER BY a.id
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="is {status}, yet the history of room {room} says that it was there from {from_date} until {to_date}",
        remedy="Look in the log of the booking which of the two is true; delete the claim (allocation {id}) or mend the status.",
    ),
    Check(
        name="completed_stay_without_room",
        invariant=5,
        says="A completed stay left the room that it was in as history.",
        sql="""
            SELECT b.booking_id AS booking, b.checked_in_at, b.checked_out_at
            FROM room_bookings_roombooking b
            WHERE b.hotel_id = %(hotel)s AND b.status = 'COMPLETED'
              AND NOT EXISTS (SELECT FROM rooms_roomallocation a WHERE a.booking_id = b.id)
            ORDER BY b.id
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="was checked out at {checked_out_at}, and no room has it in its history",
        remedy="Find the room in the log of the booking and add the ended claim with the nights stayed.",
    ),
    Check(
        name="claim_outside_booking",
        invariant=5,
        says="The nights of a claim lie within the dates of its booking.",
        sql="""
            SELECT b.booking_id AS booking, b.check_in, b.check_out, room.number AS room, a.from_date, a.to_date
            FROM rooms_roomallocation a
            JOIN room_bookings_roombooking b ON b.id = a.booking_id
            LEFT JOIN rooms_room room ON room.id = a.room_id
            WHERE a.hotel_id = %(hotel)s AND a.from_date <= a.to_date
              AND (a.from_date < b.check_in OR a.to_date > greatest(b.check_out, b.check_in + 1))
            ORDER BY a.id
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="books {check_in} to {check_out} and holds room {room} from {from_date} until {to_date}",
        remedy="Change the dates of the booking to those of the stay, or assign the room anew.",
    ),
    Check(
        name="claim_outside_room_life",
        invariant=5,
        says="A live claim lies in the time in which its room is in use.",
        sql="""
            SELECT room.number AS room, room.active_from, room.active_until, a.from_date, a.to_date,
                   coalesce('booking ' || b.booking_id, 'window ' || a.block_id, 'nobody') AS holder
            FROM rooms_roomallocation a
            JOIN rooms_room room ON room.id = a.room_id
            LEFT JOIN room_bookings_roombooking b ON b.id = a.booking_id
            WHERE a.hotel_id = %(hotel)s AND a.ended_at IS NULL
              AND (a.from_date < room.active_from OR a.to_date > room.active_until)
            ORDER BY a.id
        """,
        record="room {room}",
        subject=("room", "room"),
        problem="held by {holder} from {from_date} until {to_date}, but in use from {active_from} until {active_until} only",
        remedy="Assign another room, or put the room back into use for those nights.",
    ),
    Check(
        name="window_and_claim_differ",
        invariant=1,
        says="An open window holds its room for its dates, and what a window holds is its own.",
        sql="""
            SELECT room.number AS room, k.id, k.kind, k.from_date, k.to_date,
                   CASE WHEN a.id IS NULL THEN 'has no claim on the room'
                        ELSE format('claims room %%s from %%s until %%s', held.number, a.from_date, a.to_date) END AS claim
            FROM rooms_roomblock k
            LEFT JOIN rooms_roomallocation a ON a.block_id = k.id
            LEFT JOIN rooms_room room ON room.id = k.room_id
            LEFT JOIN rooms_room held ON held.id = a.room_id
            WHERE k.hotel_id = %(hotel)s
              AND ((a.id IS NULL AND k.closed_at IS NULL)
                   OR (a.room_id, a.from_date, a.to_date) IS DISTINCT FROM (k.room_id, k.from_date, k.to_date)
                      AND a.id IS NOT NULL)
            ORDER BY k.id
        """,
        record="room {room}",
        subject=("room", "room"),
        problem="window {id} ({kind}) from {from_date} until {to_date} {claim}",
        remedy="End the window and open it anew with the dates that hold.",
    ),
)
