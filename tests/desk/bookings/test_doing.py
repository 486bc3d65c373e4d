"""Stays and rooms of bookings at the desk: it works, it is refused, it is done once, and not by everybody."""

from uuid import uuid4

import pytest
from django.test import Client

from hotelmate.desk.bookings.doing import DEEDS
from hotelmate.room_bookings import services
from hotelmate.room_bookings.actions import booking_actions
from hotelmate.room_bookings.readings import get_reading
from hotelmate.staff.models import Role
from tests.desk.bookings.places import do
from tests.desk.desks import DAY, HTMX, TODAY, House, asked, done, refused, signed_in


def test_every_action_of_the_api_can_be_done_at_the_desk(house: House) -> None:
    booking = house.book()
    reading = get_reading(hotel_id=house.hotel.pk, booking_id=booking.booking_id)
    assert {action["name"] for action in booking_actions(house.actor(), reading)} <= set(DEEDS)


# The stay


def test_a_guest_with_a_room_is_checked_in_at_once_and_it_can_be_taken_back(house: House, client: Client) -> None:
    booking = house.assigned()
    told = done(client, do(booking, "check_in"))
    assert told["said"] == "Wilhelmina Quackenbush is checked in to room 101."
    assert house.fresh(booking).status == "IN_HOUSE"
    back = done(client, told["undo"])
    assert "taken back" in back["said"]
    assert house.fresh(booking).status == "CONFIRMED"


def test_a_guest_without_a_room_is_asked_for_one_that_is_ready(house: House, client: Client) -> None:
    booking = house.book()
    house.dirty(house.rooms[1])
    answer = client.post(do(booking, "check_in"), {"key": uuid4().hex}, headers=HTMX)
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#dialog-body"
    form = answer.content.decode()
    assert "No room is assigned." in form
    assert f'value="{house.rooms[0].pk}"' in form
    assert f'value="{house.rooms[1].pk}"' not in form
    assert "room 201" in done(client, do(booking, "check_in"), room_id=house.upper[0].pk)["said"]


def test_whoever_is_second_hears_who_was_quicker(house: House, client: Client) -> None:
    booking = house.assigned()
    colleague = house.person(Role.FRONT_DESK)
    done(signed_in(colleague), do(booking, "check_in"))
    assert done(client, do(booking, "check_in"))["said"] == f"{colleague.full_name} has checked the guest in already."
    assert done(signed_in(colleague), do(booking, "check_in"))["said"] == "The guest is in house already."


def test_a_guest_who_owes_something_leaves_after_a_warning(house: House, client: Client) -> None:
    booking = house.staying()
    answer = client.post(do(booking, "check_out"), {"key": uuid4().hex}, headers=HTMX)
    assert answer.status_code == 409
    form = answer.content.decode()
    assert "The balance is not settled." in form
    assert "€200.00" in form
    assert house.fresh(booking).status == "IN_HOUSE"
    told = done(client, do(booking, "check_out"), balance_seen="200.00")
    assert told["said"] == "Wilhelmina Quackenbush is checked out of room 101."
    done(client, told["undo"])
    assert house.fresh(booking).status == "IN_HOUSE"


def test_a_guest_who_owes_nothing_leaves_at_once(house: House, client: Client) -> None:
    booking = house.staying()
    done(client, do(booking, "record_payment"), method="CASH", amount="200.00")
    done(client, do(booking, "check_out"))
    assert house.fresh(booking).status == "COMPLETED"


def test_nobody_is_checked_in_before_their_day(house: House, client: Client) -> None:
    booking = house.assigned(start=TODAY + DAY)
    assert refused(client, do(booking, "check_in"))["code"] == "CHECKIN_WRONG_DATE"
    assert "not allowed before the arrival date" in asked(client, do(booking, "check_in"))


# The room


def test_a_room_is_assigned_changed_and_taken_back_with_a_way_back_each_time(house: House, client: Client) -> None:
    booking = house.book()
    first = done(client, do(booking, "assign_room"), room_id=house.rooms[0].pk)
    assert first["said"] == "Wilhelmina Quackenbush has room 101 now."
    second = done(client, do(booking, "assign_room"), room_id=house.upper[0].pk)
    done(client, second["undo"])
    assert house.claims(booking)[-1][0] == "101"
    taken = done(client, do(booking, "unassign_room"))
    assert house.claims(booking) == []
    done(client, taken["undo"])
    assert house.claims(booking)[-1][0] == "101"
    done(client, first["undo"])
    assert done(client, do(booking, "unassign_room"))["said"] == "The booking has no room."


def test_rooms_to_choose_from_are_those_that_would_do_the_ready_ones_first(house: House, client: Client) -> None:
    booking = house.book()
    house.assigned(house.rooms[1])
    house.dirty(house.rooms[0])
    form = asked(client, do(booking, "assign_room"))
    places = [form.find(f'value="{room.pk}"') for room in (house.rooms[2], house.rooms[0], house.upper[0])]
    assert places == sorted(places)
    assert -1 not in places
    assert f'value="{house.rooms[1].pk}"' not in form


def test_a_room_that_is_dropped_on_says_why_it_will_not_do(house: House, client: Client) -> None:
    booking = house.book()
    house.assigned(house.rooms[0])
    assert refused(client, do(booking, "assign_room"), room_id=house.rooms[0].pk)["code"] == "ROOM_OVERLAP_CONFLICT"
    assert refused(client, do(booking, "assign_room"), room_id=house.upper[0].pk)["code"] == "ROOM_TYPE_MISMATCH"
    assert refused(client, do(booking, "assign_room"), room_id=10**18)["code"] == "ROOM_NOT_FOUND"
    assert "Choose a room" in refused(client, do(booking, "assign_room"), room_id="x")["text"]


