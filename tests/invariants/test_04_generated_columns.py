"""Invariant 4: what is derived is generated, so it cannot differ from what it is derived from."""

import pytest

from .house import ALLOCATION, AUDIT, BLOCK, BOOKING, ROOM
from .rows import insert, one

GENERATED = {
    (ROOM, "is_occupied"),
    (BLOCK, "live_id"),
    (ALLOCATION, "nights"),
    (ALLOCATION, "open_claim"),
    (ALLOCATION, "needs_holder"),
    (BOOKING, "holds_inventory"),
    (BOOKING, "may_allocate"),
    (BOOKING, "in_house_open"),
    (AUDIT, "prev_n"),
}
NOT_WRITABLE = "428C9"


def test_these_columns_are_generated(house):
    found = house.session.execute(
        "SELECT attrelid::regclass::text, attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
        " WHERE attgenerated <> '' AND c.relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    assert set(found) == GENERATED


@pytest.mark.parametrize(("table", "column"), sorted(GENERATED - {(AUDIT, "prev_n")}))
def test_a_derived_column_is_not_written(house, table, column):
    house.stay_in(house.room())
    with house.refuses(NOT_WRITABLE, role="owner") as attacker:
        attacker.execute(f"UPDATE {table} SET {column} = {column} WHERE hotel_id = %s", [house.id])


def test_a_derived_column_is_not_inserted_either(house):
    with house.refuses(NOT_WRITABLE) as attacker:
        insert(attacker, ROOM, hotel_id=house.id, room_type_id=house.standard, is_occupied=True)


def test_a_derived_column_is_not_written_through_on_conflict(house):
    room = house.room()
    with house.refuses(NOT_WRITABLE) as attacker:
        attacker.execute(
            "INSERT INTO rooms_room SELECT * FROM rooms_room WHERE id = %s"
            " ON CONFLICT (id) DO UPDATE SET is_occupied = true",
            [room],
        )


def test_a_room_is_occupied_exactly_while_somebody_is_in_it(house):
    room = house.room()
    question = "SELECT is_occupied FROM rooms_room WHERE id = %s"
    assert one(house.session, question, [room]) is False
    booking, claim = house.stay_in(room)
    assert one(house.session, question, [room]) is True
    house.check_out(booking, room, claim, end=2)
    assert one(house.session, question, [room]) is False
