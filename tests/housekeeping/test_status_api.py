"""The status of a room over HTTP: the report's path and the contract's, bodies, refusals, keys, versions, dry runs."""

import pytest

from hotelmate.housekeeping.models import RoomStatusEvent
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.staff.models import Role

from ..documented import assert_documented
from .house import House, now

S = RoomStatus
PATHS = ["rooms/{}/status/", "housekeeping/rooms/{}/status/"]


def post(house, path, body, role=Role.SUPER_STAFF_ADMIN, **headers):
    response = house.client(role).post(f"{house.base}/{path}", body, headers=headers)
    assert_documented(response)
    return response


def change(house, room, to_status, role=Role.SUPER_STAFF_ADMIN, query="", headers=None, **body):
    path = f"housekeeping/rooms/{room.pk}/status/{query}"
    return post(house, path, {"to_status": to_status, **body}, role, **(headers or {}))


@pytest.mark.parametrize("path", PATHS)
def test_both_paths_change_the_status_and_answer_as_the_contract_says(house, path):
    room = house.room(S.CHECKOUT_DIRTY)
    response = post(house, path.format(room.pk), {"to_status": S.CLEANING_IN_PROGRESS, "note": "first floor"})
    assert response.status_code == 200
    body = response.json()
    assert body["message"] == f"Room {room.number} status updated to CLEANING_IN_PROGRESS"
    assert body["room"] == {
        "id": room.pk,
        "room_number": room.number,
        "room_status": "CLEANING_IN_PROGRESS",
        "last_cleaned_at": None,
        "last_inspected_at": None,
        "maintenance_required": False,
        "is_occupied": False,
        "version": now(room).version,
    }
    event = RoomStatusEvent.objects.get(room=room, n=2)
    assert body["status_event"] == {
        "id": event.pk,
        "hotel": house.hotel.pk,
        "hotel_name": house.hotel.name,
        "room": room.pk,
        "room_number": room.number,
        "n": 2,
        "from_status": "CHECKOUT_DIRTY",
        "to_status": "CLEANING_IN_PROGRESS",
        "changed_by": house.person().pk,
        "changed_by_name": house.person().full_name,
        "source": "HOUSEKEEPING",
        "source_display": "Housekeeping",
        "note": "first floor",
        "created_at": event.created_at.isoformat().replace("+00:00", "Z"),
    }
    assert response["ETag"] == f'"{now(room).version}"'


def test_a_repeated_status_answers_200_with_the_latest_audit_row(house):
    room = house.room(S.CHECKOUT_DIRTY)
    first = change(house, room, S.CLEANING_IN_PROGRESS, Role.HOUSEKEEPING).json()
    again = change(house, room, S.CLEANING_IN_PROGRESS)
    assert (again.status_code, again.json()["status_event"]) == (200, first["status_event"])


@pytest.mark.parametrize("claimed", ["SYSTEM", "MANAGER_OVERRIDE", "nonsense", None, 7, ["x"]])
def test_a_source_that_the_caller_claims_is_accepted_and_ignored(house, claimed):
    room = house.room(S.CHECKOUT_DIRTY)
    assert change(house, room, S.CLEANING_IN_PROGRESS, source=claimed).status_code == 200
    assert house.audit(room)[-1].source == "HOUSEKEEPING"


@pytest.mark.parametrize(
    ("role", "source"),
    [(Role.HOUSEKEEPING, "HOUSEKEEPING"), (Role.STAFF_ADMIN, "HOUSEKEEPING"), (Role.FRONT_DESK, "FRONT_DESK")],
)
def test_the_server_says_which_door_a_change_came_through(house, role, source):
    room = house.room(S.READY_FOR_GUEST)
    assert change(house, room, S.MAINTENANCE_REQUIRED, role).status_code == 200
    assert house.audit(room)[-1].source == source


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"to_status": None},
        {"to_status": "SPARKLING"},
        {"to_status": 7},
        {"to_status": ["READY_FOR_GUEST"]},
        {"to_status": {"a": 1}},
        {"to_status": "CLEANING_IN_PROGRESS", "note": "x" * 10_000},
        {"to_status": "CLEANING_IN_PROGRESS", "note": "bell \u0007"},
        {"to_status": "CLEANING_IN_PROGRESS", "note": "nul \u0000"},
        {"to_status": "CLEANING_IN_PROGRESS", "note": 5},
        {"to_status": "CLEANING_IN_PROGRESS", "note": ["a"]},
    ],
)
def test_a_body_that_makes_no_sense_is_a_400_that_changes_nothing(house, body):
    room = house.room(S.CHECKOUT_DIRTY)
    response = post(house, f"rooms/{room.pk}/status/", body)
    assert (response.status_code, response.json()["code"]) == (400, "INVALID_INPUT")
    assert len(house.audit(room)) == 1


