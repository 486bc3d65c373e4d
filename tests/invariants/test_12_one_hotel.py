"""Invariant 12: a row never points at another hotel's row."""

import pytest

from .house import ALLOCATION, AUDIT, BLOCK, BOOKING, FAULT, INTENT, NIGHT, PAYMENT, ROOM, day
from .rows import insert, unique_text, update

TASK = "housekeeping_housekeepingtask"
DISCREPANCY = "housekeeping_roomdiscrepancy"
PARTY = "room_bookings_partymember"
TOKEN = "room_bookings_guesttoken"
REMINDER = "room_bookings_bookingreminder"
# Columns that point at a row which carries its hotel, without taking that hotel along, and why that is no way across.
BY_ANOTHER_ROAD = {
    ("rooms_roomallocation", "slept_type_id"): "written by the trigger from the room",
    ("rooms_roomallocation", "sold_type_id"): "written by the trigger from the booking",
    ("rooms_roomblock", "live_id"): "the window's own id",
}


def test_every_foreign_key_between_tables_of_a_hotel_takes_the_hotel_along(house):
    with_hotel = (
        "SELECT conrelid::regclass::text, conname FROM pg_constraint c"
        " WHERE contype = 'f' AND connamespace = 'public'::regnamespace"
        " AND EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = conrelid AND attname = 'hotel_id')"
        " AND EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = confrelid AND attname = 'hotel_id')"
        " AND NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey)"
        "  AND attname = 'hotel_id')"
    )
    found = {name for _, name in house.session.execute(with_hotel)}
    # These name a row by its id and a second row that is already of the hotel.
    assert found == {
        "stay_has_open_allocation",
        "room_status_event_chain",
        "room_status_without_audit",
        "open_block_without_allocation",
    }


def test_every_column_that_points_somewhere_is_held_by_a_foreign_key(house):
    pointing = {
        (table, column)
        for table, column in house.session.execute(
            "SELECT attrelid::regclass::text, attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attname LIKE '%\\_id'"
            " AND atttypid = 'bigint'::regtype AND attrelid::regclass::text ~"
            " '^(rooms|room_bookings|housekeeping|payments|events|staff|hotel|notifications)_'"
        )
    }
    held = {
        (table, column)
        for table, column in house.session.execute(
            "SELECT conrelid::regclass::text, attname FROM pg_constraint"
            " JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey) WHERE contype = 'f'"
        )
    }
    assert pointing - held - set(BY_ANOTHER_ROAD) == set()


def test_a_room_is_of_a_type_of_its_hotel(house, other):
    with house.refuses("room_type_of_same_hotel") as attacker:
        insert(attacker, ROOM, hotel_id=house.id, room_type_id=other.standard)
    room = house.room()
    with house.refuses("room_type_of_same_hotel") as attacker:
        update(attacker, ROOM, room, room_type_id=other.standard)


@pytest.mark.parametrize(
    ("column", "rule"),
    [("cleaned_by_id", "room_cleaner_of_same_hotel"), ("inspected_by_id", "room_inspector_of_same_hotel")],
)
def test_a_room_is_cleaned_and_inspected_by_its_hotels_people(house, other, column, rule):
    room = house.room()
    stranger = other.staff()
    update(house.session, ROOM, room, **{column: house.staff()})
    with house.refuses(rule) as attacker:
        update(attacker, ROOM, room, **{column: stranger})


def test_a_booking_is_sold_a_type_of_its_hotel(house, other):
    other.room()
    house.room()
    booking = house.book()
    with house.refuses("booking_type_of_same_hotel") as attacker:
        update(attacker, BOOKING, booking, room_type_id=other.standard)
    with house.refuses("booking_type_of_same_hotel") as attacker:
        dates = {"check_in": day(0), "check_out": day(1)}
        insert(attacker, BOOKING, hotel_id=house.id, room_type_id=other.standard, **dates)


def test_a_claim_stays_within_one_hotel(house, other):
    room, foreign_room = house.room(), other.room()
    booking, foreign_booking = house.book(), other.book()
    dates = {"from_date": day(0), "to_date": day(2)}
    for rule, row in (
        ("allocation_room_of_same_hotel", {"room_id": foreign_room, "booking_id": booking}),
        ("allocation_open_but_booking_over", {"room_id": room, "booking_id": foreign_booking}),
    ):
        with house.refuses(rule) as attacker:
            insert(attacker, ALLOCATION, hotel_id=house.id, **row, **dates)
    claim = house.assign(booking, room)
    with house.refuses("allocation_room_of_same_hotel") as attacker:
        update(attacker, ALLOCATION, claim, hotel_id=other.id)


def test_a_claim_of_a_window_stays_within_one_hotel(house, other):
    house.room()
    room = house.room()
    block, claim = other.open_block(other.room())
    with house.refuses("allocation_matches_block") as attacker:
        attacker.execute("DELETE FROM rooms_roomallocation WHERE id = %s", [claim])
        dates = {"from_date": day(0), "to_date": day(2)}
        insert(attacker, ALLOCATION, hotel_id=house.id, room_id=room, block_id=block, **dates)
    with house.refuses("block_room_of_same_hotel") as attacker:
        dates = {"from_date": day(5), "to_date": day(6)}
        insert(attacker, BLOCK, hotel_id=other.id, room_id=room, **dates)


