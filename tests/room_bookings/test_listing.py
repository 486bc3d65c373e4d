"""The list of bookings: buckets, filters, search, order, pages, and what it costs."""

import pytest

from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import ALL, VIEW_CONTACTS
from hotelmate.room_bookings import services
from hotelmate.room_bookings.listing import Wanted, find_bookings
from hotelmate.room_bookings.services import Person
from hotelmate.staff.models import Role
from tests.documented import assert_documented
from tests.statements import statements_of

from .house import DAY, TODAY, House, S

TOMORROW = TODAY + DAY
FIELDS = """
    booking_id confirmation_number status check_in check_out nights assigned_room_number room_number checked_in_at
    checked_out_at booker_type booker_summary guest_display_name party_primary_full_name primary_email booker_email
    party_total_count party_complete party_missing_count party_status_display precheckin_submitted_at total_amount
    currency survey_sent survey_completed survey_rating survey_sent_at survey_response created_at updated_at
""".split()


def listed(house, **query):
    response = house.client().get(house.bookings, query)
    assert response.status_code == 200, response.json()
    assert_documented(response)
    return response.json()


def ids(house, **query):
    return [one["booking_id"] for one in listed(house, **query)["results"]]


def end(house, booking, service):
    house.do(service, booking_id=booking.booking_id)
    return booking


@pytest.fixture
def day(house):
    """One booking of each kind, by the bucket that it belongs to."""
    return {
        "arrivals": house.book(),
        "in_house": house.staying(house.rooms[0], nights=3),
        "pending": house.book(status=S.PENDING_APPROVAL, start=TODAY + 5 * DAY),
        "checked_out": house.left(house.upper[0], room_type_id=house.superior.pk),
        "cancelled": end(house, house.book(), services.cancel_booking),
    }


def test_each_bucket_has_its_bookings(house, day):
    for bucket, booking in day.items():
        assert ids(house, bucket=bucket) == [booking.booking_id], bucket
    assert ids(house, bucket="departures") == []


def test_counts_are_given_without_a_bucket_and_left_out_with_one(house, day):
    assert listed(house)["counts"] == {
        "arrivals": 1,
        "in_house": 1,
        "departures": 0,
        "pending": 1,
        "checked_out": 1,
        "cancelled": 1,
    }
    assert "counts" not in listed(house, bucket="arrivals")


def test_an_arrival_that_waits_for_approval_is_an_arrival_too(house):
    booking = house.book(status=S.PENDING_APPROVAL)
    assert ids(house, bucket="Arrivals") == ids(house, bucket="PENDING") == [booking.booking_id]


def test_a_row_has_every_field_that_clients_know(house):
    house.book()
    row = listed(house)["results"][0]
    assert set(FIELDS) <= set(row)
    assert (row["guest_display_name"], row["booker_summary"]) == ("Wilhelmina Quackenbush", "Fotheringham & Sons")
    assert (row["party_total_count"], row["party_status_display"]) == (2, "✅ Complete")
    assert {"version", "actions", "balance", "guarantee"} <= set(row)


def test_a_row_names_the_room(house):
    house.assigned(house.rooms[1])
    row = listed(house)["results"][0]
    assert (row["assigned_room_number"], row["room_number"]) == ("102", "102")


def test_missing_names_are_counted(house):
    house.book(adults=3, companions=[])
    row = listed(house)["results"][0]
    assert (row["party_complete"], row["party_missing_count"]) == (False, 2)
    assert row["party_status_display"] == "⚠️ Missing 2 guest(s)"


def test_unpaid_and_expired_bookings_are_listed_only_when_asked_for(house):
    booking = house.unpaid()
    assert ids(house) == []
    assert ids(house, status="PENDING_PAYMENT") == [booking.booking_id]
    assert ids(house, status="PENDING_PAYMENT,CONFIRMED") == [booking.booking_id]
    assert ids(house, status="CHECKED_IN") == []


def test_arrivals_and_departures_take_dates(house):
    today, later = house.book(), house.book(start=TODAY + 3 * DAY)
    window = {"date_from": str(TOMORROW), "date_to": str(TODAY + 4 * DAY)}
    assert ids(house, bucket="arrivals", **window) == [later.booking_id]
    assert ids(house, bucket="arrivals", date_from=str(TODAY)) == [today.booking_id]
    staying = house.staying(house.upper[0], room_type_id=house.superior.pk, nights=2)
    assert ids(house, bucket="departures", date_from=str(TODAY + 2 * DAY)) == [staying.booking_id]


def test_departures_of_today_hold_those_who_should_have_left_before(house):
    overdue, due = house.staying(house.rooms[0], nights=1), house.staying(house.rooms[1], nights=2)
    with house.at(TODAY + 2 * DAY, 9):
        assert set(ids(house, bucket="departures")) == {overdue.booking_id, due.booking_id}
        assert ids(house, bucket="departures", date_from=str(TODAY + 2 * DAY)) == [due.booking_id]


