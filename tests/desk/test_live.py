"""What one does, the others see: by the stream, in every tab, also after the stream was killed."""

from functools import partial

from playwright.sync_api import Page, expect

from hotelmate.core.change import run_change
from hotelmate.housekeeping.services import set_room_status
from hotelmate.staff.models import Role
from hotelmate.staff.services import deactivate_staff
from tests.factories import actor_for, make_hotel, make_room_type, make_rooms, make_staff

LIVE = "#live[data-state=live]"
WITHIN_A_SECOND_MS = 1000
TABS = 9


def turn(room, actor, *statuses):
    """Take a room through these statuses."""
    for status in statuses:
        room.refresh_from_db()
        run_change(partial(set_room_status, room=room, to_status=status, staff=actor))


def shows(page: Page, number: str, status: str) -> None:
    """Wait until the page shows the room in this status."""
    expect(page.locator(f"[data-room='{number}'] .{status}, [data-room='{number}'].{status}").first).to_be_visible()


def make_house():
    """A dirty room, somebody who cleans, and somebody at the desk."""
    hotel = make_hotel()
    (room,) = make_rooms(make_room_type(hotel), ["101"], status="CHECKOUT_DIRTY")
    return room, actor_for(hotel), make_staff(hotel, Role.HOUSEKEEPING)


def test_nine_tabs_of_one_browser_share_one_stream_and_all_of_them_follow(pair, sit_down):
    room, manager, housekeeper = make_house()
    first = sit_down(housekeeper, "/housekeeping/")
    streams = []
    first.context.on("request", lambda request: streams.append(request) if "/events/stream" in request.url else None)
    tabs = [first, *(first.context.new_page() for _ in range(TABS - 1))]
    for tab in tabs[1:]:
        tab.goto(f"{pair.site.url}/housekeeping/")
    for tab in tabs:
        expect(tab.locator(LIVE)).to_have_count(1)
    turn(room, manager, "CLEANING_IN_PROGRESS")
    for tab in tabs:
        shows(tab, "101", "CLEANING_IN_PROGRESS")
    assert len(streams) <= 1
    # Whoever led is gone; the next one takes over where it was.
    first.close()
    turn(room, manager, "CLEANED_UNINSPECTED")
    for tab in tabs[1:]:
        shows(tab, "101", "CLEANED_UNINSPECTED")


def test_a_desk_says_that_it_is_not_live_and_catches_up_when_the_stream_is_back(pair, sit_down):
    room, manager, housekeeper = make_house()
    page = sit_down(housekeeper, "/housekeeping/")
    expect(page.locator(LIVE)).to_have_count(1)
    pair.stream.kill()
    turn(room, manager, "CLEANING_IN_PROGRESS")
    expect(page.locator("#live[data-state=away]")).to_have_count(1)
    expect(page.locator("#live").get_by_text("Not live")).to_be_visible()
    pair.stream.start_again()
    expect(page.locator(LIVE)).to_have_count(1)
    shows(page, "101", "CLEANING_IN_PROGRESS")
    page.set_default_timeout(WITHIN_A_SECOND_MS)
    turn(room, manager, "CLEANED_UNINSPECTED")
    shows(page, "101", "CLEANED_UNINSPECTED")


def test_who_is_signed_out_elsewhere_finds_the_sign_in_page(pair, sit_down):
    _, manager, housekeeper = make_house()
    page = sit_down(housekeeper, "/housekeeping/")
    expect(page.locator(LIVE)).to_have_count(1)
    run_change(partial(deactivate_staff, actor=manager, staff_id=housekeeper.pk))
    expect(page).to_have_url(f"{pair.site.url}/sign-in/?next=/housekeeping/")
