"""Who serves an endpoint: one worker at a time, by an advisory lock of its database session.

The lock ends with the session, so a worker that dies leaves nothing behind that another would have to wait for.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

# All numbers from here on belong to endpoints: "WH" in the upper bytes, which no other lock has.
FIRST_LOCK = 0x5748_0000_0000_0000


@dataclass(frozen=True, slots=True)
class Hold:
    """An endpoint that this session serves."""

    endpoint_pk: int
    session: Any

    @property
    def is_sure(self) -> bool:
        """Whether the session that took the lock is still the one that this thread works with."""
        return connection.connection is self.session and not self.session.closed


def lock_number(endpoint_pk: int) -> int:
    """The number of an endpoint's lock."""
    return FIRST_LOCK + endpoint_pk


def take_hold(endpoint_pk: int) -> Hold | None:
    """Become the one who serves the endpoint, or None when somebody else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s::bigint)", [lock_number(endpoint_pk)])
        (taken,) = cursor.fetchone()
    return Hold(endpoint_pk, connection.connection) if taken else None


def let_go(hold: Hold) -> None:
    """Let somebody else serve it."""
    if hold.is_sure:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s::bigint)", [lock_number(hold.endpoint_pk)])
