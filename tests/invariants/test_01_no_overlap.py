"""Invariant 1: no two claims of one room overlap, and no booking holds two rooms in one night."""

import psycopg
import pytest

from .house import ALLOCATION, BLOCK, day
from .rows import NOON, insert, update


def claim(house, booking, room, first=0, end=2, **values):
    row = {"hotel_id": house.id, "room_id": room, "booking_id": booking, "from_date": day(first), "to_date": day(end)}
    return row | values


def test_a_room_is_not_given_to_two_bookings(house):
    room = house.room()
    house.room()
    house.booking_in(room, 0, 3)
    other = house.book(2, 4)
    with house.refuses("room_double_booked") as attacker:
        insert(attacker, ALLOCATION, **claim(house, other, room, 2, 4))


def test_a_window_does_not_open_over_a_booking(house):
    room = house.room()
    house.room()
    house.booking_in(room, 0, 3)
    with house.refuses("room_double_booked") as attacker:
        dates = {"from_date": day(1), "to_date": day(5)}
        block = insert(attacker, BLOCK, hotel_id=house.id, room_id=room, **dates)
        insert(attacker, ALLOCATION, hotel_id=house.id, room_id=room, block_id=block, **dates)


@pytest.mark.parametrize("kind", ["OUT_OF_ORDER", "OUT_OF_SERVICE"])
def test_a_booking_does_not_get_a_room_inside_a_window(house, kind):
    room = house.room()
    house.room()
    house.open_block(room, 0, 3, kind)
    other = house.book()
    with house.refuses("room_double_booked") as attacker:
        insert(attacker, ALLOCATION, **claim(house, other, room))


def test_a_booking_does_not_hold_two_rooms_in_one_night(house):
    booking, _ = house.booking_in(house.room(), 0, 3)
    room = house.room()
    with house.refuses("booking_two_rooms") as attacker:
        insert(attacker, ALLOCATION, **claim(house, booking, room, 2, 3))


def test_a_claim_is_not_stretched_into_the_next_one(house):
    room = house.room()
    house.room()
    _, first = house.booking_in(room, 0, 2)
    house.booking_in(room, 2, 4)
    with house.refuses("room_double_booked") as attacker:
        update(attacker, ALLOCATION, first, to_date=day(3))


def test_a_claim_is_not_turned_to_a_taken_room(house):
    a, b = house.room(), house.room()
    _, first = house.booking_in(a)
    house.booking_in(b)
    with house.refuses("room_double_booked") as attacker:
        update(attacker, ALLOCATION, first, room_id=b)


def test_a_claim_is_not_turned_to_a_booking_that_has_a_room(house):
    first, _ = house.booking_in(house.room())
    _, other_claim = house.booking_in(house.room())
    with house.refuses("booking_two_rooms") as attacker:
        update(attacker, ALLOCATION, other_claim, booking_id=first)


def test_deferring_the_overlap_only_puts_it_off(house):
    room = house.room()
    house.room()
    house.booking_in(room)
    other = house.book()
    with house.refuses("room_double_booked") as attacker:
        attacker.execute("SET CONSTRAINTS ALL DEFERRED")
        insert(attacker, ALLOCATION, **claim(house, other, room))


def test_a_claim_that_calls_itself_ended_still_holds_its_nights(house):
    room = house.room()
    house.room()
    house.booking_in(room)
    other = house.book()
    with house.refuses("room_double_booked") as attacker:
        insert(attacker, ALLOCATION, **claim(house, other, room, ended_at=NOON))


def test_on_conflict_does_not_turn_an_overlap_into_a_row(house):
    room = house.room()
    house.room()
    _, taken = house.booking_in(room)
    other = house.book()
    with house.refuses("room_double_booked") as attacker:
        row = claim(house, other, room, 5, 6, id=taken)
        attacker.execute(
            "INSERT INTO rooms_roomallocation (id, hotel_id, room_id, booking_id, from_date, to_date)"
            " VALUES (%(id)s + 1000000, %(hotel_id)s, %(room_id)s, %(booking_id)s, %(from_date)s, %(to_date)s)"
            " ON CONFLICT (id) DO UPDATE SET from_date = EXCLUDED.from_date",
            row | {"from_date": day(0), "to_date": day(2)},
        )


def test_many_rows_of_one_statement_do_not_overlap_each_other(house):
    room = house.room()
    house.room()
    bookings = [house.book(), house.book()]
    with house.refuses("room_double_booked") as attacker:
        attacker.execute(
            "INSERT INTO rooms_roomallocation (hotel_id, room_id, booking_id, from_date, to_date)"
            " SELECT %s, %s, b, %s, %s FROM unnest(%s::bigint[]) b",
            [house.id, room, day(0), day(2), bookings],
        )


