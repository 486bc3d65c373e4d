"""It is the afternoon of one day, and after each test every hotel that it made is verified."""

from collections.abc import Iterator

import pytest
from django.db.models import Q

from hotelmate.core import clock
from hotelmate.hotel.models import Hotel
from hotelmate.integrity.queries import verify_hotel

from ..database import Database
from .house import AFTERNOON, House


@pytest.fixture(autouse=True)
def afternoon(database: Database) -> Iterator[None]:
    """The clock stands at half past three."""
    with clock.travel_to(AFTERNOON):
        yield


@pytest.fixture
def house(afternoon: None) -> House:
    """A hotel of its own."""
    return House()


@pytest.fixture(autouse=True)
def verified(request: pytest.FixtureRequest) -> Iterator[None]:
    """Nothing that a test did may leave a contradiction behind, in any hotel that it used."""
    newest = Hotel.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    shared = request.getfixturevalue("house").hotel if "house" in request.fixturenames else None
    yield
    for hotel in Hotel.objects.filter(Q(pk__gt=newest) | Q(pk=shared.pk if shared else None)):
        assert list(verify_hotel(hotel).lines()) == []
