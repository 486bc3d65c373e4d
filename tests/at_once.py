"""Several callers at once, in threads of this process, each with a database connection of its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, current_thread, main_thread
from typing import Any

import psycopg
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from hotelmate.config.postgres.wait import wait_until
from hotelmate.core.errors import Refusal, Refused

DEADLINE_SECONDS = 20.0


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Start all of them at the same moment; what each returned, or the refusal that it got."""
    start = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        start.wait(DEADLINE_SECONDS)
        return _answer(work)

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(DEADLINE_SECONDS) for future in [pool.submit(one, work) for work in works]]


@contextmanager
def in_background(*works: Callable[[], Any]) -> Iterator[list[Future[Any]]]:
    """Start them and go on; they are waited for at the end of the block."""
    with ThreadPoolExecutor(len(works)) as pool:
        yield [pool.submit(_answer, work) for work in works]


def until_waiting(observer: psycopg.Connection, sessions: int = 1) -> None:
    """Return when so many sessions of the application wait for a lock in this database."""

    def are_waiting() -> bool:
        waiting = observer.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()
        observer.rollback()
        return waiting is not None and waiting[0] >= sessions

    assert wait_until(are_waiting, deadline_seconds=DEADLINE_SECONDS)


@receiver(connection_created)
def _be_patient(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Let callers in threads wait longer than the product does: on a loaded machine, somebody may hold a lock for long."""
    if current_thread() is not main_thread():
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{DEADLINE_SECONDS}s'")


def _answer(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except Refused as refused:
        return refused.refusal
    finally:
        connections.close_all()


def refusals(answers: list[Any]) -> list[Refusal]:
    """Those of the answers that are refusals."""
    return [answer for answer in answers if isinstance(answer, Refusal)]
