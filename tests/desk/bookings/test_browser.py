"""A booking's whole life by clicks and by keys, on a desk and on a phone, and on two screens side by side."""

import re

from playwright.sync_api import Locator, Page, expect

from hotelmate.room_bookings import services
from hotelmate.staff.models import Role
from tests.desk.conftest import PHONE, SitDown
from tests.desk.desks import DAY, TODAY, House, running_house
from tests.desk.test_axe import RULES
from tests.desk.test_axe import found as wrong_with

ON_A_PHONE = {"viewport": PHONE, "has_touch": True, "color_scheme": "dark"}


def drawer(page: Page) -> Locator:
    """The drawer."""
    return page.locator("#drawer")


def said(page: Page, text: str) -> None:
    """The newest message says this."""
    expect(page.locator(".toast").filter(has_text=text).last).to_be_visible()


def stands_at(page: Page, status: str) -> None:
    """The booking in the drawer has this status."""
    expect(drawer(page).locator(".booking-head .chip").first).to_have_text(status)


def test_a_booking_is_made_approved_given_a_room_checked_in_moved_and_checked_out_by_clicks(
    sit_down: SitDown,
) -> None:
    house = running_house()
    page = sit_down(house.person(Role.SUPER_STAFF_ADMIN), "/bookings/")
    page.click("#new-booking")
    page.locator(f"label:has(#type-{house.standard.pk})").click()
    expect(page.locator("#dialog .total")).to_contain_text("€100.00")
    page.fill("#id_last_name", "Rossi")
    page.locator("#dialog .seldom summary").click()
    page.select_option("#id_status", "PENDING_APPROVAL")
    page.get_by_role("button", name="Book", exact=True).dblclick()
    said(page, "Rossi is booked")
    stands_at(page, "Needs approval")
    drawer(page).locator("#approve").click()
    stands_at(page, "Confirmed")
    drawer(page).locator("#assign_room").click()
    page.locator("#dialog label", has_text="101").click()
    page.get_by_role("button", name="Assign", exact=True).click()
    said(page, "Rossi has room 101 now.")
    # Until the drawer knows of the room, checking in asks for one.
    expect(drawer(page).locator(".facts").first).to_contain_text("101")
    drawer(page).locator("#check_in").click()
    stands_at(page, "In house")
    drawer(page).locator("#move_room").click()
    page.locator("#dialog label", has_text="102").click()
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("#dialog .errors")).to_have_text("This field is required. ")
    page.fill("#id_reason", "The street is loud")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(drawer(page).locator(".timeline")).to_contain_text("Moved to room 102")
    drawer(page).locator("#check_out").click()
    expect(page.locator("#dialog")).to_contain_text("The balance is not settled.")
    page.locator("#dialog").get_by_role("button", name="Check out").click()
    stands_at(page, "Completed")
    said(page, "checked out of room 102")
    page.get_by_role("button", name="Undo").last.click()
    stands_at(page, "In house")


