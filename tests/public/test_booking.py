"""A guest books: a room is held, once, at the price that was offered; its token opens it and nothing else does."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import override_settings

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.hotel.services import update_settings
from hotelmate.integrity.queries import verify_hotel
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import erase_guest, expire_booking
from hotelmate.rooms.services import create_promotion, create_rate_plan, update_room_type
from tests.at_once import at_once

from .shop import DAY, MODERATE, Shop


def refused(answer, status, code):
    return (answer.status_code, answer.data["code"]) == (status, code)


def test_a_room_is_held_until_it_is_paid_for(shop):
    answer = shop.book(party=[{"first_name": "Bo", "last_name": "Lind"}])
    data = answer.data["data"]
    assert (answer.status_code, data["status"], data["party_count"]) == (201, "PENDING_PAYMENT", 2)
    assert data["total_amount"] == "200.00"
    assert shop.left() == 1
    booking = shop.booking(answer)
    assert booking.channel == "ONLINE"
    assert booking.expires_at - booking.created_at == timedelta(minutes=15)
    assert booking.cancellation_policy == MODERATE
    assert booking.price_details["total"] == "200.00"
    assert shop.events() == ["booking_created"]
    with clock.travel_to(booking.expires_at + timedelta(seconds=1)):
        run_change(lambda: expire_booking(actor=shop.system, booking_pk=booking.pk))
    assert shop.left() == 2
    shop.assert_sound()


def test_the_last_room_is_sold_once(shop):
    assert shop.book().status_code == 201
    assert shop.book().status_code == 201
    answer = shop.book()
    assert refused(answer, 409, "CAPACITY_EXCEEDED")
    assert answer.data["details"]["nights"] == [shop.first.isoformat(), (shop.first + DAY).isoformat()]


def test_many_at_once_get_as_many_rooms_as_there_are(shop):
    emails = [f"guest{number}@example.com" for number in range(6)]
    answers = at_once(*(lambda email=email: shop.book(primary_email=email) for email in emails))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201, 201, 409, 409, 409, 409]
    shop.assert_sound()


def test_a_key_books_once_and_tells_the_token_once(shop):
    first = shop.book(key="once")
    again = shop.book(key="once")
    assert (first.status_code, again.status_code, again["Idempotency-Replayed"]) == (201, 201, "true")
    assert again.data["data"]["booking_id"] == first.data["data"]["booking_id"]
    assert "guest_token" in first.data["data"]
    assert "guest_token" not in again.data["data"]
    assert refused(shop.book(key="once", adults=1), 422, "IDEMPOTENCY_KEY_REUSED")
    stranger = shop.book(key="once", primary_email="bo@example.com")
    assert (stranger.status_code, "guest_token" in stranger.data["data"]) == (201, True)
    assert RoomBooking.objects.filter(hotel=shop.hotel).count() == 2


def test_a_double_click_with_a_key_books_once(shop):
    answers = at_once(*(lambda: shop.book(key="click") for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert RoomBooking.objects.filter(hotel=shop.hotel).count() == 1


def test_a_dry_run_holds_nothing(shop):
    answer = shop.post("bookings/", shop.request(), query="?dry_run=true")
    assert (answer.data["allowed"], [event["type"] for event in answer.data["events"]]) == (True, ["booking_created"])
    assert shop.left() == 2


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        ({"check_in": "2001-01-01", "check_out": "2001-01-02"}, 400, "DATES_IN_THE_PAST"),
        ({"adults": 3}, 409, "PARTY_TOO_LARGE"),
        ({"room_type_code": "NONE"}, 404, "ROOM_TYPE_NOT_FOUND"),
        ({"rate_plan_code": "NONE"}, 404, "RATE_PLAN_NOT_FOUND"),
        ({"promo_code": "NONE"}, 409, "PROMOTION_NOT_APPLICABLE"),
        ({"quote_id": "QT-NONE"}, 404, "QUOTE_NOT_FOUND"),
        ({"adults": 1, "party": [{"first_name": "B", "last_name": "L"}]}, 400, "PARTY_SIZE_MISMATCH"),
        ({"party": [{"role": "PRIMARY", "first_name": "B", "last_name": "L"}]}, 400, "INVALID_INPUT"),
        ({"party": [{"first_name": "B"}]}, 400, "INVALID_INPUT"),
        ({"booker_type": "THIRD_PARTY"}, 400, "INVALID_INPUT"),
        ({"booker_type": "NOBODY"}, 400, "INVALID_INPUT"),
        ({"primary_email": "no mail"}, 400, "INVALID_INPUT"),
        ({"primary_phone": ""}, 400, "INVALID_INPUT"),
    ],
)
def test_what_cannot_be_booked_leaves_nothing(shop, values, status, code):
    answer = shop.book(**values)
    assert refused(answer, status, code), answer.data
    assert not RoomBooking.objects.filter(hotel=shop.hotel).exists()
    assert shop.events() == []


def test_a_company_says_who_it_is(shop):
    booker = {"booker_first_name": "C", "booker_last_name": "D", "booker_email": "c@d.example", "booker_phone": "1"}
    missing = shop.book(booker_type="COMPANY", **booker)
    assert list(missing.data["details"]["fields"]) == ["booker_company"]
    booking = shop.booking(shop.book(booker_type="COMPANY", booker_company="Dexter Ltd", **booker))
    assert (booking.booker_company, booking.primary_first_name) == ("Dexter Ltd", "Ada")


def test_the_price_of_a_quote_is_honoured_whatever_changes_meanwhile(shop):
    shop.do(create_promotion, code="MAY", name="May", percent_off=Decimal(25))
    quote = shop.quote(promo_code="MAY")
    shop.do(update_room_type, room_type_id=shop.standard.pk, base_rate=Decimal("900.00"))
    strict = {"template_type": "NON_REFUNDABLE", "penalty_type": "FULL_STAY", "free_until_hours": 0}
    run_change(lambda: update_settings(actor=shop.system, cancellation_policy=strict))
    answer = shop.book(quote_id=quote.data["quote_id"])
    booking = shop.booking(answer)
    assert (booking.total_amount, booking.promo_code) == (Decimal("150.00"), "MAY")
    assert booking.cancellation_policy == MODERATE
    fresh = shop.booking(shop.book())
    assert (fresh.total_amount, fresh.cancellation_policy) == (Decimal("1800.00"), strict)
    shop.assert_sound()


def test_a_quote_is_for_what_it_says_for_half_an_hour_and_once(shop):
    quote_id = shop.quote().data["quote_id"]
    other = shop.book(quote_id=quote_id, room_type_code="SUI", adults=1)
    assert refused(other, 409, "QUOTE_MISMATCH")
    assert other.data["details"]["differs"] == ["adults", "room_type_code"]
    with clock.travel_to(clock.now() + timedelta(minutes=31)):
        assert refused(shop.book(quote_id=quote_id), 409, "QUOTE_EXPIRED")
    assert shop.book(quote_id=quote_id).status_code == 201
    assert refused(shop.book(quote_id=quote_id), 409, "QUOTE_USED")
    assert refused(Shop().book(quote_id=quote_id), 404, "QUOTE_NOT_FOUND")


def test_two_who_book_one_quote_at_once_get_it_once(shop):
    quote_id = shop.quote().data["quote_id"]
    answers = at_once(*(lambda: shop.book(quote_id=quote_id) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert {answer.data["code"] for answer in answers if answer.status_code == 409} == {"QUOTE_USED"}


def test_a_quote_holds_no_room(shop):
    quote = shop.quote()
    shop.book()
    shop.book()
    assert refused(shop.book(quote_id=quote.data["quote_id"]), 409, "CAPACITY_EXCEEDED")


def test_a_plan_brings_its_own_terms(shop):
    strict = {"template_type": "NON_REFUNDABLE", "penalty_type": "FULL_STAY", "free_until_hours": 0}
    plan = shop.do(create_rate_plan, code="SAVER", name="Saver", percent=Decimal(-10), cancellation_policy=strict)
    booking = shop.booking(shop.book(rate_plan_code="SAVER"))
    assert (booking.rate_plan_id, booking.total_amount) == (plan.pk, Decimal("180.00"))
    assert booking.cancellation_policy == strict


def test_what_costs_nothing_waits_for_the_staff(shop):
    shop.do(create_promotion, code="FREE", name="Free", percent_off=Decimal(100))
    booking = shop.booking(shop.book(promo_code="FREE"))
    assert (booking.status, booking.total_amount, booking.guarantee) == ("PENDING_APPROVAL", 0, "HOTEL")
    shop.assert_sound()


def test_nobody_holds_a_hotel_for_free():
    shop = Shop(rooms=9)
    with override_settings(OPEN_HOLDS=2):
        for number in range(2):
            assert shop.book(primary_email=f"guest{number}@example.com").status_code == 201
        same_address = shop.book(primary_email="another@example.com")
        assert refused(same_address, 429, "TOO_MANY_HOLDS")
        assert 1 <= int(same_address["Retry-After"]) <= 15 * 60
        shop.client.defaults["REMOTE_ADDR"] = "192.0.2.7"
        assert shop.book(primary_email="GUEST0@example.com").status_code == 201
        assert refused(shop.book(primary_email="guest0@EXAMPLE.com"), 429, "TOO_MANY_HOLDS")
        shop.client.defaults["REMOTE_ADDR"] = "2001:db8::1"
        assert shop.book(primary_email="six1@example.com").status_code == 201
        assert shop.book(primary_email="six2@example.com").status_code == 201
        shop.client.defaults["REMOTE_ADDR"] = "2001:db8::ffff:2"
        assert refused(shop.book(primary_email="six3@example.com"), 429, "TOO_MANY_HOLDS")


def test_many_at_once_from_one_address_count_each_other():
    shop = Shop(rooms=9)
    with override_settings(OPEN_HOLDS=2):
        answers = at_once(*(lambda n=n: shop.book(primary_email=f"g{n}@example.com") for n in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 429, 429, 429, 429]


def test_a_hold_that_ended_counts_no_more(shop):
    with override_settings(OPEN_HOLDS=1):
        booking = shop.booking(shop.book())
        with clock.travel_to(booking.expires_at + timedelta(seconds=1)):
            assert shop.book().status_code == 201


def test_the_address_is_kept_as_nothing_that_says_who_it_was(shop):
    booking = shop.booking(shop.book())
    assert len(booking.origin) == 64
    assert "127.0.0.1" not in booking.origin
    with clock.travel_to(booking.expires_at + timedelta(seconds=1)):
        run_change(lambda: expire_booking(actor=shop.system, booking_pk=booking.pk))
        shop.do(erase_guest, booking_id=booking.booking_id)
    booking.refresh_from_db()
    assert (booking.origin, booking.primary_email) == ("", "")


def test_the_token_opens_the_booking_and_the_id_alone_does_not(shop):
    made = shop.book()
    booking_id, token = made.data["data"]["booking_id"], made.data["data"]["guest_token"]
    path = f"room-bookings/{booking_id}/"
    assert refused(shop.get(path), 401, "NOT_AUTHENTICATED")
    assert refused(shop.get(path, token="wrong"), 403, "INVALID_GUEST_TOKEN")
    other = shop.book()
    assert refused(shop.get(path, token=other.data["data"]["guest_token"]), 404, "BOOKING_NOT_FOUND")
    answer = shop.get(path, token=token)
    assert (answer.data["booking_id"], answer.data["payment_required"]) == (booking_id, True)
    assert answer.data["pricing"]["total"] == "200.00"
    assert answer.data["guest_token"] is None
    assert shop.get(path, **{"token": token}).status_code == 200
    in_address = shop.client.get(f"{shop.base}/{path}?token={token}")
    assert in_address.status_code == 200
    elsewhere = Shop()
    assert elsewhere.client.get(f"{elsewhere.base}/{path}?token={token}").status_code == 404


def test_what_cancelling_costs_is_shown_before_it_is_done(shop):
    made = shop.book()
    path = f"room-bookings/{made.data['data']['booking_id']}/"
    preview = shop.get(path, token=made.data["data"]["guest_token"]).data["cancellation_preview"]
    assert (preview["fee_amount"], preview["applied_rule"]) == (0.0, "NOT_CONFIRMED")


def test_a_guest_pays_on_the_page_and_asks_how_it_stands(shop):
    made = shop.book()
    booking_id, token = made.data["data"]["booking_id"], made.data["data"]["guest_token"]
    path = f"room-bookings/{booking_id}/payment"
    assert refused(shop.post(f"{path}/session/", {}), 401, "NOT_AUTHENTICATED")
    urls = {
        "success_url": "https://shop.example/ok?session_id={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://shop.example/no",
    }
    session = shop.post(f"{path}/session/", urls, token=token)
    assert (session.status_code, session.data["status"], session.data["amount"]) == (200, "created", "200.00")
    again = shop.post(f"{path}/", {}, token=token)
    assert (again.data["status"], again.data["session_id"]) == ("existing", session.data["session_id"])
    assert refused(shop.get(f"{path}/verify/", token=token), 400, "SESSION_REQUIRED")
    assert refused(shop.get(f"{path}/verify/", token=token, session_id="cs_other"), 404, "SESSION_NOT_FOUND")
    verified = shop.get(f"{path}/verify/", token=token, session_id=session.data["session_id"])
    assert (verified.data["payment_status"], verified.data["booking_status"]) == ("unpaid", "PENDING_PAYMENT")
    assert verified.data["amount_total"] == "200.00"
    bad = shop.post(f"{path}/session/", {"success_url": "javascript:alert(1)"}, token=token)
    assert refused(bad, 400, "INVALID_URL")


def test_a_hotel_of_another_slug_is_not_found(shop):
    answer = shop.client.get("/api/public/hotel/nowhere-at-all/")
    assert (answer.status_code, answer.data["code"]) == (404, "HOTEL_NOT_FOUND")
    assert verify_hotel(shop.hotel).failed == {}
