"""Rooms for bookings before arrival: assigned, reassigned, taken back, chosen by the house."""

import pytest

from hotelmate.room_bookings import services
from hotelmate.rooms.models import TypeNight
from hotelmate.staff.models import Role

from .house import DAY, TODAY, House, S

UNTIL = TODAY + 2 * DAY


def assign(house, booking, room, **body):
    return house.done(booking, "safe-assign-room", {"room_id": room.pk, **body})


def refused(house, booking, room, **body):
    return house.refused(booking, "safe-assign-room", {"room_id": room.pk, **body})


def test_a_room_is_assigned_for_all_nights(house):
    booking = house.book()
    body = assign(house, booking, house.rooms[0])
    assert body["message"] == f"Successfully assigned room to booking {booking.booking_id}"
    assert (body["booking_id"], body["room"]["room_number"]) == (booking.booking_id, "101")
    assert house.claims(booking) == [("101", TODAY, UNTIL, True)]


def test_an_assignment_is_one_event_with_the_room_before_and_after(house):
    booking = house.book()
    before = house.last_seq()
    assign(house, booking, house.rooms[0])
    assign(house, booking, house.rooms[1])
    first, second = house.events(before)
    assert {first.type, second.type} == {"booking_room_assigned"}
    assert (first.before["room_number"], first.after["room_number"]) == (None, "101")
    assert (second.before["room_number"], second.after["room_number"]) == ("101", "102")
    assert first.changed_fields == ["room_number"]


def test_the_room_status_is_not_touched_by_an_assignment(house):
    assign(house, house.book(), house.rooms[0])
    assert house.room(house.rooms[0]).room_status == "READY_FOR_GUEST"
    assert len(house.audit(house.rooms[0])) == 1


def test_the_same_room_again_does_nothing(house):
    booking = house.assigned()
    before = house.last_seq()
    assign(house, booking, house.rooms[0])
    assert house.last_seq() == before


def test_a_reassignment_replaces_room_and_remark(house):
    booking = house.book()
    assert assign(house, booking, house.rooms[0], notes="near the lift")["assignment_note"] == "near the lift"
    body = assign(house, booking, house.rooms[1], notes="quiet")
    assert (body["assignment_note"], body["internal_notes"]) == ("quiet", booking.internal_notes)
    assert house.claims(booking) == [("102", TODAY, UNTIL, True)]


def test_a_better_room_is_given_only_when_asked_for(house):
    booking = house.book()
    assert refused(house, booking, house.upper[0]) == (409, "ROOM_TYPE_MISMATCH")
    assert assign(house, booking, house.upper[0], allow_other_type=True)["room"]["room_number"] == "201"
    nights = TypeNight.objects.filter(hotel_id=house.hotel.pk, night=TODAY)
    assert {night.room_type_id: night.held for night in nights} == {house.standard.pk: 0, house.superior.pk: 1}


def test_a_better_room_cannot_be_had_when_its_type_is_sold_out(house):
    for _ in range(2):
        house.book(room_type_id=house.superior.pk)
    assert refused(house, house.book(), house.upper[0], allow_other_type=True) == (409, "CAPACITY_EXCEEDED")


def test_a_room_that_is_still_dirty_can_be_assigned(house):
    house.dirty(house.rooms[0])
    assert assign(house, house.book(), house.rooms[0])["room"]["room_status"] == "CHECKOUT_DIRTY"


def test_the_room_of_a_guest_who_leaves_today_can_be_assigned_until_check_out_time(house):
    house.staying(house.rooms[0], nights=1)
    tomorrow = TODAY + DAY
    with house.at(tomorrow, 10):
        booking = house.book(1, start=tomorrow)
        assign(house, booking, house.rooms[0])
        house.done(booking, "unassign-room")
    with house.at(tomorrow, 12):
        assert refused(house, booking, house.rooms[0]) == (409, "ROOM_OVERDUE_STAY")
        later = house.book(1, start=tomorrow + DAY)
        assign(house, later, house.rooms[0])


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda house: house.staying(house.rooms[1]), "BOOKING_ALREADY_CHECKED_IN"),
        (lambda house: house.left(house.rooms[1]), "BOOKING_STATUS_NOT_ASSIGNABLE"),
        (lambda house: house.unpaid(), "BOOKING_STATUS_NOT_ASSIGNABLE"),
        (lambda house: cancelled(house), "BOOKING_STATUS_NOT_ASSIGNABLE"),
    ],
)
def test_a_booking_that_cannot_have_a_room(house, make, code):
    assert refused(house, make(house), house.rooms[0]) == (409, code)


