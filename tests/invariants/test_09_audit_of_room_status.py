"""Invariant 9: each room-status change has its audit row, the rows form one chain, and the room is at its end."""

import pytest

from .house import AUDIT, FAULT, ROOM
from .rows import NOON, insert, update


def audit_row(house, room, n, came_from, to, **values):
    return {"hotel_id": house.id, "room_id": room, "n": n, "from_status": came_from, "to_status": to} | values


def test_a_direct_update_of_the_status_fails(house):
    room = house.room()
    with house.refuses("room_status_without_audit") as attacker:
        update(attacker, ROOM, room, room_status="CHECKOUT_DIRTY")


def test_a_status_with_a_number_that_nobody_wrote_down_fails(house):
    room = house.room()
    with house.refuses("room_status_without_audit") as attacker:
        update(attacker, ROOM, room, room_status="CHECKOUT_DIRTY", status_n=2)


def test_a_status_other_than_the_one_written_down_fails(house):
    room = house.room()
    with house.refuses("room_status_without_audit") as attacker:
        insert(attacker, AUDIT, **audit_row(house, room, 2, "READY_FOR_GUEST", "CHECKOUT_DIRTY"))
        update(attacker, ROOM, room, room_status="CLEANED_UNINSPECTED", status_n=2)


def test_an_audit_row_without_its_change_fails(house):
    room = house.room()
    with house.refuses("room_status_behind_audit") as attacker:
        insert(attacker, AUDIT, **audit_row(house, room, 2, "READY_FOR_GUEST", "CHECKOUT_DIRTY"))


def test_a_room_does_not_stop_in_the_middle_of_its_audit(house):
    room = house.room(room_status="CHECKOUT_DIRTY")
    with house.refuses("room_status_behind_audit") as attacker:
        insert(attacker, AUDIT, **audit_row(house, room, 2, "CHECKOUT_DIRTY", "CLEANED_UNINSPECTED"))
        insert(attacker, AUDIT, **audit_row(house, room, 3, "CLEANED_UNINSPECTED", "READY_FOR_GUEST"))
        update(attacker, ROOM, room, room_status="CLEANED_UNINSPECTED", status_n=2)


def test_a_room_does_not_go_back_to_an_earlier_audit_row(house):
    room = house.room(room_status="CHECKOUT_DIRTY")
    house.set_status(room, "CLEANED_UNINSPECTED")
    house.set_status(room, "CHECKOUT_DIRTY")
    with house.refuses("room_status_without_audit") as attacker:
        update(attacker, ROOM, room, status_n=1)
    with house.refuses("room_status_without_audit") as attacker:
        update(attacker, ROOM, room, status_n=2, room_status="CLEANED_UNINSPECTED")


def test_the_number_does_not_run_ahead_of_the_audit(house):
    room = house.room()
    with house.refuses("room_status_without_audit") as attacker:
        update(attacker, ROOM, room, status_n=7)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ((2, "CHECKOUT_DIRTY", "CLEANED_UNINSPECTED"), "room_status_event_chain"),
        ((3, "READY_FOR_GUEST", "CHECKOUT_DIRTY"), "room_status_event_chain"),
        ((2, None, "CHECKOUT_DIRTY"), "room_status_event_first_has_no_from"),
        ((1, None, "CHECKOUT_DIRTY"), "room_status_event_number"),
        ((1, "READY_FOR_GUEST", "CHECKOUT_DIRTY"), "room_status_event_first_has_no_from"),
        ((0, None, "CHECKOUT_DIRTY"), "room_status_event_first_has_no_from"),
        ((0, "READY_FOR_GUEST", "CHECKOUT_DIRTY"), "room_status_event_numbered_from_one"),
        ((-1, "READY_FOR_GUEST", "CHECKOUT_DIRTY"), "housekeeping_roomstatusevent_n_check"),
    ],
)
def test_the_chain_has_no_break_no_second_beginning_and_no_double(house, row, rule):
    room = house.room()
    with house.refuses(rule) as attacker:
        insert(attacker, AUDIT, **audit_row(house, room, *row))
        update(attacker, ROOM, room, room_status=row[2], status_n=max(row[0], 1))


