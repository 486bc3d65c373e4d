"""A hotel that tells the truth, and a check for everything that could be a lie."""

import re
from pathlib import Path

from django.db import connection, transaction

from hotelmate.integrity.checks import CHECKS
from hotelmate.integrity.queries import run_checks, verify_hotel
from hotelmate.rooms.models import RoomAllocation

from .house import House

# Invariants 4 and 12 are the database's alone: a generated column, and foreign keys that carry the hotel.
VERIFIED = {1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 13}


def test_an_honest_hotel_has_no_finding(house):
    assert verify_hotel(house.hotel).failed == {}


def test_a_report_names_every_check_in_order(house):
    report = verify_hotel(house.hotel)
    assert [check.name for check in report.checks] == [check.name for check in CHECKS]
    assert report.contradictions == 0


def test_every_invariant_that_rows_can_break_has_a_check():
    assert {check.invariant for check in CHECKS} == VERIFIED


def test_no_two_checks_have_one_name():
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def test_every_check_is_shown_a_row_that_it_finds():
    shown = {
        name
        for path in Path(__file__).parent.glob("test_*.py")
        for name in re.findall(r'found_after\(\s*"(\w+)"', path.read_text())
    }
    assert {check.name for check in CHECKS} == shown


def leave_and_come_back(house, *, after):
    """The staying guest checks out at noon, and the check-out is undone so many hours later."""
    claims = RoomAllocation.objects.filter(booking=house.staying)
    here = {"in_room_id": house.rooms["101"].pk, "stay_allocation": claims.get()}
    gone = {"in_room_id": None, "stay_allocation": None}
    with transaction.atomic():
        claims.update(ended_at=house.moment(0))
        house.become(house.staying, "COMPLETED", checked_out_at=house.moment(0), **gone)
        house.change_room("101", "CHECKOUT_DIRTY", at=0, occupant_id=None)
    with transaction.atomic():
        claims.update(ended_at=None)
        house.become(house.staying, "IN_HOUSE", checked_out_at=None, **here)
        house.change_room("101", "OCCUPIED", at=after / 24, occupant_id=house.staying.pk)


def test_a_check_out_may_be_undone_on_its_day():
    house = House()
    leave_and_come_back(house, after=15)
    assert verify_hotel(house.hotel).failed == {}


def test_a_check_out_undone_after_the_rollover():
    house = House()
    with transaction.atomic(), connection.cursor() as cursor:
        leave_and_come_back(house, after=17)
        failed = run_checks(cursor, house.hotel).failed
        # No table refuses this, and the database is to stay free of contradictions.
        transaction.set_rollback(True)
    assert set(failed) == {"arrival_in_unready_room"}
