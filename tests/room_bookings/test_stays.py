"""Arrivals and departures, and taking them back."""

from datetime import time
from decimal import Decimal

import pytest

from hotelmate.core import clock
from hotelmate.housekeeping.models import HousekeepingTask
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import GuestToken
from hotelmate.rooms.models import TypeNight
from hotelmate.staff.models import Role

from .house import AFTERNOON, DAY, TODAY, House, S

UNTIL = TODAY + 2 * DAY
TOMORROW = TODAY + DAY


# Check-in


def test_a_guest_arrives_in_the_assigned_room(house):
    booking = house.assigned()
    body = house.done(booking, "check-in")
    assert body["message"] == f"Successfully checked in booking {booking.booking_id}"
    assert (body["status"], body["room"]["room_number"], body["flags"]["is_checked_in"]) == ("IN_HOUSE", "101", True)
    assert body["in_house"]["total_count"] == 2
    assert body["guest_token"]
    room = house.room(house.rooms[0])
    assert (room.room_status, room.occupant_id) == ("OCCUPIED", booking.pk)


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.SUPER_STAFF_ADMIN])
def test_a_check_in_is_three_events_and_an_audit_row_whoever_makes_it(house, role):
    booking = house.assigned()
    house.client(role)
    before = house.last_seq()
    house.done(booking, "check-in", role=role)
    assert house.types(before) == ["booking_checked_in", "room_updated", "room_occupancy_updated"]
    arrived, room, occupancy = house.events(before)
    assert (arrived.before["status"], arrived.after["status"]) == ("CONFIRMED", "IN_HOUSE")
    assert (room.before["room_status"], room.after["room_status"]) == ("READY_FOR_GUEST", "OCCUPIED")
    assert occupancy.after == {"is_occupied": True, "booking_id": booking.booking_id}
    assert room.cause == occupancy.cause == f"booking:{booking.booking_id}"
    assert house.audit(house.rooms[0])[-1] == ("READY_FOR_GUEST", "OCCUPIED", "FRONT_DESK")


def test_a_second_check_in_answers_200_and_does_nothing(house):
    booking = house.staying()
    before = house.last_seq()
    body = house.done(booking, "check-in")
    assert "already checked in" in body["message"]
    assert "guest_token" not in body
    assert house.last_seq() == before
    assert house.fresh(booking).checked_in_at == booking.checked_in_at


def test_a_check_in_after_the_check_out_is_refused(house):
    assert house.refused(house.left(), "check-in") == (409, "BOOKING_NOT_ELIGIBLE")


def test_a_guest_without_a_room_gets_one_with_the_check_in(house):
    booking = house.book()
    assert house.refused(booking, "check-in") == (409, "NO_ROOM_ASSIGNED")
    before = house.last_seq()
    assert house.done(booking, "check-in", {"room_id": house.rooms[1].pk})["room_number"] == "102"
    assert house.types(before)[0] == "booking_room_assigned"


def test_a_guest_is_not_let_into_another_room_than_the_assigned_one(house):
    booking = house.assigned(house.rooms[0])
    assert house.refused(booking, "check-in", {"room_id": house.rooms[1].pk}) == (409, "OTHER_ROOM_ASSIGNED")
    assert house.refused(booking, "check-in", {"room_id": House().rooms[1].pk}) == (404, "ROOM_NOT_FOUND")
    assert house.done(booking, "check-in", {"room_id": house.rooms[0].pk})["status"] == "IN_HOUSE"


@pytest.mark.parametrize(
    ("room", "body", "code"),
    [
        (0, {}, "ROOM_NOT_READY"),
        (1, {}, "ROOM_OVERLAP_CONFLICT"),
        (3, {}, "ROOM_TYPE_MISMATCH"),
    ],
)
def test_the_room_of_a_check_in_must_do(house, room, body, code):
    house.dirty(house.rooms[0])
    house.assigned(house.rooms[1], start=TOMORROW)
    rooms = [*house.rooms, *house.upper]
    assert house.refused(house.book(), "check-in", {"room_id": rooms[room].pk, **body}) == (409, code)