@pytest.mark.parametrize("first_number", [0, 2, 5])
def test_a_room_begins_its_chain_at_one(house, first_number):
    with house.refuses("room_status_event_first_has_no_from") as attacker:
        insert(attacker, ROOM, hotel_id=house.id, room_type_id=house.standard, status_n=first_number)


@pytest.mark.parametrize("status", ["OCCUPIED", "OUT_OF_ORDER"])
def test_a_room_is_not_born_with_somebody_or_something_in_it(house, status):
    with house.refuses("room_status_birth") as attacker:
        attacker.execute("SET CONSTRAINTS ALL DEFERRED")
        occupant = {"occupant_id": 1} if status == "OCCUPIED" else {}
        insert(attacker, ROOM, hotel_id=house.id, room_type_id=house.standard, room_status=status, **occupant)


def test_a_room_has_a_status_that_is_known(house):
    with house.refuses("room_status_known") as attacker:
        insert(attacker, ROOM, hotel_id=house.id, room_type_id=house.standard, room_status="NICE")
    room = house.room()
    with house.refuses("room_status_event_target_known") as attacker:
        insert(attacker, AUDIT, **audit_row(house, room, 2, "READY_FOR_GUEST", "NICE"))


def test_an_unknown_door_is_refused(house):
    room = house.room()
    with house.refuses("room_status_event_source_known") as attacker:
        row = audit_row(house, room, 2, "READY_FOR_GUEST", "CHECKOUT_DIRTY", source="WINDOW")
        insert(attacker, AUDIT, **row)


def test_no_audit_row_is_of_an_endless_time(house):
    room = house.room()
    with house.refuses("room_status_event_time_finite") as attacker:
        row = audit_row(house, room, 2, "READY_FOR_GUEST", "CHECKOUT_DIRTY", created_at="infinity")
        insert(attacker, AUDIT, **row)


@pytest.mark.parametrize("role", ["app", "owner"])
def test_the_audit_is_only_appended_to(house, role):
    room = house.room()
    rule = "42501" if role == "app" else "append_only"
    statements = (
        "UPDATE housekeeping_roomstatusevent SET note = 'as if' WHERE room_id = %s",
        "DELETE FROM housekeeping_roomstatusevent WHERE room_id = %s",
    )
    for statement in statements:
        with house.refuses(rule, role=role) as attacker:
            attacker.execute(statement, [room])
    with house.refuses(rule, role=role) as attacker:
        attacker.execute("TRUNCATE housekeeping_roomstatusevent CASCADE")


def test_an_audit_row_is_not_overwritten_through_on_conflict(house):
    room = house.room()
    with house.refuses("append_only", role="owner") as attacker:
        attacker.execute(
            "INSERT INTO housekeeping_roomstatusevent (hotel_id, room_id, n, to_status, source, note, created_at)"
            " VALUES (%s, %s, 1, 'CHECKOUT_DIRTY', 'SYSTEM', '', %s)"
            " ON CONFLICT (room_id, n) DO UPDATE SET note = 'as if'",
            [house.id, room, NOON],
        )


def test_a_room_keeps_its_number_in_the_books_and_its_hotel(house):
    room = house.room()
    with house.refuses("room_changes_hotel") as attacker:
        update(attacker, ROOM, room, hotel_id=house.id + 1)
    with house.refuses("room_changes_hotel") as attacker:
        attacker.execute("UPDATE rooms_room SET id = id + 1000000 WHERE id = %s", [room])


def test_rooms_of_one_statement_each_need_their_audit_row(house):
    rooms = [house.room(), house.room()]
    with house.refuses("room_status_without_audit") as attacker:
        insert(attacker, AUDIT, **audit_row(house, rooms[0], 2, "READY_FOR_GUEST", "CHECKOUT_DIRTY"))
        attacker.execute(
            "UPDATE rooms_room SET room_status = 'CHECKOUT_DIRTY', status_n = 2 WHERE id = ANY (%s)", [rooms]
        )


