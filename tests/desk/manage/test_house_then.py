"""The house at any time: its rooms and guests then, told apart from now; steps; moments that never were."""

import re
from datetime import timedelta

import pytest

from hotelmate.core import clock
from hotelmate.events.queries import last_seq
from hotelmate.room_bookings import services
from hotelmate.staff.models import Role
from tests.desk.desks import DAY, House, part, signed_in
from tests.statements import statements_of

HOUSE = "/manage/house/"


@pytest.fixture
def manager(house):
    return signed_in(house.person(Role.STAFF_ADMIN))


def page(client, **query):
    answer = client.get(HOUSE, query)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def board(text):
    """By room its status then."""
    found = re.findall(r'<li class="then (\w+)[^"]*"[^>]*>.*?<b>(\w+)</b>', text)
    return {number: status for status, number in found}


def test_now_is_said_to_be_now_and_followed_live(house, manager):
    house.staying(house.rooms[0])
    text = page(manager)
    assert "The house now." in text
    assert 'data-live="bookings rooms"' in text
    assert board(text)["101"] == "OCCUPIED"
    assert "1 of 5 rooms" in text


def test_the_past_is_said_to_be_the_past_and_stands_still(house, manager):
    booking = house.staying(house.rooms[0])
    before = last_seq(house.hotel.pk)
    house.do(services.check_out, booking_id=booking.booking_id)
    text = page(manager, seq=before)
    assert "This is the past, not the house of today:" in text
    assert f"after event {before} of {last_seq(house.hotel.pk)}" in text
    assert 'data-live="bookings rooms"' not in text
    assert board(text)["101"] == "OCCUPIED"
    assert board(page(manager))["101"] == "CHECKOUT_DIRTY"


def test_a_moment_is_meant_on_the_hotels_own_clocks(manager, house):
    began = clock.now()
    with clock.travel_to(began + timedelta(hours=2)):
        house.dirty(house.rooms[1])
    with clock.travel_to(began + timedelta(hours=3)):
        local = house.hotel.local_now() - timedelta(hours=2)
        assert board(page(manager, at=f"{local:%Y-%m-%dT%H:%M}"))["102"] == "READY_FOR_GUEST"
        local = house.hotel.local_now() - timedelta(minutes=59)
        assert board(page(manager, at=f"{local:%Y-%m-%dT%H:%M}"))["102"] == "CHECKOUT_DIRTY"


def test_what_was_done_last_is_told_and_its_rooms_stand_out(house, manager):
    house.staying(house.rooms[0])
    house.dirty(house.rooms[1])
    text = page(manager, seq=last_seq(house.hotel.pk))
    assert "What had just been done:" in text
    assert re.search(r'<li class="then CHECKOUT_DIRTY touched"[^>]*>.*?<b>102</b>', text)
    assert text.count("touched") == 1


def test_steps_lead_from_change_to_change_not_into_one(house, manager):
    booking = house.assigned(house.rooms[0])
    before = last_seq(house.hotel.pk)
    house.do(services.check_in, booking_id=booking.booking_id)
    newest = last_seq(house.hotel.pk)
    assert newest > before + 1
    text = page(manager)
    assert f'href="{HOUSE}?seq={before}"' in text
    assert f'href="{HOUSE}?seq={newest + 1}"' not in text
    assert board(text)["101"] == "OCCUPIED"
    text = page(manager, seq=before)
    assert board(text)["101"] == "READY_FOR_GUEST"
    assert f'href="{HOUSE}?seq={before + 1}"' in text
    assert f"after event {newest} of {newest}" in page(manager, seq=before + 1)
    first = page(manager, seq=1)
    assert "A change earlier" in first
    assert f'href="{HOUSE}?seq=0"' not in first


def test_arrivals_and_departures_are_those_of_that_day_by_name(house, manager):
    house.book()
    house.staying(house.rooms[0], nights=1)
    first = last_seq(house.hotel.pk)
    with clock.travel_to(clock.now() + DAY):
        text = page(manager, seq=first)
        assert text.count("Wilhelmina Quackenbush") == 2
        text = page(manager)
        assert "Nobody was to arrive." in text
        assert text.count("Wilhelmina Quackenbush") == 1


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"seq": "999999999"}, "is still to come."),
        ({"at": "2050-01-01T00:00"}, "That moment is still to come."),
        ({"at": "1999-01-01T00:00"}, "That was before the hotel"),
        ({"seq": "1", "at": "2031-05-12T12:00"}, "Name a seq or a moment, not both."),
        ({"at": "lately"}, "Enter a valid date/time."),
        ({"seq": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"seq": "9" * 30}, "Ensure this value is less than or equal to"),
    ],
)
def test_a_moment_that_never_was_is_said_to_be_wrong(manager, query, said):
    answer = manager.get(HOUSE, query)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert board(answer.content.decode()) == {}


def test_the_house_alone_comes_when_another_moment_is_picked(manager):
    assert '<div id="house"' in part(manager, f"{HOUSE}?seq=5", "house")


def test_texts_are_escaped(house, manager):
    house.client().patch(f"{house.base}/rooms/{house.rooms[0].pk}/", {"number": "<b>7</b>", "floor": "<i>1</i>"})
    text = page(manager)
    assert "<b>7</b>" not in text
    assert "<i>1</i>" not in text


def test_queries_are_as_many_for_a_full_house_as_for_one_guest(house, manager):
    house.staying(house.rooms[0], nights=1)
    page(manager)
    few = statements_of(lambda: page(manager))
    for room in house.rooms[1:]:
        house.staying(room, nights=1)
    assert len(statements_of(lambda: page(manager))) == len(few)


def test_nobody_looks_into_another_house(manager):
    other = House()
    other.staying(other.rooms[0])
    assert "OCCUPIED" not in board(page(manager)).values()
