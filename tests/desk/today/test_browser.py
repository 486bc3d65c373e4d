"""Today and the approvals as people use them: two screens side by side, a desk and a phone; clocks that run down."""

from datetime import timedelta

from playwright.sync_api import expect

from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.staff.models import Role
from tests.desk.conftest import PHONE
from tests.desk.desks import DAY, TODAY, running_house


def test_a_guest_is_checked_in_and_the_colleagues_screen_shows_it(sit_down):
    house = running_house()
    booking = house.assigned(house.rooms[0])
    house.dirty(house.rooms[1])
    roomless = house.book()
    desk = sit_down(house.person(Role.FRONT_DESK))
    phone = sit_down(house.person(Role.STAFF_ADMIN), viewport=PHONE, has_touch=True)
    for screen in (desk, phone):
        expect(screen.locator("#live[data-state=live]")).to_have_count(1)
        expect(screen.locator("#counts .tile").first).to_contain_text("2")
    # What cannot be done says why, and does nothing.
    phone.locator(f"#in-{roomless.booking_id}").click(force=True)
    expect(phone.locator(".toast.refused")).to_contain_text("No room is assigned")
    desk.locator(f"#in-{booking.booking_id}").click()
    expect(desk.locator(".toast")).to_contain_text("is checked in to room 101")
    for screen in (desk, phone):
        expect(screen.locator(f"#in-{booking.booking_id}")).to_have_count(0)
        expect(screen.locator("[data-room='101'].OCCUPIED")).to_have_count(1)
        expect(screen.locator("#counts .tile").first).to_contain_text("1")
    desk.locator(".toast").get_by_role("button", name="Undo").click()
    expect(phone.locator(f"#in-{booking.booking_id}")).to_have_count(1)


def test_arrivals_are_filtered_and_a_booking_opens_beside_them(sit_down):
    house = running_house()
    ready, roomless = house.assigned(house.rooms[0]), house.book()
    page = sit_down(house.person(Role.FRONT_DESK))
    page.locator("#arrivals-no_room").click()
    expect(page.locator(f"#in-{ready.booking_id}")).to_have_count(0)
    expect(page).to_have_url(page.url.partition("?")[0] + "?show=no_room")
    page.locator(f"#arrivals a.guest[href='/bookings/{roomless.booking_id}/']").click()
    expect(page.locator("#drawer")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("[data-room='102']").click()
    expect(page.locator("#drawer")).to_contain_text("102")
    page.keyboard.press("Escape")
    for button in (f"#assign-{roomless.booking_id}", "#new-booking"):
        page.locator(button).click()
        expect(page.locator("#dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#dialog")).not_to_be_visible()


def test_the_keyboard_keeps_its_place_when_a_row_has_gone(sit_down):
    house = running_house()
    first, second = house.assigned(house.rooms[0]), house.assigned(house.rooms[1])
    page = sit_down(house.person(Role.FRONT_DESK))
    expect(page.locator("#live[data-state=live]")).to_have_count(1)
    page.locator(f"#in-{first.booking_id}").press("Enter")
    expect(page.locator(f"#in-{first.booking_id}")).to_have_count(0)
    expect(page.locator(f"#arrivals a.guest[href='/bookings/{second.booking_id}/']")).to_be_focused()


def test_a_decision_leaves_the_other_screen_at_once(sit_down):
    house = running_house()
    booking = house.with_card(start=TODAY + DAY)
    clerk = house.person(Role.FRONT_DESK)
    desk, phone = (
        sit_down(clerk, "/approvals/"),
        sit_down(house.person(Role.STAFF_ADMIN), "/approvals/", viewport=PHONE),
    )
    for screen in (desk, phone):
        expect(screen.locator("#live[data-state=live]")).to_have_count(1)
    desk.locator(f"#approve-{booking.booking_id}").click()
    expect(phone.locator(f"#waiting-{booking.booking_id}")).to_have_count(0)
    expect(phone.locator("#decided")).to_contain_text(f"Approved by {clerk.full_name}")


def test_a_clock_runs_down_and_takes_the_buttons_with_it(sit_down):
    house = running_house()
    booking = house.with_card(start=TODAY + DAY)
    RoomBooking.objects.filter(pk=booking.pk).update(expires_at=house.hotel.now() + timedelta(seconds=4))
    page = sit_down(house.person(Role.FRONT_DESK), "/approvals/")
    clock = page.locator(f"#waiting-{booking.booking_id} [role=timer]")
    expect(clock).to_have_text("Time is up")
    page.locator(f"#approve-{booking.booking_id}").click(force=True)
    expect(page.locator(".toast.refused")).to_contain_text("has run out")
    house.do(services.expire_booking, booking_pk=booking.pk)
    expect(clock).to_have_count(0)
    expect(page.locator("#decided")).to_contain_text("nobody decided in time")
