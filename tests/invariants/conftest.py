"""A house for every test, and rivals for those that need a second session."""

from collections.abc import Callable, Iterator

import psycopg
import pytest

from .house import House
from .rivals import Rival


@pytest.fixture(scope="session")
def standing_sessions(database) -> Iterator[dict[str, psycopg.Connection]]:
    """One session for the honest verbs, and an attacker in each role; kept, since a new one costs more than a test."""
    urls = {"house": database.app_url, "app": database.app_url, "owner": database.owner_url}
    sessions = {name: psycopg.connect(url, autocommit=True) for name, url in urls.items()}
    yield sessions
    for session in sessions.values():
        session.close()


@pytest.fixture
def house(standing_sessions) -> House:
    """A hotel of the test's own."""
    return House(standing_sessions)


@pytest.fixture
def other(standing_sessions) -> House:
    """Another hotel."""
    return House(standing_sessions)


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
