"""Other dates, longer stays, other people, and people forgotten."""

from decimal import Decimal

import pytest

from hotelmate.payments.models import Payment
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import PartyMember, RoomBooking
from hotelmate.room_bookings.services.status import PERSONAL
from hotelmate.rooms.models import RoomAllocation, TypeNight
from hotelmate.staff.models import Role

from .house import COMPANION, DAY, GUEST, TODAY, House, S

TOMORROW = TODAY + DAY


def dates(check_in, check_out, **more):
    return {"check_in": check_in.isoformat(), "check_out": check_out.isoformat(), **more}


def held(house, room_type, night):
    row = TypeNight.objects.filter(room_type_id=room_type.pk, night=night).first()
    return row.held if row else 0


# Dates


def test_other_nights_are_booked_at_the_same_price_for_a_night(house):
    booking = house.book(2, total_amount=Decimal("150.00"))
    body = house.done(booking, "change-dates", dates(TODAY + 5 * DAY, TODAY + 8 * DAY))["booking"]
    assert (body["check_in"], body["nights"], body["total_amount"]) == ((TODAY + 5 * DAY).isoformat(), 3, "225.00")
    assert [held(house, house.standard, TODAY + n * DAY) for n in (0, 4, 5, 7, 8)] == [0, 0, 1, 1, 0]


def test_a_new_price_can_be_agreed(house):
    booking = house.book()
    body = house.done(booking, "change-dates", dates(TODAY, TODAY + 3 * DAY, total_amount="99.00"))["booking"]
    assert body["total_amount"] == "99.00"


def test_a_change_of_dates_is_one_event(house):
    booking = house.assigned()
    before = house.last_seq()
    house.done(booking, "change-dates", dates(TODAY, TODAY + 3 * DAY))
    (event,) = house.events(before)
    assert event.type == "booking_updated"
    assert (event.before["check_out"], event.after["check_out"]) == (str(TODAY + 2 * DAY), str(TODAY + 3 * DAY))
    assert event.changed_fields == ["check_out", "total_amount"]


def test_the_same_dates_change_nothing(house):
    booking = house.book()
    before = house.last_seq()
    house.done(booking, "change-dates", dates(booking.check_in, booking.check_out))
    assert house.last_seq() == before


def test_an_assigned_room_comes_along(house):
    booking = house.assigned(house.rooms[1])
    house.done(booking, "change-dates", dates(TOMORROW, TODAY + 4 * DAY))
    assert house.claims(booking) == [("102", TOMORROW, TODAY + 4 * DAY, True)]


def test_an_assigned_room_of_another_type_is_counted_where_it_is(house):
    booking = house.assigned(house.upper[0], nights=1)
    for _ in range(3):
        house.book(1, start=TOMORROW)
    house.done(booking, "change-dates", dates(TODAY, TODAY + 2 * DAY))
    assert held(house, house.superior, TOMORROW) == 1
    house.book(1, start=TODAY + 2 * DAY, room_type_id=house.superior.pk)
    house.book(1, start=TODAY + 2 * DAY, room_type_id=house.superior.pk)
    assert house.refused(booking, "change-dates", dates(TODAY, TODAY + 3 * DAY)) == (409, "CAPACITY_EXCEEDED")


def test_an_assigned_room_that_is_somebody_elses_on_the_new_nights_stays_behind(house):
    booking = house.assigned(house.rooms[0], nights=1)
    house.assigned(house.rooms[0], start=TOMORROW, nights=1)
    assert house.refused(booking, "change-dates", dates(TODAY, TODAY + 2 * DAY)) == (409, "ROOM_OVERLAP_CONFLICT")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (dates(TODAY + DAY, TODAY), (400, "INVALID_DATES")),
        (dates(TODAY - DAY, TODAY + DAY), (400, "DATES_IN_THE_PAST")),
        (dates(TODAY, TODAY + 800 * DAY), (400, "INVALID_DATES")),
        ({"check_in": "2031-02-30", "check_out": "2031-03-01"}, (400, "INVALID_INPUT")),
        ({}, (400, "INVALID_INPUT")),
    ],
)
def test_dates_that_cannot_be(house, body, expected):
    assert house.refused(house.book(), "change-dates", body) == expected


