"""Tasks: who may ask for work, give it away, do it, and call it off."""

import pytest

from hotelmate.core.change import run_change
from hotelmate.housekeeping.models import HousekeepingTask
from hotelmate.housekeeping.queries import tasks_of
from hotelmate.housekeeping.task_services import (
    assign_rooms,
    assign_task,
    cancel_task,
    complete_task,
    create_task,
    start_task,
    update_task,
)
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room
from hotelmate.staff.models import Role, StaffMember

from .house import House, code_of

S = RoomStatus
SECRET = "Mr Smith left his pills"


def make(house, room=None, role=Role.SUPER_STAFF_ADMIN, **values):
    values = {"task_type": "DEEP_CLEAN", **values}
    room_id, actor = (room or house.room()).pk, house.actor(role)
    return run_change(lambda: create_task(actor=actor, room_id=room_id, **values)).subject


def do(service, actor, task, **values):
    return run_change(lambda: service(actor=actor, task_id=task.pk, **values))


def stored(task):
    return HousekeepingTask.objects.get(pk=task.pk)


def test_a_new_task_is_open_and_told_without_its_note(house):
    room = house.room()
    seq = house.last_seq()
    task = make(house, room, note=SECRET, priority="HIGH", assigned_to_id=house.person(Role.HOUSEKEEPING).pk)
    assert (task.status, task.priority, task.version) == ("OPEN", "HIGH", 1)
    assert task.business_date == house.hotel.business_date()
    (event,) = house.events(seq)
    assert (event.type, event.subject_id) == ("task_created", str(task.pk))
    assert event.after == {
        "task_type": "DEEP_CLEAN",
        "status": "OPEN",
        "priority": "HIGH",
        "assigned_to": house.person(Role.HOUSEKEEPING).pk,
        "room_number": task.room.number,
    }
    assert "note" in event.changed_fields


def test_a_task_may_name_the_booking_that_holds_the_room(house):
    room = house.room()
    booking = house.stay(room)
    task = make(house, room, task_type="AMENITY", booking_id=booking.booking_id)
    assert task.booking_id == booking.pk
    other = house.room()
    actor = house.actor()
    assert code_of(
        lambda: create_task(actor=actor, room_id=other.pk, task_type="AMENITY", booking_id=booking.booking_id)
    ) == ("BOOKING_NOT_FOUND")


def test_everybody_may_take_a_task_but_only_who_distributes_work_gives_it_to_others(house):
    room, actor, other = house.room(), house.actor(Role.FRONT_DESK), house.person(Role.HOUSEKEEPING).pk
    assert make(house, room, Role.FRONT_DESK, assigned_to_id=actor.staff_id).assigned_to_id == actor.staff_id
    assert code_of(lambda: create_task(actor=actor, room_id=room.pk, task_type="AMENITY", assigned_to_id=other)) == (
        "PERMISSION_DENIED"
    )


def test_a_room_has_one_turnover_under_way_and_one_stayover_a_day(house):
    room, actor = house.room(), house.actor()
    for task_type, code in (("TURNOVER", "TURNOVER_OPEN"), ("STAYOVER", "STAYOVER_EXISTS")):
        make(house, room, task_type=task_type)
        assert code_of(lambda kind=task_type: create_task(actor=actor, room_id=room.pk, task_type=kind)) == code


def test_no_task_is_made_for_a_room_that_is_no_longer_in_use(house):
    room, actor = house.room(), house.actor()
    Room.objects.filter(pk=room.pk).update(active_until=house.hotel.business_date())
    assert code_of(lambda: create_task(actor=actor, room_id=room.pk, task_type="AMENITY")) == "ROOM_NOT_ACTIVE"


def test_a_task_is_given_to_somebody_and_taken_back(house):
    task, manager, who = make(house), house.actor(Role.STAFF_ADMIN), house.person(Role.HOUSEKEEPING)
    seq = house.last_seq()
    assert do(assign_task, manager, task, assigned_to_id=who.pk).subject.assigned_to == who
    assert not do(assign_task, manager, task, assigned_to_id=who.pk).changed
    assert do(assign_task, manager, task, assigned_to_id=None).subject.assigned_to is None
    assert [(event.before["assigned_to"], event.after["assigned_to"]) for event in house.events(seq)] == [
        (None, who.pk),
        (who.pk, None),
    ]


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.HOUSEKEEPING, Role.MAINTENANCE])
def test_giving_a_task_to_somebody_takes_the_capability(house, role):
    task, actor = make(house), house.actor(role)
    assert code_of(lambda: assign_task(actor=actor, task_id=task.pk, assigned_to_id=actor.staff_id)) == (
        "PERMISSION_DENIED"
    )


