"""Nights of two types are locked in one order, whatever a change does to them: two such changes never meet in reverse."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import ProgrammingError

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refusal
from hotelmate.room_bookings import services
from hotelmate.room_bookings.services import Request
from tests.at_once import at_once, in_background, until_waiting
from tests.factories import make_room_type, make_rooms

from .house import AFTERNOON, DAY, GUEST, TODAY

HOUR = timedelta(hours=1)
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


# From here on the watch of nights_in_order.sql is the judge: it stops whoever locks a night after a later one.


def third_type(house):
    """A room of a type that comes after the others in the order, and one that comes with it."""
    suite = make_room_type(house.hotel, max_occupancy=4)
    return suite, *make_rooms(suite, ["301", "302"])


def asks_for(house, check_in, nights):
    return Request(house.standard.pk, check_in, check_in + nights * DAY, primary=GUEST)


def fill(house, night):
    for _ in house.rooms:
        house.book(nights=1, start=night)


def sell_over_a_full_night(house):
    fill(house, TODAY + 2 * DAY)
    house.do(services.create_booking, request=asks_for(house, TODAY, 4), guarantee="HOTEL", oversell_note="family")


def change_dates_over_a_full_night(house):
    booking = house.book(nights=2, start=TODAY + DAY)
    fill(house, TODAY + 5 * DAY)
    dates = {"check_in": TODAY, "check_out": TODAY + 7 * DAY}
    house.do(services.change_dates, booking_id=booking.booking_id, **dates, oversell_note="family")


def reinstate_into_a_full_night(house):
    booking = house.book(nights=4)
    with clock.travel_to(AFTERNOON + 14 * HOUR):
        house.do(services.mark_no_show, booking_id=booking.booking_id)
        fill(house, TODAY + 2 * DAY)
        house.do(services.reinstate_no_show, booking_id=booking.booking_id, oversell_note="they came")


def close_a_room_on_a_full_night(house):
    fill(house, TODAY + 3 * DAY)
    dates = {"from_date": TODAY, "to_date": TODAY + 5 * DAY}
    house.do(
        services.open_block, room_id=house.rooms[0].pk, kind="OUT_OF_ORDER", reason="x", oversell_note="x", **dates
    )


def displace_guests_of_another_type(house):
    house.assigned(house.rooms[0], room_type_id=house.superior.pk, start=TODAY + 5 * DAY, nights=4)
    house.assigned(house.rooms[0], room_type_id=house.superior.pk, start=TODAY + 2 * DAY)
    dates = {"from_date": TODAY, "to_date": TODAY + 7 * DAY}
    house.do(services.open_block, room_id=house.rooms[0].pk, kind="OUT_OF_ORDER", reason="x", displace=True, **dates)


def give_a_third_type_instead(house):
    _, room, _ = third_type(house)
    booking = house.assigned(house.rooms[0], room_type_id=house.superior.pk)
    house.do(services.assign_room, booking_id=booking.booking_id, room_id=room.pk, allow_other_type=True)


def let_guests_of_two_types_change_their_suites(house):
    _, one, other = third_type(house)
    first = house.staying(one, room_type_id=house.superior.pk, nights=3)
    second = house.staying(other, room_type_id=house.standard.pk, nights=2)
    house.do(
        services.RoomMoveService.swap_rooms, booking_id=first.booking_id, other_booking_id=second.booking_id, reason="x"
    )


@pytest.mark.parametrize(
    "change",
    [
        sell_over_a_full_night,
        change_dates_over_a_full_night,
        reinstate_into_a_full_night,
        close_a_room_on_a_full_night,
        displace_guests_of_another_type,
        give_a_third_type_instead,
        let_guests_of_two_types_change_their_suites,
    ],
    ids=lambda one: one.__name__,
)
def test_nights_are_locked_in_one_order_whatever_a_change_does(house, change):
    change(house)


def test_whoever_locks_a_night_after_a_later_one_is_stopped_in_the_tests(house):
    """The watch sees what it is there to see."""

    def work():
        for check_in in (TODAY + 3 * DAY, TODAY):
            services.create_booking(actor=house.actor(), request=asks_for(house, check_in, 2), guarantee="HOTEL")

    with pytest.raises(ProgrammingError, match="would be locked after"):
        run_change(work)