def test_the_search_and_the_drawer_need_no_mouse(sit_down: SitDown) -> None:
    house = running_house()
    booking = house.assigned()
    page = sit_down(house.person(Role.FRONT_DESK), "/help/")
    page.keyboard.press("/")
    page.keyboard.type("quack")
    option = page.locator(f"#found-{booking.booking_id}")
    expect(option).to_be_visible()
    assert wrong_with(page, RULES) == []
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(page.locator("#search")).to_have_attribute("aria-activedescendant", f"found-{booking.booking_id}")
    page.keyboard.press("Enter")
    stands_at(page, "Confirmed")
    drawer(page).locator("#check_in").focus()
    page.keyboard.press("Enter")
    stands_at(page, "In house")
    drawer(page).locator(".more summary").focus()
    page.keyboard.press("Enter")
    expect(drawer(page).get_by_text("Not possible now")).to_be_visible()
    assert wrong_with(page, RULES) == []
    page.keyboard.press("Escape")
    expect(drawer(page).get_by_text("Not possible now")).to_be_hidden()
    expect(drawer(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer(page)).to_be_hidden()
    page.keyboard.press("/")
    page.locator("#search").fill(booking.confirmation_number)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/bookings/{booking.booking_id}/$"))


def test_what_one_does_the_other_sees_and_who_is_late_hears_why(sit_down: SitDown) -> None:
    house = running_house()
    booking = house.assigned()
    colleague = house.person(Role.FRONT_DESK)
    page = sit_down(house.person(Role.SUPER_STAFF_ADMIN), f"/bookings/{booking.booking_id}/")
    phone = sit_down(colleague, "/bookings/", **ON_A_PHONE)
    phone.locator(f"#line-{booking.booking_id}").tap()
    stands_at(phone, "Confirmed")
    for screen in (page, phone):
        expect(screen.locator("#live")).to_have_attribute("data-state", "live")
    phone.locator("#drawer #check_in").tap()
    stands_at(phone, "In house")
    expect(page.locator(".booking-head .chip").first).to_have_text("In house")
    expect(page.locator(".timeline")).to_contain_text("Checked in to room 101")
    expect(page.locator(".timeline")).to_contain_text(colleague.full_name)
    # What is unfolded stays so when the page is brought up to date.
    page.locator(".more summary").click()
    house.dirty(house.rooms[1])
    house.do(services.change_party, booking_id=booking.booking_id, adults=3)
    expect(page.locator(".facts")).to_contain_text("3 adults")
    expect(page.get_by_text("Not possible now")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#move_room").click()
    expect(page.locator("#dialog label", has_text="103")).to_be_visible()
    expect(page.locator("#dialog label", has_text="102")).to_have_count(0)
    # Meanwhile the room that is about to be chosen is given away.
    house.staying(house.rooms[2])
    page.locator("#dialog label", has_text="103").click()
    page.fill("#id_reason", "A better view")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("#dialog [role=alert]")).to_contain_text("Room 103 is occupied")
    expect(page.locator("#id_reason")).to_have_value("A better view")


def test_dates_show_their_price_as_they_are_typed_on_a_phone(sit_down: SitDown) -> None:
    house: House = running_house()
    booking = house.book(start=TODAY + DAY)
    phone = sit_down(house.person(Role.FRONT_DESK), f"/bookings/{booking.booking_id}/", **ON_A_PHONE)
    phone.locator("#change_dates").tap()
    phone.locator("#id_check_out").fill(str(TODAY + 4 * DAY))
    phone.locator("#id_check_out").dispatch_event("change")
    expect(phone.locator("#price")).to_contain_text("€300.00")
    phone.locator("#id_check_out").fill(str(TODAY))
    phone.locator("#id_check_out").dispatch_event("change")
    expect(phone.locator("#price .due")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_newest_message_takes_the_place_of_the_last_and_keeps_off_a_dialogs_buttons(sit_down: SitDown) -> None:
    house = running_house()
    page = sit_down(house.person(Role.FRONT_DESK), "/bookings/")
    page.click("#new-booking")
    expect(page.get_by_role("button", name="Book", exact=True)).to_be_visible()
    page.evaluate(
        """async () => {
            const { toast } = await import(document.querySelector("script[type=module][src*='/desk.']").src);
            toast("Room 101 is clean.");
            toast("Room 102 cannot be cleaned.", { refused: true });
            toast("Room 103 is clean.");
            toast("Room 104 is clean.");
        }"""
    )
    messages = page.locator("#toasts .toast > span")
    expect(messages).to_have_text(["Room 102 cannot be cleaned.", "Room 104 is clean."])
    lowest = messages.last.bounding_box()
    button = page.get_by_role("button", name="Book", exact=True).bounding_box()
    assert lowest is not None
    assert button is not None
    assert lowest["y"] + lowest["height"] < button["y"]
