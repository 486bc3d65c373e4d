"""Leave to listen: who gets it for which channel, and what it is worth."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from rest_framework.test import APIClient

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.notifications.channels import guest_channel, hotel_channel, personal_channel
from hotelmate.notifications.pusher_auth import Member, actor_of_member, sign_subscription, verify_subscription
from hotelmate.room_bookings import services as stays
from hotelmate.staff import services as people
from hotelmate.staff.models import Role
from hotelmate.staff.queries import actor_of
from tests.factories import make_room_type, make_rooms, make_staff, open_house

ADDRESS = "/api/notifications/pusher/auth/"
SOCKET = "123.456"


@pytest.fixture
def house():
    return open_house()


def arrive(house):
    """A guest who has just been let in; the token."""
    room_type = make_room_type(house.hotel)
    (room,) = make_rooms(room_type)
    today = house.hotel.business_date()
    request = stays.Request(room_type_id=room_type.pk, check_in=today, check_out=today + timedelta(days=1))
    actor = actor_of(house.admin)
    return run_change(lambda: stays.walk_in(actor=actor, request=request, room_id=room.pk)).subject


def ask(channel, client=None, address=ADDRESS, **fields):
    return (client or APIClient()).post(address, {"socket_id": SOCKET, "channel_name": channel, **fields})


def told(answer):
    return answer.status_code, answer.data.get("code")


def member(answer, channel):
    assert answer.status_code == 200, answer.data
    return verify_subscription(SOCKET, channel, answer.data["auth"], answer.data["channel_data"])


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.FRONT_DESK, {"room-bookings", "rooms", "hotel"}),
        (Role.HOUSEKEEPING, {"rooms", "hotel"}),
        (Role.MAINTENANCE, {"rooms", "hotel"}),
    ],
)
def test_each_role_joins_the_channels_that_it_may_read(house, role, kinds):
    client = house.client_of(role)
    for kind in ("room-bookings", "rooms", "hotel"):
        answer = ask(hotel_channel(house.hotel.slug, kind), client)
        assert told(answer) == ((200, None) if kind in kinds else (403, "CHANNEL_FORBIDDEN"))


def test_the_signature_says_who_it_is_for_and_holds_for_this_connection_and_channel_only(house):
    channel = hotel_channel(house.hotel.slug, "rooms")
    answer = ask(channel, house.client)
    auth, data = answer.data["auth"], answer.data["channel_data"]
    found = verify_subscription(SOCKET, channel, auth, data)
    assert actor_of_member(found) == actor_of(house.admin)
    assert json.loads(data)["user_id"] == f"staff:{house.admin.pk}"
    assert verify_subscription("123.457", channel, auth, data) is None
    assert verify_subscription(SOCKET, hotel_channel(house.hotel.slug, "hotel"), auth, data) is None
    assert verify_subscription(SOCKET, channel, auth, data.replace(str(house.admin.pk), "1")) is None
    assert verify_subscription(SOCKET, channel, "hotelmate:", data) is None
    assert verify_subscription(SOCKET, channel, "é\ud800", "\ud800") is None


def test_a_stock_client_sends_a_form(house):
    body = urlencode({"socket_id": SOCKET, "channel_name": hotel_channel(house.hotel.slug, "rooms")})
    answer = house.client.post(ADDRESS, body, content_type="application/x-www-form-urlencoded")
    assert told(answer) == (200, None)


def test_the_hotels_own_address_does_the_same(house):
    channel = hotel_channel(house.hotel.slug, "rooms")
    answer = ask(channel, house.client, address=f"{house.url}/notifications/pusher/auth/")
    assert member(answer, channel).hotel == house.hotel.slug
    assert told(ask(channel, house.client, address=f"{open_house().url}/notifications/pusher/auth/"))[0] == 404


def test_another_hotels_channels_are_refused(house):
    other = open_house()
    for channel in (hotel_channel(other.hotel.slug, "rooms"), personal_channel(other.hotel.slug, house.admin.pk)):
        assert told(ask(channel, house.client)) == (403, "CHANNEL_FORBIDDEN")


def test_a_personal_channel_is_for_one_person(house):
    own = personal_channel(house.hotel.slug, house.admin.pk)
    assert told(ask(own, house.client)) == (200, None)
    assert told(ask(own, house.client_of(Role.STAFF_ADMIN))) == (403, "CHANNEL_FORBIDDEN")


@pytest.mark.parametrize("channel", ["private-x", "presence-x.rooms", "rooms", "private-.rooms"])
def test_there_is_no_other_channel(house, channel):
    assert told(ask(channel, house.client)) == (403, "CHANNEL_FORBIDDEN")


def test_a_guest_joins_the_channel_of_their_booking(house):
    arrival = arrive(house)
    channel = guest_channel(arrival.booking.booking_id)
    for answer in (
        ask(channel, token=arrival.guest_token),
        ask(channel, APIClient(headers={"Authorization": f"GuestToken {arrival.guest_token}"})),
    ):
        guest = actor_of_member(member(answer, channel))
        assert (guest.kind, guest.booking_id, guest.booking_pk) == (
            "guest",
            arrival.booking.booking_id,
            arrival.booking.pk,
        )


def test_a_guest_joins_no_other_channel(house):
    mine, other = arrive(house), arrive(house)
    assert told(ask(hotel_channel(house.hotel.slug, "rooms"), token=mine.guest_token)) == (403, "STAFF_CHANNEL")
    assert told(ask(guest_channel(other.booking.booking_id), token=mine.guest_token)) == (403, "CHANNEL_FORBIDDEN")
    assert told(ask(guest_channel(mine.booking.booking_id), house.client)) == (403, "CHANNEL_FORBIDDEN")


def test_a_staff_token_is_not_taken_for_a_guests(house):
    channel = hotel_channel(house.hotel.slug, "rooms")
    assert told(ask(channel, house.client, token="")) == (200, None)


@pytest.mark.parametrize("token", ["nonsense", "é", "x" * 199])
def test_a_guest_token_that_is_none_is_refused(house, token):
    assert told(ask("private-guest-booking.BK-2026-AAAAAA", token=token)) == (403, "INVALID_GUEST_TOKEN")


def test_half_a_surrogate_pair_is_no_token(house):
    body = b'{"socket_id": "1.2", "channel_name": "private-guest-booking.BK", "token": "\\ud800"}'
    answer = APIClient().post(ADDRESS, body, content_type="application/json")
    assert told(answer) == (403, "INVALID_GUEST_TOKEN")


def test_a_guest_token_ends_with_the_stay_and_with_its_time(house):
    arrival = arrive(house)
    channel = guest_channel(arrival.booking.booking_id)
    holder = member(ask(channel, token=arrival.guest_token), channel)
    with clock.travel_to(clock.now() + timedelta(days=32)):
        assert told(ask(channel, token=arrival.guest_token)) == (403, "INVALID_GUEST_TOKEN")
        assert actor_of_member(holder) is None
    run_change(lambda: stays.check_out(actor=actor_of(house.admin), booking_id=arrival.booking.booking_id))
    assert told(ask(channel, token=arrival.guest_token)) == (403, "INVALID_GUEST_TOKEN")
    assert actor_of_member(holder) is None


def test_without_credentials_there_is_nothing_to_hear(house):
    assert told(ask(hotel_channel(house.hotel.slug, "rooms"))) == (401, "NOT_AUTHENTICATED")
    stale = APIClient(headers={"Authorization": "Token nonsense"})
    assert told(ask(hotel_channel(house.hotel.slug, "rooms"), stale)) == (401, "INVALID_TOKEN")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"socket_id": SOCKET},
        {"channel_name": "private-x.rooms"},
        {"socket_id": "1", "channel_name": "private-x.rooms"},
        {"socket_id": "1.2:private", "channel_name": "private-x.rooms"},
        {"socket_id": SOCKET, "channel_name": "private x"},
        {"socket_id": SOCKET, "channel_name": "x" * 200},
    ],
)
def test_a_question_that_cannot_be_understood_is_refused(house, body):
    assert told(house.client.post(ADDRESS, body)) == (400, "INVALID_INPUT")


@pytest.mark.parametrize("raw", [b"a=%ff", b"=".join([b"a&"] * 200), b"\xff"])
def test_a_form_that_cannot_be_read_is_refused(house, raw):
    answer = house.client.post(ADDRESS, raw, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400, answer.data


def test_whoever_signs_out_stops_listening(house):
    staff = make_staff(house.hotel, Role.FRONT_DESK)
    token = run_change(lambda: people.issue_token(staff=staff))
    channel = hotel_channel(house.hotel.slug, "rooms")
    holder = member(ask(channel, APIClient(headers={"Authorization": f"Token {token}"})), channel)
    assert actor_of_member(holder) is not None
    run_change(lambda: people.revoke_token(actor=actor_of(staff), token=token))
    assert actor_of_member(holder) is None


def test_whoever_leaves_stops_listening(house):
    staff = make_staff(house.hotel, Role.FRONT_DESK)
    client, channel = APIClient(), hotel_channel(house.hotel.slug, "rooms")
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    holder = member(ask(channel, client), channel)
    assert actor_of_member(holder) == actor_of(staff)
    run_change(lambda: people.deactivate_staff(actor=actor_of(house.admin), staff_id=staff.pk))
    assert actor_of_member(holder) is None


def test_a_new_password_ends_what_the_old_one_began(house):
    staff = make_staff(house.hotel, Role.FRONT_DESK)
    client, channel = APIClient(), hotel_channel(house.hotel.slug, "rooms")
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    holder = member(ask(channel, client), channel)
    new = "another horse battery"
    run_change(lambda: people.set_password(actor=actor_of(staff), staff_id=staff.pk, password=new))
    assert actor_of_member(holder) is None


@pytest.mark.parametrize("user_id", ["", "staff:", "staff:x", "guest:0", "guest:99999999999", "nobody:1", "staff:1"])
def test_nobody_is_behind_a_name_that_means_nothing(house, user_id):
    assert actor_of_member(Member(user_id, house.hotel.slug, "token:x")) is None


def test_nobody_comes_from_another_hotel(house):
    signed = sign_subscription(
        socket_id=SOCKET, channel="private-x.rooms", member=Member(f"staff:{house.admin.pk}", "another")
    )
    found = verify_subscription(SOCKET, "private-x.rooms", signed["auth"], signed["channel_data"])
    assert actor_of_member(found) is None
