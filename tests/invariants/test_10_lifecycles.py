"""Invariant 10: changes follow the lifecycle tables; the database holds the same tables as lifecycle.py."""

from itertools import product

import psycopg
import pytest

from hotelmate.room_bookings.lifecycle import BIRTHS, BookingStatus, can_become
from hotelmate.rooms.lifecycle import TRANSITIONS, RoomStatus, Source, can_override

from .house import AUDIT, BOOKING, day
from .rows import NOON, ROWS, insert, one, update

NOTES = ("", "   ", "\n\t ", "seen it")
STATUSES = [status.value for status in BookingStatus]


def expected_of_room(came_from: str, to: str, source: str, note: str) -> bool:
    """What rooms/lifecycle.py says about one audit row, door and note included."""
    if source == Source.MANAGER_OVERRIDE:
        return can_override(came_from, to) and note.strip() != ""
    transition = TRANSITIONS.get((came_from, to))
    if transition is None:
        return False
    if RoomStatus.OUT_OF_ORDER in (came_from, to):
        return source == Source.SYSTEM
    if RoomStatus.OCCUPIED in (came_from, to):
        return source in (Source.SYSTEM, Source.FRONT_DESK)
    return True


@pytest.fixture(scope="module")
def checked_rows(database):
    """What the constraint on audit rows says of every combination, on a table that has only this constraint."""
    with psycopg.connect(database.owner_url) as session:
        definition = one(
            session, "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'room_status_transition'"
        )
        session.execute("CREATE TEMPORARY TABLE audit (LIKE housekeeping_roomstatusevent)")
        session.execute("ALTER TABLE audit ALTER id DROP NOT NULL")
        session.execute(f"ALTER TABLE audit ADD CONSTRAINT room_status_transition {definition}")
        verdicts = {}
        for came_from, to, source, note in product(RoomStatus.values, RoomStatus.values, Source.values, NOTES):
            try:
                with session.transaction():
                    row = {**ROWS[AUDIT], "hotel_id": 1, "room_id": 1, "n": 2, "source": source, "note": note}
                    row |= {"from_status": came_from, "to_status": to}
                    columns, marks = ", ".join(row), ", ".join(["%s"] * len(row))
                    session.execute(f"INSERT INTO audit ({columns}) VALUES ({marks})", list(row.values()))
                verdicts[came_from, to, source, note] = True
            except psycopg.errors.CheckViolation:
                verdicts[came_from, to, source, note] = False
        session.rollback()
    return verdicts


def test_the_table_of_room_statuses_is_the_same_in_the_database(checked_rows):
    differences = {
        combination: allowed
        for combination, allowed in checked_rows.items()
        if allowed != expected_of_room(*combination)
    }
    assert differences == {}
    assert len(checked_rows) == 7 * 7 * 4 * len(NOTES)


def test_the_constraint_fires_on_the_real_table(house):
    room = house.room()
    with house.refuses("room_status_transition") as attacker:
        n = house.status_row(attacker, room, "CLEANING_IN_PROGRESS")
        update(attacker, "rooms_room", room, room_status="CLEANING_IN_PROGRESS", status_n=n)


@pytest.mark.parametrize("note", NOTES[:3])
def test_an_override_has_a_note_that_says_something(house, note):
    room = house.room(room_status="CHECKOUT_DIRTY")
    with house.refuses("room_status_transition") as attacker:
        house.status_row(attacker, room, "READY_FOR_GUEST", source="MANAGER_OVERRIDE", note=note)


def test_the_table_of_booking_statuses_is_the_same_in_the_database(house):
    for came_from, to in product(STATUSES, STATUSES):
        allowed = one(house.session, "SELECT booking_can_become(%s, %s)", [came_from, to])
        assert allowed == can_become(came_from, to), (came_from, to)


@pytest.mark.parametrize("status", STATUSES)
def test_a_booking_is_born_as_the_table_says(house, status):
    house.room()
    stamps = {
        "PENDING_PAYMENT": {"expires_at": NOON},
        "PENDING_APPROVAL": {"expires_at": NOON},
    }
    dates = {"check_in": day(0), "check_out": day(1)}
    row = {"hotel_id": house.id, "room_type_id": house.standard, "status": status} | dates
    if status in BIRTHS:
        assert insert(house.session, BOOKING, **row, **stamps.get(status, {}))
    else:
        with house.refuses("booking_lifecycle") as attacker:
            insert(attacker, BOOKING, **row)


STAMPS = {
    "PENDING_PAYMENT": {"expires_at": NOON},
    "PENDING_APPROVAL": {"expires_at": NOON},
    "CONFIRMED": {"confirmed_at": NOON},
    "IN_HOUSE": {"confirmed_at": NOON, "checked_in_at": NOON},
    "COMPLETED": {"confirmed_at": NOON, "checked_in_at": NOON, "checked_out_at": NOON},
    "DECLINED": {"declined_at": NOON},
    "EXPIRED": {"expired_at": NOON},
    "CANCELLED": {"cancelled_at": NOON, "cancelled_by": "guest"},
    "NO_SHOW": {"confirmed_at": NOON, "no_show_at": NOON},
}
NO_STAMPS = dict.fromkeys({column for stamps in STAMPS.values() for column in stamps} - {"cancelled_by"}) | {
    "cancelled_by": ""
}
ROADS = {
    "PENDING_PAYMENT": ("PENDING_PAYMENT",),
    "PENDING_APPROVAL": ("PENDING_APPROVAL",),
    "CONFIRMED": ("CONFIRMED",),
    "IN_HOUSE": ("CONFIRMED", "IN_HOUSE"),
    "COMPLETED": ("CONFIRMED", "IN_HOUSE", "COMPLETED"),
    "DECLINED": ("PENDING_APPROVAL", "DECLINED"),
    "EXPIRED": ("PENDING_PAYMENT", "EXPIRED"),
    "CANCELLED": ("CONFIRMED", "CANCELLED"),
    "NO_SHOW": ("CONFIRMED", "NO_SHOW"),
}


