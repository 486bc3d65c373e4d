"""The house as of any time, folded from the log, is what the rows were then."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.events.models import Event
from hotelmate.events.queries import last_seq
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import system_of
from hotelmate.hotel.services import update_settings
from hotelmate.reports.house import house_then
from hotelmate.room_bookings.lifecycle import HOLDING
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.readings import read_bookings
from hotelmate.rooms.models import Room
from hotelmate.rooms.services import bulk_create_rooms, update_room
from tests.factories import make_hotel, make_room_type, make_rooms
from tests.notifications.full_life import FullLife
from tests.statements import statements_of

from .books import NOON, Books

HOUR = timedelta(hours=1)


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


def rooms_told(house):
    return {one.number: (one.room_type_code, one.floor, one.room_status, one.booking_id) for one in house.rooms}


def bookings_told(bookings):
    return {
        one.booking_id: (
            one.status,
            one.check_in,
            one.check_out,
            one.room_number,
            one.adults,
            one.children,
            one.room_type_id,
        )
        for one in bookings
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
    life = RememberedLife(7)
    for _ in range(2):
        life.live_a_day(70)
    with clock.travel_to(life.now + timedelta(days=3)):
        for seq, (rooms, bookings) in life.remembered.items():
            house = house_then(life.hotel, seq=seq)
            assert rooms_told(house) == rooms
            told = bookings_told(house.bookings)
            alive = {booking_id: facts for booking_id, facts in bookings.items() if facts[0] in HOLDING}
            assert {booking_id: facts for booking_id, facts in told.items() if facts[0] in HOLDING} == alive
            assert told.items() <= bookings.items()
            assert house.occupied == sum(occupant is not None for *_, occupant in rooms.values())
            assert sum(house.counts.values()) == house.in_use == len(rooms)
            assert {one.booking_id for one in house.in_house} == {
                occupant for *_, occupant in rooms.values() if occupant
            }


def test_the_lists_of_the_day_are_those_that_the_bookings_give():
    life = RememberedLife(4)
    life.live_a_day(90)
    with clock.travel_to(life.now):
        house = house_then(life.hotel)
        day = life.hotel.business_date()
        assert (house.business_date, house.seq) == (day, last_seq(life.hotel.pk))
        bookings = RoomBooking.objects.filter(hotel=life.hotel)
        coming = bookings.filter(
            check_in=day, status__in=("CONFIRMED", "PENDING_APPROVAL", "IN_HOUSE", "COMPLETED", "NO_SHOW")
        )
        leaving = bookings.filter(status="IN_HOUSE", check_out__lte=day) | bookings.filter(status="COMPLETED")
        waiting = bookings.filter(status__in=("PENDING_PAYMENT", "PENDING_APPROVAL"))
        for told, wanted in ((house.arrivals, coming), (house.departures, leaving), (house.waiting, waiting)):
            assert {one.booking_id for one in told} == set(wanted.values_list("booking_id", flat=True))


def test_yesterdays_departures_are_not_todays():
    life = RememberedLife(4)
    life.live_a_day(90)
    with clock.travel_to(life.now + timedelta(days=1)):
        house = house_then(life.hotel)
        assert RoomBooking.objects.filter(hotel=life.hotel, status="COMPLETED").exists()
        assert {one.status for one in house.departures} <= {"IN_HOUSE"}
        assert {one.is_over for one in house.bookings} == {False}


def test_a_moment_is_the_newest_event_that_is_not_later():
    life = RememberedLife(5)
    life.live_a_day(40)
    with clock.travel_to(life.now + HOUR):
        events = list(Event.objects.filter(hotel_id=life.hotel.pk).order_by("seq").values_list("seq", "occurred_at"))
        for _, at in events[:: len(events) // 12]:
            place = house_then(life.hotel, at=at)
            assert place.seq == max(seq for seq, moment in events if moment <= at)
            just_before = at - timedelta(microseconds=1)
            earlier = [seq for seq, moment in events if moment <= just_before]
            if earlier:
                assert house_then(life.hotel, at=just_before).seq == max(earlier)


def test_a_room_is_the_same_room_under_another_number():
    with clock.travel_to(NOON):
        hotel = make_hotel()
        actor = system_of(hotel)
        room_type = make_room_type(hotel, "STD")
        first, second = make_rooms(room_type, ["101", "102"], status="CHECKOUT_DIRTY", floor="1")
        before = last_seq(hotel.pk)
        # They change numbers, by way of one that is free, and a new room takes that.
        for room, number in ((first, "9"), (second, "101"), (first, "102")):
            run_change(partial(update_room, actor=actor, room_id=room.pk, number=number))
        run_change(partial(bulk_create_rooms, actor=actor, room_type_id=room_type.pk, numbers=["9"], floor="2"))
        run_change(partial(update_room, actor=actor, room_id=second.pk, floor="0"))
        assert rooms_told(house_then(hotel)) == rooms_now(hotel)
        assert rooms_told(house_then(hotel)) == {
            "9": ("STD", "2", "READY_FOR_GUEST", None),
            "101": ("STD", "0", "CHECKOUT_DIRTY", None),
            "102": ("STD", "1", "CHECKOUT_DIRTY", None),
        }
        assert sorted(rooms_told(house_then(hotel, seq=before))) == ["101", "102"]
        between = rooms_told(house_then(hotel, seq=before + 1))
        assert sorted(between) == ["9", "102"] or sorted(between) == ["102", "9"]


def test_the_day_is_the_one_that_the_hotels_clock_said_then():
    night = datetime(2026, 3, 11, 3, tzinfo=UTC)
    with clock.travel_to(night):
        hotel = make_hotel(timezone="UTC")
        make_rooms(make_room_type(hotel), 1)
        before = last_seq(hotel.pk)
        run_change(partial(update_settings, actor=system_of(hotel), timezone="Asia/Tokyo"))
        hotel = Hotel.objects.get(pk=hotel.pk)
        assert house_then(hotel, seq=before).business_date.isoformat() == "2026-03-10"
        assert house_then(hotel).business_date.isoformat() == "2026-03-11"


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ({"seq": 0}, "BEFORE_THE_HOTEL"),
        ({"seq": 10_000}, "SEQ_BEYOND_LOG"),
        ({"at": NOON + timedelta(seconds=1)}, "MOMENT_IN_THE_FUTURE"),
        ({"at": NOON - timedelta(seconds=1)}, "BEFORE_THE_HOTEL"),
        ({"seq": 1, "at": NOON}, "BOTH_SEQ_AND_MOMENT"),
    ],
)
def test_a_place_that_is_none_is_refused_by_name(place, code):
    with clock.travel_to(NOON):
        hotel = make_hotel()
        with pytest.raises(Refused) as refused:
            house_then(hotel, **place)
    assert (refused.value.refusal.code, refused.value.refusal.status) == (code, 400)


def test_a_house_costs_the_same_however_much_happened_in_it():
    life = FullLife(6)
    with clock.travel_to(life.now):
        few = statements_of(lambda: house_then(life.hotel))
    life.live_a_day(60)
    with clock.travel_to(life.now):
        assert len(statements_of(lambda: house_then(life.hotel))) == len(few) <= 6


def test_nobody_ever_sees_the_middle_of_a_change():
    life = RememberedLife(7)
    life.live_a_day(50)
    with clock.travel_to(life.now):
        seqs = range(min(life.remembered), max(life.remembered))
        for seq in seqs:
            house = house_then(life.hotel, seq=seq)
            assert house.seq >= seq
            assert house.occupied == house.counts["OCCUPIED"] == len(house.in_house)
            assert {one.room_number for one in house.in_house} == {
                room.number for room in house.rooms if room.booking_id
            }
        assert any(house_then(life.hotel, seq=seq).seq > seq for seq in seqs)


def test_a_guest_stays_in_a_room_that_gets_another_number():
    with clock.travel_to(NOON):
        books = Books()
        stay = books.walk_in(books.rooms[0])
        before = last_seq(books.hotel.pk)
        run_change(partial(update_room, actor=books.system, room_id=books.rooms[0].pk, number="7"))
        house = house_then(books.hotel)
        assert rooms_told(house)["7"] == ("STD", "", "OCCUPIED", stay.booking_id)
        assert [(one.booking_id, one.room_number) for one in house.in_house] == [(stay.booking_id, "7")]
        (then,) = house_then(books.hotel, seq=before).in_house
        assert then.room_number == "101"
        books.check_out(stay)
        assert rooms_told(house_then(books.hotel))["7"] == ("STD", "", "CHECKOUT_DIRTY", None)
