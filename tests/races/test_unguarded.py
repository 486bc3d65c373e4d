"""The race tests see contradictions: with everything that guards a race removed, the same race is judged wrong.

A few races stand for all in every run. All of them, or those with a text in their name, with a table on the terminal:
`UNGUARDED_ATTEMPTS=30 UNGUARDED_ONLY=cancel pytest -s tests/races/test_unguarded.py`.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from rich.console import Console

from hotelmate.simulation.bench.races.catalogue import RACES
from hotelmate.simulation.bench.races.ground import racing_server
from hotelmate.simulation.bench.races.round import run_round, table_of
from hotelmate.simulation.bench.server import LiveServer

from ..database import Database, cloned_database, use
from .unguarded import RULES, RULES_OF, remove_constraints, unguarded_code

ATTEMPTS = 10
SHOWN = (
    "the same room-status update twice",
    "cancel against check-in",
    "two guests and a staff member for the last room",
)


@pytest.fixture
def back_to(database: Database) -> Iterator[Database]:
    """The database of the other tests, to which this process returns."""
    yield database
    use(database)


@contextmanager
def unguarded_server(race: str = "") -> Iterator[LiveServer]:
    """A server without guards on a throwaway database without constraints; without the rules of one race, too."""
    settings = {"DJANGO_SETTINGS_MODULE": "hotelmate.config.settings", "HOTELMATE_LOG_LEVEL": "CRITICAL", RULES: race}
    command = [sys.executable, "-m", "tests.races.unguarded_web"]
    with cloned_database(os.environ["HOTELMATE_TEST_SERVER"] or None) as clone:
        remove_constraints(clone.owner_url)
        with unguarded_code(), racing_server(workers=2, threads=4, command=command, environment=settings) as server:
            yield server


def test_a_race_without_guards_is_seen_to_contradict_itself(back_to: Database) -> None:
    with unguarded_server() as server:
        verdicts = run_round([race for race in RACES if race.name in SHOWN], server, attempts=ATTEMPTS, seed=1)
    assert [verdict.race for verdict in verdicts if not verdict.contradictions] == []


def test_all_races_when_asked_for(back_to: Database) -> None:
    attempts = int(os.environ.get("UNGUARDED_ATTEMPTS", "0"))
    asked_for = [race for race in RACES if attempts and os.environ.get("UNGUARDED_ONLY", "") in race.name]
    # Races that share a server, and those that have one without their rules.
    shared = [race for race in asked_for if race.name not in RULES_OF]
    parts = [("", shared)] * bool(shared) + [(race.name, [race]) for race in asked_for if race.name in RULES_OF]
    verdicts = []
    for without_rules_of, races in parts:
        with unguarded_server(without_rules_of) as server:
            verdicts += run_round(races, server, attempts=attempts, seed=1)
    if verdicts:
        Console(width=140).print(table_of(verdicts))
    assert [verdict.race for verdict in verdicts if not verdict.contradictions] == []