def test_the_assigned_room_must_be_ready(house):
    booking = house.assigned()
    house.dirty(house.rooms[0])
    assert house.refused(booking, "check-in") == (409, "ROOM_NOT_READY")


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        (-1, 15, "CHECKIN_WRONG_DATE"),
        (0, 5, "CHECKIN_TOO_EARLY"),
        (0, 9, None),
        (1, 1, None),
        (1, 3, "CHECKIN_TOO_LATE"),
        (1, 12, "CHECKIN_TOO_LATE"),
    ],
)
def test_a_guest_arrives_within_the_hours_of_the_arrival_date(day, hour, expected):
    with clock.travel_to(AFTERNOON - 2 * DAY):
        house = House()
        booking = house.assigned()
    with house.at(TODAY + day * DAY, hour):
        if expected is None:
            assert house.done(booking, "check-in")["status"] == "IN_HOUSE"
        else:
            assert house.refused(booking, "check-in") == (409, expected)


def test_who_books_in_the_night_may_arrive_in_the_night(house):
    with house.at(TOMORROW, 3):
        booking = house.assigned(start=TODAY, nights=1)
        assert house.done(booking, "check-in")["status"] == "IN_HOUSE"


def test_a_late_arrival_after_the_rollover_keeps_the_assigned_room():
    house = House(late_arrival_cutoff=time(6))
    booking = house.assigned(nights=1)
    with house.at(TOMORROW, 5):
        assert house.done(booking, "check-in")["room_number"] == "101"
        assert house.claims(booking) == [("101", TODAY, TOMORROW, True)]


@pytest.mark.parametrize("status", [S.PENDING_PAYMENT, S.PENDING_APPROVAL])
def test_only_a_confirmed_booking_arrives(house, status):
    booking = house.book(status=status)
    assert house.refused(booking, "check-in", {"room_id": house.rooms[0].pk}) == (409, "BOOKING_NOT_ELIGIBLE")


def test_a_check_in_of_nobody_named_warns(house):
    booking = house.assigned(companions=[])
    assert [warning["code"] for warning in house.done(booking, "check-in")["warnings"]] == ["PARTY_INCOMPLETE"]


# Check-out


def test_a_guest_leaves_and_the_room_is_dirty_with_a_task(house):
    booking = house.staying()
    before = house.last_seq()
    body = house.done(booking, "check-out")
    assert body["message"] == f"Successfully checked out booking {booking.booking_id} from room 101"
    assert (body["status"], body["in_house"]["total_count"]) == ("COMPLETED", 0)
    assert house.types(before) == ["booking_checked_out", "room_updated", "room_occupancy_updated", "task_created"]
    room = house.room(house.rooms[0])
    assert (room.room_status, room.occupant_id) == ("CHECKOUT_DIRTY", None)
    assert house.audit(room)[-1] == ("OCCUPIED", "CHECKOUT_DIRTY", "SYSTEM")
    assert HousekeepingTask.objects.get(room_id=room.pk).task_type == "TURNOVER"
    assert not GuestToken.objects.filter(booking_id=booking.pk, revoked_at__isnull=True).exists()


def test_a_second_check_out_answers_200_and_does_nothing(house):
    booking = house.left()
    before = house.last_seq()
    assert "already checked out" in house.done(booking, "check-out")["message"]
    assert house.last_seq() == before


@pytest.mark.parametrize("make", [House.book, House.assigned, House.unpaid], ids=lambda make: make.__name__)
def test_who_never_arrived_does_not_leave(house, make):
    assert house.refused(make(house), "check-out") == (409, "NOT_CHECKED_IN")


def test_the_nights_not_stayed_can_be_sold_again(house):
    booking = house.staying(nights=5)
    with house.at(TOMORROW, 10):
        house.done(booking, "check-out")
    assert house.claims(booking) == [("101", TODAY, TOMORROW, False)]
    assert TypeNight.objects.get(room_type_id=house.standard.pk, night=TOMORROW).held == 0


