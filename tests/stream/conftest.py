"""A hotel to follow."""

import pytest

from .followed import FollowedHouse, open_followed_house


@pytest.fixture
def house() -> FollowedHouse:
    """A hotel of its own, with somebody who may see everything."""
    return open_followed_house()
