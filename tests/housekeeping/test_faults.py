"""Faults: a blocking one keeps guests out of the room until it is resolved, and never puts one out."""

import pytest

from hotelmate.core.change import run_change
from hotelmate.housekeeping.fault_services import report_fault, resolve_fault
from hotelmate.housekeeping.models import Fault
from hotelmate.housekeeping.services import complete_maintenance
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room
from hotelmate.staff.models import Role

from .house import House, code_of, now

S = RoomStatus
SECRET = "Mrs Jones flooded the bathroom"


def resolve(actor, fault, resolution="repaired"):
    return run_change(lambda: resolve_fault(actor=actor, fault_id=fault.pk, resolution=resolution))


@pytest.mark.parametrize("status", [S.READY_FOR_GUEST, S.CHECKOUT_DIRTY, S.CLEANING_IN_PROGRESS, S.CLEANED_UNINSPECTED])
def test_a_blocking_fault_in_a_vacant_room_makes_it_need_maintenance(house, status):
    room = house.room(status)
    rows, seq = len(house.audit(room)), house.last_seq()
    change = house.fault(room, SECRET, priority="HIGH")
    stored = now(room)
    assert (stored.room_status, stored.open_blocking_faults) == (S.MAINTENANCE_REQUIRED, 1)
    assert stored.version == change.room.version
    assert len(house.audit(room)) == rows + 1
    events = house.events(seq)
    assert sorted(event.type for event in events) == ["fault_reported", "room_updated"]
    (updated,) = [event for event in events if event.type == "room_updated"]
    assert updated.changed_fields == ["room_status", "maintenance_required"]
    assert updated.cause == f"fault:{change.fault.pk}"
    assert SECRET not in str([(event.before, event.after) for event in events])


@pytest.mark.parametrize("status", [S.OCCUPIED, S.OUT_OF_ORDER])
def test_a_blocking_fault_leaves_an_occupied_or_out_of_order_room_its_status(house, status):
    room = house.room(status)
    rows, seq = len(house.audit(room)), house.last_seq()
    fault = house.fault(room).fault
    stored = now(room)
    assert (stored.room_status, stored.open_blocking_faults) == (status, 1)
    assert len(house.audit(room)) == rows
    (flag,) = [event for event in house.events(seq) if event.type == "room_updated"]
    assert (flag.changed_fields, flag.cause) == (["maintenance_required"], f"fault:{fault.pk}")


def test_a_second_blocking_fault_is_one_more_and_nothing_else(house):
    room = house.room(S.MAINTENANCE_REQUIRED)
    rows, seq = len(house.audit(room)), house.last_seq()
    house.fault(room, "broken window")
    assert now(room).open_blocking_faults == 2
    assert len(house.audit(room)) == rows
    assert [event.type for event in house.events(seq)] == ["fault_reported"]


def test_a_fault_that_does_not_block_changes_no_status(house):
    room = house.room(S.READY_FOR_GUEST)
    change = house.fault(room, "dripping tap", is_blocking=False)
    stored = now(room)
    assert (stored.room_status, stored.open_blocking_faults) == (S.READY_FOR_GUEST, 0)
    assert stored.version == change.room.version


def test_the_same_fault_reported_again_is_a_natural_no_op(house):
    room = house.room(S.READY_FOR_GUEST)
    first = house.fault(room, "no light").fault
    seq = house.last_seq()
    assert house.fault(room, "no light").fault == first
    assert house.last_seq() == seq
    assert Fault.objects.filter(room=room).count() == 1


def test_anybody_in_the_house_may_report_a_fault(house):
    for role in Role.values:
        room, actor = house.room(), house.actor(role)
        assert code_of(lambda room=room, actor=actor: report_fault(actor=actor, room_id=room.pk, description="x")) == ""


def test_a_fault_of_the_front_desk_comes_through_the_front_desk(house):
    room, actor = house.room(), house.actor(Role.FRONT_DESK)
    run_change(lambda: report_fault(actor=actor, room_id=room.pk, description="no key"))
    assert house.audit(room)[-1].source == "FRONT_DESK"


def test_a_fault_in_a_room_that_is_no_longer_in_use_is_refused(house):
    room, actor = house.room(), house.actor()
    Room.objects.filter(pk=room.pk).update(active_until=house.hotel.business_date())
    assert code_of(lambda: report_fault(actor=actor, room_id=room.pk, description="x")) == "ROOM_NOT_ACTIVE"


