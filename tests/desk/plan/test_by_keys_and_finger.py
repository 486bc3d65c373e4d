"""The plan without a mouse: with the keyboard, with a finger, on a phone, and live beside others."""

import re

import pytest
from playwright.sync_api import expect

from hotelmate.room_bookings import services
from hotelmate.room_bookings.services import Person
from tests.desk.conftest import PHONE
from tests.desk.desks import DAY, TODAY, running_house
from tests.desk.plan.hands import Finger

ADA = Person("Ada", "Ahead")
BOB = Person("Bob", "Behind")
WITHIN_A_SECOND_MS = 1000
ON_A_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True}


@pytest.fixture
def house(database):
    return running_house()


def test_arrows_go_from_stay_to_stay_and_day_to_day_and_enter_opens(house, plan):
    house.assigned(nights=1, primary=ADA)
    house.assigned(nights=1, start=TODAY + 2 * DAY, primary=BOB)
    seen = plan()
    keys, cell = seen.page.keyboard, seen.page.locator("#plan-cell")
    seen.bar("101", "Ada Ahead").focus()
    keys.press("ArrowRight")
    expect(cell).to_be_focused()
    expect(cell).to_have_attribute("aria-label", "Room 101, Tue 13 May: free")
    keys.press("ArrowRight")
    expect(seen.bar("101", "Bob Behind")).to_be_focused()
    keys.press("ArrowDown")
    expect(cell).to_have_attribute("aria-label", "Room 102, Wed 14 May: free")
    keys.press("Shift+ArrowRight")
    keys.press("Enter")
    choices = seen.page.locator("#plan-choices")
    expect(choices).to_contain_text("Room 102, Wed 14 May to Thu 15 May")
    expect(choices.get_by_role("button").first).to_be_focused()
    keys.press("Escape")
    expect(choices).to_be_hidden()
    seen.bar("101", "Ada Ahead").focus()
    keys.press("Enter")
    expect(seen.page.locator("#drawer[open]").get_by_role("heading", name="Ada Ahead")).to_be_visible()


def test_m_moves_a_stay_with_the_arrows_and_tells_of_each_room(house, plan):
    house.assigned(primary=ADA)
    house.assigned(house.rooms[1], primary=BOB)
    seen = plan()
    keys, spoken = seen.page.keyboard, seen.page.locator("#spoken")
    seen.bar("101", "Ada Ahead").focus()
    keys.press("m")
    expect(spoken).to_contain_text("Moving Ada Ahead.")
    keys.press("ArrowDown")
    expect(spoken).to_have_text("Room 102: not for this stay")
    keys.press("ArrowDown")
    expect(spoken).to_have_text("Room 103: free")
    expect(seen.row("103").locator(".slot")).to_be_visible()
    keys.press("Escape")
    expect(spoken).to_have_text("Ada Ahead stays where it was.")
    expect(seen.page.locator(".slot, .lifted")).to_have_count(0)
    keys.press("m")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(seen.bar("103", "Ada Ahead")).to_be_focused()
    keys.press("m")
    for _ in range(3):
        keys.press("ArrowUp")
    expect(spoken).to_have_text("Without a room")
    keys.press("Enter")
    expect(seen.lane.get_by_text("Ada Ahead")).to_be_focused()


def test_a_long_press_picks_a_stay_up_and_a_swipe_only_scrolls(house, plan):
    house.assigned(primary=ADA)
    seen = plan(**ON_A_PHONE)
    finger = Finger(seen.page)
    start = seen.on(seen.bar("101", "Ada Ahead"))
    finger.swipe(start, seen.beside("103", start))
    expect(seen.bar("101", "Ada Ahead")).to_be_visible()
    start = seen.on(seen.bar("101", "Ada Ahead"))
    finger.drag(start, seen.beside("102", start))
    expect(seen.bar("102", "Ada Ahead")).to_be_visible()
    expect(seen.toast).to_contain_text("Ada Ahead has room 102 now.")


def test_on_a_phone_the_lane_is_folded_and_a_tap_leads_to_the_move(house, plan):
    house.book(primary=ADA)
    house.staying(house.rooms[1], primary=BOB)
    seen = plan(**ON_A_PHONE)
    fold = seen.lane.get_by_role("button", name="Unassigned 1")
    expect(seen.lane.get_by_text("Ada Ahead")).to_be_hidden()
    fold.tap()
    expect(fold).to_have_attribute("aria-expanded", "true")
    expect(seen.lane.get_by_text("Ada Ahead")).to_be_visible()
    seen.page.reload()
    expect(seen.lane.get_by_text("Ada Ahead")).to_be_visible()
    seen.bar("102", "Bob Behind").tap()
    drawer = seen.page.locator("#drawer[open]")
    expect(drawer.get_by_role("heading", name="Bob Behind")).to_be_visible()
    drawer.get_by_role("link", name="Move").first.tap()
    expect(seen.dialog.get_by_role("heading", name="Move to another room")).to_be_visible()


def test_a_tap_on_an_empty_day_offers_to_book_it(house, plan):
    seen = plan(**ON_A_PHONE)
    seen.row("102").locator(".track").tap(position={"x": 160, "y": 20})
    choices = seen.page.locator("#plan-choices")
    expect(choices).to_contain_text("Room 102, Mon 12 May to Tue 13 May")
    expect(choices.get_by_role("button", name="Out of order…")).to_have_count(0)
    choices.get_by_role("button", name="New booking…").tap()
    expect(seen.dialog.locator("[name=check_in]")).to_have_value(str(TODAY))


def test_a_change_swaps_one_row_within_a_second_and_the_focus_stays(house, plan):
    booking = house.assigned(primary=ADA)
    seen = plan()
    seen.bar("101", "Ada Ahead").focus()
    seen.page.evaluate("document.querySelectorAll('.room').forEach((row) => (row.dataset.seen = 'before'))")
    seen.page.set_default_timeout(WITHIN_A_SECOND_MS)
    house.do(services.check_in, booking_id=booking.booking_id)
    expect(seen.bar("101", "Ada Ahead")).to_have_class(re.compile("IN_HOUSE"), timeout=WITHIN_A_SECOND_MS)
    expect(seen.row("101").locator(".OCCUPIED")).to_be_visible()
    expect(seen.bar("101", "Ada Ahead")).to_be_focused()
    expect(seen.page.locator(".room[data-seen=before]")).to_have_count(4)


def test_other_days_keep_the_rooms_in_sight(house, plan):
    seen = plan(viewport={"width": 900, "height": 420})
    scroller = seen.page.locator("#plan-scroller")
    scroller.evaluate("(element) => element.scrollTo(0, 60)")
    seen.page.get_by_role("link", name="A week later").click()
    expect(seen.page).to_have_url(re.compile(r"from=2031-05-17&days=7"))
    expect(seen.page.locator("#plan-range")).to_have_text("17 May – 23 May 2031")
    assert scroller.evaluate("(element) => element.scrollTop") == 60
    seen.page.get_by_role("link", name="Today", exact=True).last.click()
    expect(seen.page.locator("#plan-range")).to_have_text("10 May – 16 May 2031")