@pytest.mark.parametrize("room_id", ["0", "-1", "abc", "9" * 40, str(2**63), "1.5", "%00", "١"])
def test_a_room_that_does_not_exist_is_a_404_with_a_code(house, room_id):
    for path in (*PATHS, "housekeeping/rooms/{}/manager_override/"):
        response = post(house, path.format(room_id), {"to_status": S.CHECKOUT_DIRTY, "note": "x"})
        assert (response.status_code, response.json()["code"]) == (404, "ROOM_NOT_FOUND")
    response = house.client().get(f"{house.housekeeping}/rooms/{room_id}/status-history/")
    assert (response.status_code, response.json()["code"]) == (404, "ROOM_NOT_FOUND")


def test_a_room_of_another_hotel_looks_as_if_it_did_not_exist(house):
    foreign = House().room(S.CHECKOUT_DIRTY)
    response = change(house, foreign, S.CLEANING_IN_PROGRESS)
    assert (response.status_code, response.json()["code"]) == (404, "ROOM_NOT_FOUND")
    assert now(foreign).room_status == S.CHECKOUT_DIRTY


def test_who_is_not_signed_in_is_told_so(house):
    client = house.client().__class__()
    response = client.post(f"{house.base}/rooms/{house.room().pk}/status/", {"to_status": S.CHECKOUT_DIRTY})
    assert_documented(response)
    assert response.status_code == 401


def test_who_may_not_is_a_403_and_what_may_not_be_a_409(house):
    dirty, occupied = house.room(S.CHECKOUT_DIRTY), house.room(S.OCCUPIED)
    refused = change(house, dirty, S.CLEANING_IN_PROGRESS, Role.FRONT_DESK)
    assert (refused.status_code, refused.json()["code"]) == (403, "PERMISSION_DENIED")
    refused = change(house, occupied, S.CHECKOUT_DIRTY)
    assert (refused.status_code, refused.json()["code"]) == (409, "ROOM_STATUS_TRANSITION")
    assert refused.json()["details"] == {"from_status": "OCCUPIED", "to_status": "CHECKOUT_DIRTY"}


@pytest.mark.parametrize(
    ("status", "to_status", "instead"),
    [
        (S.MAINTENANCE_REQUIRED, S.READY_FOR_GUEST, "Resolve its faults first"),
        (S.CHECKOUT_DIRTY, S.READY_FOR_GUEST, "It can become CLEANING_IN_PROGRESS, CLEANED_UNINSPECTED"),
        (S.READY_FOR_GUEST, S.OCCUPIED, "by a check-in"),
        (S.OCCUPIED, S.CHECKOUT_DIRTY, "check out or move"),
        (S.OUT_OF_ORDER, S.CHECKOUT_DIRTY, "Close its out-of-order window"),
    ],
)
def test_what_may_not_be_says_what_may_be_instead(house, status, to_status, instead):
    answer = change(house, house.room(status), to_status)
    assert (answer.status_code, answer.json()["code"]) == (409, "ROOM_STATUS_TRANSITION")
    assert instead in answer.json()["error"]


def test_an_old_version_is_refused_with_412_and_a_repeated_status_is_not(house):
    room = house.room(S.CHECKOUT_DIRTY)
    old = {"If-Match": '"1"'}
    change(house, room, S.CLEANING_IN_PROGRESS)
    refused = change(house, room, S.CLEANED_UNINSPECTED, headers=old)
    assert (refused.status_code, refused.json()["code"]) == (412, "PRECONDITION_FAILED")
    assert change(house, room, S.CLEANING_IN_PROGRESS, headers=old).status_code == 200
    current = {"If-Match": f'"{now(room).version}"'}
    assert change(house, room, S.CLEANED_UNINSPECTED, headers=current).status_code == 200


