"""Nights of two types are locked in one order, whatever a change does to them: two such changes never meet in reverse."""

from functools import partial

import pytest

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refusal
from hotelmate.room_bookings import services
from tests.at_once import at_once, in_background, until_waiting

from .house import AFTERNOON, DAY, TODAY

NIGHTS = "SELECT 1 FROM rooms_typenight WHERE room_type_id = %s AND night = %s FOR NO KEY UPDATE"


def downgraded(house, make):
    """A booking sold the type that comes second in the order, in a room of the type that comes first."""
    assert house.standard.pk < house.superior.pk
    return make(house.rooms[0], room_type_id=house.superior.pk, nights=3)


def check_out(house):
    return services.check_out, downgraded(house, house.staying), {}


def check_out_by_room(house):
    booking = downgraded(house, house.staying)
    return services.check_out_rooms, None, {"room_ids": [booking.in_room_id]}


def extend(house):
    return services.extend_stay, downgraded(house, house.staying), {"check_out": TODAY + 4 * DAY}


def change_dates(house):
    dates = {"check_in": TODAY, "check_out": TODAY + 4 * DAY}
    return services.change_dates, downgraded(house, house.assigned), dates


def undo_check_out(house):
    return services.undo_check_out, downgraded(house, house.left), {}


@pytest.mark.parametrize(
    "change", [check_out, check_out_by_room, extend, change_dates, undo_check_out], ids=lambda one: one.__name__
)
def test_whoever_waits_for_a_night_of_the_first_type_holds_none_of_the_second(house, change, open_session):
    service, booking, values = change(house)
    night = TODAY + (3 * DAY if service in (services.extend_stay, services.change_dates) else DAY)
    # The rows are there, so that they can be locked.
    for room_type in (house.standard, house.superior):
        house.book(room_type_id=room_type.pk, start=night, nights=1)
    named = {"booking_id": booking.booking_id, **values} if booking else values
    actor, holder = house.actor(), open_session()
    holder.execute(NIGHTS, [house.standard.pk, night])

    def work():
        with clock.travel_to(AFTERNOON):
            return run_change(partial(service, actor=actor, **named))

    with in_background(work) as (waiting,):
        until_waiting(open_session())
        # The waiting change would refuse this if it held a night of the second type already.
        assert holder.execute(f"{NIGHTS} NOWAIT", [house.superior.pk, night]).rowcount == 1
        holder.rollback()
    assert waiting.result().changed


def test_guests_of_two_types_who_leave_in_one_step_are_no_match_for_those_who_leave_in_another(house):
    crossed = [
        house.staying(house.rooms[0], room_type_id=house.superior.pk),
        house.staying(house.upper[0], room_type_id=house.standard.pk),
        house.staying(house.rooms[1], nights=4),
        house.staying(house.upper[1], room_type_id=house.superior.pk, nights=5),
    ]
    actor = house.actor()

    def work(bookings):
        def leave():
            with clock.travel_to(AFTERNOON):
                rooms = [booking.in_room_id for booking in bookings]
                return run_change(partial(services.check_out_rooms, actor=actor, room_ids=rooms))

        return leave

    answers = at_once(work(crossed[:2]), work(crossed[2:]))
    assert not any(isinstance(answer, Refusal) for answer in answers)
    assert {house.fresh(booking).status for booking in crossed} == {"COMPLETED"}
