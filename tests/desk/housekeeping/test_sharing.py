"""Sharing out the work and inspecting, in a browser: many rooms to one person, who sees them at once; a room that fails."""

from playwright.sync_api import expect

from hotelmate.housekeeping.models import HousekeepingTask, RoomStatusEvent
from hotelmate.rooms.lifecycle import RoomStatus
from tests.desk.conftest import PHONE
from tests.desk.housekeeping.floor import BOARD, LIVE, Floor, card, is_in

S = RoomStatus


def make_work(floor):
    """Turnover tasks of the three dirty rooms, as a check-out leaves them."""
    now = floor.hotel.now()
    HousekeepingTask.objects.bulk_create(
        HousekeepingTask(
            hotel=floor.hotel,
            room=room,
            task_type="TURNOVER",
            business_date=floor.hotel.business_date(),
            created_at=now,
        )
        for room in floor.rooms
    )


def test_many_rooms_are_given_to_one_person_who_has_them_at_once(sit_down):
    floor = Floor()
    make_work(floor)
    desk = sit_down(floor.colleague, BOARD)
    phone = sit_down(floor.maid, BOARD, viewport=PHONE, has_touch=True)
    for page in (desk, phone):
        expect(page.locator(LIVE)).to_have_count(1)
    phone.get_by_role("link", name="Mine").tap()
    expect(phone.get_by_text("No rooms here.")).to_be_visible()
    desk.get_by_role("button", name="Give rooms…").click()
    desk.get_by_role("checkbox", name="Select room 101").check()
    desk.get_by_role("checkbox", name="Select room 103").check()
    expect(desk.locator("#selected")).to_have_text("Rooms selected: 2")
    desk.get_by_label("Who does it?").select_option(str(floor.maid.pk))
    desk.get_by_role("button", name="Give", exact=True).click()
    expect(desk.locator("#toasts")).to_contain_text(f"{floor.maid.full_name} has 2 of these rooms.")
    expect(desk.locator("#workload tr", has_text=floor.maid.full_name).locator("td").nth(1)).to_have_text("2")
    expect(card(desk, "101")).to_contain_text(floor.maid.full_name)
    expect(card(phone, "101")).to_be_visible()
    expect(card(phone, "103")).to_be_visible()
    expect(card(phone, "102")).to_be_hidden()


def test_a_room_fails_its_inspection_with_a_reason(sit_down):
    floor = Floor()
    room = floor.rooms[0]
    floor.turn(room, S.CLEANED_UNINSPECTED)
    desk = sit_down(floor.maid, BOARD)
    expect(desk.locator(LIVE)).to_have_count(1)
    card(desk, "101").get_by_role("link", name="More for room 101").click()
    drawer = desk.locator("#drawer")
    expect(drawer.get_by_text("Dirty → To inspect")).to_be_visible()
    drawer.get_by_role("link", name="Fail the inspection…").click()
    dialog = desk.locator("#dialog")
    dialog.get_by_role("button", name="Fail").click()
    expect(dialog.get_by_text("This field is required.")).to_be_visible()
    dialog.get_by_label("Reason").fill("Hair in the bath")
    dialog.get_by_role("button", name="Fail").click()
    expect(drawer.get_by_text("Hair in the bath")).to_be_visible()
    desk.locator("#drawer-body").get_by_role("button", name="Close").click()
    is_in(desk, "101", S.CHECKOUT_DIRTY)
    assert RoomStatusEvent.objects.filter(room=room).order_by("-n")[0].note == "Hair in the bath"
