"""Rooms, types and allowances over HTTP."""

import logging

import pytest

from hotelmate.events.queries import last_seq
from hotelmate.rooms.models import Room
from tests.at_once import at_once
from tests.factories import make_room_type, make_rooms, open_house
from tests.statements import statements_of


@pytest.fixture
def house():
    return open_house()


@pytest.fixture
def room_type(house):
    return make_room_type(house.hotel, "STD")


def bulk(house, room_type, **body):
    return house.client.post(f"{house.url}/room-types/{room_type.pk}/rooms/bulk-create/", body)


def test_rooms_are_made_from_ranges_and_lists(house, room_type):
    answer = bulk(house, room_type, ranges=[{"start": 101, "end": 103}], room_numbers=["PH"], floor="1")
    assert (answer.status_code, answer.data["created_count"]) == (201, 4)
    assert [room["room_number"] for room in answer.data["rooms"]] == ["PH", "101", "102", "103"]
    assert {room["room_status"] for room in answer.data["rooms"]} == {"READY_FOR_GUEST"}


def test_a_prefix_goes_before_the_numbers_of_ranges(house, room_type):
    answer = bulk(house, room_type, ranges=[{"start": 1, "end": 2}], prefix="B-")
    assert [room["room_number"] for room in answer.data["rooms"]] == ["B-1", "B-2"]


def test_taken_numbers_are_named_and_nothing_is_made(house, room_type):
    make_rooms(room_type, ["102"])
    answer = bulk(house, room_type, ranges=[{"start": 101, "end": 103}])
    assert (answer.status_code, answer.data["code"]) == (409, "ROOM_NUMBER_TAKEN")
    assert answer.data["details"] == {"numbers": ["102"]}
    assert Room.objects.filter(hotel=house.hotel).count() == 1


def test_two_who_make_the_same_rooms_at_once(house, room_type):
    work = lambda: bulk(house, room_type, ranges=[{"start": 101, "end": 110}])  # noqa: E731
    answers = at_once(work, work, work)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert Room.objects.filter(hotel=house.hotel).count() == 10


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"room_numbers": []},
        {"room_numbers": "101"},
        {"room_numbers": [True]},
        {"room_numbers": [None]},
        {"room_numbers": ["a b"]},
        {"room_numbers": ["1", "1"]},
        {"room_numbers": ["x"] * 2000},
        {"ranges": [{"start": 5, "end": 1}]},
        {"ranges": [{"start": 1, "end": 10**9}]},
        {"ranges": [{"start": 1, "end": 10**30}]},
        {"ranges": [{"start": -5, "end": 1}]},
        {"ranges": [{"start": 1}]},
        {"ranges": ["1-5"]},
        {"ranges": {"start": 1, "end": 5}},
        {"ranges": [{"start": 1, "end": 900}, {"start": 1001, "end": 1900}]},
        {"ranges": [{"start": 1, "end": 3}], "prefix": "a/"},
        {"room_numbers": ["1"], "floor": "x" * 21},
    ],
    ids=lambda body: str(body)[:40],
)
def test_rooms_that_cannot_be_made(house, room_type, body, caplog):
    before = last_seq(house.hotel.pk)
    with caplog.at_level(logging.ERROR):
        answer = bulk(house, room_type, **body)
    assert (answer.status_code, last_seq(house.hotel.pk), caplog.records) == (400, before, [])
    assert answer.data["code"] in ("INVALID_INPUT", "INVALID_ROOM_NUMBERS")


def test_a_room_is_made_read_changed_and_retired(house, room_type):
    url = f"{house.url}/room-management/"
    body = {"room_number": "101", "room_type_id": room_type.pk, "room_status": "CHECKOUT_DIRTY"}
    created = house.client.post(url, body)
    assert (created.status_code, created.data["room_status"], created["ETag"]) == (201, "CHECKOUT_DIRTY", '"1"')
    changed = house.client.patch(f"{url}101/", {"floor": "1", "notes": "two\nlines"})
    assert (changed.data["floor"], changed.data["notes"], changed.data["version"]) == ("1", "two\nlines", 2)
    read = house.client.get(f"{url}101/").data
    assert read == changed.data
    assert house.client.delete(f"{url}101/").status_code == 204
    assert house.client.delete(f"{url}101/").status_code == 204
    assert house.client.get(f"{url}101/").data["is_active"] is False
    assert house.client.post(f"{url}101/reinstate/").data["is_active"] is True


