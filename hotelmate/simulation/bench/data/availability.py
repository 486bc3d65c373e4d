"""How fast it is told what is free: by the functions that ask the ledger, and over HTTP."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rich.table import Column, Table

from hotelmate.hotel.models import Hotel
from hotelmate.rooms.availability import free_rooms, free_rooms_by_night
from hotelmate.simulation.bench.client import Answer, Connection, prepare
from hotelmate.simulation.bench.data.dataset import SLUG, Watcher
from hotelmate.simulation.bench.server import ServerFailed, live_server

CALENDAR = 60
DAYS_AHEAD = 270
LONGEST_STAY = 14
MILLISECONDS = 1000
# The server under test turns nobody away for asking too often.
ENVIRONMENT = {"HOTELMATE_ANONYMOUS_READS": "99999999/s"}
WARM_UP = 20


@dataclass(frozen=True, slots=True)
class Figures:
    """Times of one kind of question, in milliseconds; a target of None is only told."""

    what: str
    times: Sequence[float]
    target_p50: float | None = None
    target_p99: float | None = None

    def at(self, percent: int) -> float:
        """The time that so many percent of the questions stayed below."""
        return sorted(self.times)[min(len(self.times) - 1, len(self.times) * percent // 100)]

    @property
    def reaches(self) -> bool:
        """Whether the targets are reached."""
        return (self.target_p50 is None or self.at(50) < self.target_p50) and (
            self.target_p99 is None or self.at(99) < self.target_p99
        )

    def as_json(self) -> dict[str, Any]:
        """The figures as plain values."""
        return {
            "what": self.what,
            "questions": len(self.times),
            "p50_ms": round(self.at(50), 3),
            "p99_ms": round(self.at(99), 3),
            "target_p50_ms": self.target_p50,
            "target_p99_ms": self.target_p99,
            "reaches": self.reaches,
        }


class Questions:
    """Hotels and dates drawn at random, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.hotels = list(Hotel.objects.filter(slug__startswith=SLUG).values_list("pk", "slug"))
        self.today = Hotel.objects.get(pk=self.hotels[0][0]).business_date()

    def hotel(self) -> tuple[int, str]:
        """One of the hotels."""
        return self._random.choice(self.hotels)

    def stay(self) -> tuple[date, date]:
        """A stay in the second year."""
        first = self.today + timedelta(days=self._random.randint(1, DAYS_AHEAD))
        return first, first + timedelta(days=self._random.randint(1, LONGEST_STAY))


def measure_availability(*, queries: int, seed: int, watch: Watcher) -> list[Figures]:
    """Ask each kind of question so often, one after the other."""
    ask = Questions(seed)
    figures = [
        Figures(
            "free rooms between two dates, SQL",
            _timed("Free rooms, SQL", lambda: _free(ask), queries, watch),
            target_p50=1.0,
            target_p99=5.0,
        ),
        Figures(
            f"calendar of {CALENDAR} days, SQL",
            _timed("Calendar, SQL", lambda: _calendar(ask), queries, watch),
            target_p50=5.0,
        ),
    ]
    with live_server(workers=1, threads=2, environment=ENVIRONMENT) as server, server.connect() as connection:
        figures += [
            Figures(
                "free rooms between two dates, HTTP",
                _timed("Free rooms, HTTP", lambda: _free_http(ask, connection), queries, watch),
            ),
            Figures(
                f"calendar of {CALENDAR} days, HTTP",
                _timed("Calendar, HTTP", lambda: _calendar_http(ask, connection), queries, watch),
            ),
        ]
    return figures


def _timed(what: str, question: Callable[[], object], times: int, watch: Watcher) -> list[float]:
    for _ in range(WARM_UP):
        question()
    taken = []
    for number in range(times):
        started = time.perf_counter()
        question()
        taken.append((time.perf_counter() - started) * MILLISECONDS)
        if number % 50 == 0:
            watch(what, number, times)
    watch(what, times, times)
    return taken


def _free(ask: Questions) -> dict[int, int]:
    first, end = ask.stay()
    return free_rooms(hotel_id=ask.hotel()[0], from_date=first, to_date=end)


def _calendar(ask: Questions) -> dict[int, dict[date, int]]:
    first, _ = ask.stay()
    return free_rooms_by_night(
        hotel_id=ask.hotel()[0], room_type_ids=None, from_date=first, to_date=first + timedelta(days=CALENDAR)
    )


def _free_http(ask: Questions, connection: Connection) -> Answer:
    first, end = ask.stay()
    path = f"/api/public/hotel/{ask.hotel()[1]}/availability/?check_in={first}&check_out={end}&adults=2"
    return _sound(connection.send(prepare("GET", path)))


def _calendar_http(ask: Questions, connection: Connection) -> Answer:
    first, _ = ask.stay()
    path = f"/api/public/hotel/{ask.hotel()[1]}/availability/calendar/?from_date={first}&days={CALENDAR}"
    return _sound(connection.send(prepare("GET", path)))


def _sound(answer: Answer) -> Answer:
    if answer.status != 200:
        raise ServerFailed(f"The server answered {answer.status}: {answer.body[:200]!r}")
    return answer


def report_table(figures: Sequence[Figures]) -> Table:
    """Each figure beside its target."""
    table = Table("question", *(Column(name, justify="right") for name in ("asked", "p50 ms", "p99 ms", "target", "")))
    for one in figures:
        targets = [
            f"{name} < {target:g}" for name, target in (("p50", one.target_p50), ("p99", one.target_p99)) if target
        ]
        verdict = "" if not targets else "reached" if one.reaches else "missed"
        table.add_row(
            one.what, str(len(one.times)), f"{one.at(50):.2f}", f"{one.at(99):.2f}", ", ".join(targets), verdict
        )
    return table
