"""Which days the plan shows, and where on them a stay lies.

Each day has two halves. A stay begins at noon of its first day and ends at noon of its last, so that on the day of a
turnover the one who leaves and the one who comes meet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from hotelmate.core.api.parsing import EARLIEST, LATEST

LENGTHS = (7, 14, 30)
USUAL_LENGTH = 14
BY_TYPE, BY_FLOOR = "type", "floor"
GROUPINGS = (BY_TYPE, BY_FLOOR)
DAYS_BEFORE = 2
STEP = timedelta(days=7)


class Place(NamedTuple):
    """Where a bar lies: the half day on which it starts, how many it takes, and at which ends it goes on."""

    start: int
    length: int
    from_before: bool
    goes_on: bool


@dataclass(frozen=True)
class Span:
    """The days from `first`, `length` of them, with the rooms grouped by type or by floor."""

    first: date
    length: int = USUAL_LENGTH
    by: str = BY_TYPE

    @property
    def end(self) -> date:
        """The day after the last."""
        return self.first + timedelta(days=self.length)

    @property
    def last(self) -> date:
        """The last day."""
        return self.end - timedelta(days=1)

    @cached_property
    def days(self) -> Sequence[date]:
        """Each day."""
        return [self.first + timedelta(days=number) for number in range(self.length)]

    def place(self, from_date: date, to_date: date) -> Place | None:
        """Where the nights `[from_date, to_date)` lie; None when nothing of them is in sight."""
        start, end = 2 * (from_date - self.first).days + 1, 2 * (to_date - self.first).days + 1
        seen_from, seen_to = max(start, 0), min(end, 2 * self.length)
        if seen_to <= seen_from:
            return None
        return Place(seen_from, seen_to - seen_from, start < 0, end > 2 * self.length)

    def half(self, day: date) -> int:
        """The first half of a day; outside of the span below 0, or beyond its halves."""
        return 2 * (day - self.first).days

    def address(self, **changed: object) -> str:
        """The query of the plan's address for these days, or for others."""
        wanted = {"from": self.first, "days": self.length, "by": self.by, **changed}
        return "?" + "&".join(f"{name}={value}" for name, value in wanted.items() if value)


def span_of(asked: Mapping[str, str], today: date) -> Span:
    """The span that an address asks for; what it does not name, or names wrongly, is as usual."""
    length = next((one for one in LENGTHS if str(one) == asked.get("days")), USUAL_LENGTH)
    by = asked.get("by") if asked.get("by") in GROUPINGS else BY_TYPE
    earliest, latest = EARLIEST, LATEST - timedelta(days=LENGTHS[-1] + 1)
    first = _day(asked.get("from", "")) or today - timedelta(days=DAYS_BEFORE)
    return Span(min(max(first, earliest), latest), length, by or BY_TYPE)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
