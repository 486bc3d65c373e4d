"""Room types and rooms: added one by one or many at once, changed, retired, reinstated."""

import pytest
from django.utils.html import escape

from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room, RoomType
from hotelmate.staff.models import Role
from tests.desk.desks import HTMX, asked, done, part, refused, signed_in
from tests.desk.settings.filling import ROOT, error_at, help_at, note_in, refused_form, value_of
from tests.factories import make_room_type, make_rooms
from tests.statements import statements_of

TYPE = {"name": "Attic", "code": "ATT", "max_occupancy": "2", "base_rate": "90"}


@pytest.fixture
def client(house):
    return signed_in(house.person(Role.STAFF_ADMIN))


def numbers_of(house):
    return sorted(Room.objects.filter(hotel=house.hotel).values_list("number", flat=True))


def preview(client, numbers):
    return client.get(f"{ROOT}/rooms/numbers/", {"numbers": numbers}, headers=HTMX).content.decode()


def new_rooms(house, **values):
    return {"room_type": str(house.standard.pk), "room_status": RoomStatus.READY_FOR_GUEST, **values}


def test_a_type_is_added_changed_retired_and_sold_again(house, client):
    assert done(client, f"{ROOT}/types/add/", **TYPE)["said"] == "Attic is added."
    added = RoomType.objects.get(hotel=house.hotel, code="ATT")
    one = f"{ROOT}/types/{added.pk}/"
    assert value_of(asked(client, one), "base_rate") == "90.00"
    done(client, one, version="1", **{**TYPE, "name": "Attic room", "base_rate": "95.50"})
    retired = done(client, f"{one}retire/")
    assert retired["said"] == "Attic room is sold no more."
    assert "Retired" in part(client, f"{ROOT}/types/", "types")
    done(client, retired["undo"])
    added.refresh_from_db()
    assert (added.name, str(added.base_rate), added.is_active) == ("Attic room", "95.50", True)


@pytest.mark.parametrize(
    ("values", "field", "status"),
    [
        ({"code": "A B"}, "code", 400),
        ({"name": ""}, "name", 400),
        ({"max_occupancy": "51"}, "max_occupancy", 400),
        ({"base_rate": "-1"}, "base_rate", 400),
        ({"base_rate": "1.999"}, "base_rate", 400),
        ({"name": "a\x00b"}, "name", 400),
    ],
)
def test_a_type_that_cannot_be_is_refused_at_its_field(house, client, values, field, status):
    form = refused_form(client, f"{ROOT}/types/add/", status=status, **{**TYPE, **values})
    assert error_at(form, field)
    assert RoomType.objects.filter(hotel=house.hotel).count() == 2


def test_a_code_that_is_taken_is_refused_at_the_code(house, client):
    form = refused_form(client, f"{ROOT}/types/add/", status=409, **{**TYPE, "code": house.standard.code})
    assert "Another room type has this code" in error_at(form, "code")


def test_a_type_with_rooms_is_not_retired_and_the_button_says_why(house, client):
    assert "3 rooms are of this type" in part(client, f"{ROOT}/types/", "types")
    assert refused(client, f"{ROOT}/types/{house.standard.pk}/retire/")["code"] == "ROOM_TYPE_IN_USE"


def test_two_who_change_a_type_are_told_of_each_other(house, client):
    one = f"{ROOT}/types/{house.standard.pk}/"
    values = {**TYPE, "code": house.standard.code}
    done(client, one, version="1", **values)
    form = refused_form(client, one, status=412, version="1", **{**values, "base_rate": "70"})
    assert help_at(form, "base_rate") == "Saved meanwhile: 90.00"
    assert help_at(form, "name") != "Saved meanwhile: Attic"


def test_rooms_are_added_by_ranges_all_at_once(house, client):
    said = done(client, f"{ROOT}/rooms/add/", **new_rooms(house, numbers="301-303, 12A\n401", floor="3"))
    assert said["said"] == "5 rooms are added, 301 to 401."
    assert {"301", "302", "303", "12A", "401"} <= set(numbers_of(house))
    assert Room.objects.get(hotel=house.hotel, number="12A").floor == "3"


def test_one_room_is_added_dirty_and_later(house, client):
    values = new_rooms(house, numbers="301", notes="Sea view", room_status=RoomStatus.CHECKOUT_DIRTY)
    assert done(client, f"{ROOT}/rooms/add/", **values, active_from="2031-06-01")["said"] == "Room 301 is added."
    room = Room.objects.get(hotel=house.hotel, number="301")
    assert (room.room_status, str(room.active_from), room.notes) == ("CHECKOUT_DIRTY", "2031-06-01", "Sea view")


@pytest.mark.parametrize(
    ("numbers", "status", "text"),
    [
        ("1-10000", 400, "by 1000 rooms at most"),
        ("1-900, 1001-1900", 400, "1 to 1000"),
        ("110-101", 400, "a range goes up"),
        ("301, 30 #1", 400, "#1"),
        ("301, 301", 400, "twice: 301"),
        ("101-105", 409, "101, 102, 103"),
        (" , ", 400, "1 to 1000"),
        ("", 400, "required"),
        ("3" * 4001, 400, "4000"),
    ],
)
def test_numbers_that_cannot_be_are_refused_at_the_numbers_and_nothing_is_made(house, client, numbers, status, text):
    before = numbers_of(house)
    form = refused_form(client, f"{ROOT}/rooms/add/", status=status, **new_rooms(house, numbers=numbers))
    assert text in error_at(form, "numbers")
    assert numbers_of(house) == before


