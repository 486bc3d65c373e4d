"""Firing the calls of a race: all at once, or one after the other."""

import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from hotelmate.simulation.bench.races.scene import Call, Reply
from hotelmate.simulation.bench.server import LiveServer

# Half of the attempts are fired in the same moment, the others within what a change takes.
LARGEST_DELAY_SECONDS = 0.006
BARRIER_SECONDS = 30


class Arena:
    """Where calls meet: a thread for each, and a connection of its own for each request."""

    def __init__(self, server: LiveServer, seed: int) -> None:
        self._server = server
        self._random = random.Random(seed)

    def fire(self, calls: Sequence[Call]) -> list[Reply]:
        """Make all calls at once and return what each was told."""
        barrier = threading.Barrier(len(calls))
        spread = self._random.choice([0.0, LARGEST_DELAY_SECONDS])
        delays = [self._random.random() * spread for _ in calls]
        with ThreadPoolExecutor(len(calls)) as threads:
            return list(threads.map(lambda call, delay: self._make(call, barrier, delay), calls, delays))

    def play(self, calls: Sequence[Call]) -> list[Reply]:
        """Make the calls one after the other, with what this thread is connected to."""
        return [call.work() if call.work is not None else self._ask(call) for call in calls]

    def _make(self, call: Call, barrier: threading.Barrier, delay: float) -> Reply:
        if call.work is not None:
            _wait_for(barrier, delay)
            try:
                return call.work()
            finally:
                connections.close_all()
        return self._ask(call, before=lambda: _wait_for(barrier, delay))

    def _ask(self, call: Call, *, before: Callable[[], None] = lambda: None) -> Reply:
        with self._server.connect() as connection:
            before()
            answer = connection.send(call.request)
        return Reply(answer.status, answer.json())


def _wait_for(barrier: threading.Barrier, delay: float) -> None:
    barrier.wait(BARRIER_SECONDS)
    if delay:
        threading.Event().wait(delay)
