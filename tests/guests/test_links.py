"""Links: made again for each mail, scoped, expiring, revoked; a booking's id opens nothing."""

from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings
from django.test import override_settings
from rest_framework.test import APIClient

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.guests.links import link_for_mail
from hotelmate.hotel.queries import system_of
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import GuestToken
from hotelmate.room_bookings.queries import hash_of_guest_token

from ..at_once import at_once
from ..room_bookings.house import DAY, TODAY
from .visiting import Guest


def active(booking, purpose="MANAGEMENT"):
    return GuestToken.objects.filter(booking_id=booking.pk, purpose=purpose, revoked_at__isnull=True)


def give(house, booking, **values):
    actor = system_of(house.hotel)
    return run_change(partial(services.give_link, actor=actor, booking_id=booking.booking_id, **values)).subject


def test_every_mail_carries_the_same_link_and_the_table_holds_only_its_hash(house):
    booking = house.book()
    first, second = link_for_mail(house.hotel, booking.booking_id), link_for_mail(house.hotel, booking.booking_id)
    assert first == second
    token = first.rstrip("/").rpartition("/")[2]
    row = active(booking).get()
    assert row.token_hash == hash_of_guest_token(token)
    assert token not in (row.seed, row.token_hash)
    assert first.startswith(settings.SITE_URL)


def test_ten_mails_at_once_make_one_link(house):
    booking = house.book()
    assert len(set(at_once(*[partial(link_for_mail, house.hotel, booking.booking_id)] * 10))) == 1
    assert active(booking).count() == 1


def test_a_link_for_each_purpose_opens_what_it_was_given_for(house):
    booking = house.book()
    guest = Guest(house, booking, "PRECHECKIN")
    assert guest.get("precheckin/").status_code == 200
    assert guest.get("booking-management/").data["can_cancel"] is False
    for path, body in (
        ("booking-management/cancel/", {}),
        ("booking-management/arrival/", {"expected_arrival": "17:00"}),
        ("booking-management/party/", {"companions": []}),
    ):
        answer = guest.post(path, body)
        assert (answer.status_code, answer.data["code"]) == (403, "LINK_NOT_FOR_THIS")
    for name in ("cancel/", "arrival/", "party/"):
        assert guest.page(name).status_code == 403
    assert "Cancel booking" not in guest.page().content.decode()
    assert house.fresh(booking).status == "CONFIRMED"


def test_a_new_secret_leaves_links_working_and_the_next_mail_brings_a_new_one(house):
    booking = house.book()
    old = Guest(house, booking)
    with override_settings(SECRET_KEY="another secret of this installation"):
        assert old.get("booking-management/").status_code == 200
        new = Guest(house, booking)
    assert new.token != old.token
    assert new.get("booking-management/").status_code == 200
    assert old.get("booking-management/").status_code == 404


def test_a_replaced_link_opens_nothing_any_more(house):
    booking = house.book()
    old = Guest(house, booking)
    house.done(booking, "send-guest-link", {"replace": True})
    answer = old.get("booking-management/")
    assert (answer.status_code, answer.data["code"]) == (404, "LINK_INVALID")
    assert old.page().status_code == 404
    assert Guest(house, booking).get("booking-management/").status_code == 200


def test_a_link_ends_thirty_days_after_the_last_day_and_follows_the_dates(house):
    booking = house.book(2)
    guest = Guest(house, booking)
    last_moment = house.hotel.local_moment(TODAY + 32 * DAY, house.hotel.check_in_from.replace(hour=12))
    with clock.travel_to(last_moment - timedelta(seconds=1)):
        assert guest.get("booking-management/").status_code == 200
    with clock.travel_to(last_moment):
        assert guest.get("booking-management/").status_code == 404
        with pytest.raises(Refused, match="LINK_OVER"):
            give(house, booking)
    dates = {"check_in": (TODAY + 60 * DAY).isoformat(), "check_out": (TODAY + 62 * DAY).isoformat()}
    house.done(booking, "change-dates", dates)
    with clock.travel_to(last_moment + 30 * DAY):
        assert guest.get("booking-management/").status_code == 200