def test_full_nights_are_named_and_a_manager_may_oversell_them(house):
    booking = house.book(1)
    for _ in range(3):
        house.book(1, start=TOMORROW)
    body = dates(TODAY, TODAY + 2 * DAY)
    assert house.post(booking, "change-dates", body).json()["details"]["nights"] == [TOMORROW.isoformat()]
    assert house.refused(booking, "change-dates", {**body, "oversell_note": "x"}, role=Role.FRONT_DESK)[0] == 403
    house.done(booking, "change-dates", {**body, "oversell_note": "family"}, role=Role.STAFF_ADMIN)


@pytest.mark.parametrize("make", [House.left, lambda house: cancelled(house)], ids=["left", "cancelled"])
def test_what_is_over_does_not_change(house, make):
    booking = make(house)
    body = dates(TODAY, TODAY + 4 * DAY)
    assert house.refused(booking, "change-dates", body) == (409, "BOOKING_NOT_EDITABLE")
    assert house.refused(booking, "change-party", {"adults": 1}) == (409, "BOOKING_NOT_EDITABLE")
    assert house.refused(booking, "change-details", {"group_code": "CHOIR"}) == (409, "BOOKING_NOT_EDITABLE")


def cancelled(house):
    booking = house.book()
    house.do(services.cancel_booking, booking_id=booking.booking_id)
    return house.fresh(booking)


# Details


def test_what_else_is_known_changes_and_what_is_not_given_stays(house):
    booking = house.book(internal_notes="Knows the owner")
    before = house.last_seq()
    details = {"expected_arrival": "17:30", "special_requests": "A cot", "language": "fr", "group_code": "CHOIR"}
    body = house.done(booking, "change-details", details)["booking"]
    assert {name: body[name] for name in details} == details
    assert body["internal_notes"] == "Knows the owner"
    (event,) = house.events(before)
    assert event.type == "booking_updated"
    assert sorted(event.changed_fields) == sorted(details)
    # What is written freely may be about anybody: the log says that it changed, and not what it says.
    assert "A cot" not in str(event.before) + str(event.after)
    assert event.after["expected_arrival"] == "17:30"
    assert house.done(booking, "change-details", {"expected_arrival": None})["booking"]["expected_arrival"] is None


def test_the_same_details_change_nothing(house):
    booking = house.book(special_requests="A cot")
    before = house.last_seq()
    house.done(booking, "change-details", {"special_requests": "A cot"})
    house.done(booking, "change-details", {})
    assert house.last_seq() == before


@pytest.mark.parametrize(
    "body", [{"expected_arrival": "25:00"}, {"special_requests": "x" * 2001}, {"language": "tlh"}, {"group_code": None}]
)
def test_details_that_cannot_be(house, body):
    assert house.refused(house.book(), "change-details", body) == (400, "INVALID_INPUT")


def test_a_guest_in_house_keeps_the_arrival_date(house):
    booking = house.staying(nights=3)
    assert house.refused(booking, "change-dates", dates(TOMORROW, TODAY + 3 * DAY)) == (409, "ARRIVED_ALREADY")
    house.done(booking, "change-dates", dates(TODAY, TODAY + 2 * DAY))
    assert house.claims(booking) == [("101", TODAY, TODAY + 2 * DAY, True)]


def test_a_late_guest_comes_a_day_later(house):
    booking = house.assigned(house.rooms[0])
    with house.at(TOMORROW, 12):
        house.done(booking, "change-dates", dates(TOMORROW, TODAY + 2 * DAY))
        assert house.done(booking, "check-in")["status"] == "IN_HOUSE"


# Longer stays


def test_a_stay_is_extended_in_its_room(house):
    booking = house.staying(nights=1)
    body = house.done(booking, "extend", {"check_out": str(TODAY + 3 * DAY)})
    assert body["message"] == f"Stay extended to {TODAY + 3 * DAY}"
    assert body["booking"]["total_amount"] == "300.00"
    assert house.claims(booking) == [("101", TODAY, TODAY + 3 * DAY, True)]


def test_a_stay_that_moved_is_extended_in_the_room_that_it_is_in(house):
    booking = house.staying(nights=2)
    with house.at(TOMORROW, 12):
        house.done(booking, "move-room", {"to_room_id": house.upper[0].pk})
        house.done(booking, "extend", {"check_out": str(TODAY + 4 * DAY)})
    assert house.claims(booking) == [("101", TODAY, TOMORROW, False), ("201", TOMORROW, TODAY + 4 * DAY, True)]
    assert held(house, house.superior, TODAY + 3 * DAY) == 1
    assert held(house, house.standard, TODAY + 3 * DAY) == 0


