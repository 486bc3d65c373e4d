"""Windows in which rooms are out of use, on a strip of the coming days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise

from hotelmate.desk.frame import Desk
from hotelmate.desk.value_words import BLOCK_KIND
from hotelmate.room_bookings.queries import blocks_of
from hotelmate.rooms.models import BlockKind, RoomBlock
from hotelmate.staff.queries import names_of

DAYS_SHOWN = 14
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class StripDay:
    """A day of the strip."""

    day: date
    place: int
    is_weekend: bool


@dataclass(frozen=True, slots=True)
class Window:
    """A window; `start` and `length` are its bar on the strip, in days, as far as it is on it."""

    row: RoomBlock
    kind: Promise
    by: str
    start: int
    length: int
    nights: int
    has_begun: bool

    @property
    def is_shown(self) -> bool:
        """Whether any of it falls on the days of the strip."""
        return self.length > 0

    @property
    def goes_on(self) -> bool:
        """Whether it ends after the strip."""
        return self.start + self.length >= DAYS_SHOWN

    @property
    def button_id(self) -> str:
        """What its button is called in the page."""
        return f"close-{self.row.pk}"


@dataclass(frozen=True, slots=True)
class Strip:
    """The days that are shown, and the windows by the day on which they begin."""

    days: Sequence[StripDay]
    windows: Sequence[Window]

    @property
    def length(self) -> int:
        """How many days are shown."""
        return len(self.days)


def strip_of(desk: Desk) -> Strip:
    """The open windows on the coming days. Two queries."""
    days = [desk.day + timedelta(days=place) for place in range(DAYS_SHOWN)]
    rows = list(blocks_of(desk.hotel.pk, is_open=True))
    names = names_of(desk.hotel.pk, [row.opened_by for row in rows])
    return Strip(
        [StripDay(day, place, day.weekday() >= SATURDAY) for place, day in enumerate(days)],
        [_window(desk, row, names.get(row.opened_by, "")) for row in rows],
    )


def _window(desk: Desk, row: RoomBlock, by: str) -> Window:
    start = max((row.from_date - desk.day).days, 0)
    end = min((row.to_date - desk.day).days, DAYS_SHOWN)
    return Window(
        row=row,
        kind=BLOCK_KIND[row.kind],
        by=by,
        start=start,
        length=max(end - start, 0),
        nights=(row.to_date - row.from_date).days,
        has_begun=row.from_date <= desk.day,
    )


def out_today(strip: Strip) -> int:
    """How many rooms are out of order tonight: they are not for sale."""
    return sum(window.has_begun and window.row.kind == BlockKind.OUT_OF_ORDER for window in strip.windows)