def test_a_task_is_given_only_to_people_who_work_in_this_hotel(house):
    task, manager = make(house), house.actor()
    stranger = House().person()
    assert code_of(lambda: assign_task(actor=manager, task_id=task.pk, assigned_to_id=stranger.pk)) == (
        "STAFF_MEMBER_NOT_FOUND"
    )
    gone = house.another(Role.HOUSEKEEPING)
    StaffMember.objects.filter(pk=gone.staff_id).update(is_active=False)
    assert code_of(lambda: assign_task(actor=manager, task_id=task.pk, assigned_to_id=gone.staff_id)) == (
        "STAFF_NOT_ACTIVE"
    )


def test_starting_a_task_that_is_nobodys_makes_it_ones_own(house):
    task, cleaner = make(house), house.actor(Role.HOUSEKEEPING)
    started = do(start_task, cleaner, task).subject
    assert (started.status, started.assigned_to_id) == ("IN_PROGRESS", cleaner.staff_id)
    assert started.started_at is not None
    assert not do(start_task, cleaner, task).changed


def test_a_task_of_another_is_neither_started_nor_completed(house):
    task = make(house, assigned_to_id=house.person(Role.MAINTENANCE).pk)
    cleaner = house.actor(Role.HOUSEKEEPING)
    assert code_of(lambda: start_task(actor=cleaner, task_id=task.pk)) == "TASK_OF_ANOTHER"
    do(start_task, house.actor(Role.MAINTENANCE), task)
    assert code_of(lambda: start_task(actor=cleaner, task_id=task.pk)) == "TASK_ALREADY_STARTED"
    assert code_of(lambda: complete_task(actor=cleaner, task_id=task.pk)) == "TASK_OF_ANOTHER"


def test_a_task_is_completed_after_it_was_started(house):
    task, cleaner = make(house), house.actor(Role.HOUSEKEEPING)
    assert code_of(lambda: complete_task(actor=cleaner, task_id=task.pk)) == "TASK_NOT_STARTED"
    do(start_task, cleaner, task)
    seq = house.last_seq()
    done = do(complete_task, cleaner, task).subject
    assert (done.status, done.version) == ("DONE", 3)
    assert done.completed_at >= done.started_at
    assert not do(complete_task, cleaner, task).changed
    (event,) = house.events(seq)
    assert (event.before["status"], event.after["status"]) == ("IN_PROGRESS", "DONE")


@pytest.mark.parametrize("result", ["REFUSED", "DO_NOT_DISTURB"])
def test_a_guest_may_turn_a_stayover_away_and_nothing_else(house, result):
    cleaner = house.actor(Role.HOUSEKEEPING)
    stayover = make(house, house.room(S.OCCUPIED), task_type="STAYOVER")
    ended = do(complete_task, cleaner, stayover, result=result).subject
    assert (ended.status, ended.result, ended.started_at) == ("DONE", result, None)
    other = make(house)
    do(start_task, cleaner, other)
    assert code_of(lambda: complete_task(actor=cleaner, task_id=other.pk, result=result)) == (
        "RESULT_NOT_FOR_THIS_TASK"
    )


def test_a_stayover_that_was_done_says_so(house):
    stayover, cleaner = make(house, house.room(S.OCCUPIED), task_type="STAYOVER"), house.actor(Role.HOUSEKEEPING)
    assert code_of(lambda: complete_task(actor=cleaner, task_id=stayover.pk)) == "TASK_NOT_STARTED"
    do(start_task, cleaner, stayover)
    assert do(complete_task, cleaner, stayover).subject.result == "DONE"
    assert code_of(lambda: complete_task(actor=cleaner, task_id=stayover.pk, result="REFUSED")) == "TASK_CLOSED"


def test_a_task_is_called_off_by_who_asked_for_it_or_who_distributes_work_and_its_row_stays(house):
    own = make(house, role=Role.FRONT_DESK)
    assert do(cancel_task, house.actor(Role.FRONT_DESK), own).subject.status == "CANCELLED"
    task, cleaner = make(house), house.actor(Role.HOUSEKEEPING)
    assert code_of(lambda: cancel_task(actor=cleaner, task_id=task.pk)) == "PERMISSION_DENIED"
    do(cancel_task, house.actor(Role.STAFF_ADMIN), task)
    assert not do(cancel_task, house.actor(Role.STAFF_ADMIN), task).changed
    assert stored(task).status == "CANCELLED"


@pytest.mark.parametrize("service", [start_task, complete_task])
def test_a_task_that_was_called_off_is_not_worked_on(house, service):
    task, actor = make(house), house.actor()
    do(cancel_task, actor, task)
    assert code_of(lambda: service(actor=actor, task_id=task.pk)) == "TASK_CLOSED"
    assert code_of(lambda: assign_task(actor=actor, task_id=task.pk, assigned_to_id=actor.staff_id)) == "TASK_CLOSED"
    assert code_of(lambda: update_task(actor=actor, task_id=task.pk, priority="HIGH")) == "TASK_CLOSED"