@pytest.mark.parametrize(
    ("query", "code", "error"),
    [
        (
            {"bucket": "ghosts"},
            "INVALID_BUCKET",
            "Invalid bucket. Valid values: arrivals, in_house, departures, pending, checked_out, cancelled",
        ),
        ({"date_from": "12.5.31"}, "INVALID_DATE", "Invalid date_from format. Use YYYY-MM-DD"),
        ({"date_to": "2031-02-30"}, "INVALID_DATE", "Invalid date_to format. Use YYYY-MM-DD"),
        ({"room_type_id": "x"}, "INVALID_INPUT", None),
        ({"q": "a\x00b"}, "INVALID_INPUT", None),
        ({"q": "x" * 101}, "INVALID_INPUT", None),
    ],
)
def test_what_cannot_be_understood_is_a_400(house, query, code, error):
    response = house.client().get(house.bookings, query)
    assert (response.status_code, response.json()["code"]) == (400, code)
    assert error in (None, response.json()["error"])


@pytest.mark.parametrize(
    "q",
    ["quackenbush", "Wilhelmina Quackenbush", "wilhelmina@", "0199", "fotheringham", "bartholomew", "OTTOLINE foth"],
)
def test_people_are_found_by_name_address_and_number(house, q):
    booking = house.book()
    house.book(primary=Person("Ada", "Byron"), booker=Person(), companions=[], booker_type="SELF")
    assert ids(house, q=q) == [booking.booking_id]


def test_bookings_are_found_by_their_ids(house):
    booking = house.book()
    house.book()
    for q in (booking.booking_id, booking.confirmation_number.lower(), booking.booking_id[-6:]):
        assert ids(house, q=q) == [booking.booking_id]
    assert ids(house, q="nobody of that name") == []
    assert ids(house, q="100%") == []


def test_who_may_not_see_contacts_cannot_search_them_either(house):
    booking = house.book()
    reader = Actor("staff", house.hotel.pk, house.hotel, id=1, capabilities=ALL - {VIEW_CONTACTS})
    assert not find_bookings(reader, Wanted(q="Quackenbush")).exists()
    assert find_bookings(reader, Wanted(q=booking.booking_id)).count() == 1


def test_filters_of_older_clients_work(house):
    early, late = house.book(1), house.book(1, start=TODAY + 5 * DAY)
    assert ids(house, start_date=str(TOMORROW)) == [late.booking_id]
    assert ids(house, end_date=str(TODAY + 2 * DAY)) == [early.booking_id]
    assert ids(house, precheckin="complete") == []
    assert len(ids(house, precheckin="pending")) == 2
    assert ids(house, room_type_id=house.superior.pk) == []


def test_bookings_with_and_without_a_room(house):
    booking, assigned = house.book(), house.assigned()
    assert ids(house, assigned="true") == [assigned.booking_id]
    assert ids(house, assigned="false") == [booking.booking_id]
    assert len(ids(house, assigned="perhaps")) == 2


def test_the_order_can_be_chosen_and_nonsense_is_ignored(house):
    first = house.book(3, start=TODAY + 2 * DAY)
    second = house.book(1, start=TODAY + 2 * DAY)
    third = house.book(9)
    newest_first = [third.booking_id, second.booking_id, first.booking_id]
    assert ids(house) == newest_first
    assert ids(house, ordering="check_in") == [third.booking_id, first.booking_id, second.booking_id]
    assert ids(house, ordering="-check_out") == [third.booking_id, first.booking_id, second.booking_id]
    assert ids(house, ordering="password") == newest_first


def test_pages_hold_ten_and_link_to_each_other(house):
    for _ in range(11):
        house.book(1, start=TODAY + _ * DAY)
    first = listed(house)
    assert (first["count"], len(first["results"]), first["previous"]) == (11, 10, None)
    second = house.client().get(first["next"]).json()
    assert (len(second["results"]), second["next"]) == (1, None)
    assert not {one["booking_id"] for one in first["results"]} & {one["booking_id"] for one in second["results"]}
    response = house.client().get(house.bookings, {"page": "99"})
    assert (response.status_code, response.json()["code"]) == (404, "NOT_FOUND")


def test_a_page_costs_the_same_for_five_bookings_and_for_fifty(house):
    def read():
        return statements_of(lambda: listed(house, page_size=50))

    for n in range(5):
        house.book(1, start=TODAY + n * DAY)
    five = read()
    house.staying(house.rooms[0])
    house.paid_by_card(start=TODAY + 20 * DAY)
    for n in range(43):
        house.book(1, start=TODAY + (30 + n) * DAY)
    fifty = read()
    assert listed(house, page_size=50)["count"] == 50
    assert len(five) == len(fifty) <= 9, fifty


def test_other_hotels_bookings_are_not_listed(house):
    House().book()
    assert ids(house) == []


def test_housekeeping_sees_no_bookings(house):
    booking = house.book()
    for url in (house.bookings, house.url(booking), house.url(booking, "party"), house.url(booking, "available-rooms")):
        response = house.client(Role.HOUSEKEEPING).get(url)
        assert (response.status_code, response.json()["code"]) == (403, "PERMISSION_DENIED")
