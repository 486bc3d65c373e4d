"""Invariant 8: the ledger follows the rows, however many of them one statement or two sessions change."""

from datetime import date

import psycopg
import pytest

from .house import ALLOCATION, BLOCK, BOOKING, NIGHT, ROOM, day
from .recount import drift, over_the_limit
from .rows import NOON, insert, one, update


@pytest.fixture(autouse=True)
def _ledger_follows_the_rows(house):
    yield
    assert drift(house.session, house.id, day(-10), day(30)) == []
    assert over_the_limit(house.session, house.id) == []


def booking_row(house, first=0, end=2, **values):
    row = {"hotel_id": house.id, "room_type_id": house.standard, "check_in": day(first), "check_out": day(end)}
    return row | values


def test_a_time_zone_that_skips_a_midnight_loses_no_night(house):
    house.room()
    spring = {"check_in": date(2026, 4, 22), "check_out": date(2026, 4, 27)}
    with house.session.transaction():
        house.session.execute("SET LOCAL TIME ZONE 'Africa/Cairo'")
        insert(house.session, BOOKING, **booking_row(house) | spring)
    held = house.session.execute(
        "SELECT night FROM rooms_typenight WHERE hotel_id = %s AND held = 1 ORDER BY night", [house.id]
    ).fetchall()
    assert [row[0].day for row in held] == [22, 23, 24, 25, 26]


# One statement that changes several tables: what each trigger sees is the end of it all.


def upgraded(house):
    """A booking in a room of a better type than it was sold, with a room left in each type."""
    house.room()
    house.room(house.superior)
    return house.booking_in(house.room(house.superior))


def test_cancelling_and_unassigning_in_one_statement_adds_up(house):
    booking, allocation = upgraded(house)
    house.session.execute(
        "WITH freed AS (DELETE FROM rooms_roomallocation WHERE id = %(claim)s)"
        " UPDATE room_bookings_roombooking SET status = 'CANCELLED', cancelled_at = %(at)s, cancelled_by = 'guest'"
        " WHERE id = %(booking)s",
        {"claim": allocation, "at": NOON, "booking": booking},
    )
    assert house.night(0)[2] == house.night(0, house.superior)[2] == 0


def test_changing_the_type_and_the_room_in_one_statement_adds_up(house):
    booking, allocation = upgraded(house)
    plain = house.room()
    house.session.execute(
        "WITH sold AS (UPDATE room_bookings_roombooking SET room_type_id = %(type)s WHERE id = %(booking)s)"
        " UPDATE rooms_roomallocation SET room_id = %(room)s WHERE id = %(claim)s",
        {"type": house.superior, "booking": booking, "room": plain, "claim": allocation},
    )
    assert (house.night(0)[2], house.night(0, house.superior)[2]) == (1, 0)


def test_assigning_and_changing_the_type_in_one_statement_adds_up(house):
    house.room()
    better = house.room(house.superior)
    booking = house.book()
    house.session.execute(
        "WITH claim AS (INSERT INTO rooms_roomallocation (hotel_id, room_id, booking_id, from_date, to_date)"
        " VALUES (%(hotel)s, %(room)s, %(booking)s, %(first)s, %(end)s))"
        " UPDATE room_bookings_roombooking SET room_type_id = %(type)s WHERE id = %(booking)s",
        {"hotel": house.id, "room": better, "booking": booking, "first": day(0), "end": day(2)}
        | {"type": house.superior},
    )
    assert (house.night(0)[2], house.night(0, house.superior)[2]) == (0, 1)


def test_freeing_a_room_and_changing_its_type_in_one_statement_adds_up(house):
    house.room()
    better = house.room(house.superior)
    _, allocation = house.booking_in(better)
    house.session.execute(
        "WITH freed AS (DELETE FROM rooms_roomallocation WHERE id = %s)"
        " UPDATE rooms_room SET room_type_id = %s WHERE id = %s",
        [allocation, house.standard, better],
    )
    assert house.night(0) == (2, 0, 1, 0)


def test_a_swap_of_upgrades_in_one_statement_adds_up(house):
    house.room()
    (_, first), (_, second) = house.booking_in(house.room(house.superior)), house.booking_in(house.room())
    house.session.execute(
        "UPDATE rooms_roomallocation a SET room_id = b.room_id, booking_id = a.booking_id"
        " FROM rooms_roomallocation b WHERE a.id <> b.id AND a.id = ANY (%(both)s) AND b.id = ANY (%(both)s)",
        {"both": [first, second]},
    )
    assert house.night(0)[2] == house.night(0, house.superior)[2] == 1


