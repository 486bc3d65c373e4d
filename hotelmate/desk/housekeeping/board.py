"""The board: which rooms are shown, under which tiles, in which groups; and who has how much to do."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.desk import words
from hotelmate.desk.frame import Desk
from hotelmate.desk.housekeeping.cards import CardWriter
from hotelmate.desk.housekeeping.rows import STAYOVERS, WORK, Board, Line
from hotelmate.rooms.lifecycle import RoomStatus

BY_ARRIVAL, BY_FLOOR = "arrival", "floor"
ARRIVING, OTHERS = "arriving", "others"
# A choice is kept on the device, so that the board opens as it was left.
BY_COOKIE, MINE_COOKIE = "housekeeping_by", "housekeeping_mine"
TILES: Mapping[str, tuple[Promise, str]] = {
    **{
        status: (words.ROOM_STATUS[status], words.ROOM_ICON[status])
        for status in (
            RoomStatus.CHECKOUT_DIRTY,
            RoomStatus.CLEANING_IN_PROGRESS,
            RoomStatus.CLEANED_UNINSPECTED,
        )
    },
    STAYOVERS: (gettext_lazy("Stay-overs"), "list"),
    **{
        status: (words.ROOM_STATUS[status], words.ROOM_ICON[status])
        for status in (
            RoomStatus.MAINTENANCE_REQUIRED,
            RoomStatus.READY_FOR_GUEST,
            RoomStatus.OCCUPIED,
            RoomStatus.OUT_OF_ORDER,
        )
    },
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody wants to see: rooms of a tile, or all with work; all or only theirs; by arrival or by floor."""

    show: str
    mine: bool
    by: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Choices":
        """What the address says, otherwise what the device has kept."""
        show = request.GET.get("show", WORK)
        by = request.GET.get("by") or request.COOKIES.get(BY_COOKIE, "")
        mine = request.GET.get("mine") or request.COOKIES.get(MINE_COOKIE, "")
        return cls(show if show in TILES else WORK, mine == "1", by if by in (BY_ARRIVAL, BY_FLOOR) else BY_ARRIVAL)

    def includes(self, line: Line, staff_id: int) -> bool:
        """Whether the room is among them."""
        return self.show in line.kinds and (not self.mine or line.is_of(staff_id))


@dataclass(frozen=True, slots=True)
class Tile:
    """How many rooms are in a state, and a way to see only these."""

    key: str
    label: Promise
    icon: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Rooms under a heading; `shown` of them are in sight."""

    by: str
    key: str
    title: str
    shown: int
    cards: SafeString


def tiles_of(board: Board, choices: Choices, staff_id: int) -> list[Tile]:
    """The tiles, with counts of all rooms or of one's own."""
    lines = [line for line in board.lines if not choices.mine or line.is_of(staff_id)]
    counts = Counter(kind for line in lines for kind in line.kinds)
    return [Tile(key, label, icon, counts[key], key == choices.show) for key, (label, icon) in TILES.items()]


def groups_of(desk: Desk, board: Board, choices: Choices) -> list[Group]:
    """Both ways to group the rooms; the cards are in those of the one that was chosen, so that scripts can move them."""
    writer = CardWriter(desk)
    first_arrivals = sorted(board.lines, key=lambda line: (line.arrives, line.place))
    by_arrival: dict[str, list[Line]] = {ARRIVING: [], OTHERS: []}
    for line in first_arrivals:
        by_arrival[ARRIVING if line.arrival is not None else OTHERS].append(line)
    by_floor: dict[str, list[Line]] = {line.room.floor: [] for line in board.lines}
    for line in first_arrivals:
        by_floor[line.room.floor].append(line)
    titles = {ARRIVING: _("Guests arrive today"), OTHERS: _("Nobody arrives today")}
    floors = {floor: _("Floor %s") % floor if floor else _("Without a floor") for floor in by_floor}
    return [
        *_written(writer, BY_ARRIVAL, titles, by_arrival, choices, desk.staff.pk),
        *_written(writer, BY_FLOOR, floors, by_floor, choices, desk.staff.pk),
    ]


def _written(
    writer: CardWriter,
    by: str,
    titles: Mapping[str, str],
    groups: Mapping[str, Sequence[Line]],
    choices: Choices,
    staff_id: int,
) -> Iterable[Group]:
    for key, lines in groups.items():
        if by != choices.by:
            yield Group(by, key, titles[key], 0, SafeString(""))
            continue
        shown = [choices.includes(line, staff_id) for line in lines]
        cards = "".join(writer.card(line, shown=visible) for line, visible in zip(lines, shown, strict=True))
        yield Group(by, key, titles[key], sum(shown), SafeString(cards))


def cards_of(desk: Desk, board: Board) -> SafeString:
    """The cards of some rooms, for a page that has the others."""
    writer = CardWriter(desk)
    cards = "".join(writer.card(line) for line in board.lines)
    return SafeString(cards)


def predictions_of(desk: Desk) -> list[dict[str, Any]]:
    """What a card shows in each state that somebody's tap leads to, before the server has agreed."""
    return [
        {"state": state, "chip": SafeString(chip), "step": SafeString(step)}
        for state, (chip, step) in CardWriter(desk).predictions().items()
    ]
