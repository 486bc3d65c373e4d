"""Reading one moment: every question answered as of the same commit, and nothing changed meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

SNAPSHOT = """
    SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
    SET LOCAL work_mem = '64MB';
    SET LOCAL jit = off;
"""


@contextmanager
def snapshot(using: str = DEFAULT_DB_ALIAS) -> Iterator[Any]:
    """A cursor, and a connection, that see one moment and cannot write; opens a transaction of its own.

    For long readings of many rows on a living system: it locks nobody out and waits for nobody.
    """
    with transaction.atomic(using=using, durable=True), connections[using].cursor() as cursor:
        cursor.execute(SNAPSHOT)
        yield cursor