def cancelled(house: House):
    booking = house.book()
    house.do(services.cancel_booking, booking_id=booking.booking_id)
    return booking


def test_a_booking_that_waits_for_approval_may_have_a_room(house):
    assert assign(house, house.book(status=S.PENDING_APPROVAL), house.rooms[0])["room_number"] == "101"


def test_a_room_is_given_once(house):
    first = house.assigned(house.rooms[0])
    second = house.book()
    response = house.post(second, "safe-assign-room", {"room_id": house.rooms[0].pk})
    assert (response.status_code, response.json()["code"]) == (409, "ROOM_OVERLAP_CONFLICT")
    assert response.json()["details"]["conflicting_booking_ids"] == [first.booking_id]


def test_guests_may_follow_each_other_on_the_same_day(house):
    house.assigned(house.rooms[0], nights=1)
    assign(house, house.book(1, start=TODAY + DAY), house.rooms[0])


def test_a_room_in_a_window_cannot_be_given(house):
    block = house.block(house.rooms[0], TODAY + DAY)
    response = house.post(house.book(), "safe-assign-room", {"room_id": house.rooms[0].pk})
    assert response.json()["code"] == "ROOM_OVERLAP_CONFLICT"
    assert response.json()["details"]["conflicting_block_ids"] == [block.pk]


def test_a_room_with_a_fault_cannot_be_given(house):
    house.client().post(
        f"{house.base}/rooms/{house.rooms[0].pk}/status/", {"to_status": "MAINTENANCE_REQUIRED", "note": "no water"}
    )
    assert refused(house, house.book(), house.rooms[0]) == (409, "ROOM_NOT_BOOKABLE")


def test_a_retired_room_cannot_be_given(house):
    response = house.client().delete(f"{house.base}/room-management/103/")
    assert response.status_code == 204
    assert refused(house, house.book(), house.rooms[2]) == (409, "ROOM_NOT_ACTIVE")


def test_a_party_must_fit_the_room(house):
    booking = house.book(room_type_id=house.superior.pk, adults=4)
    assert refused(house, booking, house.rooms[0], allow_other_type=True) == (409, "ROOM_CAPACITY_EXCEEDED")


def test_a_room_must_be_named_and_must_be_ours(house):
    booking = house.book()
    assert house.refused(booking, "safe-assign-room") == (400, "MISSING_ROOM_ID")
    assert house.refused(booking, "safe-assign-room", {"room_id": None}) == (400, "MISSING_ROOM_ID")
    assert house.refused(booking, "safe-assign-room", {"room_id": "abc"}) == (400, "INVALID_INPUT")
    assert refused(house, booking, House().rooms[0]) == (404, "ROOM_NOT_FOUND")


def test_a_booking_without_all_names_gets_its_room_with_a_warning(house):
    booking = house.book(adults=3, companions=[])
    body = assign(house, booking, house.rooms[0])
    assert [warning["code"] for warning in body["warnings"]] == ["PARTY_INCOMPLETE"]
    assert (body["party_complete"], body["party_missing_count"]) == (False, 2)


# Taken back


def test_a_room_is_taken_back_before_arrival(house):
    booking = house.assigned()
    before = house.last_seq()
    assert house.done(booking, "unassign-room")["message"] == "Room unassigned successfully"
    (event,) = house.events(before)
    assert (event.type, event.before["room_number"], event.after["room_number"]) == (
        "booking_room_unassigned",
        "101",
        None,
    )
    assert house.claims(booking) == []


def test_a_booking_without_a_room_stays_as_it_is(house):
    booking = house.book()
    before = house.last_seq()
    assert house.done(booking, "unassign-room")["message"] == "No room currently assigned"
    assert house.last_seq() == before


def test_the_room_of_a_guest_in_house_is_not_taken_back(house):
    assert house.refused(house.staying(), "unassign-room") == (409, "BOOKING_ALREADY_CHECKED_IN")


