"""Figures by day: nights, arrivals and departures as they happened and as they are booked, and what rooms bring."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from hotelmate.core import capabilities as c
from hotelmate.core import clock
from hotelmate.core.errors import Refused
from hotelmate.reports.figures import figures_of
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.models import BlockKind
from hotelmate.rooms.services import retire_room
from hotelmate.staff.models import Role
from hotelmate.staff.queries import actor_of
from tests.factories import open_house
from tests.statements import statements_of

from .books import DAY, HOUR, NOON, Books

TODAY = NOON.date()


@pytest.fixture
def books():
    """Four rooms at 100 a night, first in use two days ago; it is noon."""
    with clock.travel_to(NOON):
        yield Books()


def days(books, first=-2, last=5):
    found = figures_of(actor_of(books.house.admin), first=TODAY + first * DAY, last=TODAY + last * DAY)
    return {(figures.day - TODAY).days: figures for figures in found}


def column(books, name, first=-2, last=5):
    return [getattr(figures, name) for figures in days(books, first, last).values()]


def test_every_day_of_the_span_is_there_and_an_empty_house_sells_nothing(books):
    found = days(books, -3, 3)
    assert list(found) == [-3, -2, -1, 0, 1, 2, 3]
    assert [figures.rooms for figures in found.values()] == [0, 4, 4, 4, 4, 4, 4]
    assert [figures.is_past for figures in found.values()] == [True] * 3 + [False] * 4
    assert {figures.sold for figures in found.values()} == {0}
    assert found[-3].occupancy_percent == found[0].occupancy_percent == 0
    assert found[0].average_rate == 0


def test_a_night_is_sold_when_it_was_slept_in_or_is_booked(books):
    with clock.travel_to(NOON - 2 * DAY):
        books.walk_in(books.rooms[0], nights=4)
        left_early = books.walk_in(books.rooms[1], nights=3)
    with clock.travel_to(NOON - DAY):
        books.check_out(left_early)
    books.book(arrives=1, nights=2)
    assert column(books, "sold") == [2, 1, 1, 2, 1, 0, 0, 0]
    assert column(books, "arrivals") == [2, 0, 0, 1, 0, 0, 0, 0]
    assert column(books, "departures") == [0, 1, 0, 0, 1, 1, 0, 0]
    assert days(books)[0].occupancy_percent == Decimal("25.0")


def test_what_waits_for_an_answer_is_told_beside_what_is_sold(books):
    books.book(arrives=1, nights=1, status="PENDING_APPROVAL", guarantee="CARD")
    books.book(arrives=1, nights=2)
    assert column(books, "waiting", 0, 3) == [0, 1, 0, 0]
    assert column(books, "sold", 0, 3) == [0, 1, 1, 0]


def test_who_fell_through_is_not_counted(books):
    cancelled = books.book(arrives=1)
    books.do(services.cancel_booking, booking_id=cancelled.booking_id)
    with clock.travel_to(NOON - DAY):
        absent = books.book(arrives=0, nights=3)
    with clock.travel_to(NOON + 16 * HOUR):
        books.do(services.mark_no_show, booking_id=absent.booking_id)
        assert set(column(books, "sold")) == {0}
        assert set(column(books, "arrivals")) == {0}
        assert set(column(books, "revenue")) == {0}


def test_a_guest_who_should_have_left_is_still_there_at_night(books):
    with clock.travel_to(NOON - 2 * DAY):
        books.walk_in(books.rooms[0], nights=1)
    # Nobody knows how long they stay; today they are expected to leave.
    assert column(books, "sold") == [1, 1, 0, 0, 0, 0, 0, 0]
    assert column(books, "departures") == [0, 0, 1, 0, 0, 0, 0, 0]


def test_a_stay_that_moved_sleeps_in_one_room_a_night(books):
    with clock.travel_to(NOON - 2 * DAY):
        stay = books.walk_in(books.rooms[0], nights=4)
    with clock.travel_to(NOON - DAY):
        books.move(stay, books.rooms[1])
    assert column(books, "sold") == [1, 1, 1, 1, 0, 0, 0, 0]


def test_day_use_comes_and_goes_and_is_no_night(books):
    guest = books.walk_in(books.rooms[0], nights=0)
    assert (days(books)[0].sold, days(books)[0].arrivals) == (0, 1)
    books.check_out(guest)
    today = days(books)[0]
    assert (today.sold, today.arrivals, today.departures) == (0, 1, 1)
    assert today.revenue == RoomBooking.objects.get(pk=guest.pk).total_amount


def test_rooms_out_of_order_and_retired_rooms_cannot_be_sold(books):
    admin = actor_of(books.house.admin)
    window = {"from_date": TODAY, "to_date": TODAY + 2 * DAY, "reason": "Paint"}
    books.do(services.open_block, admin, room_id=books.rooms[0].pk, kind=BlockKind.OUT_OF_ORDER, **window)
    books.do(services.open_block, admin, room_id=books.rooms[1].pk, kind=BlockKind.OUT_OF_SERVICE, **window)
    books.do(retire_room, admin, room_id=books.rooms[3].pk)
    assert column(books, "rooms", -1, 2) == [4, 3, 3, 3]
    assert column(books, "out_of_order", -1, 2) == [0, 1, 1, 0]
    assert column(books, "available", -1, 2) == [4, 2, 2, 3]
    books.walk_in(books.rooms[2], nights=1)
    assert days(books)[0].occupancy_percent == Decimal("50.0")


def test_the_night_after_midnight_is_still_the_day_before(books):
    with clock.travel_to(NOON + 14 * HOUR):
        books.walk_in(books.rooms[0], nights=1)
    with clock.travel_to(NOON + DAY):
        assert column(books, "arrivals", 0, 2) == [1, 0, 0]
        assert column(books, "sold", 0, 2) == [1, 0, 0]


def test_revenue_is_the_total_shared_out_over_the_nights(books):
    books.book(arrives=1, nights=3, total_amount=Decimal("100.00"))
    revenue = column(books, "revenue", 0, 4)
    assert revenue == [0, Decimal("33.33"), Decimal("33.34"), Decimal("33.33"), 0]
    assert sum(revenue) == Decimal("100.00")
    assert days(books)[1].average_rate == Decimal("33.33")


def test_nights_whose_prices_are_known_bring_those(books):
    booking = books.book(arrives=1, nights=2, total_amount=Decimal("250.00"))
    nights = [
        {"night": (booking.check_in + n * DAY).isoformat(), "total": total}
        for n, total in ((0, "100.00"), (1, "150.00"))
    ]
    RoomBooking.objects.filter(pk=booking.pk).update(price_details={"nights": nights, "total": "250.00"})
    assert column(books, "revenue", 1, 2) == [Decimal("100.00"), Decimal("150.00")]
    # They were changed since, so the prices of then tell nothing any more.
    RoomBooking.objects.filter(pk=booking.pk).update(total_amount=Decimal("300.00"))
    assert column(books, "revenue", 1, 2) == [Decimal("150.00"), Decimal("150.00")]


def test_revenue_of_all_days_is_what_the_stays_cost(books):
    with clock.travel_to(NOON - 2 * DAY):
        left_early = books.walk_in(books.rooms[0], nights=3, total_amount=Decimal("299.99"))
        books.walk_in(books.rooms[1], nights=4, total_amount=Decimal("410.01"))
    books.check_out(left_early)
    books.book(arrives=2, nights=3, total_amount=Decimal("77.77"))
    assert sum(column(books, "revenue")) == Decimal("787.77")


def test_who_sees_no_money_gets_the_rest(books):
    actor = actor_of(books.house.admin)
    actor = replace(actor, capabilities=actor.capabilities - {c.VIEW_MONEY})
    books.book()
    (figures,) = figures_of(actor, first=TODAY, last=TODAY)
    assert (figures.sold, figures.revenue) == (1, None)
    answer = books.house.client.get(f"{books.url}/figures/").data
    assert {"revenue", "average_rate"} <= answer["results"][0].keys()


def test_a_span_costs_the_same_however_long_and_full_it_is(books):
    short = statements_of(lambda: books.house.client.get(f"{books.url}/figures/?from={TODAY}&to={TODAY}"))
    for _ in range(3):
        books.book()
    whole = statements_of(lambda: books.house.client.get(f"{books.url}/figures/?from=2026-01-01&to=2026-12-31"))
    assert len(short) == len(whole) <= 5


def test_the_api_gives_a_fortnight_from_today_unless_it_is_asked_for_another(books):
    body = books.house.client.get(f"{books.url}/figures/").data
    assert [day["day"] for day in body["results"]] == [(TODAY + n * DAY).isoformat() for n in range(14)]
    assert body["currency"] == books.hotel.currency
    body = books.house.client.get(f"{books.url}/figures/?from=2026-07-09&to=2026-07-10").data
    assert [(day["day"], day["is_past"]) for day in body["results"]] == [("2026-07-09", True), ("2026-07-10", False)]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("from=2026-07-02&to=2026-07-01", "INVALID_DATES"),
        ("from=2026-01-01&to=2027-01-02", "TOO_MANY_DAYS"),
        ("from=1900-01-01&to=2200-01-01", "TOO_MANY_DAYS"),
        ("from=tomorrow", "INVALID_INPUT"),
        ("from=0001-01-01", "INVALID_INPUT"),
        ("to=2026-02-30", "INVALID_INPUT"),
    ],
)
def test_a_span_that_is_none_is_refused(books, query, code):
    answer = books.house.client.get(f"{books.url}/figures/?{query}")
    assert (answer.status_code, answer.data["code"]) == (400, code)


def test_the_longest_span_is_a_leap_year(books):
    assert len(books.house.client.get(f"{books.url}/figures/?from=2028-01-01&to=2028-12-31").data["results"]) == 366


def test_only_managers_look_at_figures(books):
    answer = books.house.client_of(Role.FRONT_DESK).get(f"{books.url}/figures/")
    assert (answer.status_code, answer.data["details"]["capability"]) == (403, "view_reports")
    actor = actor_of(books.clerk)
    with pytest.raises(Refused, match="view_reports"):
        figures_of(actor, first=TODAY, last=TODAY)


def test_another_hotels_stays_are_not_among_them(books):
    other = Books()
    other.walk_in(other.rooms[0])
    assert set(column(books, "sold")) == {0}
    assert other.house.client.get(f"{books.url}/figures/").status_code == 404
    assert open_house().client.get(f"{books.url}/figures/").status_code == 404


def test_the_first_and_last_days_that_can_be_named_are_counted(books):
    for first in (date(1900, 1, 1), date(2199, 12, 31)):
        found = figures_of(actor_of(books.house.admin), first=first, last=first + timedelta(days=1))
        assert [figures.sold for figures in found] == [0, 0]