def test_merge_and_copy_are_no_ways_round(house):
    room = house.room()
    house.room()
    house.booking_in(room)
    other = house.book()
    values = [house.id, room, other, day(0), day(2)]
    with house.refuses("room_double_booked") as attacker:
        attacker.execute(
            "MERGE INTO rooms_roomallocation a USING (SELECT %s::bigint h, %s::bigint r, %s::bigint b,"
            " %s::date f, %s::date t) n ON a.booking_id = n.b"
            " WHEN NOT MATCHED THEN INSERT (hotel_id, room_id, booking_id, from_date, to_date)"
            " VALUES (n.h, n.r, n.b, n.f, n.t)",
            values,
        )
    with (
        house.refuses("room_double_booked") as attacker,
        attacker.cursor() as cursor,
        cursor.copy("COPY rooms_roomallocation (hotel_id, room_id, booking_id, from_date, to_date) FROM STDIN") as copy,
    ):
        copy.write_row(values)


def test_a_live_claim_is_not_empty(house):
    room = house.room()
    booking = house.book(0, 0)
    with house.refuses("allocation_dates_reversed") as attacker:
        insert(attacker, ALLOCATION, **claim(house, booking, room, 0, 0))


def test_an_empty_claim_is_not_opened_again(house):
    room = house.room()
    booking = house.book(0, 0)
    allocation = house.assign(booking, room, 0, 0, ended_at=NOON)
    with house.refuses("allocation_dates_reversed") as attacker:
        update(attacker, ALLOCATION, allocation, ended_at=None)


def test_an_empty_window_does_not_hold_a_room(house):
    room = house.room()
    with house.refuses("block_dates_reversed") as attacker:
        insert(attacker, BLOCK, hotel_id=house.id, room_id=room, from_date=day(0), to_date=day(0))


def test_dates_do_not_run_backwards(house):
    room = house.room()
    booking = house.book()
    with house.refuses(psycopg.errors.DataException.sqlstate) as attacker:
        insert(attacker, ALLOCATION, **claim(house, booking, room, 2, 0))


@pytest.mark.parametrize("endless", [{"to_date": "infinity"}, {"from_date": "-infinity"}])
def test_a_claim_does_not_last_for_ever(house, endless):
    room = house.room()
    booking = house.book()
    # Before its dates are judged the claim already lies outside the life of any room, which began one day.
    rule = "allocation_dates_finite" if "to_date" in endless else "allocation_outside_room_life"
    with house.refuses(rule) as attacker:
        insert(attacker, ALLOCATION, **claim(house, booking, room) | endless)


def test_no_claim_and_no_window_ends_at_an_endless_time(house):
    block, claim = house.open_block(house.room())
    with house.refuses("allocation_dates_finite") as attacker:
        update(attacker, ALLOCATION, claim, ended_at="infinity")
    with house.refuses("block_dates_finite") as attacker:
        update(attacker, BLOCK, block, closed_at="infinity")


@pytest.mark.parametrize("endless", [{"to_date": "infinity"}, {"from_date": "-infinity"}])
def test_a_window_does_not_last_for_ever(house, endless):
    room = house.room()
    with house.refuses("block_dates_finite") as attacker:
        dates = {"from_date": day(0), "to_date": day(2)} | endless
        insert(attacker, BLOCK, hotel_id=house.id, room_id=room, **dates)


def test_a_claim_is_held_by_a_booking_or_a_window_and_not_by_both_or_neither(house):
    room = house.room()
    house.room()
    block, _ = house.open_block(room)
    booking = house.book()
    for rule, holder in (
        ("allocation_without_holder", {"booking_id": None}),
        ("allocation_one_holder", {"booking_id": booking, "block_id": block}),
    ):
        with house.refuses(rule) as attacker:
            insert(attacker, ALLOCATION, **claim(house, booking, room, 4, 5) | holder)


def test_an_open_window_has_its_claim(house):
    room = house.room()
    with house.refuses("open_block_without_allocation") as attacker:
        insert(attacker, BLOCK, hotel_id=house.id, room_id=room, from_date=day(0), to_date=day(2))


def test_the_claim_of_an_open_window_is_not_taken_away(house):
    _, allocation = house.open_block(house.room())
    with house.refuses("open_block_without_allocation") as attacker:
        attacker.execute("DELETE FROM rooms_roomallocation WHERE id = %s", [allocation])


def test_a_closed_window_is_not_opened_again_without_a_claim(house):
    room = house.room()
    block, allocation = house.open_block(room)
    with house.session.transaction():
        update(house.session, BLOCK, block, closed_at=NOON)
        house.unassign(allocation)
    with house.refuses("open_block_without_allocation") as attacker:
        update(attacker, BLOCK, block, closed_at=None)


def test_the_claim_of_a_window_has_its_room_and_its_dates(house):
    room, other = house.room(), house.room()
    block, allocation = house.open_block(room)
    for change in ({"room_id": other}, {"to_date": day(1)}, {"from_date": day(1)}):
        with house.refuses("allocation_matches_block") as attacker:
            update(attacker, ALLOCATION, allocation, **change)
    for change in ({"to_date": day(1)}, {"from_date": day(1)}):
        with house.refuses("allocation_matches_block") as attacker:
            update(attacker, BLOCK, block, **change)


