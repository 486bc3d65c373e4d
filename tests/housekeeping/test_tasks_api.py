"""Tasks, faults and discrepancies over HTTP."""

import pytest

from hotelmate.housekeeping.models import HousekeepingTask
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.staff.models import Role

from ..documented import assert_documented
from .house import House, now

S = RoomStatus


def call(house, method, path, body=None, role=Role.SUPER_STAFF_ADMIN, **headers):
    client = house.client(role)
    response = getattr(client, method)(f"{house.housekeeping}/{path}", body, headers=headers)
    assert_documented(response)
    return response


def make(house, room=None, **values):
    body = {"room": (room or house.room()).pk, "task_type": "DEEP_CLEAN", **values}
    response = call(house, "post", "tasks/", body)
    assert response.status_code == 201, response.json()
    return response.json()


def test_a_task_has_everything_that_the_contract_gives_it(house):
    room, cleaner = house.room(), house.person(Role.HOUSEKEEPING)
    booking = house.stay(room)
    task = make(house, room, note="extra pillows", assigned_to=cleaner.pk, booking=booking.booking_id, priority="LOW")
    expected = {
        "hotel": house.hotel.pk,
        "hotel_name": house.hotel.name,
        "room": room.pk,
        "room_number": room.number,
        "room_type_name": house.room_type.name,
        "booking": booking.booking_id,
        "booking_id": booking.booking_id,
        "task_type_display": "Deep clean",
        "status": "OPEN",
        "status_display": "Open",
        "priority_display": "Low",
        "assigned_to": cleaner.pk,
        "assigned_to_name": cleaner.full_name,
        "note": "extra pillows",
        "created_by_name": house.person().full_name,
        "started_at": None,
        "completed_at": None,
        "is_overdue": False,
    }
    assert {name: task[name] for name in expected} == expected
    assert call(house, "get", f"tasks/{task['id']}/").json() == task


def test_a_task_is_assigned_started_and_completed(house):
    task, cleaner = make(house), house.person(Role.HOUSEKEEPING)
    path = f"tasks/{task['id']}"
    assert task["assigned_to_name"] == "Unassigned"
    assigned = call(house, "post", f"{path}/assign/", {"assigned_to_id": cleaner.pk})
    assert assigned.json()["message"] == f"Task assigned to {cleaner.full_name}"
    assert assigned["ETag"] == '"2"'
    started = call(house, "post", f"{path}/start/", {}, Role.HOUSEKEEPING).json()
    assert (started["task"]["status"], started["message"]) == ("IN_PROGRESS", "Task started")
    refused = call(house, "post", f"{path}/complete/", {}, Role.MAINTENANCE)
    assert (refused.status_code, refused.json()["code"]) == (403, "TASK_OF_ANOTHER")
    assert refused.json()["details"]["assigned_to_name"] == cleaner.full_name
    assert call(house, "post", f"{path}/complete/", {}, Role.HOUSEKEEPING).json()["task"]["status"] == "DONE"


def test_a_manager_only_gives_tasks_away(house):
    task = make(house)
    body = {"assigned_to_id": house.person(Role.HOUSEKEEPING).pk}
    refused = call(house, "post", f"tasks/{task['id']}/assign/", body, Role.HOUSEKEEPING)
    assert (refused.status_code, refused.json()["code"]) == (403, "PERMISSION_DENIED")
    refused = call(house, "post", f"tasks/{task['id']}/assign/", {"assigned_to_id": House().person().pk})
    assert (refused.status_code, refused.json()["code"]) == (404, "STAFF_MEMBER_NOT_FOUND")


@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_whole_task_may_be_sent_back_with_what_changed(house, method):
    task = make(house)
    body = {**task, "priority": "HIGH", "note": "before noon"}
    changed = call(house, method, f"tasks/{task['id']}/", body)
    assert (changed.status_code, changed.json()["priority"], changed.json()["note"]) == (200, "HIGH", "before noon")
    refused = call(house, method, f"tasks/{task['id']}/", {"status": "DONE"})
    assert (refused.status_code, refused.json()["code"]) == (409, "STATUS_BY_ENDPOINT")


