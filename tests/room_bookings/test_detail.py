"""One booking: what is said of it, to whom, and what may be done to it."""

import pytest

from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import ALL, VIEW_CONTACTS, VIEW_MONEY
from hotelmate.room_bookings import services
from hotelmate.room_bookings.readings import get_reading
from hotelmate.room_bookings.representations import booking_detail, booking_row
from hotelmate.staff.models import Role
from tests.documented import assert_documented
from tests.statements import statements_of

from .house import BOOKER, COMPANION, DAY, GUEST, TODAY, WISHES, House, S

FIELDS = """
    booking_id confirmation_number status check_in check_out nights adults children total_amount currency
    special_requests promo_code payment_reference payment_provider paid_at checked_in_at checked_out_at created_at
    updated_at internal_notes precheckin_submitted_at precheckin_payload party_complete party_missing_count survey_sent
    survey_completed survey_rating survey_sent_at survey_response booker party in_house room flags
""".split()
NEW_FIELDS = """
    version guarantee balance cancelled_at cancellation_reason cancellation_fee group_code channel expires_at actions
    payments
""".split()


def read(house, booking):
    response = house.get(booking)
    assert response.status_code == 200, response.json()
    assert_documented(response)
    return response.json()


def action(house, booking, name):
    return next(one for one in read(house, booking)["actions"] if one["name"] == name)


def test_a_booking_has_every_field_that_clients_know_and_the_new_ones(house):
    body = read(house, house.book())
    assert set(FIELDS) | set(NEW_FIELDS) <= set(body)
    assert set(body["booker"]) == {"type", "first_name", "last_name", "company", "email", "phone"}
    assert {"id", "role", "first_name", "last_name", "full_name", "email", "phone", "is_staying"} <= set(
        body["party"]["primary"]
    )
    assert {"is_checked_in", "can_check_in", "can_check_out", "can_edit_party"} == set(body["flags"])


def test_a_booking_says_where_it_stands(house):
    booking = house.staying()
    body = read(house, booking)
    assert (body["room"]["room_number"], body["room"]["is_occupied"]) == ("101", True)
    assert body["in_house"]["primary"]["room_number"] == "101"
    assert body["flags"] == {
        "is_checked_in": True,
        "can_check_in": False,
        "can_check_out": True,
        "can_edit_party": True,
    }


def test_nobody_is_in_house_before_arrival_or_after_departure(house):
    assert read(house, house.book())["in_house"] is None
    assert read(house, house.left())["in_house"]["total_count"] == 0


def test_the_room_that_a_guest_left_is_still_named(house):
    assert read(house, house.left(house.rooms[2]))["room_number"] == "103"


def test_the_version_is_the_etag(house):
    booking = house.assigned()
    response = house.get(booking)
    assert response["ETag"] == f'"{response.json()["version"]}"' == f'"{booking.version}"'


def test_reading_one_costs_a_constant_number_of_queries(house):
    plain, rich = house.book(), house.paid_by_card()
    house.done(rich, "payments", {"method": "CASH", "amount": "5.00"})
    house.done(rich, "check-in", {"room_id": house.rooms[0].pk})
    house.done(rich, "move-room", {"to_room_id": house.rooms[1].pk})
    assert len(statements_of(lambda: read(house, plain))) == len(statements_of(lambda: read(house, rich))) <= 6


@pytest.mark.parametrize(
    "key", ["BK-2031-NOBODY", "x", "%00", "BK-2031-%C3%A9", "a" * 300, "..", "1", "BK%202031", "safe"]
)
def test_a_booking_that_is_not_there_is_a_404(house, key):
    response = house.client().get(f"{house.bookings}{key}/")
    assert (response.status_code, response.json()["code"]) == (404, "BOOKING_NOT_FOUND")


def test_another_hotels_booking_is_not_there_either(house):
    booking = House().book()
    for part in ("", "party", "available-rooms", "payments"):
        response = house.get(booking, part)
        assert (response.status_code, response.json()["code"]) == (404, "BOOKING_NOT_FOUND")


# What a reader may not see


def reader(house, *without):
    return Actor("staff", house.hotel.pk, house.hotel, id=1, capabilities=ALL - set(without))


