"""The one place that reads the time.

Services read the clock after their locks: a time read before a lock wait can lie before the change it waited for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_travelled_to: ContextVar[datetime | None] = ContextVar("travelled_to", default=None)


def now() -> datetime:
    """The present moment in UTC, or the one that `travel_to` set."""
    return _travelled_to.get() or datetime.now(UTC)


@contextmanager
def travel_to(moment: datetime) -> Iterator[None]:
    """Let `now` answer `moment` (aware) inside the block: for tests and for replayed histories."""
    if moment.tzinfo is None:
        raise ValueError("A moment to travel to needs a time zone.")
    token = _travelled_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _travelled_to.reset(token)
