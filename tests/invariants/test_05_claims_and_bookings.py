"""Invariant 5: an open claim belongs to a booking that holds inventory, an ended one to one that does or was completed."""

import pytest

from .house import ALLOCATION, BOOKING, day
from .rows import NOON, insert, update

OVER = {
    "CANCELLED": {"cancelled_at": NOON, "cancelled_by": "guest"},
    "NO_SHOW": {"no_show_at": NOON},
    "EXPIRED": {"expired_at": NOON, "expires_at": None},
    "DECLINED": {"declined_at": NOON, "expires_at": None},
}
FROM = {"EXPIRED": "PENDING_APPROVAL", "DECLINED": "PENDING_APPROVAL"}


def over(house, status):
    """A booking that is over in this way."""
    booking = house.book(status=FROM.get(status, "CONFIRMED"))
    update(house.session, BOOKING, booking, status=status, **OVER[status])
    return booking


@pytest.mark.parametrize("status", OVER)
def test_a_booking_that_is_over_does_not_keep_its_room(house, status):
    booking, _ = house.booking_in(house.room(), status=FROM.get(status, "CONFIRMED"))
    with house.refuses("allocation_open_but_booking_over") as attacker:
        update(attacker, BOOKING, booking, status=status, **OVER[status])


@pytest.mark.parametrize("status", OVER)
def test_a_booking_that_is_over_keeps_no_claim_as_history_either(house, status):
    booking, claim = house.booking_in(house.room(), status=FROM.get(status, "CONFIRMED"))
    update(house.session, ALLOCATION, claim, ended_at=NOON)
    with house.refuses("allocation_without_holder") as attacker:
        update(attacker, BOOKING, booking, status=status, **OVER[status])


@pytest.mark.parametrize("status", OVER)
def test_a_booking_that_is_over_does_not_get_a_room(house, status):
    room = house.room()
    booking = over(house, status)
    row = {"hotel_id": house.id, "room_id": room, "booking_id": booking, "from_date": day(0), "to_date": day(2)}
    with house.refuses("allocation_open_but_booking_over") as attacker:
        insert(attacker, ALLOCATION, **row)
    with house.refuses("allocation_without_holder") as attacker:
        insert(attacker, ALLOCATION, **row, ended_at=NOON)


def test_the_claim_of_a_guest_who_left_is_not_open(house):
    room = house.room()
    booking, claim = house.stay_in(room)
    house.check_out(booking, room, claim, end=2)
    with house.refuses("allocation_open_but_booking_over") as attacker:
        update(attacker, ALLOCATION, claim, ended_at=None)


def test_a_guest_who_left_claims_no_other_room(house):
    room, other = house.room(), house.room()
    booking, claim = house.stay_in(room)
    house.check_out(booking, room, claim, end=1)
    with house.refuses("allocation_open_but_booking_over") as attacker:
        row = {"hotel_id": house.id, "room_id": other, "booking_id": booking}
        insert(attacker, ALLOCATION, **row, from_date=day(1), to_date=day(2))


def test_a_guest_does_not_leave_a_claim_on_a_later_room_behind(house):
    room, other = house.room(), house.room()
    booking = house.book(0, 4)
    claim = house.assign(booking, room, 0, 2)
    house.assign(booking, other, 2, 4)
    house.check_in(booking, room, claim)
    with house.refuses("allocation_open_but_booking_over") as attacker:
        n = house.status_row(attacker, room, "CHECKOUT_DIRTY", source="FRONT_DESK")
        update(attacker, "rooms_room", room, room_status="CHECKOUT_DIRTY", status_n=n, occupant_id=None)
        gone = {"status": "COMPLETED", "checked_out_at": NOON, "in_room_id": None, "stay_allocation_id": None}
        update(attacker, BOOKING, booking, **gone)
        update(attacker, ALLOCATION, claim, ended_at=NOON)


def test_a_claim_belongs_to_a_booking_that_exists(house):
    room = house.room()
    with house.refuses("allocation_without_holder") as attacker:
        row = {"hotel_id": house.id, "room_id": room, "from_date": day(0), "to_date": day(2)}
        insert(attacker, ALLOCATION, **row, booking_id=9_000_000_000)


