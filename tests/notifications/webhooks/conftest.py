"""A house and a receiver for every test."""

from collections.abc import Iterator

import pytest

from .house import House
from .receivers import StandIn, receiver


@pytest.fixture
def house() -> House:
    """A hotel of the test's own."""
    return House()


@pytest.fixture
def standin() -> Iterator[StandIn]:
    """A receiver that takes everything, until it is told otherwise."""
    with receiver() as server:
        yield server
