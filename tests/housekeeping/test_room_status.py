"""The report's second unknown: the canonical change of a room's status, its invariants, its audit row and its event."""

import itertools

import pytest

from hotelmate.core.errors import NotInAChange, Refused
from hotelmate.housekeeping.policy import can_change_room_status
from hotelmate.housekeeping.services import set_room_status
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room
from hotelmate.staff.models import Role

from .house import House, code_of, now

S = RoomStatus
CLEANERS = {Role.SUPER_STAFF_ADMIN, Role.STAFF_ADMIN, Role.HOUSEKEEPING}
REPAIRERS = {Role.SUPER_STAFF_ADMIN, Role.STAFF_ADMIN, Role.MAINTENANCE}
EVERYBODY = set(Role.values)
NOBODY: set[str] = set()

# The table of the design: from, to, and the roles whose capability the change takes. What is not here is no change.
BY_HAND = {
    (S.READY_FOR_GUEST, S.OCCUPIED): NOBODY,
    (S.CHECKOUT_DIRTY, S.OCCUPIED): NOBODY,
    (S.OCCUPIED, S.CHECKOUT_DIRTY): NOBODY,
    (S.CHECKOUT_DIRTY, S.CLEANING_IN_PROGRESS): CLEANERS,
    (S.CHECKOUT_DIRTY, S.CLEANED_UNINSPECTED): CLEANERS,
    (S.CLEANING_IN_PROGRESS, S.CLEANED_UNINSPECTED): CLEANERS,
    (S.CLEANING_IN_PROGRESS, S.CHECKOUT_DIRTY): CLEANERS,
    (S.CLEANED_UNINSPECTED, S.READY_FOR_GUEST): CLEANERS,
    (S.CLEANED_UNINSPECTED, S.CHECKOUT_DIRTY): CLEANERS,
    (S.READY_FOR_GUEST, S.CHECKOUT_DIRTY): CLEANERS,
    (S.CHECKOUT_DIRTY, S.MAINTENANCE_REQUIRED): EVERYBODY,
    (S.CLEANING_IN_PROGRESS, S.MAINTENANCE_REQUIRED): EVERYBODY,
    (S.CLEANED_UNINSPECTED, S.MAINTENANCE_REQUIRED): EVERYBODY,
    (S.READY_FOR_GUEST, S.MAINTENANCE_REQUIRED): EVERYBODY,
    (S.MAINTENANCE_REQUIRED, S.CHECKOUT_DIRTY): REPAIRERS,
    **{(status, S.OUT_OF_ORDER): NOBODY for status in S if status not in (S.OCCUPIED, S.OUT_OF_ORDER)},
    (S.OUT_OF_ORDER, S.CHECKOUT_DIRTY): NOBODY,
}
CHANGES = [pair for pair, roles in BY_HAND.items() if roles]
PAIRS = [(old, new) for old, new in itertools.product(S, S) if old != new]


@pytest.mark.parametrize(("old", "new"), PAIRS, ids=str)
def test_each_change_is_made_by_whom_the_table_names_and_by_nobody_else(house, rooms, old, new):
    refused = ("PERMISSION_DENIED", 403) if (old, new) in CHANGES else ("ROOM_STATUS_TRANSITION", 409)
    for role in Role.values:
        refusal = can_change_room_status(house.actor(role), rooms[old], new)
        if role in BY_HAND.get((old, new), NOBODY):
            assert refusal is None, role
        else:
            assert (refusal.code, refusal.status) == refused, role


@pytest.fixture(scope="module")
def rooms(house: House) -> dict[str, Room]:
    """A room in each status."""
    return {status: house.room(status) for status in S}


@pytest.mark.parametrize(("old", "new"), CHANGES, ids=str)
def test_each_change_writes_one_audit_row_and_one_event_with_the_changed_fields(house, old, new):
    room = house.room(old)
    rows, seq, n = len(house.audit(room)), house.last_seq(), now(room).status_n
    outcome = house.set_status(room, new, note="as agreed")
    assert outcome.changed
    assert now(room).room_status == new

    audit = house.audit(room)
    assert len(audit) == rows + 1
    last = audit[-1]
    assert (last.n, last.from_status, last.to_status) == (n + 1, old, new)
    assert (last.changed_by_id, last.source, last.note) == (house.person().pk, "HOUSEKEEPING", "as agreed")

    (event,) = [event for event in house.events(seq) if event.type == "room_updated"]
    assert event.subject_id == room.number
    assert event.before["room_status"] == old
    assert event.after["room_status"] == new
    assert event.changed_fields[0] == "room_status"
    assert event.source == "HOUSEKEEPING"
    assert event.occurred_at == last.created_at
    assert "as agreed" not in str([(e.before, e.after, e.cause) for e in house.events(seq)])


@pytest.mark.parametrize(("old", "new"), CHANGES, ids=str)
def test_the_room_that_a_change_returns_is_the_room_in_the_database(house, old, new):
    returned = house.set_status(house.room(old), new).subject.room
    stored = now(returned)
    for field in (
        "room_status",
        "status_n",
        "version",
        "open_blocking_faults",
        "last_cleaned_at",
        "cleaned_by_id",
        "last_inspected_at",
        "inspected_by_id",
        "occupant_id",
    ):
        assert getattr(returned, field) == getattr(stored, field), field


