"""The benchmark compares like with like: pgbench runs what the service says to the database."""

import pytest

from hotelmate.core.errors import Refused
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room
from hotelmate.simulation.bench.changes.baseline import find_pgbench, run_pgbench, script_of
from hotelmate.simulation.bench.changes.bookings import KINDS
from hotelmate.simulation.bench.changes.recording import count_statements
from hotelmate.simulation.bench.changes.status import ROUND, record_round
from hotelmate.simulation.bench.house import open_house


def test_pgbench_makes_the_recorded_changes_of_a_room_in_a_hotel_of_its_own():
    house = open_house("script")
    room = house.make_rooms(1, status=RoomStatus.CHECKOUT_DIRTY)[0]
    script = script_of(record_round(), [(house.hotel.pk, room.pk, house.actor.staff_id)])
    assert script.count("BEGIN;") == len(ROUND)
    assert run_pgbench(find_pgbench(), script, clients=1, seconds=1) > 0
    after = Room.objects.get(pk=room.pk)
    assert after.room_status == RoomStatus.CHECKOUT_DIRTY
    assert after.status_n > len(ROUND)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_of_change_is_one_that_the_service_knows(kind):
    house = open_house("kinds")
    room = house.make_rooms(1)[0]
    with pytest.raises(Refused, match="BOOKING_NOT_FOUND"):
        count_statements(kind.service(house, ("BK-2026-NOBODY", room, room)))
