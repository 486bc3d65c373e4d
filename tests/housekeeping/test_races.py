"""Two people at once, in the real services: one change each, one audit row, one event, and both are told the truth."""

from functools import partial
from itertools import pairwise

import pytest

from hotelmate.core.change import run_change
from hotelmate.core.errors import Refusal
from hotelmate.housekeeping.fault_services import report_discrepancy, report_fault, resolve_fault
from hotelmate.housekeeping.models import Fault, HousekeepingTask, RoomDiscrepancy
from hotelmate.housekeeping.services import set_room_status
from hotelmate.housekeeping.task_services import (
    assign_rooms,
    complete_task,
    create_stayover_tasks,
    create_task,
    start_task,
)
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.staff.models import Role

from ..at_once import at_once, refusals
from .house import House, now

S = RoomStatus
ROUNDS = 4


def status(actor, room, to_status):
    return partial(run_change, lambda: set_room_status(room=room, to_status=to_status, staff=actor))


def assert_chain_holds(house: House, room) -> None:
    """Each row begins where the one before ended, the last is the room's status, and each change has its event."""
    rows = house.audit(room)
    assert [row.n for row in rows] == list(range(1, len(rows) + 1))
    for before, after in pairwise(rows):
        assert after.from_status == before.to_status
    assert rows[-1].to_status == now(room).room_status
    told = [
        event.after["room_status"]
        for event in house.events()
        if event.type == "room_updated" and event.subject_id == room.number and "room_status" in event.changed_fields
    ]
    assert told == [row.to_status for row in rows[1:]]


@pytest.mark.parametrize("_", range(ROUNDS))
def test_two_different_updates_of_one_room(house, _):
    room = house.room(S.CLEANED_UNINSPECTED)
    one, two = house.actor(Role.HOUSEKEEPING), house.actor(Role.STAFF_ADMIN)
    results = at_once(status(one, room, S.READY_FOR_GUEST), status(two, room, S.CHECKOUT_DIRTY))
    # Ready and then dirty is a way; dirty and then ready is none.
    rows = house.audit(room)
    assert len(rows) == 1 + sum(not isinstance(result, Refusal) for result in results)
    assert [refusal.code for refusal in refusals(results)] in ([], ["ROOM_STATUS_TRANSITION"])
    assert now(room).room_status == S.CHECKOUT_DIRTY
    assert_chain_holds(house, room)


@pytest.mark.parametrize("_", range(ROUNDS))
def test_the_same_update_twice_writes_one_audit_row_and_one_event(house, _):
    room = house.room(S.CHECKOUT_DIRTY)
    one, two = house.actor(Role.HOUSEKEEPING), house.actor(Role.STAFF_ADMIN)
    seq = house.last_seq()
    results = at_once(status(one, room, S.CLEANING_IN_PROGRESS), status(two, room, S.CLEANING_IN_PROGRESS))
    assert sorted(result.changed for result in results) == [False, True]
    assert [event.type for event in house.events(seq)].count("room_updated") == 1
    assert len(house.audit(room)) == 2
    assert_chain_holds(house, room)


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_fault_against_a_passed_inspection(house, _):
    room = house.room(S.CLEANED_UNINSPECTED)
    inspector, finder = house.actor(Role.HOUSEKEEPING), house.actor(Role.FRONT_DESK)
    fault = partial(run_change, lambda: report_fault(actor=finder, room_id=room.pk, description="smell of gas"))
    results = at_once(status(inspector, room, S.READY_FOR_GUEST), fault)
    stored = now(room)
    assert (stored.room_status, stored.open_blocking_faults) == (S.MAINTENANCE_REQUIRED, 1)
    assert [refusal.code for refusal in refusals(results)] in ([], ["ROOM_STATUS_TRANSITION"])
    assert_chain_holds(house, room)


@pytest.mark.parametrize("_", range(ROUNDS))
def test_two_faults_at_once_are_both_counted(house, _):
    room, actor = house.room(S.READY_FOR_GUEST), house.actor()
    reports = [
        partial(run_change, lambda text=text: report_fault(actor=actor, room_id=room.pk, description=text))
        for text in ("one", "two")
    ]
    assert refusals(at_once(*reports)) == []
    assert now(room).open_blocking_faults == Fault.objects.filter(room=room).count() == 2
    assert_chain_holds(house, room)


@pytest.mark.parametrize("_", range(ROUNDS))
def test_the_last_two_faults_resolved_at_once_open_the_room_once(house, _):
    room, actor = house.room(S.MAINTENANCE_REQUIRED), house.actor()
    house.fault(room, "another")
    resolutions = [
        partial(run_change, lambda pk=pk: resolve_fault(actor=actor, fault_id=pk))
        for pk in Fault.objects.filter(room=room).values_list("pk", flat=True)
    ]
    assert refusals(at_once(*resolutions)) == []
    assert (now(room).room_status, now(room).open_blocking_faults) == (S.CHECKOUT_DIRTY, 0)
    assert len(house.tasks(room, status="OPEN")) == 1
    assert_chain_holds(house, room)


