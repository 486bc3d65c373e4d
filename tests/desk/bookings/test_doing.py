"""Everything that is done with a booking at the desk: it works, it is refused, it is done once, and not by everybody."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from hotelmate.desk.bookings.doing import DEEDS
from hotelmate.room_bookings import services
from hotelmate.room_bookings.actions import booking_actions
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.readings import get_reading
from hotelmate.staff.models import Role
from tests.desk.desks import DAY, HTMX, TODAY, House, asked, done, refused, signed_in

S = "status"


def do(booking: RoomBooking, action: str) -> str:
    """Where something is done with a booking."""
    return f"/bookings/{booking.booking_id}/do/{action}/"


@pytest.fixture
def client(house: House) -> Client:
    return signed_in(house.person(Role.SUPER_STAFF_ADMIN))


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


# Decisions


def test_a_booking_that_waits_is_approved_and_its_card_charged_once(house: House, client: Client) -> None:
    booking = house.with_card()
    key = uuid4().hex
    first = done(client, do(booking, "approve"), key=key)
    assert first["said"] == "The booking of Wilhelmina Quackenbush is approved, and the card is charged."
    assert done(client, do(booking, "approve"), key=key) == first
    assert [one.state for one in house.payments(booking)] == ["CAPTURED"]


def test_a_booking_that_waits_is_declined_with_a_reason(house: House, client: Client) -> None:
    booking = house.with_card()
    done(client, do(booking, "decline"), reason_code="NO_ROOM", reason_note="The boiler")
    booking = house.fresh(booking)
    assert (booking.status, booking.decline_reason_code) == ("DECLINED", "NO_ROOM")
    assert refused(client, do(booking, "approve"))["code"] == "BOOKING_NOT_PENDING"


def test_an_unpaid_booking_is_confirmed_on_somebodys_word(house: House, client: Client) -> None:
    booking = house.unpaid()
    answer = client.post(do(booking, "confirm"), {"key": uuid4().hex}, headers=HTMX)
    assert answer.status_code == 400
    done(client, do(booking, "confirm"), guarantee="COMPANY")
    assert house.fresh(booking).guarantee == "COMPANY"


def test_what_cancelling_costs_is_shown_before_and_a_double_click_cancels_once(house: House, client: Client) -> None:
    booking = house.book(start=TODAY + DAY)
    assert "Cancelling now costs" in asked(client, do(booking, "cancel"))
    key, before = uuid4().hex, house.last_seq()
    for _click in range(2):
        done(client, do(booking, "cancel"), key=key, reason="Plans changed")
    assert house.types(before) == ["booking_cancelled"]


def test_a_paid_booking_is_refunded_and_cancelled_and_the_form_says_what_goes_back(
    house: House, client: Client
) -> None:
    booking = house.paid_by_card(start=TODAY + 9 * DAY)
    refusal = asked(client, do(booking, "cancel"))
    assert "Refund and cancel…" in refusal
    assert do(booking, "refund_and_cancel") in refusal
    form = asked(client, do(booking, "refund_and_cancel"))
    assert "Everything: €200.00" in form
    answer = client.post(do(booking, "refund_and_cancel"), {"key": uuid4().hex, "refund": "amount"}, headers=HTMX)
    assert "Say how much." in answer.content.decode()
    done(client, do(booking, "refund_and_cancel"), refund="full", reason="Ill")
    booking = house.fresh(booking)
    assert (booking.status, booking.refunded_amount) == ("CANCELLED", 200)


def test_a_no_show_is_marked_and_taken_back(house: House, client: Client) -> None:
    booking = house.book()
    assert refused(client, do(booking, "no_show"))["code"] == "TOO_EARLY_FOR_NO_SHOW"
    with house.at(TODAY + DAY, 5):
        told = done(client, do(booking, "no_show"))
        assert house.fresh(booking).status == "NO_SHOW"
        done(client, told["undo"])
    assert house.fresh(booking).status == "CONFIRMED"


# Dates and people


def test_dates_show_their_price_before_and_go_back_to_what_they_were(house: House, client: Client) -> None:
    booking = house.book(start=TODAY + DAY)
    until = TODAY + 4 * DAY
    answer = client.get(
        do(booking, "change_dates"),
        {"check_in": TODAY + DAY, "check_out": until},
        headers={**HTMX, "HX-Target": "price"},
    )
    text = answer.content.decode()
    assert "€300.00" in text
    assert "<form" not in text
    told = done(client, do(booking, "change_dates"), check_in=TODAY + DAY, check_out=until)
    assert house.fresh(booking).nights == 3
    done(client, told["undo"])
    booking = house.fresh(booking)
    assert (booking.nights, booking.total_amount) == (2, 200)


def test_dates_that_are_full_name_the_nights_and_nothing_is_lost(house: House, client: Client) -> None:
    booking = house.book(start=TODAY + DAY, nights=1)
    for _number in range(3):
        house.book(start=TODAY + 2 * DAY, nights=1)
    values = {"key": uuid4().hex, "check_in": TODAY + DAY, "check_out": TODAY + 3 * DAY}
    answer = client.post(do(booking, "change_dates"), values, headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert str(TODAY + 2 * DAY) in text
    assert f'value="{TODAY + 3 * DAY}"' in text
    preview = client.get(do(booking, "change_dates"), values, headers={**HTMX, "HX-Target": "price"})
    assert str(TODAY + 2 * DAY) in preview.content.decode()
    front_desk = signed_in(house.person(Role.FRONT_DESK))
    assert 'type="hidden" name="oversell_note"' in asked(front_desk, do(booking, "change_dates"))
    done(client, do(booking, "change_dates"), **{**values, "oversell_note": "A regular guest"})


def test_a_stay_is_extended(house: House, client: Client) -> None:
    booking = house.staying()
    assert f'value="{TODAY + 3 * DAY}"' in asked(client, do(booking, "extend"))
    told = done(client, do(booking, "extend"), check_out=TODAY + 4 * DAY)
    assert house.fresh(booking).total_amount == 400
    done(client, told["undo"])
    assert house.fresh(booking).check_out == booking.check_out


def test_the_party_is_changed_person_by_person(house: House, client: Client) -> None:
    booking = house.book()
    companion = booking.party.get(role="COMPANION")
    form = asked(client, do(booking, "change_party"))
    assert 'value="Bartholomew"' in form
    people: dict[str, Any] = {
        "adults": 3,
        "children": 0,
        "primary_first_name": "Wilhelmina",
        "primary_last_name": "Quackenbush",
        "companion_0_id": companion.pk,
        "companion_0_first_name": "Barty",
        "companion_0_last_name": "Quackenbush",
        "companion_1_first_name": "Ottilie",
    }
    answer = client.post(do(booking, "change_party"), {"key": uuid4().hex, **people}, headers=HTMX)
    assert "Give both names." in answer.content.decode()
    done(client, do(booking, "change_party"), **people, companion_1_last_name="Quackenbush")
    assert [one.full_name for one in booking.party.filter(role="COMPANION").order_by("pk")] == [
        "Barty Quackenbush",
        "Ottilie Quackenbush",
    ]
    assert booking.party.filter(pk=companion.pk).exists()
    done(client, do(booking, "change_party"), adults=3, children=0, primary_last_name="Quackenbush")
    assert not booking.party.filter(role="COMPANION").exists()


def test_whoever_is_late_with_the_party_takes_nobody_off(house: House, client: Client) -> None:
    booking = house.book(adults=3)
    form = client.get(do(booking, "change_party"), headers=HTMX).context["form"]
    values = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    person = (None, services.Person("Ottilie", "Quackenbush"))
    house.do(services.change_party, booking_id=booking.booking_id, companions=[person])
    answer = client.post(do(booking, "change_party"), {"key": uuid4().hex, **values}, headers=HTMX)
    assert answer.status_code == 412
    text = answer.content.decode()
    assert "Somebody else saved a change" in text
    assert 'value="Bartholomew"' in text
    assert booking.party.filter(first_name="Ottilie").exists()
    done(client, do(booking, "change_party"), **{**values, "version": house.fresh(booking).version})
    assert [one.first_name for one in booking.party.filter(role="COMPANION")] == ["Bartholomew"]


# Money and mails


def test_money_is_taken_held_and_given_back(house: House, client: Client) -> None:
    booking = house.unpaid()
    assert done(client, do(booking, "card_payment"), provider="demo", card="visa", amount="200.00")["said"] == (
        "€200.00 held on the card."
    )
    paid = house.paid_by_hand(amount="50.00")
    payment = house.payments(paid)[0]
    assert "Cash, €50.00 can be given back" in asked(client, do(paid, "refund"))
    assert done(client, do(paid, "refund"), payment_id=payment.pk, amount="20.00")["said"] == "€20.00 given back."
    assert refused(client, do(paid, "refund"), payment_id=payment.pk, amount="31.00")["code"] == "REFUND_TOO_LARGE"
    assert "Amount" in refused(client, do(paid, "record_payment"), method="CASH", amount="-1")["text"]


def test_a_card_that_is_declined_says_so_in_the_form(house: House, client: Client) -> None:
    booking = house.unpaid()
    values = {"key": uuid4().hex, "provider": "demo", "card": "decline", "amount": "200.00"}
    answer = client.post(do(booking, "card_payment"), values, headers=HTMX)
    assert answer.status_code >= 400
    assert "declined" in answer.content.decode()


def test_links_are_sent_and_a_guest_without_an_address_is_named(house: House, client: Client) -> None:
    booking = house.book()
    assert done(client, do(booking, "send_precheckin_link"))["said"] == (
        "The link is on its way to wilhelmina@quackenbush.example."
    )
    done(client, do(booking, "send_guest_link"), replace="on")
    silent = house.book(primary=services.Person("Ada", "Wren"), booker_type="SELF")
    assert refused(client, do(silent, "send_guest_link"))["code"] == "NO_EMAIL"
    assert refused(client, do(booking, "resend_mail"), mail_id="12345")["code"] == "MAIL_NOT_FOUND"


def test_a_guest_is_erased_when_the_booking_is_over(house: House, client: Client) -> None:
    alive = house.book()
    assert refused(client, do(alive, "erase_guest"))["code"] == "BOOKING_ALIVE"
    over = house.left()
    assert "blanked for good" in asked(client, do(over, "erase_guest"))
    done(client, do(over, "erase_guest"))
    assert house.fresh(over).primary_last_name == ""


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
