"""New bookings: by staff, unpaid, and walk-ins who are in house with the same change."""

from decimal import Decimal

import pytest

from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import GuestToken, PartyMember, RoomBooking
from hotelmate.room_bookings.services import Request
from hotelmate.rooms.availability import free_rooms_by_night
from hotelmate.staff.models import Role
from tests.documented import assert_documented

from .house import DAY, TODAY, House, S


def create(house: House, *, role: str = Role.SUPER_STAFF_ADMIN, **body):
    values = {
        "room_type_id": house.standard.pk,
        "check_in": TODAY.isoformat(),
        "check_out": (TODAY + 2 * DAY).isoformat(),
        "guarantee": "HOTEL",
        "primary_first_name": "Ada",
        "primary_last_name": "Byron",
        **body,
    }
    response = house.client(role).post(
        house.bookings, {key: value for key, value in values.items() if value is not None}
    )
    assert_documented(response)
    return response


def code_of(response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def test_staff_book_with_a_guarantee(house):
    response = create(house, companions=[{"first_name": "Mary", "last_name": "Somerville"}], adults=2)
    booking = response.json()["booking"]
    assert response.status_code == 201
    assert (booking["status"], booking["guarantee"], booking["total_amount"]) == ("CONFIRMED", "HOTEL", "200.00")
    assert (booking["nights"], booking["party"]["total_count"], booking["party_complete"]) == (2, 2, True)
    assert booking["booker"] == {
        "type": "SELF",
        "first_name": "Ada",
        "last_name": "Byron",
        "company": "",
        "email": "",
        "phone": "",
    }


def test_a_creation_is_one_event_that_says_what_was_booked_and_not_by_whom(house):
    before = house.last_seq()
    booking = create(house).json()["booking"]
    (event,) = house.events(before)
    assert (event.type, event.subject_type, event.subject_id) == ("booking_created", "booking", booking["booking_id"])
    assert event.before == {}
    assert event.after["status"] == "CONFIRMED"
    assert event.after["check_in"] == TODAY.isoformat()
    assert "Byron" not in str(event.after)


def test_ids_are_public_and_drawn_at_random(house):
    first, second = (create(house).json()["booking"] for _ in range(2))
    assert first["booking_id"].startswith("BK-2031-")
    assert first["booking_id"] != second["booking_id"]
    assert first["confirmation_number"][-6:] == first["booking_id"][-6:]


def test_an_unpaid_booking_holds_its_nights_and_runs_out(house):
    booking = create(house, status="PENDING_PAYMENT", guarantee=None).json()["booking"]
    assert booking["expires_at"] is not None
    free = free_rooms_by_night(
        hotel_id=house.hotel.pk, room_type_ids=[house.standard.pk], from_date=TODAY, to_date=TODAY + DAY
    )
    assert free[house.standard.pk][TODAY] == 2


def test_a_full_type_is_refused_and_the_nights_are_named(house):
    for _ in range(3):
        house.book()
    response = create(house, check_out=(TODAY + 3 * DAY).isoformat())
    assert code_of(response) == (409, "CAPACITY_EXCEEDED")
    assert response.json()["details"]["nights"] == [TODAY.isoformat(), (TODAY + DAY).isoformat()]


def test_a_manager_sells_one_more_with_a_note_and_the_front_desk_cannot(house):
    for _ in range(3):
        house.book()
    assert code_of(create(house, role=Role.FRONT_DESK, oversell_note="a friend")) == (403, "PERMISSION_DENIED")
    before = house.last_seq()
    assert create(house, role=Role.STAFF_ADMIN, oversell_note="one is leaving early").status_code == 201
    assert house.types(before) == ["allowance_raised", "allowance_raised", "booking_created"]


@pytest.mark.parametrize(("hour", "status"), [(10, 201), (12, 409)])
def test_a_guest_keeps_the_room_tonight_who_should_have_left_by_eleven(house, hour, status):
    tomorrow = TODAY + DAY
    house.staying(house.rooms[0], nights=1)
    house.book(1, start=tomorrow)
    house.book(1, start=tomorrow)
    with house.at(tomorrow, hour):
        response = create(house, check_in=str(tomorrow), check_out=str(tomorrow + DAY))
        assert response.status_code == status, response.json()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"check_out": (TODAY - DAY).isoformat()}, "INVALID_DATES"),
        ({"check_in": (TODAY - DAY).isoformat()}, "DATES_IN_THE_PAST"),
        ({"check_out": "2034-01-01"}, "INVALID_DATES"),
        ({"guarantee": None}, "GUARANTEE_REQUIRED"),
        ({"guarantee": "PREPAID"}, "INVALID_INPUT"),
        ({"status": "IN_HOUSE"}, "INVALID_INPUT"),
        ({"status": "PENDING_APPROVAL", "guarantee": None}, "GUARANTEE_REQUIRED"),
        ({"channel": "WALK_IN"}, "INVALID_INPUT"),
        ({"check_in": None}, "INVALID_INPUT"),
        ({"room_type_id": None}, "INVALID_INPUT"),
        ({"adults": 0}, "INVALID_INPUT"),
        ({"primary_email": "not an address"}, "INVALID_INPUT"),
        ({"total_amount": "-1.00"}, "INVALID_INPUT"),
        ({"total_amount": "1.001"}, "INVALID_INPUT"),
        ({"companions": [{"first_name": ["Mary"]}]}, "INVALID_INPUT"),
    ],
)
def test_what_cannot_be_booked_is_a_400_with_its_code(house, body, code):
    assert code_of(create(house, **body)) == (400, code)
    assert not RoomBooking.objects.filter(hotel_id=house.hotel.pk).exists()


