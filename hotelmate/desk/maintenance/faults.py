"""Open faults as whoever repairs needs them: what keeps guests out first, and of these where a guest waits for the room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise

from hotelmate.desk import words
from hotelmate.desk.frame import Desk
from hotelmate.desk.housekeeping.rows import Line, read_board
from hotelmate.desk.value_words import PRIORITY
from hotelmate.housekeeping.models import Fault
from hotelmate.housekeeping.queries import URGENCY, faults_of
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.staff.queries import names_of

LATELY = timedelta(days=7)
MOST_LATELY = 12


@dataclass(frozen=True, slots=True)
class Broken:
    """An open fault, with what matters of its room: its state, who is in it, who waits for it."""

    row: Fault
    by: str
    urgency: Promise
    state: Promise
    icon: str
    line: Line | None

    @property
    def is_urgent(self) -> bool:
        """Whether it was said to hurry."""
        return URGENCY[self.row.priority] == 0

    @property
    def is_occupied(self) -> bool:
        """Whether somebody is in the room: one knocks first."""
        return self.row.room.room_status == RoomStatus.OCCUPIED

    @property
    def button_id(self) -> str:
        """What its button is called in the page."""
        return f"repaired-{self.row.pk}"

    def order(self) -> tuple[bool, str, int, datetime, int]:
        """What keeps guests out, then where somebody comes soonest, then what hurries, then what waits longest."""
        arrives = self.line.arrives if self.line is not None else "~"
        return not self.row.is_blocking, arrives, URGENCY[self.row.priority], self.row.reported_at, self.row.pk


@dataclass(frozen=True, slots=True)
class Repaired:
    """A fault that was closed lately, and by whom."""

    row: Fault
    by: str


def open_faults(desk: Desk) -> Sequence[Broken]:
    """All that is broken. A constant number of queries."""
    rows = list(faults_of(desk.hotel.pk, is_open=True))
    names = names_of(desk.hotel.pk, [row.reported_by for row in rows])
    board = read_board(desk, {row.room.number for row in rows}) if rows else None
    lines: Mapping[int, Line] = {line.room.pk: line for line in board.lines} if board is not None else {}
    found = [
        Broken(
            row=row,
            by=names.get(row.reported_by, ""),
            urgency=PRIORITY[row.priority],
            state=words.ROOM_STATUS[row.room.room_status],
            icon=words.ROOM_ICON[row.room.room_status],
            line=lines.get(row.room_id),
        )
        for row in rows
    ]
    return sorted(found, key=Broken.order)


def repaired_lately(desk: Desk) -> Sequence[Repaired]:
    """What was repaired in the last days, the newest first. Two queries."""
    closed = faults_of(desk.hotel.pk, is_open=False).filter(resolved_at__gte=desk.hotel.now() - LATELY)
    rows = list(closed.order_by("-resolved_at", "-pk")[:MOST_LATELY])
    names = names_of(desk.hotel.pk, [row.resolved_by for row in rows])
    return [Repaired(row, names.get(row.resolved_by, "")) for row in rows]
