"""Invariant 6: the status of a booking and its timestamps agree, both ways."""

from datetime import timedelta

import pytest

from .house import BOOKING, day
from .rows import NOON, insert, update

EARLIER = NOON - timedelta(minutes=1)
# Timestamps of a confirmed booking that has none of these, with the rule that keeps it so.
NOT_WHEN_CONFIRMED = {
    "expires_at": "booking_expires_at_agrees",
    "checked_in_at": "booking_checked_in_at_agrees",
    "checked_out_at": "booking_checked_out_at_agrees",
    "cancelled_at": "booking_cancelled_at_agrees",
    "declined_at": "booking_declined_at_agrees",
    "expired_at": "booking_expired_at_agrees",
    "no_show_at": "booking_no_show_at_agrees",
}
# Ways to become something without the timestamp that belongs to it.
WITHOUT_TIMESTAMP = [
    ("CONFIRMED", {"status": "CANCELLED", "cancelled_by": "guest"}, "booking_cancelled_at_agrees"),
    ("CONFIRMED", {"status": "NO_SHOW"}, "booking_no_show_at_agrees"),
    ("PENDING_APPROVAL", {"status": "DECLINED", "expires_at": None}, "booking_declined_at_agrees"),
    ("PENDING_APPROVAL", {"status": "EXPIRED", "expires_at": None}, "booking_expired_at_agrees"),
    (
        "PENDING_APPROVAL",
        {"status": "CONFIRMED", "expires_at": None, "guarantee": "CARD"},
        "booking_confirmed_at_agrees",
    ),
    ("PENDING_PAYMENT", {"status": "PENDING_APPROVAL", "expires_at": None}, "booking_expires_at_agrees"),
]


@pytest.mark.parametrize(("column", "rule"), NOT_WHEN_CONFIRMED.items())
def test_a_timestamp_does_not_appear_before_its_status(house, column, rule):
    house.room()
    booking = house.book()
    with house.refuses(rule) as attacker:
        update(attacker, BOOKING, booking, **{column: NOON})


@pytest.mark.parametrize(("status", "change", "rule"), WITHOUT_TIMESTAMP)
def test_a_status_does_not_come_without_its_timestamp(house, status, change, rule):
    house.room()
    booking = house.book(status=status)
    with house.refuses(rule) as attacker:
        update(attacker, BOOKING, booking, **change)


def test_a_stay_has_its_check_in_time_and_its_end_has_a_check_out_time(house):
    room = house.room()
    booking, _ = house.stay_in(room)
    with house.refuses("booking_checked_in_at_agrees") as attacker:
        update(attacker, BOOKING, booking, checked_in_at=None)
    with house.refuses("booking_checked_out_at_agrees") as attacker:
        update(attacker, BOOKING, booking, status="COMPLETED", in_room_id=None, stay_allocation_id=None)


@pytest.mark.parametrize("status", ["PENDING_PAYMENT", "PENDING_APPROVAL"])
def test_what_waits_has_a_deadline_from_birth_and_no_confirmation(house, status):
    row = {"hotel_id": house.id, "room_type_id": house.standard, "check_in": day(0), "check_out": day(1)}
    with house.refuses("booking_expires_at_agrees") as attacker:
        insert(attacker, BOOKING, **row, status=status, expires_at=None)
    with house.refuses("booking_confirmed_at_agrees") as attacker:
        insert(attacker, BOOKING, **row, status=status, confirmed_at=NOON)


def test_a_confirmed_booking_says_since_when(house):
    row = {"hotel_id": house.id, "room_type_id": house.standard, "check_in": day(0), "check_out": day(1)}
    with house.refuses("booking_confirmed_at_agrees") as attacker:
        insert(attacker, BOOKING, **row, confirmed_at=None)


def test_a_cancellation_names_who_cancelled_and_nothing_else_does(house):
    house.room()
    booking = house.book()
    with house.refuses("booking_cancelled_by_agrees") as attacker:
        update(attacker, BOOKING, booking, status="CANCELLED", cancelled_at=NOON)
    with house.refuses("booking_cancelled_by_agrees") as attacker:
        update(attacker, BOOKING, booking, cancelled_by="guest")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"confirmed_at": EARLIER}, "booking_times_in_order"),
        ({"status": "CANCELLED", "cancelled_by": "guest", "cancelled_at": EARLIER}, "booking_times_in_order"),
        ({"status": "NO_SHOW", "no_show_at": EARLIER}, "booking_over_before_made"),
    ],
)
def test_nothing_happens_to_a_booking_before_it_was_made(house, change, rule):
    house.room()
    booking = house.book()
    with house.refuses(rule) as attacker:
        update(attacker, BOOKING, booking, **change)


def test_nobody_leaves_before_they_came(house):
    room = house.room()
    booking, _ = house.stay_in(room)
    with house.refuses("booking_times_in_order") as attacker:
        gone = {"status": "COMPLETED", "in_room_id": None, "stay_allocation_id": None}
        update(attacker, BOOKING, booking, **gone, checked_out_at=EARLIER)


@pytest.mark.parametrize("column", ["created_at", "updated_at", "confirmed_at"])
@pytest.mark.parametrize("moment", ["infinity", "-infinity"])
def test_no_moment_of_a_booking_is_endless(house, column, moment):
    house.room()
    booking = house.book()
    with house.refuses("booking_times_finite") as attacker:
        update(attacker, BOOKING, booking, **{column: moment})


@pytest.mark.parametrize("dates", [{"check_out": "infinity"}, {"check_in": "-infinity"}])
def test_no_booking_lasts_for_ever(house, dates):
    row = {"hotel_id": house.id, "room_type_id": house.standard, "check_in": day(0), "check_out": day(1)} | dates
    with house.refuses("booking_dates_finite") as attacker:
        insert(attacker, BOOKING, **row)


def test_a_booking_does_not_end_before_it_begins(house):
    row = {"hotel_id": house.id, "room_type_id": house.standard, "check_in": day(1), "check_out": day(0)}
    with house.refuses("booking_dates_reversed") as attacker:
        insert(attacker, BOOKING, **row)


def test_a_status_that_nobody_knows_is_refused(house):
    house.room()
    booking = house.book()
    with house.refuses("booking_lifecycle") as attacker:
        update(attacker, BOOKING, booking, status="DONE")


@pytest.mark.parametrize("column", ["status", "check_in", "room_type_id", "hotel_id", "guarantee", "captured_amount"])
def test_null_does_not_slip_through_the_checks(house, column):
    house.room()
    booking = house.book()
    with house.refuses("23502") as attacker:
        update(attacker, BOOKING, booking, **{column: None})