def test_a_move_asks_for_a_reason_and_keeps_what_was_chosen(house: House, client: Client) -> None:
    booking = house.staying()
    answer = client.post(do(booking, "move_room"), {"key": uuid4().hex, "to_room_id": house.rooms[1].pk}, headers=HTMX)
    assert answer.status_code == 400
    assert f'value="{house.rooms[1].pk}" checked' in answer.content.decode()
    told = done(client, do(booking, "move_room"), to_room_id=house.rooms[1].pk, reason="The street is loud")
    assert told["said"].startswith("Wilhelmina Quackenbush is in room 102 now.")


def test_a_guest_may_move_into_a_room_that_others_had_in_the_nights_before(house: House, client: Client) -> None:
    booking = house.staying(nights=4)
    house.staying(house.rooms[1], nights=1)
    with house.at(TODAY + DAY, 9):
        house.do(services.check_out_rooms, room_ids=[house.rooms[1].pk])
        house.client().post(f"{house.base}/rooms/{house.rooms[1].pk}/status/", {"to_status": "CLEANING_IN_PROGRESS"})
        house.client().post(f"{house.base}/rooms/{house.rooms[1].pk}/status/", {"to_status": "CLEANED_UNINSPECTED"})
        house.client().post(f"{house.base}/rooms/{house.rooms[1].pk}/status/", {"to_status": "READY_FOR_GUEST"})
        assert f'value="{house.rooms[1].pk}"' in asked(client, do(booking, "move_room"))


def test_two_guests_swap_rooms(house: House, client: Client) -> None:
    one, other = house.staying(house.rooms[0]), house.staying(house.rooms[1])
    assert "Room 102: Wilhelmina Quackenbush" in asked(client, do(one, "swap"))
    done(client, do(one, "swap"), other_booking_id=other.booking_id, reason="Sisters")
    assert house.room(house.rooms[1]).occupant_id == one.pk


def test_all_arrivals_get_rooms_and_who_is_left_is_counted(house: House, client: Client) -> None:
    for _number in range(2):
        house.book()
    # One of the three may be sold and not given away, one is taken.
    house.block(house.rooms[2], TODAY, kind="OUT_OF_SERVICE")
    house.assigned(house.rooms[0])
    assert "1 arrival is left" in done(client, "/bookings/auto-assign/")["said"]
    assert "Nothing to do" in done(client, "/bookings/auto-assign/", date=TODAY + DAY)["said"]


def test_several_guests_leave_at_once_and_who_owes_nothing_is_chosen_already(house: House, client: Client) -> None:
    assert "Nobody is due out today." in asked(client, "/bookings/check-out/")
    paid, owing = house.staying(house.rooms[0], nights=1), house.staying(house.rooms[1], nights=1)
    later = house.staying(house.rooms[2], nights=3)
    done(client, do(paid, "record_payment"), method="CASH", amount="100.00")
    with house.at(TODAY + DAY, 9):
        form = asked(client, "/bookings/check-out/")
        assert f'value="{house.rooms[0].pk}" id="id_room_ids_0" checked' in form
        assert "102: Wilhelmina Quackenbush, €100.00 open" in form
        assert f'value="{house.rooms[2].pk}"' not in form
        assert "Choose a room." in refused(client, "/bookings/check-out/")["text"]
        rooms = [house.rooms[0].pk, house.rooms[1].pk]
        told = done(client, "/bookings/check-out/", room_ids=rooms)
        assert told["said"] == "Checked out of rooms 101, 102."
        assert len(told["warnings"]) == 1
        assert "left already" in done(client, "/bookings/check-out/", room_ids=rooms)["said"]
    assert {house.fresh(one).status for one in (paid, owing, later)} == {"COMPLETED", "IN_HOUSE"}


# For everybody


def test_a_page_without_scripts_does_the_same_and_comes_back(house: House, client: Client) -> None:
    booking = house.book(start=TODAY + DAY)
    page = client.get(do(booking, "cancel"), {"next": "/plan/"})
    assert "<html" in page.content.decode()
    answer = client.post(do(booking, "cancel"), {"key": uuid4().hex, "next": "/plan/", "reason": ""})
    assert (answer.status_code, answer["Location"]) == (303, "/plan/")
    answer = client.post(do(booking, "cancel"), {"key": uuid4().hex, "next": "https://evil.example/"})
    assert answer["Location"] == f"/bookings/{booking.booking_id}/"


def test_a_manager_only_action_says_so_and_does_nothing(house: House) -> None:
    booking = house.paid_by_hand()
    client = signed_in(house.person(Role.FRONT_DESK))
    assert "Ask a manager" in asked(client, do(booking, "refund"))
    payment = house.payments(booking)[0]
    assert refused(client, do(booking, "refund"), payment_id=payment.pk, amount="1")["code"] == "PERMISSION_DENIED"


@pytest.mark.parametrize("action", sorted(DEEDS))
def test_housekeeping_does_nothing_with_bookings(house: House, action: str) -> None:
    booking = house.book()
    client = signed_in(house.person(Role.HOUSEKEEPING))
    before = house.last_seq()
    assert client.get(do(booking, action)).status_code == 403
    assert client.post(do(booking, action), {"key": uuid4().hex}, headers=HTMX).status_code == 403
    assert house.last_seq() == before


@pytest.mark.parametrize("action", sorted(DEEDS))
def test_a_booking_of_another_hotel_is_not_found(house: House, client: Client, action: str) -> None:
    other = House().book()
    assert client.get(do(other, action)).status_code == 404
    assert client.post(do(other, action), {"key": uuid4().hex}, headers=HTMX).status_code == 404


def test_what_is_no_action_is_not_found(house: House, client: Client) -> None:
    assert client.get(do(house.book(), "sell_it_twice")).status_code == 404
