"""Skips and sleeps: what housekeeping found that the front desk's books do not say."""

import pytest

from hotelmate.core.change import run_change
from hotelmate.housekeeping.fault_services import report_discrepancy, resolve_discrepancy
from hotelmate.housekeeping.models import RoomDiscrepancy
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room
from hotelmate.staff.models import Role

from .house import House, code_of, now

S = RoomStatus
SECRET = "Mrs Jones's bags are gone"


def report(house, room, kind, role=Role.HOUSEKEEPING, note=""):
    actor = house.actor(role)
    return run_change(lambda: report_discrepancy(actor=actor, room_id=room.pk, kind=kind, note=note))


@pytest.mark.parametrize(("status", "kind"), [(S.OCCUPIED, "SKIP"), (S.READY_FOR_GUEST, "SLEEP")])
def test_a_discrepancy_is_noted_and_told_and_changes_no_room(house, status, kind):
    room = house.room(status)
    seq, version = house.last_seq(), now(room).version
    found = report(house, room, kind, note=SECRET).subject
    assert (found.kind, found.business_date) == (kind, house.hotel.business_date())
    (event,) = house.events(seq)
    assert (event.type, event.after) == (
        "discrepancy_reported",
        {"room_number": room.number, "kind": kind, "resolved": False},
    )
    assert now(room).version == version


@pytest.mark.parametrize(
    ("status", "kind"),
    [(S.OCCUPIED, "SLEEP"), *((status, "SKIP") for status in S if status != S.OCCUPIED)],
)
def test_there_is_none_where_the_books_say_the_same(house, status, kind):
    room, actor = house.room(status), house.actor(Role.HOUSEKEEPING)
    assert code_of(lambda: report_discrepancy(actor=actor, room_id=room.pk, kind=kind)) == "NO_DISCREPANCY"


def test_the_same_discrepancy_again_is_a_natural_no_op(house):
    room = house.room(S.OCCUPIED)
    first = report(house, room, "SKIP").subject
    again = report(house, room, "SKIP", Role.FRONT_DESK)
    assert (again.changed, again.subject) == (False, first)


def test_a_room_has_one_open_discrepancy(house):
    room = house.room(S.OCCUPIED)
    report(house, room, "SKIP")
    house.check_out(room)
    actor = house.actor(Role.HOUSEKEEPING)
    assert code_of(lambda: report_discrepancy(actor=actor, room_id=room.pk, kind="SLEEP")) == "DISCREPANCY_OPEN"


def test_a_discrepancy_is_resolved_once(house):
    found, front_desk = report(house, house.room(S.OCCUPIED), "SKIP").subject, house.actor(Role.FRONT_DESK)
    seq = house.last_seq()
    resolve = lambda: resolve_discrepancy(  # noqa: E731
        actor=front_desk, discrepancy_id=found.pk, resolution="called the guest"
    )
    assert run_change(resolve).changed
    assert not run_change(resolve).changed
    assert [event.type for event in house.events(seq)] == ["discrepancy_resolved"]
    assert RoomDiscrepancy.objects.get(pk=found.pk).resolved_by == front_desk.ref


def test_a_discrepancy_takes_the_capability(house):
    room, repairer = house.room(S.OCCUPIED), house.actor(Role.MAINTENANCE)
    assert code_of(lambda: report_discrepancy(actor=repairer, room_id=room.pk, kind="SKIP")) == "PERMISSION_DENIED"
    found = report(house, room, "SKIP").subject
    assert code_of(lambda: resolve_discrepancy(actor=repairer, discrepancy_id=found.pk)) == "PERMISSION_DENIED"


def test_a_discrepancy_of_another_hotel_is_not_found(house):
    elsewhere = House()
    found, actor = report(elsewhere, elsewhere.room(S.OCCUPIED), "SKIP").subject, house.actor()
    assert code_of(lambda: resolve_discrepancy(actor=actor, discrepancy_id=found.pk)) == "DISCREPANCY_NOT_FOUND"


def test_a_room_that_is_no_longer_in_use_has_none(house):
    room, actor = house.room(), house.actor()
    Room.objects.filter(pk=room.pk).update(active_until=house.hotel.business_date())
    assert code_of(lambda: report_discrepancy(actor=actor, room_id=room.pk, kind="SLEEP")) == "ROOM_NOT_ACTIVE"