def test_an_overdue_stay_gets_its_missing_nights_even_in_a_full_house(house):
    booking = house.staying(house.rooms[0], nights=1)
    for room in house.rooms[1:]:
        house.staying(room, nights=3)
    with house.at(TODAY + 2 * DAY, 12):
        house.done(booking, "extend", {"check_out": str(TODAY + 3 * DAY)})
    assert house.claims(booking) == [("101", TODAY, TODAY + 3 * DAY, True)]


def test_an_extension_again_does_nothing(house):
    booking = house.staying(nights=1)
    until = {"check_out": str(TODAY + 3 * DAY)}
    house.done(booking, "extend", until)
    before = house.last_seq()
    house.done(booking, "extend", until)
    assert house.last_seq() == before


def test_extensions_are_refused_by_name(house):
    booking = house.staying(nights=2)
    assert house.refused(booking, "extend", {"check_out": str(TOMORROW)}) == (400, "INVALID_DATES")
    house.assigned(house.rooms[0], start=TODAY + 2 * DAY)
    assert house.refused(booking, "extend", {"check_out": str(TODAY + 3 * DAY)}) == (409, "ROOM_OVERLAP_CONFLICT")
    assert house.refused(house.book(), "extend", {"check_out": str(TODAY + 9 * DAY)}) == (409, "NOT_CHECKED_IN")


def test_an_extension_into_a_full_house_takes_a_note(house):
    booking = house.staying(house.rooms[0], nights=1)
    for _ in range(3):
        house.book(1, start=TOMORROW)
    body = {"check_out": str(TODAY + 2 * DAY)}
    assert house.refused(booking, "extend", body) == (409, "CAPACITY_EXCEEDED")
    house.done(booking, "extend", {**body, "oversell_note": "snow on the road"})


# People


def test_the_party_is_read(house):
    booking = house.book()
    body = house.get(booking, "party").json()
    assert (body["booking_id"], body["total_count"]) == (booking.booking_id, 2)
    assert body["primary"]["full_name"] == "Wilhelmina Quackenbush"
    assert [one["first_name"] for one in body["companions"]] == ["Bartholomew"]
    assert house.get("BK-2031-NOBODY", "party").json()["code"] == "BOOKING_NOT_FOUND"


def put_companions(house, booking, companions):
    return house.client().put(house.url(booking, "party/companions"), {"companions": companions})


def test_companions_are_replaced_and_who_is_named_by_id_stays(house):
    booking = house.book(adults=3)
    kept = house.get(booking, "party").json()["companions"][0]["id"]
    before = house.last_seq()
    response = put_companions(
        house,
        booking,
        [
            {"id": kept, "first_name": "Bart", "last_name": "Quackenbush"},
            {"first_name": "Clementine", "last_name": "Quackenbush", "email": "clem@quackenbush.example"},
        ],
    )
    assert response.status_code == 200, response.json()
    assert [(one["id"] == kept, one["first_name"]) for one in response.json()["companions"]] == [
        (True, "Bart"),
        (False, "Clementine"),
    ]
    (event,) = house.events(before)
    assert (event.type, event.changed_fields) == ("booking_party_updated", ["people_named", "party"])
    assert put_companions(house, booking, []).json()["companions"] == []


@pytest.mark.parametrize(
    ("companions", "expected"),
    [
        ([{"first_name": "Only"}], (400, "INVALID_INPUT")),
        ([{"id": 999999, "first_name": "A", "last_name": "B"}], (404, "COMPANION_NOT_FOUND")),
        ([{"id": 7, "first_name": "A", "last_name": "B"}] * 2, (400, "INVALID_INPUT")),
        ("nobody", (400, "INVALID_INPUT")),
        ([3], (400, "INVALID_INPUT")),
        (None, (400, "INVALID_INPUT")),
    ],
)
def test_companions_that_cannot_be(house, companions, expected):
    booking = house.book()
    response = put_companions(house, booking, companions)
    assert (response.status_code, response.json()["code"]) == expected
    assert PartyMember.objects.filter(booking_id=booking.pk).count() == 2