def test_a_better_room_is_not_given_back_into_a_full_type(house):
    upgraded = house.assigned(house.upper[0])
    for _ in range(3):
        house.book()
    assert house.refused(upgraded, "unassign-room") == (409, "CAPACITY_EXCEEDED")


# What there is


def numbers(house, booking, **query):
    return [room["room_number"] for room in house.get(booking, "available-rooms", **query).json()["available_rooms"]]


def test_available_rooms_are_those_of_the_type_that_are_free_on_all_nights(house):
    house.assigned(house.rooms[0], start=TODAY + DAY, nights=1)
    house.block(house.rooms[1], TODAY + DAY, kind="OUT_OF_SERVICE")
    assert numbers(house, house.book()) == ["103"]
    assert numbers(house, house.book(1), any_type="true") == ["101", "102", "103", "201", "202"]


def test_available_rooms_say_whether_they_are_ready(house):
    house.dirty(house.rooms[0])
    rooms = house.get(house.book(), "available-rooms").json()["available_rooms"]
    assert [(room["room_number"], room["is_bookable"]) for room in rooms] == [
        ("101", False),
        ("102", True),
        ("103", True),
    ]


def test_the_room_of_an_overdue_guest_is_not_available_tonight(house):
    house.staying(house.rooms[0], nights=1)
    with house.at(TODAY + DAY, 12):
        assert numbers(house, house.book(1, start=TODAY + DAY)) == ["102", "103"]
        assert numbers(house, house.book(1, start=TODAY + 2 * DAY)) == ["101", "102", "103"]


# Chosen by the house


def auto_assign(house, **body):
    response = house.client().post(f"{house.bookings}auto-assign/", body)
    assert response.status_code == 200, response.json()
    return response.json()


def test_all_arrivals_get_rooms_ready_ones_first_and_long_stays_before_short_ones(house):
    house.dirty(house.rooms[0])
    short, long = house.book(1), house.book(3)
    before = house.last_seq()
    body = auto_assign(house)
    assert body["assigned"] == [
        {"booking_id": long.booking_id, "room_number": "102"},
        {"booking_id": short.booking_id, "room_number": "103"},
    ]
    assert house.types(before) == ["booking_room_assigned", "booking_room_assigned"]
    assert {event.cause for event in house.events(before)} == {"auto_assign"}


def test_whoever_finds_no_room_stays_without(house):
    for room in house.rooms:
        house.block(room, TODAY, kind="OUT_OF_SERVICE")
    booking = house.book()
    assert auto_assign(house)["unassigned"] == [booking.booking_id]


def test_nobody_is_sent_into_a_room_after_a_forgotten_check_out(house):
    forgotten = house.staying(house.rooms[0], nights=1)
    with house.at(TODAY + DAY, 16):
        house.book(1, start=TODAY + DAY)
        house.book(1, start=TODAY + DAY)
        assert [one["room_number"] for one in auto_assign(house)["assigned"]] == ["102", "103"]
    assert house.fresh(forgotten).status == "IN_HOUSE"


def test_a_second_round_does_nothing(house):
    house.book()
    auto_assign(house)
    before = house.last_seq()
    assert auto_assign(house)["assigned"] == []
    assert house.last_seq() == before


def test_another_day_can_be_planned_but_not_a_past_one(house):
    booking = house.book(start=TODAY + 5 * DAY)
    assert auto_assign(house)["assigned"] == []
    planned = auto_assign(house, date=str(TODAY + 5 * DAY))
    assert (planned["date"], planned["assigned"][0]["booking_id"]) == (str(TODAY + 5 * DAY), booking.booking_id)
    response = house.client().post(f"{house.bookings}auto-assign/", {"date": str(TODAY - DAY)})
    assert (response.status_code, response.json()["code"]) == (400, "DATES_IN_THE_PAST")


@pytest.mark.parametrize("action", ["safe-assign-room", "unassign-room"])
def test_housekeeping_gives_no_rooms(house, action):
    body = {"room_id": house.rooms[0].pk}
    assert house.refused(house.book(), action, body, role=Role.HOUSEKEEPING) == (403, "PERMISSION_DENIED")
