"""Nothing is missed: after long absences, kills of the stream at any moment, restarts, and a database that goes away."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
from django.db import connection
from websockets.exceptions import WebSocketException

from hotelmate.config.postgres.wait import wait_until
from hotelmate.events.queries import events_after
from hotelmate.stream.follow import Follower, Interrupted
from tests.live import hang_up

from .listening import Closed, PusherClient, listening
from .live import Stream, running_stream

# The long round is `hotelmate bench away`.
AWAY_FOR = 3_000
KILLS = 4
PATIENCE_SECONDS = 100.0


def test_a_client_that_was_away_for_long_has_them_all_once_in_order(stream, house):
    first = house.newest
    for _ in range(AWAY_FOR // 1000):
        house.happen(1000)
    with listening(f"{stream.url}{house.path}?after={first}", token=house.admin.token) as client:
        last = house.happen()
        seen = [int(message.id) for message in client.take(AWAY_FOR + 1)]
    assert seen == list(range(first + 1, last + 1))


def test_many_that_come_back_at_once_each_have_everything(stream, house):
    first = house.newest
    house.happen(700)
    found: list[list[int]] = []

    def come_back() -> None:
        with listening(f"{stream.url}{house.path}?after={first}", token=house.admin.token) as client:
            found.append([int(message.id) for message in client.take(700)])

    callers = [threading.Thread(target=come_back) for _ in range(12)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(PATIENCE_SECONDS)
    assert found == [list(range(first + 1, first + 701))] * 12


def test_whoever_is_killed_at_any_moment_under_load_misses_nothing(database, house):
    chance = random.Random(7)
    with running_stream() as stream, background(house) as written:
        by_sse, by_channels = Seen(), Seen()
        with (
            following(lambda: follow_stream(stream, house, by_sse)),
            following(lambda: follow_channels(stream, house, by_channels)),
        ):
            for _ in range(KILLS):
                goal = written() + chance.randrange(20, 150)
                assert wait_until(lambda goal=goal: written() >= goal, deadline_seconds=PATIENCE_SECONDS)
                stream.kill()
                stream.start_again()
            last = written(stop=True)
            for seen in (by_sse, by_channels):
                assert wait_until(lambda seen=seen: seen.last >= last, deadline_seconds=PATIENCE_SECONDS)
                seen.stop.set()
            stream.kill()
    assert by_sse.numbers == list(range(by_sse.numbers[0], last + 1))
    assert by_channels.numbers == list(range(by_channels.numbers[0], last + 1))


def test_a_restart_tells_everybody_to_come_back(database, house):
    with running_stream() as stream:
        with (
            listening(stream.url + house.path, token=house.admin.token) as client,
            PusherClient(stream.socket_url) as screen,
        ):
            screen.greet()
            assert stream.stop() == 0
            assert client.rest() == []
            assert "restarting" in client.comments
            assert screen.hear()["data"]["code"] == 4200
            with pytest.raises(Closed) as closed:
                screen.hear()
            assert closed.value.code == 4200
        assert not stream.is_up()


def test_while_the_database_is_away_clients_stay_and_then_get_everything(database, house, open_session):
    owner = open_session(role="owner", autocommit=True)
    staying, clerk = open_session(autocommit=True), house.employ()
    with running_stream(PGAPPNAME="hung-up-stream") as stream:
        with listening(stream.url + house.path, token=house.admin.token) as client:
            first = house.happen()
            assert client.next().id == str(first)
            owner.execute(f'REVOKE CONNECT ON DATABASE "{database.name}" FROM PUBLIC')
            try:
                assert hang_up(staying, "hung-up-stream") > 0
                assert wait_until(lambda: not stream.is_up(), deadline_seconds=PATIENCE_SECONDS)
                refused = httpx.get(
                    stream.url + house.path, headers={"Authorization": f"Token {clerk.token}"}, timeout=30
                )
                assert (refused.status_code, refused.json()["code"]) == (503, "DATABASE_UNAVAILABLE")
                last = house.happen(3)
            finally:
                owner.execute(f'GRANT CONNECT ON DATABASE "{database.name}" TO PUBLIC')
            assert [int(message.id) for message in client.take(3)] == list(range(first + 1, last + 1))
        assert wait_until(stream.is_up, deadline_seconds=PATIENCE_SECONDS)


class Seen:
    """The numbers that a client has seen, each once."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.stop = threading.Event()

    @property
    def last(self) -> int:
        return self.numbers[-1] if self.numbers else 0

    def note(self, number: int) -> None:
        self.numbers.append(number)


def follow_stream(stream: Stream, house, seen: Seen) -> None:
    """As `hotelmate listen` does: come back with the number that was seen last."""
    follower = Follower(stream.url, house.hotel.slug, house.admin.token, seen=house.newest)
    while not seen.stop.is_set():
        try:
            for event in follower.events():
                seen.note(event["seq"])
        except Interrupted:
            seen.stop.wait(0.1)


def follow_channels(stream: Stream, house, seen: Seen) -> None:
    """As a screen does: ask the log for what is missing when it has subscribed again, and when `meta.seq` shows a gap."""
    while not seen.stop.is_set():
        try:
            with PusherClient(stream.socket_url) as client:
                client.greet()
                for kind in ("hotel", "rooms", "room-bookings"):
                    channel = house.channel(kind)
                    client.say("pusher:subscribe", {"channel": channel, **house.sign(client.socket_id, channel)})
                while True:
                    told = client.hear()
                    if told["event"] == "pusher:subscription_error":
                        raise Closed(told["data"]["status"], told["data"]["error"])
                    if told["event"] == "pusher_internal:subscription_succeeded" and seen.numbers:
                        fill(house, seen)
                    if not told["event"].startswith("pusher"):
                        take(house, seen, told["data"]["meta"]["seq"])
        except (Closed, WebSocketException, OSError, TimeoutError):
            seen.stop.wait(0.1)


def take(house, seen: Seen, number: int) -> None:
    if seen.numbers and number > seen.last + 1:
        fill(house, seen)
    if number > seen.last:
        seen.note(number)


def fill(house, seen: Seen) -> None:
    while missed := events_after(hotel_id=house.hotel.pk, after=seen.last, limit=1000):
        for event in missed:
            seen.note(event.seq)


@contextmanager
def following(follow: Callable[[], None]) -> Iterator[None]:
    """Let a client follow in a thread of its own."""

    def run() -> None:
        try:
            follow()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        thread.join(PATIENCE_SECONDS)


@contextmanager
def background(house) -> Iterator[Callable[..., int]]:
    """Events as fast as one writer can; how far it is, and with `stop=True` where it ended."""
    stopped = threading.Event()
    newest = [house.newest]

    def write() -> None:
        try:
            while not stopped.wait(0.005):
                newest[0] = house.happen(2)
        finally:
            connection.close()

    thread = threading.Thread(target=write)

    def written(*, stop: bool = False) -> int:
        if stop:
            stopped.set()
            thread.join(PATIENCE_SECONDS)
        return newest[0]

    thread.start()
    try:
        yield written
    finally:
        written(stop=True)