def test_a_client_may_send_back_what_it_read(house, room_type):
    make_rooms(room_type, ["101"])
    url = f"{house.url}/room-management/101/"
    read = house.client.get(url).data
    answer = house.client.put(url, {**read, "floor": "9"})
    assert (answer.status_code, answer.data["floor"]) == (200, "9")


@pytest.mark.parametrize("change", [{"room_status": "OCCUPIED"}, {"room_status": "x"}, {"is_occupied": True}], ids=str)
def test_status_and_occupancy_are_refused_with_what_to_use_instead(house, room_type, change):
    room = make_rooms(room_type, ["101"])[0]
    for method in (house.client.patch, house.client.put):
        answer = method(f"{house.url}/room-management/101/", {**change, "floor": "9"})
        assert (answer.status_code, answer.data["code"]) == (409, "ROOM_STATUS_NOT_EDITABLE")
        endpoints = answer.data["details"]["required_endpoints"]
        assert endpoints["room_status"] == f"{house.url}/housekeeping/rooms/{room.pk}/status/"
    room.refresh_from_db()
    assert (room.floor, room.room_status, room.is_occupied) == ("", "READY_FOR_GUEST", False)


def test_a_room_gets_another_type(house, room_type):
    make_rooms(room_type, ["101"])
    deluxe = make_room_type(house.hotel, "DLX")
    answer = house.client.patch(f"{house.url}/room-management/101/", {"room_type_id": deluxe.pk})
    assert (answer.data["room_type_code"], answer.data["room_type_id"]) == ("DLX", deluxe.pk)
    foreign = make_room_type(open_house().hotel)
    answer = house.client.patch(f"{house.url}/room-management/101/", {"room_type_id": foreign.pk})
    assert (answer.status_code, answer.data["code"]) == (404, "ROOM_TYPE_NOT_FOUND")


@pytest.mark.parametrize(
    "change",
    [
        {"room_number": ""},
        {"room_number": "a/b"},
        {"room_number": True},
        {"notes": "x" * 10_000},
        {"notes": "nul\x00"},
        {"floor": None},
        {"room_type_id": "one"},
        {"room_type_id": 2**63},
        {"room_type_id": True},
        {"is_occupied": "perhaps"},
    ],
    ids=lambda change: str(change)[:30],
)
def test_an_edit_that_cannot_be_read(house, room_type, change):
    make_rooms(room_type, ["101"])
    assert house.client.patch(f"{house.url}/room-management/101/", change).status_code == 400


def test_rooms_are_listed_in_the_order_of_their_numbers_and_filtered(house, room_type):
    make_rooms(room_type, ["10", "9", "101"], floor="1")
    make_rooms(make_room_type(house.hotel, "DLX", name="Deluxe"), ["102"], status="CHECKOUT_DIRTY", floor="2")
    house.client.delete(f"{house.url}/room-management/9/")

    def numbers(query=""):
        page = house.client.get(f"{house.url}/room-management/?{query}").data
        return [room["room_number"] for room in page["results"]]

    assert numbers() == ["10", "101", "102"]
    assert numbers("active=false") == ["9"]
    assert numbers("status=CHECKOUT_DIRTY") == ["102"]
    assert numbers(f"room_type={room_type.pk}") == ["10", "101"]
    assert numbers("floor=2") == ["102"]
    assert numbers("q=10") == ["10", "101", "102"]
    assert numbers("q=delu") == ["102"]
    assert numbers("q=%25") == []
    assert house.client.get(f"{house.url}/room-management/?status=CLEAN").status_code == 400
    assert house.client.get(f"{house.url}/room-management/?room_type=x").status_code == 400


def test_lists_cost_the_same_however_long_they_are(house, room_type):
    def read():
        assert house.client.get(f"{house.url}/room-management/?page_size=200").status_code == 200
        assert house.client.get(f"{house.url}/room-types/?page_size=200").status_code == 200

    make_rooms(room_type, 2)
    few = len(statements_of(read))
    make_rooms(room_type, 50)
    for _ in range(10):
        make_room_type(house.hotel)
    assert len(statements_of(read)) == few


