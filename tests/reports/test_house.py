"""The house as of any time, folded from the log, is what the rows were then."""

from collections import Counter
from datetime import timedelta

from hotelmate.core import clock
from hotelmate.events.queries import last_seq
from hotelmate.reports.house import house_then
from hotelmate.room_bookings.lifecycle import HOLDING
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.readings import read_bookings
from hotelmate.rooms.models import Room
from tests.notifications.full_life import FullLife


def rooms_now(hotel):
    """Every room in use: number, type, floor, status, and who is in it."""
    rooms = Room.objects.filter(hotel=hotel, active_until__isnull=True).select_related("room_type", "occupant")
    return {
        room.number: (
            room.room_type.code,
            room.floor,
            room.room_status,
            room.occupant.booking_id if room.occupant else None,
        )
        for room in rooms
    }


def bookings_now(hotel):
    """Every booking: status, dates, room, party."""
    readings = read_bookings(list(RoomBooking.objects.select_related("room_type").filter(hotel=hotel)))
    return {
        one.booking.booking_id: (
            one.booking.status,
            one.booking.check_in,
            one.booking.check_out,
            one.room.number if one.room else None,
            one.booking.adults,
            one.booking.children,
            one.booking.room_type_id,
        )
        for one in readings
    }


class RememberedLife(FullLife):
    """A life of which the rows are remembered at many places in the log."""

    def __init__(self, seed):
        super().__init__(seed)
        self.remembered = {}

    def attempt(self, name, act):
        super().attempt(name, act)
        with clock.travel_to(self.now):
            seq = last_seq(self.hotel.pk)
            self.remembered.setdefault(seq, (rooms_now(self.hotel), bookings_now(self.hotel)))


def test_the_log_tells_the_house_at_every_place():
    life = RememberedLife(3)
    for _ in range(3):
        life.live_a_day(60)
    life.now += timedelta(days=3)
    with clock.travel_to(life.now):
        for seq, (rooms, bookings) in life.remembered.items():
            house = house_then(life.hotel, seq=seq)
            assert house.seq == seq
            assert {
                room.number: (room.room_type_code, room.floor, room.room_status, room.booking_id)
                for room in house.rooms
            } == rooms
            told = {
                one.booking_id: (
                    one.status,
                    one.check_in,
                    one.check_out,
                    one.room_number,
                    one.adults,
                    one.children,
                    one.room_type_id,
                )
                for one in house.bookings
            }
            assert {key: value for key, value in told.items() if value[0] in HOLDING} == {
                key: value for key, value in bookings.items() if value[0] in HOLDING
            }
            assert told.items() <= bookings.items()
            assert house.counts == {**house.counts, **Counter(status for _, _, status, _ in rooms.values())}
