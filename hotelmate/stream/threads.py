"""Questions to the database, asked in threads of their own: the event loop never waits for one."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import django.db
from django.db import connection

T = TypeVar("T")

# More would only take processor time from the loop.
THREADS = 3

_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="stream-database")


class DatabaseAway(Exception):
    """The database did not answer, twice."""


async def ask(question: Callable[[], T]) -> T:
    """The answer to a question; DatabaseAway when there is none to be had now."""
    return await asyncio.get_running_loop().run_in_executor(_pool, lambda: _answer(question))


def _answer(question: Callable[[], T]) -> T:
    try:
        return question()
    except (django.db.OperationalError, django.db.InterfaceError):
        # The connection may be one that ended while nobody used it: once more, with a new one.
        connection.close()
    try:
        return question()
    except (django.db.OperationalError, django.db.InterfaceError) as error:
        connection.close()
        raise DatabaseAway from error
