"""The plan in people's hands: dragging with a mouse, and what comes of it."""

import re

import pytest
from playwright.sync_api import expect

from hotelmate.room_bookings.services import Person
from hotelmate.staff.models import Role
from tests.desk.desks import DAY, TODAY, running_house

ADA = Person("Ada", "Ahead")
BOB = Person("Bob", "Behind")
TODAYS = 2


@pytest.fixture
def house(database):
    return running_house()


def room_of(house, booking):
    """The rooms that a booking has now."""
    return [number for number, _, _, stands in house.claims(booking) if stands]


def test_dragging_from_the_lane_assigns_and_says_so_and_is_taken_back(house, plan):
    booking = house.book(primary=ADA)
    house.assigned(primary=BOB)
    seen = plan()
    waiting = seen.lane.get_by_text("Ada Ahead")
    start = seen.on(waiting)
    seen.lift(start, seen.beside("102", start))
    # Where it would lie, and which rooms would take it.
    expect(seen.row("102").locator(".slot")).to_be_visible()
    expect(seen.page.locator(".room.fits")).to_have_count(2)
    expect(seen.page.locator(".room.fits-other")).to_have_count(2)
    seen.page.mouse.up()
    expect(seen.bar("102", "Ada Ahead")).to_be_visible()
    expect(seen.lane.locator("a.b")).to_have_count(0)
    expect(seen.page.locator(".carried, .slot, .fits")).to_have_count(0)
    expect(seen.toast).to_contain_text("Ada Ahead has room 102 now.")
    assert room_of(house, booking) == ["102"]
    seen.toast.get_by_role("button", name="Undo").click()
    expect(seen.lane.get_by_text("Ada Ahead")).to_be_visible()
    expect(seen.bar("102")).to_have_count(0)


def test_a_drop_that_is_refused_says_why_and_goes_back(house, plan):
    house.assigned(primary=ADA)
    taken = house.assigned(house.rooms[1], nights=1, start=TODAY + DAY, primary=BOB)
    seen = plan()
    start = seen.on(seen.bar("101", "Ada Ahead"))
    seen.drag(start, seen.beside("102", start))
    expect(seen.toast).to_contain_text("Room 102 is held on Tue 13 May to Wed 14 May. Choose another room.")
    expect(seen.bar("101", "Ada Ahead")).not_to_have_class(re.compile("lifted"))
    expect(seen.page.locator(".carried")).to_have_count(0)
    assert room_of(house, taken) == ["102"]


def test_another_type_is_confirmed_before_it_is_given(house, plan):
    booking = house.assigned(primary=ADA)
    seen = plan()
    start = seen.on(seen.bar("101", "Ada Ahead"))
    seen.drag(start, seen.beside("201", start))
    expect(seen.dialog.get_by_role("heading", name="Assign a room")).to_be_visible()
    expect(seen.dialog.locator(f'input[name=room_id][value="{house.upper[0].pk}"]')).to_be_checked()
    seen.dialog.get_by_role("button", name="Assign").click()
    expect(seen.bar("201", "Ada Ahead")).to_be_visible()
    assert room_of(house, booking) == ["201"]


def test_dragging_back_to_the_lane_takes_the_room_back(house, plan):
    booking = house.assigned(primary=ADA)
    seen = plan()
    start = seen.on(seen.bar("101", "Ada Ahead"))
    seen.drag(start, seen.in_lane(start))
    expect(seen.lane.get_by_text("Ada Ahead")).to_be_visible()
    expect(seen.toast).to_contain_text("Room 101 is free again.")
    assert room_of(house, booking) == []


def test_a_guest_in_house_moves_for_a_reason(house, plan):
    booking = house.staying(nights=3, primary=ADA)
    seen = plan()
    start = seen.on(seen.bar("101", "Ada Ahead"))
    seen.drag(start, seen.beside("103", start))
    expect(seen.dialog.get_by_role("heading", name="Move to another room")).to_be_visible()
    expect(seen.dialog.locator(f'input[name=to_room_id][value="{house.rooms[2].pk}"]')).to_be_checked()
    expect(seen.bar("101", "Ada Ahead")).to_be_visible()
    seen.dialog.get_by_role("button", name="Move", exact=True).click()
    expect(seen.dialog.locator(".wrong")).to_contain_text("Reason")
    seen.dialog.get_by_label("Reason").fill("The tap drips")
    seen.dialog.get_by_role("button", name="Move", exact=True).click()
    expect(seen.bar("103", "Ada Ahead")).to_be_visible()
    assert room_of(house, booking) == ["103"]


