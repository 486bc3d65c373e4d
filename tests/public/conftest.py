"""A hotel that sells to everybody."""

import pytest

from .shop import Shop


@pytest.fixture
def shop() -> Shop:
    """A hotel of the test's own."""
    return Shop()
