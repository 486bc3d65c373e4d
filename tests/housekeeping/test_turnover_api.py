"""The turnover shortcuts by room number: all of them through the services, with the contract's bodies."""

import pytest

from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.staff.models import Role

from ..documented import assert_documented
from .house import House, now

S = RoomStatus


def post(house, room, shortcut, body=None, role=Role.SUPER_STAFF_ADMIN):
    number = room if isinstance(room, str) else room.number
    response = house.client(role).post(f"{house.base}/rooms/{number}/{shortcut}/", body or {})
    assert_documented(response)
    return response


def test_a_room_is_turned_round_by_the_shortcuts(house):
    room = house.room(S.CHECKOUT_DIRTY)
    started = post(house, room, "start-cleaning", role=Role.HOUSEKEEPING).json()
    assert (started["message"], started["old_status"], started["new_status"]) == (
        "Cleaning started",
        "CHECKOUT_DIRTY",
        "CLEANING_IN_PROGRESS",
    )
    assert started["timestamp"] == house.audit(room)[-1].created_at.isoformat().replace("+00:00", "Z")
    cleaned = post(house, room, "mark-cleaned", {"notes": "new towels"}, Role.HOUSEKEEPING).json()
    assert (cleaned["message"], cleaned["new_status"]) == ("Room marked as cleaned", "CLEANED_UNINSPECTED")
    assert house.audit(room)[-1].note == "new towels"
    inspected = post(house, room, "inspect", {"passed": True}).json()
    assert (inspected["message"], inspected["passed"], inspected["status"]) == (
        "Room inspection completed",
        True,
        "READY_FOR_GUEST",
    )
    assert [row.to_status for row in house.audit(room)] == [
        S.CHECKOUT_DIRTY,
        S.CLEANING_IN_PROGRESS,
        S.CLEANED_UNINSPECTED,
        S.READY_FOR_GUEST,
    ]


def test_an_inspection_that_says_nothing_has_failed(house):
    body = post(house, house.room(S.CLEANED_UNINSPECTED), "inspect").json()
    assert (body["passed"], body["status"]) == (False, "CHECKOUT_DIRTY")


def test_an_inspection_tells_one_event_and_not_a_second_one_of_another_shape(house):
    room = house.room(S.CLEANED_UNINSPECTED)
    seq = house.last_seq()
    post(house, room, "inspect", {"passed": True})
    assert [event.type for event in house.events(seq)] == ["room_updated"]


def test_maintenance_is_marked_and_completed(house):
    room = house.room()
    marked = post(house, room, "mark-maintenance", {"priority": "HIGH", "notes": "no hot water"}).json()
    assert (marked["message"], marked["old_status"], marked["new_status"], marked["priority"]) == (
        "Maintenance marked",
        "READY_FOR_GUEST",
        "MAINTENANCE_REQUIRED",
        "HIGH",
    )
    assert room.faults.get().description == "no hot water"
    again = post(house, room, "mark-maintenance", {"priority": "HIGH", "notes": "no hot water"})
    assert (again.status_code, room.faults.count()) == (200, 1)
    completed = post(house, room, "complete-maintenance", role=Role.MAINTENANCE).json()
    assert (completed["old_status"], completed["new_status"]) == ("MAINTENANCE_REQUIRED", "CHECKOUT_DIRTY")
    assert now(room).open_blocking_faults == 0


def test_maintenance_marked_in_an_occupied_room_flags_it_and_moves_nobody(house):
    room = house.room(S.OCCUPIED)
    body = post(house, room, "mark-maintenance").json()
    assert (body["old_status"], body["new_status"], body["priority"]) == ("OCCUPIED", "OCCUPIED", "MED")
    assert body["room"]["maintenance_required"] is True
    assert room.faults.get().description == "Maintenance required"


@pytest.mark.parametrize(
    ("status", "shortcut", "body", "code"),
    [
        (S.READY_FOR_GUEST, "start-cleaning", {}, "ROOM_STATUS_TRANSITION"),
        (S.OCCUPIED, "start-cleaning", {}, "ROOM_STATUS_TRANSITION"),
        (S.READY_FOR_GUEST, "mark-cleaned", {}, "ROOM_STATUS_TRANSITION"),
        (S.CHECKOUT_DIRTY, "inspect", {"passed": True}, "NOT_TO_INSPECT"),
        (S.READY_FOR_GUEST, "inspect", {"passed": False}, "NOT_TO_INSPECT"),
        (S.READY_FOR_GUEST, "complete-maintenance", {}, "NOT_IN_MAINTENANCE"),
    ],
)
def test_what_the_room_is_not_ready_for_is_refused_by_name(house, status, shortcut, body, code):
    room = house.room(status)
    rows = len(house.audit(room))
    response = post(house, room, shortcut, body)
    assert (response.status_code, response.json()["code"]) == (409, code)
    assert len(house.audit(room)) == rows


@pytest.mark.parametrize(
    ("status", "shortcut", "role"),
    [
        (S.CHECKOUT_DIRTY, "start-cleaning", Role.FRONT_DESK),
        (S.CLEANING_IN_PROGRESS, "mark-cleaned", Role.MAINTENANCE),
        (S.CLEANED_UNINSPECTED, "inspect", Role.FRONT_DESK),
        (S.MAINTENANCE_REQUIRED, "complete-maintenance", Role.HOUSEKEEPING),
    ],
)
def test_the_shortcuts_take_the_capability(house, status, shortcut, role):
    response = post(house, house.room(status), shortcut, role=role)
    assert (response.status_code, response.json()["code"]) == (403, "PERMISSION_DENIED")


@pytest.mark.parametrize("shortcut", ["start-cleaning", "mark-cleaned", "inspect", "complete-maintenance"])
def test_a_shortcut_that_is_repeated_is_a_natural_no_op(house, shortcut):
    before = {
        "start-cleaning": S.CHECKOUT_DIRTY,
        "mark-cleaned": S.CLEANING_IN_PROGRESS,
        "inspect": S.CLEANED_UNINSPECTED,
        "complete-maintenance": S.MAINTENANCE_REQUIRED,
    }
    room = house.room(before[shortcut])
    first = post(house, room, shortcut).json()
    rows, seq = len(house.audit(room)), house.last_seq()
    again = post(house, room, shortcut)
    assert (again.status_code, again.json()["old_status"]) == (200, first["new_status"])
    assert (len(house.audit(room)), house.last_seq()) == (rows, seq)


@pytest.mark.parametrize("number", ["no-such-room", "%00", "x" * 500, "٣"])
def test_a_number_that_no_room_has_is_a_404(house, number):
    for shortcut in ("start-cleaning", "mark-cleaned", "inspect", "mark-maintenance", "complete-maintenance"):
        response = post(house, number, shortcut)
        assert (response.status_code, response.json()["code"]) == (404, "ROOM_NOT_FOUND")


def test_a_number_of_another_hotel_is_not_found(house):
    response = post(house, House().room(S.CHECKOUT_DIRTY), "start-cleaning")
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("shortcut", "body"),
    [
        ("mark-maintenance", {"priority": "URGENT"}),
        ("mark-maintenance", {"notes": "x" * 10_000}),
        ("inspect", {"passed": "perhaps"}),
        ("inspect", {"passed": None}),
        ("mark-cleaned", {"notes": "\u0000"}),
        ("mark-cleaned", {"notes": 3}),
    ],
)
def test_a_body_that_makes_no_sense_is_a_400(house, shortcut, body):
    response = post(house, house.room(S.CLEANED_UNINSPECTED), shortcut, body)
    assert (response.status_code, response.json()["code"]) == (400, "INVALID_INPUT")