def test_an_old_version_is_refused(house):
    task = make(house)
    call(house, "patch", f"tasks/{task['id']}/", {"priority": "HIGH"})
    refused = call(house, "patch", f"tasks/{task['id']}/", {"priority": "LOW"}, **{"If-Match": '"1"'})
    assert (refused.status_code, refused.json()["code"]) == (412, "PRECONDITION_FAILED")


def test_deleting_a_task_cancels_it(house):
    task = make(house)
    response = call(house, "delete", f"tasks/{task['id']}/")
    assert (response.status_code, response.content) == (204, b"")
    assert call(house, "delete", f"tasks/{task['id']}/").status_code == 204
    assert HousekeepingTask.objects.get(pk=task["id"]).status == "CANCELLED"
    refused = call(house, "delete", f"tasks/{make(house)['id']}/", role=Role.HOUSEKEEPING)
    assert (refused.status_code, refused.json()["code"]) == (403, "PERMISSION_DENIED")


def test_tasks_are_listed_by_urgency_and_can_be_narrowed():
    house = House()
    cleaner = house.person(Role.HOUSEKEEPING).pk
    ids = [make(house, priority=priority)["id"] for priority in ("LOW", "MED", "HIGH")]
    mine = make(house, task_type="AMENITY", assigned_to=cleaner)
    call(house, "post", f"tasks/{mine['id']}/start/", {}, Role.HOUSEKEEPING)

    def found(role=Role.SUPER_STAFF_ADMIN, **query):
        response = house.client(role).get(f"{house.housekeeping}/tasks/", query)
        assert_documented(response)
        return [task["id"] for task in response.json()["results"]]

    assert found() == [ids[2], ids[1], mine["id"], ids[0]]
    assert found(status="IN_PROGRESS") == found(task_type="AMENITY") == [mine["id"]]
    assert found(Role.HOUSEKEEPING, assigned_to="me") == found(assigned_to=cleaner) == [mine["id"]]
    assert found(room=mine["room"]) == [mine["id"]]
    assert found(priority="HIGH") == [ids[2]]
    assert len(found(business_date=house.hotel.business_date().isoformat())) == 4
    for wrong in ({"status": "X"}, {"assigned_to": "you"}, {"room": "x"}, {"business_date": "soon"}):
        response = house.client().get(f"{house.housekeeping}/tasks/", wrong)
        assert_documented(response)
        assert (response.status_code, response.json()["code"]) == (400, "INVALID_INPUT")


def test_the_work_of_many_rooms_goes_to_one_person(house):
    rooms = [house.room(S.READY_FOR_GUEST) for _ in range(2)]
    for room in rooms:
        house.set_status(room, S.CHECKOUT_DIRTY)
    body = {"room_ids": [room.pk for room in rooms], "assigned_to_id": house.person(Role.HOUSEKEEPING).pk}
    given = call(house, "post", "tasks/bulk-assign/", body).json()
    assert (given["message"], len(given["tasks"]), given["warnings"]) == ("2 tasks assigned", 2, [])
    assert call(house, "post", "tasks/bulk-assign/", body, Role.HOUSEKEEPING).status_code == 403
    for wrong in ({}, {**body, "room_ids": []}, {**body, "room_ids": "all"}, {**body, "room_ids": [1] * 501}):
        assert call(house, "post", "tasks/bulk-assign/", wrong).status_code == 400


def test_the_mornings_round_is_made_on_request():
    house = House()
    house.room(S.OCCUPIED)
    made = call(house, "post", "tasks/create-stayovers/", {}).json()
    assert (made["message"], made["tasks"][0]["task_type"]) == ("1 stay-over tasks created", "STAYOVER")
    task_id = made["tasks"][0]["id"]
    ended = call(house, "post", f"tasks/{task_id}/complete/", {"result": "DO_NOT_DISTURB"}).json()["task"]
    assert (ended["status"], ended["result"]) == ("DONE", "DO_NOT_DISTURB")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"room": None},
        {"task_type": "JUGGLING"},
        {"priority": "NOW"},
        {"note": "x" * 10_000},
        {"note": "\u0000"},
        {"room": True},
        {"room": 2**70},
        {"assigned_to": "me"},
        {"booking": 5},
    ],
)
def test_a_task_that_makes_no_sense_is_a_400(house, body):
    whole = {"room": house.room().pk, "task_type": "AMENITY", **body} if body else body
    response = call(house, "post", "tasks/", whole)
    assert (response.status_code, response.json()["code"]) == (400, "INVALID_INPUT")


