from datetime import date

from hotelmate.core.change import run_change
from hotelmate.rooms.queries import free_rooms_by_night
from hotelmate.rooms.services import raise_allowance
from tests.factories import actor_for, make_hotel, make_room_type, make_rooms

FIRST, END = date(2030, 1, 1), date(2030, 1, 3)


def test_a_raised_allowance_adds_to_what_is_free_on_its_nights_only():
    hotel = make_hotel()
    room_type = make_room_type(hotel)
    make_rooms(room_type, 3, active_from=date(2029, 1, 1))
    manager = actor_for(hotel)
    run_change(
        lambda: raise_allowance(
            actor=manager, room_type=room_type, from_date=FIRST, to_date=END, by=2, note="burst pipe next door"
        )
    )
    free = free_rooms_by_night(hotel_id=hotel.pk, room_type_ids=None, from_date=FIRST, to_date=date(2030, 1, 4))
    assert free == {room_type.pk: {FIRST: 5, date(2030, 1, 2): 5, END: 3}}