def step(house, session, booking, room, claim, to):
    """Bring a booking to a status together with everything that belongs to it."""
    in_house = {"in_room_id": room, "stay_allocation_id": claim} if to == "IN_HOUSE" else {}
    row = {"status": to, "guarantee": "CARD", "in_room_id": None, "stay_allocation_id": None}
    came_from = one(session, "SELECT status FROM room_bookings_roombooking WHERE id = %s", [booking])
    if "IN_HOUSE" in (came_from, to) and came_from != to:
        occupied = to == "IN_HOUSE"
        status = "OCCUPIED" if occupied else "CHECKOUT_DIRTY"
        n = house.status_row(session, room, status, source="SYSTEM")
        occupant = booking if occupied else None
        update(session, "rooms_room", room, room_status=status, status_n=n, occupant_id=occupant)
    if to == "COMPLETED":
        update(session, "rooms_roomallocation", claim, ended_at=NOON)
    elif to in ("CONFIRMED", "IN_HOUSE"):
        update(session, "rooms_roomallocation", claim, ended_at=None)
    elif to in ("DECLINED", "EXPIRED", "CANCELLED", "NO_SHOW"):
        session.execute("DELETE FROM rooms_roomallocation WHERE id = %s", [claim])
    update(session, BOOKING, booking, **row | in_house | NO_STAMPS | STAMPS[to])


@pytest.mark.parametrize("to", STATUSES)
@pytest.mark.parametrize("came_from", STATUSES)
def test_a_booking_changes_as_the_table_says(house, came_from, to):
    if came_from == to:
        return
    room = house.room()
    birth, *road = ROADS[came_from]
    booking = house.book(status=birth)
    claim = house.assign(booking, room)
    for status in road:
        with house.session.transaction():
            step(house, house.session, booking, room, claim, status)
    if can_become(came_from, to):
        with house.session.transaction():
            step(house, house.session, booking, room, claim, to)
        assert house.column(BOOKING, booking, "status") == to
    else:
        with house.refuses("booking_lifecycle") as attacker:
            row = {"status": to, "guarantee": "CARD"} | NO_STAMPS | STAMPS[to]
            in_house = {"in_room_id": room, "stay_allocation_id": claim}
            vacant = dict.fromkeys(in_house)
            update(attacker, BOOKING, booking, **row | (in_house if to == "IN_HOUSE" else vacant))


def test_a_booking_is_not_deleted_and_made_anew(house):
    house.room()
    booking = house.book()
    with house.refuses("never_deleted") as attacker:
        attacker.execute("DELETE FROM room_bookings_roombooking WHERE id = %s", [booking])


def test_a_booking_keeps_its_ids(house):
    house.room()
    booking = house.book()
    for change in ("id = id + 1000000", "booking_id = 'BK-other'", "hotel_id = hotel_id + 1"):
        with house.refuses("booking_changes_identity") as attacker:
            attacker.execute(f"UPDATE room_bookings_roombooking SET {change} WHERE id = %s", [booking])


def test_a_cancelled_booking_does_not_come_back_through_on_conflict(house):
    house.room()
    booking = house.book()
    house.cancel(booking)
    row = {"hotel_id": house.id, "room_type_id": house.standard, "check_in": day(0), "check_out": day(1)}
    copied = ("id", "booking_id", "confirmation_number")
    same = {column: house.column(BOOKING, booking, column) for column in copied}
    with house.refuses("booking_lifecycle") as attacker:
        full = {**ROWS[BOOKING], "confirmed_at": NOON, "guarantee": "CARD"} | row | same
        columns, marks = ", ".join(full), ", ".join(["%s"] * len(full))
        attacker.execute(
            f"INSERT INTO room_bookings_roombooking ({columns}) VALUES ({marks})"
            " ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status, cancelled_at = NULL, cancelled_by = ''",
            list(full.values()),
        )


def test_a_decline_does_not_pass_an_approval(house, rival):
    house.room()
    booking = house.book(status="PENDING_APPROVAL")
    first, second = rival(), rival()
    first.run(
        "UPDATE room_bookings_roombooking SET status = 'CONFIRMED', confirmed_at = %s, expires_at = NULL,"
        " guarantee = 'CARD' WHERE id = %s",
        [NOON, booking],
    )
    second.start(
        "UPDATE room_bookings_roombooking SET status = 'DECLINED', declined_at = %s, expires_at = NULL WHERE id = %s",
        [NOON, booking],
    )
    assert first.commit() == ""
    assert second.finish() == "booking_lifecycle"
