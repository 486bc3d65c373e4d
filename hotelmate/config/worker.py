"""`hotelmate worker`: sweeps, the relay, the verification and the jobs, in one process. Any number of these may run.

Four things go on at once: a thread sweeps the hotels, a thread lets the sinks take what is new in the log, a thread
verifies one hotel after another, and the event loop runs procrastinate's jobs. Each of them survives the database going
away, and any of them may be killed at any point: what was begun is found again by this or another worker.
"""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import click
import psycopg
import structlog
from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.db import connections as database_connections

from hotelmate.config.connections import drop_hung_up
from hotelmate.config.jobs import serve_jobs
from hotelmate.core.errors import Refused
from hotelmate.events import wake
from hotelmate.integrity.jobs import due_hotels, verify_if_due
from hotelmate.notifications.relay import DUE_AGAIN, QUEUES, SINKS, dispatch, pending_news
from hotelmate.room_bookings.jobs import sweep_all

POLL_SECONDS = 0.5
PAUSE_AFTER_FAILURE_SECONDS = 1.0
HOTELS_AT_ONCE = 2
# A worker that has just started has other things to do than to look whether all is well.
VERIFY_AFTER_SECONDS = 20.0
LOOK_FOR_DUE_SECONDS = 5.0
AFTER_TROUBLE_SECONDS = 30.0
# What still hangs this long after it was asked to end is left to another worker, as if it had been killed.
LAST_RESORT_SECONDS = 8.0

T = TypeVar("T")

log = structlog.get_logger(__name__)


@click.command()
@click.option("--every", default=15.0, show_default=True, type=click.FloatRange(0.1), help="Seconds between sweeps.")
@click.option("--verify/--no-verify", default=True, show_default=True, help="Verify each hotel every five minutes.")
def worker(every: float, verify: bool) -> None:
    """Do what is due again and again, and send what the log says: e-mail and webhooks. Ends on SIGTERM.

    Any number of these may run; none does anything twice.
    """
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _stop(stopped))
    threads = [
        threading.Thread(target=_or_end, args=(stopped, partial(_sweep, stopped, every)), name="sweeps"),
        threading.Thread(target=_or_end, args=(stopped, partial(_relay, stopped)), name="relay"),
    ]
    if verify:
        threads.append(threading.Thread(target=_or_end, args=(stopped, partial(_verify, stopped)), name="verification"))
    for thread in threads:
        thread.start()
    asyncio.run(serve_jobs(stopped, QUEUES))
    for thread in threads:
        thread.join()


def _stop(stopped: threading.Event) -> None:
    if not stopped.is_set():
        stopped.set()
        last_resort = threading.Timer(LAST_RESORT_SECONDS, os._exit, args=(0,))
        last_resort.daemon = True
        last_resort.start()


def _or_end(stopped: threading.Event, work: Callable[[], None]) -> None:
    """End the whole process when one of its parts does: whoever supervises it starts it again."""
    try:
        work()
    finally:
        _stop(stopped)


def _sweep(stopped: threading.Event, every: float) -> None:
    with ThreadPoolExecutor(1, "sweep") as pool:
        while not stopped.is_set():
            error = pool.submit(_on_a_live_connection, _sweep_once).exception()
            if isinstance(error, DatabaseError | Refused):
                # The database is away or busy; the next round finds what this one left.
                log.warning("sweep_interrupted", exc_info=error)
            elif error is not None:
                log.error("sweep_failed", exc_info=error)
            stopped.wait(every)
        pool.submit(database_connections.close_all)


def _sweep_once() -> None:
    done = sweep_all()
    if done:
        log.info("swept", **done)


def _verify(stopped: threading.Event) -> None:
    """Verify hotels as they are due, one at a time, in a thread of their own: a slow one keeps nothing else waiting."""
    stopped.wait(VERIFY_AFTER_SECONDS)
    with ThreadPoolExecutor(1, "verify") as pool:
        while not stopped.is_set():
            went_well = verify_round(pool, stopped)
            stopped.wait(LOOK_FOR_DUE_SECONDS if went_well else AFTER_TROUBLE_SECONDS)
        pool.submit(database_connections.close_all)


def verify_round(pool: ThreadPoolExecutor, stopped: threading.Event) -> bool:
    """Verify every hotel that is due. One that cannot be verified is told and keeps no other waiting; whether all could."""
    looked = pool.submit(_on_a_live_connection, due_hotels)
    errors = [looked.exception()]
    for hotel in looked.result() if errors == [None] else []:
        if stopped.is_set():
            break
        errors.append(pool.submit(_on_a_live_connection, partial(verify_if_due, hotel)).exception())
    for error in filter(None, errors):
        log.error("verification_failed", exc_info=error)
    return not any(errors)


def _relay(stopped: threading.Event) -> None:
    """Let the sinks take what is new: woken by the writers, and looking by itself in case a wake-up is lost."""
    with ThreadPoolExecutor(HOTELS_AT_ONCE, "relay") as pool:
        while not stopped.is_set():
            try:
                with wake.connect() as listener:
                    listener.execute(f"LISTEN {wake.CHANNEL}")
                    while not stopped.is_set():
                        if not _on_a_live_connection(partial(relay_round, pool)):
                            for _ in listener.notifies(timeout=POLL_SECONDS, stop_after=1):
                                pass
            except (DatabaseError, psycopg.Error) as error:
                log.warning("relay_interrupted", exc_info=error)
                stopped.wait(PAUSE_AFTER_FAILURE_SECONDS)
    database_connections.close_all()


def relay_round(pool: ThreadPoolExecutor) -> int:
    """Let every sink take the next events of each hotel that has some. How many were taken without an error.

    What goes wrong with one hotel is told and tried again; it keeps no other hotel waiting.
    """
    taken = sum(defer_due() for defer_due in DUE_AGAIN)
    futures = {pool.submit(_on_a_live_connection, partial(dispatch, news)): news for news in pending_news(SINKS)}
    for future, news in futures.items():
        error = future.exception()
        if error is None:
            taken += future.result()
        else:
            log.error("relay_failed", sink=news.sink.name, hotel_id=news.hotel_id, exc_info=error)
    return taken


def _on_a_live_connection(work: Callable[[], T]) -> T:
    """Do it on a connection of this thread that the database has not closed meanwhile."""
    close_old_connections()
    drop_hung_up()
    return work()
