"""One measurement: a stream process, a crowd that follows some hotels, and events recorded at a steady pace."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

from django.conf import settings

from hotelmate.core.change import run_change
from hotelmate.events.queries import last_seq
from hotelmate.events.services import record
from hotelmate.notifications.channels import BOOKINGS, HOTEL, ROOMS, hotel_channel
from hotelmate.notifications.pusher_auth import Member, sign_subscription
from hotelmate.rooms.models import Room
from hotelmate.simulation.bench.house import BenchHouse, open_house
from hotelmate.simulation.bench.server import (
    LiveServer,
    cpu_seconds_of,
    free_port,
    hotelmate_command,
    serving,
)
from hotelmate.staff.models import StaffToken
from hotelmate.staff.queries import hash_of

CROWD = "hotelmate.simulation.bench.stream.crowd"
MANY = "1000000"
# So long is waited for stragglers after the last event.
GRACE_SECONDS = 1.5
WARM_UP_EVENTS = 20

# Hotel, number, moment.
Commit = tuple[int, int, float]


class CrowdFailed(Exception):
    """The clients did not get to the end; what they said stands above."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is measured: so many clients by a protocol, in so many hotels, with so many events a second in all."""

    name: str
    protocol: str
    clients: int
    hotels: int
    events_a_second: float
    seconds: float
    rounds: int
    at_once: int = 1


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of it, medians over the rounds. Latencies are milliseconds from the commit's return to a client's read."""

    scene: str
    protocol: str
    clients: int
    hotels: int
    events_a_second: float
    deliveries: int
    expected: int
    deliveries_a_second: float
    p50: float
    p99: float
    most: float
    microseconds_each: float


@dataclass(frozen=True, slots=True)
class Place:
    """A hotel that is followed, and a room in it that events are about."""

    house: BenchHouse
    room: Room


def open_places(many: int) -> list[Place]:
    """So many hotels with a room each."""
    houses = [open_house("stream") for _ in range(many)]
    return [Place(house, house.make_rooms(1)[0]) for house in houses]


@contextmanager
def live_stream() -> Iterator[LiveServer]:
    """A stream process that lets one actor connect as often as the crowd has clients."""
    port = free_port()
    limits = dict.fromkeys(("STREAM_CONNECTIONS_PER_ACTOR", "STREAM_CONNECTIONS_PER_ADDRESS"), MANY)
    process = subprocess.Popen(
        hotelmate_command("stream", "--port", str(port)), env={**os.environ, **limits}, stdin=subprocess.DEVNULL
    )
    with serving(LiveServer("127.0.0.1", port, process)) as server:
        yield server


def measure(scene: Scene, places: Sequence[Place]) -> Figures:
    """Let the crowd follow, record events, and ask the crowd what it saw."""
    followed = places[: scene.hotels]
    with (
        live_stream() as server,
        subprocess.Popen(
            [sys.executable, "-m", CROWD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as crowd,
    ):
        try:
            _tell(crowd, _instructions(scene, followed, server.port))
            _hear(crowd)
            _record(followed, events=WARM_UP_EVENTS, a_second=50.0, at_once=1)
            threading.Event().wait(GRACE_SECONDS / 2)
            used = cpu_seconds_of([server.process.pid])
            rounds = [_round(scene, followed) for _ in range(scene.rounds)]
            used = cpu_seconds_of([server.process.pid]) - used
            _tell(crowd, rounds)
            seen = json.loads(_hear(crowd))
        finally:
            crowd.kill()
    return _figures(scene, seen, rounds, used=used)


def _round(scene: Scene, places: Sequence[Place]) -> list[Commit]:
    events = round(scene.events_a_second * scene.seconds)
    committed = _record(places, events=events, a_second=scene.events_a_second, at_once=scene.at_once)
    threading.Event().wait(GRACE_SECONDS)
    return committed


def _figures(
    scene: Scene, seen: Sequence[Mapping[str, float]], rounds: Sequence[Sequence[Commit]], *, used: float
) -> Figures:
    followers = [len(range(number, scene.clients, scene.hotels)) for number in range(scene.hotels)]
    deliveries = int(sum(one["deliveries"] for one in seen))

    def middle(name: str) -> float:
        return median(one[name] for one in seen)

    return Figures(
        scene=scene.name,
        protocol=scene.protocol,
        clients=scene.clients,
        hotels=scene.hotels,
        events_a_second=median(len(commits) / (commits[-1][2] - commits[0][2]) for commits in rounds),
        deliveries=deliveries,
        expected=sum(followers[hotel] for commits in rounds for hotel, _, _ in commits),
        deliveries_a_second=middle("a_second"),
        p50=middle("p50") * 1000,
        p99=middle("p99") * 1000,
        most=max(one["most"] for one in seen) * 1000,
        microseconds_each=used / max(1, deliveries) * 1e6,
    )


def _instructions(scene: Scene, places: Sequence[Place], port: int) -> dict[str, Any]:
    return {
        "port": port,
        "protocol": scene.protocol,
        "clients": scene.clients,
        "app": {"key": settings.PUSHER_APP_KEY, "secret": settings.PUSHER_APP_SECRET},
        "roles": [_role(number, place.house) for number, place in enumerate(places)],
    }


def _role(number: int, house: BenchHouse) -> dict[str, Any]:
    slug = house.hotel.slug
    token = StaffToken.objects.get(token_hash=hash_of(house.token))
    member = Member(f"staff:{token.staff_id}", slug, f"token:{token.pk}")
    channels = [hotel_channel(slug, kind) for kind in (BOOKINGS, ROOMS, HOTEL)]
    return {
        "hotel": number,
        "slug": slug,
        "token": house.token,
        "channels": channels,
        "channel_data": sign_subscription(socket_id="1.1", channel=channels[0], member=member)["channel_data"],
    }


def _record(places: Sequence[Place], *, events: int, a_second: float, at_once: int) -> list[Commit]:
    """Record events at this pace, `at_once` in each change, hotel after hotel; where, which and when of each."""
    committed: list[Commit] = []
    newest = [last_seq(place.house.hotel.pk) for place in places]
    pace = threading.Event()
    begun = time.perf_counter()
    for number in range(0, events, at_once):
        pace.wait(max(0.0, begun + number / a_second - time.perf_counter()))
        hotel = (number // at_once) % len(places)
        run_change(partial(_change, places[hotel], at_once))
        moment = time.perf_counter()
        for _ in range(at_once):
            newest[hotel] += 1
            committed.append((hotel, newest[hotel], moment))
    return committed


def _change(place: Place, many: int) -> None:
    for _ in range(many):
        record(
            actor=place.house.actor,
            type="room_updated",
            subject=("room", place.room.number),
            at=place.house.hotel.now(),
            before={"room_status": "CHECKOUT_DIRTY"},
            after={"room_status": "CLEANING_IN_PROGRESS"},
        )


def _tell(crowd: subprocess.Popen[str], what: Any) -> None:
    assert crowd.stdin is not None
    crowd.stdin.write(json.dumps(what) + "\n")
    crowd.stdin.flush()


def _hear(crowd: subprocess.Popen[str]) -> str:
    assert crowd.stdout is not None
    line = crowd.stdout.readline()
    if not line:
        raise CrowdFailed(f"The crowd ended with {crowd.wait()}.")
    return line