def test_a_party_larger_than_the_type_is_refused(house):
    assert code_of(create(house, adults=3, children=1)) == (409, "PARTY_TOO_LARGE")


def test_another_hotels_room_type_is_not_found(house):
    other = House()
    assert code_of(create(house, room_type_id=other.standard.pk)) == (404, "ROOM_TYPE_NOT_FOUND")


def test_housekeeping_books_nothing(house):
    assert code_of(create(house, role=Role.HOUSEKEEPING)) == (403, "PERMISSION_DENIED")


def test_day_use_costs_one_night_and_holds_it(house):
    booking = create(house, check_out=TODAY.isoformat()).json()["booking"]
    assert (booking["nights"], booking["total_amount"]) == (0, "100.00")
    house.book()
    house.book()
    assert code_of(create(house, check_out=TODAY.isoformat())) == (409, "CAPACITY_EXCEEDED")


def test_a_walk_in_is_booked_and_in_house_with_one_change(house):
    before = house.last_seq()
    response = create(house, room_id=house.rooms[0].pk, room_type_id=None, check_in=None, guarantee=None)
    body = response.json()
    booking = body["booking"]
    assert response.status_code == 201
    assert (booking["status"], booking["channel"], booking["room_number"]) == ("IN_HOUSE", "WALK_IN", "101")
    assert house.room(house.rooms[0]).room_status == "OCCUPIED"
    assert GuestToken.objects.filter(booking__booking_id=booking["booking_id"]).count() == 1
    assert body["guest_token"]
    assert house.types(before) == [
        "booking_created",
        "booking_room_assigned",
        "booking_checked_in",
        "room_updated",
        "room_occupancy_updated",
    ]


def test_a_walk_in_is_all_or_nothing(house):
    house.dirty(house.rooms[0])
    before = house.last_seq()
    response = create(house, room_id=house.rooms[0].pk, check_in=None)
    assert code_of(response) == (409, "ROOM_NOT_READY")
    assert house.last_seq() == before
    assert not RoomBooking.objects.filter(hotel_id=house.hotel.pk).exists()


