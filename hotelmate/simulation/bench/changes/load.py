"""Load from one thread: any number of keep-alive connections, each with its own requests to send in turn."""

import selectors
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hotelmate.simulation.bench.client import RECEIVE_BYTES, Connection
from hotelmate.simulation.bench.server import LiveServer

OK = range(200, 300)
LONGEST_ANSWER_TOLD = 300


class Refusal(Exception):
    """The server refused a change that is being measured; nothing that follows would mean anything."""


@dataclass(frozen=True, slots=True)
class Load:
    """What was done in which time, and how long each answer took, the shortest first."""

    changes: int
    seconds: float
    latencies: Sequence[float]

    @property
    def rate(self) -> float:
        """Changes a second."""
        return self.changes / self.seconds

    def latency(self, share: float) -> float:
        """The time in milliseconds within which this share of the answers came."""
        return self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)] * 1000


@dataclass(slots=True)
class Client:
    """One connection and what it has still to send. It stops only where its requests say that it may."""

    connection: Connection
    requests: Iterator[bytes]
    round_of: int
    sent: int = 0
    sent_at: float = 0.0
    latencies: list[float] = field(default_factory=list)

    def send_next(self, *, until: float) -> bool:
        """Send the next request; False when there is none, or when the time is up and a round is complete."""
        if time.perf_counter() >= until and self.sent % self.round_of == 0:
            return False
        request = next(self.requests, None)
        if request is None:
            return False
        self.sent += 1
        self.sent_at = time.perf_counter()
        self.connection.socket.sendall(request)
        return True

    def receive(self) -> bool:
        """Take what has arrived; whether that completes an answer."""
        answer = self.connection.inbox.take(self.connection.socket.recv(RECEIVE_BYTES))
        if answer is None:
            return False
        self.latencies.append(time.perf_counter() - self.sent_at)
        if answer.status not in OK:
            raise Refusal(f"{answer.status}: {answer.body[:LONGEST_ANSWER_TOLD].decode(errors='replace')}")
        return True


def run_load(
    server: LiveServer, requests: Sequence[Iterator[bytes]], *, seconds: float = float("inf"), round_of: int = 1
) -> Load:
    """Let one connection for each of `requests` send them in turn, for so long or until there are none left.

    `round_of` requests belong together: a connection stops between such rounds only.
    """
    selector = selectors.DefaultSelector()
    clients = [Client(server.connect(), own, round_of) for own in requests]
    started = time.perf_counter()
    try:
        for client in clients:
            if client.send_next(until=started + seconds):
                selector.register(client.connection.socket, selectors.EVENT_READ, client)
        while selector.get_map():
            for key, _ in selector.select():
                if key.data.receive() and not key.data.send_next(until=started + seconds):
                    selector.unregister(key.fileobj)
        ended = time.perf_counter()
    finally:
        for client in clients:
            client.connection.socket.close()
        selector.close()
    latencies = sorted(latency for client in clients for latency in client.latencies)
    return Load(len(latencies), ended - started, latencies)
