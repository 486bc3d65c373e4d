"""A guest follows their own booking: what they are told, when, and who may not listen."""

from functools import partial

import httpx
import pytest

from hotelmate.core.change import run_change
from hotelmate.hotel.queries import system_of
from hotelmate.housekeeping.services import set_room_status
from hotelmate.room_bookings import services
from hotelmate.rooms.models import Room
from tests.stream.listening import listening

from ..room_bookings.house import DAY, House
from .visiting import Guest


@pytest.fixture(autouse=True)
def afternoon():
    """Here the clock runs: the stream looks at it as well."""


@pytest.fixture
def house():
    """A hotel that tells its guests of their rooms."""
    return House(tell_guest_room_assigned=True)


def today_of(house):
    return house.hotel.business_date()


def address(stream, guest):
    return f"{stream.url}{guest.public}/room-bookings/{guest.booking.booking_id}/events/stream"


def turn(house, room, status):
    actor = system_of(house.hotel) if status == "OCCUPIED" else house.actor()
    run_change(partial(set_room_status, room=Room.objects.get(pk=room.pk), to_status=status, staff=actor))


def test_a_guest_is_told_of_the_room_and_when_it_is_ready_and_of_nobody_elses(stream, house):
    booking = house.book(start=today_of(house))
    other = house.book(start=today_of(house))
    guest = Guest(house, booking)
    house.dirty(house.rooms[0])
    with listening(address(stream, guest), Authorization=f"GuestToken {guest.token}") as heard:
        house.do(services.assign_room, booking_id=other.booking_id, room_id=house.rooms[1].pk)
        house.do(services.assign_room, booking_id=booking.booking_id, room_id=house.rooms[0].pk)
        turn(house, house.rooms[0], "CLEANED_UNINSPECTED")
        turn(house, house.rooms[0], "READY_FOR_GUEST")
        assigned, ready = heard.take(2)
    assert (assigned.event, ready.event) == ("booking_room_assigned", "booking_room_ready")
    told = ready.json()
    assert told["payload"]["booking_id"] == booking.booking_id
    assert told["payload"]["room_number"] == "101"
    assert "staff:" not in ready.data
    assert other.booking_id not in assigned.data + ready.data


def test_nobody_is_told_of_a_room_for_another_day_or_by_a_hotel_that_does_not_tell(stream):
    silent = House()
    later = House(tell_guest_room_assigned=True)
    for house, start in ((silent, today_of(silent)), (later, today_of(later) + DAY)):
        booking = house.book(start=start)
        house.dirty(house.rooms[0])
        house.do(services.assign_room, booking_id=booking.booking_id, room_id=house.rooms[0].pk)
        guest = Guest(house, booking)
        with listening(address(stream, guest), Authorization=f"GuestToken {guest.token}") as heard:
            turn(house, house.rooms[0], "CLEANED_UNINSPECTED")
            turn(house, house.rooms[0], "READY_FOR_GUEST")
            house.done(booking, "cancel")
            assert heard.next().event == "booking_cancelled"


def test_whoever_comes_back_hears_what_was_missed(stream, house):
    booking = house.book(start=today_of(house) + DAY)
    guest = Guest(house, booking)
    before = house.last_seq()
    house.do(services.assign_room, booking_id=booking.booking_id, room_id=house.rooms[0].pk)
    house.done(booking, "cancel")
    url = f"{address(stream, guest)}?token={guest.token}"
    with listening(url, Last_Event_ID=str(before)) as heard:
        assert [one.event for one in heard.take(2)] == ["booking_room_assigned", "booking_cancelled"]


def test_a_link_that_is_replaced_hears_nothing_more(stream, house):
    booking = house.book(start=today_of(house) + DAY)
    guest = Guest(house, booking)
    with listening(f"{address(stream, guest)}?token={guest.token}") as heard:
        house.done(booking, "send-guest-link", {"replace": True})
        house.do(services.assign_room, booking_id=booking.booking_id, room_id=house.rooms[0].pk)
        house.done(booking, "cancel")
        rest = heard.rest()
    assert [one.event for one in rest] == ["signed_out"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"token": ""}, 401, "NOT_AUTHENTICATED"),
        ({"token": "nothing"}, 403, "INVALID_GUEST_TOKEN"),
        ({"token": "x" * 5000}, 403, "INVALID_GUEST_TOKEN"),
        ({"booking": "BK-2031-000000"}, 404, "BOOKING_NOT_FOUND"),
        ({"slug": "elsewhere"}, 404, "BOOKING_NOT_FOUND"),
    ],
)
def test_who_may_not_listen_is_told_why(stream, house, change, status, code):
    guest = Guest(house, house.book(start=today_of(house) + DAY))
    slug, booking = change.get("slug", house.hotel.slug), change.get("booking", guest.booking.booking_id)
    url = f"{stream.url}/api/public/hotel/{slug}/room-bookings/{booking}/events/stream"
    answer = httpx.get(url, params={"token": change.get("token", guest.token)})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_guests_token_does_not_open_the_hotels_stream(stream, house):
    guest = Guest(house, house.book(start=today_of(house) + DAY))
    url = f"{stream.url}{house.base}/events/stream"
    for headers in ({"Authorization": f"GuestToken {guest.token}"}, {"Authorization": f"Token {guest.token}"}):
        assert httpx.get(url, headers=headers).status_code == 401
