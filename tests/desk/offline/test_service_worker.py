"""What opens without the server: the board and the downtime sheet, as of when; of one person only, and nothing else."""

from typing import Any

from django.conf import settings
from playwright.sync_api import Page, expect

from hotelmate.housekeeping.models import RoomStatusEvent
from hotelmate.housekeeping.services import set_room_status
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.staff.models import Role
from tests.desk.conftest import PHONE
from tests.desk.desks import running_house, signed_in
from tests.factories import PASSWORD
from tests.live import free_port, running_site

S = RoomStatus
BOARD, SHEET = "/housekeeping/", "/downtime/"
INSTALLED: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "service_workers": "allow"}
NO_CONNECTION = "No connection to the server. This is how it was: Mon 12 May 15:3"
ALL_KEPT = """async () => {
    const found = [];
    for (const name of await caches.keys()) {
        for (const one of await (await caches.open(name)).keys()) found.push([name, new URL(one.url).pathname]);
    }
    return found;
}"""


def kept(page: Page) -> list[str]:
    """The pages that the device keeps, each with whose it is."""
    return sorted(name + path for name, path in page.evaluate(ALL_KEPT) if not path.startswith("/static/"))


def sit_down(page: Page, url: str, staff: Any, path: str) -> None:
    """Somebody who is signed in opens a page, and the device keeps what it keeps."""
    value = signed_in(staff).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])
    page.goto(f"{url}{path}")
    expect(page.locator("html[data-kept-at]")).to_have_count(1)


def pages_of(house, staff):
    return [f"pages:{house.hotel.slug}:{staff.pk}{path}" for path in (SHEET, BOARD)]


def test_without_the_server_board_and_sheet_open_and_a_tap_waits_until_it_is_back(open_page):
    house, port = running_house(), free_port()
    maid, room = house.person(Role.HOUSEKEEPING), house.rooms[0]
    house.do(lambda *, actor: set_room_status(room=room, to_status=S.CHECKOUT_DIRTY, staff=actor))
    page = open_page(**INSTALLED)
    with running_site(workers=1, port=port) as site:
        sit_down(page, site.url, maid, BOARD)
        assert kept(page) == pages_of(house, maid)
    page.goto(f"{site.url}{BOARD}")
    expect(page.get_by_text(NO_CONNECTION)).to_be_visible()
    expect(page.locator("#live")).not_to_have_attribute("data-state", "live")
    card = page.locator("[data-room='101']")
    card.get_by_role("button", name="Start cleaning").tap()
    expect(card).to_contain_text("Waiting to be sent: Start cleaning")
    page.goto(f"{site.url}{SHEET}")
    expect(page.get_by_role("heading", name="Downtime sheet")).to_be_visible()
    expect(page.get_by_text(NO_CONNECTION)).to_be_visible()
    page.goto(f"{site.url}/rooms/1/")
    expect(page.get_by_role("heading", name="Downtime sheet")).to_be_visible()
    page.goto(f"{site.url}{BOARD}")
    expect(card).to_contain_text("Waiting to be sent: Start cleaning")
    with running_site(workers=1, port=port):
        expect(page.locator("html[data-kept]")).to_have_count(0)
        expect(card.get_by_role("button", name="Cleaned")).to_be_visible()
        expect(page.locator("#queue")).to_be_hidden()
    assert list(RoomStatusEvent.objects.filter(room=room, changed_by=maid).values_list("to_status", flat=True)) == [
        S.CLEANING_IN_PROGRESS
    ]


def test_what_is_kept_is_of_who_is_signed_in_and_goes_with_them(open_page, pair):
    house = running_house()
    maid, clerk = house.person(Role.HOUSEKEEPING), house.person(Role.FRONT_DESK)
    page, url = open_page(**INSTALLED), pair.site.url
    sit_down(page, url, maid, BOARD)
    page.goto(f"{url}/rooms/{house.rooms[0].pk}/")
    page.evaluate(f"fetch('/api/staff/hotel/{house.hotel.slug}/rooms/')")
    expect(page.locator("#live[data-state=live]")).to_have_count(1)
    assert kept(page) == pages_of(house, maid)
    page.locator("details.me summary").tap()
    page.get_by_role("button", name="Sign out").tap()
    expect(page).to_have_url(f"{url}/sign-in/")
    assert kept(page) == []
    page.locator("#id_username").fill(clerk.username)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").tap()
    expect(page.locator("html[data-kept-at]")).to_have_count(1)
    assert kept(page) == pages_of(house, clerk)[:1]
    # Somebody else's session comes in under the page: what was kept for the one before is gone with the first page.
    sit_down(page, url, maid, SHEET)
    assert kept(page) == pages_of(house, maid)[:1]
