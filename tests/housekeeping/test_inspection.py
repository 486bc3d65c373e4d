"""Who looks at a cleaned room before a guest may have it: nobody, anyone, or a second person."""

import pytest

from hotelmate.core.change import run_change
from hotelmate.hotel.models import Inspection
from hotelmate.housekeeping.services import inspect_room, set_room_status
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.staff.models import Role
from tests.factories import make_hotel

from .house import House, code_of, now

S = RoomStatus


def inspect(actor, room, *, passed, note=""):
    return run_change(lambda: inspect_room(actor=actor, room=room, passed=passed, note=note))


def test_where_no_inspection_is_wanted_cleaned_makes_both_transitions_with_two_audit_rows():
    house = House(inspection=Inspection.NONE)
    room = house.room(S.CHECKOUT_DIRTY)
    seq = house.last_seq()
    cleaner = house.actor(Role.HOUSEKEEPING)
    house.set_status(room, S.CLEANED_UNINSPECTED, cleaner)
    assert [(row.to_status, row.source) for row in house.audit(room)[1:]] == [
        (S.CLEANED_UNINSPECTED, "HOUSEKEEPING"),
        (S.READY_FOR_GUEST, "SYSTEM"),
    ]
    stored = now(room)
    assert stored.room_status == S.READY_FOR_GUEST
    assert stored.cleaned_by_id == cleaner.staff_id
    assert [event.after["room_status"] for event in house.events(seq) if event.type == "room_updated"] == [
        S.CLEANED_UNINSPECTED,
        S.READY_FOR_GUEST,
    ]


def test_where_no_inspection_is_wanted_cleaned_again_is_a_natural_no_op():
    house = House(inspection=Inspection.NONE)
    room = house.room(S.CHECKOUT_DIRTY)
    house.set_status(room, S.CLEANED_UNINSPECTED)
    assert not house.set_status(room, S.CLEANED_UNINSPECTED).changed
    assert len(house.audit(room)) == 3


def test_where_no_inspection_is_wanted_a_fault_still_keeps_a_cleaned_room_from_guests():
    house = House(inspection=Inspection.NONE)
    room = house.room(S.OCCUPIED)
    house.fault(room)
    house.check_out(room)
    house.set_status(room, S.CLEANED_UNINSPECTED)
    assert now(room).room_status == S.CLEANED_UNINSPECTED


def test_where_anyone_may_inspect_the_cleaner_may_too(house):
    room = house.room(S.CHECKOUT_DIRTY)
    cleaner = house.actor(Role.HOUSEKEEPING)
    house.set_status(room, S.CLEANED_UNINSPECTED, cleaner)
    inspect(cleaner, room, passed=True)
    assert now(room).room_status == S.READY_FOR_GUEST


def test_a_second_person_has_to_inspect_where_that_is_wanted():
    house = House(inspection=Inspection.SECOND_PERSON)
    room = house.room(S.CHECKOUT_DIRTY)
    cleaner, colleague = house.actor(Role.HOUSEKEEPING), house.another(Role.HOUSEKEEPING)
    house.set_status(room, S.CLEANED_UNINSPECTED, cleaner)
    assert code_of(lambda: inspect_room(actor=cleaner, room=room, passed=True)) == "SECOND_PERSON_REQUIRED"
    assert code_of(lambda: set_room_status(room=room, to_status=S.READY_FOR_GUEST, staff=cleaner)) == (
        "SECOND_PERSON_REQUIRED"
    )
    inspect(colleague, room, passed=True)
    assert now(room).inspected_by_id == colleague.staff_id


def test_the_cleaner_may_fail_their_own_work_where_a_second_person_inspects():
    house = House(inspection=Inspection.SECOND_PERSON)
    room = house.room(S.CHECKOUT_DIRTY)
    cleaner = house.actor(Role.HOUSEKEEPING)
    house.set_status(room, S.CLEANED_UNINSPECTED, cleaner)
    inspect(cleaner, room, passed=False)
    assert now(room).room_status == S.CHECKOUT_DIRTY


def test_a_failed_inspection_makes_the_room_dirty_again_with_a_turnover_task(house):
    room = house.room(S.CHECKOUT_DIRTY)
    house.set_status(room, S.CLEANED_UNINSPECTED)
    inspect(house.actor(), room, passed=False, note="hair in the sink")
    assert now(room).room_status == S.CHECKOUT_DIRTY
    assert house.audit(room)[-1].note == "hair in the sink"
    (task,) = house.tasks(room, status="OPEN")
    assert task.task_type == "TURNOVER"


@pytest.mark.parametrize("passed", [True, False])
def test_an_inspection_that_is_repeated_is_a_natural_no_op(house, passed):
    room = house.room(S.CLEANED_UNINSPECTED)
    assert inspect(house.actor(), room, passed=passed).changed
    assert not inspect(house.actor(), room, passed=passed).changed
    assert len(house.audit(room)) == 2


@pytest.mark.parametrize(
    ("status", "passed"),
    [
        (S.READY_FOR_GUEST, False),
        (S.CHECKOUT_DIRTY, True),
        (S.CLEANING_IN_PROGRESS, True),
        (S.CLEANING_IN_PROGRESS, False),
        (S.OCCUPIED, True),
        (S.OCCUPIED, False),
        (S.MAINTENANCE_REQUIRED, True),
        (S.MAINTENANCE_REQUIRED, False),
        (S.OUT_OF_ORDER, True),
    ],
)
def test_only_a_cleaned_room_passes_or_fails(house, status, passed):
    room, actor = house.room(status), house.actor()
    assert code_of(lambda: inspect_room(actor=actor, room=room, passed=passed)) == "NOT_TO_INSPECT"


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.MAINTENANCE])
@pytest.mark.parametrize("passed", [True, False])
def test_inspecting_takes_the_capability(house, role, passed):
    room, actor = house.room(S.CLEANED_UNINSPECTED), house.actor(role)
    assert code_of(lambda: inspect_room(actor=actor, room=room, passed=passed)) == "PERMISSION_DENIED"


def test_an_open_fault_keeps_a_cleaned_room_from_passing(house):
    room = house.room(S.OCCUPIED)
    house.fault(room)
    house.check_out(room)
    house.set_status(room, S.CLEANED_UNINSPECTED)
    actor = house.actor()
    assert code_of(lambda: inspect_room(actor=actor, room=room, passed=True)) == "FAULT_OPEN"


def test_a_new_hotel_lets_anyone_inspect():
    assert make_hotel().inspection == Inspection.ANYONE