def test_a_key_replays_the_first_answer_word_for_word(house):
    room = house.room(S.CHECKOUT_DIRTY)
    key = {"Idempotency-Key": f"status-{room.pk}"}
    first = change(house, room, S.CLEANING_IN_PROGRESS, headers=key)
    house.set_status(room, S.CLEANED_UNINSPECTED)
    again = change(house, room, S.CLEANING_IN_PROGRESS, headers=key)
    assert again.json() == first.json()
    assert again["Idempotency-Replayed"] == "true"
    assert now(room).room_status == S.CLEANED_UNINSPECTED


def test_a_dry_run_says_what_would_happen_and_changes_nothing(house):
    room = house.room(S.CHECKOUT_DIRTY)
    house.set_status(room, S.CLEANING_IN_PROGRESS)
    seq = house.last_seq()
    response = change(house, room, S.CLEANED_UNINSPECTED, query="?dry_run=true")
    assert (response.status_code, response.json()["changed"]) == (200, True)
    assert [event["type"] for event in response.json()["events"]] == ["room_updated"]
    assert now(room).room_status == S.CLEANING_IN_PROGRESS
    assert house.last_seq() == seq


def test_a_manager_overrides_with_a_note(house):
    room = house.room(S.CHECKOUT_DIRTY)
    path = f"housekeeping/rooms/{room.pk}/manager_override/"
    body = {"to_status": S.READY_FOR_GUEST, "note": "seen it myself"}
    refused = post(house, path, body, Role.HOUSEKEEPING)
    assert (refused.status_code, refused.json()["code"]) == (403, "PERMISSION_DENIED")
    for without in ({"to_status": S.READY_FOR_GUEST}, {**body, "note": " "}):
        refused = post(house, path, without)
        assert (refused.status_code, refused.json()["code"]) == (400, "NOTE_REQUIRED")
    done = post(house, path, body).json()
    assert done["message"] == f"Manager override: Room {room.number} status changed to READY_FOR_GUEST"
    assert (done["status_event"]["source"], done["status_event"]["note"]) == ("MANAGER_OVERRIDE", "seen it myself")


def test_the_history_is_the_audit_newest_first(house):
    room = house.room(S.CHECKOUT_DIRTY)
    for status in (S.CLEANING_IN_PROGRESS, S.CLEANED_UNINSPECTED, S.READY_FOR_GUEST):
        house.set_status(room, status)
    url = f"{house.housekeeping}/rooms/{room.pk}/status-history/"
    response = house.client().get(url)
    assert_documented(response)
    body = response.json()
    assert body["room"] == {"id": room.pk, "room_number": room.number, "current_status": "READY_FOR_GUEST"}
    assert [event["to_status"] for event in body["status_history"]] == [
        "READY_FOR_GUEST",
        "CLEANED_UNINSPECTED",
        "CLEANING_IN_PROGRESS",
        "CHECKOUT_DIRTY",
    ]
    assert body["total_events"] == 4
    assert house.client().get(f"{url}?limit=2").json()["total_events"] == 2
    assert house.client().get(f"{url}?limit=5000").json()["total_events"] == 4


@pytest.mark.parametrize("limit", ["x", "0", "-3", "1.5", "", "9" * 2000])
def test_a_limit_that_makes_no_sense_is_a_400(house, limit):
    response = house.client().get(f"{house.housekeeping}/rooms/{house.room().pk}/status-history/", {"limit": limit})
    assert_documented(response)
    assert (response.status_code, response.json()["code"]) == (400, "INVALID_INPUT")


def test_an_old_version_is_told_before_the_rules(house):
    room = house.room(S.READY_FOR_GUEST)
    response = post(house, f"rooms/{room.number}/inspect/", {}, **{"If-Match": '"77"'})
    assert (response.status_code, response.json()["code"]) == (412, "PRECONDITION_FAILED")
