"""A 412 brings the current state along, as a GET would give it to the same caller."""

import pytest

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.housekeeping.task_services import create_task
from hotelmate.room_bookings import services
from hotelmate.staff.models import Role
from tests.room_bookings.house import AFTERNOON, DAY, TODAY, House


@pytest.fixture
def house():
    with clock.travel_to(AFTERNOON):
        yield House()


def booking(house):
    url = house.url(house.book())
    return url, "post", f"{url}cancel/", {}


def stay(house):
    url = house.url(house.staying(house.rooms[1]))
    return url, "post", f"{url}move-room/", {"to_room_id": house.rooms[2].pk}


def paid(house):
    url = house.url(house.with_card())
    return url, "post", f"{url}approve/", {}


def room(house):
    key = house.rooms[0].pk
    return f"{house.base}/rooms/{key}/", "post", f"{house.base}/rooms/{key}/status/", {"to_status": "CHECKOUT_DIRTY"}


def numbered_room(house):
    number, key = house.rooms[0].number, house.rooms[0].pk
    return f"{house.base}/rooms/{key}/", "post", f"{house.base}/rooms/{number}/mark-maintenance/", {}


def room_with_a_fault(house):
    key = house.rooms[0].pk
    return f"{house.base}/rooms/{key}/", "post", f"{house.base}/housekeeping/faults/", {"room": key, "description": "x"}


def managed_room(house):
    url = f"{house.base}/room-management/102/"
    return url, "patch", url, {"floor": "9"}


def room_type(house):
    url = f"{house.base}/room-types/{house.standard.pk}/"
    return url, "patch", url, {"name": "Better"}


def task(house):
    actor = house.actor()
    made = run_change(lambda: create_task(actor=actor, room_id=house.rooms[0].pk, task_type="DEEP_CLEAN"))
    url = f"{house.base}/housekeeping/tasks/{made.subject.pk}/"
    return url, "post", f"{url}start/", {}


def settings(house):
    url = f"{house.base}/settings/"
    return url, "patch", url, {"name": "New"}


def member(house):
    url = f"{house.base}/staff/{house.person(Role.FRONT_DESK).pk}/"
    return url, "post", f"{url}deactivate/", {}


RESOURCES = [
    booking,
    stay,
    paid,
    room,
    numbered_room,
    room_with_a_fault,
    managed_room,
    room_type,
    task,
    settings,
    member,
]


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.__name__)
def test_a_412_brings_what_a_get_would_give(house, resource):
    url, method, path, body = resource(house)
    client = house.client()
    refused = getattr(client, method)(path, body, headers={"If-Match": '"987"'})
    got = client.get(url)
    assert (refused.status_code, refused.json()["code"]) == (412, "PRECONDITION_FAILED")
    assert refused.json()["details"]["current"] == got.json()
    assert refused["ETag"] == got["ETag"]
    assert refused.json()["details"]["current_version"] == got.json()["version"]


def test_with_the_current_state_the_next_attempt_succeeds(house):
    _, _, path, body = booking(house)
    refused = house.client().post(path, body, headers={"If-Match": '"987"'})
    assert house.client().post(path, body, headers={"If-Match": refused["ETag"]}).status_code == 200


def test_a_window_comes_as_the_list_shows_it(house):
    values = {"room_id": house.rooms[0].pk, "kind": "OUT_OF_SERVICE", "reason": "Paint"}
    block = house.do(services.open_block, from_date=TODAY, to_date=TODAY + DAY, **values)
    path = f"{house.base}/blocks/{block.pk}/close/"
    refused = house.client().post(path, {}, headers={"If-Match": '"987"'}).json()
    (listed,) = house.client().get(f"{house.base}/blocks/").json()["results"]
    assert refused["details"]["current"] == listed


def test_the_current_state_keeps_from_each_what_a_get_keeps_from_them(house):
    url, _, path, body = room(house)
    maid = house.client(Role.HOUSEKEEPING)
    house.staying(house.rooms[1])
    refused = maid.post(path, body, headers={"If-Match": '"987"'}).json()
    assert refused["details"]["current"] == maid.get(url).json()
    assert refused["details"]["current"] != house.client().get(url).json()


def test_who_may_not_read_gets_the_version_alone(house):
    clerk = house.person(Role.FRONT_DESK)
    path = f"{house.base}/staff/{clerk.pk}/password/"
    refused = house.client(Role.FRONT_DESK).post(
        path, {"password": "a long new password"}, headers={"If-Match": '"987"'}
    )
    assert refused.status_code == 412
    assert refused.json()["details"].keys() == {"expected_version", "current_version"}
