"""Two bookings that change rooms before they arrive: both or neither, with an event for each, whatever races with it."""

from functools import partial

import pytest

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refusal
from hotelmate.room_bookings import services
from hotelmate.staff.models import Role
from tests.at_once import at_once

from .house import AFTERNOON, DAY, TODAY, House

UNTIL = TODAY + 2 * DAY


def exchange(house, one, other, **values):
    return house.do(services.exchange_rooms, booking_id=one.booking_id, other_booking_id=other.booking_id, **values)


def refusal(house, one, other, **values):
    before = house.last_seq()
    code = house.refusal(
        services.exchange_rooms, booking_id=one.booking_id, other_booking_id=other.booking_id, **values
    )
    assert house.last_seq() == before
    return code


def test_each_gets_the_room_of_the_other_and_each_has_its_event(house):
    one, other = house.assigned(), house.assigned(house.rooms[1], nights=1)
    before = house.last_seq()
    exchange(house, one, other)
    assert house.claims(one) == [("102", TODAY, UNTIL, True)]
    assert house.claims(other) == [("101", TODAY, TODAY + DAY, True)]
    told = [(event.type, event.subject_id, event.before, event.after["room_number"]) for event in house.events(before)]
    assert told == [
        ("booking_room_assigned", one.booking_id, {"room_number": "101"}, "102"),
        ("booking_room_assigned", other.booking_id, {"room_number": "102"}, "101"),
    ]


def test_a_second_exchange_brings_them_back(house):
    one, other = house.assigned(), house.assigned(house.rooms[1])
    exchange(house, one, other)
    exchange(house, one, other)
    assert house.claims(one) == [("101", TODAY, UNTIL, True)]


def test_another_type_is_given_only_when_it_is_asked_for(house):
    one = house.assigned()
    other = house.assigned(house.upper[0], room_type_id=house.superior.pk)
    assert refusal(house, one, other) == "ROOM_TYPE_MISMATCH"
    exchange(house, one, other, allow_other_type=True)
    assert house.claims(one) == [("201", TODAY, UNTIL, True)]


def test_both_parties_must_fit(house):
    small = house.assigned()
    large = house.assigned(house.upper[0], room_type_id=house.superior.pk, adults=4)
    assert refusal(house, small, large, allow_other_type=True) == "ROOM_CAPACITY_EXCEEDED"
    assert house.claims(large) == [("201", TODAY, UNTIL, True)]


def test_who_stays_longer_needs_the_other_rooms_later_nights(house):
    long, short = house.assigned(nights=4), house.assigned(house.rooms[1], nights=1)
    house.assigned(house.rooms[1], start=TODAY + 2 * DAY, nights=1)
    assert refusal(house, long, short) == "ROOM_OVERLAP_CONFLICT"
    assert [claim[0] for claim in (*house.claims(long), *house.claims(short))] == ["101", "102"]


def test_it_takes_two_different_bookings_of_the_house_that_have_rooms_and_have_not_arrived(house):
    one = house.assigned()
    assert refusal(house, one, one) == "SAME_BOOKING"
    assert refusal(house, one, house.book()) == "NO_ROOM_ASSIGNED"
    assert refusal(house, house.staying(house.rooms[1], nights=1), one) == "BOOKING_ALREADY_CHECKED_IN"
    assert refusal(house, one, House().assigned()) == "BOOKING_NOT_FOUND"


def test_who_may_not_assign_rooms_may_not_exchange_them(house):
    one, other = house.assigned(), house.assigned(house.rooms[1])
    named = {"booking_id": one.booking_id, "other_booking_id": other.booking_id}
    assert house.refusal(services.exchange_rooms, role=Role.HOUSEKEEPING, **named) == "PERMISSION_DENIED"


@pytest.mark.parametrize("rival", ["the same again", "the other way round", "a move of one", "a cancellation"])
def test_at_the_same_moment_as_something_else_both_rooms_are_as_one_order_explains(house, rival):
    one, other = house.assigned(), house.assigned(house.rooms[1])
    actor = house.actor()
    swap = partial(services.exchange_rooms, actor=actor, booking_id=one.booking_id, other_booking_id=other.booking_id)
    rivals = {
        "the same again": swap,
        "the other way round": partial(swap, booking_id=other.booking_id, other_booking_id=one.booking_id),
        "a move of one": partial(
            services.assign_room, actor=actor, booking_id=one.booking_id, room_id=house.rooms[2].pk
        ),
        "a cancellation": partial(services.cancel_booking, actor=actor, booking_id=other.booking_id, reason="No"),
    }

    def work(service):
        with clock.travel_to(AFTERNOON):
            return run_change(service)

    answers = at_once(*(partial(work, service) for service in (swap, rivals[rival])))
    rooms = tuple(tuple(claim[0] for claim in house.claims(booking)) for booking in (one, other))
    explained = {
        "the same again": {(("101",), ("102",))},
        "the other way round": {(("101",), ("102",))},
        "a move of one": {(("103",), ("101",)), (("102",), ("103",))},
        "a cancellation": {(("102",), ()), (("101",), ())},
    }
    assert rooms in explained[rival]
    assert all(not isinstance(answer, Refusal) for answer in answers) or rival == "a cancellation"