@pytest.mark.parametrize("render", [booking_detail, booking_row])
def test_without_contacts_nobody_is_named(house, render):
    booking = house.book()
    reading = get_reading(hotel_id=house.hotel.pk, booking_id=booking.booking_id)
    shown, hidden = str(render(reader(house), reading)), str(render(reader(house, VIEW_CONTACTS), reading))
    assert GUEST.last_name in shown
    for person in (GUEST, COMPANION, BOOKER):
        for value in (person.first_name, person.last_name, person.email, person.phone, WISHES):
            assert value not in hidden


@pytest.mark.parametrize("render", [booking_detail, booking_row])
def test_without_money_there_are_no_amounts(house, render):
    booking = house.paid_by_hand("123.45")
    reading = get_reading(hotel_id=house.hotel.pk, booking_id=booking.booking_id)
    body = render(reader(house, VIEW_MONEY), reading)
    assert "123.45" not in str(body)
    assert {body["total_amount"], body["balance"], body["cancellation_fee"], body["captured_amount"]} == {None}
    assert body.get("payments", []) == []


# What may be done


def test_an_action_says_whether_it_is_allowed_and_why_not(house):
    booking = house.assigned()
    assert action(house, booking, "check_in") == {"name": "check_in", "allowed": True, "code": None, "reason": None}
    refused = action(house, booking, "check_out")
    assert (refused["allowed"], refused["code"]) == (False, "NOT_CHECKED_IN")
    assert refused["reason"]


def test_an_action_that_the_role_lacks_says_so(house):
    booking = house.paid_by_card()
    actions = house.client(Role.FRONT_DESK).get(house.url(booking)).json()["actions"]
    assert {one["name"]: one["code"] for one in actions}["refund_and_cancel"] == "PERMISSION_DENIED"


ENDPOINTS = {
    "cancel": ("cancel", {}),
    "refund_and_cancel": ("refund-and-cancel", {}),
    "confirm": ("confirm", {"guarantee": "HOTEL"}),
    "approve": ("approve", {}),
    "decline": ("decline", {}),
    "assign_room": ("safe-assign-room", {"room": 2}),
    "unassign_room": ("unassign-room", {}),
    "check_in": ("check-in", {}),
    "undo_check_in": ("undo-check-in", {}),
    "check_out": ("check-out", {}),
    "undo_check_out": ("undo-check-out", {}),
    "move_room": ("move-room", {"to_room": 2}),
    "change_dates": ("change-dates", {"check_in": str(TODAY), "check_out": str(TODAY + 3 * DAY)}),
    "change_details": ("change-details", {"internal_notes": "Brings a dog"}),
    "change_party": ("change-party", {"adults": 1}),
    "extend": ("extend", {"check_out": str(TODAY + 3 * DAY)}),
    "no_show": ("no-show", {}),
    "reinstate": ("reinstate", {}),
    "record_payment": ("payments", {"method": "CASH", "amount": "1.00"}),
    "card_payment": ("payments", {"method": "CARD", "card": "visa"}),
    "erase_guest": ("erase-guest", {}),
}
LIVES = {
    "unpaid": House.unpaid,
    "with card": House.with_card,
    "pending": lambda house: house.book(status=S.PENDING_APPROVAL),
    "confirmed": House.book,
    "assigned": House.assigned,
    "paid by card": House.paid_by_card,
    "paid by hand": House.paid_by_hand,
    "staying": House.staying,
    "left": House.left,
    "cancelled": lambda house: ended(house, services.cancel_booking, house.book()),
    "declined": lambda house: ended(house, services.begin_decline, house.book(status=S.PENDING_APPROVAL)),
}


def ended(house, service, booking):
    house.do(service, booking_id=booking.booking_id)
    return house.fresh(booking)


@pytest.mark.parametrize("life", LIVES)
def test_actions_tell_what_the_services_will_say(house, life):
    booking = LIVES[life](house)
    actions = {one["name"]: one for one in read(house, booking)["actions"]}
    for name, (endpoint, body) in ENDPOINTS.items():
        sent = {
            {"room": "room_id", "to_room": "to_room_id"}.get(key, key): house.rooms[value].pk
            if key in ("room", "to_room")
            else value
            for key, value in body.items()
        }
        answer = house.post(booking, endpoint, sent, dry_run=True).json()
        told = actions[name]
        if told["allowed"]:
            assert answer.get("changed") is True, (name, answer)
        else:
            # What is refused in the list is refused by the service, or is done already.
            assert answer.get("code") == told["code"] or answer.get("changed") is False, (name, told, answer)
    assert house.fresh(booking).version == booking.version