def test_a_claim_does_not_come_before_its_booking(house):
    room = house.room()
    with house.refuses("allocation_without_holder") as attacker:
        booking = attacker.execute(
            "SELECT nextval(pg_get_serial_sequence('room_bookings_roombooking', 'id'))"
        ).fetchone()[0]
        row = {"hotel_id": house.id, "room_id": room, "from_date": day(0), "to_date": day(2)}
        insert(attacker, ALLOCATION, **row, booking_id=booking)
        dates = {"check_in": day(0), "check_out": day(2)}
        insert(attacker, BOOKING, id=booking, hotel_id=house.id, room_type_id=house.standard, **dates)


@pytest.mark.parametrize("nights", [(-1, 2), (0, 3), (5, 6)])
def test_a_booking_claims_no_night_that_it_does_not_book(house, nights):
    room = house.room()
    booking = house.book(0, 2)
    with house.refuses("allocation_outside_booking") as attacker:
        row = {"hotel_id": house.id, "room_id": room, "booking_id": booking}
        insert(attacker, ALLOCATION, **row, from_date=day(nights[0]), to_date=day(nights[1]))


def test_a_claim_is_not_stretched_beyond_its_booking(house):
    _, claim = house.booking_in(house.room())
    with house.refuses("allocation_outside_booking") as attacker:
        update(attacker, ALLOCATION, claim, to_date=day(3))


def test_a_claim_does_not_go_to_a_booking_of_other_dates(house):
    house.room()
    other = house.book(3, 5)
    _, claim = house.booking_in(house.room(), 0, 2)
    with house.refuses("allocation_outside_booking") as attacker:
        update(attacker, ALLOCATION, claim, booking_id=other)


@pytest.mark.parametrize("dates", [{"check_in": day(1)}, {"check_out": day(1)}])
def test_a_booking_does_not_leave_its_claim_outside(house, dates):
    booking, _ = house.booking_in(house.room())
    with house.refuses("allocation_outside_booking") as attacker:
        update(attacker, BOOKING, booking, **dates)


def test_a_claim_is_not_made_while_the_booking_is_cancelled(house, rival):
    room = house.room()
    booking = house.book()
    first, second = rival(), rival()
    first.run(
        "UPDATE room_bookings_roombooking SET status = 'CANCELLED', cancelled_at = %s, cancelled_by = 'guest'"
        " WHERE id = %s",
        [NOON, booking],
    )
    second.start(
        "INSERT INTO rooms_roomallocation (hotel_id, room_id, booking_id, from_date, to_date) VALUES (%s, %s, %s, %s, %s)",
        [house.id, room, booking, day(0), day(2)],
    )
    assert first.commit() == ""
    assert second.finish() == "allocation_open_but_booking_over"


def test_a_booking_is_not_cancelled_while_it_gets_a_room(house, rival):
    room = house.room()
    booking = house.book()
    first, second = rival(), rival()
    first.run(
        "INSERT INTO rooms_roomallocation (hotel_id, room_id, booking_id, from_date, to_date) VALUES (%s, %s, %s, %s, %s)",
        [house.id, room, booking, day(0), day(2)],
    )
    second.start(
        "UPDATE room_bookings_roombooking SET status = 'CANCELLED', cancelled_at = %s, cancelled_by = 'guest'"
        " WHERE id = %s",
        [NOON, booking],
    )
    assert first.commit() == ""
    assert second.finish() == "allocation_open_but_booking_over"


@pytest.mark.parametrize("claim_first", [True, False])
def test_dates_and_claims_of_two_sessions_do_not_pass_each_other(house, rival, claim_first):
    room = house.room()
    booking = house.book(0, 4)
    claim = (
        "INSERT INTO rooms_roomallocation (hotel_id, room_id, booking_id, from_date, to_date) VALUES (%s, %s, %s, %s, %s)",
        [house.id, room, booking, day(0), day(4)],
    )
    shorten = ("UPDATE room_bookings_roombooking SET check_out = %s WHERE id = %s", [day(2), booking])
    first, second = rival(), rival()
    first.run(*(claim if claim_first else shorten))
    second.start(*(shorten if claim_first else claim))
    assert first.commit() == ""
    assert second.finish() == "allocation_outside_booking"


def test_an_old_snapshot_does_not_shorten_a_booking_that_was_given_a_room_since(house):
    room = house.room()
    booking = house.book(0, 4)
    with house.refuses("40001", isolation="REPEATABLE READ") as attacker:
        attacker.execute("SELECT 1 FROM room_bookings_roombooking LIMIT 1")
        update(attacker, BOOKING, booking, check_out=day(2))
    house.assign(booking, room, 0, 4)
