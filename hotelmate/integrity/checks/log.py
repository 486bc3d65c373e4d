"""Invariant 11, and what the log says of rooms and bookings (9, 10): no change without its event, none without a change."""

from hotelmate.integrity.check import Check

# One event for each audit row but the first, and the other way round. A room may have had another number at the time:
# what matches in everything but the number is that room.
TURNOVER = """
WITH audit AS (
    SELECT room.number, a.n, a.from_status, a.to_status, a.created_at AS at
    FROM housekeeping_roomstatusevent a
    JOIN rooms_room room ON room.id = a.room_id
    WHERE a.hotel_id = %(hotel)s AND a.n > 1
), told AS (
    SELECT subject_id AS number, (after ->> 'status_n')::int AS n, before ->> 'room_status' AS from_status,
           after ->> 'room_status' AS to_status, occurred_at AS at
    FROM events_event
    WHERE hotel_id = %(hotel)s AND type = 'room_updated' AND 'room_status' = ANY (changed_fields)
), untold AS (
    SELECT * FROM audit EXCEPT ALL SELECT * FROM told
), unheard AS (
    SELECT * FROM told EXCEPT ALL SELECT * FROM audit
)
"""
# What each event of a booking that carries its status says, beside what the one before it said.
STATUSES = """
WITH told AS (
    SELECT subject_id AS booking, seq, type, after ->> 'status' AS status,
           before ->> 'status' AS begins_at,
           lag(after ->> 'status') OVER (PARTITION BY subject_id ORDER BY seq) AS previous
    FROM events_event
    WHERE hotel_id = %(hotel)s AND subject_type = 'booking' AND after ->> 'status' IS NOT NULL
)
"""
HISTORY = "Events are never rewritten: keep the finding with the record, and find out who wrote past the services."

