"""The checks lean on nothing that could have failed."""

from hotelmate.integrity.queries import run_checks


def test_the_checks_need_none_of_the_guards(house, unguarded):
    assert run_checks(unguarded, house.hotel).failed == {}
