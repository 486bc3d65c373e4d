"""`hotelmate bench faults`, in short: kill -9 of workers and the stream, and everything arrives."""

import pytest

from hotelmate.simulation.bench.faults.report import nothing_missing
from hotelmate.simulation.bench.faults.round import run_faults

pytestmark = pytest.mark.usefixtures("own_database")


def test_every_event_reaches_every_sink_although_processes_are_killed(monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "hotelmate.config.settings")
    tallies = run_faults(kills=4, seed=20310512, longest_pause=2.0, on_kill=lambda: None)
    assert {tally.sink for tally in tallies} >= {"mail", "webhook"}
    assert nothing_missing(tallies), tallies
