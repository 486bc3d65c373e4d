"""One hotel for all that changes nothing, and the clock at its afternoon."""

from collections.abc import Iterator

import pytest

from hotelmate.core import clock

from .house import House


@pytest.fixture(scope="session")
def shared_house(database) -> House:
    """A hotel that no test changes."""
    return House()


@pytest.fixture
def house(shared_house) -> Iterator[House]:
    """The same, at its afternoon."""
    with clock.travel_to(shared_house.afternoon):
        yield shared_house