def test_an_open_balance_warns_and_a_paid_stay_does_not(house):
    booking = house.staying()
    warned = house.post(booking, "check-out", dry_run=True).json()["warnings"]
    assert [warning["code"] for warning in warned] == ["OPEN_BALANCE"]
    house.done(booking, "payments", {"method": "CASH", "amount": "200.00"})
    assert house.done(booking, "check-out")["warnings"] == []


def test_day_use_arrives_and_leaves_on_one_day(house):
    booking = house.staying(nights=0)
    assert house.claims(booking) == [("101", TODAY, TOMORROW, True)]
    house.done(booking, "check-out")
    assert house.claims(booking) == [("101", TODAY, TODAY, False)]
    assert house.fresh(booking).check_out == TODAY


def test_an_overdue_stay_is_charged_with_the_nights_that_it_stayed(house):
    booking = house.staying(nights=1)
    with house.at(TODAY + 3 * DAY, 10):
        body = house.done(booking, "check-out")
    assert body["check_out"] == (TODAY + 3 * DAY).isoformat()
    assert house.claims(booking) == [("101", TODAY, TODAY + 3 * DAY, False)]


def test_an_overdue_stay_leaves_the_nights_alone_that_somebody_else_has_booked(house):
    booking = house.staying(nights=1)
    following = house.assigned(house.rooms[0], start=TODAY + 2 * DAY, nights=2)
    with house.at(TODAY + 3 * DAY, 10):
        body = house.done(booking, "check-out")
    assert body["check_out"] == (TODAY + 2 * DAY).isoformat()
    assert house.claims(booking) == [("101", TODAY, TODAY + 2 * DAY, False)]
    assert house.claims(following) == [("101", TODAY + 2 * DAY, TODAY + 4 * DAY, True)]


def test_a_room_whose_window_has_begun_is_out_of_order_when_it_is_left(house):
    booking = house.staying(nights=1)
    block = house.block(house.rooms[0], TOMORROW, nights=3)
    with house.at(TOMORROW, 10):
        house.do(services.begin_due_blocks)
        assert house.room(house.rooms[0]).room_status == "OCCUPIED"
        house.done(booking, "check-out")
        assert house.room(house.rooms[0]).room_status == "OUT_OF_ORDER"
        house.do(services.close_block, block_id=block.pk)


# Taken back


def test_a_check_in_is_undone_on_its_day_and_the_room_is_dirty(house):
    booking = house.staying()
    before = house.last_seq()
    body = house.done(booking, "undo-check-in")
    assert (body["status"], body["checked_in_at"], body["room_number"]) == ("CONFIRMED", None, "101")
    assert house.types(before)[0] == "booking_check_in_undone"
    assert house.room(house.rooms[0]).room_status == "CHECKOUT_DIRTY"
    assert house.refused(booking, "check-in") == (409, "ROOM_NOT_READY")


def test_a_check_in_is_undone_after_a_move_of_the_same_day(house):
    booking = house.staying()
    house.done(booking, "move-room", {"to_room_id": house.rooms[1].pk})
    house.done(booking, "undo-check-in")
    assert house.done(booking, "safe-assign-room", {"room_id": house.rooms[2].pk})["room_number"] == "103"
    assert house.done(booking, "check-in")["status"] == "IN_HOUSE"


def test_undoing_what_was_not_done_does_nothing(house):
    before_arrival, staying = house.assigned(house.rooms[0]), house.staying(house.rooms[1])
    before = house.last_seq()
    house.done(before_arrival, "undo-check-in")
    house.done(staying, "undo-check-out")
    assert house.last_seq() == before


@pytest.mark.parametrize("action", ["undo-check-in", "undo-check-out"])
def test_nothing_is_undone_after_its_day(house, action):
    booking = house.staying(nights=3) if action == "undo-check-in" else house.left(nights=3)
    with house.at(TOMORROW, 12):
        assert house.refused(booking, action) == (409, "TOO_LATE_TO_UNDO")


def test_undo_is_for_stays(house):
    assert house.refused(house.left(), "undo-check-in") == (409, "NOT_CHECKED_IN")
    assert house.refused(house.book(), "undo-check-out") == (409, "NOT_CHECKED_OUT")


