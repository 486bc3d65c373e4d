"""Hotels that live through the services, with nobody sensible at the desk, and never contradict themselves."""

import pytest

from hotelmate.core import clock
from hotelmate.integrity.queries import verify_hotel

from .life import Life

# What the database refuses because no rule did, or without a name.
WITHOUT_A_NAME = {"STATE_CONFLICT", "INVALID_VALUE"}


@pytest.mark.parametrize("seed", [1, 2])
def test_days_of_random_work_leave_no_contradiction(seed):
    life = Life(seed)
    for _ in range(6):
        life.live_a_day(60)
        assert contradictions(life) == {}
    assert len(life.done) > 25
    assert not WITHOUT_A_NAME & life.refused.keys()


def test_random_work_of_several_people_at_once_leaves_no_contradiction():
    life = Life(3)
    for _ in range(3):
        life.live_a_busy_day(40, people=4)
        assert contradictions(life) == {}
    assert life.done.total() > 100
    assert not WITHOUT_A_NAME & life.refused.keys()


def contradictions(life):
    with clock.travel_to(life.now):
        return verify_hotel(life.hotel).failed
