"""Running a race: the orders that explain a result, the attempts, and the verdict."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

from django.db import connection

from hotelmate.core import clock
from hotelmate.integrity.queries import verify_hotel
from hotelmate.simulation.bench.house import BenchHouse, open_house
from hotelmate.simulation.bench.races.arena import Arena
from hotelmate.simulation.bench.races.observation import Observation, as_text, observe
from hotelmate.simulation.bench.races.race import Race, Staging
from hotelmate.simulation.bench.races.scene import Call, Scene
from hotelmate.simulation.bench.server import LiveServer

SERVER_ERROR = 500
# Short, so that a hold can be staged that is just over while its payment page, which lasts longer, is not.
UNPAID_HOLD_MINUTES = 1
Watcher = Callable[[], None]


@dataclass(slots=True)
class Verdict:
    """What came of all attempts of a race. `ways` counts the attempts by what their callers were told."""

    race: str
    attempts: int = 0
    unexplained: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    server_errors: int = 0
    deadlocks: int = 0
    double_events: int = 0
    ways: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def contradictions(self) -> int:
        """Attempts that no order explains, and what verify found in the hotel afterwards."""
        return len(self.unexplained) + len(self.findings)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.contradictions or self.server_errors or self.double_events)

    def as_json(self) -> dict[str, Any]:
        """The verdict as plain values."""
        return {
            "race": self.race,
            "attempts": self.attempts,
            "contradictions": self.contradictions,
            "double_events": self.double_events,
            "server_errors": self.server_errors,
            "deadlocks": self.deadlocks,
            "ways": dict(self.ways),
            "seconds": round(self.seconds, 2),
        }


class Contest:
    """A race in a hotel of its own, on a live server."""

    def __init__(self, race: Race, server: LiveServer, *, seed: int = 1) -> None:
        self._race = race
        self._arena = Arena(server, seed)
        self._house: BenchHouse = open_house("race", unpaid_hold_minutes=UNPAID_HOLD_MINUTES)
        self._scenes = 0

    def run(self, attempts: int, *, after_attempt: Watcher = lambda: None) -> Verdict:
        """Fire the race so many times and judge each; then verify the whole hotel."""
        started, deadlocks = time.monotonic(), _deadlocks()
        verdict = Verdict(self._race.name)
        explained = {as_text(observation): observation for observation in self._orders()}
        for _ in range(attempts):
            self._attempt(verdict, explained)
            after_attempt()
        report = verify_hotel(self._house.hotel)
        verdict.findings = [
            f"{name}: {finding.record}: {finding.problem}" for name, found in report.failed.items() for finding in found
        ]
        verdict.deadlocks = _deadlocks() - deadlocks
        verdict.seconds = time.monotonic() - started
        return verdict

    def _attempt(self, verdict: Verdict, explained: dict[str, Observation]) -> None:
        scene, calls = self._stage(self._race.stage)
        if scene.starts_at is not None:
            threading.Event().wait((scene.starts_at - clock.now()).total_seconds())
        replies = self._arena.fire(calls)
        observation = observe(scene, calls, replies)
        verdict.attempts += 1
        verdict.ways[" | ".join(f"{label}: {status} {word}" for label, status, word, *_ in observation["told"])] += 1
        verdict.server_errors += sum(reply.status >= SERVER_ERROR for reply in replies)
        if as_text(observation) in explained or self._race.accepts(observation):
            return
        verdict.unexplained.append(difference(observation, list(explained.values())))
        verdict.double_events += _has_double_events(observation, list(explained.values()))

    def _orders(self) -> Iterator[Observation]:
        """What comes of the changes one after the other, in each order; and of each when others are turned away."""
        for stage in self._race.orders_of or (self._race.stage,):
            scene, calls = self._stage(stage)
            first, *others = sorted(set(permutations(call.label for call in calls)))
            yield from self._play(scene, calls, first)
            for order in others:
                yield from self._play(*self._stage(stage), order)

    def _play(self, scene: Scene, calls: Sequence[Call], order: Sequence[str]) -> Iterator[Observation]:
        waiting = list(calls)
        ordered = []
        for label in order:
            call = next(call for call in waiting if call.label == label)
            waiting.remove(call)
            ordered.append(call)
        replies = self._arena.play(ordered[:-1])
        if self._race.turned_away:
            # As it stands before the last call is what comes of it when that one is turned away.
            so_far = observe(scene, ordered[:-1], replies)
            for code in self._race.turned_away:
                yield {**so_far, "told": sorted([*so_far["told"], [order[-1], 409, code]])}
        replies += self._arena.play(ordered[-1:])
        yield observe(scene, ordered, replies)

    def _stage(self, stage: Staging) -> tuple[Scene, Sequence[Call]]:
        self._scenes += 1
        scene = Scene(self._house, self._scenes)
        calls = stage(scene)
        scene.begin()
        return scene, calls


def difference(observation: Observation, explained: Sequence[Observation]) -> str:
    """What an unexplained result says otherwise than the order that comes nearest to it."""
    nearest = min(
        explained, key=lambda one: sum(as_text({"": one[part]}) != as_text({"": observation[part]}) for part in one)
    )
    parts = [part for part in observation if as_text({"": observation[part]}) != as_text({"": nearest[part]})]
    return "; ".join(f"{part}: {observation[part]} instead of {nearest[part]}" for part in parts)


def _events_of(observation: Observation) -> Counter[tuple[str, str]]:
    return Counter((event[0], event[1]) for event in observation["events"])


def _has_double_events(observation: Observation, explained: Sequence[Observation]) -> bool:
    """Whether some event was recorded more often than in any order."""
    most: Counter[tuple[str, str]] = Counter()
    for one in explained:
        most |= _events_of(one)
    return any(count > most[event] for event, count in _events_of(observation).items())


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
