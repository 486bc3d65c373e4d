"""Invariant 3: a room is OCCUPIED if and only if an in-house booking is in it, and they name each other."""

import pytest

from .house import ALLOCATION, BOOKING, ROOM, day
from .rows import NOON, insert, update


def test_a_room_is_not_occupied_by_nobody(house):
    room = house.room()
    with house.refuses("room_occupied_iff_somebody_is_in_it") as attacker:
        n = house.status_row(attacker, room, "OCCUPIED", source="FRONT_DESK")
        update(attacker, ROOM, room, room_status="OCCUPIED", status_n=n)


def test_a_room_with_a_guest_inside_is_not_ready(house):
    room = house.room()
    house.stay_in(room)
    with house.refuses("room_occupied_iff_somebody_is_in_it") as attacker:
        n = house.status_row(attacker, room, "CHECKOUT_DIRTY", source="FRONT_DESK")
        update(attacker, ROOM, room, room_status="CHECKOUT_DIRTY", status_n=n)


def test_a_room_does_not_forget_its_guest(house):
    room = house.room()
    house.stay_in(room)
    with house.refuses("stay_room_names_booking") as attacker:
        n = house.status_row(attacker, room, "CHECKOUT_DIRTY", source="FRONT_DESK")
        update(attacker, ROOM, room, room_status="CHECKOUT_DIRTY", status_n=n, occupant_id=None)


def test_a_room_does_not_name_a_booking_that_has_not_arrived(house):
    room = house.room()
    booking, _ = house.booking_in(room)
    with house.refuses("stay_booking_names_room") as attacker:
        n = house.status_row(attacker, room, "OCCUPIED", source="FRONT_DESK")
        update(attacker, ROOM, room, room_status="OCCUPIED", status_n=n, occupant_id=booking)


def test_a_booking_is_not_in_house_without_a_room(house):
    booking, _ = house.booking_in(house.room())
    with house.refuses("booking_in_house_iff_in_a_room") as attacker:
        update(attacker, BOOKING, booking, status="IN_HOUSE", checked_in_at=NOON)


@pytest.mark.parametrize("missing", ["in_room_id", "stay_allocation_id"])
def test_a_stay_names_both_its_room_and_its_claim(house, missing):
    room = house.room()
    booking, _ = house.stay_in(room)
    with house.refuses("booking_in_house_iff_in_a_room") as attacker:
        update(attacker, BOOKING, booking, **{missing: None})


@pytest.mark.parametrize("status", ["CONFIRMED", "COMPLETED"])
def test_a_booking_that_left_is_in_no_room(house, status):
    room = house.room()
    booking, _ = house.stay_in(room)
    with house.refuses("booking_in_house_iff_in_a_room") as attacker:
        times = {"checked_in_at": None} if status == "CONFIRMED" else {"checked_out_at": NOON}
        update(attacker, BOOKING, booking, status=status, **times)


def test_a_booking_does_not_leave_its_room_occupied(house):
    room = house.room()
    booking, _ = house.stay_in(room)
    with house.refuses("stay_booking_names_room") as attacker:
        gone = {"status": "COMPLETED", "checked_out_at": NOON, "in_room_id": None, "stay_allocation_id": None}
        update(attacker, BOOKING, booking, **gone)


def test_a_room_is_not_born_occupied(house):
    house.room()
    booking = house.book()
    with house.refuses("room_status_birth") as attacker:
        attacker.execute("SET CONSTRAINTS ALL DEFERRED")
        row = {"hotel_id": house.id, "room_type_id": house.standard, "occupant_id": booking}
        insert(attacker, ROOM, **row, room_status="OCCUPIED")


def test_a_booking_is_not_born_in_house(house):
    room = house.room()
    with house.refuses("booking_lifecycle") as attacker:
        row = {"hotel_id": house.id, "room_type_id": house.standard, "check_in": day(0), "check_out": day(2)}
        times = {"confirmed_at": NOON, "checked_in_at": NOON, "guarantee": "CARD"}
        insert(attacker, BOOKING, **row, **times, status="IN_HOUSE", in_room_id=room, stay_allocation_id=1)


def test_a_stay_is_in_the_room_of_its_claim(house):
    room, other = house.room(), house.room()
    booking = house.book(0, 2)
    house.assign(booking, room, 0, 1)
    claim = house.assign(booking, other, 1, 2)
    with house.refuses("stay_has_open_allocation") as attacker:
        n = house.status_row(attacker, room, "OCCUPIED", source="FRONT_DESK")
        update(attacker, ROOM, room, room_status="OCCUPIED", status_n=n, occupant_id=booking)
        stay = {"status": "IN_HOUSE", "checked_in_at": NOON, "in_room_id": room, "stay_allocation_id": claim}
        update(attacker, BOOKING, booking, **stay)