def test_a_finished_task_is_not_called_off(house):
    task, actor = make(house), house.actor()
    do(start_task, actor, task)
    do(complete_task, actor, task)
    assert code_of(lambda: cancel_task(actor=actor, task_id=task.pk)) == "TASK_CLOSED"


def test_priority_and_note_are_corrected_and_the_note_is_not_told(house):
    task, cleaner = make(house), house.actor(Role.HOUSEKEEPING)
    seq = house.last_seq()
    changed = do(update_task, cleaner, task, priority="HIGH", note=SECRET).subject
    assert (changed.priority, changed.note) == ("HIGH", SECRET)
    (event,) = house.events(seq)
    assert (event.before, event.after["priority"]) == ({"priority": "MED"}, "HIGH")
    assert event.changed_fields == ["priority", "note"]
    assert SECRET not in str((event.before, event.after))
    assert not do(update_task, cleaner, task, priority="HIGH").changed


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "DONE"}, "STATUS_BY_ENDPOINT"),
        ({"task_type": "TURNOVER"}, "TASK_STAYS"),
        ({"room_id": 1}, "TASK_STAYS"),
        ({"status": "OPEN", "task_type": "DEEP_CLEAN"}, ""),
    ],
)
def test_a_status_does_not_change_by_editing(house, changes, code):
    task, actor = make(house), house.actor()
    assert code_of(lambda: update_task(actor=actor, task_id=task.pk, **changes)) == code
    assert stored(task).version == 1


def test_editing_does_not_give_a_task_away(house):
    task, cleaner = make(house), house.actor(Role.HOUSEKEEPING)
    assert code_of(lambda: update_task(actor=cleaner, task_id=task.pk, assigned_to_id=cleaner.staff_id)) == (
        "PERMISSION_DENIED"
    )


def test_many_rooms_are_given_to_one_person_at_once(house):
    rooms = [house.room(S.CLEANED_UNINSPECTED) for _ in range(3)]
    for room in rooms[:2]:
        house.set_status(room, S.CHECKOUT_DIRTY)
    manager, who = house.actor(), house.person(Role.HOUSEKEEPING)
    ids = [room.pk for room in rooms]
    give = lambda: assign_rooms(actor=manager, room_ids=ids, assigned_to_id=who.pk)  # noqa: E731
    outcome = run_change(give)
    assert {task.room_id for task in outcome.subject} == set(ids[:2])
    assert all(stored(task).assigned_to_id == who.pk for task in outcome.subject)
    assert [warning.code for warning in outcome.warnings] == ["NOTHING_OPEN"]
    assert not run_change(give).changed


def test_rooms_are_given_all_or_none(house):
    room, manager, who = house.room(S.CLEANED_UNINSPECTED), house.actor(), house.person(Role.HOUSEKEEPING)
    house.set_status(room, S.CHECKOUT_DIRTY)
    foreign = House().room()
    assert code_of(lambda: assign_rooms(actor=manager, room_ids=[room.pk, foreign.pk], assigned_to_id=who.pk)) == (
        "ROOM_NOT_FOUND"
    )
    assert house.tasks(room)[0].assigned_to_id is None


@pytest.mark.parametrize("task_id", ["0", "x", "9" * 25, 2**63])
def test_a_task_that_does_not_exist_is_not_found(house, task_id):
    actor = house.actor()
    assert code_of(lambda: start_task(actor=actor, task_id=task_id)) == "TASK_NOT_FOUND"


def test_a_task_of_another_hotel_is_not_found(house):
    task, actor = make(House()), house.actor()
    assert code_of(lambda: cancel_task(actor=actor, task_id=task.pk)) == "TASK_NOT_FOUND"


def test_tasks_are_listed_by_urgency_and_then_by_age():
    house = House()
    rooms = [house.room() for _ in range(5)]
    for room, priority in zip(rooms, ["LOW", "MED", "HIGH", "MED", "HIGH"], strict=True):
        make(house, room, priority=priority)
    listed = [task.room_id for task in tasks_of(house.hotel.pk)]
    assert listed == [rooms[n].pk for n in (2, 4, 1, 3, 0)]


def test_the_turnover_task_follows_the_room(house):
    room, cleaner = house.room(S.READY_FOR_GUEST), house.actor(Role.HOUSEKEEPING)
    for status, expected in (
        (S.CHECKOUT_DIRTY, ("OPEN", None)),
        (S.CLEANING_IN_PROGRESS, ("IN_PROGRESS", cleaner.staff_id)),
        (S.CLEANED_UNINSPECTED, ("DONE", cleaner.staff_id)),
    ):
        house.set_status(room, status, cleaner)
        (task,) = house.tasks(room)
        assert (task.status, task.assigned_to_id) == expected
