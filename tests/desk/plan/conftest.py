"""A hotel that was open before today, so that stays may have begun."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from hotelmate.core import clock
from tests.database import Database
from tests.desk.desks import House
from tests.room_bookings.house import AFTERNOON

OPEN_SINCE = timedelta(days=7)


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    """For Django's test client: open for a week; the clock of this process stands at half past three."""
    with clock.travel_to(AFTERNOON - OPEN_SINCE):
        opened = House()
    with clock.travel_to(AFTERNOON):
        yield opened
