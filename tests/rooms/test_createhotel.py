"""`hotelmate createhotel` and `hotelmate password`: a house from nothing, and the way back in."""

import json

from click.testing import CliRunner

from hotelmate.events.queries import events_after
from hotelmate.hotel.models import Hotel
from hotelmate.rooms.commands import createhotel
from hotelmate.rooms.models import Room, RoomType
from hotelmate.staff.commands import password
from hotelmate.staff.models import StaffMember
from tests.factories import PASSWORD, make_hotel, make_staff


def create(name, *arguments, admin=None, secret=PASSWORD, **extra):
    admin = admin or f"admin-{name.lower().replace(' ', '-')}"
    return CliRunner().invoke(
        createhotel, ["--name", name, "--admin", admin, "--password", secret, *arguments], **extra
    )


def test_a_hotel_with_an_administrator_and_rooms():
    result = create(
        "The Old Mill",
        "--room-type",
        "STD:Standard:2:90:101-103,PH",
        "--room-type",
        "FAM:Family:4:150.50:B01-B02",
        "--json",
    )
    assert result.exit_code == 0, result.output
    made = json.loads(result.output)
    assert (made["slug"], made["rooms"]) == ("the-old-mill", 6)
    rooms = Room.objects.filter(hotel_id=made["hotel_id"]).values_list("number", flat=True)
    assert sorted(rooms) == ["101", "102", "103", "B01", "B02", "PH"]
    family = RoomType.objects.get(hotel_id=made["hotel_id"], code="FAM")
    assert (family.name, family.max_occupancy, str(family.base_rate)) == ("Family", 4, "150.50")
    admin = StaffMember.objects.get(username=made["username"])
    assert (admin.role, admin.check_password(PASSWORD)) == ("super_staff_admin", True)
    assert [event.seq for event in events_after(hotel_id=made["hotel_id"])] == list(range(1, 11))


def test_it_asks_for_what_is_not_given():
    given = f"Castle\ncastle-admin\n{PASSWORD}\n{PASSWORD}\n"
    result = CliRunner().invoke(createhotel, [], input=given)
    assert result.exit_code == 0, result.output
    assert "Castle is open as castle, with 0 rooms. castle-admin can sign in." in result.output
    assert PASSWORD not in result.output


def test_what_cannot_be_is_refused_and_nothing_is_left():
    hotel = make_hotel()
    staff = make_staff(hotel)
    hotels = Hotel.objects.count()
    for result, text in (
        (create("Anything", "--slug", hotel.slug), "Another hotel has this slug"),
        (create("Anything", admin=staff.username), "Somebody signs in with this name"),
        (create("Anything", secret="short"), "too short"),
        (create("Anything", "--timezone", "Moon/Sea"), "time zone"),
        (create("Anything", "--room-type", "A:A:2:90:1-3", "--room-type", "B:B:2:90:3"), "there twice"),
        (create("Anything", "--room-type", "A:A:0:90:1"), "max_occupancy"),
    ):
        assert result.exit_code == 1, result.output
        assert text in result.output
    assert Hotel.objects.count() == hotels


def test_what_cannot_be_read_is_explained():
    for room_type in ("A", "A:A:two:90:1", "A:A:2:free:1", "A:A:2:90:9-1", "A:A:2:90:1-5000"):
        result = create("Anything", "--room-type", room_type)
        assert result.exit_code == 2
        assert "Usage" in result.output


def test_a_lost_password_is_replaced():
    staff = make_staff(make_hotel())
    result = CliRunner().invoke(password, [staff.username.upper(), "--password", "another one, and long"])
    assert result.exit_code == 0, result.output
    staff.refresh_from_db()
    assert staff.check_password("another one, and long")
    assert "another one" not in result.output


def test_nobody_of_that_name():
    result = CliRunner().invoke(password, ["nobody-here", "--password", PASSWORD])
    assert (result.exit_code, result.output) == (1, "Error: Staff not found\n")
