"""The house as of any time over HTTP."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from hotelmate.core import clock
from hotelmate.events.queries import last_seq
from hotelmate.staff.models import Role
from tests.factories import make_room_type, make_rooms, open_house

from .books import Books

NOON = datetime(2026, 7, 10, 12, tzinfo=UTC)


@pytest.fixture
def house():
    """A hotel in New York, in which it is eight in the morning."""
    with clock.travel_to(NOON):
        house = open_house(timezone="America/New_York")
        make_rooms(make_room_type(house.hotel, "STD"), ["101", "102"])
        yield house


def test_without_a_place_it_is_the_present(house):
    body = house.client.get(f"{house.url}/house/").data
    assert body["seq"] == body["last_seq"] == last_seq(house.hotel.pk)
    assert (body["at"], body["business_date"]) == ("2026-07-10T12:00:00Z", "2026-07-10")
    assert [room["room_number"] for room in body["rooms"]] == ["101", "102"]
    assert (body["rooms_in_use"], body["occupied"], body["available"], body["occupancy_percent"]) == (2, 0, 2, "0.0")
    assert body["counts"]["READY_FOR_GUEST"] == 2


def test_before_its_rooms_were_made_the_house_had_none(house):
    body = house.client.get(f"{house.url}/house/?seq=2").data
    assert (body["seq"], body["rooms"], body["occupancy_percent"]) == (2, [], "0.0")


@pytest.mark.parametrize(
    "at", ["2026-07-10T08:00", "2026-07-10T08:00:00-04:00", "2026-07-10T12:00:00Z", "2026-07-10T14:00+02:00"]
)
def test_a_moment_without_an_offset_is_the_hotels_own_time(house, at):
    for written in (at, quote(at)):
        body = house.client.get(f"{house.url}/house/?at={written}").data
        assert (body["at"], body["seq"]) == ("2026-07-10T12:00:00Z", last_seq(house.hotel.pk))


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("seq=0", "INVALID_INPUT"),
        ("seq=-1", "INVALID_INPUT"),
        ("seq=x", "INVALID_INPUT"),
        ("seq=99999999999999999999", "INVALID_INPUT"),
        ("seq=100000", "SEQ_BEYOND_LOG"),
        ("at=yesterday", "INVALID_INPUT"),
        ("at=2026-02-30", "INVALID_INPUT"),
        ("at=%00", "INVALID_INPUT"),
        ("at=2026-07-10T08:01", "MOMENT_IN_THE_FUTURE"),
        ("at=9999-12-31T23:59:59-12:00", "MOMENT_IN_THE_FUTURE"),
        ("at=2026-07-10", "BEFORE_THE_HOTEL"),
        ("at=0001-01-01T00:00:00%2B14:00", "BEFORE_THE_HOTEL"),
        ("seq=1&at=2026-07-10", "BOTH_SEQ_AND_MOMENT"),
    ],
)
def test_what_is_no_place_is_refused_by_name(house, query, code):
    answer = house.client.get(f"{house.url}/house/?{query}")
    assert (answer.status_code, answer.data["code"]) == (400, code)


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.HOUSEKEEPING, Role.MAINTENANCE])
def test_only_managers_look_back(house, role):
    answer = house.client_of(role).get(f"{house.url}/house/")
    assert (answer.status_code, answer.data["details"]["capability"]) == (403, "view_reports")


def test_another_hotels_house_is_not_there(house):
    other = open_house()
    answer = house.client.get(f"{other.url}/house/")
    assert (answer.status_code, answer.data["code"]) == (404, "HOTEL_NOT_FOUND")


def test_what_happened_later_is_not_told(house):
    before = last_seq(house.hotel.pk)
    with clock.travel_to(NOON + timedelta(hours=1)):
        make_rooms(make_room_type(house.hotel, "SUI"), ["201"])
        body = house.client.get(f"{house.url}/house/?seq={before}").data
        assert [room["room_number"] for room in body["rooms"]] == ["101", "102"]
        assert body["last_seq"] > body["seq"] == before


def test_the_bookings_of_a_place_come_in_pages_and_by_status():
    with clock.travel_to(NOON):
        books = Books()
        one, other = sorted([books.book(arrives=1).booking_id, books.book(arrives=2).booking_id])
        before = last_seq(books.hotel.pk)
        books.walk_in(books.rooms[0])
        client, url = books.house.client, f"{books.url}/house/bookings/"
        whole = client.get(f"{url}?seq={before}").data
        assert (whole["count"], [row["booking_id"] for row in whole["results"]]) == (2, [one, other])
        assert {row["status"] for row in whole["results"]} == {"CONFIRMED"}
        pages = [client.get(f"{url}?seq={before}&page={page}&page_size=1").data["results"] for page in (1, 2)]
        assert [row["booking_id"] for page in pages for row in page] == [one, other]
        (staying,) = client.get(f"{url}?status=IN_HOUSE,NO_SHOW").data["results"]
        assert staying["room_number"] == "101"
        answer = client.get(f"{url}?seq=99999")
        assert (answer.status_code, answer.data["code"]) == (400, "SEQ_BEYOND_LOG")
        assert books.house.client_of(Role.FRONT_DESK).get(url).status_code == 403
