"""A guest's own booking over the API: reading, cancelling, telling; twice, at once, rehearsed."""

from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from hotelmate.core import clock
from hotelmate.payments.models import DemoCharge

from ..at_once import at_once
from ..documented import assert_documented
from ..room_bookings.house import AFTERNOON, DAY, TODAY, House
from .visiting import Guest

FEE = {"template_type": "FLEXIBLE", "free_until_hours": 48, "penalty_type": "PERCENTAGE", "penalty_percentage": "30.00"}
BOOKING = """
    id confirmation_number status check_in check_out room_type_name hotel_name nights adults children total_amount currency
    special_requests primary_guest_name primary_email created_at cancelled_at cancellation_reason
""".split()
PREVIEW = "fee_amount refund_amount description applied_rule is_default_mode".split()


def in_the_afternoon(ask):
    """The status of an answer, asked for in another thread, whose clock has to be set as well."""
    with clock.travel_to(AFTERNOON):
        return ask().status_code


def test_a_guest_sees_the_booking_as_clients_know_it():
    house = House(cancellation_policy=FEE)
    answer = Guest(house, house.book(start=TODAY + DAY)).get("booking-management/")
    assert_documented(answer)
    body = answer.json()
    assert set(BOOKING) <= body["booking"].keys()
    assert set(PREVIEW) <= body["cancellation_preview"].keys()
    assert set(body["hotel"]) == {"name", "slug", "phone", "email"}
    assert (body["cancellation_preview"]["fee_amount"], body["can_cancel"]) == (60.0, True)
    assert body["cancellation_preview"]["applied_rule"] == "FLEXIBLE_PENALTY"
    assert body["token_actions"] == []


def test_nothing_of_the_staffs_is_told_to_the_guest(house):
    booking = house.book(internal_notes="Snores like a bear")
    for path in ("booking-management/", "precheckin/"):
        text = Guest(house, booking).get(path).content.decode()
        assert "bear" not in text
        assert "staff:" not in text


@pytest.mark.parametrize(
    "path",
    ["booking-management/cancel/", "room-bookings/{id}/cancel/", "/api/public/hotels/{slug}/booking/status/{id}/"],
)
def test_a_guest_cancels_for_the_fee_and_gets_the_rest_back(path):
    house = House(cancellation_policy=FEE)
    booking = house.paid_by_card(start=TODAY + DAY)
    guest = Guest(house, booking)
    names = {"id": booking.booking_id, "slug": house.hotel.slug}
    address = path.format(**names) if path.startswith("/") else f"{guest.public}/{path.format(**names)}"
    answer = APIClient().post(address, {"token": guest.token, "reason": "ill"})
    assert_documented(answer)
    body = answer.json()
    assert (answer.status_code, body["success"]) == (200, True)
    assert body["cancellation"]["cancellation_fee"] == "60.00"
    assert body["cancellation"]["refund_amount"] == "140.00"
    charge = DemoCharge.objects.get(reference=house.payments(booking)[0].provider_reference)
    assert charge.refunded_amount == Decimal("140.00")
    again = APIClient().post(address, {"token": guest.token})
    assert again.json() == body


def test_a_card_that_is_held_is_let_go_of(house):
    booking = house.with_card()
    assert Guest(house, booking).post("booking-management/cancel/").status_code == 200
    assert house.payments(booking)[0].state == "RELEASED"


def test_a_provider_that_is_away_keeps_nobody_from_cancelling(house):
    booking = house.with_card("unreachable-later")
    answer = Guest(house, booking).post("booking-management/cancel/")
    assert answer.status_code == 200
    assert house.fresh(booking).status == "CANCELLED"


def test_who_is_in_house_or_gone_does_not_cancel(house):
    for booking in (house.staying(), house.left(house.rooms[2])):
        answer = Guest(house, booking).post("booking-management/cancel/")
        assert answer.status_code == 409
        assert "Booking cannot be cancelled" in answer.data["error"] or answer.data["code"].startswith("BOOKING_")


def test_ten_clicks_cancel_once_and_refund_once():
    house = House(cancellation_policy=FEE)
    booking = house.paid_by_card(start=TODAY + DAY)
    guest = Guest(house, booking)
    before = house.last_seq()
    answers = at_once(*[lambda: in_the_afternoon(lambda: guest.post("booking-management/cancel/"))] * 10)
    assert set(answers) <= {200, 409}
    assert 200 in answers
    assert house.types(before).count("booking_cancelled") == 1
    charge = DemoCharge.objects.get(reference=house.payments(booking)[0].provider_reference)
    assert charge.refunded_amount == Decimal("140.00")
    assert charge.calls.filter(action="REFUND").count() == 1


def test_a_guest_and_a_manager_cancel_at_once_and_both_are_told_the_truth(house):
    booking = house.book()
    guest = Guest(house, booking)
    before = house.last_seq()
    statuses = at_once(
        lambda: in_the_afternoon(lambda: guest.post("booking-management/cancel/")),
        lambda: in_the_afternoon(lambda: house.post(booking, "cancel")),
    )
    assert statuses == [200, 200]
    assert house.types(before).count("booking_cancelled") == 1


def test_a_cancellation_is_rehearsed(house):
    booking = house.book()
    guest = Guest(house, booking)
    answer = APIClient().post(f"{guest.public}/booking-management/cancel/?dry_run=true&token={guest.token}", {})
    assert answer.json()["events"][0]["type"] == "booking_cancelled"
    assert house.fresh(booking).status == "CONFIRMED"


def test_a_key_replays_the_answer_without_doing_it_again(house):
    booking = house.book()
    guest, client = Guest(house, booking), APIClient()
    address, key = f"{guest.public}/booking-management/arrival/", {"Idempotency-Key": "arrive"}
    body = {"token": guest.token, "expected_arrival": "17:00"}
    first, before = client.post(address, body, headers=key), house.last_seq()
    second = client.post(address, body, headers=key)
    assert (first.status_code, second.status_code) == (200, 200)
    assert second["Idempotency-Replayed"] == "true"
    assert house.last_seq() == before


def test_a_guest_tells_arrival_and_party(house):
    booking = house.book()
    guest = Guest(house, booking)
    answer = guest.post("booking-management/arrival/", {"expected_arrival": "23:59"})
    assert_documented(answer)
    assert answer.json()["booking"]["expected_arrival"] == "23:59"
    assert (
        guest.post("booking-management/arrival/", {"expected_arrival": None}).json()["booking"]["expected_arrival"]
        is None
    )
    party = {"companions": [{"first_name": "Sam", "last_name": "O"}]}
    assert guest.post("booking-management/party/", party).status_code == 200
    many = {"companions": [{"first_name": "Sam", "last_name": "O"}] * 3}
    assert guest.post("booking-management/party/", many).data["code"] == "PARTY_SIZE_MISMATCH"
    arrived = Guest(house, house.staying())
    assert arrived.post("booking-management/party/", party).data["code"] == "PARTY_FIXED"
