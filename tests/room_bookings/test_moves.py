"""Guests in house who change rooms: one to another room, or two with each other."""

from datetime import timedelta

import pytest

from hotelmate.housekeeping.models import HousekeepingTask, RoomStatusEvent
from hotelmate.room_bookings import services
from hotelmate.rooms.models import TypeNight
from hotelmate.staff.models import Role

from .house import DAY, TODAY, House

TOMORROW = TODAY + DAY
UNTIL = TODAY + 3 * DAY


def move(house, booking, room, **body):
    return house.done(booking, "move-room", {"to_room_id": room.pk, **body})


def refused(house, booking, room, **more):
    return house.refused(booking, "move-room", {"to_room_id": room.pk}, **more)


def test_a_guest_moves_and_the_nights_slept_stay_with_the_old_room(house):
    booking = house.staying(nights=3)
    with house.at(TOMORROW, 12):
        body = move(house, booking, house.rooms[1])
    assert body["message"] == f"Successfully moved booking {booking.booking_id} to room 102"
    assert body["room"]["room_number"] == "102"
    assert house.claims(booking) == [("101", TODAY, TOMORROW, False), ("102", TOMORROW, UNTIL, True)]
    assert house.fresh(booking).in_room_id == house.rooms[1].pk


def test_a_move_tells_of_the_booking_both_rooms_and_both_statuses(house):
    booking = house.staying(nights=3)
    before = house.last_seq()
    move(house, booking, house.rooms[1], reason="noise")
    events = house.events(before)
    assert [(event.type, event.subject_id) for event in events] == [
        ("booking_updated", booking.booking_id),
        ("room_updated", "101"),
        ("room_occupancy_updated", "101"),
        ("task_created", str(HousekeepingTask.objects.get(room_id=house.rooms[0].pk).pk)),
        ("room_updated", "102"),
        ("room_occupancy_updated", "102"),
    ]
    moved, left, _, _, entered, _ = events
    assert (moved.before["room_number"], moved.after["room_number"]) == ("101", "102")
    assert moved.changed_fields == ["room_number"]
    assert (left.before["room_status"], left.after["room_status"]) == ("OCCUPIED", "CHECKOUT_DIRTY")
    assert (entered.before["room_status"], entered.after["room_status"]) == ("READY_FOR_GUEST", "OCCUPIED")
    assert {event.cause for event in events[1:]} == {f"booking:{booking.booking_id}"}


def test_a_move_leaves_an_audit_row_for_each_room_and_no_word_about_the_guest(house):
    booking = house.staying()
    body = move(house, booking, house.rooms[1], reason="Mr Quackenbush snores", notes="thin walls")
    assert house.audit(house.rooms[0])[-1] == ("OCCUPIED", "CHECKOUT_DIRTY", "FRONT_DESK")
    assert house.audit(house.rooms[1])[-1] == ("READY_FOR_GUEST", "OCCUPIED", "FRONT_DESK")
    assert not RoomStatusEvent.objects.filter(hotel_id=house.hotel.pk, note__contains="Quackenbush").exists()
    assert body["assignment_note"] == "Mr Quackenbush snores\nthin walls"


def test_a_guest_may_move_up_and_the_ledger_follows(house):
    booking = house.staying(nights=2)
    assert move(house, booking, house.upper[0])["room"]["room_type_id"] == house.superior.pk
    held = {
        (night.room_type_id, night.night): night.held for night in TypeNight.objects.filter(hotel_id=house.hotel.pk)
    }
    assert held[house.standard.pk, TODAY] == 0
    assert held[house.superior.pk, TOMORROW] == 1


def test_a_guest_cannot_move_up_into_a_full_type(house):
    booking = house.staying(nights=2)
    for _ in range(2):
        house.book(1, start=TOMORROW, room_type_id=house.superior.pk)
    assert refused(house, booking, house.upper[0]) == (409, "CAPACITY_EXCEEDED")


def test_a_move_into_the_same_room_does_nothing(house):
    booking = house.staying()
    before = house.last_seq()
    assert "already" in move(house, booking, house.rooms[0])["message"]
    assert house.last_seq() == before


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda house: house.assigned(), "BOOKING_NOT_CHECKED_IN"),
        (lambda house: house.left(), "BOOKING_ALREADY_CHECKED_OUT"),
        (lambda house: house.unpaid(), "BOOKING_NOT_CHECKED_IN"),
    ],
)
def test_only_a_guest_in_house_moves(house, make, code):
    assert refused(house, make(house), house.rooms[1]) == (409, code)


def test_a_guest_past_the_dates_is_extended_before_moving(house):
    booking = house.staying(nights=1)
    with house.at(TOMORROW, 12):
        assert refused(house, booking, house.rooms[1]) == (409, "STAY_OVERDUE")
        house.done(booking, "extend", {"check_out": str(TOMORROW + DAY)})
        move(house, booking, house.rooms[1])


def test_an_occupied_room_a_dirty_one_and_one_in_order_for_others_are_refused(house):
    booking = house.staying(nights=3)
    house.staying(house.rooms[1])
    assert refused(house, booking, house.rooms[1]) == (409, "ROOM_OCCUPIED")
    house.dirty(house.rooms[2])
    assert refused(house, booking, house.rooms[2]) == (409, "ROOM_NOT_READY")
    house.assigned(house.upper[0], start=TODAY + 2 * DAY, nights=1)
    assert refused(house, booking, house.upper[0]) == (409, "ROOM_OVERLAP_CONFLICT")
    block = house.block(house.upper[1], TODAY)
    assert refused(house, booking, house.upper[1]) == (409, "ROOM_OUT_OF_ORDER")
    house.do(services.close_block, block_id=block.pk)


