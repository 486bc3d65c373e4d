"""Oneself: language, look, password; the help page and its keys; the page that shows every component."""

from django.test import Client
from playwright.sync_api import expect

from hotelmate.desk.account.design import icons
from hotelmate.staff.models import Role, StaffMember
from tests.desk.desks import asked, done, signed_in
from tests.factories import PASSWORD, client_for, make_hotel, make_staff

ANOTHER = "another sentence of mine"


def change(client, **values):
    """Send the form of the password; the answer."""
    given = {"present": PASSWORD, "password": ANOTHER, "again": ANOTHER, "key": "k", **values}
    return client.post("/profile/password/", given)


def test_the_page_says_who_one_is_and_what_one_chose():
    staff = make_staff(make_hotel(), Role.HOUSEKEEPING, full_name="Hana Quill")
    client = signed_in(staff)
    done(client, "/profile/", full_name="Hana Quill", email="hana@house.example", language="de", theme="dark")
    page = client.get("/profile/").content.decode()
    assert '<html lang="de" dir="ltr" data-theme="dark"' in page
    for text in ("Hana Quill", staff.username, "hana@house.example"):
        assert text in page


def test_a_new_password_keeps_this_device_and_signs_the_others_out():
    staff = make_staff(make_hotel())
    here, elsewhere, program = signed_in(staff), signed_in(staff), client_for(staff)
    told = done(here, "/profile/password/", present=PASSWORD, password=ANOTHER, again=ANOTHER)
    assert told["said"] == "Your password is changed. Other devices are signed out."
    assert here.get("/profile/").status_code == 200
    assert elsewhere.get("/profile/").status_code == 302
    assert program.get(f"/api/staff/hotel/{staff.hotel.slug}/rooms/").status_code == 401
    assert StaffMember.objects.get(pk=staff.pk).check_password(ANOTHER)


def test_a_password_is_not_changed_by_whoever_does_not_know_it_nor_to_a_bad_one():
    staff = make_staff(make_hotel())
    client = signed_in(staff)
    for values, text in (
        ({"present": "no"}, "This is not your present password."),
        ({"password": "short", "again": "short"}, "too short"),
        ({"again": "something else"}, "This is not the same as above."),
        ({"password": f"{staff.username} is me", "again": f"{staff.username} is me"}, "contains the username"),
    ):
        answer = change(client, **values)
        assert answer.status_code == 400
        assert text in answer.content.decode()
        assert "no" not in answer.content.decode().split('name="present"')[1][:40]
    assert StaffMember.objects.get(pk=staff.pk).check_password(PASSWORD)


def test_guessing_the_present_password_ends_soon():
    client = signed_in(make_staff(make_hotel()))
    answers = [change(client, present=f"guess {number}").content.decode() for number in range(11)]
    assert "Too many wrong passwords" in answers[-1]
    assert "Too many wrong passwords" in change(client).content.decode()


def test_the_form_of_the_password_opens_in_a_dialog():
    assert 'autocomplete="new-password"' in asked(signed_in(make_staff(make_hotel())), "/profile/password/")


def test_help_shows_the_keys_of_what_one_may_open():
    hotel = make_hotel()
    clerk, cleaner = (signed_in(make_staff(hotel, role)) for role in (Role.FRONT_DESK, Role.HOUSEKEEPING))
    assert "Pick the stay up" in clerk.get("/help/").content.decode()
    assert "Pick the stay up" not in cleaner.get("/help/").content.decode()


def test_keys_work_until_they_are_switched_off(sit_down):
    page = sit_down(make_staff(make_hotel(), Role.FRONT_DESK), "/profile/")
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.locator("#keys").click()
    expect(page.locator("#keys")).to_have_text("Keys are off")
    page.locator("h1").click()
    page.keyboard.press("?")
    page.keyboard.press("/")
    expect(page.locator("#search")).not_to_be_focused()
    page.locator("#keys").click()
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Help and shortcuts")).to_be_visible()


def test_the_design_page_shows_every_icon_and_is_for_staff_only():
    page = signed_in(make_staff(make_hotel())).get("/desk/design/").content.decode()
    assert len(icons()) > 50
    for name in icons():
        assert f'icons.svg#{name}"' in page
    assert Client().get("/desk/design/").status_code == 302