def test_a_claim_that_changes_hands_counts_for_its_new_booking(house):
    house.room()
    house.room()
    house.room(house.superior)
    better = house.room(house.superior)
    _, allocation = house.booking_in(better)
    other = house.book(type_id=house.superior)
    update(house.session, ALLOCATION, allocation, booking_id=other)
    assert (house.night(0)[2], house.night(0, house.superior)[2]) == (1, 1)


def test_a_room_takes_its_closed_windows_along_to_another_type(house):
    room = house.room()
    block, claim = house.open_block(room, 0, 4)
    with house.session.transaction():
        update(house.session, BLOCK, block, to_date=day(2), closed_at=NOON)
        update(house.session, ALLOCATION, claim, to_date=day(2), ended_at=NOON)
    update(house.session, ROOM, room, room_type_id=house.superior)
    house.book(2, 4, type_id=house.superior)
    assert [house.night(n, house.superior)[:3] for n in (0, 2)] == [(1, 1, 0), (1, 0, 1)]


def test_a_window_that_loses_its_claim_gives_the_nights_back(house):
    block, allocation = house.open_block(house.room(), 0, 4)
    update(house.session, BLOCK, block, closed_at=NOON)
    house.unassign(allocation)
    assert house.night(3) == (1, 0, 0, 0)


def test_a_room_that_changed_its_type_after_check_out_counts_anew_when_that_is_undone(house):
    room = house.room()
    house.room()
    house.room(house.superior)
    booking, claim = house.stay_in(room, 0, 2)
    house.check_out(booking, room, claim, end=2)
    update(house.session, ROOM, room, room_type_id=house.superior)
    with house.session.transaction():
        n = house.status_row(house.session, room, "OCCUPIED", source="FRONT_DESK")
        update(house.session, ALLOCATION, claim, ended_at=None)
        update(house.session, ROOM, room, room_status="OCCUPIED", status_n=n, occupant_id=booking)
        back = {"status": "IN_HOUSE", "checked_out_at": None, "in_room_id": room, "stay_allocation_id": claim}
        update(house.session, BOOKING, booking, **back)
    assert (house.night(0)[2], house.night(0, house.superior)[2]) == (0, 1)


def test_a_room_of_the_first_nights_counts_anew_too_when_a_check_out_is_undone(house):
    first, second = house.room(), house.room()
    house.room(house.superior)
    booking = house.book(0, 4)
    left = house.assign(booking, first, 0, 2, ended_at=NOON)
    claim = house.assign(booking, second, 2, 4)
    house.check_in(booking, second, claim)
    house.check_out(booking, second, claim, end=4)
    update(house.session, ROOM, first, room_type_id=house.superior)
    with house.session.transaction():
        n = house.status_row(house.session, second, "OCCUPIED", source="FRONT_DESK")
        update(house.session, ROOM, second, room_status="OCCUPIED", status_n=n, occupant_id=booking)
        update(house.session, ALLOCATION, claim, ended_at=None)
        back = {"status": "IN_HOUSE", "checked_out_at": None, "in_room_id": second, "stay_allocation_id": claim}
        update(house.session, BOOKING, booking, **back)
    assert house.column(ALLOCATION, left, "slept_type_id") == house.superior
    assert (house.night(0)[2], house.night(0, house.superior)[2]) == (0, 1)


# Two sessions at once.


def book_again(house, booking, first=0, end=2):
    """The statement that books once more what this booking is, for other nights."""
    columns = [
        row[0]
        for row in house.session.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'room_bookings_roombooking'::regclass AND attnum > 0"
            " AND attgenerated = '' AND attname NOT IN ('id', 'booking_id', 'confirmation_number', 'check_in', 'check_out')"
        )
    ]
    names = ", ".join(columns)
    return (
        f"INSERT INTO room_bookings_roombooking ({names}, booking_id, confirmation_number, check_in, check_out)"
        f" SELECT {names}, gen_random_uuid()::text, gen_random_uuid()::text, %s, %s"
        " FROM room_bookings_roombooking WHERE id = %s",
        [day(first), day(end), booking],
    )