def test_what_is_typed_is_counted_before_anything_is_made(house, client):
    assert "22 rooms: 301 to 12A" in preview(client, "301-320, 401, 12A")
    assert "1 room: 301" in preview(client, "301")
    assert "taken: 101" in preview(client, "101")
    assert "by 1000 rooms at most" in preview(client, "1-10000")
    assert preview(client, "").strip() == ""


def test_rooms_are_of_a_type_so_the_first_page_asks_for_one(house, client):
    RoomType.objects.filter(hotel=house.hotel).update(is_active=False)
    assert "Add a room type first" in note_in(asked(client, f"{ROOT}/rooms/add/"))


def test_a_room_is_renumbered_moved_to_another_floor_and_type(house, client):
    room = house.rooms[0]
    one = f"{ROOT}/rooms/{room.pk}/"
    values = {"number": "111", "room_type": str(house.superior.pk), "floor": "1", "notes": "By the lift"}
    assert done(client, one, version="1", **values)["said"] == "Room 111 is saved."
    room.refresh_from_db()
    assert (room.number, room.room_type_id, room.floor, room.notes) == ("111", house.superior.pk, "1", "By the lift")
    form = refused_form(client, one, status=412, version="1", **{**values, "floor": "2"})
    assert help_at(form, "floor") == "Saved meanwhile: 1"


def test_a_room_that_somebody_holds_keeps_its_type_and_is_not_retired(house, client):
    house.assigned(house.rooms[0])
    one = f"{ROOT}/rooms/{house.rooms[0].pk}/"
    values = {"version": "1", "number": "101", "room_type": str(house.superior.pk), "floor": "", "notes": ""}
    assert "hold this room" in error_at(refused_form(client, one, status=409, **values), "room_type")
    taken = refused_form(client, one, status=409, **{**values, "number": "102", "room_type": str(house.standard.pk)})
    assert "taken: 102" in error_at(taken, "number")
    dialog = asked(client, f"{one}retire/")
    assert "hold this room" in note_in(dialog)
    assert "Retire</button>" not in dialog
    assert refused(client, f"{one}retire/")["code"] == "ROOM_CLAIMED"


def test_a_room_is_retired_and_taken_into_use_again_dirty(house, client):
    room = house.rooms[2]
    one = f"{ROOT}/rooms/{room.pk}/"
    assert "Retire room 103?" in asked(client, f"{one}retire/")
    assert done(client, f"{one}retire/")["said"] == "Room 103 is retired."
    assert ">103</th>" not in part(client, f"{ROOT}/rooms/", "rooms")
    assert ">103</th>" in part(client, f"{ROOT}/rooms/?state=retired", "rooms")
    assert "to be cleaned first" in done(client, f"{one}reinstate/")["said"]
    room.refresh_from_db()
    assert room.is_active
    assert room.room_status == RoomStatus.CHECKOUT_DIRTY


def test_rooms_are_found_by_type_floor_and_number(house, client):
    make_rooms(house.standard, ["31", "32"], floor="3")
    rooms = f"{ROOT}/rooms/"
    assert ">201</th>" not in part(client, f"{rooms}?type={house.standard.pk}", "rooms")
    third = part(client, f"{rooms}?floor=3", "rooms")
    assert ">31</th>" in third
    assert ">101</th>" not in third
    assert "2 rooms" in third
    assert ">101</th>" in part(client, f"{rooms}?floor=-", "rooms")
    assert ">32</th>" in part(client, f"{rooms}?q=2", "rooms")
    assert "No room is like this" in part(client, f"{rooms}?q=nothing", "rooms")


def test_what_guests_or_colleagues_wrote_is_escaped(house, client):
    nasty = "<script>alert(1)</script>"
    RoomType.objects.filter(pk=house.standard.pk).update(name=nasty)
    Room.objects.filter(pk=house.rooms[0].pk).update(notes=nasty, floor="<b>1")
    for page, element in (("rooms", "rooms"), ("types", "types"), ("nights", "nights"), ("allowances", "allowances")):
        text = part(client, f"{ROOT}/{page}/", element)
        assert nasty not in text
        assert escape(nasty) in text


def test_a_thousand_rooms_take_as_many_statements_as_five(house, client):
    few = len(statements_of(lambda: client.get(f"{ROOT}/rooms/")))
    big = make_room_type(house.hotel)
    make_rooms(big, [str(number) for number in range(1000, 2000)], floor="9")
    many = statements_of(lambda: client.get(f"{ROOT}/rooms/"))
    assert len(many) == few
    assert len(statements_of(lambda: client.get(f"{ROOT}/types/"))) < 10


def test_a_stranger_to_the_hotel_finds_none_of_its_rooms(house, client):
    other = make_rooms(make_room_type(type(house)().hotel))[0]
    for path in (f"rooms/{other.pk}/", f"types/{other.room_type_id}/", f"rooms/{other.pk}/retire/", "rooms/no-id/"):
        assert client.get(f"{ROOT}/{path}").status_code == 404, path