@pytest.mark.parametrize("task_id", ["0", "x", "9" * 40, "%00"])
def test_a_task_that_does_not_exist_is_a_404(house, task_id):
    for method, path in (("get", ""), ("patch", ""), ("delete", ""), ("post", "start/"), ("post", "complete/")):
        response = call(house, method, f"tasks/{task_id}/{path}", None if method == "get" else {})
        assert (response.status_code, response.json()["code"]) == (404, "TASK_NOT_FOUND")


def test_a_fault_is_reported_listed_and_resolved():
    house = House()
    room = house.room()
    reported = call(
        house, "post", "faults/", {"room": room.pk, "description": "broken lock", "priority": "HIGH"}, Role.FRONT_DESK
    )
    assert reported.status_code == 201
    fault = reported.json()["fault"]
    assert reported.json()["room"]["room_status"] == "MAINTENANCE_REQUIRED"
    assert (fault["reported_by_name"], fault["is_open"]) == (house.person(Role.FRONT_DESK).full_name, True)
    house.fault(house.room(), "creaking door", is_blocking=False)

    def found(query=""):
        return [row["description"] for row in call(house, "get", f"faults/{query}").json()["results"]]

    assert found() == ["broken lock", "creaking door"]
    assert found("?blocking=false") == ["creaking door"]
    assert found(f"?room={room.pk}") == ["broken lock"]
    refused = call(house, "post", f"faults/{fault['id']}/resolve/", {}, Role.HOUSEKEEPING)
    assert (refused.status_code, refused.json()["code"]) == (403, "PERMISSION_DENIED")
    resolved = call(house, "post", f"faults/{fault['id']}/resolve/", {"resolution": "new lock"}, Role.MAINTENANCE)
    assert resolved.json()["fault"]["resolved_by_name"] == house.person(Role.MAINTENANCE).full_name
    assert resolved.json()["room"]["room_status"] == "CHECKOUT_DIRTY"
    assert found("?open=true") == ["creaking door"]
    assert call(house, "get", f"faults/{fault['id']}/").json()["resolution"] == "new lock"
    assert call(house, "get", "faults/999999999/").json()["code"] == "FAULT_NOT_FOUND"


@pytest.mark.parametrize(
    "body", [{}, {"description": ""}, {"description": "x" * 10_000}, {"is_blocking": "perhaps"}, {"priority": 3}]
)
def test_a_fault_that_makes_no_sense_is_a_400(house, body):
    whole = {"room": house.room().pk, "description": "x", **body} if body else body
    assert call(house, "post", "faults/", whole).json()["code"] == "INVALID_INPUT"


def test_a_discrepancy_is_reported_listed_and_resolved():
    house = House()
    room = house.room(S.OCCUPIED)
    body = {"room": room.pk, "kind": "SKIP", "note": "bed not slept in"}
    reported = call(house, "post", "discrepancies/", body, Role.HOUSEKEEPING)
    assert reported.status_code == 201
    found = reported.json()["discrepancy"]
    assert (found["kind_display"], found["room_number"], found["is_open"]) == ("Skip", room.number, True)
    refused = call(house, "post", "discrepancies/", {**body, "kind": "SLEEP"})
    assert (refused.status_code, refused.json()["code"]) == (409, "NO_DISCREPANCY")
    resolved = call(house, "post", f"discrepancies/{found['id']}/resolve/", {"resolution": "guest is back"})
    assert resolved.json()["discrepancy"]["resolution"] == "guest is back"
    assert call(house, "get", "discrepancies/?open=true").json()["count"] == 0
    assert call(house, "get", f"discrepancies/?room={room.pk}").json()["count"] == 1
    assert call(house, "get", f"discrepancies/{found['id']}/").json()["is_open"] is False
    assert call(house, "get", "discrepancies/x/").json()["code"] == "DISCREPANCY_NOT_FOUND"
    assert call(house, "post", "discrepancies/", {"room": room.pk, "kind": "MAYBE"}).status_code == 400
    assert now(room).room_status == S.OCCUPIED
