"""Workers as processes: several at once, ended politely, killed at random moments, left by their database."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from hotelmate.config.postgres.wait import wait_until
from hotelmate.config.processes import STOP_PATIENCE_SECONDS
from hotelmate.notifications.mail.message import EVENT_HEADER
from hotelmate.room_bookings.models import RoomBooking
from tests.live import hang_up
from tests.programs import Program

from .mail.inn import Inn
from .mail.mail_server import Behaviour, mail_server
from .workers import running_workers, start_worker

pytestmark = pytest.mark.usefixtures("own_database")
PATIENCE_SECONDS = 60
BOOKINGS = 40
KILLS = 4


@pytest.fixture
def inn():
    return Inn()


def arrived(behaviour: Behaviour, bookings: list[RoomBooking], seconds: float = PATIENCE_SECONDS) -> bool:
    """Wait until each of the bookings has had its mail."""
    wanted = {booking.primary_email for booking in bookings}
    return wait_until(
        lambda: wanted <= {str(message["To"]) for message in list(behaviour.messages)},
        deadline_seconds=seconds,
        every_seconds=0.1,
    )


def event_ids(behaviour: Behaviour, bookings: list[RoomBooking]) -> Counter[str]:
    emails = {booking.primary_email for booking in bookings}
    return Counter(str(message[EVENT_HEADER]) for message in behaviour.messages if message["To"] in emails)


def test_several_workers_send_everything_once(inn):
    with mail_server() as (behaviour, port), running_workers(port, 2):
        bookings = [inn.book() for _ in range(20)]
        assert arrived(behaviour, bookings)
    assert set(event_ids(behaviour, bookings).values()) == {1}


def test_a_worker_ends_when_it_is_asked_to(inn):
    with mail_server() as (behaviour, port), running_workers(port) as (worker,):
        assert arrived(behaviour, [inn.book()])
        worker.terminate()
        # The supervisor waits as long before it makes an end itself.
        assert worker.wait(STOP_PATIENCE_SECONDS) == 0


def test_a_worker_ends_although_a_mail_server_hangs(inn):
    with mail_server() as (behaviour, port), running_workers(port) as (worker,):
        behaviour.slow.clear()
        booking = inn.book()
        assert wait_until(lambda: booking.primary_email in behaviour.attempts, deadline_seconds=PATIENCE_SECONDS)
        worker.terminate()
        assert worker.wait(12) == 0


def test_a_worker_outlives_its_database_connections(inn, open_session):
    observer = open_session(autocommit=True)
    with mail_server() as (behaviour, port), running_workers(port, PGAPPNAME="hung-up-worker") as (worker,):
        assert arrived(behaviour, [inn.book()])
        for _ in range(3):
            assert hang_up(observer, "hung-up-worker") > 0
            assert arrived(behaviour, [inn.book()])
        assert worker.poll() is None


def test_a_mail_that_a_killed_worker_had_in_hand_is_sent_by_another_soon(inn):
    with mail_server() as (behaviour, port):
        behaviour.slow.clear()
        killed = start_worker(port)
        try:
            booking = inn.book()
            assert wait_until(lambda: booking.primary_email in behaviour.attempts, deadline_seconds=PATIENCE_SECONDS)
        finally:
            killed.kill()
            killed.wait()
        behaviour.messages.clear()
        behaviour.slow.set()
        with running_workers(port):
            assert arrived(behaviour, [booking], seconds=40)


def test_no_mail_is_lost_when_workers_are_killed_under_load(inn):
    dice = random.Random(20310512)
    bookings: list[RoomBooking] = []
    with mail_server() as (behaviour, port), ThreadPoolExecutor(1) as pool:
        load = pool.submit(_book_many, inn, bookings)
        workers = [start_worker(port) for _ in range(2)]
        try:
            for _ in range(KILLS):
                wait_until(load.done, deadline_seconds=dice.uniform(0.5, 3.0))
                killed = workers.pop(0)
                killed.kill()
                killed.wait()
                workers.append(start_worker(port))
            load.result(PATIENCE_SECONDS)
            assert arrived(behaviour, bookings)
        finally:
            end(workers)
    assert len(event_ids(behaviour, bookings)) == BOOKINGS


def end(workers: list[Program]) -> None:
    for worker in workers:
        worker.kill()
        worker.wait()


def _book_many(inn: Inn, bookings: list[RoomBooking]) -> None:
    try:
        for _ in range(BOOKINGS):
            bookings.append(inn.book())
    finally:
        connections.close_all()