@pytest.mark.parametrize("nights", [(0, 2), (20, 22)], ids=["known nights", "nights without a row"])
def test_two_sessions_do_not_sell_the_last_room_twice(house, rival, nights):
    house.room()
    booking = house.book(40, 41)
    if not nights[0]:
        house.cancel(house.book(*nights))
    first, second = rival(), rival()
    statement = book_again(house, booking, *nights)
    first.run(*statement)
    second.start(*statement)
    assert first.commit() == ""
    assert second.finish() == "type_night_full"


def test_a_room_is_not_retired_while_another_session_sells_its_night(house, rival):
    room = house.room()
    house.room()
    booking = house.book()
    first, second = rival(), rival()
    first.run(*book_again(house, booking))
    second.start("UPDATE rooms_room SET active_until = %s WHERE id = %s", [day(0), room])
    assert first.commit() == ""
    assert second.finish() == "type_night_full"


def test_a_night_made_by_hand_and_a_new_room_do_not_miss_each_other(house, rival):
    first, second = rival(), rival()
    first.run(
        "INSERT INTO rooms_typenight (hotel_id, room_type_id, night, rooms, blocked, held, allowance)"
        " VALUES (%s, %s, %s, 0, 0, 0, 1)",
        [house.id, house.standard, day(0)],
    )
    second.start(
        "INSERT INTO rooms_room (hotel_id, room_type_id, number, floor, room_status, status_n, active_from,"
        " open_blocking_faults, notes, version, created_at)"
        " VALUES (%s, %s, 'N', '', 'READY_FOR_GUEST', 1, %s, 0, '', 1, %s)",
        [house.id, house.standard, day(-5), NOON],
    )
    assert first.commit() == ""
    assert second.finish() == ""
    assert house.night(0) == (1, 0, 0, 1)


def test_a_new_room_and_a_booking_on_a_new_night_do_not_miss_each_other(house, rival):
    house.room()
    pattern = house.book()
    first, second = rival(), rival()
    first.run(
        "INSERT INTO rooms_room (hotel_id, room_type_id, number, floor, room_status, status_n, active_from,"
        " open_blocking_faults, notes, version, created_at)"
        " VALUES (%s, %s, 'N', '', 'READY_FOR_GUEST', 1, %s, 0, '', 1, %s)",
        [house.id, house.standard, day(-5), NOON],
    )
    second.start("UPDATE room_bookings_roombooking SET check_out = %s WHERE id = %s", [day(5), pattern])
    assert first.commit() == ""
    assert second.finish() == ""
    assert house.night(4) == (2, 0, 1, 0)


@pytest.mark.parametrize("dates", [(0, 3), (1, 3)], ids=["one share", "what was and what will be"])
def test_whoever_sells_a_new_night_holds_no_night_while_the_type_is_somebody_elses(house, rival, dates):
    """A room that comes takes its type and then all nights; to hold one of them and wait for the type were a deadlock."""
    house.room()
    house.cancel(house.book(0, 1))
    booking = house.book(0, 2)
    first, second = rival(), rival()
    first.run("UPDATE rooms_roomtype SET name = 'New' WHERE id = %s", [house.standard])
    statement = "UPDATE room_bookings_roombooking SET check_in = %s, check_out = %s WHERE id = %s"
    if dates[0]:
        second.start(statement, [day(dates[0]), day(dates[1]), booking])
    else:
        second.start(*book_again(house, booking, *dates))
    first.run(
        "UPDATE rooms_room SET active_from = active_from - 1 WHERE id = (SELECT min(id) FROM rooms_room WHERE hotel_id = %s)",
        [house.id],
    )
    assert first.commit() == ""
    assert second.finish() == ("" if dates[0] else "type_night_full")


@pytest.mark.parametrize("cancel_first", [True, False])
def test_a_cancellation_and_an_upgrade_do_not_miss_each_other(house, rival, cancel_first):
    booking, allocation = upgraded(house)
    cancel = (
        "UPDATE room_bookings_roombooking SET status = 'CANCELLED', cancelled_at = %s, cancelled_by = 'guest'"
        " WHERE id = %s",
        [NOON, booking],
    )
    free = ("DELETE FROM rooms_roomallocation WHERE id = %s", [allocation])
    first, second = rival(), rival()
    first.run(*(cancel if cancel_first else free))
    second.start(*(free if cancel_first else cancel))
    if cancel_first:
        assert first.commit() == "allocation_open_but_booking_over"
        assert second.finish() == ""
    else:
        assert first.commit() == ""
        assert second.finish() == ""


