"""The room plan as the server draws it: where bars lie, who has no room yet, what is free, and at what cost."""

from datetime import timedelta

import pytest

from hotelmate.core.change import run_change
from hotelmate.reports.figures import figures_of
from hotelmate.room_bookings import services
from hotelmate.room_bookings.queries import free_tonight_and_after
from hotelmate.room_bookings.services import Person, RoomMoveService
from hotelmate.rooms.services import retire_room, update_room
from hotelmate.staff.models import Role
from tests.desk.desks import DAY, TODAY, House, signed_in
from tests.desk.plan.seen import free, lane, occupancy, page, rows
from tests.factories import make_rooms
from tests.statements import statements_of

# The plan begins two days before today: today is the third day, its noon lies between the halves 4 and 5.
NOON = 5


@pytest.fixture
def client(house: House):
    return signed_in(house.person(Role.FRONT_DESK))


def test_a_stay_goes_from_noon_to_noon_and_on_the_day_of_a_turnover_two_meet(house, client):
    house.assigned(nights=2)
    house.assigned(nights=1, start=TODAY + 2 * DAY)
    first, second = rows(page(client))["101"]
    assert (first.start, first.end) == (NOON, NOON + 4)
    assert (second.start, second.end) == (NOON + 4, NOON + 6)
    assert first.text == "Wilhelmina Quackenbush"
    assert first.title == "Wilhelmina Quackenbush · Confirmed · Mon 12 May – Wed 14 May · 2 guests"


def test_what_begins_before_or_goes_on_after_the_span_is_cut_with_an_edge(house, client):
    house.assigned(nights=6)
    for query, place, marks in (
        ("?days=7&from=2031-05-12", (1, 12), set()),
        ("?days=7&from=2031-05-13", (0, 11), {"fb"}),
        ("?days=7&from=2031-05-08", (9, 5), {"go"}),
        # Who leaves on the first day is seen until noon, who comes on the last from noon on.
        ("?days=7&from=2031-05-18", (0, 1), {"fb"}),
        ("?days=7&from=2031-05-06", (13, 1), {"go"}),
    ):
        (bar,) = rows(page(client, query))["101"]
        assert (bar.start, bar.halves) == place, query
        assert bar.marks == {"CONFIRMED"} | marks, query
    for query in ("?days=7&from=2031-05-19", "?days=7&from=2031-05-05"):
        assert rows(page(client, query))["101"] == []


def test_day_use_takes_the_afternoon_and_leaves_the_evening_to_a_guest_when_it_is_over(house, client):
    house.left(nights=0)
    house.assigned(nights=1)
    day_use, night = rows(page(client))["101"]
    assert (day_use.start, day_use.halves, day_use.marks) == (NOON - 1, 1, {"COMPLETED"})
    assert (night.start, night.halves) == (NOON, 2)
    house.assigned(house.rooms[1], nights=0, start=TODAY + DAY)
    (coming,) = rows(page(client))["102"]
    assert (coming.start, coming.halves) == (NOON + 2, 1)


def test_a_stay_that_moved_is_in_both_rooms_each_with_its_nights(house, client):
    with house.at(TODAY - DAY, 16):
        booking = house.staying(nights=4, start=TODAY - DAY)
    house.do(RoomMoveService.move_room, booking_id=booking.booking_id, to_room_id=house.rooms[1].pk, reason="Noise")
    seen = rows(page(client))
    (left,), (has,) = seen["101"], seen["102"]
    assert (left.start, left.end, left.marks) == (NOON - 2, NOON, {"IN_HOUSE", "left"})
    assert (has.start, has.end, has.marks) == (NOON, NOON + 6, {"IN_HOUSE"})
    assert "Moved to another room" in left.title


def test_a_guest_who_should_have_left_is_drawn_until_today(house, client):
    with house.at(TODAY - 2 * DAY, 16):
        house.staying(nights=1, start=TODAY - 2 * DAY)
    (bar,) = rows(page(client))["101"]
    assert (bar.start, bar.end, bar.marks) == (1, NOON, {"IN_HOUSE", "late"})
    assert "In house · Overdue" in bar.title


def test_windows_are_bars_which_only_those_close_who_may(house, client):
    block = house.block(house.rooms[0], TODAY + DAY, nights=2)
    house.block(house.rooms[1], TODAY, kind="OUT_OF_SERVICE")
    seen = rows(page(client))
    (out_of_order,), (out_of_service,) = seen["101"], seen["102"]
    assert (out_of_order.start, out_of_order.halves) == (NOON + 2, 4)
    assert out_of_order.marks == {"w", "OUT_OF_ORDER"}
    assert out_of_service.marks == {"w", "OUT_OF_SERVICE"}
    assert (out_of_order.text, out_of_order.href) == ("new carpet", "")
    (managed,) = rows(page(signed_in(house.person(Role.STAFF_ADMIN))))["101"]
    assert managed.href == f"/maintenance/blocks/{block.pk}/close/"


