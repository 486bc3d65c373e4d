"""What clients of the Pusher protocol should not do: each is answered, and none disturbs the others."""

import json
import socket
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from hotelmate.stream.limits import MOST_CHANNELS

from .listening import Closed, PusherClient
from .live import running_stream

ENOUGH_TO_FILL_EVERY_BUFFER = 14


@pytest.fixture
def client(stream):
    with PusherClient(stream.socket_url) as client:
        yield client.greet()


def is_alive(client) -> bool:
    client.say("pusher:ping")
    return client.hear()["event"] == "pusher:pong"


def subscribe(client, house, kind="hotel", person=None):
    channel = house.channel(kind)
    return client.subscribe(channel, house.sign(client.socket_id, channel, person))


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/app/stranger?protocol=7", 4001),
        ("/app/hotelmate", 4008),
        ("/app/hotelmate?protocol=seven", 4006),
        ("/app/hotelmate?protocol=4", 4007),
        ("/app/hotelmate?protocol=99", 4007),
    ],
)
def test_who_is_not_at_the_right_address_is_told_why(stream, address, code):
    with PusherClient(f"ws://127.0.0.1:{stream.port}{address}") as client:
        told = client.hear()
        assert (told["event"], told["data"]["code"]) == ("pusher:error", code)
        with pytest.raises(Closed) as closed:
            client.hear()
        assert closed.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        "5",
        '{"event": 5}',
        '{"data": {}}',
        '{"event": "pusher:subscribe", "data": "not json"}',
        '{"event": "pusher:subscribe"}',
        '{"event": "pusher:subscribe", "data": {"channel": 5}}',
        '{"event": "pusher:subscribe", "data": {"channel": ""}}',
        '{"event": "pusher:subscribe", "data": {"channel": "' + "x" * 1000 + '"}}',
        '{"event": "pusher:unsubscribe", "data": {"channel": ["private-x"]}}',
        '{"event": "pusher:signin", "data": {"auth": "x"}}',
        '{"event": "nothing"}',
        '{"event": "pusher_internal:subscription_succeeded", "channel": "private-x"}',
        "[" * 30_000,
        '{"event": ' * 5_000,
        "😀\u0000",
    ],
)
def test_what_cannot_be_read_is_answered_and_forgotten(client, text):
    client.socket.send(text)
    assert client.hear()["event"] == "pusher:error"
    assert is_alive(client)


def test_surrogates_in_a_signature_are_only_wrong(client, house):
    channel = house.channel("hotel")
    lone = '{"event":"pusher:subscribe","data":{"channel":"%s","auth":"\\ud800","channel_data":"\\udfff"}}'
    client.socket.send(lone % channel)
    assert client.hear()["data"]["status"] == 401


def test_a_channel_with_surrogates_is_answered(client):
    client.socket.send(
        '{"event":"pusher:subscribe","data":{"channel":"private-\\ud800","auth":"a:b","channel_data":""}}'
    )
    assert client.hear()["event"] in ("pusher:subscription_error", "pusher:error")
    assert is_alive(client)


def test_a_binary_message_is_answered(client):
    client.socket.send(b"\x00\x01\x02")
    assert client.hear()["event"] == "pusher:error"
    assert is_alive(client)


def test_clients_send_no_events(client, house):
    subscribe(client, house)
    client.say("client-typing", {"who": "me"}, channel=house.channel("hotel"))
    told = client.hear()
    assert (told["event"], told["data"]["code"]) == ("pusher:error", 4301)
    assert is_alive(client)


def test_a_frame_of_a_megabyte_ends_the_connection(client, house):
    with suppress(ConnectionClosed):
        client.socket.send(json.dumps({"event": "pusher:ping", "data": {"x": "y" * 1_048_576}}))
    with pytest.raises(Closed) as closed:
        client.hear()
    assert closed.value.code == 1009


def test_text_that_is_none_ends_the_connection(client):
    client.socket.send(b"\xff\xfe\xfd", text=True)
    with pytest.raises(Closed) as closed:
        client.hear()
    assert closed.value.code == 1007


def test_a_thousand_subscriptions_are_each_answered(client, house):
    channel = house.channel("hotel")
    for number in range(1000):
        client.say("pusher:subscribe", {"channel": f"{channel}-{number}", "auth": "hotelmate:0", "channel_data": "{}"})
    assert [client.hear()["data"]["status"] for _ in range(1000)] == [401] * 1000
    assert subscribe(client, house)["event"] == "pusher_internal:subscription_succeeded"


def test_a_connection_has_so_many_channels_and_no_more(client, house):
    people = [house.employ() for _ in range(MOST_CHANNELS + 1)]
    answers = [subscribe(client, house, f"staff-{person.staff.pk}-notifications", person) for person in people]
    assert {answer["event"] for answer in answers[:-1]} == {"pusher_internal:subscription_succeeded"}
    assert (answers[-1]["event"], answers[-1]["data"]["type"]) == ("pusher:subscription_error", "LimitReached")


def test_who_never_reads_is_cut_off_and_disturbs_nobody(stream, house):
    with PusherClient(stream.socket_url) as sleeper, PusherClient(stream.socket_url) as reader:
        sleeper.socket.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        for one in (sleeper, reader):
            subscribe(one.greet(), house)
        first = house.newest
        heard = []
        for _ in range(ENOUGH_TO_FILL_EVERY_BUFFER):
            last = house.happen(1000, note="x" * 100)
            while not heard or heard[-1] < last:
                heard.append(reader.hear()["data"]["meta"]["seq"])
        assert heard == list(range(first + 1, last + 1))
        # What was sent before is still there, as far as it went; the end of it comes too early.
        with pytest.raises(Closed):
            [sleeper.hear() for _ in range(last - first)]


def test_one_actor_connects_so_often_and_no_more(database, house):
    with (
        running_stream(STREAM_CONNECTIONS_PER_ACTOR="1", STREAM_CONNECTIONS_PER_ADDRESS="2") as stream,
        PusherClient(stream.socket_url) as first,
        PusherClient(stream.socket_url) as second,
    ):
        assert subscribe(first.greet(), house)["event"] == "pusher_internal:subscription_succeeded"
        assert subscribe(first, house, "rooms")["event"] == "pusher_internal:subscription_succeeded"
        refused = subscribe(second.greet(), house)
        assert (refused["event"], refused["data"]["code"]) == ("pusher:error", 4004)
        with pytest.raises(Closed) as closed:
            second.hear()
        assert closed.value.code == 4004


def test_who_has_not_signed_in_counts_for_their_address(database, house):
    with (
        running_stream(STREAM_CONNECTIONS_PER_ADDRESS="2", STREAM_CONNECTIONS="3") as stream,
        PusherClient(stream.socket_url) as first,
        PusherClient(stream.socket_url) as second,
    ):
        first.greet(), second.greet()
        with PusherClient(stream.socket_url) as third:
            assert third.hear()["data"]["code"] == 4100
        # Whoever has signed in no longer counts for the address, but takes a place all the same.
        subscribe(first, house)
        with PusherClient(stream.socket_url) as third, PusherClient(stream.socket_url) as fourth:
            third.greet()
            assert fourth.hear()["data"]["code"] == 4100