def test_a_stay_does_not_use_the_claim_of_somebody_else(house):
    room = house.room()
    house.room()
    booking, _ = house.booking_in(room, 0, 2)
    _, claim = house.booking_in(room, 2, 4)
    with house.refuses("stay_has_open_allocation") as attacker:
        n = house.status_row(attacker, room, "OCCUPIED", source="FRONT_DESK")
        update(attacker, ROOM, room, room_status="OCCUPIED", status_n=n, occupant_id=booking)
        stay = {"status": "IN_HOUSE", "checked_in_at": NOON, "in_room_id": room, "stay_allocation_id": claim}
        update(attacker, BOOKING, booking, **stay)


def test_the_claim_of_a_stay_does_not_end_move_change_hands_or_go(house):
    room, other = house.room(), house.room()
    _, claim = house.stay_in(room)
    somebody = house.book()
    changes = ({"ended_at": NOON}, {"room_id": other}, {"booking_id": somebody}, {"id": claim + 1_000_000})
    for change in changes:
        with house.refuses("stay_has_open_allocation") as attacker:
            update(attacker, ALLOCATION, claim, **change)
    with house.refuses("stay_has_open_allocation") as attacker:
        attacker.execute("DELETE FROM rooms_roomallocation WHERE id = %s", [claim])


def test_the_claim_of_a_stay_is_not_replaced_under_its_own_number(house):
    room = house.room()
    house.room()
    _, claim = house.stay_in(room)
    somebody = house.book(0, 2)
    with house.refuses("stay_has_open_allocation") as attacker:
        attacker.execute("DELETE FROM rooms_roomallocation WHERE id = %s", [claim])
        row = {"hotel_id": house.id, "room_id": room, "booking_id": somebody}
        insert(attacker, ALLOCATION, id=claim, **row, from_date=day(0), to_date=day(2))


def test_an_occupied_room_does_not_retire(house):
    room = house.room()
    house.room()
    booking, claim = house.stay_in(room, 0, 2)
    with house.refuses("room_retired_while_occupied") as attacker:
        update(attacker, ROOM, room, active_until=day(2))
    house.check_out(booking, room, claim, end=2)


def test_rooms_and_bookings_are_not_deleted(house):
    room = house.room()
    booking, _ = house.booking_in(room)
    for table, row in ((ROOM, room), (BOOKING, booking)):
        with house.refuses("never_deleted") as attacker:
            attacker.execute(f"DELETE FROM {table} WHERE id = %s", [row])
        with house.refuses("never_deleted", role="owner") as attacker:
            attacker.execute(f"TRUNCATE {table} CASCADE")


def test_a_cancellation_does_not_pass_a_check_in(house, rival):
    room = house.room()
    booking, claim = house.booking_in(room)
    first, second = rival(), rival()
    house.check_in(booking, room, claim, first.connection)
    second.start(
        "UPDATE room_bookings_roombooking SET status = 'CANCELLED', cancelled_at = %s, cancelled_by = 'guest'"
        " WHERE id = %s",
        [NOON, booking],
    )
    assert first.commit() == ""
    assert second.finish() == "booking_lifecycle"


def test_a_claim_is_not_taken_back_while_its_booking_checks_in(house, rival):
    room = house.room()
    booking, claim = house.booking_in(room)
    first, second = rival(), rival()
    second.run("DELETE FROM rooms_roomallocation WHERE id = %s", [claim])
    first.run("SELECT 1 FROM rooms_room WHERE id = %s FOR NO KEY UPDATE", [room])
    house.check_in(booking, room, claim, first.connection)
    first.start_commit()
    assert second.commit() == ""
    assert first.finish() == "stay_has_open_allocation"
    assert house.column(BOOKING, booking, "status") == "CONFIRMED"


def test_a_stay_does_not_move_out_of_a_room_that_checks_it_out(house, rival):
    room, other = house.room(), house.room()
    booking, claim = house.stay_in(room)
    first, second = rival(), rival()
    first.run("UPDATE rooms_roomallocation SET ended_at = %s WHERE id = %s", [NOON, claim])
    first.run(
        "UPDATE room_bookings_roombooking SET status = 'COMPLETED', checked_out_at = %s, in_room_id = NULL,"
        " stay_allocation_id = NULL WHERE id = %s",
        [NOON, booking],
    )
    second.start("UPDATE room_bookings_roombooking SET in_room_id = %s WHERE id = %s", [other, booking])
    n = house.status_row(first.connection, room, "CHECKOUT_DIRTY", source="FRONT_DESK")
    first.run(
        "UPDATE rooms_room SET room_status = 'CHECKOUT_DIRTY', status_n = %s, occupant_id = NULL WHERE id = %s",
        [n, room],
    )
    assert first.commit() == ""
    assert second.finish() == "booking_in_house_iff_in_a_room"
