"""A stream process for the tests of this folder, and a hotel to follow."""

from collections.abc import Iterator

import pytest

from tests.database import Database

from .followed import FollowedHouse, open_followed_house
from .live import Stream, running_stream


@pytest.fixture(scope="session")
def stream(database: Database) -> Iterator[Stream]:
    """`hotelmate stream` on the database of this process."""
    with running_stream() as running:
        yield running


@pytest.fixture
def house() -> FollowedHouse:
    """A hotel of its own, with somebody who may see everything."""
    return open_followed_house()
