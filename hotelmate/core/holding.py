"""Who does a long piece of work: one process at a time, by an advisory lock of its database session.

The lock ends with the session, so whoever dies leaves nothing behind that another would have to wait for.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class HeldLock:
    """A lock that this thread's session holds."""

    number: int
    session: Any

    @property
    def is_sure(self) -> bool:
        """Whether the session that took the lock is still the one that this thread works with."""
        return connection.connection is self.session and not self.session.closed


def take_lock(number: int) -> HeldLock | None:
    """Become the one who holds this lock, or None when another session does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s::bigint)", [number])
        (taken,) = cursor.fetchone()
    return HeldLock(number, connection.connection) if taken else None


def drop_lock(lock: HeldLock) -> None:
    """Let somebody else hold it."""
    if lock.is_sure:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s::bigint)", [lock.number])
