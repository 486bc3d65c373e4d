"""An installation in which nobody has done anything yet."""

import os
from collections.abc import Iterator

import pytest

from hotelmate.events import wake
from tests.database import Database, cloned_database, use


@pytest.fixture
def empty_installation(database: Database) -> Iterator[Database]:
    """A database without a hotel; everything that the test does, and every program that it starts, uses it."""
    with cloned_database(os.environ["HOTELMATE_TEST_SERVER"] or None) as empty:
        yield empty
    use(database)
    # The thread that wakes readers has lost its connection with the other database; this one wake-up is lost, not a test's.
    wake.readers(0)
