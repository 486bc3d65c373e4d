"""What every test finds: Django set up, and a database of this process's own.

The database is made when the first test that may use it runs, so tests/house and tests/postgres need none.
"""

import gc
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import django
import psycopg
import pytest
from django.test.utils import setup_test_environment

from hotelmate.config.environment import NOTHING_LISTENS_HERE

from .browser import _running_chromium, chromium, keep_connections_by_thread, open_page, page
from .database import Database, cloned_database, use
from .memory import keep_files_in_memory

__all__ = [
    "_running_chromium",
    "chromium",
    "database",
    "open_page",
    "open_session",
    "own_database",
    "page",
]

# Read after this file, for it needs Django set up: the fixtures `pair` and `stream`.
pytest_plugins = ["tests.stream.live"]

HERE = Path(__file__).parent
WITHOUT_DATABASE = (HERE / "house", HERE / "postgres")

Session = Callable[..., psycopg.Connection]


# A shell that starts the tests in the background has them ignore Ctrl-C, and every process they start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

keep_files_in_memory()

# While this file is imported, for the conftest of a folder below it may import models.
# The given server is kept under a name of its own: xdist's processes inherit the environment as this one leaves it.
os.environ.setdefault("HOTELMATE_TEST_SERVER", os.environ.get("DATABASE_URL", ""))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ["DATABASE_URL"] = NOTHING_LISTENS_HERE
os.environ.pop("DATABASE_OWNER_URL", None)
os.environ["SECRET_KEY"] = "a key for tests, which guards nothing"
gc.disable()
django.setup()
keep_connections_by_thread()
setup_test_environment(debug=False)


def pytest_collection_finish() -> None:
    """What is imported stays: nothing of it is looked through for garbage from here on, and the rest seldom."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


@pytest.fixture(autouse=True)
def _database_within_reach(request: pytest.FixtureRequest) -> None:
    if not any(folder in request.path.parents for folder in WITHOUT_DATABASE):
        request.getfixturevalue("database")


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    """The database of this process: its name and addresses."""
    with cloned_database(os.environ["HOTELMATE_TEST_SERVER"] or None) as clone:
        yield clone


@pytest.fixture(scope="module")
def own_database(database: Database) -> Iterator[Database]:
    """A database for the tests of one module, in place of the one that all share: nothing is in it but what they make.

    For modules with workers, which do what is due in every hotel that there is.
    """
    with cloned_database(os.environ["HOTELMATE_TEST_SERVER"] or None) as clone:
        yield clone
    use(database)


@pytest.fixture
def open_session(database: Database) -> Iterator[Session]:
    """Open raw psycopg connections, as the application's role or with `role="owner"`; closed after the test."""
    opened: list[psycopg.Connection] = []

    def open_one(*, role: str = "app", autocommit: bool = False) -> psycopg.Connection:
        url = os.environ["DATABASE_OWNER_URL" if role == "owner" else "DATABASE_URL"]
        opened.append(psycopg.connect(url, autocommit=autocommit))
        return opened[-1]

    yield open_one
    for connection in opened:
        connection.close()
