"""What the desk's tests with a browser share: real servers, one pair for all, and people who sit at the desk already."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Page

from hotelmate.core import clock
from hotelmate.staff.models import StaffMember
from tests.browser import OpenPage
from tests.database import Database
from tests.desk.desks import signed_in
from tests.room_bookings.house import AFTERNOON, House
from tests.stream.live import Pair

PHONE = {"width": 390, "height": 844}

SitDown = Callable[..., Page]


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    """For Django's test client: a hotel of its own; the clock of this process stands at half past three."""
    with clock.travel_to(AFTERNOON):
        yield House()


@pytest.fixture
def sit_down(pair: Pair, open_page: OpenPage) -> SitDown:
    """Open a tab in which somebody has signed in: `sit_down(staff, "/plan/", viewport=PHONE, has_touch=True)`."""

    def open_one(staff: StaffMember, path: str = "/", **options: Any) -> Page:
        page = open_page(**options)
        page.context.add_cookies([session_cookie(pair, staff)])  # type: ignore[list-item]
        page.goto(f"{pair.site.url}{path}")
        return page

    return open_one


def session_cookie(pair: Pair, staff: StaffMember) -> dict[str, Any]:
    """The cookie of somebody who signed in just now."""
    value = signed_in(staff).cookies[settings.SESSION_COOKIE_NAME].value
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": value,
        "domain": urlsplit(pair.site.url).hostname,
        "path": "/",
    }