def test_who_cleaned_and_who_inspected_is_remembered_and_named_in_changed_fields(house):
    room = house.room(S.CHECKOUT_DIRTY)
    house.set_status(room, S.CLEANED_UNINSPECTED, house.actor(Role.HOUSEKEEPING))
    seq = house.last_seq()
    house.set_status(room, S.READY_FOR_GUEST)
    assert now(room).cleaned_by_id == house.person(Role.HOUSEKEEPING).pk
    assert now(room).inspected_by_id == house.person().pk
    event = house.events(seq)[0]
    assert event.changed_fields == ["room_status", "last_inspected_at", "inspected_by_id"]


def test_a_staff_member_of_another_hotel_does_not_find_the_room(house):
    """Invariant 1 of the report: hotel scoping."""
    room = house.room(S.CHECKOUT_DIRTY)
    stranger = House().actor()
    assert code_of(lambda: set_room_status(room=room, to_status=S.CLEANING_IN_PROGRESS, staff=stranger)) == (
        "ROOM_NOT_FOUND"
    )
    assert can_change_room_status(stranger, room, S.CLEANING_IN_PROGRESS).code == "ROOM_NOT_FOUND"


def test_a_reference_to_a_room_of_another_hotel_finds_nothing(house):
    room = House().room(S.CHECKOUT_DIRTY)
    reference = Room(pk=room.pk, hotel_id=house.hotel.pk)
    assert code_of(lambda: set_room_status(room=reference, to_status=S.CLEANING_IN_PROGRESS, staff=house.actor())) == (
        "ROOM_NOT_FOUND"
    )


def test_a_status_that_is_none_is_refused(house):
    """Invariant 2 of the report: status validation."""
    room = house.room()
    assert code_of(lambda: set_room_status(room=room, to_status="SPARKLING", staff=house.actor())) == "INVALID_INPUT"


@pytest.mark.parametrize(("old", "new"), [pair for pair in PAIRS if pair not in CHANGES], ids=str)
def test_a_change_that_the_lifecycle_does_not_know_by_hand_changes_nothing(house, rooms, old, new):
    """Invariant 3 of the report: transition validation, for the mightiest of all."""
    before, seq = now(rooms[old]), house.last_seq()
    assert code_of(lambda: set_room_status(room=rooms[old], to_status=new, staff=house.actor())) == (
        "ROOM_STATUS_TRANSITION"
    )
    assert now(rooms[old]).version == before.version
    assert house.last_seq() == seq


def test_whoever_lacks_the_capability_is_refused_and_nothing_is_written(house):
    """Invariant 4 of the report: permission enforcement."""
    room = house.room(S.CHECKOUT_DIRTY)
    seq = house.last_seq()
    front_desk = house.actor(Role.FRONT_DESK)
    assert code_of(lambda: set_room_status(room=room, to_status=S.CLEANING_IN_PROGRESS, staff=front_desk)) == (
        "PERMISSION_DENIED"
    )
    assert len(house.audit(room)) == 1
    assert house.last_seq() == seq


def test_a_refusal_says_what_to_do_instead(house):
    texts = {
        (S.OCCUPIED, S.CHECKOUT_DIRTY): "check out or move the guest",
        (S.READY_FOR_GUEST, S.OCCUPIED): "occupied by a check-in",
        (S.READY_FOR_GUEST, S.OUT_OF_ORDER): "Open an out-of-order window",
        (S.OUT_OF_ORDER, S.CHECKOUT_DIRTY): "Close its out-of-order window",
    }
    for (old, new), text in texts.items():
        assert text in can_change_room_status(house.actor(), house.room(old), new).message


def test_the_status_that_a_room_already_has_is_a_natural_no_op(house):
    room = house.room(S.CHECKOUT_DIRTY)
    house.set_status(room, S.CLEANING_IN_PROGRESS)
    seq, version = house.last_seq(), now(room).version
    outcome = house.set_status(room, S.CLEANING_IN_PROGRESS)
    assert not outcome.changed
    assert outcome.subject.audit == ()
    assert len(house.audit(room)) == 2
    assert (house.last_seq(), now(room).version) == (seq, version)


def test_a_room_that_was_retired_changes_its_status_no_more(house):
    room = house.room(S.CHECKOUT_DIRTY)
    Room.objects.filter(pk=room.pk).update(active_until=house.hotel.business_date())
    assert code_of(lambda: set_room_status(room=room, to_status=S.CLEANING_IN_PROGRESS, staff=house.actor())) == (
        "ROOM_NOT_ACTIVE"
    )


def test_the_system_may_do_what_staff_may_and_no_more(house):
    room = house.room(S.CHECKOUT_DIRTY)
    assert code_of(lambda: set_room_status(room=room, to_status=S.CLEANING_IN_PROGRESS)) == ""
    assert house.audit(room)[-1].changed_by_id is None
    assert code_of(lambda: set_room_status(room=room, to_status=S.OCCUPIED)) == "ROOM_STATUS_TRANSITION"


def test_the_service_demands_the_boundary(house):
    with pytest.raises(NotInAChange):
        set_room_status(room=house.room(), to_status=S.CHECKOUT_DIRTY, staff=house.actor())


def test_the_lifecycle_answers_what_may_follow_what():
    """`Room.can_transition_to`, which the report names."""
    for old, new in PAIRS:
        assert Room(room_status=old).can_transition_to(new) == ((old, new) in BY_HAND)


def test_refusals_are_exceptions_that_carry_their_code(house):
    with pytest.raises(Refused, match="ROOM_STATUS_TRANSITION"):
        house.set_status(house.room(), S.CLEANING_IN_PROGRESS)
