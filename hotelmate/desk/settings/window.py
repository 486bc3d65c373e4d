"""The days that a calendar shows: two weeks from today, or what the address asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.dateparse import parse_date

from hotelmate.core.api.parsing import EARLIEST, LATEST
from hotelmate.desk.frame import Desk

LENGTHS = (7, 14, 28)
USUAL = 14
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Night:
    """One column of a calendar."""

    date: date
    is_today: bool
    is_weekend: bool
    begins_month: bool

    @property
    def shade(self) -> str:
        """The class that sets the column apart."""
        return "today" if self.is_today else "weekend" if self.is_weekend else ""


@dataclass(frozen=True, slots=True)
class Window:
    """So many nights from a day on. `kept` is what else the address says."""

    first: date
    days: int
    today: date
    kept: dict[str, str]

    @property
    def end(self) -> date:
        """The first day after the last night."""
        return self.first + timedelta(days=self.days)

    @property
    def nights(self) -> Sequence[Night]:
        """The columns."""
        days = [self.first + timedelta(days=number) for number in range(self.days)]
        return [
            Night(day, day == self.today, day.weekday() >= SATURDAY, day == self.first or day.day == 1) for day in days
        ]

    @property
    def earlier(self) -> str:
        """The address of the days before."""
        return self.address(self.first - timedelta(days=self.days), self.days)

    @property
    def later(self) -> str:
        """The address of the days after."""
        return self.address(self.end, self.days)

    @property
    def now(self) -> str:
        """The address of the days from today on."""
        return self.address(self.today, self.days)

    @property
    def lengths(self) -> Sequence[tuple[int, str, bool]]:
        """How many days may be shown, each with its address, and whether that is so now."""
        return [(days, self.address(self.first, days), days == self.days) for days in LENGTHS]

    def address(self, first: date, days: int) -> str:
        """The address that shows these days."""
        return f"?{urlencode({**self.kept, 'from': first.isoformat(), 'days': days})}"


def window_of(request: HttpRequest, desk: Desk, **kept: str) -> Window:
    """The days that the address asks for; what it does not say, or says wrongly, is as usual."""
    days = request.GET.get("days", "")
    length = int(days) if days in map(str, LENGTHS) else USUAL
    first = day_in(request.GET.get("from", "")) or desk.day
    return Window(first, length, desk.day, {name: value for name, value in kept.items() if value})


def day_in(text: str) -> date | None:
    """A day of this or another century; None for what is none."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day is not None and EARLIEST < day < LATEST - timedelta(days=max(LENGTHS)) else None