def test_a_walk_in_after_midnight_belongs_to_the_day_before(house):
    with house.at(TODAY + DAY, 3):
        response = create(house, room_id=house.rooms[0].pk, check_in=None, check_out=str(TODAY + DAY))
        assert response.status_code == 201, response.json()
        assert response.json()["booking"]["check_in"] == TODAY.isoformat()


def test_a_walk_in_for_another_day_is_refused(house):
    response = create(house, room_id=house.rooms[0].pk, check_in=str(TODAY + DAY))
    assert code_of(response) == (400, "INVALID_DATES")


def test_a_walk_in_may_have_a_better_room_for_the_price_of_another(house):
    refused = create(house, room_id=house.upper[0].pk)
    assert code_of(refused) == (409, "ROOM_TYPE_MISMATCH")
    response = create(house, room_id=house.upper[0].pk, allow_other_type=True)
    assert response.status_code == 201
    assert response.json()["booking"]["total_amount"] == "200.00"


def test_a_walk_in_into_an_oversold_type_takes_its_note(house):
    for _ in range(3):
        house.book()
    response = create(
        house, room_id=house.upper[0].pk, allow_other_type=True, oversell_note="the last rooms are up there"
    )
    assert response.status_code == 201, response.json()


def test_a_walk_in_cannot_have_a_room_that_somebody_else_has_for_a_night(house):
    house.assigned(house.rooms[0], start=TODAY + DAY)
    response = create(house, room_id=house.rooms[0].pk)
    assert code_of(response) == (409, "ROOM_OVERLAP_CONFLICT")


def test_a_walk_in_waits_for_no_payment(house):
    response = create(house, room_id=house.rooms[0].pk, status="PENDING_PAYMENT")
    assert code_of(response) == (400, "INVALID_INPUT")


def test_a_walk_in_of_another_hotels_room_is_not_found(house):
    assert code_of(create(house, room_id=House().rooms[0].pk)) == (404, "ROOM_NOT_FOUND")


def test_the_price_can_be_set(house):
    assert create(house, total_amount="0").json()["booking"]["total_amount"] == "0.00"
    assert create(house, total_amount="333.33").json()["booking"]["total_amount"] == "333.33"


def test_a_group_shares_its_code(house):
    for _ in range(2):
        create(house, group_code="WEDDING-7")
    listed = house.client().get(house.bookings, {"group_code": "WEDDING-7"}).json()
    assert listed["count"] == 2


def test_the_guest_of_a_booking_by_a_company_is_not_the_booker(house):
    booking = house.book()
    assert booking.booker_company == "Fotheringham & Sons"
    assert PartyMember.objects.filter(booking_id=booking.pk).count() == 2
    assert house.get(booking).json()["booker"]["type"] == "COMPANY"


def test_a_booking_takes_the_rate_of_its_type(house):
    booking = house.do(
        services.create_booking,
        request=services.Request(house.superior.pk, TODAY, TODAY + 3 * DAY),
        status=S.CONFIRMED,
        guarantee="CARD",
    )
    assert booking.total_amount == Decimal("540.00")


def test_a_booking_has_an_adult_and_no_price_below_zero(house):
    nobody = Request(room_type_id=house.standard.pk, check_in=TODAY, check_out=TODAY + DAY, adults=0)
    cheap = Request(
        room_type_id=house.standard.pk, check_in=TODAY, check_out=TODAY + DAY, total_amount=Decimal("-0.01")
    )
    assert house.refusal(services.create_booking, request=nobody, guarantee="HOTEL") == "PARTY_WITHOUT_ADULT"
    assert house.refusal(services.create_booking, request=cheap, guarantee="HOTEL") == "INVALID_AMOUNT"
    booking = house.book()
    assert house.refusal(services.change_party, booking_id=booking.booking_id, adults=0) == "PARTY_WITHOUT_ADULT"
    dates = {"check_in": booking.check_in, "check_out": booking.check_out + DAY}
    assert (
        house.refusal(services.change_dates, booking_id=booking.booking_id, total_amount=Decimal("-1"), **dates)
        == "INVALID_AMOUNT"
    )
