"""A live web server with several processes, on the database of these tests."""

from collections.abc import Iterator

import pytest

from hotelmate.simulation.bench.races.ground import racing_server
from hotelmate.simulation.bench.server import LiveServer

from ..database import Database


# Of this folder, not of the session: while it is there, this process takes a stand-in for its Stripe.
@pytest.fixture(scope="package")
def server(database: Database) -> Iterator[LiveServer]:
    """`hotelmate web` with two processes."""
    environment = {"DJANGO_SETTINGS_MODULE": "hotelmate.config.settings"}
    with racing_server(workers=2, threads=4, environment=environment) as live:
        yield live
