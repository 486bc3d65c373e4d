"""What is done with tasks at the desk: asked for, given to people, started, finished; and by whom not."""

import pytest

from hotelmate.housekeeping.models import HousekeepingTask, TaskStatus
from hotelmate.housekeeping.task_services import create_task
from hotelmate.staff.models import Role
from tests.desk.desks import asked, done, refused, signed_in


def url(task, action):
    return f"/housekeeping/tasks/{task.pk}/do/{action}/"


@pytest.fixture
def task(house):
    return house.do(create_task, room_id=house.rooms[0].pk, task_type="AMENITY")


@pytest.fixture
def maid(house):
    return signed_in(house.person(Role.HOUSEKEEPING))


@pytest.fixture
def manager(house):
    return signed_in(house.person(Role.STAFF_ADMIN))


def now(task):
    return HousekeepingTask.objects.get(pk=task.pk)


def test_a_task_is_started_and_finished_by_whoever_takes_it(house, task, maid):
    name = house.person(Role.HOUSEKEEPING).full_name
    assert done(maid, url(task, "start"))["said"] == f"Amenity in room 101: {name} is at it."
    finished = done(maid, url(task, "complete"), key="once")
    assert finished["said"] == "Amenity in room 101 is done."
    assert done(maid, url(task, "complete"), key="once") == finished
    assert now(task).status == TaskStatus.DONE


def test_a_task_of_somebody_else_is_refused_with_their_name(house, task, maid):
    done(signed_in(house.person(Role.MAINTENANCE)), url(task, "start"))
    told = refused(maid, url(task, "start"))
    assert house.person(Role.MAINTENANCE).full_name in told["text"]


def test_only_who_shares_the_work_out_gives_it_to_somebody(house, task, maid, manager):
    person = house.person(Role.HOUSEKEEPING)
    assert refused(maid, url(task, "assign"), assigned_to_id=person.pk)["code"] == "PERMISSION_DENIED"
    assert person.full_name in asked(manager, url(task, "assign"))
    assert done(manager, url(task, "assign"), assigned_to_id=person.pk)["said"].endswith(
        f"waits for {person.full_name}."
    )
    assert done(manager, url(task, "assign"), assigned_to_id="")["said"].endswith("waits for somebody.")
    assert now(task).assigned_to_id is None


def test_many_rooms_are_given_to_one_person_at_once(house, task, maid, manager):
    person = house.person(Role.HOUSEKEEPING)
    second = house.do(create_task, room_id=house.rooms[1].pk, task_type="DEEP_CLEAN")
    rooms = [house.rooms[0].pk, house.rooms[1].pk, house.rooms[2].pk]
    wanted = {"room_ids": rooms, "assigned_to_id": person.pk}
    assert refused(maid, "/housekeeping/assign/", **wanted)["code"] == "PERMISSION_DENIED"
    given = done(manager, "/housekeeping/assign/", **wanted)
    assert given["said"] == f"{person.full_name} has 2 of these rooms."
    assert given["warnings"] == ["Nothing is open in room 103."]
    assert {now(task).assigned_to_id, now(second).assigned_to_id} == {person.pk}
    assert refused(manager, "/housekeeping/assign/", assigned_to_id=person.pk)["text"].endswith(
        "Select the rooms first."
    )


def test_work_is_asked_for_with_a_note_that_can_be_changed(house, maid):
    room = house.rooms[0]
    base = f"/rooms/{room.pk}/do"
    assert refused(maid, f"{base}/note/", note="Lost glove")["code"] == "NOTHING_OPEN"
    asked_for = {"task_type": "DEEP_CLEAN", "priority": "HIGH", "note": "Carpet"}
    assert done(maid, f"{base}/create_task/", **asked_for)["said"] == "Deep clean in room 101 waits for somebody."
    assert "Carpet" in asked(maid, f"{base}/note/")
    done(maid, f"{base}/note/", note="Carpet and curtains")
    (made,) = HousekeepingTask.objects.filter(room=room)
    assert (made.note, made.priority) == ("Carpet and curtains", "HIGH")


def test_work_is_called_off_by_who_asked_for_it_or_shares_it_out(house, task, maid, manager):
    assert refused(maid, url(task, "cancel"))["code"] == "PERMISSION_DENIED"
    assert done(manager, url(task, "cancel"))["said"] == "Amenity in room 101 is called off."


def test_a_task_of_another_house_is_not_found(house, maid):
    assert maid.get("/housekeeping/tasks/999999999/do/start/").status_code == 404
