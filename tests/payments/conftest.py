"""A stand-in for Stripe that this process speaks to, and hotels that charge cards by it."""

from collections.abc import Callable, Iterator

import pytest

from hotelmate.core import clock
from hotelmate.payments.stripe_account import connected_to
from hotelmate.simulation.stripe_stand_in.server import StandIn, stripe_stand_in
from tests.room_bookings.house import AFTERNOON

from .till import Till


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    """A stand-in for Stripe, which this process takes for Stripe."""
    with stripe_stand_in() as server, connected_to(server.account):
        yield server


@pytest.fixture
def open_till(stand_in: StandIn) -> Iterator[Callable[..., Till]]:
    """Open hotels with these settings; it is afternoon there."""
    with clock.travel_to(AFTERNOON):
        yield lambda **settings: Till(stand_in, **settings)


@pytest.fixture
def till(open_till: Callable[..., Till]) -> Till:
    """A hotel that charges cards by Stripe."""
    return open_till()