CHECKS = (
    Check(
        name="event_gap",
        invariant=11,
        says="The events of a hotel are numbered from 1 without gap and without duplicate.",
        sql="""
            SELECT seq, previous, CASE WHEN seq = previous THEN 'stands twice in the log'
                                       ELSE format('follows event %%s', previous) END AS problem
            FROM (SELECT seq, lag(seq, 1, 0::bigint) OVER (ORDER BY seq) AS previous
                  FROM events_event WHERE hotel_id = %(hotel)s) event
            WHERE seq <> previous + 1 ORDER BY seq
        """,
        record="event {seq}",
        subject=("event", "seq"),
        problem="{problem}",
        remedy="Restore the log from a backup, and tell its readers to read again from {previous}.",
    ),
    Check(
        name="stream_differs_from_log",
        invariant=11,
        says="The stream of a hotel is at the number of its last event.",
        sql="""
            SELECT coalesce(stream.last_seq::text, 'nothing') AS last_seq, coalesce(log.last_seq, 0) AS logged
            FROM (SELECT max(seq) AS last_seq FROM events_event WHERE hotel_id = %(hotel)s) log
            LEFT JOIN events_eventstream stream ON stream.hotel_id = %(hotel)s
            WHERE stream.last_seq IS DISTINCT FROM coalesce(log.last_seq, 0)
        """,
        record="event stream",
        problem="is at {last_seq}; the last event is {logged}",
        remedy="If events are missing, restore them from a backup; otherwise the owner of the tables sets last_seq to {logged}.",
    ),
    Check(
        name="event_id_twice",
        invariant=11,
        says="Each event has an id of its own.",
        sql="""
            SELECT event_id, min(seq) AS seq, string_agg(seq::text, ', ' ORDER BY seq) AS numbers FROM events_event
            WHERE hotel_id = %(hotel)s GROUP BY event_id HAVING count(*) > 1 ORDER BY min(seq)
        """,
        record="event {event_id}",
        subject=("event", "seq"),
        problem="stands in the log under the numbers {numbers}",
        remedy=HISTORY,
    ),
    Check(
        name="room_change_without_event",
        invariant=9,
        says="Each change of a room's status has its event.",
        sql=TURNOVER
        + """
            SELECT u.* FROM untold u
            WHERE NOT EXISTS (SELECT FROM unheard h WHERE (h.n, h.from_status, h.to_status, h.at)
                = (u.n, u.from_status, u.to_status, u.at))
            ORDER BY u.number, u.n
        """,
        record="room {number}",
        subject=("room", "number"),
        problem="audit row {n} of {at}, from {from_status} to {to_status}, has no room_updated event",
        remedy="Whoever follows the log missed it: let them reload the room. " + HISTORY,
    ),
    Check(
        name="room_event_without_change",
        invariant=9,
        says="Each event that tells of a room's status has its change.",
        sql=TURNOVER
        + """
            SELECT h.number, coalesce(h.n::text, '?') AS n, coalesce(h.from_status, '?') AS from_status,
                   coalesce(h.to_status, '?') AS to_status, h.at
            FROM unheard h
            WHERE NOT EXISTS (SELECT FROM untold u WHERE (u.n, u.from_status, u.to_status, u.at)
                = (h.n, h.from_status, h.to_status, h.at))
            ORDER BY h.number, h.at
        """,
        record="room {number}",
        subject=("room", "number"),
        problem="an event of {at} tells of its change {n} from {from_status} to {to_status}, which the audit does not have",
        remedy="Whoever follows the log was told what is not so: let them reload the room. " + HISTORY,
    ),
    Check(
        name="booking_without_event",
        invariant=10,
        says="Each booking has an event that tells its status.",
        sql="""
            SELECT b.booking_id AS booking, b.status, b.created_at FROM room_bookings_roombooking b
            WHERE b.hotel_id = %(hotel)s AND NOT EXISTS (
                SELECT FROM events_event e
                WHERE e.hotel_id = %(hotel)s AND e.subject_type = 'booking' AND e.subject_id = b.booking_id
                  AND e.after ->> 'status' IS NOT NULL)
            ORDER BY b.id
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="is {status} since {created_at} at the earliest, and no event tells of it",
        remedy="Whoever follows the log does not know it: let them reload. Find out who wrote past the services.",
    ),
    Check(
        name="booking_status_differs_from_log",
        invariant=10,
        says="A booking has the status that its last event says.",
        sql=STATUSES
        + """
            , last AS (SELECT DISTINCT ON (booking) booking, status, seq FROM told ORDER BY booking, seq DESC)
            SELECT last.booking, coalesce(b.status, 'nowhere to be found') AS status, last.status AS told, last.seq
            FROM last LEFT JOIN room_bookings_roombooking b
                ON b.hotel_id = %(hotel)s AND b.booking_id = last.booking
            WHERE b.status IS DISTINCT FROM last.status ORDER BY last.booking
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="is {status}; its last event ({seq}) says {told}",
        remedy="Ask which of the two is true. A change that the log lacks was written past the services.",
    ),
    Check(
        name="booking_change_not_in_lifecycle",
        invariant=10,
        says="Each change of a booking's status in the log is one that the lifecycle knows.",
        sql=STATUSES
        + """
            SELECT booking, seq, type, coalesce(previous, begins_at, 'nothing') AS previous, status FROM told
            WHERE (coalesce(previous, begins_at) IS NULL AND status <> ALL (%(booking_births)s))
               OR (coalesce(previous, begins_at) <> status
                   AND coalesce(previous, begins_at) || '>' || status <> ALL (%(booking_changes)s))
            ORDER BY seq
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="event {seq} ({type}) takes it from {previous} to {status}, which no booking may do",
        remedy=HISTORY,
    ),
    Check(
        name="booking_event_skips_a_status",
        invariant=10,
        says="Each event of a booking begins at the status where the one before it ended.",
        sql=STATUSES
        + """
            SELECT booking, seq, type, begins_at, previous FROM told
            WHERE begins_at <> previous ORDER BY seq
        """,
        record="booking {booking}",
        subject=("booking", "booking"),
        problem="event {seq} ({type}) begins at {begins_at}, where the one before it ended at {previous}",
        remedy="A change between the two has no event: let the readers of the log reload the booking. " + HISTORY,
    ),
)
