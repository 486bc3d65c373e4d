"""A lock finds its row whatever happened to the row's parent during the wait."""

from functools import partial

import pytest

from hotelmate.core.change import run_change
from hotelmate.core.locking import lock_one, lock_rows
from hotelmate.rooms.models import Room
from tests.at_once import in_background, until_waiting
from tests.factories import make_hotel, make_room_type, make_rooms


def several_by_query(room):
    return lock_rows(Room.objects.filter(pk__in=[room.pk]).select_related("room_type"))[0]


def one_by_value(room):
    return lock_one(Room, parent="room_type", pk=room.pk)


@pytest.mark.parametrize("lock", [several_by_query, one_by_value])
def test_a_room_that_gets_another_type_while_it_is_waited_for_is_still_found(open_session, lock):
    hotel = make_hotel()
    (room,) = make_rooms(make_room_type(hotel))
    other = make_room_type(hotel)
    holder, observer = open_session(), open_session()
    holder.execute("UPDATE rooms_room SET room_type_id = %s WHERE id = %s", [other.pk, room.pk])
    with in_background(partial(run_change, lambda: lock(room))) as (waiting,):
        until_waiting(observer)
        holder.commit()
    assert waiting.result().room_type == other


def test_a_row_that_does_not_exist_is_none():
    assert run_change(lambda: one_by_value(Room(pk=2**62))) is None
