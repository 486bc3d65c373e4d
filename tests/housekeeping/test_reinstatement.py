"""A room that was retired and comes back: it is made ready before anybody sleeps in it."""

import pytest

from hotelmate.core.change import run_change
from hotelmate.housekeeping.models import HousekeepingTask, TaskStatus
from hotelmate.housekeeping.reinstatement import reinstate_room
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.services import retire_room
from hotelmate.staff.models import Role

from .house import now

S = RoomStatus


def retired(house, status):
    room = house.room(status)
    run_change(lambda: retire_room(actor=house.actor(Role.SUPER_STAFF_ADMIN), room_id=room.pk))
    return room


def open_turnovers(room):
    return HousekeepingTask.objects.filter(room_id=room.pk, task_type="TURNOVER", status=TaskStatus.OPEN).count()


@pytest.mark.parametrize("status", [S.READY_FOR_GUEST, S.CLEANED_UNINSPECTED, S.CLEANING_IN_PROGRESS, S.CHECKOUT_DIRTY])
def test_a_room_comes_back_dirty_with_a_task_whatever_it_was(house, status):
    room = retired(house, status)
    actor = house.actor(Role.SUPER_STAFF_ADMIN)
    outcome = run_change(lambda: reinstate_room(actor=actor, room_id=room.pk))
    assert outcome.changed
    assert (now(room).is_active, now(room).room_status, open_turnovers(room)) == (True, S.CHECKOUT_DIRTY, 1)
    assert not run_change(lambda: reinstate_room(actor=actor, room_id=room.pk)).changed


def test_the_change_of_status_has_its_audit_row_and_its_event(house):
    room = retired(house, S.READY_FOR_GUEST)
    actor = house.actor(Role.SUPER_STAFF_ADMIN)
    run_change(lambda: reinstate_room(actor=actor, room_id=room.pk))
    last = house.audit(room)[-1]
    assert (last.from_status, last.to_status, last.source) == (S.READY_FOR_GUEST, S.CHECKOUT_DIRTY, "SYSTEM")
    told = [event for event in house.events() if event.subject_id == room.number][-2:]
    assert [(event.type, event.cause) for event in told] == [("room_reinstated", ""), ("room_updated", "reinstated")]


def test_a_room_that_needs_repair_still_needs_it(house):
    room = retired(house, S.MAINTENANCE_REQUIRED)
    actor = house.actor(Role.SUPER_STAFF_ADMIN)
    run_change(lambda: reinstate_room(actor=actor, room_id=room.pk))
    assert (now(room).is_active, now(room).room_status) == (True, S.MAINTENANCE_REQUIRED)
    assert open_turnovers(room) == 0
