"""What is new of the plan: the rows that an event concerns, and no more."""

import re
from functools import partial

import pytest

from hotelmate.events.queries import last_seq
from hotelmate.room_bookings import services
from hotelmate.room_bookings.services import RoomMoveService
from hotelmate.rooms.services import update_room
from hotelmate.staff.models import Role
from tests.desk.desks import DAY, TODAY, House, signed_in
from tests.desk.plan.seen import page, rows
from tests.factories import make_room_type, make_rooms
from tests.statements import statements_of

IDS = re.compile(r'<div class="(?:days|lane|group|room)[a-z ]*" id="([^"]+)"')
COUNTS = {"plan-days", "plan-lane"}


@pytest.fixture
def client(house: House):
    return signed_in(house.person(Role.FRONT_DESK))


@pytest.fixture
def read(house: House, client):
    """Read the plan, do something, and ask what is new since: the answer."""

    def ask(work, query=""):
        seq = last_seq(house.hotel.pk)
        work()
        return client.get(f"/plan/news/?since={seq}&day={TODAY}{query}")

    return ask


def row(room):
    return f"row-{room.pk}"


def groups(house):
    return {f"plan-type-{kind.pk}" for kind in (house.standard, house.superior)}


def parts(answer):
    """The ids of what came."""
    assert answer.status_code == 200, answer.content
    return set(IDS.findall(answer.content.decode()))


def test_nothing_new_is_told_with_the_number_up_to_which_it_holds(house, read):
    answer = read(lambda: None)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Plan-Seq"] == str(last_seq(house.hotel.pk))
    assert answer["Plan-Day"] == str(TODAY)


def test_a_room_that_is_cleaned_brings_its_own_row_alone(house, read):
    answer = read(lambda: house.dirty(house.rooms[0]))
    assert parts(answer) == {row(house.rooms[0])}
    assert b"Dirty" in answer.content


def test_an_assignment_brings_the_row_the_lane_and_the_counts(house, read):
    booking = house.book()
    assign = partial(services.assign_room, booking_id=booking.booking_id)
    answer = read(lambda: house.do(assign, room_id=house.rooms[1].pk))
    assert parts(answer) == {row(house.rooms[1])} | COUNTS | groups(house)
    assert answer["Plan-Bookings"] == booking.booking_id
    (bar,) = rows(answer.content.decode())["102"]
    assert bar.href == f"/bookings/{booking.booking_id}/"


def test_of_a_booking_that_leaves_its_room_the_number_says_where_it_is_no_more(house, read):
    booking = house.assigned()
    answer = read(lambda: house.do(services.unassign_room, booking_id=booking.booking_id))
    assert answer["Plan-Bookings"] == booking.booking_id
    assert booking.booking_id in answer.content.decode()
    answer = read(lambda: house.do(services.cancel_booking, booking_id=booking.booking_id, reason="No"))
    assert parts(answer) == COUNTS | groups(house)
    assert booking.booking_id not in answer.content.decode()


def test_a_move_brings_both_rooms(house, read):
    booking = house.staying()
    move = partial(RoomMoveService.move_room, booking_id=booking.booking_id, reason="Noise")
    answer = read(lambda: house.do(move, to_room_id=house.rooms[2].pk))
    assert parts(answer) == {row(house.rooms[0]), row(house.rooms[2])} | COUNTS | groups(house)


def test_a_window_brings_its_room_when_it_is_opened_and_when_it_is_closed(house, read):
    assert row(house.rooms[0]) in parts(read(lambda: house.block(house.rooms[0], TODAY + DAY)))
    block = house.block(house.rooms[1], TODAY + DAY)
    assert row(house.rooms[1]) in parts(read(lambda: house.do(services.close_block, block_id=block.pk)))


def test_a_payment_changes_nothing_of_the_plan(house, read):
    booking = house.book()
    pay = partial(services.record_payment, booking_id=booking.booking_id, method="CASH", amount="10.00")
    assert read(lambda: house.do(pay)).status_code == 204


@pytest.mark.parametrize(
    "change",
    [
        lambda house: make_rooms(house.standard, 1),
        lambda house: house.do(update_room, room_id=house.rooms[0].pk, number="1001"),
        lambda house: make_room_type(house.hotel),
    ],
)
def test_what_changes_the_rows_themselves_brings_the_whole_plan(house, read, change):
    answer = read(lambda: change(house))
    assert answer["Plan-Whole"] == "yes"
    assert {"plan-days", "plan-lane", *(row(room) for room in house.rooms)} <= parts(answer)


def test_a_plan_of_yesterday_comes_whole_as_soon_as_anything_happens(house, client):
    seq = last_seq(house.hotel.pk)
    house.dirty(house.rooms[0])
    answer = client.get(f"/plan/news/?since={seq}&day={TODAY - DAY}")
    assert answer["Plan-Whole"] == "yes"


def test_who_cannot_say_up_to_where_the_plan_is_known_gets_it_whole(client):
    answer = client.get("/plan/news/?since=nonsense")
    assert answer["Plan-Whole"] == "yes"


def test_by_floor_the_counts_are_those_of_all_rooms(house, client, read):
    house.assigned(house.rooms[0])
    booking = house.assigned(house.rooms[1])
    answer = read(lambda: house.do(services.unassign_room, booking_id=booking.booking_id), "&by=floor")
    whole = page(client, "?by=floor")
    for part in re.findall(r'<div class="group".*?</div>', answer.content.decode(), re.S):
        assert part in whole
    assert parts(answer) == {*COUNTS, "plan-floor-"}


def test_news_cost_as_many_statements_however_many_bookings_changed(house, client, read):
    first = house.book()
    seq = last_seq(house.hotel.pk)
    house.do(services.assign_room, booking_id=first.booking_id, room_id=house.rooms[0].pk)
    few = len(statements_of(lambda: client.get(f"/plan/news/?since={seq}&day={TODAY}")))
    for room in house.upper:
        house.assigned(room, room_type_id=house.superior.pk)
    assert len(statements_of(lambda: client.get(f"/plan/news/?since={seq}&day={TODAY}"))) == few


def test_the_rooms_for_a_booking_are_those_that_it_could_be_given(house, client):
    booking = house.book()
    house.assigned(house.rooms[0])
    house.block(house.rooms[1], TODAY + DAY)
    house.assigned(house.upper[0], start=TODAY + 5 * DAY)
    found = client.get(f"/plan/rooms/{booking.booking_id}/").json()
    assert found == {"same": [house.rooms[2].pk], "other": [room.pk for room in house.upper]}


def test_the_rooms_for_a_guest_in_house_are_those_to_move_into_now(house, client):
    booking = house.staying()
    house.dirty(house.rooms[1])
    found = client.get(f"/plan/rooms/{booking.booking_id}/").json()
    assert found == {"same": [house.rooms[2].pk], "other": [room.pk for room in house.upper]}


def test_there_are_no_rooms_for_what_is_not_paid_or_over_and_none_for_a_booking_of_elsewhere(house, client):
    for booking in (house.unpaid(), house.left()):
        assert client.get(f"/plan/rooms/{booking.booking_id}/").json() == {"same": [], "other": []}
    elsewhere = House().book()
    assert client.get(f"/plan/rooms/{elsewhere.booking_id}/").status_code == 404
