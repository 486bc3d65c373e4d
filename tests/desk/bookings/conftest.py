"""What the tests of bookings at the desk share: the administrator's browser."""

import pytest
from django.test import Client

from hotelmate.staff.models import Role
from tests.desk.desks import House, signed_in


@pytest.fixture
def client(house: House) -> Client:
    """A browser without scripts, in which the house's administrator has signed in."""
    return signed_in(house.person(Role.SUPER_STAFF_ADMIN))
