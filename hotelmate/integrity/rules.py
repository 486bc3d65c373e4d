"""When is a hotel to be verified again? Pure."""

from datetime import datetime, timedelta

# At the latest after this long, though nothing happened: days begin and deadlines pass without an event.
EVERY = timedelta(minutes=5)
# When something happened meanwhile.
WITH_NEWS = timedelta(seconds=90)
# A verification takes at most one part in so many of a worker's time.
REST = 20


def next_times(checked_at: datetime, duration_ms: int) -> tuple[datetime, datetime]:
    """When it is due again, and when already if the log has moved on."""
    rest = REST * timedelta(milliseconds=duration_ms)
    return checked_at + max(EVERY, rest), checked_at + max(WITH_NEWS, rest)
