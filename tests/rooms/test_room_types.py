"""Making, editing and retiring room types."""

from decimal import Decimal

import pytest

from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.events.queries import events_after
from hotelmate.hotel.queries import system_of
from hotelmate.rooms.services import (
    create_room_type,
    reinstate_room_type,
    retire_room,
    retire_room_type,
    update_room_type,
)
from tests.at_once import at_once, refusals
from tests.factories import actor_for, make_hotel, make_room_type, make_rooms


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def system(hotel):
    return system_of(hotel)


def code_of(work):
    with pytest.raises(Refused) as caught:
        run_change(work)
    return caught.value.refusal.code


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"code": "has space"}, "INVALID_CODE"),
        ({"code": ""}, "INVALID_CODE"),
        ({"code": "x" * 21}, "INVALID_CODE"),
        ({"name": " "}, "INVALID_NAME"),
        ({"max_occupancy": 0}, "OUT_OF_RANGE"),
        ({"max_occupancy": 51}, "OUT_OF_RANGE"),
        ({"base_rate": Decimal("-0.01")}, "OUT_OF_RANGE"),
        ({"base_rate": Decimal("100000000")}, "OUT_OF_RANGE"),
    ],
    ids=str,
)
def test_a_type_that_cannot_be_sold_is_refused(system, hotel, values, code):
    assert code_of(lambda: create_room_type(actor=system, **{"code": "A", "name": "A", **values})) == code
    room_type = make_room_type(hotel)
    assert code_of(lambda: update_room_type(actor=system, room_type_id=room_type.pk, **values)) == code


def test_a_new_rate_is_told(hotel, system):
    room_type = make_room_type(hotel)
    run_change(
        lambda: update_room_type(
            actor=system, room_type_id=room_type.pk, base_rate=Decimal("150.00"), description="By the sea"
        )
    )
    event = events_after(hotel_id=hotel.pk)[-1]
    assert (event.type, event.before, event.after) == (
        "room_type_updated",
        {"base_rate": "120.00"},
        {"base_rate": "150.00"},
    )
    assert sorted(event.changed_fields) == ["base_rate", "description"]


def test_a_code_is_taken_once_in_a_hotel_and_free_in_another(hotel, system):
    make_room_type(hotel, "DLX")
    assert code_of(lambda: create_room_type(actor=system, code="DLX", name="Twice")) == "ROOM_TYPE_CODE_TAKEN"
    make_room_type(make_hotel(), "DLX")


def test_of_two_who_take_one_code_at_once_one_is_refused(system):
    work = lambda: run_change(lambda: create_room_type(actor=system, code="DLX", name="Deluxe"))  # noqa: E731
    assert [refusal.code for refusal in refusals(at_once(work, work))] == ["ROOM_TYPE_CODE_TAKEN"]


def test_a_type_leaves_when_it_has_no_rooms_left_and_comes_back(hotel, system):
    room_type = make_room_type(hotel)
    room = make_rooms(room_type)[0]
    assert code_of(lambda: retire_room_type(actor=system, room_type_id=room_type.pk)) == "ROOM_TYPE_IN_USE"
    run_change(lambda: retire_room(actor=system, room_id=room.pk))
    assert run_change(lambda: retire_room_type(actor=system, room_type_id=room_type.pk)).changed
    assert not run_change(lambda: retire_room_type(actor=system, room_type_id=room_type.pk)).changed
    assert run_change(lambda: reinstate_room_type(actor=system, room_type_id=room_type.pk)).changed
    assert not run_change(lambda: reinstate_room_type(actor=system, room_type_id=room_type.pk)).changed


@pytest.mark.parametrize("role", ["front_desk", "housekeeping", "maintenance"])
def test_only_managers_change_types(hotel, role):
    actor, room_type = actor_for(hotel, role), make_room_type(hotel)
    for work in (
        lambda: create_room_type(actor=actor, code="X", name="X"),
        lambda: update_room_type(actor=actor, room_type_id=room_type.pk, name="X"),
        lambda: retire_room_type(actor=actor, room_type_id=room_type.pk),
        lambda: reinstate_room_type(actor=actor, room_type_id=room_type.pk),
    ):
        assert code_of(work) == "PERMISSION_DENIED"


def test_a_type_of_another_hotel_is_not_found(hotel):
    actor, room_type = actor_for(make_hotel()), make_room_type(hotel)
    for work in (
        lambda: update_room_type(actor=actor, room_type_id=room_type.pk, name="Mine"),
        lambda: retire_room_type(actor=actor, room_type_id=room_type.pk),
        lambda: reinstate_room_type(actor=actor, room_type_id=room_type.pk),
    ):
        assert code_of(work) == "ROOM_TYPE_NOT_FOUND"
