"""A house that the tests of a file share; each takes rooms of its own."""

import pytest

from ..database import Database
from .house import House


@pytest.fixture(scope="module")
def house(database: Database) -> House:
    return House()
