"""Manage in a browser: a verdict that turns red by itself, a search that finds, a slider through the past."""

import re

from playwright.sync_api import expect

from hotelmate.integrity.jobs import verify_now
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.staff.models import Role
from tests.desk.conftest import PHONE
from tests.desk.desks import running_house


def test_consistency_turns_red_when_a_finding_is_kept_and_leads_to_its_record(sit_down):
    house = running_house()
    booking = house.assigned()
    page = sit_down(house.person(Role.STAFF_ADMIN), "/manage/consistency/")
    verdict = page.locator("#consistency .verdict")
    page.get_by_role("button", name="Check now").click()
    expect(verdict).to_contain_text("checks passed")
    expect(page.locator("#toasts")).to_contain_text("checks passed")
    expect(page.locator("#live")).to_have_attribute("data-state", "live")
    RoomBooking.objects.filter(pk=booking.pk).update(children=3)
    verify_now(house.actor())
    # A verification is no event; the next one of the house brings it.
    house.dirty(house.rooms[1])
    expect(verdict).to_contain_text("1 contradiction found")
    expect(verdict).to_have_class(re.compile(r"\brefused\b"))
    page.get_by_role("link", name=booking.booking_id).click()
    expect(page.locator("#drawer")).to_contain_text("Quackenbush")


def test_a_cancellation_is_found_in_the_audit_on_a_phone_and_what_comes_meanwhile_is_told(sit_down):
    house = running_house()
    booking = house.assigned()
    house.do(services.cancel_booking, booking_id=booking.booking_id)
    page = sit_down(house.person(Role.STAFF_ADMIN), "/manage/audit/", viewport=PHONE, has_touch=True)
    page.get_by_label("What", exact=True).select_option(label="Cancelled")
    page.get_by_label("Booking", exact=True).fill(booking.booking_id.lower())
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".audit > li")).to_have_count(1)
    row = page.locator(".audit > li").get_by_role("row").filter(has_text="Status")
    expect(row.locator(".before")).to_have_text("Confirmed")
    expect(row.locator(".after")).to_have_text("Cancelled")
    page.get_by_role("link", name="Clear").click()
    expect(page.locator("#live")).to_have_attribute("data-state", "live")
    shown = page.locator(".audit > li").first.get_attribute("id")
    house.book()
    news = page.get_by_role("link", name="1 new entry")
    expect(news).to_be_visible()
    expect(page.locator(".audit > li").first).to_have_attribute("id", shown or "")
    news.click()
    expect(page.locator(".audit > li").first).to_contain_text("Booking made")


def test_the_slider_goes_through_the_past_and_back_without_leaving_the_page(sit_down):
    house = running_house()
    house.staying(house.rooms[0])
    page = sit_down(house.person(Role.STAFF_ADMIN), "/manage/house/")
    expect(page.locator("#house")).to_contain_text("The house now.")
    page.get_by_role("slider", name="Event").press("Home")
    expect(page.locator("#house")).to_contain_text("This is the past")
    expect(page).to_have_url(re.compile(r"seq=1$"))
    expect(page.get_by_role("slider", name="Event")).to_be_focused()
    page.get_by_role("link", name="A change later").click()
    # The first change opened the house: hotel, types and somebody who works in it.
    expect(page).to_have_url(re.compile(r"seq=5$"))
    page.get_by_role("link", name="Back to now").click()
    expect(page.locator("#house .then.OCCUPIED")).to_have_count(1)
