"""Taps on a phone: one for the next step, seen by the others; kept while there is no connection, and sent once, in order."""

from playwright.sync_api import expect

from hotelmate.rooms.lifecycle import RoomStatus
from tests.desk.conftest import PHONE
from tests.desk.housekeeping.floor import BOARD, LIVE, Floor, card, is_in

S = RoomStatus
ON_A_PHONE = {"viewport": PHONE, "has_touch": True}


def tap(page, number, name):
    card(page, number).get_by_role("button", name=name).tap()


def test_one_tap_takes_the_next_step_and_a_colleague_sees_it_at_once(sit_down):
    floor = Floor()
    phone = sit_down(floor.maid, BOARD, **ON_A_PHONE)
    desk = sit_down(floor.colleague, BOARD)
    for page in (phone, desk):
        expect(page.locator(LIVE)).to_have_count(1)
    button = card(phone, "101").get_by_role("button", name="Start cleaning")
    assert button.bounding_box()["height"] >= 44
    button.dblclick()
    expect(card(desk, "101")).to_contain_text("Cleaning", timeout=2000)
    expect(phone.locator("#tiles [data-show=CLEANING_IN_PROGRESS] b")).to_have_text("1")
    assert floor.steps(floor.rooms[0]) == [(S.CLEANING_IN_PROGRESS, floor.maid.full_name)]
    phone.locator("#toasts").get_by_role("button", name="Undo").tap()
    is_in(phone, "101", S.CHECKOUT_DIRTY)
    is_in(desk, "101", S.CHECKOUT_DIRTY)


def test_taps_without_a_connection_are_sent_once_in_order_and_one_is_refused(sit_down):
    floor = Floor()
    phone = sit_down(floor.maid, BOARD, **ON_A_PHONE)
    expect(phone.locator(LIVE)).to_have_count(1)
    phone.context.set_offline(True)
    tap(phone, "101", "Start cleaning")
    is_in(phone, "101", S.CLEANING_IN_PROGRESS)
    expect(card(phone, "101")).to_contain_text("Waiting to be sent: Start cleaning")
    tap(phone, "102", "Start cleaning")
    card(phone, "101").get_by_role("button", name="Cleaned").click(delay=900)
    is_in(phone, "101", S.CLEANED_UNINSPECTED)
    expect(phone.locator("#queue-count")).to_have_text("3")
    assert floor.steps(floor.rooms[0]) == []
    floor.turn(floor.rooms[1], S.CLEANING_IN_PROGRESS, S.CLEANED_UNINSPECTED)
    phone.context.set_offline(False)
    refused = phone.locator("#queue-refused li")
    expect(refused).to_have_text(
        "102 · Start cleaning Grace Quick was quicker. Room 102 is clean and waits for inspection."
    )
    is_in(phone, "102", S.CLEANED_UNINSPECTED)
    expect(phone.locator("#queue-waiting")).to_be_hidden()
    is_in(phone, "101", S.CLEANED_UNINSPECTED)
    name = floor.maid.full_name
    assert floor.steps(floor.rooms[0]) == [(S.CLEANING_IN_PROGRESS, name), (S.CLEANED_UNINSPECTED, name)]
    refused.get_by_role("button", name="Dismiss").tap()
    expect(phone.locator("#queue")).to_be_hidden()


def test_taps_survive_the_page_and_a_lost_answer_and_wait_for_their_own_person(pair, sit_down):
    floor = Floor()
    phone = sit_down(floor.maid, BOARD, **ON_A_PHONE)
    expect(phone.locator(LIVE)).to_have_count(1)
    # The server does it, and the answer is lost on the way.
    phone.route("**/do/start_cleaning/", lambda route: (route.fetch(), route.abort()))
    tap(phone, "101", "Start cleaning")
    expect(card(phone, "101")).to_contain_text("Waiting to be sent")
    phone.context.set_offline(True)
    tap(phone, "103", "Start cleaning")
    expect(phone.locator("#queue-count")).to_have_text("2")
    context = phone.context
    phone.close()
    context.set_offline(False)
    mine = context.cookies()
    context.clear_cookies()
    other = context.new_page()
    other.goto(f"{pair.site.url}/sign-in/")
    other.fill("#id_username", floor.colleague.username)
    other.fill("#id_password", "correct horse battery")
    other.get_by_role("button", name="Sign in").click()
    other.goto(f"{pair.site.url}{BOARD}")
    expect(other.locator(LIVE)).to_have_count(1)
    expect(other.locator("#queue")).to_be_hidden()
    is_in(other, "103", S.CHECKOUT_DIRTY)
    context.clear_cookies()
    context.add_cookies(mine)
    other.goto(f"{pair.site.url}{BOARD}")
    is_in(other, "103", S.CLEANING_IN_PROGRESS)
    expect(other.locator("#queue")).to_be_hidden()
    name = floor.maid.full_name
    assert floor.steps(floor.rooms[0]) == [(S.CLEANING_IN_PROGRESS, name)]
    assert floor.steps(floor.rooms[2]) == [(S.CLEANING_IN_PROGRESS, name)]


def test_a_fault_is_told_without_a_connection(sit_down):
    floor = Floor()
    phone = sit_down(floor.maid, BOARD, **ON_A_PHONE)
    expect(phone.locator(LIVE)).to_have_count(1)
    phone.context.set_offline(True)
    card(phone, "101").get_by_role("link", name="More for room 101").tap()
    drawer = phone.get_by_role("dialog")
    drawer.get_by_label("What is broken?").fill("Window does not close")
    drawer.get_by_role("button", name="Report").tap()
    expect(card(phone, "101")).to_contain_text("Waiting to be sent: Report a fault")
    phone.context.set_offline(False)
    phone.locator("#tiles [data-show=MAINTENANCE_REQUIRED]").tap()
    is_in(phone, "101", S.MAINTENANCE_REQUIRED)
    expect(card(phone, "101")).to_contain_text("1 fault")
    assert floor.rooms[0].faults.get().description == "Window does not close"
