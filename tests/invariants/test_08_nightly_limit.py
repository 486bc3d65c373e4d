"""Invariant 8: a type's nightly limit is never passed, and nobody writes the ledger but the triggers."""

import pytest

from .house import ALLOCATION, BLOCK, BOOKING, NIGHT, ROOM, day
from .recount import drift, over_the_limit
from .rows import NOON, insert, update


@pytest.fixture(autouse=True)
def _ledger_follows_the_rows(house):
    yield
    assert drift(house.session, house.id, day(-10), day(30)) == []
    assert over_the_limit(house.session, house.id) == []


def booking_row(house, first=0, end=2, **values):
    row = {"hotel_id": house.id, "room_type_id": house.standard, "check_in": day(first), "check_out": day(end)}
    return row | values


@pytest.mark.parametrize("status", ["PENDING_PAYMENT", "PENDING_APPROVAL", "CONFIRMED"])
def test_a_full_night_takes_no_further_booking(house, status):
    house.room()
    house.book(1, 2, status="PENDING_PAYMENT")
    with house.refuses("type_night_full") as attacker:
        insert(attacker, BOOKING, **booking_row(house, 0, 3, status=status))


def test_a_type_without_rooms_cannot_be_booked(house):
    with house.refuses("type_night_full") as attacker:
        insert(attacker, BOOKING, **booking_row(house))


def test_day_use_takes_a_night_too(house):
    house.room()
    house.book(0, 0)
    with house.refuses("type_night_full") as attacker:
        insert(attacker, BOOKING, **booking_row(house, 0, 1))


def test_a_booking_does_not_come_back_into_a_full_house(house):
    house.room()
    booking = house.book()
    update(house.session, BOOKING, booking, status="NO_SHOW", no_show_at=NOON)
    house.book()
    with house.refuses("type_night_full") as attacker:
        update(attacker, BOOKING, booking, status="CONFIRMED", no_show_at=None)


@pytest.mark.parametrize("change", [{"check_out": day(3)}, {"check_in": day(-1)}])
def test_a_booking_does_not_grow_into_a_full_night(house, change):
    house.room()
    booking = house.book(0, 2)
    house.book(2, 3)
    house.book(-1, 0)
    with house.refuses("type_night_full") as attacker:
        update(attacker, BOOKING, booking, **change)


def test_a_booking_does_not_change_to_a_full_type(house):
    house.room()
    house.room(house.superior)
    house.book(type_id=house.superior)
    booking = house.book()
    with house.refuses("type_night_full") as attacker:
        update(attacker, BOOKING, booking, room_type_id=house.superior)


def test_an_upgrade_does_not_take_a_sold_room(house):
    house.room()
    better = house.room(house.superior)
    house.book(type_id=house.superior)
    booking = house.book()
    with house.refuses("type_night_full") as attacker:
        row = {"hotel_id": house.id, "room_id": better, "booking_id": booking}
        insert(attacker, ALLOCATION, **row, from_date=day(0), to_date=day(2))


def test_an_upgrade_is_not_taken_back_into_a_full_type(house):
    house.room()
    better = house.room(house.superior)
    _, allocation = house.booking_in(better)
    house.book()
    with house.refuses("type_night_full") as attacker:
        attacker.execute("DELETE FROM rooms_roomallocation WHERE id = %s", [allocation])


def test_a_window_does_not_take_a_room_that_is_sold(house):
    room = house.room()
    house.book(0, 2)
    with house.refuses("type_night_full") as attacker:
        dates = {"from_date": day(1), "to_date": day(4)}
        block = insert(attacker, BLOCK, hotel_id=house.id, room_id=room, **dates)
        insert(attacker, ALLOCATION, hotel_id=house.id, room_id=room, block_id=block, **dates)


def test_a_window_is_not_stretched_over_a_sold_night(house):
    block, allocation = house.open_block(house.room(), 0, 2)
    house.book(2, 3)
    with house.refuses("type_night_full") as attacker:
        update(attacker, BLOCK, block, to_date=day(3))
        update(attacker, ALLOCATION, allocation, to_date=day(3))


@pytest.mark.parametrize("change", [{"active_until": day(1)}, {"active_from": day(1)}, {"room_type_id": "superior"}])
def test_a_room_whose_nights_are_sold_does_not_leave_its_type(house, change):
    room = house.room()
    house.book(0, 2)
    change = {key: house.superior if value == "superior" else value for key, value in change.items()}
    with house.refuses("type_night_full") as attacker:
        update(attacker, ROOM, room, **change)


def test_a_claimed_room_keeps_its_type(house):
    room = house.room()
    house.room()
    house.booking_in(room)
    with house.refuses("room_type_while_claimed") as attacker:
        update(attacker, ROOM, room, room_type_id=house.superior)