def test_a_window_keeps_its_room_and_its_kind(house):
    room, other = house.room(), house.room()
    block, _ = house.open_block(room)
    for change in ({"kind": "OUT_OF_SERVICE"}, {"room_id": other}, {"id": block + 1_000_000}):
        with house.refuses("block_changes_identity") as attacker:
            update(attacker, BLOCK, block, **change)


def test_a_claim_does_not_come_before_the_window_it_is_for(house):
    room = house.room()
    house.room()
    with house.refuses("allocation_without_holder") as attacker:
        block = attacker.execute("SELECT nextval(pg_get_serial_sequence('rooms_roomblock', 'id'))").fetchone()[0]
        dates = {"from_date": day(0), "to_date": day(2)}
        insert(attacker, ALLOCATION, hotel_id=house.id, room_id=room, block_id=block, **dates)
        insert(attacker, BLOCK, id=block, hotel_id=house.id, room_id=room, **dates)


def test_two_windows_do_not_share_a_claim(house):
    room = house.room()
    house.room()
    block, _ = house.open_block(room, 0, 2)
    with house.refuses("rooms_roomallocation_block_id_key") as attacker:
        row = {"hotel_id": house.id, "room_id": room, "block_id": block}
        insert(attacker, ALLOCATION, **row, from_date=day(3), to_date=day(4))


def test_a_claim_lies_within_the_life_of_its_room(house):
    room = house.room(active_from=day(1), active_until=day(4))
    spare = house.room()
    booking = house.book(0, 6)
    for first, end in ((0, 2), (3, 5)):
        with house.refuses("allocation_outside_room_life") as attacker:
            insert(attacker, ALLOCATION, **claim(house, booking, room, first, end))
    allocation = house.assign(booking, spare, 0, 2)
    with house.refuses("allocation_outside_room_life") as attacker:
        update(attacker, ALLOCATION, allocation, room_id=room)


def test_a_claimed_room_does_not_retire(house):
    room = house.room()
    house.room()
    house.booking_in(room, 0, 5)
    for life in ({"active_until": day(3)}, {"active_from": day(1)}):
        with house.refuses("allocation_outside_room_life") as attacker:
            update(attacker, "rooms_room", room, **life)


def test_two_sessions_do_not_give_away_the_same_room(house, rival):
    room = house.room()
    house.room()
    bookings = [house.book(), house.book()]
    first, second = rival(), rival()
    statement = "INSERT INTO rooms_roomallocation (hotel_id, room_id, booking_id, from_date, to_date) VALUES (%s, %s, %s, %s, %s)"
    first.run(statement, [house.id, room, bookings[0], day(0), day(2)])
    second.start(statement, [house.id, room, bookings[1], day(1), day(2)])
    assert first.commit() == ""
    assert second.finish() == "room_double_booked"


def test_two_sessions_do_not_give_one_booking_two_rooms(house, rival):
    rooms = [house.room(), house.room()]
    booking = house.book()
    first, second = rival(), rival()
    statement = "INSERT INTO rooms_roomallocation (hotel_id, room_id, booking_id, from_date, to_date) VALUES (%s, %s, %s, %s, %s)"
    first.run(statement, [house.id, rooms[0], booking, day(0), day(2)])
    second.start(statement, [house.id, rooms[1], booking, day(1), day(2)])
    assert first.commit() == ""
    assert second.finish() == "booking_two_rooms"


def test_a_room_does_not_retire_while_another_session_claims_it(house, rival):
    room = house.room()
    house.room()
    booking = house.book(0, 5)
    first, second = rival(), rival()
    first.run(
        "INSERT INTO rooms_roomallocation (hotel_id, room_id, booking_id, from_date, to_date) VALUES (%s, %s, %s, %s, %s)",
        [house.id, room, booking, day(0), day(5)],
    )
    second.start("UPDATE rooms_room SET active_until = %s WHERE id = %s", [day(2), room])
    assert first.commit() == ""
    assert second.finish() == "allocation_outside_room_life"


def test_a_room_is_not_claimed_while_another_session_retires_it(house, rival):
    room = house.room()
    house.room()
    booking = house.book(0, 5)
    first, second = rival(), rival()
    first.run("UPDATE rooms_room SET active_until = %s WHERE id = %s", [day(2), room])
    second.start(
        "INSERT INTO rooms_roomallocation (hotel_id, room_id, booking_id, from_date, to_date) VALUES (%s, %s, %s, %s, %s)",
        [house.id, room, booking, day(0), day(5)],
    )
    assert first.commit() == ""
    assert second.finish() == "allocation_outside_room_life"


def test_an_old_snapshot_does_not_retire_a_room_that_was_claimed_since(house, open_session):
    room = house.room()
    house.room()
    booking = house.book(0, 5)
    attacker = open_session()
    attacker.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    attacker.execute("SELECT 1 FROM rooms_room LIMIT 1")
    house.assign(booking, room, 0, 5)
    with pytest.raises(psycopg.errors.SerializationFailure):
        update(attacker, "rooms_room", room, active_until=day(2))
