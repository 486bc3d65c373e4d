"""When what failed is tried again: an event on its own schedule, and a receiver that answers nothing after a rest."""

from datetime import datetime, timedelta

TRY_FOR = timedelta(days=3)
LONGEST_WISH = timedelta(hours=24)
# Different events in a row that fail before the receiver itself is taken to be the trouble.
FAILURES_UNTIL_REST = 3
# How many are tried when a rest is over: the oldest, then others, in case it is the oldest that nobody can take.
TRIES_AFTER_REST = 3

AGAIN_AFTER = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
)
REST_FOR = (
    timedelta(seconds=5),
    timedelta(seconds=15),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=10),
)


def next_attempt(
    *, attempts: int, first_at: datetime, now: datetime, not_before: datetime | None = None
) -> datetime | None:
    """When an event that has failed so often is tried again; None when its three days are over."""
    last_chance = first_at + TRY_FOR
    if now >= last_chance:
        return None
    at = now + AGAIN_AFTER[min(attempts, len(AGAIN_AFTER)) - 1]
    if not_before is not None:
        at = max(at, not_before)
    return min(at, last_chance)


def rest_until(*, rests: int, now: datetime, not_before: datetime | None = None) -> datetime:
    """Until when a receiver is left alone that has had so many rests since it last took something."""
    at = now + REST_FOR[min(rests, len(REST_FOR) - 1)]
    return max(at, not_before) if not_before is not None else at


def within_reason(wish: datetime | None, now: datetime) -> datetime | None:
    """A receiver's own wish when to come back, at most a day away."""
    return min(wish, now + LONGEST_WISH) if wish is not None and wish > now else None
