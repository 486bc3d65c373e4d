"""Audit rows that are missing, do not follow each other, or tell what cannot be."""

ROW = "UPDATE housekeeping_roomstatusevent SET {change} WHERE room_id = %({room})s AND n = {n}"
EVENT = """
    UPDATE events_event SET {change}
    WHERE hotel_id = %(hotel)s AND type = 'room_updated' AND subject_id = '{room}' AND (after ->> 'status_n')::int = {n}
"""


def test_a_row_taken_out_of_the_middle(found_after):
    finding = found_after(
        "audit_number_gap",
        "DELETE FROM housekeeping_roomstatusevent WHERE room_id = %(103)s AND n = 3",
        also=("room_event_without_change",),
    )
    assert finding.record == "room 103"
    assert finding.problem == "audit row 4 follows row 2"


def test_a_row_written_twice(found_after):
    finding = found_after(
        "audit_number_gap",
        """
        INSERT INTO housekeeping_roomstatusevent (hotel_id, room_id, n, from_status, to_status, source, note, created_at)
        SELECT hotel_id, room_id, n, from_status, to_status, source, note, created_at
        FROM housekeeping_roomstatusevent WHERE room_id = %(103)s AND n = 3
        """,
        also=("room_change_without_event",),
    )
    assert finding.problem == "audit row 3 follows row 3"


def test_a_row_that_begins_where_no_row_ended(found_after):
    finding = found_after(
        "audit_chain_broken",
        ROW.format(room=103, n=5, change="from_status = 'CHECKOUT_DIRTY'"),
        EVENT.format(room=103, n=5, change="""before = '{"room_status": "CHECKOUT_DIRTY"}'"""),
    )
    assert finding.record == "room 103"
    assert (
        finding.problem == "audit row 5 begins at CHECKOUT_DIRTY, where the one before it ended at CLEANING_IN_PROGRESS"
    )


def test_a_status_set_past_the_audit(found_after):
    finding = found_after(
        "room_status_differs_from_audit", "UPDATE rooms_room SET room_status = 'CHECKOUT_DIRTY' WHERE id = %(103)s"
    )
    assert finding.record == "room 103"
    assert finding.problem == "is CHECKOUT_DIRTY by audit row 6; its last audit row 6 says READY_FOR_GUEST"


def test_a_room_without_any_audit(found_after):
    finding = found_after(
        "room_status_differs_from_audit",
        """
        INSERT INTO rooms_room (hotel_id, room_type_id, number, floor, room_status, status_n, active_from, active_until,
                                open_blocking_faults, notes, version, created_at)
        VALUES (%(hotel)s, %(double)s, '105', '', 'READY_FOR_GUEST', 1, %(today)s - 90, %(today)s - 90, 0, '', 1, %(now)s)
        """,
    )
    assert finding.record == "room 105"
    assert finding.problem.endswith("its last audit row 0 says nothing")


def test_housekeeping_that_lets_guests_in(found_after):
    finding = found_after("room_change_not_in_lifecycle", ROW.format(room=103, n=2, change="source = 'HOUSEKEEPING'"))
    assert finding.record == "room 103"
    assert "from READY_FOR_GUEST to OCCUPIED by HOUSEKEEPING" in finding.problem


def test_a_front_desk_that_takes_a_room_out_of_order(found_after):
    finding = found_after("room_change_not_in_lifecycle", ROW.format(room=202, n=2, change="source = 'FRONT_DESK'"))
    assert finding.record == "room 202"


def test_an_override_without_a_note(found_after):
    finding = found_after("room_change_not_in_lifecycle", ROW.format(room=201, n=6, change="note = ' '"))
    assert finding.record == "room 201"
    assert "MANAGER_OVERRIDE" in finding.problem


def test_a_change_that_the_lifecycle_does_not_know(found_after):
    finding = found_after(
        "room_change_not_in_lifecycle",
        ROW.format(room=104, n=1, change="to_status = 'CLEANING_IN_PROGRESS'"),
        ROW.format(room=104, n=2, change="from_status = 'CLEANING_IN_PROGRESS', to_status = 'READY_FOR_GUEST'"),
        EVENT.format(
            room=104,
            n=2,
            change="""before = '{"room_status": "CLEANING_IN_PROGRESS"}',
                      after = '{"room_status": "READY_FOR_GUEST", "status_n": 2}'""",
        ),
        "UPDATE rooms_room SET room_status = 'READY_FOR_GUEST', open_blocking_faults = 0 WHERE id = %(104)s",
        "DELETE FROM housekeeping_fault WHERE room_id = %(104)s",
    )
    assert finding.record == "room 104"
    assert "from CLEANING_IN_PROGRESS to READY_FOR_GUEST" in finding.problem


def test_a_row_older_than_the_one_before_it(found_after):
    finding = found_after(
        "room_times_backwards",
        ROW.format(room=103, n=5, change="created_at = created_at - interval '1 day'"),
        EVENT.format(room=103, n=5, change="occurred_at = occurred_at - interval '1 day'"),
    )
    assert finding.record == "room 103"
    assert finding.problem.startswith("audit row 5 is of")
