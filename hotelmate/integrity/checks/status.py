"""Invariant 6: a booking's status and its timestamps agree, both ways."""

from hotelmate.integrity.check import Check

CHECKS = (
    Check(
        name="status_and_times_disagree",
        invariant=6,
        says="Each timestamp of a booking is there if and only if its status says so.",
        sql="""
            SELECT b.booking_id AS booking, b.status, stamp.name,
                   CASE WHEN stamp.wanted THEN 'has no' ELSE 'has a' END AS has
            FROM room_bookings_roombooking b
            CROSS JOIN LATERAL (VALUES
                ('expires_at', b.status = ANY (%(pending)s), b.expires_at IS NOT NULL),
                ('confirmed_at', b.status = ANY (%(assured)s),
                    b.confirmed_at IS NOT NULL AND (b.status <> 'CANCELLED')),
                ('checked_in_at', b.status IN ('IN_HOUSE', 'COMPLETED'), b.checked_in_at IS NOT NULL),
                ('checked_out_at', b.status = 'COMPLETED', b.checked_out_at IS NOT NULL),
                ('cancelled_at', b.status = 'CANCELLED', b.cancelled_at IS NOT NULL),
                ('cancelled_by', b.status = 'CANCELLED', b.cancelled_by <> ''),
                ('declined_at', b.status = 'DECLINED', b.declined_at IS NOT NULL),
                ('expired_at', b.status = 'EXPIRED', b.expired_at IS NOT NULL),
                ('no_show_at', b.status = 'NO_SHOW', b.no_show_at IS NOT NULL)
            ) stamp (name, wanted, present)
            WHERE b.hotel_id = %(hotel)s AND stamp.wanted <> stamp.present
            ORDER BY b.id, stamp.name
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="is {status} and {has} {name}",
        remedy="Look in the log of the booking what happened and when; set what is missing, clear what is too much.",
    ),
    Check(
        name="status_unknown",
        invariant=6,
        says="A booking has one of the statuses of its lifecycle.",
        sql="""
            SELECT booking_id AS booking, status FROM room_bookings_roombooking
            WHERE hotel_id = %(hotel)s AND status <> ALL (%(booking_statuses)s) ORDER BY id
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem='has the status "{status}", which there is not',
        remedy="Set the status that the last event of the booking says.",
    ),
    Check(
        name="times_out_of_order",
        invariant=6,
        says="A booking is made before it is confirmed, cancelled or checked in, and checked in before it is checked out.",
        sql="""
            SELECT b.booking_id AS booking, step.later, step.later_at, step.earlier, step.earlier_at
            FROM room_bookings_roombooking b
            CROSS JOIN LATERAL (VALUES
                ('confirmed_at', b.confirmed_at, 'created_at', b.created_at),
                ('cancelled_at', b.cancelled_at, 'created_at', b.created_at),
                ('checked_in_at', b.checked_in_at, 'created_at', b.created_at),
                ('checked_out_at', b.checked_out_at, 'checked_in_at', b.checked_in_at)
            ) step (later, later_at, earlier, earlier_at)
            WHERE b.hotel_id = %(hotel)s AND step.later_at < step.earlier_at
            ORDER BY b.id, step.later
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="{later} {later_at} lies before {earlier} {earlier_at}",
        remedy="Take the times from the log of the booking.",
    ),
    Check(
        name="dates_reversed",
        invariant=6,
        says="A booking ends no earlier than it begins.",
        sql="""
            SELECT booking_id AS booking, check_in, check_out FROM room_bookings_roombooking
            WHERE hotel_id = %(hotel)s AND check_out < check_in ORDER BY id
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="leaves on {check_out}, before it arrives on {check_in}",
        remedy="Ask the guest, and change the dates.",
    ),
)
