"""The manager's override: any vacant room to any vacant status, with a note, past no blocking fault."""

import itertools

import pytest

from hotelmate.core.change import run_change
from hotelmate.housekeeping.services import manager_override
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.staff.models import Role

from .house import code_of, now

S = RoomStatus
VACANT = [S.CHECKOUT_DIRTY, S.CLEANING_IN_PROGRESS, S.CLEANED_UNINSPECTED, S.READY_FOR_GUEST]
NOTE = "Looked at it myself"


@pytest.mark.parametrize(("old", "new"), list(itertools.permutations(VACANT, 2)), ids=str)
def test_a_manager_may_take_a_vacant_room_anywhere(house, old, new):
    room = house.room(old)
    seq = house.last_seq()
    manager = house.actor(Role.STAFF_ADMIN)
    run_change(lambda: manager_override(actor=manager, room=room, to_status=new, note=NOTE))
    last = house.audit(room)[-1]
    assert (last.from_status, last.to_status, last.source, last.note) == (old, new, "MANAGER_OVERRIDE", NOTE)
    assert now(room).room_status == new
    events = [event.source for event in house.events(seq) if event.type == "room_updated"]
    assert events == ["MANAGER_OVERRIDE"]


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.HOUSEKEEPING, Role.MAINTENANCE])
def test_nobody_but_a_manager_overrides(house, role):
    room, actor = house.room(S.CHECKOUT_DIRTY), house.actor(role)
    assert code_of(lambda: manager_override(actor=actor, room=room, to_status=S.READY_FOR_GUEST, note=NOTE)) == (
        "PERMISSION_DENIED"
    )


@pytest.mark.parametrize("note", ["", "   ", "\n\t"])
def test_an_override_needs_a_note(house, note):
    room, manager = house.room(S.CHECKOUT_DIRTY), house.actor()
    assert code_of(lambda: manager_override(actor=manager, room=room, to_status=S.READY_FOR_GUEST, note=note)) == (
        "NOTE_REQUIRED"
    )


@pytest.mark.parametrize("old", [S.OCCUPIED, S.OUT_OF_ORDER])
@pytest.mark.parametrize("new", [S.READY_FOR_GUEST, S.CHECKOUT_DIRTY, S.MAINTENANCE_REQUIRED])
def test_no_override_leads_out_of_a_stay_or_a_window(house, old, new):
    room, manager = house.room(old), house.actor()
    assert code_of(lambda: manager_override(actor=manager, room=room, to_status=new, note=NOTE)) == (
        "ROOM_STATUS_TRANSITION"
    )
    assert now(room).room_status == old


@pytest.mark.parametrize("new", [S.OCCUPIED, S.OUT_OF_ORDER])
@pytest.mark.parametrize("old", VACANT)
def test_no_override_leads_into_a_stay_or_a_window(house, old, new):
    room, manager = house.room(old), house.actor()
    assert code_of(lambda: manager_override(actor=manager, room=room, to_status=new, note=NOTE)) == (
        "ROOM_STATUS_TRANSITION"
    )


@pytest.mark.parametrize("new", VACANT)
def test_an_override_passes_no_blocking_fault(house, new):
    room, manager = house.room(S.MAINTENANCE_REQUIRED), house.actor()
    assert code_of(lambda: manager_override(actor=manager, room=room, to_status=new, note=NOTE)) == "FAULT_OPEN"
    assert now(room).room_status == S.MAINTENANCE_REQUIRED


def test_an_override_to_ready_passes_no_fault_that_was_found_while_a_guest_was_inside(house):
    room, manager = house.room(S.OUT_OF_ORDER), house.actor()
    house.fault(room)
    assert now(room).room_status == S.OUT_OF_ORDER
    dirty = house.room(S.MAINTENANCE_REQUIRED)
    assert code_of(lambda: manager_override(actor=manager, room=dirty, to_status=S.READY_FOR_GUEST, note=NOTE)) == (
        "FAULT_OPEN"
    )


def test_an_override_into_maintenance_leaves_a_fault_to_resolve(house):
    room, manager = house.room(S.CLEANED_UNINSPECTED), house.actor()
    run_change(lambda: manager_override(actor=manager, room=room, to_status=S.MAINTENANCE_REQUIRED, note=NOTE))
    assert now(room).open_blocking_faults == 1
    assert room.faults.get().description == NOTE


def test_an_override_to_the_same_status_is_a_natural_no_op(house):
    room, manager = house.room(S.CHECKOUT_DIRTY), house.actor()
    outcome = run_change(lambda: manager_override(actor=manager, room=room, to_status=S.CHECKOUT_DIRTY, note=NOTE))
    assert not outcome.changed
    assert len(house.audit(room)) == 1
