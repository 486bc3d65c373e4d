"""The guests' pages as axe sees them, in light and dark: nothing is wrong with any, and each is small."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache

import pytest
from playwright.sync_api import Page, Response

from hotelmate.core import clock
from hotelmate.room_bookings import services
from tests.axe import COLOUR_RULES, found
from tests.browser import Running, lent
from tests.stream.live import Pair

from ..room_bookings.house import AFTERNOON, DAY, TODAY, House
from .visiting import Guest

PHONE = {"width": 390, "height": 844}
MOST_BYTES = 100_000
SCHEMES = {"light": {}, "dark": {"runOnly": COLOUR_RULES}}
STATES = ("confirmed", "ready", "staying", "left", "unpaid", "waiting", "cancelled")
FORMS = ("cancel/", "party/", "arrival/", "pre-check-in/")
# Of the page and of all that it asked for, as the browser itself counted them, in bytes before they were packed.
SIZES = """() => ["navigation", "resource"].flatMap((kind) =>
    performance.getEntriesByType(kind).map((entry) => entry.decodedBodySize))"""
BOOKING = ("", "?check_in={day}&check_out={next}&adults=2", "?check_in=never", "details/?{stay}")


@pytest.fixture(autouse=True)
def afternoon() -> None:
    """Here the clock runs: another process looks at it as well."""


@pytest.fixture(scope="module")
def house(pair: Pair) -> House:
    """A hotel whose own clock shows the afternoon, and runs."""
    hotel = {"is_simulated": True, "clock_offset": AFTERNOON - clock.now(), "tell_guest_room_assigned": True}
    return House(phone="+353 1 555 0100", email="desk@example.org", **hotel)


@pytest.fixture(scope="module")
def links(house: House) -> dict[str, str]:
    """A link to a booking in each state."""
    bookings = {
        "confirmed": house.book(start=TODAY + 5 * DAY),
        "ready": house.assigned(house.rooms[0]),
        "staying": house.staying(house.rooms[1]),
        "left": house.left(house.rooms[2], nights=1),
        "unpaid": house.unpaid(room_type_id=house.superior.pk),
        "waiting": house.with_card(room_type_id=house.superior.pk),
        "cancelled": house.book(start=TODAY + timedelta(days=20)),
    }
    found = {name: f"/g/{Guest(house, booking).token}/" for name, booking in bookings.items()}
    house.do(services.cancel_booking, booking_id=bookings["cancelled"].booking_id, reason="A test")
    return found


@pytest.fixture(scope="module")
def open_address(_running_chromium: Running, pair: Pair) -> Iterator[Callable[[str], tuple[Page, Response]]]:
    """A phone's tab, one for all of the pages; and the answer to the address that was opened in it."""
    with lent(_running_chromium) as browser:

        @cache
        def tab() -> Page:
            context = browser.new_context(viewport=PHONE, has_touch=True, reduced_motion="reduce", locale="en-GB")
            return context.new_page()

        def opened(path: str) -> tuple[Page, Response]:
            tab().emulate_media(color_scheme="light")
            answer = tab().goto(f"{pair.site.url}{path}")
            assert answer is not None
            return tab(), answer

        yield opened


def look(page: Page) -> list[str]:
    """What axe has to say, in light and in dark."""
    wrong = []
    for scheme, rules in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        wrong += [f"{scheme}: {one}" for one in found(page, rules)]
    return wrong


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_on_a_bookings_page(links, open_address, state):
    page, answer = open_address(links[state])
    assert answer.status == 200
    assert look(page) == []


@pytest.mark.parametrize("form", FORMS)
def test_axe_finds_nothing_on_a_form(links, open_address, form):
    page, answer = open_address(links["confirmed"] + form)
    assert answer.status == 200
    assert look(page) == []


@pytest.mark.parametrize("address", BOOKING)
def test_axe_finds_nothing_on_the_pages_to_book(house, open_address, address):
    days = {"day": TODAY + 30 * DAY, "next": TODAY + 31 * DAY}
    stay = "check_in={day}&check_out={next}&adults=2&room_type={code}".format(**days, code=house.standard.code)
    page, answer = open_address(f"/book/{house.hotel.slug}/{address.format(**days, stay=stay)}")
    assert answer.status in (200, 400)
    assert look(page) == []


def test_axe_finds_nothing_where_a_link_opens_nothing(open_address):
    page, answer = open_address("/g/nothing/")
    assert answer.status == 404
    assert look(page) == []


def test_a_page_with_all_that_it_asks_for_is_small(links, open_address):
    page, _ = open_address(links["confirmed"])
    sizes = page.evaluate(SIZES)
    assert len(sizes) > 1
    assert 0 < sum(sizes) < MOST_BYTES