def test_a_room_in_a_window_keeps_its_type(house):
    room = house.room()
    house.open_block(room, kind="OUT_OF_SERVICE")
    with house.refuses("room_type_while_claimed") as attacker:
        update(attacker, ROOM, room, room_type_id=house.superior)


def test_an_allowance_that_is_used_is_not_taken_back(house):
    house.room()
    with house.session.transaction():
        insert(house.session, NIGHT, hotel_id=house.id, room_type_id=house.standard, night=day(0), allowance=1)
        house.book(0, 1)
        house.book(0, 1)
    with house.refuses("type_night_full") as attacker:
        attacker.execute("UPDATE rooms_typenight SET allowance = 0 WHERE room_type_id = %s", [house.standard])


def test_an_allowance_is_not_negative(house):
    house.room()
    house.book()
    with house.refuses("type_night_allowance_not_negative") as attacker:
        attacker.execute("UPDATE rooms_typenight SET allowance = -1 WHERE room_type_id = %s", [house.standard])


@pytest.mark.parametrize("column", ["rooms", "held", "blocked"])
def test_the_ledger_is_not_written_by_hand(house, column):
    house.room()
    house.book()
    with house.refuses("ledger_by_hand") as attacker:
        attacker.execute(f"UPDATE rooms_typenight SET {column} = {column} + 1 WHERE hotel_id = %s", [house.id])
    with house.refuses("ledger_by_hand", role="owner") as attacker:
        attacker.execute(f"UPDATE rooms_typenight SET {column} = 7, allowance = 9 WHERE hotel_id = %s", [house.id])


def test_a_night_of_the_ledger_is_not_moved_born_full_or_deleted(house):
    house.room()
    house.book()
    with house.refuses("ledger_by_hand") as attacker:
        attacker.execute("UPDATE rooms_typenight SET night = night + 100 WHERE hotel_id = %s", [house.id])
    with house.refuses("ledger_by_hand") as attacker:
        insert(attacker, NIGHT, hotel_id=house.id, room_type_id=house.standard, night=day(9), held=-5)
    with house.refuses("ledger_by_hand") as attacker:
        attacker.execute("DELETE FROM rooms_typenight WHERE hotel_id = %s", [house.id])
    with house.refuses("never_deleted", role="owner") as attacker:
        attacker.execute("TRUNCATE rooms_typenight")


def test_a_night_that_is_made_by_hand_counts_its_rooms_by_itself(house):
    house.room()
    insert(house.session, NIGHT, hotel_id=house.id, room_type_id=house.standard, night=day(0), rooms=500)
    assert house.night(0) == (1, 0, 0, 0)


def test_the_function_that_keeps_the_ledger_is_no_back_door(house):
    house.room()
    house.book()
    with house.refuses("ledger_by_hand") as attacker:
        attacker.execute(
            "SELECT ledger_add(%s, ARRAY[(%s, %s, %s, -1, 0)::ledger_entry])",
            [house.id, house.standard, day(0), day(2)],
        )


def test_on_conflict_is_no_back_door_to_the_ledger(house):
    house.room()
    house.book()
    with house.refuses("ledger_by_hand") as attacker:
        attacker.execute(
            "INSERT INTO rooms_typenight (hotel_id, room_type_id, night, rooms, blocked, held, allowance)"
            " VALUES (%s, %s, %s, 0, 0, 0, 0) ON CONFLICT (room_type_id, night) DO UPDATE SET held = 0",
            [house.id, house.standard, day(0)],
        )


def test_no_night_of_the_ledger_is_endless(house):
    with house.refuses("type_night_finite") as attacker:
        insert(attacker, NIGHT, hotel_id=house.id, room_type_id=house.standard, night="infinity")


@pytest.mark.parametrize("life", [{"active_until": "infinity"}, {"active_from": "-infinity"}])
def test_no_room_lives_for_ever(house, life):
    room = house.room()
    with house.refuses("room_life_finite") as attacker:
        update(attacker, ROOM, room, **life)


def test_a_table_of_the_sessions_own_does_not_stand_in_for_the_ledger(house):
    with house.refuses("42501") as attacker:
        attacker.execute("CREATE TEMPORARY TABLE rooms_typenight (LIKE public.rooms_typenight)")


def test_a_search_path_does_not_lead_around_the_ledger(house):
    house.room()
    booking = house.book()
    with house.refuses("42883") as attacker:
        attacker.execute("SET LOCAL search_path = pg_catalog")
        attacker.execute("UPDATE public.room_bookings_roombooking SET check_out = %s WHERE id = %s", [day(9), booking])
