"""A house for every test, and rivals for those that need a second session."""

from collections.abc import Callable, Iterator

import pytest

from .house import House
from .rivals import Rival


@pytest.fixture
def house(open_session) -> House:
    """A hotel of the test's own."""
    return House(open_session)


@pytest.fixture
def rival(open_session, house) -> Iterator[Callable[..., Rival]]:
    """Open further sessions whose statements may wait for each other."""
    opened: list[Rival] = []

    def open_rival() -> Rival:
        opened.append(Rival(open_session(), house.session))
        return opened[-1]

    yield open_rival
    for one in opened:
        one.connection.close()
        one.end()