def test_nobody_checks_in_to_another_hotel(house, other):
    foreign_room = other.room()
    booking, claim = house.booking_in(house.room())
    with house.refuses("stay_booking_names_room") as attacker:
        attacker.execute(
            "INSERT INTO housekeeping_roomstatusevent (hotel_id, room_id, n, from_status, to_status, source, note, created_at)"
            " SELECT hotel_id, room_id, 2, to_status, 'OCCUPIED', 'FRONT_DESK', '', created_at"
            " FROM housekeeping_roomstatusevent WHERE room_id = %s",
            [foreign_room],
        )
        update(attacker, ROOM, foreign_room, room_status="OCCUPIED", status_n=2, occupant_id=booking)
        update(
            attacker,
            BOOKING,
            booking,
            status="IN_HOUSE",
            checked_in_at="2026-07-01 13:00Z",
            in_room_id=foreign_room,
            stay_allocation_id=claim,
        )


def test_audit_rows_faults_tasks_and_discrepancies_are_of_the_rooms_hotel(house, other):
    room, foreign = house.room(), other.room(room_status="CHECKOUT_DIRTY")
    stranger, foreign_booking = other.staff(), other.book()
    audit = {"n": 2, "from_status": "CHECKOUT_DIRTY", "to_status": "CLEANED_UNINSPECTED"}
    for rule, table, row in (
        ("room_status_event_room_of_same_hotel", AUDIT, {"room_id": foreign} | audit),
        ("fault_room_of_same_hotel", FAULT, {"room_id": foreign}),
        ("task_room_of_same_hotel", TASK, {"room_id": foreign}),
        ("task_staff_of_same_hotel", TASK, {"room_id": room, "assigned_to_id": stranger}),
        ("task_creator_of_same_hotel", TASK, {"room_id": room, "created_by_id": stranger}),
        ("task_booking_of_same_hotel", TASK, {"room_id": room, "booking_id": foreign_booking}),
        ("discrepancy_room_of_same_hotel", DISCREPANCY, {"room_id": foreign}),
    ):
        with house.refuses(rule) as attacker:
            insert(attacker, table, hotel_id=house.id, **row)


def test_an_audit_row_is_signed_by_the_hotels_own_people(house, other):
    room, stranger = house.room(), other.staff()
    with house.refuses("room_status_event_staff_of_same_hotel") as attacker:
        row = {"hotel_id": house.id, "room_id": room, "n": 2, "from_status": "READY_FOR_GUEST"}
        insert(attacker, AUDIT, **row, to_status="CHECKOUT_DIRTY", changed_by_id=stranger)


def test_people_tokens_and_money_are_of_the_bookings_hotel(house, other):
    other.room()
    booking = other.book()
    payment = other.pay(booking)
    money = {"booking_id": booking, "payment_id": payment}
    for rule, table, row in (
        ("party_booking_of_same_hotel", PARTY, {"booking_id": booking}),
        ("guest_token_booking_of_same_hotel", TOKEN, {"booking_id": booking, "token_hash": unique_text()}),
        ("reminder_booking_of_same_hotel", REMINDER, {"booking_id": booking, "kind": "OVERSTAY", "day": day(0)}),
        ("payment_booking_of_same_hotel", PAYMENT, {"booking_id": booking, "provider_reference": ""}),
        ("payment_intent_of_same_booking", INTENT, {**money, "idempotency_key": unique_text(), "action": "REFUND"}),
    ):
        with house.refuses(rule) as attacker:
            insert(attacker, table, hotel_id=house.id, **row)


def test_the_ledger_is_of_the_types_hotel(house, other):
    with house.refuses("type_night_of_same_hotel") as attacker:
        insert(attacker, NIGHT, hotel_id=house.id, room_type_id=other.standard, night=day(0))


def test_a_type_with_rooms_does_not_change_hotel(house, other):
    house.room()
    with house.refuses("room_type_of_same_hotel") as attacker:
        attacker.execute("UPDATE rooms_roomtype SET hotel_id = %s WHERE id = %s", [other.id, house.standard])


def test_staff_who_signed_do_not_change_hotel(house, other):
    somebody = house.staff()
    room = house.room()
    with house.session.transaction():
        n = house.status_row(house.session, room, "CHECKOUT_DIRTY", changed_by_id=somebody)
        update(house.session, ROOM, room, room_status="CHECKOUT_DIRTY", status_n=n)
    with house.refuses("room_status_event_staff_of_same_hotel") as attacker:
        attacker.execute("UPDATE staff_staffmember SET hotel_id = %s WHERE id = %s", [other.id, somebody])


def test_a_hotel_with_rows_is_not_deleted(house):
    with house.refuses("23503") as attacker:
        attacker.execute("DELETE FROM hotel_hotel WHERE id = %s", [house.id])
