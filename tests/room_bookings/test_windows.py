"""Windows in which rooms are out of order or out of service, and what is free to be sold."""

import pytest

from hotelmate.housekeeping.models import HousekeepingTask
from hotelmate.room_bookings import services
from hotelmate.staff.models import Role
from tests.documented import assert_documented

from .house import DAY, TODAY, House

TOMORROW = TODAY + DAY


def window(house, room, from_date=TOMORROW, nights=2, *, role=Role.MAINTENANCE, kind="OUT_OF_ORDER", **body):
    response = house.client(role).post(
        f"{house.base}/blocks/",
        {
            "room_id": room.pk,
            "kind": kind,
            "from_date": str(from_date),
            "to_date": str(from_date + nights * DAY),
            "reason": "new carpet",
            **body,
        },
    )
    assert_documented(response)
    return response


def code_of(response):
    return response.status_code, response.json()["code"]


def close(house, block_id):
    response = house.client(Role.MAINTENANCE).post(f"{house.base}/blocks/{block_id}/close/", {})
    assert_documented(response)
    return response


def free(house, room_type, **query):
    response = house.client().get(f"{house.base}/availability/", query)
    assert_documented(response)
    types = {one["room_type_id"]: one["nights"] for one in response.json()["room_types"]}
    return {one["night"]: one["free"] for one in types[room_type.pk]}


def test_a_window_takes_the_room_out_of_inventory(house):
    house.client(Role.MAINTENANCE)
    before = house.last_seq()
    body = window(house, house.rooms[0]).json()
    assert (body["message"], body["block"]["room_number"], body["block"]["is_open"]) == (
        "Room 101 blocked",
        "101",
        True,
    )
    assert house.types(before) == ["block_opened"]
    nights = free(house, house.standard)
    assert [nights[str(TODAY + n * DAY)] for n in range(4)] == [3, 2, 2, 3]


def test_a_room_out_of_service_stays_sellable(house):
    window(house, house.rooms[0], kind="OUT_OF_SERVICE")
    assert free(house, house.standard)[str(TOMORROW)] == 3


def test_a_window_of_today_puts_the_room_out_of_order_and_its_end_makes_it_dirty(house):
    block = window(house, house.rooms[0], TODAY).json()["block"]
    assert house.room(house.rooms[0]).room_status == "OUT_OF_ORDER"
    assert close(house, block["id"]).json()["block"]["is_open"] is False
    assert house.room(house.rooms[0]).room_status == "CHECKOUT_DIRTY"
    assert [row[:2] for row in house.audit(house.rooms[0])[1:]] == [
        ("READY_FOR_GUEST", "OUT_OF_ORDER"),
        ("OUT_OF_ORDER", "CHECKOUT_DIRTY"),
    ]
    assert HousekeepingTask.objects.filter(room_id=house.rooms[0].pk, status="OPEN").count() == 1


def test_a_window_is_closed_once(house):
    block = window(house, house.rooms[0]).json()["block"]
    close(house, block["id"])
    before = house.last_seq()
    assert close(house, block["id"]).json()["message"] == "Window is already closed"
    assert house.last_seq() == before
    assert free(house, house.standard)[str(TOMORROW)] == 3


def test_a_window_is_closed_only_as_it_was_seen(house):
    opened = window(house, house.rooms[0])
    url = f"{house.base}/blocks/{opened.json()['block']['id']}/close/"
    assert opened["ETag"] == '"1"'
    assert code_of(house.client().post(url, {}, headers={"If-Match": '"2"'})) == (412, "PRECONDITION_FAILED")
    assert house.client().post(url, {}, headers={"If-Match": '"1"'}).status_code == 200


def test_bookings_lose_their_room_only_when_told_to(house):
    booking = house.assigned(house.rooms[0], start=TOMORROW)
    refused = window(house, house.rooms[0])
    assert code_of(refused) == (409, "BLOCK_HITS_BOOKINGS")
    assert refused.json()["details"]["booking_ids"] == [booking.booking_id]
    before = house.last_seq()
    assert window(house, house.rooms[0], displace=True).status_code == 201
    assert house.types(before) == ["booking_room_unassigned", "block_opened"]
    assert house.claims(booking) == []
    assert house.fresh(booking).status == "CONFIRMED"


def test_nobody_is_shut_out_of_the_room_that_they_are_in(house):
    house.staying(house.rooms[0], nights=2)
    assert code_of(window(house, house.rooms[0], TOMORROW, displace=True)) == (409, "ROOM_OCCUPIED")
    assert window(house, house.rooms[0], TODAY + 2 * DAY).status_code == 201


