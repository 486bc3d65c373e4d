"""Invariants 9 and 10 for rooms: the chain of audit rows behind each room's status."""

from hotelmate.integrity.check import Check

CHAIN = """
WITH chain AS (
    SELECT room_id, n, from_status, to_status, source, note, created_at,
           lag(n, 1, 0) OVER room AS previous_n, lag(to_status) OVER room AS previous_status,
           lag(created_at) OVER room AS previous_at
    FROM housekeeping_roomstatusevent WHERE hotel_id = %(hotel)s
    WINDOW room AS (PARTITION BY room_id ORDER BY n, id)
)
"""
FOUND = "FROM chain LEFT JOIN (SELECT id, number FROM rooms_room) room ON room.id = chain.room_id"
HISTORY = "Audit rows are never rewritten: keep the finding with the record, and find out who wrote past the services."

CHECKS = (
    Check(
        name="audit_number_gap",
        invariant=9,
        says="The audit rows of a room are numbered from 1 without gap and without duplicate.",
        sql=f"{CHAIN} SELECT room.number AS room, n, previous_n {FOUND} WHERE n <> previous_n + 1 ORDER BY room, n",
        record="room {room}",
        subject=("room", "room"),
        problem="audit row {n} follows row {previous_n}",
        remedy="Restore the missing rows from a backup. " + HISTORY,
    ),
    Check(
        name="audit_chain_broken",
        invariant=9,
        says="Each audit row begins where the one before it ended, and the first begins with nothing.",
        sql=f"""{CHAIN}
            SELECT room.number AS room, n, coalesce(from_status, 'nothing') AS from_status,
                   coalesce(previous_status, 'nothing') AS previous_status
            {FOUND}
            WHERE n = previous_n + 1 AND from_status IS DISTINCT FROM previous_status ORDER BY room, n
        """,
        record="room {room}",
        subject=("room", "room"),
        problem="audit row {n} begins at {from_status}, where the one before it ended at {previous_status}",
        remedy=HISTORY,
    ),
    Check(
        name="room_status_differs_from_audit",
        invariant=9,
        says="A room has the status of its last audit row, and knows that row's number.",
        sql="""
            SELECT room.number AS room, room.room_status, room.status_n, coalesce(last.n, 0) AS n,
                   coalesce(last.to_status, 'nothing') AS to_status
            FROM rooms_room room
            LEFT JOIN LATERAL (
                SELECT n, to_status FROM housekeeping_roomstatusevent WHERE room_id = room.id ORDER BY n DESC LIMIT 1
            ) last ON true
            WHERE room.hotel_id = %(hotel)s
              AND (last.n, last.to_status) IS DISTINCT FROM (room.status_n, room.room_status)
            ORDER BY room.number
        """,
        record="room {room}",
        subject=("room", "room"),
        problem="is {room_status} by audit row {status_n}; its last audit row {n} says {to_status}",
        remedy="Look which status the room is in. If the audit is right, the owner of the tables sets room_status and "
        "status_n from it; otherwise add the audit row that is missing.",
    ),
    Check(
        name="room_change_not_in_lifecycle",
        invariant=10,
        says="Each change of a room's status is one that the lifecycle knows, through a door that may make it.",
        sql=f"""{CHAIN}
            SELECT room.number AS room, n, from_status, to_status, source, created_at
            {FOUND}
            WHERE from_status IS NOT NULL AND NOT (
                (source = 'MANAGER_OVERRIDE' AND btrim(note) <> ''
                    AND from_status || '>' || to_status = ANY (%(room_overrides)s))
                OR (source IN ('HOUSEKEEPING', 'FRONT_DESK', 'SYSTEM')
                    AND from_status || '>' || to_status = ANY (%(room_changes_by_hand)s))
                OR (source = 'SYSTEM' AND from_status || '>' || to_status = ANY (%(room_changes_by_system)s))
                OR (source = 'FRONT_DESK' AND 'OUT_OF_ORDER' NOT IN (from_status, to_status)
                    AND from_status || '>' || to_status = ANY (%(room_changes_by_system)s)))
            ORDER BY room, n
        """,
        record="room {room}",
        subject=("room", "room"),
        problem="audit row {n} of {created_at}: from {from_status} to {to_status} by {source} is no change that may be",
        remedy=HISTORY,
    ),
    Check(
        name="room_times_backwards",
        invariant=6,
        says="The audit rows of a room are in order of time, within what clocks of several machines may differ.",
        sql=f"""{CHAIN}
            SELECT room.number AS room, n, created_at, previous_at
            {FOUND}
            WHERE created_at < previous_at - %(clock_tolerance)s::interval ORDER BY room, n
        """,
        record="room {room}",
        subject=("room", "room"),
        problem="audit row {n} is of {created_at}, before the row that it follows ({previous_at})",
        remedy="See that the clocks of all machines agree. " + HISTORY,
    ),
)