def test_a_guest_in_house_who_is_dropped_on_another_swaps_with_them(house, plan):
    house.staying(nights=2, primary=ADA)
    other = house.staying(house.rooms[1], nights=2, primary=BOB)
    seen = plan()
    start = seen.on(seen.bar("101", "Ada Ahead"))
    seen.drag(start, seen.beside("102", start))
    expect(seen.dialog.get_by_role("heading", name="Swap rooms")).to_be_visible()
    expect(seen.dialog.get_by_label("With")).to_have_value(other.booking_id)
    seen.dialog.get_by_label("Reason").fill("A better view")
    seen.dialog.get_by_role("button", name="Swap").click()
    expect(seen.bar("102", "Ada Ahead")).to_be_visible()
    expect(seen.bar("101", "Bob Behind")).to_be_visible()


def test_two_who_are_to_come_swap_when_one_is_dropped_on_the_other(house, plan):
    one = house.assigned(primary=ADA)
    other = house.assigned(house.rooms[1], primary=BOB)
    seen = plan()
    start = seen.on(seen.bar("101", "Ada Ahead"))
    seen.drag(start, seen.beside("102", start))
    expect(seen.dialog.get_by_role("heading", name="Swap rooms")).to_be_visible()
    expect(seen.dialog.get_by_role("listitem").first).to_contain_text("Ada Ahead")
    seen.dialog.get_by_role("button", name="Swap").click()
    expect(seen.bar("102", "Ada Ahead")).to_be_visible()
    expect(seen.bar("101", "Bob Behind")).to_be_visible()
    assert (room_of(house, one), room_of(house, other)) == (["102"], ["101"])


def test_pulling_at_the_end_of_a_bar_asks_for_the_other_dates(house, plan):
    booking = house.assigned(nights=2, primary=ADA)
    seen = plan()
    bar = seen.bar("101", "Ada Ahead")
    seen.drag(seen.end_of(bar), seen.cell("101", TODAYS + 3))
    expect(seen.dialog.get_by_label("Departure")).to_have_value(str(TODAY + 3 * DAY))
    expect(seen.dialog.get_by_label("Arrival")).to_have_value(str(TODAY))
    seen.dialog.locator("button.primary").click()
    expect(bar).to_have_class(re.compile(r"\bn6\b"))
    assert house.fresh(booking).check_out == TODAY + 3 * DAY


def test_empty_days_become_a_booking_or_a_window(house, plan):
    seen = plan(role=Role.STAFF_ADMIN)
    seen.drag(seen.cell("102", TODAYS + 1), seen.cell("102", TODAYS + 3))
    choices = seen.page.locator("#plan-choices")
    expect(choices).to_contain_text("Room 102, Tue 13 May to Thu 15 May")
    choices.get_by_role("button", name="New booking…").click()
    expect(seen.dialog.locator("[name=check_in]")).to_have_value(str(TODAY + DAY))
    expect(seen.dialog.locator("[name=check_out]")).to_have_value(str(TODAY + 3 * DAY))
    seen.page.keyboard.press("Escape")
    expect(seen.page.locator(".slot")).to_have_count(0)
    seen.drag(seen.cell("102", TODAYS), seen.cell("102", TODAYS + 1))
    choices.get_by_role("button", name="Out of order…").click()
    expect(seen.dialog.locator("[name=from_date]")).to_have_value(str(TODAY))
    expect(seen.dialog.locator("[name=to_date]")).to_have_value(str(TODAY + DAY))


def test_what_others_do_waits_while_somebody_drags_and_is_there_afterwards(house, plan):
    house.assigned(primary=ADA)
    moving = house.assigned(house.rooms[2], primary=BOB)
    seen = plan()
    colleague = plan(role=Role.STAFF_ADMIN)
    start = seen.on(seen.bar("101", "Ada Ahead"))
    seen.lift(start, seen.beside("102", start))
    there = colleague.on(colleague.bar("103", "Bob Behind"))
    colleague.drag(there, colleague.in_lane(there))
    expect(colleague.lane.get_by_text("Bob Behind")).to_be_visible()
    expect(seen.bar("103", "Bob Behind")).to_be_visible()
    seen.page.keyboard.press("Escape")
    expect(seen.lane.get_by_text("Bob Behind")).to_be_visible()
    expect(seen.bar("103")).to_have_count(0)
    expect(seen.bar("101", "Ada Ahead")).to_be_visible()
    assert room_of(house, moving) == []


def test_a_click_opens_the_booking_beside_the_plan(house, plan):
    house.assigned(primary=ADA)
    seen = plan()
    seen.bar("101", "Ada Ahead").click()
    expect(seen.page.locator("#drawer[open]").get_by_role("heading", name="Ada Ahead")).to_be_visible()
    expect(seen.page).to_have_url(re.compile(r"/plan/\?days=7$"))