def test_a_change_of_type_and_an_upgrade_do_not_miss_each_other(house, rival):
    house.room()
    house.room(house.superior)
    better = house.room(house.superior)
    booking = house.book()
    first, second = rival(), rival()
    first.run("UPDATE room_bookings_roombooking SET room_type_id = %s WHERE id = %s", [house.superior, booking])
    second.start(
        "INSERT INTO rooms_roomallocation (hotel_id, room_id, booking_id, from_date, to_date) VALUES (%s, %s, %s, %s, %s)",
        [house.id, better, booking, day(0), day(2)],
    )
    assert first.commit() == ""
    assert second.finish() == ""
    assert (house.night(0)[2], house.night(0, house.superior)[2]) == (0, 1)


def test_a_room_does_not_change_its_type_while_it_is_claimed_by_another_session(house, rival):
    house.room()
    better = house.room(house.superior)
    booking = house.book()
    first, second = rival(), rival()
    first.run(
        "INSERT INTO rooms_roomallocation (hotel_id, room_id, booking_id, from_date, to_date) VALUES (%s, %s, %s, %s, %s)",
        [house.id, better, booking, day(0), day(2)],
    )
    second.start("UPDATE rooms_room SET room_type_id = %s WHERE id = %s", [house.standard, better])
    assert first.commit() == ""
    assert second.finish() == "room_type_while_claimed"


@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
def test_the_ledger_is_kept_under_read_committed_only(house, isolation):
    room = house.room()
    booking = house.book()
    statements = (
        lambda attacker: insert(attacker, BOOKING, **booking_row(house, 5, 6)),
        lambda attacker: update(attacker, BOOKING, booking, check_out=day(1)),
        lambda attacker: insert(attacker, ROOM, hotel_id=house.id, room_type_id=house.standard),
        lambda attacker: update(attacker, ROOM, room, active_until=day(9)),
        lambda attacker: insert(attacker, NIGHT, hotel_id=house.id, room_type_id=house.standard, night=day(7)),
    )
    for statement in statements:
        with house.refuses(psycopg.errors.SerializationFailure.sqlstate, isolation=isolation) as attacker:
            statement(attacker)


# Rooms that come together are counted together.

MORE_LIKE_IT = (
    "INSERT INTO rooms_room (hotel_id, room_type_id, number, floor, room_status, status_n, active_from,"
    " open_blocking_faults, notes, version, created_at)"
    " SELECT hotel_id, type, number || '-' || type || '-' || n, floor, room_status, 1, active_from + n,"
    " 0, notes, 1, created_at"
    " FROM rooms_room, unnest(%(types)s::bigint[]) type, generate_series(1, %(many)s::int) n WHERE id = %(room)s"
)


def test_rooms_of_two_types_that_come_in_one_statement_are_all_counted(house):
    room = house.room(active_from=day(0))
    house.room(house.superior)
    house.book(0, 3)
    house.book(0, 3, type_id=house.superior)
    house.session.execute(MORE_LIKE_IT, {"types": [house.superior, house.standard], "many": 2, "room": room})
    assert [house.night(n)[0] for n in range(3)] == [1, 2, 3]
    assert [house.night(n, house.superior)[0] for n in range(3)] == [1, 2, 3]


def test_a_statement_that_brings_no_room_counts_none(house):
    room = house.room()
    house.book(0, 1)
    house.session.execute(MORE_LIKE_IT, {"types": [house.standard], "many": 0, "room": room})
    assert house.night()[0] == 1


def test_many_rooms_write_each_night_once(house):
    room = house.room(active_from=day(-60))
    house.book(0, 3)
    written = "SELECT n_tup_upd FROM pg_stat_xact_user_tables WHERE relname = 'rooms_typenight'"
    with house.session.transaction():
        before = one(house.session, written)
        house.session.execute(MORE_LIKE_IT, {"types": [house.standard], "many": 50, "room": room})
        assert one(house.session, written) - before == 3
    assert house.night()[0] == 51
