"""Signing in and out of the desk."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from hotelmate.hotel.models import Hotel
from hotelmate.simulation.demo.house import SLUG
from hotelmate.staff.models import Role
from tests.desk.desks import signed_in
from tests.factories import PASSWORD, make_hotel, make_staff


def sign_in(client, username, password=PASSWORD, **more):
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def test_a_stranger_is_sent_to_the_sign_in_page_and_on_from_there():
    staff = make_staff(make_hotel())
    client = Client()
    answer = client.get("/plan/?days=14")
    assert answer["Location"] == "/sign-in/?next=/plan/%3Fdays%3D14"
    assert 'name="next" value="/plan/?days=14"' in client.get(answer["Location"]).content.decode()
    assert sign_in(client, staff.username, next="/plan/?days=14")["Location"] == "/plan/?days=14"


def test_nobody_is_sent_on_to_another_site():
    staff = make_staff(make_hotel())
    assert sign_in(Client(), staff.username, next="https://elsewhere.example/")["Location"] == "/"


def test_a_name_may_be_typed_in_capitals():
    staff = make_staff(make_hotel())
    assert sign_in(Client(), staff.username.upper()).status_code == 302


def test_a_wrong_password_is_told_without_saying_which_part_was_wrong():
    staff = make_staff(make_hotel())
    wrong = sign_in(Client(), staff.username, "no").content.decode()
    unknown = sign_in(Client(), "nobody-at-all", "no").content.decode()
    for page in (wrong, unknown):
        assert "do not belong together" in page


def test_too_many_wrong_passwords_lock_the_name_and_say_so():
    staff = make_staff(make_hotel())
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        page = sign_in(client, staff.username, "no").content.decode()
    assert "Too many wrong passwords" in page
    assert sign_in(client, staff.username).status_code != 302
    colleague = make_staff(make_hotel())
    assert sign_in(Client(), colleague.username).status_code == 302


def test_the_page_speaks_the_language_of_the_browser():
    make_hotel()
    assert (
        '<html lang="de"' in Client().get("/sign-in/", headers={"Accept-Language": "de-AT,en;q=0.5"}).content.decode()
    )
    assert '<html lang="en"' in Client().get("/sign-in/", headers={"Accept-Language": "xx"}).content.decode()


def test_the_demo_hotel_may_be_looked_at_by_one_press_where_there_is_one():
    make_hotel()
    if not Hotel.objects.filter(slug=SLUG).exists():
        assert "demo hotel" not in Client().get("/sign-in/").content.decode()
        make_hotel(slug=SLUG, is_simulated=True)
    page = Client().get("/sign-in/").content.decode()
    assert 'name="username" value="housekeeping"' in page


def test_signing_out_needs_a_post_and_ends_the_session():
    client = signed_in(make_staff(make_hotel()))
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert client.get("/").status_code == 302


def test_whoever_has_signed_in_goes_on_to_the_desk():
    assert signed_in(make_staff(make_hotel())).get("/sign-in/")["Location"] == "/"


def test_the_password_is_shown_while_it_is_wanted(page, pair):
    staff = make_staff(make_hotel(), Role.FRONT_DESK)
    page.goto(f"{pair.site.url}/sign-in/")
    page.get_by_label("User name").fill(staff.username)
    password = page.get_by_label("Password", exact=True)
    password.fill("wrong")
    page.get_by_role("button", name="Show the password").click()
    expect(password).to_have_attribute("type", "text")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    password.fill(PASSWORD)
    password.press("Enter")
    expect(page.locator("#arrivals")).to_be_visible()