@pytest.mark.parametrize("_", range(ROUNDS))
def test_of_two_who_start_a_task_one_wins_and_the_other_is_told_who(house, _):
    room, manager = house.room(S.CHECKOUT_DIRTY), house.actor()
    task = run_change(lambda: create_task(actor=manager, room_id=room.pk, task_type="DEEP_CLEAN")).subject
    people = [house.actor(Role.HOUSEKEEPING), house.actor(Role.MAINTENANCE)]
    seq = house.last_seq()
    starts = [partial(run_change, lambda actor=actor: start_task(actor=actor, task_id=task.pk)) for actor in people]
    results = at_once(*starts)
    (refusal,) = refusals(results)
    winner = people[1 - results.index(refusal)]
    assert refusal.code == "TASK_ALREADY_STARTED"
    assert refusal.details["assigned_to"] == winner.staff_id
    assert refusal.details["assigned_to_name"] == winner.name
    assert winner.name in refusal.message
    assert HousekeepingTask.objects.get(pk=task.pk).assigned_to_id == winner.staff_id
    assert [event.type for event in house.events(seq)] == ["task_updated"]


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_turnover_that_is_finished_by_the_task_and_by_the_room_at_once_is_finished_once(house, _):
    room, actor = house.room(S.CLEANING_IN_PROGRESS), house.actor()
    run_change(lambda: create_task(actor=actor, room_id=room.pk, task_type="TURNOVER"))
    (task,) = house.tasks(room)
    run_change(lambda: start_task(actor=actor, task_id=task.pk))
    seq = house.last_seq()
    results = at_once(
        status(actor, room, S.CLEANED_UNINSPECTED),
        partial(run_change, lambda: complete_task(actor=actor, task_id=task.pk)),
    )
    assert refusals(results) == []
    assert house.tasks(room)[0].status == "DONE"
    assert [event.type for event in house.events(seq)].count("task_updated") == 1


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_turnover_asked_for_twice_at_once_is_made_once(house, _):
    room, actor = house.room(S.READY_FOR_GUEST), house.actor()
    ask = partial(run_change, lambda: create_task(actor=actor, room_id=room.pk, task_type="TURNOVER"))
    (refusal,) = refusals(at_once(ask, ask))
    (task,) = house.tasks(room)
    assert refusal.code == "TURNOVER_OPEN"
    assert refusal.details["task_id"] == task.pk


@pytest.mark.parametrize("_", range(ROUNDS))
def test_the_mornings_round_asked_for_twice_at_once_is_made_once(_):
    house = House()
    rooms = [house.room(S.OCCUPIED) for _ in range(3)]
    actor = house.actor()
    results = at_once(*[partial(run_change, lambda: create_stayover_tasks(actor=actor))] * 2)
    assert sorted(len(result.subject) for result in results) == [0, 3]
    assert [len(house.tasks(room)) for room in rooms] == [1, 1, 1]


@pytest.mark.parametrize("_", range(ROUNDS))
def test_two_managers_who_distribute_the_same_rooms_do_not_deadlock(house, _):
    rooms = [house.room(S.CLEANED_UNINSPECTED) for _ in range(3)]
    manager = house.actor()
    for room in rooms:
        house.set_status(room, S.CHECKOUT_DIRTY)
    ids = [room.pk for room in rooms]
    people = [house.person(Role.HOUSEKEEPING).pk, house.person(Role.MAINTENANCE).pk]
    orders = [
        partial(run_change, lambda ids=ids, who=who: assign_rooms(actor=manager, room_ids=ids, assigned_to_id=who))
        for ids, who in ((ids, people[0]), (ids[::-1], people[1]))
    ]
    cleaning = [status(manager, room, S.CLEANING_IN_PROGRESS) for room in rooms]
    assert refusals(at_once(*orders, *cleaning)) == []
    for room in rooms:
        assert_chain_holds(house, room)


@pytest.mark.parametrize("_", range(ROUNDS))
def test_the_same_discrepancy_found_by_two_is_one(house, _):
    room = house.room(S.OCCUPIED)
    people = [house.actor(Role.HOUSEKEEPING), house.actor(Role.FRONT_DESK)]
    reports = [
        partial(run_change, lambda actor=actor: report_discrepancy(actor=actor, room_id=room.pk, kind="SKIP"))
        for actor in people
    ]
    results = at_once(*reports)
    assert sorted(result.changed for result in results) == [False, True]
    assert RoomDiscrepancy.objects.filter(room=room).count() == 1
