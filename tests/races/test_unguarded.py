"""The race tests see contradictions: with everything that guards a race removed, the same race is judged wrong.

Two races stand for all in every run. All of them, with a table on the terminal:
`UNGUARDED_ATTEMPTS=30 pytest -s tests/races/test_unguarded.py`.
"""

import os
import sys
from collections.abc import Iterator

import pytest
from rich.console import Console

from hotelmate.simulation.bench.races.catalogue import RACES
from hotelmate.simulation.bench.races.round import run_round, table_of
from hotelmate.simulation.bench.server import LiveServer, live_server

from ..database import Database, cloned_database, use
from .unguarded import remove_constraints, unguarded_code

ATTEMPTS = 6
SHOWN = ("the same room-status update twice", "cancel against check-in")


@pytest.fixture
def unguarded_server(database: Database) -> Iterator[LiveServer]:
    """A server without guards on a throwaway database without constraints."""
    environment = {"DJANGO_SETTINGS_MODULE": "hotelmate.config.settings", "HOTELMATE_LOG_LEVEL": "CRITICAL"}
    command = [sys.executable, "-m", "tests.races.unguarded_web"]
    try:
        with cloned_database(os.environ["HOTELMATE_TEST_SERVER"] or None) as clone:
            remove_constraints(clone.owner_url)
            with live_server(workers=2, threads=4, command=command, environment=environment) as server:
                yield server
    finally:
        use(database)


def test_a_race_without_guards_is_seen_to_contradict_itself(unguarded_server: LiveServer) -> None:
    attempts = int(os.environ.get("UNGUARDED_ATTEMPTS", "0"))
    races = [race for race in RACES if attempts or race.name in SHOWN]
    with unguarded_code():
        verdicts = run_round(races, unguarded_server, attempts=attempts or ATTEMPTS, seed=1)
    if attempts:
        Console(width=140).print(table_of(verdicts))
    assert [verdict.race for verdict in verdicts if verdict.race in SHOWN and not verdict.contradictions] == []
