"""A hotel that was open before today, so that stays may have begun, and the plan in a browser."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from hotelmate.core import clock
from hotelmate.staff.models import Role
from tests.database import Database
from tests.desk.conftest import SitDown
from tests.desk.desks import House
from tests.desk.plan.hands import Plan
from tests.room_bookings.house import AFTERNOON

WEEK = "/plan/?days=7"
OPEN_SINCE = timedelta(days=7)


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    """For Django's test client: open for a week; the clock of this process stands at half past three."""
    with clock.travel_to(AFTERNOON - OPEN_SINCE):
        opened = House()
    with clock.travel_to(AFTERNOON):
        yield opened


@pytest.fixture
def plan(house: House, sit_down: SitDown) -> Callable[..., Plan]:
    """The plan of a week in a tab of somebody's; rooms and bookings are made before it is asked for."""

    def look(role: str = Role.FRONT_DESK, path: str = WEEK, **options: Any) -> Plan:
        return Plan(sit_down(house.person(role), path, **options))

    return look