def test_a_link_outlives_its_booking_and_changes_nothing_any_more(house):
    booking = house.book()
    guest = Guest(house, booking)
    house.done(booking, "cancel", {"reason": "closed"})
    body = guest.get("booking-management/").json()
    assert body["booking"]["status"] == "CANCELLED"
    assert body["can_cancel"] is False
    assert body["cancellation_preview"]["description"] == "Booking was already cancelled"
    assert (
        guest.post("booking-management/arrival/", {"expected_arrival": "17:00"}).data["code"] == "BOOKING_NOT_EDITABLE"
    )
    assert guest.post("precheckin/submit/", {"consent_checkbox": True}).data["code"] == "BOOKING_NOT_EDITABLE"


def test_erasing_the_guest_ends_every_link_and_what_was_told(house):
    booking = house.book()
    guest = Guest(house, booking)
    tell = {"eta": "17:00", "consent_checkbox": True}
    assert guest.post("precheckin/submit/", tell).status_code == 200
    house.done(booking, "cancel")
    house.done(booking, "erase-guest")
    assert guest.page().status_code == 404
    fresh = house.fresh(booking)
    assert fresh.precheckin_payload == {}
    assert [one.precheckin_payload for one in fresh.party.all()] == [{}, {}]
    assert link_for_mail(house.hotel, booking.booking_id) == ""


def test_the_token_of_the_stay_ends_with_it_and_the_link_goes_on(house):
    booking = house.staying()
    assert active(booking, "STAY").count() == 1
    guest = Guest(house, booking)
    house.done(booking, "check-out")
    assert active(booking, "STAY").count() == 0
    assert guest.get("booking-management/").json()["booking"]["status"] == "COMPLETED"


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "é" * 20, "a/b", "x" * 5000])
def test_what_is_no_token_opens_nothing(house, token):
    booking = house.book()
    public = f"/api/public/hotel/{house.hotel.slug}"
    for path in ("booking-management/", "precheckin/"):
        answer = APIClient().get(f"{public}/{path}", {"token": token})
        assert (answer.status_code, answer.data["code"]) == (404, "LINK_INVALID")
    status = f"/api/public/hotels/{house.hotel.slug}/booking/status/{booking.booking_id}/"
    assert APIClient().get(status, {"token": token} if token else {}).status_code in (401, 403)


def test_an_id_alone_opens_nothing_and_a_token_only_its_own_booking_and_hotel(house):
    booking, other = house.book(), house.book()
    guest = Guest(house, booking)
    root = f"/api/public/hotels/{house.hotel.slug}/booking/status"
    client = APIClient()
    assert client.get(f"{root}/{booking.booking_id}/").status_code == 401
    assert client.get(f"{root}/{booking.booking_id}/", {"token": guest.token}).status_code == 200
    answer = client.get(f"{root}/{other.booking_id}/", {"token": guest.token})
    assert (answer.status_code, answer.data["code"]) == (404, "BOOKING_NOT_FOUND")
    answer = client.get("/api/public/hotel/elsewhere/booking-management/", {"token": guest.token})
    assert (answer.status_code, answer.data["code"]) == (404, "LINK_INVALID")
    assert client.post(f"{root}/{other.booking_id}/", {"token": guest.token}).status_code == 404
    assert house.fresh(other).status == "CONFIRMED"


def test_staff_send_a_link_as_an_event_without_address_or_token(house):
    booking = house.book()
    before = house.last_seq()
    body = house.done(booking, "send-precheckin-link")
    assert body["success"] is True
    assert body["sent_to"] == booking.primary_email
    (event,) = house.events(before)
    assert event.type == "booking_link_requested"
    assert event.after["purpose"] == "PRECHECKIN"
    assert set(event.after) == {"purpose", "link_expires_at", "replaced"}
    assert house.done(booking, "send-guest-link")["sent_to"] == booking.booker_email


def test_a_link_is_not_sent_to_nobody_or_for_what_is_closed(house):
    nobody = house.book(primary=services.Person("Ada", "L"), booker_type="SELF")
    assert house.refused(nobody, "send-guest-link") == (400, "NO_EMAIL")
    assert house.refused(house.staying(), "send-precheckin-link") == (409, "BOOKING_NOT_EDITABLE")
    assert house.refused(house.book(), "send-guest-link", role="housekeeping") == (403, "PERMISSION_DENIED")
