"""The overview: today's numbers, whether all is well, what is worth a look; each part alone."""

import pytest

from hotelmate.integrity.jobs import verify_now
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.staff.models import Role
from tests.desk.desks import DAY, TODAY, part, signed_in
from tests.statements import statements_of

MANAGE = "/manage/"


@pytest.fixture
def manager(house):
    return signed_in(house.person(Role.STAFF_ADMIN))


def page(client):
    answer = client.get(MANAGE)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_todays_numbers_are_those_of_the_rows(house, manager):
    house.staying(house.rooms[0], nights=1)
    house.book()
    house.book(start=TODAY + 3 * DAY)
    house.block(house.upper[0], TODAY)
    text = page(manager)
    assert "<b>50 %</b>occupied tonight, 2 of 4 rooms" in text
    assert "<b>2</b>arrivals today" in text
    assert "<b>3</b>arrivals in the next seven days" in text
    assert "<b>1</b>room out of order" in text
    assert text.count('class="chart"') == 2


def test_the_verdict_is_on_it_with_the_record_that_contradicts_itself(house, manager):
    booking = house.assigned()
    RoomBooking.objects.filter(pk=booking.pk).update(children=3)
    verify_now(house.actor())
    text = part(manager, MANAGE, "state")
    assert "1 contradiction found" in text
    assert f'href="/bookings/{booking.booking_id}/"' in text
    assert "Every mail and event arrived or is on its way" in text


def test_what_is_worth_a_look_is_told_and_what_is_everyday_is_not(house, manager):
    booking = house.assigned()
    assert "No cancellation, refund or change of settings so far." not in part(manager, MANAGE, "lately")
    house.do(services.cancel_booking, booking_id=booking.booking_id)
    text = part(manager, MANAGE, "lately")
    assert "<b>Cancelled</b>" in text
    assert "Room assigned" not in text


def test_each_part_is_fetched_alone_with_what_it_needs_only(house, manager):
    assert '<section id="days"' in part(manager, MANAGE, "days")
    whole = statements_of(lambda: page(manager))
    for name in ("days", "state", "lately"):
        assert len(statements_of(lambda name=name: part(manager, MANAGE, name))) < len(whole)


def test_queries_are_as_many_for_a_full_house_as_for_an_empty_one(house, manager):
    page(manager)
    few = statements_of(lambda: page(manager))
    for room in house.rooms:
        house.staying(room)
    assert len(statements_of(lambda: page(manager))) == len(few)
