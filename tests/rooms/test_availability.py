"""What is free, by the ledger: every hold, block and allowance counts, and a night without a row has all its rooms."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotelmate.core.change import run_change
from hotelmate.hotel.queries import system_of
from hotelmate.room_bookings.services import Request, cancel_booking, create_booking, open_block
from hotelmate.rooms.availability import free_rooms, free_rooms_by_night
from hotelmate.rooms.models import BlockKind, TypeNight
from hotelmate.rooms.services import raise_allowance
from tests.factories import make_hotel, make_room_type, make_rooms
from tests.statements import statements_of

DAY = timedelta(days=1)
FIRST = date(2031, 5, 1)


class House:
    """A hotel of one type with three rooms."""

    def __init__(self):
        self.hotel = make_hotel()
        self.system = system_of(self.hotel)
        self.room_type = make_room_type(self.hotel)
        self.rooms = make_rooms(self.room_type, 3)

    def book(self, first, nights, **values):
        request = Request(
            room_type_id=self.room_type.pk, check_in=FIRST + first * DAY, check_out=FIRST + (first + nights) * DAY
        )
        values = {"guarantee": "HOTEL", **values}
        return run_change(lambda: create_booking(actor=self.system, request=request, **values)).subject

    def free(self, first, nights):
        return free_rooms(
            hotel_id=self.hotel.pk, from_date=FIRST + first * DAY, to_date=FIRST + (first + nights) * DAY
        )[self.room_type.pk]

    def by_night(self, first, nights):
        return list(
            free_rooms_by_night(
                hotel_id=self.hotel.pk,
                room_type_ids=None,
                from_date=FIRST + first * DAY,
                to_date=FIRST + (first + nights) * DAY,
            )[self.room_type.pk].values()
        )


@pytest.fixture
def house():
    return House()


def test_without_a_single_row_all_rooms_are_free(house):
    assert not TypeNight.objects.filter(hotel=house.hotel).exists()
    assert house.free(0, 400) == 3


def test_the_fullest_night_decides(house):
    house.book(2, 1)
    house.book(2, 2)
    assert house.by_night(0, 5) == [3, 3, 1, 2, 3]
    assert [house.free(0, 2), house.free(0, 5), house.free(3, 2), house.free(4, 9)] == [3, 1, 2, 3]


def test_every_hold_counts_from_its_first_unpaid_minute_until_it_is_over(house):
    house.book(0, 1, status="PENDING_PAYMENT", guarantee="")
    house.book(0, 1, status="PENDING_APPROVAL")
    confirmed = house.book(0, 1)
    assert house.free(0, 1) == 0
    run_change(lambda: cancel_booking(actor=house.system, booking_id=confirmed.booking_id))
    assert house.free(0, 1) == 1


def test_a_room_out_of_order_is_not_free_and_an_allowance_is(house):
    run_change(
        lambda: open_block(
            actor=house.system,
            room_id=house.rooms[0].pk,
            kind=BlockKind.OUT_OF_ORDER,
            from_date=FIRST,
            to_date=FIRST + DAY,
            reason="painting",
        )
    )
    run_change(
        lambda: raise_allowance(
            actor=house.system, room_type=house.room_type, from_date=FIRST, to_date=FIRST + 2 * DAY, by=2, note="sold"
        )
    )
    assert house.by_night(0, 3) == [4, 5, 3]
    assert house.free(0, 3) == 3


def test_a_room_that_comes_later_is_free_from_then_on(house):
    make_rooms(house.room_type, 1, active_from=FIRST + 2 * DAY)
    house.book(3, 1)
    assert house.by_night(0, 5) == [3, 3, 4, 3, 4]
    assert house.free(0, 5) == 3
    assert house.free(2, 3) == 3
    assert house.free(4, 1) == 4


def test_no_night_is_no_answer_and_another_hotel_is_none_of_its_business(house):
    assert free_rooms(hotel_id=house.hotel.pk, from_date=FIRST, to_date=FIRST) == {}
    assert free_rooms(hotel_id=house.hotel.pk, from_date=FIRST + DAY, to_date=FIRST) == {}
    stranger = House()
    answer = free_rooms(
        hotel_id=house.hotel.pk,
        from_date=FIRST,
        to_date=FIRST + DAY,
        room_type_ids=[stranger.room_type.pk],
    )
    assert answer == {}


def test_it_is_one_statement_however_many_types_and_nights(house):
    for _ in range(5):
        make_rooms(make_room_type(house.hotel), 2)
    house.book(0, 7)
    assert len(statements_of(lambda: house.free(0, 300))) == 1
    assert len(statements_of(lambda: house.by_night(0, 300))) == 1


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    stays=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 5)), max_size=3),
    first=st.integers(0, 12),
    nights=st.integers(1, 8),
)
def test_the_fewest_of_the_calendar_is_what_is_free(stays, first, nights):
    house = House()
    for start, length in stays:
        house.book(start, length)
    taken = [sum(start <= night < start + max(length, 1) for start, length in stays) for night in range(30)]
    calendar = house.by_night(first, nights)
    assert calendar == [3 - taken[night] for night in range(first, first + nights)]
    assert house.free(first, nights) == min(calendar)
