"""May this be asked? Pure functions that return a refusal, or None."""

from datetime import date, datetime

from hotelmate.core.errors import Refusal

MOST_DAYS = 366


def place_unclear(seq: int | None, at: datetime | None) -> Refusal | None:
    """A place in the log is a number or a moment."""
    if seq is not None and at is not None:
        return Refusal("BOTH_SEQ_AND_MOMENT", "Name a seq or a moment, not both.", 400)
    return None


def outside_log(seq: int, last_seq: int) -> Refusal | None:
    """The log begins at 1, and nobody knows what is not in it yet."""
    if seq > last_seq:
        return Refusal(
            "SEQ_BEYOND_LOG", f"The log has come to {last_seq}; {seq} is still to come.", 400, {"last_seq": last_seq}
        )
    return before_the_hotel() if seq < 1 else None


def still_to_come(at: datetime, now: datetime) -> Refusal | None:
    """Nobody knows the future."""
    if at > now:
        return Refusal("MOMENT_IN_THE_FUTURE", "That moment is still to come.", 400, {"now": now.isoformat()})
    return None


def before_the_hotel() -> Refusal:
    """Before its first event there was no hotel."""
    return Refusal("BEFORE_THE_HOTEL", "That was before the hotel: its log begins later.", 400)


def days_reversed(first: date | None, last: date | None) -> Refusal | None:
    """A span of days ends no earlier than it begins."""
    if first is not None and last is not None and last < first:
        return Refusal("INVALID_DATES", "The last day lies before the first.", 400)
    return None


def days_wrong(first: date, last: date) -> Refusal | None:
    """A span of days that is counted day by day is no longer than a leap year."""
    if (last - first).days >= MOST_DAYS:
        return Refusal("TOO_MANY_DAYS", f"Ask for at most {MOST_DAYS} days at a time.", 400, {"most": MOST_DAYS})
    return days_reversed(first, last)
