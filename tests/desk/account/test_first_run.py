"""The first run: only while there is no hotel, only with the code, and then a hotel is ready in four steps."""

from functools import partial

from django.test import Client
from playwright.sync_api import expect

from hotelmate.desk.first_run.floors import floors_of
from hotelmate.desk.first_run.set_up_code import set_up_code
from hotelmate.hotel.models import Hotel
from hotelmate.integrity.queries import verify_hotel
from hotelmate.rooms.models import Room, RoomType
from hotelmate.staff.models import Role, StaffMember
from tests.at_once import at_once
from tests.browser import PATIENCE_MS
from tests.desk.conftest import PHONE
from tests.desk.desks import done, signed_in
from tests.desk.test_axe import RULES, found
from tests.live import running_site

PASSWORD = "a sentence that is long"


def founding(**changes):
    """What is filled in on the first page."""
    return {
        "code": set_up_code(),
        "name": "Zum Löwen",
        "timezone": "Europe/Berlin",
        "currency": "EUR",
        "language": "de",
        "full_name": "Ada Ferrari",
        "username": "ada",
        "password": PASSWORD,
        "again": PASSWORD,
        **changes,
    }


def test_without_a_hotel_every_way_leads_to_the_first_run(empty_installation):
    answer = Client().get("/", follow=True)
    assert [address for address, _ in answer.redirect_chain] == ["/sign-in/?next=/", "/first-run/"]
    page = answer.content.decode()
    assert "Set-up code" in page
    assert set_up_code() not in page


def test_whoever_knows_the_code_opens_the_hotel_and_is_signed_in(empty_installation):
    browser = Client()
    answer = browser.post("/first-run/", founding(code=set_up_code().lower().replace("-", " ")))
    assert (answer.status_code, answer["Location"]) == (302, "/first-run/rooms/")
    hotel = Hotel.objects.get()
    assert (hotel.slug, hotel.name, hotel.timezone, hotel.language) == ("zum-lowen", "Zum Löwen", "Europe/Berlin", "de")
    administrator = StaffMember.objects.get()
    assert (administrator.username, administrator.role) == ("ada", Role.SUPER_STAFF_ADMIN)
    assert browser.get("/first-run/rooms/").status_code == 200
    # It is taken: nobody is let in that way any more.
    assert Client().get("/first-run/")["Location"] == "/"
    assert Client().post("/first-run/", founding(name="Another", username="eve"))["Location"] == "/"
    assert Hotel.objects.count() == 1


def test_what_is_wrong_on_the_first_page_is_said_at_its_field_and_nothing_is_made(empty_installation):
    wrong = {
        "code": ("AAAA-BBBB-CCCC", "not the code that the server has printed"),
        "name": ("", "required"),
        "timezone": ("Atlantis/Centre", "Select a valid choice"),
        "username": ("Ada Ferrari", "small letters"),
        "password": ("short", "too short"),
        "again": ("another sentence", "not the same as above"),
    }
    for field, (value, text) in wrong.items():
        given = {field: value, **({"again": value} if field == "password" else {})}
        answer = Client().post("/first-run/", founding(**given))
        assert answer.status_code == 400, field
        page = answer.content.decode()
        assert text in page[page.index(f'id="id_{field}_error"') :][:300], field
    assert not Hotel.objects.exists()
    assert not StaffMember.objects.exists()


def test_of_two_who_take_the_house_at_once_one_gets_it(empty_installation):
    browsers = [Client() for _ in range(4)]

    def take(number):
        return browsers[number].post("/first-run/", founding(username=f"person-{number}")).headers.get("Location")

    answers = at_once(*(partial(take, number) for number in range(4)))
    assert answers.count("/first-run/rooms/") == 1
    assert Hotel.objects.count() == StaffMember.objects.count() == 1


def test_a_type_comes_with_all_its_rooms_on_their_floors_or_not_at_all(house):
    client = signed_in(house.person(Role.SUPER_STAFF_ADMIN))
    suites = {"name": "Suite", "code": "SUI", "max_occupancy": 3, "base_rate": "180.00", "by_floor": "on"}
    told = done(client, "/first-run/rooms/", **suites, numbers="301-303, 1204, PH")
    assert told["said"] == "Suite is added with 5 rooms."
    rooms = Room.objects.filter(hotel_id=house.hotel.pk, room_type__code="SUI")
    assert dict(rooms.values_list("number", "floor")) == {"301": "3", "302": "3", "303": "3", "1204": "12", "PH": ""}
    taken = client.post("/first-run/rooms/", {**suites, "code": "TWN", "numbers": "305, 101", "key": "a"})
    assert taken.status_code == 409
    assert "101" in taken.content.decode()
    assert not RoomType.objects.filter(hotel_id=house.hotel.pk, code="TWN").exists()
    assert list(verify_hotel(house.hotel).lines()) == []


def test_only_those_who_manage_see_the_steps(house):
    for path in ("/first-run/rooms/", "/first-run/staff/", "/first-run/ready/"):
        assert signed_in(house.person(Role.FRONT_DESK)).get(path).status_code == 403
        assert Client().get(path)["Location"].startswith("/sign-in/")


def test_a_floor_is_read_off_the_number():
    numbers = ["204", "1210", "B105", "12A", "101A", "7", "007", "PH"]
    assert floors_of(numbers) == {"204": "2", "1210": "12", "B105": "1", "101A": "1", "007": "0"}


def test_a_hotel_is_ready_after_four_pages_in_a_browser(empty_installation, open_page):
    with running_site(workers=1) as site:
        page = open_page(viewport=PHONE, timezone_id="Europe/Lisbon")
        page.goto(site.url)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert found(page, RULES) == []
        expect(page.get_by_label("Time zone")).to_have_value("Europe/Lisbon")
        for label, value in (
            ("Set-up code", set_up_code()),
            ("Name of the hotel", "Harbour Inn"),
            ("Your name", "Ada Ferrari"),
            ("User name", "ada"),
        ):
            page.get_by_label(label).fill(value)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("Password again").fill(PASSWORD)
        page.get_by_role("button", name="Open the hotel").click()
        page.get_by_label("Room type").fill("Standard Double")
        page.get_by_label("Code").fill("STD")
        page.get_by_label("Price of a night").fill("95")
        page.get_by_label("Room numbers").fill("101-112")
        page.get_by_role("button", name="Add the type and its rooms").click()
        expect(page.locator(".toast")).to_contain_text("Standard Double is added with 12 rooms.")
        page.get_by_role("link", name="On to the staff").click()
        page.get_by_label("Name", exact=True).fill("Felix Ode")
        page.get_by_label("User name").fill("felix")
        page.get_by_role("button", name="Add this person").click()
        expect(page.get_by_text("People so far 2")).to_be_visible()
        page.get_by_role("link", name="That is all").click()
        expect(page.get_by_role("heading", name="Harbour Inn is open")).to_be_visible()
        page.get_by_role("link", name="To today's page").click()
        expect(page.locator("[data-room='112']")).to_have_count(1, timeout=PATIENCE_MS)
