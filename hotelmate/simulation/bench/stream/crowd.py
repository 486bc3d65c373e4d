"""The crowd: thousands of clients of the stream in one process that does nothing but read and count.

Runs as a program of its own, for it shares the machine with the process that is measured. Its standard input says, line
by line, whom to be, and in the end when each event was committed; its standard output says "ready", and what it saw.
"""

import base64
import hashlib
import hmac
import json
import os
import select
import socket
import sys
import time
from array import array
from dataclasses import dataclass
from typing import Any

from hotelmate.simulation.bench.stream.marks import SSE, Marks, marks_of

PATIENCE_SECONDS = 60.0
RECEIVE_BYTES = 262_144
FINAL_TEXT, MASKED, TWO_BYTES = 0x81, 0x80, 126
NO_MASK = b"\0\0\0\0"


@dataclass(frozen=True, slots=True)
class Role:
    """Whom some of the clients are: of which hotel, by which token or signed word."""

    hotel: int
    slug: str
    token: str
    channels: list[str]
    channel_data: str


@dataclass(slots=True)
class Arrivals:
    """When which event of which hotel arrived, once for each client that it arrived at."""

    hotels: "array[int]"
    numbers: "array[int]"
    moments: "array[float]"


def connect(port: int, protocol: str, role: Role, app: dict[str, str]) -> tuple[socket.socket, Marks]:
    """One client, which is told of everything from now on."""
    client = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
    marks = marks_of(protocol)
    if protocol == SSE:
        path = f"/api/staff/hotel/{role.slug}/events/stream"
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Token {role.token}\r\n\r\n".encode())
        read_until(client, b"retry: ", b"\n\n")
    else:
        join(client, role, app)
    client.setblocking(False)
    return client, marks


def join(client: socket.socket, role: Role, app: dict[str, str]) -> None:
    """Shake hands, say who it is, and subscribe to the channels."""
    nonce = base64.b64encode(os.urandom(16)).decode()
    client.sendall(
        f"GET /app/{app['key']}?protocol=7 HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {nonce}\r\n\r\n".encode()
    )
    greeting = read_until(client, b"connection_established", b'"}')
    socket_id = greeting.partition(b'socket_id\\":\\"')[2].partition(b"\\")[0].decode()
    for channel in role.channels:
        text = f"{socket_id}:{channel}:{role.channel_data}"
        signature = hmac.new(app["secret"].encode(), text.encode(), hashlib.sha256).hexdigest()
        data = {"channel": channel, "auth": f"{app['key']}:{signature}", "channel_data": role.channel_data}
        client.sendall(masked(json.dumps({"event": "pusher:subscribe", "data": data}).encode()))
        read_until(client, b"subscription_succeeded", b"}")


def masked(text: bytes) -> bytes:
    """A text frame as clients send it, under a mask that changes nothing."""
    length = bytes([FINAL_TEXT, MASKED | TWO_BYTES]) + len(text).to_bytes(2, "big")
    return length + NO_MASK + text


def read_until(client: socket.socket, word: bytes, end: bytes) -> bytes:
    """What arrives up to this word and what ends it."""
    read = b""
    while end not in read.partition(word)[2]:
        received = client.recv(RECEIVE_BYTES)
        read += received
        if not received:
            raise SystemExit(f"The stream hung up instead of saying {word.decode()}: {read[:500].decode()}")
    return read


def count(clients: list[tuple[socket.socket, Marks]], hotels: list[int]) -> Arrivals:
    """Read until the next line of the standard input."""
    poll = select.epoll()
    known = {}
    for (client, marks), hotel in zip(clients, hotels, strict=True):
        known[client.fileno()] = (client, marks, hotel)
        poll.register(client.fileno(), select.EPOLLIN)
    poll.register(sys.stdin.fileno(), select.EPOLLIN)
    arrivals = Arrivals(array("q"), array("q"), array("d"))
    note_hotel, note_number, note_moment = arrivals.hotels.append, arrivals.numbers.append, arrivals.moments.append
    now = time.perf_counter
    while True:
        for ready, _ in poll.poll():
            found = known.get(ready)
            if found is None:
                return arrivals
            client, marks, hotel = found
            received = client.recv(RECEIVE_BYTES)
            moment = now()
            if not received:
                raise SystemExit("The stream hung up on a client.")
            for number in marks.take(received):
                note_hotel(hotel)
                note_number(number)
                note_moment(moment)


def summary(arrivals: Arrivals, rounds: list[list[list[Any]]]) -> list[dict[str, Any]]:
    """For each round of commits how long they took to the clients, and how many deliveries there were a second."""
    moments: dict[tuple[int, int], tuple[int, float]] = {
        (hotel, number): (position, moment)
        for position, committed in enumerate(rounds)
        for hotel, number, moment in committed
    }
    latencies: list[list[float]] = [[] for _ in rounds]
    last = [0.0] * len(rounds)
    for hotel, number, moment in zip(arrivals.hotels, arrivals.numbers, arrivals.moments, strict=True):
        found = moments.get((hotel, number))
        if found is not None:
            position, at = found
            latencies[position].append(max(0.0, moment - at))
            last[position] = max(last[position], moment)
    return [
        figures_of(sorted(found), last[position] - min(moment for _, _, moment in rounds[position]))
        for position, found in enumerate(latencies)
    ]


def figures_of(ordered: list[float], seconds: float) -> dict[str, Any]:
    """What is told of one round."""
    return {
        "deliveries": len(ordered),
        "a_second": len(ordered) / seconds if ordered else 0.0,
        "p50": share(ordered, 0.5),
        "p99": share(ordered, 0.99),
        "most": share(ordered, 1.0),
    }


def share(ordered: list[float], part: float) -> float:
    """The value below which this part lies."""
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)] if ordered else 0.0


def tell(word: str) -> None:
    """Say something to whoever started this."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    """Be the crowd that the first line describes."""
    # Unbuffered: `count` waits for the next line itself.
    orders = open(sys.stdin.fileno(), "rb", buffering=0, closefd=False)  # noqa: SIM115 - as long as the process
    told = json.loads(orders.readline())
    roles = [Role(**role) for role in told["roles"]]
    chosen = [roles[number % len(roles)] for number in range(told["clients"])]
    clients = [connect(told["port"], told["protocol"], role, told["app"]) for role in chosen]
    tell("ready")
    arrivals = count(clients, [role.hotel for role in chosen])
    tell(json.dumps(summary(arrivals, json.loads(orders.readline()))))


if __name__ == "__main__":
    main()
