"""The settings in a browser: many rooms at once, prices by dragging, and somebody new who signs in."""

from playwright.sync_api import expect

from hotelmate.core.change import run_change
from hotelmate.desk.settings.policy import HOTELS
from hotelmate.rooms.models import NightlyRate, Room
from hotelmate.rooms.services import update_room_type
from hotelmate.staff.models import Role
from tests.desk.conftest import PHONE
from tests.desk.desks import running_house
from tests.factories import PASSWORD


def test_a_hotels_rooms_are_added_at_once_and_others_see_them_come(sit_down):
    house = running_house()
    manager, colleague = house.person(Role.STAFF_ADMIN), house.person(Role.SUPER_STAFF_ADMIN)
    other = sit_down(colleague, "/manage/settings/rooms/", viewport=PHONE, has_touch=True)
    page = sit_down(manager, "/manage/settings/rooms/")
    page.get_by_role("link", name="Add rooms").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Room numbers").fill("301-320, 101")
    expect(dialog.get_by_role("status")).to_contain_text("taken: 101")
    dialog.get_by_label("Room numbers").fill("1-10000")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog.get_by_label("Room numbers")).to_be_focused()
    dialog.get_by_label("Room numbers").fill("301-320, 401, 12A")
    expect(dialog.get_by_role("status")).to_contain_text("22 rooms: 301 to 12A")
    dialog.get_by_label("Floor").fill("3")
    dialog.get_by_role("button", name="Add").click()
    expect(page.get_by_text("22 rooms are added, 301 to 12A.")).to_be_visible()
    for screen in (page, other):
        expect(screen.get_by_role("rowheader", name="320")).to_be_visible()
    page.get_by_role("combobox", name="Floor").select_option("3")
    expect(page.get_by_role("rowheader", name="101")).to_be_hidden()
    assert "floor=3" in page.url
    assert Room.objects.filter(hotel=house.hotel, floor="3").count() == 22


def test_prices_are_changed_by_dragging_over_nights_and_by_the_keyboard(sit_down):
    house = running_house()
    page = sit_down(house.person(Role.STAFF_ADMIN), "/manage/settings/nights/?days=7")
    first = page.locator(f"#calendar .night[data-type='{house.standard.pk}']").first
    last = page.locator(f"#calendar .night[data-type='{house.superior.pk}']").nth(2)
    first.hover()
    page.mouse.down()
    last.hover()
    page.mouse.up()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("checkbox", checked=True)).to_have_count(2 + 7)
    dialog.get_by_label("Price of a night").fill("250")
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator("#calendar .night.said")).to_have_count(6)
    assert NightlyRate.objects.filter(hotel=house.hotel).count() == 6
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#calendar .night[aria-selected=true]")).to_have_count(2)
    page.keyboard.press("Enter")
    dialog.get_by_label("Sold online").select_option("stop")
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator("#calendar .night.stopped")).to_have_count(2)
    expect(page.get_by_role("link", name="€250.00, not sold online")).to_have_count(2)


def test_a_policy_shows_the_next_step_once_hours_are_written(sit_down):
    house = running_house()
    page = sit_down(house.person(Role.SUPER_STAFF_ADMIN), "/manage/settings/plans/")
    page.get_by_role("link", name="Add a rate plan").click()
    dialog = page.get_by_role("dialog")
    assert dialog.locator("[name=kind]:checked").input_value() == HOTELS
    hours = dialog.get_by_label("At least so many hours before arrival")
    expect(hours.first).to_be_hidden()
    dialog.get_by_label("Name", exact=True).fill("Early")
    dialog.get_by_label("Code").fill("EARLY")
    dialog.get_by_label("In steps of your own").check()
    expect(hours.nth(1)).to_be_hidden()
    hours.first.fill("72")
    step = dialog.get_by_role("group", name="Step 1", exact=True)
    expect(step.get_by_label("Percent of the price")).to_be_hidden()
    step.get_by_label("It costs").select_option("PERCENTAGE")
    dialog.get_by_role("button", name="Add").click()
    expect(step.get_by_text("This field is required.")).to_be_visible()
    step.get_by_label("Percent of the price").fill("20")
    expect(hours.nth(1)).to_be_visible()
    dialog.get_by_role("button", name="Add").click()
    expect(page.get_by_text("At least 72 hours before arrival: 20 % of the price.")).to_be_visible()


def test_somebody_new_signs_in_and_sees_only_their_parts(sit_down, open_page, pair):
    house = running_house()
    page = sit_down(house.person(Role.STAFF_ADMIN), "/manage/settings/staff/", viewport=PHONE, has_touch=True)
    page.get_by_role("link", name="Add somebody").click()
    dialog = page.get_by_role("dialog")
    username = f"ida-{house.hotel.pk}"
    dialog.get_by_label("Name", exact=True).fill("Ida Moor")
    dialog.get_by_label("Role").select_option(label="Housekeeping")
    dialog.get_by_label("User name").fill(username)
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Add").click()
    expect(page.get_by_role("rowheader", name="Ida Moor")).to_be_visible()
    theirs = open_page(viewport=PHONE, has_touch=True)
    theirs.goto(f"{pair.site.url}/sign-in/")
    theirs.get_by_label("User name").fill(username)
    theirs.locator("#id_password").fill(PASSWORD)
    theirs.get_by_role("button", name="Sign in").click()
    parts = theirs.get_by_role("navigation", name="Parts of the desk").get_by_role("link")
    expect(parts).to_have_text(["TodayToday", "HousekeepingCleaning", "MaintenanceRepairs"])
    theirs.goto(f"{pair.site.url}/manage/settings/")
    expect(theirs.get_by_text("Your role does not include")).to_be_visible()


def test_the_second_of_two_managers_is_told_what_the_first_saved(sit_down):
    house = running_house()
    page = sit_down(house.person(Role.STAFF_ADMIN), "/manage/settings/types/")
    page.get_by_role("link", name=f"Change… {house.standard.name}").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Price of a night").fill("130")
    run_change(lambda: update_room_type(actor=house.actor(), room_type_id=house.standard.pk, base_rate=125))
    expect(page.get_by_role("cell", name="€125.00")).to_be_attached()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Somebody else saved a change while this was open.")).to_be_visible()
    expect(dialog.get_by_text("Saved meanwhile: 125.00")).to_be_visible()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("cell", name="€130.00")).to_be_visible()


def test_a_secret_is_shown_once_in_a_dialog(sit_down):
    house = running_house()
    page = sit_down(house.person(Role.STAFF_ADMIN), "/manage/settings/webhooks/")
    page.get_by_role("link", name="Add a webhook").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Address").fill("https://example.com/hooks")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog.get_by_text("A simulated hotel posts to this machine only")).to_be_visible()
    dialog.get_by_role("textbox", name="Address").fill("http://127.0.0.1:9/hooks")
    dialog.get_by_label("Only these").check()
    dialog.get_by_label("Booking made").check()
    dialog.get_by_role("button", name="Add").click()
    secret = dialog.locator("code")
    expect(secret).to_contain_text("whsec_")
    said = secret.inner_text()
    dialog.get_by_role("link", name="I have kept it").click()
    expect(page.get_by_role("heading", name="Deliveries")).to_be_visible()
    assert said not in page.content()
