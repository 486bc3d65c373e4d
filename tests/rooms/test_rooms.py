"""Making, editing and retiring rooms."""

from datetime import date, timedelta

import pytest

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.events.queries import events_after, last_seq
from hotelmate.hotel.queries import system_of
from hotelmate.room_bookings.services.blocks import close_block, open_block
from hotelmate.room_bookings.services.creation import Request, create_booking
from hotelmate.rooms.models import Room, TypeNight
from hotelmate.rooms.services import (
    bulk_create_rooms,
    create_room,
    retire_room,
    retire_room_type,
    take_into_use_again,
    update_room,
)
from tests.at_once import at_once, refusals
from tests.factories import actor_for, make_hotel, make_room_type, make_rooms


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def system(hotel):
    return system_of(hotel)


@pytest.fixture
def room_type(hotel):
    return make_room_type(hotel, "STD")


def refusal_of(work):
    with pytest.raises(Refused) as caught:
        run_change(work)
    return caught.value.refusal


def code_of(work):
    return refusal_of(work).code


def close_room(room, nights=3):
    """Open a window out of order from today on."""
    first = room.hotel.business_date()
    work = lambda: open_block(  # noqa: E731
        actor=system_of(room.hotel),
        room_id=room.pk,
        kind="OUT_OF_ORDER",
        from_date=first,
        to_date=first + timedelta(days=nights),
        reason="paint",
    )
    return run_change(work).subject


def test_a_new_room_is_ready_has_its_audit_row_and_its_event(hotel, system, room_type):
    room = run_change(lambda: create_room(actor=system, number="101", room_type_id=room_type.pk, floor="1")).subject
    room.refresh_from_db()
    assert (room.room_status, room.status_n, room.active_from) == ("READY_FOR_GUEST", 1, hotel.business_date())
    event = events_after(hotel_id=hotel.pk)[-1]
    assert (event.type, event.subject_type, event.subject_id) == ("room_created", "room", "101")
    assert event.after["room_type"] == "STD"


@pytest.mark.parametrize("status", ["OCCUPIED", "OUT_OF_ORDER", "MAINTENANCE_REQUIRED", "CLEANING_IN_PROGRESS", "X"])
def test_a_new_room_does_not_begin_in_the_middle_of_something(system, room_type, status):
    work = lambda: create_room(actor=system, number="101", room_type_id=room_type.pk, room_status=status)  # noqa: E731
    assert code_of(work) == "INVALID_STATUS"


@pytest.mark.parametrize(
    "numbers",
    [
        [],
        [""],
        ["-1"],
        ["a b"],
        ["a/b"],
        ["Ä1"],
        ["x" * 21],
        ["nul\x00"],
        ["1", "1"],
        [str(number) for number in range(1001)],
    ],
    ids=lambda numbers: ascii(numbers)[:20],
)
def test_numbers_that_cannot_be_are_refused(system, room_type, numbers):
    work = lambda: bulk_create_rooms(actor=system, room_type_id=room_type.pk, numbers=numbers)  # noqa: E731
    assert code_of(work) == "INVALID_ROOM_NUMBERS"


def test_many_rooms_are_made_or_none_and_the_taken_numbers_are_named(hotel, system, room_type):
    make_rooms(room_type, ["102", "104"])
    before = last_seq(hotel.pk)
    numbers = ["101", "102", "103", "104"]
    refusal = refusal_of(lambda: bulk_create_rooms(actor=system, room_type_id=room_type.pk, numbers=numbers))
    assert (refusal.code, refusal.status, refusal.details) == ("ROOM_NUMBER_TAKEN", 409, {"numbers": ["102", "104"]})
    assert (Room.objects.filter(hotel=hotel).count(), last_seq(hotel.pk)) == (2, before)


def test_of_two_who_make_the_same_rooms_at_once_one_is_refused_and_told_which(hotel, system, room_type):
    other_type = make_room_type(hotel)

    def make(type_id, numbers):
        return lambda: run_change(lambda: bulk_create_rooms(actor=system, room_type_id=type_id, numbers=numbers))

    answers = at_once(make(room_type.pk, ["1", "2", "3"]), make(other_type.pk, ["5", "3", "4"]))
    (refusal,) = refusals(answers)
    assert (refusal.code, refusal.details) == ("ROOM_NUMBER_TAKEN", {"numbers": ["3"]})
    assert Room.objects.filter(hotel=hotel).count() == 3


def test_the_same_numbers_are_free_in_another_hotel(room_type):
    make_rooms(room_type, ["101"])
    make_rooms(make_room_type(make_hotel()), ["101"])


def test_rooms_of_another_hotels_type_are_not_made(system):
    foreign = make_room_type(make_hotel())
    assert code_of(lambda: create_room(actor=system, number="1", room_type_id=foreign.pk)) == "ROOM_TYPE_NOT_FOUND"


