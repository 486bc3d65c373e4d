"""Every race against a live server: what comes of it is what some order of its changes explains, to each caller too.

The full round is `hotelmate bench races`. `test_unguarded.py` shows that these tests see a contradiction.
"""

import pytest

from hotelmate.simulation.bench.races.catalogue import RACES
from hotelmate.simulation.bench.races.contest import Contest
from hotelmate.simulation.bench.races.race import Race
from hotelmate.simulation.bench.server import LiveServer

ATTEMPTS = 3


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.name)
def test_nobody_is_told_anything_that_no_order_explains(race: Race, server: LiveServer) -> None:
    verdict = Contest(race, server).run(ATTEMPTS)
    assert verdict.unexplained == []
    assert verdict.findings == []
    assert verdict.is_clean