def test_a_party_too_large_a_retired_room_and_another_hotels(house):
    four = house.staying(house.upper[0], room_type_id=house.superior.pk, adults=4)
    assert refused(house, four, house.rooms[0]) == (409, "ROOM_CAPACITY_EXCEEDED")
    assert house.client().delete(f"{house.base}/room-management/103/").status_code == 204
    assert refused(house, four, house.rooms[2]) == (409, "ROOM_NOT_ACTIVE")
    assert refused(house, four, House().rooms[0]) == (404, "ROOM_NOT_FOUND")


def test_a_guest_may_move_twice_in_a_day_and_back(house):
    booking = house.staying(nights=2)
    move(house, booking, house.rooms[1])
    move(house, booking, house.rooms[2])
    for status in ("CLEANING_IN_PROGRESS", "CLEANED_UNINSPECTED", "READY_FOR_GUEST"):
        house.client().post(f"{house.base}/rooms/{house.rooms[0].pk}/status/", {"to_status": status})
    move(house, booking, house.rooms[0])
    assert [claim for claim in house.claims(booking) if claim[3]] == [("101", TODAY, TODAY + 2 * DAY, True)]


@pytest.mark.parametrize("action", ["move-room", "swap"])
def test_housekeeping_moves_nobody(house, action):
    body = {"to_room_id": house.rooms[1].pk, "other_booking_id": "BK-1"}
    assert house.refused(house.staying(), action, body, role=Role.HOUSEKEEPING) == (403, "PERMISSION_DENIED")


# Swaps


def swap(house, one, other, **body):
    return house.done(one, "swap", {"other_booking_id": other.booking_id, **body})


def swap_refused(house, one, other):
    return house.refused(one, "swap", {"other_booking_id": getattr(other, "booking_id", other)})


def test_two_guests_change_rooms_in_one_step(house):
    one, other = house.staying(house.rooms[0], nights=3), house.staying(house.upper[0], nights=2)
    before = house.last_seq()
    body = swap(house, one, other)
    assert body["booking"]["room_number"] == "201"
    assert body["other_booking"]["room_number"] == "101"
    assert house.claims(one)[-1] == ("201", TODAY, UNTIL, True)
    assert house.claims(other)[-1] == ("101", TODAY, TODAY + 2 * DAY, True)
    assert house.types(before).count("booking_updated") == 2
    assert house.types(before).count("room_occupancy_updated") == 2


def test_a_swap_leaves_both_rooms_occupied_with_a_task_and_no_audit_row(house):
    one, other = house.staying(house.rooms[0]), house.staying(house.rooms[1])
    rows = [len(house.audit(room)) for room in house.rooms[:2]]
    swap(house, one, other)
    assert [len(house.audit(room)) for room in house.rooms[:2]] == rows
    assert [house.room(room).room_status for room in house.rooms[:2]] == ["OCCUPIED", "OCCUPIED"]
    assert [house.room(room).occupant_id for room in house.rooms[:2]] == [other.pk, one.pk]
    tasks = HousekeepingTask.objects.filter(hotel_id=house.hotel.pk)
    assert sorted((task.room.number, task.task_type) for task in tasks) == [("101", "AMENITY"), ("102", "AMENITY")]


def test_a_second_swap_brings_them_back(house):
    one, other = house.staying(house.rooms[0]), house.staying(house.rooms[1])
    swap(house, one, other)
    swap(house, other, one)
    assert house.room(house.rooms[0]).occupant_id == one.pk


def test_a_swap_needs_two_guests_in_house(house):
    one, booked = house.staying(house.rooms[0]), house.assigned(house.rooms[1])
    assert swap_refused(house, one, one) == (400, "SAME_BOOKING")
    assert swap_refused(house, one, booked) == (409, "BOOKING_NOT_CHECKED_IN")
    assert swap_refused(house, booked, one) == (409, "BOOKING_NOT_CHECKED_IN")
    assert swap_refused(house, one, "BK-2031-NOBODY") == (404, "BOOKING_NOT_FOUND")
    assert swap_refused(house, one, House().staying()) == (404, "BOOKING_NOT_FOUND")


def test_both_parties_must_fit(house):
    large = house.staying(house.upper[0], room_type_id=house.superior.pk, adults=4)
    small = house.staying(house.rooms[0])
    assert swap_refused(house, small, large) == (409, "ROOM_CAPACITY_EXCEEDED")


def test_who_stays_longer_needs_the_other_rooms_later_nights(house):
    long, short = house.staying(house.rooms[0], nights=4), house.staying(house.rooms[1], nights=1)
    house.assigned(house.rooms[1], start=TODAY + 2 * DAY, nights=1)
    assert swap_refused(house, long, short) == (409, "ROOM_OVERLAP_CONFLICT")


def test_nobody_swaps_past_the_dates(house):
    overdue, other = house.staying(house.rooms[0], nights=1), house.staying(house.rooms[1], nights=3)
    with house.at(TOMORROW, 12):
        assert swap_refused(house, other, overdue) == (409, "STAY_OVERDUE")


def test_a_window_waits_for_whoever_swapped_into_its_room(house):
    one, other = house.staying(house.rooms[0], nights=1), house.staying(house.rooms[1], nights=1)
    house.block(house.rooms[1], TOMORROW, nights=1)
    swap(house, one, other)
    assert house.claims(one)[-1] == ("102", TODAY, TODAY + timedelta(days=1), True)
