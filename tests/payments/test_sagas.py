"""Every move of money, killed at every step: the worker ends it right. The full round is `hotelmate bench sagas`."""

import os
import signal
from collections.abc import Iterator

import pytest
from rest_framework.test import APIClient

from hotelmate.payments.providers import DEMO, STRIPE
from hotelmate.room_bookings.jobs import sweep_hotel
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.simulation.bench.client import Disconnected, prepare
from hotelmate.simulation.bench.house import open_house
from hotelmate.simulation.bench.races.books import current_stand_in, standing_in
from hotelmate.simulation.bench.races.ground import racing_server
from hotelmate.simulation.bench.races.scene import Scene
from hotelmate.simulation.bench.sagas import trial as trials
from hotelmate.simulation.bench.sagas.death import Moment
from hotelmate.simulation.bench.sagas.sagas import SAGAS, Saga
from hotelmate.simulation.bench.sagas.trial import Nursery, Trial
from hotelmate.simulation.bench.server import children_of
from tests.database import Database

# Decided and not begun; done and not written down.
HARDEST = (Moment.AFTER_DECISION, Moment.AFTER_ACT)


@pytest.fixture(scope="module")
def victims(database: Database) -> Iterator[Nursery]:
    with standing_in(), trials.nursery() as nursery:
        yield nursery


@pytest.mark.parametrize(("provider", "moments"), [(DEMO, tuple(Moment)), (STRIPE, HARDEST)], ids=[DEMO, STRIPE])
@pytest.mark.parametrize("saga", SAGAS, ids=lambda saga: saga.name)
def test_a_killed_saga_is_ended_by_the_worker(
    saga: Saga, provider: str, moments: tuple[Moment, ...], victims: Nursery
) -> None:
    verdict = Trial(saga, provider, victims).run(1, moments)
    assert verdict.wrong == []
    assert verdict.findings == []
    assert (verdict.killed.total(), verdict.survived) == (len(moments), 0)


def test_without_the_worker_a_killed_saga_stays_where_it_was(victims: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    """The trial sees what it is there to see."""
    monkeypatch.setattr(trials, "sweep_hotel", lambda hotel: None)
    verdict = Trial(SAGAS[0], DEMO, victims).run(1, [Moment.AFTER_DECISION, Moment.AFTER_ACT])
    assert len([line for line in verdict.wrong if "instead of" in line]) == 2
    assert len([line for line in verdict.wrong if "still open" in line]) == 2


@pytest.mark.parametrize("after", [False, True], ids=["before Stripe acts", "after Stripe acted"])
def test_a_web_server_that_is_killed_while_it_waits_for_stripe_loses_nothing(after: bool) -> None:
    with racing_server(
        workers=1, threads=2, environment={"DJANGO_SETTINGS_MODULE": "hotelmate.config.settings"}
    ) as server:
        stand_in = current_stand_in()
        scene = Scene(open_house("killed"), 1)
        scene.room("1")
        booking = scene.card_booking("A", provider=STRIPE)
        path, keyed = scene.house.path(f"room-bookings/{booking.booking_id}/approve/"), {"Idempotency-Key": "once"}

        def kill() -> None:
            for process in (server.process.pid, *children_of(server.process.pid)):
                os.kill(process, signal.SIGKILL)

        stand_in.fail("/capture", after=after, status=-1, then=kill)
        with server.connect() as connection, pytest.raises((Disconnected, OSError)):
            connection.send(prepare("POST", path, token=scene.house.token, body={}, headers=keyed))
        assert RoomBooking.objects.get(pk=booking.pk).status == "PENDING_APPROVAL"
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Token {scene.house.token}")
        assert client.post(path, {}, headers=keyed).data["code"] == "IN_PROGRESS"
        sweep_hotel(scene.house.hotel)
        assert RoomBooking.objects.get(pk=booking.pk).status == "CONFIRMED"
        assert client.post(path, {}, headers=keyed).data["booking"]["status"] == "CONFIRMED"
        (effects,) = stand_in.ledger.effects.values()
        assert dict(effects) == {"hold": 1, "capture": 1}