def test_types_are_made_read_changed_and_retired(house):
    url = f"{house.url}/room-types/"
    created = house.client.post(url, {"code": "DLX", "name": "Deluxe", "base_rate": "150", "max_occupancy": 3})
    assert (created.status_code, created.data["base_rate"], created.data["currency"]) == (201, "150.00", "EUR")
    detail = f"{url}{created.data['id']}/"
    assert house.client.put(detail, {"name": "Grand Deluxe"}).data["name"] == "Grand Deluxe"
    assert house.client.get(detail)["ETag"] == '"2"'
    assert house.client.get(url).data["results"][0]["room_count"] == 0
    assert house.client.delete(detail).status_code == 204
    assert house.client.get(url).data["count"] == 0
    assert house.client.get(f"{url}?active=false").data["count"] == 1
    assert house.client.post(f"{detail}reinstate/").data["is_active"] is True


def test_a_type_with_rooms_is_not_retired(house, room_type):
    make_rooms(room_type, 2)
    answer = house.client.delete(f"{house.url}/room-types/{room_type.pk}/")
    assert (answer.status_code, answer.data["code"]) == (409, "ROOM_TYPE_IN_USE")


def test_only_some_see_rates(house, room_type):
    url = f"{house.url}/room-types/{room_type.pk}/"
    assert house.client_of("front_desk").get(url).data["base_rate"] == "120.00"
    assert "base_rate" not in house.client_of("housekeeping").get(url).data


@pytest.mark.parametrize(
    "change",
    [
        {"code": "a b"},
        {"name": "x" * 81},
        {"max_occupancy": 0},
        {"max_occupancy": 10**12},
        {"base_rate": "free"},
        {"base_rate": "-1"},
        {"base_rate": "1e9"},
        {"base_rate": None},
    ],
    ids=str,
)
def test_a_type_that_cannot_be_made(house, change):
    answer = house.client.post(f"{house.url}/room-types/", {"code": "X", "name": "X", **change})
    assert answer.status_code == 400
    assert next(iter(change)) in answer.data["details"]["fields"]


def test_allowances_are_raised_lowered_and_listed_with_their_notes(house, room_type):
    make_rooms(room_type, 2)
    url = f"{house.url}/room-types/{room_type.pk}/allowances/"
    nights = {"from_date": "2030-01-01", "to_date": "2030-01-03"}
    raised = house.client.post(url, {**nights, "by": 2, "note": "burst pipe"})
    assert raised.status_code == 200
    assert raised.data["nights"] == [{"night": "2030-01-01", "free": 4}, {"night": "2030-01-02", "free": 4}]
    lowered = house.client.post(f"{url}lower/", {**nights, "to": 1, "note": "fixed"})
    assert [night["free"] for night in lowered.data["nights"]] == [3, 3]
    listed = house.client.get(url).data["results"]
    assert [(change["by"], change["to"], change["note"]) for change in listed] == [
        (None, 1, "fixed"),
        (2, None, "burst pipe"),
    ]
    assert house.client_of("front_desk").post(url, {**nights, "by": 1, "note": "x"}).status_code == 403
    assert house.client.get(f"{url}lower/").status_code == 405


@pytest.mark.parametrize(
    "change",
    [
        {"note": ""},
        {"note": "x" * 10_000},
        {"by": 0},
        {"by": 10**20},
        {"by": "two"},
        {"to": 1},
        {"from_date": "yesterday"},
        {"from_date": "2030-02-30"},
        {"to_date": "2030-01-01"},
        {"to_date": "2199-01-01"},
        {"to_date": None},
    ],
    ids=lambda change: str(change)[:30],
)
def test_an_allowance_that_cannot_be(house, room_type, change):
    body = {"from_date": "2030-01-01", "to_date": "2030-01-03", "by": 1, "note": "why", **change}
    answer = house.client.post(f"{house.url}/room-types/{room_type.pk}/allowances/", body)
    assert answer.status_code == 400
