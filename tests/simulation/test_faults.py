"""`hotelmate bench faults` and `bench away`, in short: after kills and absences, everything arrives."""

import pytest

from hotelmate.simulation.bench.faults.away import run_away
from hotelmate.simulation.bench.faults.report import each_once, nothing_missing
from hotelmate.simulation.bench.faults.round import run_faults

pytestmark = pytest.mark.usefixtures("own_database")


def test_every_event_reaches_every_sink_although_processes_are_killed(monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "hotelmate.config.settings")
    tallies = run_faults(kills=4, seed=20310512, longest_pause=2.0, on_kill=lambda: None)
    assert {tally.sink for tally in tallies} >= {"mail", "webhook"}
    assert nothing_missing(tallies), tallies


def test_whoever_was_away_gets_every_event_once_and_in_order(monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "hotelmate.config.settings")
    happened, arrived = [], []
    tallies = run_away(events=30, on_event=happened.append, on_arrivals=arrived.append)
    assert [(tally.sink, tally.committed) for tally in tallies] == [("webhook", 30), ("server-sent events", 30)]
    assert nothing_missing(tallies), tallies
    assert each_once(tallies), tallies
    assert sum(happened) == 30
    # Beside what happened: that the webhook was made.
    assert max(arrived) >= 60
