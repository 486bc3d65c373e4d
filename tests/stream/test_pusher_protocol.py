"""The Pusher protocol: what good clients are answered."""

import pytest

from hotelmate.core.change import run_change
from hotelmate.notifications.pusher_auth import sign_subscription
from hotelmate.staff import services as people
from hotelmate.staff.models import Role

from .listening import Closed, PusherClient


@pytest.fixture
def client(stream):
    with PusherClient(stream.socket_url) as client:
        yield client.greet()


def subscribe(client, house, kind="hotel", person=None):
    channel = house.channel(kind)
    return client.subscribe(channel, house.sign(client.socket_id, channel, person))


def test_a_subscriber_gets_what_happens(client, house):
    answer = subscribe(client, house)
    assert (answer["event"], answer["channel"]) == ("pusher_internal:subscription_succeeded", house.channel("hotel"))
    seq = house.happen(name="New")
    told = client.hear()
    assert (told["event"], told["channel"]) == ("hotel_updated", house.channel("hotel"))
    assert told["data"]["type"] == "hotel_updated"
    assert told["data"]["meta"]["seq"] == seq


def test_each_channel_of_the_house_is_one_of_three_without_a_gap(client, house):
    for part in ("hotel", "rooms", "room-bookings"):
        assert subscribe(client, house, part)["event"] == "pusher_internal:subscription_succeeded"
    first = house.newest
    for kind in ("hotel_updated", "room_updated", "booking_updated", "room_updated", "hotel_updated"):
        house.happen(2, type=kind)
    heard = []
    while first + 10 not in heard:
        heard.append(client.hear()["data"]["meta"]["seq"])
    assert list(dict.fromkeys(heard)) == list(range(first + 1, first + 11))
    assert heard == sorted(heard)


def test_a_ping_is_answered(client):
    client.say("pusher:ping")
    assert client.hear()["event"] == "pusher:pong"


def test_after_unsubscribing_nothing_comes(stream, client, house):
    subscribe(client, house)
    client.say("pusher:unsubscribe", {"channel": house.channel("hotel")})
    client.say("pusher:ping")
    assert client.hear()["event"] == "pusher:pong"
    with PusherClient(stream.socket_url) as other:
        subscribe(other.greet(), house)
        house.happen()
        other.hear()
    assert subscribe(client, house)["event"] == "pusher_internal:subscription_succeeded"
    seq = house.happen()
    assert client.hear()["data"]["meta"]["seq"] == seq


def test_a_channel_is_subscribed_to_once(client, house):
    subscribe(client, house)
    answer = subscribe(client, house)
    assert (answer["event"], answer["data"]["code"]) == ("pusher:error", None)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda signed: {},
        lambda signed: {**signed, "auth": "hotelmate:" + "0" * 64},
        lambda signed: {**signed, "auth": 5},
        lambda signed: {**signed, "channel_data": signed["channel_data"].replace("staff:", "staff:1")},
        lambda signed: {**signed, "channel_data": "{}"},
    ],
    ids=["unsigned", "signed by nobody", "no text", "somebody else", "nobody"],
)
def test_a_subscription_that_was_not_signed_is_refused(client, house, spoil):
    channel = house.channel("hotel")
    answer = client.subscribe(channel, spoil(house.sign(client.socket_id, channel)))
    assert (answer["event"], answer["channel"]) == ("pusher:subscription_error", channel)
    assert (answer["data"]["type"], answer["data"]["status"]) == ("AuthError", 401)


def test_a_signature_holds_for_one_connection_and_one_channel(client, house):
    channel = house.channel("hotel")
    for signed in (house.sign("1.1", channel), house.sign(client.socket_id, house.channel("rooms"))):
        assert client.subscribe(channel, signed)["data"]["status"] == 401


@pytest.mark.parametrize("channel", ["private-elsewhere.hotel", "private-guest-booking.BK-1", "private-nothing"])
def test_what_was_signed_for_a_channel_of_others_opens_nothing(client, house, channel):
    answer = client.subscribe(channel, house.sign(client.socket_id, channel))
    assert (answer["event"], answer["data"]["status"]) == ("pusher:subscription_error", 403)


@pytest.mark.parametrize("channel", ["house.hotel", "presence-house", "cache-house"])
def test_there_are_private_channels_only(client, channel):
    assert client.subscribe(channel, {})["event"] == "pusher:subscription_error"


def test_a_role_hears_only_the_channels_it_may_join(client, house):
    maid = house.employ(Role.HOUSEKEEPING)
    assert subscribe(client, house, "rooms", maid)["event"] == "pusher_internal:subscription_succeeded"
    assert subscribe(client, house, "room-bookings", maid)["data"]["status"] == 403
    own = house.channel(f"staff-{maid.staff.pk}-notifications")
    assert client.subscribe(own, house.sign(client.socket_id, own, maid))["event"] == (
        "pusher_internal:subscription_succeeded"
    )
    others = house.channel(f"staff-{house.admin.staff.pk}-notifications")
    assert client.subscribe(others, house.sign(client.socket_id, others, maid))["data"]["status"] == 403


def test_whose_access_ends_is_sent_away(client, house):
    clerk = house.employ()
    subscribe(client, house, person=clerk)
    from_manager = people.deactivate_staff
    run_change(lambda: from_manager(actor=house.system, staff_id=clerk.staff.pk))
    house.happen()
    assert [client.hear()["event"] for _ in range(2)] == ["staff_deactivated", "pusher:error"]
    with pytest.raises(Closed) as closed:
        client.hear()
    assert closed.value.code == 4009


def test_a_new_role_changes_what_is_heard_from_there_on(client, house):
    clerk = house.employ(Role.STAFF_ADMIN)
    subscribe(client, house, "hotel", clerk)
    subscribe(client, house, "room-bookings", clerk)
    run_change(lambda: people.update_staff(actor=house.system, staff_id=clerk.staff.pk, role=Role.HOUSEKEEPING))
    house.happen(type="hotel_updated", tax_rate="0.10")
    assert client.hear()["event"] == "staff_updated"
    refused, told = client.hear(), client.hear()
    assert (refused["event"], refused["channel"]) == ("pusher:subscription_error", house.channel("room-bookings"))
    assert told["event"] == "hotel_updated"
    assert "0.10" not in str(told)


def test_a_guest_hears_of_their_booking_and_nothing_else(client, house):
    signed = sign_subscription(
        socket_id=client.socket_id,
        channel=house.channel("hotel"),
        member=house.admin.member(house.hotel.slug).__class__("guest:1", house.hotel.slug),
    )
    assert client.subscribe(house.channel("hotel"), signed)["data"]["status"] == 403
