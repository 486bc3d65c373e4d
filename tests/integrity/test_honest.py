"""A hotel that tells the truth, and a check for everything that could be a lie."""

import re
from pathlib import Path

from hotelmate.integrity.checks import CHECKS
from hotelmate.integrity.queries import run_checks, verify_hotel

# Invariants 4 and 12 are the database's alone: a generated column, and foreign keys that carry the hotel.
VERIFIED = {1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 13}


def test_an_honest_hotel_has_no_finding(house):
    assert verify_hotel(house.hotel).failed == {}


def test_the_checks_need_none_of_the_guards(house, unguarded):
    assert run_checks(unguarded, house.hotel).failed == {}


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