def test_a_check_out_is_undone_and_the_guest_has_the_nights_again(house):
    booking = house.left(nights=3)
    before = house.last_seq()
    body = house.done(booking, "undo-check-out")
    assert (body["status"], body["checked_out_at"]) == ("IN_HOUSE", None)
    assert house.types(before) == [
        "booking_check_out_undone",
        "room_updated",
        "room_occupancy_updated",
        "task_updated",
    ]
    assert house.claims(booking) == [("101", TODAY, TODAY + 3 * DAY, True)]
    assert HousekeepingTask.objects.get(room_id=house.rooms[0].pk).status == "CANCELLED"


def test_a_check_out_is_not_undone_into_a_room_that_was_turned_over(house):
    booking = house.left()
    house.client().post(f"{house.base}/rooms/101/start-cleaning/", {})
    assert house.refused(booking, "undo-check-out") == (409, "ROOM_NOT_AS_LEFT")


def test_a_check_out_is_not_undone_when_its_nights_are_somebody_elses(house):
    booking = house.left(nights=3)
    following = house.assigned(house.rooms[0], start=TOMORROW)
    response = house.post(booking, "undo-check-out")
    assert response.json()["code"] == "ROOM_OVERLAP_CONFLICT"
    assert response.json()["details"]["conflicting_booking_ids"] == [following.booking_id]


def test_a_check_out_is_not_undone_when_its_nights_are_sold(house):
    booking = house.left(nights=3)
    for _ in range(3):
        house.book(1, start=TOMORROW)
    response = house.post(booking, "undo-check-out")
    assert response.json()["code"] == "CAPACITY_EXCEEDED"
    assert response.json()["details"]["nights"] == [TOMORROW.isoformat()]


# By rooms


def test_rooms_are_checked_out_together(house):
    first, second = house.staying(house.rooms[0]), house.staying(house.rooms[1])
    arriving = house.assigned(house.rooms[2])
    url = f"{house.base}/rooms/checkout/"
    response = house.client().post(url, {"room_ids": [room.pk for room in house.rooms], "destructive": True})
    assert response.json()["results"] == {
        "checked_out_bookings": [first.booking_id, second.booking_id],
        "rooms_cleared": ["101", "102"],
        "destructive_mode": False,
    }
    assert response.json()["detail"] == f"Processed 3 room(s) in hotel '{house.hotel.slug}'"
    assert house.fresh(arriving).status == "CONFIRMED"
    before = house.last_seq()
    again = house.client().post(url, {"room_ids": [house.rooms[0].pk]})
    assert again.json()["results"]["rooms_cleared"] == []
    assert house.last_seq() == before


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (400, "INVALID_INPUT")),
        ({"room_ids": []}, (400, "INVALID_INPUT")),
        ({"room_ids": ["x"]}, (400, "INVALID_INPUT")),
        ({"room_ids": [999999999]}, (404, "ROOM_NOT_FOUND")),
    ],
)
def test_rooms_to_check_out_must_be_named(house, body, expected):
    response = house.client().post(f"{house.base}/rooms/checkout/", body)
    assert (response.status_code, response.json()["code"]) == expected


def test_rooms_of_another_hotel_are_not_found(house):
    other = House()
    other.staying()
    response = house.client().post(f"{house.base}/rooms/checkout/", {"room_ids": [other.rooms[0].pk]})
    assert (response.status_code, response.json()["code"]) == (404, "ROOM_NOT_FOUND")
    assert other.room(other.rooms[0]).is_occupied


@pytest.mark.parametrize("action", ["check-in", "check-out", "undo-check-in", "undo-check-out"])
def test_housekeeping_lets_nobody_in_or_out(house, action):
    assert house.refused(house.staying(), action, role=Role.HOUSEKEEPING) == (403, "PERMISSION_DENIED")


def test_the_total_stays_what_was_agreed(house):
    booking = house.staying(total_amount=Decimal("77.00"))
    assert house.done(booking, "check-out")["total_amount"] == "77.00"