def test_who_has_no_room_yet_lies_in_as_few_lines_as_will_do(house, client):
    house.book(nights=2)
    house.book(nights=1, start=TODAY + 2 * DAY)
    house.with_card(nights=3, start=TODAY + DAY, primary=Person("Ada", "Waiting"))
    house.unpaid(nights=1, room_type_id=house.superior.pk)
    house.assigned(start=TODAY + 7 * DAY)
    house.book(start=TODAY + 40 * DAY)
    markup = page(client)
    lines = lane(markup)
    assert [[(bar.start, bar.end) for bar in line] for line in lines] == [
        [(NOON, NOON + 2), (NOON + 2, NOON + 8)],
        [(NOON, NOON + 4), (NOON + 4, NOON + 6)],
    ]
    assert {mark for line in lines for bar in line for mark in bar.marks} == {
        "CONFIRMED",
        "PENDING_APPROVAL",
        "PENDING_PAYMENT",
    }
    assert "4 bookings have no room yet" in markup


def test_free_rooms_of_a_type_are_those_of_the_ledger_and_nothing_is_said_of_the_past(house, client):
    house.book(nights=3)
    house.assigned(house.upper[0], nights=2)
    house.block(house.rooms[2], TODAY, nights=5)
    ledger = free_tonight_and_after(house.hotel, from_date=TODAY, to_date=TODAY + 12 * DAY)
    seen = free(page(client))
    for room_type in (house.standard, house.superior):
        assert seen[room_type.name] == ["", "", *(str(left) for _, left in sorted(ledger[room_type.pk].items()))]
    assert seen[house.standard.name][2:8] == ["1", "1", "1", "2", "2", "3"]


def test_free_rooms_on_a_floor_are_those_that_nobody_has(house, client):
    for room in house.rooms:
        run_change(lambda room=room: update_room(actor=house.actor(), room_id=room.pk, floor="1"))
    house.assigned(nights=2)
    house.block(house.rooms[1], TODAY + DAY)
    seen = free(page(client, "?by=floor"))
    assert seen["Floor 1"][2:6] == ["2", "1", "3", "3"]
    assert seen["Without a floor"][2:4] == ["2", "2"]


def test_occupancy_is_that_of_the_reports(house, client):
    house.staying(nights=2)
    house.book(nights=1)
    house.unpaid(nights=1)
    house.block(house.upper[0], TODAY)
    seen = occupancy(page(client))
    assert seen[2] == ("50%", "2 of 4 rooms sold, 1 waiting to be confirmed")
    figures = figures_of(house.actor(), first=TODAY - 2 * DAY, last=TODAY + 11 * DAY)
    assert [percent for percent, _ in seen] == [f"{day.occupancy_percent:.0f}%" for day in figures]


def test_rooms_are_in_the_order_of_their_numbers_and_a_retired_one_stays_while_it_has_history(house, client):
    make_rooms(house.standard, ["9", "99"])
    with house.at(TODAY - DAY, 16):
        house.staying(nights=1, start=TODAY - DAY)
    house.do(services.check_out_rooms, room_ids=[house.rooms[0].pk])
    house.do(retire_room, room_id=house.rooms[0].pk)
    assert list(rows(page(client))) == ["9", "99", "101", "102", "103", "201", "202"]
    assert "101" not in rows(page(client, f"?from={TODAY + DAY}"))


@pytest.mark.parametrize("query", ["?from=tomorrow&days=9&by=colour", "?from=0001-01-01", "?from=2199-12-31&days=30"])
def test_an_address_that_nobody_made_shows_a_plan_all_the_same(house, client, query):
    assert list(rows(page(client, query))) in (["101", "102", "103", "201", "202"], [])


def test_names_and_reasons_are_no_markup(house):
    house.assigned(primary=Person('<b>"Q"', "& 'Sons'"))
    window = {"from_date": TODAY, "to_date": TODAY + DAY, "reason": "</a><script>"}
    house.do(services.open_block, room_id=house.rooms[1].pk, kind="OUT_OF_SERVICE", **window)
    markup = page(signed_in(house.person(Role.STAFF_ADMIN)))
    assert "<script>" not in markup.partition('id="plan-sheet"')[2].partition("</section>")[0]
    assert rows(markup)["101"][0].text == "<b>\"Q\" & 'Sons'"
    assert rows(markup)["102"][0].text == "</a><script>"


@pytest.mark.parametrize("role", [Role.HOUSEKEEPING, Role.MAINTENANCE])
def test_who_may_not_see_bookings_sees_no_plan(house, role):
    booking = house.assigned()
    client = signed_in(house.person(role))
    for path in ("/plan/", "/plan/news/?since=1", f"/plan/rooms/{booking.booking_id}/"):
        assert client.get(path).status_code == 403


def test_the_plan_costs_as_many_statements_however_much_is_in_it(house, client):
    house.assigned()
    few = len(statements_of(lambda: page(client)))
    for room in make_rooms(house.superior, 12):
        house.assigned(room, start=TODAY + DAY)
        house.block(room, TODAY + timedelta(days=9))
        house.book(room_type_id=house.superior.pk, start=TODAY + 5 * DAY, nights=1)
    assert len(statements_of(lambda: page(client, "?days=30"))) == few
    # Session, person, hotel, the log's number; rooms, claims, waiting, free and overdue, rooms and nights of the house.
    assert few <= 11
