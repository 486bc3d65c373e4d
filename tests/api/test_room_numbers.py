"""A room is named by its id or by its number, and a number may be sent as a whole number."""

import pytest

from hotelmate.core import clock
from tests.documented import assert_documented
from tests.room_bookings.house import AFTERNOON, DAY, TODAY, House


@pytest.fixture
def house():
    with clock.travel_to(AFTERNOON):
        yield House()


def post(house, path, body):
    response = house.client().post(f"{house.base}/{path}", body)
    assert response.status_code in (200, 201), response.json()
    assert_documented(response)
    return response.json()


@pytest.mark.parametrize("number", [101, "101"])
def test_a_booking_finds_its_room_by_number(house, number):
    booking = f"room-bookings/{house.book().booking_id}"
    assert post(house, f"{booking}/safe-assign-room/", {"room_number": number})["room_number"] == "101"
    assert post(house, f"{booking}/check-in/", {"room_number": number})["room"]["room_number"] == "101"
    assert post(house, f"{booking}/move-room/", {"to_room_number": 102})["room_number"] == "102"


@pytest.mark.parametrize("number", [103, "103"])
def test_walk_ins_windows_tasks_faults_and_discrepancies_name_it_too(house, number):
    body = {"room_number": number, "check_out": str(TODAY + DAY), "primary_last_name": "Ada"}
    assert post(house, "room-bookings/", body)["booking"]["room_number"] == "103"
    window = {"kind": "OUT_OF_SERVICE", "from_date": str(TODAY + 2 * DAY), "to_date": str(TODAY + 3 * DAY)}
    block = post(house, "blocks/", {"room_number": number, "reason": "Paint", **window})["block"]
    assert block["room_number"] == "103"
    task = post(house, "housekeeping/tasks/", {"room_number": number, "task_type": "AMENITY"})
    fault = post(house, "housekeeping/faults/", {"room_number": number, "description": "x", "is_blocking": False})
    discrepancy = post(house, "housekeeping/discrepancies/", {"room_number": number, "kind": "SKIP"})
    assert task["room"] == house.rooms[2].pk
    assert fault["room"]["room_number"] == discrepancy["discrepancy"]["room_number"] == "103"


def test_new_rooms_are_numbered_with_whole_numbers_too(house):
    made = post(house, "room-management/", {"room_number": 301, "room_type_id": house.standard.pk})
    assert made["room_number"] == "301"
    many = post(house, f"room-types/{house.standard.pk}/rooms/bulk-create/", {"room_numbers": [302, "303A"]})
    assert [room["room_number"] for room in many["rooms"]] == ["302", "303A"]


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"room_number": 999}, (404, "ROOM_NOT_FOUND")),
        ({"room_number": True}, (400, "INVALID_INPUT")),
        ({"room_number": 10.5}, (400, "INVALID_INPUT")),
        ({"room_number": [101]}, (400, "INVALID_INPUT")),
        ({"room_number": 10**30}, (400, "INVALID_INPUT")),
        ({"room_number": "101", "room_id": 1}, (400, "INVALID_INPUT")),
        ({}, (400, "MISSING_ROOM_ID")),
    ],
    ids=str,
)
def test_a_number_that_is_none_or_another_room_is_refused(house, body, refusal):
    assert house.refused(house.book(), "safe-assign-room", body) == refusal


def test_a_move_and_a_task_need_a_room(house):
    assert house.refused(house.staying(), "move-room", {}) == (400, "INVALID_INPUT")
    task = house.client().post(f"{house.base}/housekeeping/tasks/", {"task_type": "AMENITY"})
    assert (task.status_code, task.json()["details"]["fields"]) == (400, {"room": ["This field is required."]})


def test_a_412_finds_the_room_by_its_number_too(house):
    body = {"room_number": 101, "description": "x"}
    refused = house.client().post(f"{house.base}/housekeeping/faults/", body, headers={"If-Match": '"99"'})
    assert refused.json()["details"]["current"]["room_number"] == "101"