def test_windows_do_not_overlap(house):
    block = window(house, house.rooms[0]).json()["block"]
    refused = window(house, house.rooms[0], TODAY + 2 * DAY, kind="OUT_OF_SERVICE", displace=True)
    assert code_of(refused) == (409, "ROOM_OVERLAP_CONFLICT")
    assert refused.json()["details"]["conflicting_block_ids"] == [block["id"]]


def test_a_window_in_a_sold_out_type_takes_a_note_and_the_right_to_oversell(house):
    for _ in range(3):
        house.book(1, start=TOMORROW)
    assert code_of(window(house, house.rooms[0])) == (409, "CAPACITY_EXCEEDED")
    assert code_of(window(house, house.rooms[0], oversell_note="burst pipe")) == (403, "PERMISSION_DENIED")
    assert window(house, house.rooms[0], oversell_note="burst pipe", role=Role.STAFF_ADMIN).status_code == 201


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"to_date": str(TOMORROW)}, (400, "INVALID_DATES")),
        ({"to_date": str(TODAY + 900 * DAY)}, (400, "INVALID_DATES")),
        ({"kind": "HAUNTED"}, (400, "INVALID_INPUT")),
        ({"reason": ""}, (400, "INVALID_INPUT")),
        ({"room_id": 999999999}, (404, "ROOM_NOT_FOUND")),
    ],
)
def test_windows_that_cannot_be(house, body, expected):
    assert code_of(window(house, house.rooms[0], **body)) == expected


def test_a_window_does_not_begin_in_the_past(house):
    assert code_of(window(house, house.rooms[0], TODAY - DAY, nights=3)) == (400, "DATES_IN_THE_PAST")


def test_other_hotels_rooms_and_windows_are_not_found(house):
    other = House()
    block = other.block(other.rooms[0], TOMORROW)
    assert code_of(window(house, other.rooms[0])) == (404, "ROOM_NOT_FOUND")
    assert code_of(close(house, block.pk)) == (404, "BLOCK_NOT_FOUND")
    assert code_of(close(house, "abc")) == (404, "BLOCK_NOT_FOUND")


def test_the_front_desk_opens_no_windows(house):
    assert code_of(window(house, house.rooms[0], role=Role.FRONT_DESK)) == (403, "PERMISSION_DENIED")


def test_windows_are_listed_open_ones_first(house):
    first = house.block(house.rooms[0], TOMORROW)
    house.block(house.rooms[1], TODAY + 3 * DAY)
    house.do(services.close_block, block_id=first.pk)
    url = f"{house.base}/blocks/"
    response = house.client(Role.HOUSEKEEPING).get(url)
    assert_documented(response)
    assert [one["room_number"] for one in response.json()["results"]] == ["102", "101"]
    assert [one["room_number"] for one in house.client().get(url, {"open": "true"}).json()["results"]] == ["102"]
    assert house.client().get(url, {"room_id": house.rooms[2].pk}).json()["count"] == 0


def test_windows_begin_and_end_by_themselves(house):
    house.block(house.rooms[0], TOMORROW, nights=1)
    with house.at(TOMORROW, 5):
        house.do(services.begin_due_blocks)
        assert house.room(house.rooms[0]).room_status == "OUT_OF_ORDER"
    with house.at(TODAY + 2 * DAY, 5):
        house.do(services.end_due_blocks)
        assert house.room(house.rooms[0]).room_status == "CHECKOUT_DIRTY"


# What is free


def test_availability_counts_from_the_first_unpaid_minute(house):
    house.unpaid()
    house.book(status="PENDING_APPROVAL")
    assert list(free(house, house.standard).values())[:3] == [1, 1, 3]


def test_availability_spans_a_fortnight_unless_told_otherwise(house):
    assert len(free(house, house.standard)) == 14
    nights = free(house, house.standard, **{"from": str(TODAY + DAY), "to": str(TODAY + 3 * DAY)})
    assert list(nights) == [str(TOMORROW), str(TODAY + 2 * DAY)]


def test_availability_counts_an_overdue_guest_tonight(house):
    house.staying(house.rooms[0], nights=1)
    with house.at(TOMORROW, 10):
        assert free(house, house.standard)[str(TOMORROW)] == 3
    with house.at(TOMORROW, 12):
        assert free(house, house.standard)[str(TOMORROW)] == 2


@pytest.mark.parametrize(
    "query", [{"to": str(TODAY)}, {"to": str(TODAY + 800 * DAY)}, {"from": "tomorrow"}, {"room_type_id": "x"}]
)
def test_a_calendar_must_run_forward(house, query):
    response = house.client().get(f"{house.base}/availability/", query)
    assert response.status_code == 400, response.json()
    assert response.json()["code"] in ("INVALID_DATES", "INVALID_INPUT")
