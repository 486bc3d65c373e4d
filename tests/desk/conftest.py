"""For tests of the desk: a house in the afternoon, and one pair of real servers for all that look with a browser."""

from collections.abc import Iterator

import pytest

from hotelmate.core import clock
from tests.database import Database
from tests.room_bookings.house import AFTERNOON, House
from tests.stream.live import Pair, running_pair


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    """A hotel of its own; the clock stands at half past three."""
    with clock.travel_to(AFTERNOON):
        yield House()


@pytest.fixture(scope="session")
def pair(database: Database) -> Iterator[Pair]:
    """A web process and a stream process on the tests' database."""
    with running_pair(HOTELMATE_DEMO_PAYMENTS="on") as running:
        yield running
