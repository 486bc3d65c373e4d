"""Rows are found by statements that are composed once, with the rows that their foreign keys name."""

import pytest

from hotelmate.core.rows import RowFinder, find_one
from hotelmate.housekeeping.models import HousekeepingTask
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room, RoomType
from tests.factories import make_hotel, make_room_type, make_rooms
from tests.statements import statements_of


@pytest.fixture
def hotel(database):
    return make_hotel()


def test_a_row_comes_with_its_parents_in_one_statement(hotel):
    (room,) = make_rooms(make_room_type(hotel, "STD"))

    def look():
        found = find_one(Room, parents=("room_type", "hotel"), pk=room.pk)
        assert (found, found.room_type.code, found.hotel) == (room, "STD", hotel)

    assert len(statements_of(look)) == 1


def test_a_row_comes_with_the_parent_of_its_parent_and_without_one_that_it_has_not(hotel):
    (room,) = make_rooms(make_room_type(hotel, "STD"), status=RoomStatus.CHECKOUT_DIRTY)
    day, now = hotel.business_date(), hotel.now()
    HousekeepingTask.objects.create(hotel=hotel, room=room, task_type="DEEP_CLEAN", business_date=day, created_at=now)
    parents = ("room", "room__room_type", "assigned_to")
    rows = RowFinder(HousekeepingTask, "WHERE found.room_id = ANY(%s)", parents=parents)

    def look():
        (found,) = rows.all([room.pk])
        assert (found.room.number, found.room.room_type.code, found.assigned_to) == (room.number, "STD", None)

    assert len(statements_of(look)) == 1


def test_what_is_not_there_is_none(hotel):
    assert find_one(RoomType, hotel_id=hotel.pk, pk=1) is None


def test_values_that_several_rows_have_find_none_of_them(hotel):
    make_rooms(make_room_type(hotel), 2)
    with pytest.raises(ValueError, match="several rows"):
        find_one(Room, hotel_id=hotel.pk)