def test_two_sessions_do_not_both_follow_the_same_row(house, rival):
    room = house.room()
    statement = (
        "INSERT INTO housekeeping_roomstatusevent (hotel_id, room_id, n, from_status, to_status, source, note, created_at)"
        " VALUES (%s, %s, 2, 'READY_FOR_GUEST', %s, 'HOUSEKEEPING', '', %s)"
    )
    first, second = rival(), rival()
    first.run(statement, [house.id, room, "CHECKOUT_DIRTY", NOON])
    first.run("UPDATE rooms_room SET room_status = 'CHECKOUT_DIRTY', status_n = 2 WHERE id = %s", [room])
    second.start(statement, [house.id, room, "MAINTENANCE_REQUIRED", NOON])
    assert first.commit() == ""
    assert second.finish() == "room_status_event_number"


def test_an_old_snapshot_does_not_write_a_status_over_a_newer_one(house, open_session):
    room = house.room()
    attacker = open_session()
    attacker.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    attacker.execute("SELECT 1 FROM rooms_room LIMIT 1")
    house.set_status(room, "CHECKOUT_DIRTY")
    with pytest.raises(Exception, match="could not serialize"):
        update(attacker, ROOM, room, notes="as if nothing had happened")


def test_a_room_with_a_blocking_fault_is_not_ready(house):
    room = house.room()
    with house.refuses("room_ready_despite_fault") as attacker:
        insert(attacker, FAULT, hotel_id=house.id, room_id=room)
    house.set_status(room, "MAINTENANCE_REQUIRED")
    insert(house.session, FAULT, hotel_id=house.id, room_id=room)
    with house.refuses("room_ready_despite_fault") as attacker:
        note = {"source": "MANAGER_OVERRIDE", "note": "never mind"}
        n = house.status_row(attacker, room, "READY_FOR_GUEST", **note)
        update(attacker, ROOM, room, room_status="READY_FOR_GUEST", status_n=n)


def test_the_count_of_faults_is_not_written_by_hand(house):
    room, other = house.room(room_status="CHECKOUT_DIRTY"), house.room()
    fault = insert(house.session, FAULT, hotel_id=house.id, room_id=room)
    for count in (0, 2, -1):
        with house.refuses("rooms_room_open_blocking_faults_check" if count < 0 else "room_fault_count") as attacker:
            update(attacker, ROOM, room, open_blocking_faults=count)
    with house.refuses("room_fault_count") as attacker:
        row = {"hotel_id": house.id, "room_type_id": house.standard, "room_status": "CHECKOUT_DIRTY"}
        insert(attacker, ROOM, **row, open_blocking_faults=3)
    with house.refuses("fault_changes_room") as attacker:
        update(attacker, FAULT, fault, room_id=other)
    with house.refuses("never_deleted") as attacker:
        attacker.execute("DELETE FROM housekeeping_fault WHERE id = %s", [fault])
    with house.refuses("never_deleted", role="owner") as attacker:
        attacker.execute("TRUNCATE housekeeping_fault")


def test_a_fault_that_becomes_blocking_counts_again(house):
    room = house.room()
    fault = insert(house.session, FAULT, hotel_id=house.id, room_id=room, is_blocking=False)
    with house.refuses("room_ready_despite_fault") as attacker:
        update(attacker, FAULT, fault, is_blocking=True)


def test_two_faults_of_two_sessions_are_both_counted(house, rival):
    room = house.room(room_status="CHECKOUT_DIRTY")
    statement = (
        "INSERT INTO housekeeping_fault (hotel_id, room_id, description, is_blocking, priority, reported_by, reported_at,"
        " resolved_by, resolution, version) VALUES (%s, %s, '', true, 'MED', 'staff:1', %s, '', '', 1)"
    )
    first, second = rival(), rival()
    first.run(statement, [house.id, room, NOON])
    second.start(statement, [house.id, room, NOON])
    assert first.commit() == ""
    assert second.finish() == ""
    assert house.column(ROOM, room, "open_blocking_faults") == 2
