"""The ways into the desk that its tests share lead there."""

from playwright.sync_api import expect

from hotelmate.staff.models import Role
from tests.desk.desks import asked, done, refused, running_house, signed_in


def test_somebody_who_is_signed_in_gets_pages_forms_and_answers(house):
    client = signed_in(house.person(Role.FRONT_DESK))
    assert house.hotel.name in client.get("/").content.decode()
    assert "<form" in asked(client, "/profile/")
    assert done(client, "/profile/", full_name="Ada Ferrari")["said"] == "Saved."
    assert refused(client, "/profile/", full_name="")["code"] == "VALIDATION_ERROR"


def test_a_browser_enters_the_desk_of_a_house_whose_clock_runs(sit_down):
    house = running_house()
    page = sit_down(house.person(Role.FRONT_DESK))
    expect(page.locator("#live")).to_have_attribute("data-state", "live")