def test_a_retired_type_gets_no_rooms(system, room_type):
    run_change(lambda: retire_room_type(actor=system, room_type_id=room_type.pk))
    assert code_of(lambda: create_room(actor=system, number="1", room_type_id=room_type.pk)) == "ROOM_TYPE_RETIRED"


@pytest.mark.parametrize("role", ["front_desk", "housekeeping", "maintenance"])
def test_only_managers_change_rooms(hotel, room_type, role):
    actor, room = actor_for(hotel, role), make_rooms(room_type)[0]
    for work in (
        lambda: create_room(actor=actor, number="1", room_type_id=room_type.pk),
        lambda: update_room(actor=actor, room_id=room.pk, floor="2"),
        lambda: retire_room(actor=actor, room_id=room.pk),
        lambda: take_into_use_again(actor=actor, room_id=room.pk),
    ):
        assert code_of(work) == "PERMISSION_DENIED"


def test_an_edit_is_told_without_the_notes(hotel, system, room_type):
    room = make_rooms(room_type, ["101"])[0]
    outcome = run_change(lambda: update_room(actor=system, room_id=room.pk, number="111", notes="Mr X sleeps badly"))
    assert (outcome.subject.number, outcome.subject.version) == ("111", 2)
    event = events_after(hotel_id=hotel.pk)[-1]
    assert (event.type, event.subject_id, event.before, event.after) == (
        "room_updated",
        "101",
        {"number": "101"},
        {"number": "111"},
    )
    assert sorted(event.changed_fields) == ["notes", "number"]


def test_an_edit_that_changes_nothing_leaves_no_trace(hotel, system, room_type):
    room = make_rooms(room_type, ["101"])[0]
    before = last_seq(hotel.pk)
    assert not run_change(lambda: update_room(actor=system, room_id=room.pk, number="101", floor="")).changed
    assert last_seq(hotel.pk) == before


def test_a_number_is_taken_once(system, room_type):
    room, _ = make_rooms(room_type, ["1", "2"])
    assert code_of(lambda: update_room(actor=system, room_id=room.pk, number="2")) == "ROOM_NUMBER_TAKEN"


def test_two_rooms_that_take_one_number_at_once_do_not_both_get_it(hotel, system, room_type):
    rooms = make_rooms(room_type, ["1", "2"])

    def rename(room):
        return lambda: run_change(lambda: update_room(actor=system, room_id=room.pk, number="9"))

    assert [refusal.code for refusal in refusals(at_once(*map(rename, rooms)))] == ["ROOM_NUMBER_TAKEN"]
    assert Room.objects.filter(hotel=hotel, number="9").count() == 1


def test_status_and_occupancy_are_no_fields_of_an_edit(system, room_type):
    room = make_rooms(room_type)[0]
    for field in ("room_status", "is_occupied", "occupant", "hotel_id"):
        with pytest.raises(TypeError, match=field):
            run_change(lambda: update_room(actor=system, room_id=room.pk, **{field: "X"}))  # noqa: B023


def test_a_room_changes_its_type_while_nobody_holds_it(hotel, system, room_type):
    room, deluxe = make_rooms(room_type)[0], make_room_type(hotel, "DLX")
    run_change(lambda: update_room(actor=system, room_id=room.pk, room_type=deluxe))
    event = events_after(hotel_id=hotel.pk)[-1]
    assert (event.before, event.after) == ({"room_type": "STD"}, {"room_type": "DLX"})


def test_a_room_that_is_held_keeps_its_type(hotel, system, room_type):
    room, deluxe = make_rooms(room_type)[0], make_room_type(hotel, "DLX")
    close_room(room)
    assert code_of(lambda: update_room(actor=system, room_id=room.pk, room_type=deluxe)) == "ROOM_CLAIMED"


def test_a_closed_window_does_not_keep_a_room_in_its_type(hotel, system, room_type):
    room, deluxe = make_rooms(room_type)[0], make_room_type(hotel, "DLX")
    window = close_room(room)
    with clock.travel_to(clock.now() + timedelta(days=2)):
        run_change(lambda: close_block(actor=system, block_id=window.pk))
        assert run_change(lambda: update_room(actor=system, room_id=room.pk, room_type=deluxe)).changed


def test_a_room_does_not_join_another_hotels_type(system, room_type):
    room, foreign = make_rooms(room_type)[0], make_room_type(make_hotel())
    assert code_of(lambda: update_room(actor=system, room_id=room.pk, room_type=foreign)) == "ROOM_TYPE_NOT_FOUND"