def test_a_companion_of_another_booking_is_not_found(house):
    stranger = house.get(house.book(), "party").json()["companions"][0]["id"]
    response = put_companions(house, house.book(), [{"id": stranger, "first_name": "A", "last_name": "B"}])
    assert (response.status_code, response.json()["code"]) == (404, "COMPANION_NOT_FOUND")


def test_the_primary_guest_and_the_size_of_the_party_change_together(house):
    booking = house.assigned()
    body = house.done(
        booking, "change-party", {"adults": 1, "children": 2, "primary": {"first_name": "Ann", "last_name": "Lee"}}
    )["booking"]
    assert (body["adults"], body["children"], body["party"]["primary"]["full_name"]) == (1, 2, "Ann Lee")
    assert RoomBooking.objects.get(pk=booking.pk).primary_last_name == "Lee"
    assert (body["party_missing_count"], body["party"]["total_count"]) == (1, 2)


def test_a_party_that_is_like_this_already_changes_nothing(house):
    booking = house.book()
    before = house.last_seq()
    house.done(booking, "change-party", {"adults": 2, "children": 0})
    primary = {"first_name": GUEST.first_name, "last_name": GUEST.last_name, "email": GUEST.email, "phone": GUEST.phone}
    house.done(booking, "change-party", {"primary": primary})
    assert house.last_seq() == before


def test_a_party_must_fit_the_type_or_the_room_that_it_has(house):
    booking = house.book()
    assert house.refused(booking, "change-party", {"adults": 4}) == (409, "PARTY_TOO_LARGE")
    upgraded = house.assigned(house.upper[0])
    assert house.done(upgraded, "change-party", {"adults": 4})["booking"]["adults"] == 4
    assert house.refused(upgraded, "change-party", {"adults": 5}) == (409, "PARTY_TOO_LARGE")


def test_somebody_joins_a_guest_in_house(house):
    booking = house.staying(companions=[])
    assert put_companions(house, booking, [{"first_name": "Late", "last_name": "Comer"}]).status_code == 200
    assert house.get(booking).json()["in_house"]["total_count"] == 2


# Forgotten


def test_everything_personal_is_blanked_and_the_numbers_stay(house):
    booking = house.book()
    house.done(booking, "safe-assign-room", {"room_id": house.rooms[0].pk, "notes": "Mrs Quackenbush likes it quiet"})
    house.done(booking, "payments", {"method": "CASH", "amount": "200.00", "note": "from Mr Fotheringham"})
    house.done(booking, "check-in")
    house.done(booking, "check-out")
    body = house.done(booking, "erase-guest")["booking"]
    after = house.fresh(booking)
    assert [name for name in PERSONAL if getattr(after, name)] == []
    assert not PartyMember.objects.filter(booking_id=booking.pk).exclude(last_name="", email="", phone="").exists()
    assert not RoomAllocation.objects.filter(booking_id=booking.pk).exclude(note="").exists()
    assert not Payment.objects.filter(booking_id=booking.pk).exclude(note="").exists()
    assert (body["total_amount"], body["nights"], body["status"]) == ("200.00", 2, "COMPLETED")
    assert body["erased_at"] is not None


def test_an_erasure_says_which_fields_went_and_not_what_was_in_them(house):
    booking = house.left()
    before = house.last_seq()
    house.done(booking, "erase-guest")
    (event,) = house.events(before)
    assert event.type == "booking_guest_erased"
    assert {"primary_last_name", "primary_email", "booker_phone"} <= set(event.changed_fields)
    assert COMPANION.last_name not in str([event.before, event.after])


def test_an_erased_guest_stays_erased(house):
    booking = house.left()
    house.done(booking, "erase-guest")
    before = house.last_seq()
    house.done(booking, "erase-guest")
    assert house.last_seq() == before


@pytest.mark.parametrize(
    "make", [House.book, House.staying, lambda house: house.book(status=S.PENDING_APPROVAL)], ids=["b", "s", "p"]
)
def test_nobody_is_erased_who_is_still_to_come_or_here(house, make):
    assert house.refused(make(house), "erase-guest") == (409, "BOOKING_ALIVE")


def test_the_front_desk_erases_nobody(house):
    assert house.refused(house.left(), "erase-guest", role=Role.FRONT_DESK) == (403, "PERMISSION_DENIED")
