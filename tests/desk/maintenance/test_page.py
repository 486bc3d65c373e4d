"""Maintenance: what is broken in which order, what is out of use, and one's own work; for who repairs and who looks on."""

import re
from datetime import time

import pytest
from playwright.sync_api import expect

from hotelmate.housekeeping.fault_services import report_fault, resolve_fault
from hotelmate.housekeeping.models import HousekeepingTask
from hotelmate.housekeeping.task_services import create_task
from hotelmate.room_bookings import services
from hotelmate.rooms.models import BlockKind
from hotelmate.staff.models import Role
from tests.desk.conftest import PHONE
from tests.desk.desks import DAY, TODAY, done, part, refused, running_house, signed_in
from tests.statements import statements_of

PAGE = "/maintenance/"
LIVE = "#live[data-state=live]"


@pytest.fixture
def fitter(house):
    return signed_in(house.person(Role.MAINTENANCE))


def broken(house, room, description, **values):
    return house.do(report_fault, room_id=room.pk, description=description, **values).fault


def close(house, room, start=TODAY, nights=2, **values):
    values = {"kind": BlockKind.OUT_OF_ORDER, "reason": "New carpet", **values}
    return house.do(services.open_block, room_id=room.pk, from_date=start, to_date=start + nights * DAY, **values)


def in_order(page, *texts):
    """These stand on the page one after the other."""
    places = [page.index(text) for text in texts]
    return places == sorted(places)


def test_what_keeps_guests_out_comes_first_and_where_somebody_waits_before_others(house, fitter):
    booking = house.book(expected_arrival=time(16, 30))
    house.do(services.assign_room, booking_id=booking.booking_id, room_id=house.rooms[1].pk)
    broken(house, house.rooms[0], "Curtain rail", is_blocking=False)
    broken(house, house.rooms[2], "No heating")
    broken(house, house.rooms[1], "Shower drips")
    page = part(fitter, PAGE, "faults")
    assert in_order(page, "Shower drips", "No heating", "Curtain rail")
    assert "A guest arrives 16:30" in page
    assert "Quackenbush" not in page
    assert page.count("Repaired…") == 3


def test_who_does_not_repair_sees_the_faults_and_no_buttons(house):
    broken(house, house.rooms[0], "No heating")
    page = signed_in(house.person(Role.HOUSEKEEPING)).get(PAGE).content.decode()
    assert "No heating" in page
    assert "Repaired…" not in page
    assert "Take a room out of use…" not in page
    assert "Report a fault…" in page


def test_what_was_repaired_lately_says_by_whom_and_how(house, fitter):
    fault = broken(house, house.rooms[0], "No heating")
    house.do(resolve_fault, role=Role.MAINTENANCE, fault_id=fault.pk, resolution="Bled the radiator")
    page = part(fitter, PAGE, "faults")
    assert "Nothing is broken." in page
    assert "Bled the radiator" in page
    assert house.person(Role.MAINTENANCE).full_name in page


def test_windows_stand_on_a_strip_of_the_coming_days(house, fitter):
    close(house, house.rooms[0])
    close(house, house.rooms[1], start=TODAY + 3 * DAY, nights=30, kind=BlockKind.OUT_OF_SERVICE)
    close(house, house.rooms[2], start=TODAY + 60 * DAY)
    page = part(fitter, PAGE, "windows")
    bars = re.findall(r'class="bar" x="(\d+)" y=".12" width="(\d+)"', page)
    assert bars == [("0", "2"), ("3", "11")]
    assert "Mon 12 May, free again on Wed 14 May" in page
    assert page.count("Back in use…") == 1
    assert page.count("Call off…") == 2
    assert page.count("Still to come") == 2


def test_a_fault_is_reported_in_any_room(house, fitter):
    report = "/maintenance/faults/report/"
    told = done(fitter, report, room_id=house.rooms[2].pk, description="No light", priority="MED")
    assert told["said"] == "Fault reported in room 103."
    assert refused(fitter, report, description="No light", priority="MED")["code"] == "VALIDATION_ERROR"


def test_own_tasks_are_there_with_their_next_step(house, fitter):
    me = house.person(Role.MAINTENANCE)
    task = house.do(create_task, room_id=house.rooms[0].pk, task_type="AMENITY", assigned_to_id=me.pk, note="Fan")
    assert "Fan" in part(fitter, PAGE, "own-work")
    done(fitter, f"/housekeeping/tasks/{task.pk}/do/start/")
    assert f"/housekeeping/tasks/{task.pk}/do/complete/" in part(fitter, PAGE, "own-work")
    HousekeepingTask.objects.filter(pk=task.pk).update(assigned_to=None)
    assert "Fan" not in part(fitter, PAGE, "own-work")


def test_the_page_costs_the_same_for_any_number_of_faults(house, fitter):
    broken(house, house.rooms[0], "No light")
    close(house, house.upper[0])
    few = len(statements_of(lambda: fitter.get(PAGE)))
    for room in house.rooms:
        broken(house, room, f"No heating in {room.number}")
    close(house, house.upper[1])
    assert len(statements_of(lambda: fitter.get(PAGE))) == few


def test_a_day_of_maintenance_on_a_phone(pair, sit_down):
    house = running_house()
    booking = house.assigned(house.rooms[1])
    fault = broken(house, house.rooms[0], "No heating")
    phone = sit_down(house.person(Role.MAINTENANCE), PAGE, viewport=PHONE, has_touch=True)
    expect(phone.locator(LIVE)).to_have_count(1)
    phone.get_by_role("link", name="Take a room out of use…").tap()
    dialog = phone.get_by_role("dialog")
    dialog.get_by_label("Room", exact=True).select_option(str(house.rooms[1].pk))
    dialog.get_by_label("Reason").fill("Burst pipe")
    dialog.get_by_role("button", name="Take it out of use").tap()
    expect(dialog.get_by_text(booking.booking_id)).to_be_visible()
    dialog.get_by_label("Take the room from these bookings").check()
    dialog.get_by_role("button", name="Take it out of use").tap()
    expect(phone.locator("#windows")).to_contain_text("Burst pipe")
    phone.locator(f"#repaired-{fault.pk}").tap()
    dialog.get_by_label("What was done?").fill("Bled the radiator")
    dialog.get_by_role("button", name="Repaired").tap()
    expect(phone.locator("#faults")).to_contain_text("Nothing is broken.")
    # What a colleague reports is there at once.
    broken(house, house.rooms[2], "Window does not close")
    expect(phone.locator("#faults")).to_contain_text("Window does not close")
    phone.get_by_role("link", name="Back in use…").tap()
    dialog.get_by_role("button", name="Back in use").tap()
    expect(phone.locator("#windows")).to_contain_text("All rooms are in use.")