@pytest.mark.parametrize("room_id", ["0", "-1", "abc", "9" * 30, "١", 2**63])
def test_a_fault_in_a_room_that_does_not_exist_is_refused(house, room_id):
    actor = house.actor()
    assert code_of(lambda: report_fault(actor=actor, room_id=room_id, description="x")) == "ROOM_NOT_FOUND"


def test_the_last_blocking_fault_resolved_makes_the_room_dirty_with_a_turnover_task(house):
    room = house.room(S.CLEANED_UNINSPECTED)
    first, second = house.fault(room, "one").fault, house.fault(room, "two").fault
    repairer = house.actor(Role.MAINTENANCE)
    resolve(repairer, first)
    assert now(room).room_status == S.MAINTENANCE_REQUIRED
    seq = house.last_seq()
    change = resolve(repairer, second).subject
    stored = now(room)
    assert (stored.room_status, stored.open_blocking_faults) == (S.CHECKOUT_DIRTY, 0)
    assert stored.version == change.room.version
    assert [event.type for event in house.events(seq)] == ["fault_resolved", "room_updated", "task_created"]
    assert house.audit(room)[-1].from_status == S.MAINTENANCE_REQUIRED
    (task,) = house.tasks(room, status="OPEN")
    assert task.task_type == "TURNOVER"


def test_a_fault_resolved_in_an_occupied_room_takes_the_flag_away_and_nothing_else(house):
    room = house.room(S.OCCUPIED)
    fault = house.fault(room).fault
    seq = house.last_seq()
    resolve(house.actor(), fault)
    assert (now(room).room_status, now(room).open_blocking_faults) == (S.OCCUPIED, 0)
    assert [(event.type, event.changed_fields) for event in house.events(seq)] == [
        ("fault_resolved", ["resolved_at", "resolved_by", "resolution"]),
        ("room_updated", ["maintenance_required"]),
    ]


def test_a_fault_resolved_again_by_the_same_person_is_a_natural_no_op_and_by_another_is_refused(house):
    fault = house.fault(house.room()).fault
    repairer, other = house.actor(Role.MAINTENANCE), house.actor()
    assert resolve(repairer, fault).changed
    assert not resolve(repairer, fault).changed
    assert code_of(lambda: resolve_fault(actor=other, fault_id=fault.pk)) == "FAULT_RESOLVED"


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.HOUSEKEEPING])
def test_resolving_a_fault_takes_the_capability(house, role):
    fault, actor = house.fault(house.room()).fault, house.actor(role)
    assert code_of(lambda: resolve_fault(actor=actor, fault_id=fault.pk)) == "PERMISSION_DENIED"


def test_a_fault_of_another_hotel_is_not_found(house):
    elsewhere = House()
    fault, actor = elsewhere.fault(elsewhere.room()).fault, house.actor()
    assert code_of(lambda: resolve_fault(actor=actor, fault_id=fault.pk)) == "FAULT_NOT_FOUND"


def test_completing_maintenance_resolves_every_blocking_fault(house):
    room = house.room(S.MAINTENANCE_REQUIRED)
    house.fault(room, "another")
    house.fault(room, "loose handle", is_blocking=False)
    repairer = house.actor(Role.MAINTENANCE)
    outcome = run_change(lambda: complete_maintenance(actor=repairer, room=room, note="all done"))
    assert now(room).room_status == S.CHECKOUT_DIRTY
    assert now(room).version == outcome.subject.room.version
    assert list(Fault.objects.filter(room=room, resolved_at__isnull=True).values_list("description", flat=True)) == [
        "loose handle"
    ]
    assert not run_change(lambda: complete_maintenance(actor=repairer, room=room)).changed


@pytest.mark.parametrize("status", [S.READY_FOR_GUEST, S.CLEANING_IN_PROGRESS, S.OCCUPIED, S.OUT_OF_ORDER])
def test_maintenance_is_completed_where_it_was_required(house, status):
    room, actor = house.room(status), house.actor()
    assert code_of(lambda: complete_maintenance(actor=actor, room=room)) == "NOT_IN_MAINTENANCE"


def test_a_room_with_an_open_fault_becomes_dirty_at_check_out_and_cannot_become_ready(house):
    room = house.room(S.OCCUPIED)
    house.fault(room)
    house.check_out(room)
    stored = now(room)
    assert (stored.room_status, stored.open_blocking_faults) == (S.CHECKOUT_DIRTY, 1)