def test_a_retired_room_counts_no_more_from_tonight_on(hotel, system, room_type):
    room, _ = make_rooms(room_type, 2)
    today = hotel.business_date()
    make_ledger(hotel, room_type, today)
    assert run_change(lambda: retire_room(actor=system, room_id=room.pk)).changed
    room.refresh_from_db()
    assert (room.active_until, room.is_active) == (today, False)
    assert TypeNight.objects.get(room_type=room_type, night=today).rooms == 1
    assert not run_change(lambda: retire_room(actor=system, room_id=room.pk)).changed


def make_ledger(hotel, room_type, night):
    TypeNight.objects.create(
        hotel=hotel, room_type=room_type, night=night, rooms=Room.objects.filter(room_type=room_type).count()
    )


def test_a_room_that_is_held_on_coming_nights_is_not_retired(system, room_type):
    room = make_rooms(room_type)[0]
    close_room(room)
    refusal = refusal_of(lambda: retire_room(actor=system, room_id=room.pk))
    assert (refusal.code, refusal.details) == ("ROOM_CLAIMED", {"claims": 1})


def sell(room_type, from_date, nights):
    """A confirmed booking without a room, as the service of a higher floor leaves it."""
    request = Request(room_type_id=room_type.pk, check_in=from_date, check_out=from_date + timedelta(days=nights))
    system = system_of(room_type.hotel)
    run_change(lambda: create_booking(actor=system, request=request, guarantee="HOTEL"))


def test_a_room_that_its_type_needs_is_neither_retired_nor_retyped(hotel, system, room_type):
    room, _ = make_rooms(room_type, 2)
    arrival = hotel.business_date() + timedelta(days=10)
    sell(room_type, arrival, 1)
    sell(room_type, arrival, 2)
    deluxe = make_room_type(hotel, "DLX")
    for work in (
        lambda: retire_room(actor=system, room_id=room.pk),
        lambda: update_room(actor=system, room_id=room.pk, room_type=deluxe),
    ):
        refusal = refusal_of(work)
        assert (refusal.code, refusal.details) == ("ROOM_NEEDED", {"nights": [arrival.isoformat()]})


def test_a_room_retired_while_its_nights_are_sold_does_one_or_the_other(hotel, system, room_type):
    room = make_rooms(room_type)[0]
    arrival = hotel.business_date() + timedelta(days=10)
    answers = at_once(
        lambda: sell(room_type, arrival, 1), lambda: run_change(lambda: retire_room(actor=system, room_id=room.pk))
    )
    (refusal,) = refusals(answers)
    assert refusal.code in ("ROOM_NEEDED", "CAPACITY_EXCEEDED")


def test_a_room_that_is_not_in_use_yet_can_be_retired(system, room_type):
    room = make_rooms(room_type, active_from=date(2090, 1, 1))[0]
    assert run_change(lambda: retire_room(actor=system, room_id=room.pk)).subject.active_until == date(2090, 1, 1)


def test_a_retired_room_comes_back(hotel, system, room_type):
    room = make_rooms(room_type)[0]
    run_change(lambda: retire_room(actor=system, room_id=room.pk))
    assert run_change(lambda: take_into_use_again(actor=system, room_id=room.pk)).subject.is_active
    assert not run_change(lambda: take_into_use_again(actor=system, room_id=room.pk)).changed
    assert [event.type for event in events_after(hotel_id=hotel.pk)][-2:] == ["room_retired", "room_reinstated"]


def test_a_room_of_a_retired_type_does_not_come_back(system, room_type):
    room = make_rooms(room_type)[0]
    run_change(lambda: retire_room(actor=system, room_id=room.pk))
    run_change(lambda: retire_room_type(actor=system, room_type_id=room_type.pk))
    assert code_of(lambda: take_into_use_again(actor=system, room_id=room.pk)) == "ROOM_TYPE_RETIRED"


def test_a_type_retired_while_it_gets_a_room_does_one_or_the_other(hotel, system, room_type):
    answers = at_once(
        lambda: run_change(lambda: create_room(actor=system, number="1", room_type_id=room_type.pk)),
        lambda: run_change(lambda: retire_room_type(actor=system, room_type_id=room_type.pk)),
    )
    assert [refusal.code for refusal in refusals(answers)] in (["ROOM_TYPE_RETIRED"], ["ROOM_TYPE_IN_USE"])


def test_a_room_of_another_hotel_is_not_found(room_type):
    actor, room = actor_for(make_hotel()), make_rooms(room_type)[0]
    for work in (
        lambda: update_room(actor=actor, room_id=room.pk, floor="2"),
        lambda: retire_room(actor=actor, room_id=room.pk),
        lambda: take_into_use_again(actor=actor, room_id=room.pk),
    ):
        assert code_of(work) == "ROOM_NOT_FOUND"
