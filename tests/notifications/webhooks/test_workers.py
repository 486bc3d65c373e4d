"""The real worker: several at once, killed in the middle, and receivers that hang beside those that do not."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email import message_from_bytes
from email.policy import default

import pytest
from django.db import connections

from hotelmate.config.postgres.wait import wait_until
from hotelmate.core.change import run_change
from hotelmate.notifications.models import DeliveryState, WebhookDelivery
from hotelmate.notifications.webhooks.jobs import wake
from tests.live import STOP_SECONDS
from tests.programs import Program, program_environment, start

from .house import House
from .receivers import Way, receiver

pytestmark = pytest.mark.usefixtures("own_database")
PATIENCE_SECONDS = 60.0


def start_worker() -> Program:
    environment = program_environment(HOTELMATE_LOG_LEVEL="ERROR")
    return start("worker", "--every", "60", "--no-verify", environment=environment)


@contextmanager
def workers(number: int) -> Iterator[list[Program]]:
    """So many workers, ended with the block."""
    running = [start_worker() for _ in range(number)]
    try:
        yield running
    finally:
        for worker in running:
            worker.send_signal(signal.SIGTERM)
        for worker in running:
            worker.wait(STOP_SECONDS)


def all_delivered(house: House) -> bool:
    left = WebhookDelivery.objects.filter(hotel=house.hotel).exclude(state=DeliveryState.DELIVERED)
    return not left.exists()


def until_taken(server, seqs) -> None:
    """Return when the receiver has taken each of these at least once."""
    arrived = wait_until(lambda: set(seqs) <= set(server.seqs), deadline_seconds=PATIENCE_SECONDS)
    assert arrived, f"{len(set(server.seqs))} of {len(seqs)}"


def test_several_workers_deliver_everything_once_in_order_and_one_at_a_time(house):
    with ExitStack() as stack:
        servers = [stack.enter_context(receiver()) for _ in range(3)]
        for server in servers:
            house.webhook(server.url)
        with workers(2):
            seqs = []
            for _ in range(20):
                seqs += house.happens(10)
            for server in servers:
                until_taken(server, seqs)
                assert server.seqs == seqs
                assert server.most_in_flight == 1
            assert wait_until(lambda: all_delivered(house), deadline_seconds=PATIENCE_SECONDS)


def test_a_receiver_that_hangs_delays_no_other_endpoint_and_no_other_hotel(house):
    elsewhere = House()
    with ExitStack() as stack:
        hanging = [stack.enter_context(receiver()) for _ in range(12)]
        for server in hanging:
            server.behave = lambda post: Way(hangs=True)
            house.webhook(server.url)
        near, far = stack.enter_context(receiver()), stack.enter_context(receiver())
        house.webhook(near.url)
        elsewhere.webhook(far.url)
        with workers(1):
            house.happens()
            for server in hanging:
                server.wait_for(1, taken=False)
            for server, home in ((near, house), (far, elsewhere)):
                seqs = home.happens(20)
                server.wait_for(20 if home is elsewhere else 21)
                assert server.seqs[-20:] == seqs
            # None of those that hang was given up meanwhile.
            assert [len(server.posts) for server in hanging] == [1] * 12
            for server in hanging:
                server.over.set()


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(house, standin):
    house.webhook(standin.url)
    seqs = house.happens(400)
    kills = 3
    with workers(2) as running:
        for kill in range(1, kills + 1):
            standin.wait_for(kill * 80)
            killed = running.pop(0)
            killed.kill()
            killed.wait(STOP_SECONDS)
            running.append(start_worker())
        until_taken(standin, seqs)
        assert wait_until(lambda: all_delivered(house), deadline_seconds=PATIENCE_SECONDS)
    firsts = list(dict.fromkeys(standin.seqs))
    assert firsts == seqs
    # What was under way when its worker died comes a second time, with the same id.
    assert len(standin.seqs) <= len(seqs) + kills


def test_an_endpoint_that_is_due_gets_one_job_however_often_it_is_looked_at(house, standin):
    house.webhook(standin.url)
    house.happens()
    house.relay()
    assert wake(hotel_id=house.hotel.pk) == 0
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'webhooks.serve' AND status = 'todo'"
            " AND (args ->> 'endpoint_pk')::bigint IN"
            " (SELECT id FROM notifications_webhookendpoint WHERE hotel_id = %s)",
            [house.hotel.pk],
        )
        assert cursor.fetchone() == (1,)


def test_nothing_of_a_change_defers_a_job(house, standin):
    house.webhook(standin.url)
    run_change(lambda: None)
    house.happens(3)
    assert not WebhookDelivery.objects.filter(hotel=house.hotel).exists()


@pytest.fixture(autouse=True)
def _no_jobs_of_other_tests(database) -> None:
    """Endpoints of tests before have receivers that are gone; nobody is to look for them here."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_webhookendpoint SET due_at = NULL, state = 'PAUSED' WHERE state = 'ACTIVE'"
        )
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")


def test_the_hotel_is_written_to_when_a_webhook_is_disabled(standin, monkeypatch, tmp_path):
    monkeypatch.setenv("HOTELMATE_HOME", str(tmp_path))
    house = House(email="desk@house.example", name="The <House>")
    standin.behave = lambda post: Way(410)
    endpoint = house.webhook(standin.url)
    folder = tmp_path / "mail" / house.hotel.slug
    with workers(1):
        house.happens()
        written = wait_until(lambda: list(folder.glob("*-webhook_disabled.eml")), deadline_seconds=PATIENCE_SECONDS)
    assert written
    (file,) = folder.glob("*-webhook_disabled.eml")
    letter = message_from_bytes(file.read_bytes(), policy=default)
    assert letter["To"] == "desk@house.example"
    assert endpoint.webhook_id in letter["Subject"]
    assert "410" in letter.get_body(("plain",)).get_content()
    assert "<House>" not in letter.get_body(("html",)).get_content()
