"""All rooms at a glance, floor by floor: the state of each, and whether a guest comes into it today.

Hotels have up to a thousand rooms, so the tiles are written at once rather than by templates.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models.functions import Length
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hotelmate.desk import words
from hotelmate.desk.frame import Desk
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room, RoomAllocation

S = BookingStatus
ROOM = ("pk", "number", "floor", "room_status")
# Stands for a room's key in an address that is made once.
ANY_ROOM = "0"


class Tile(NamedTuple):
    """A room."""

    pk: int
    number: str
    floor: str
    status: str


@dataclass(frozen=True, slots=True)
class Filter:
    """One status: how many rooms have it, and whether they alone are shown."""

    status: str
    label: str
    icon: str
    rooms: int
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Floor:
    """The rooms of a floor, as they are shown."""

    name: str
    tiles: SafeString


@dataclass(frozen=True, slots=True)
class Board:
    """The rooms in use."""

    floors: Sequence[Floor]
    filters: Sequence[Filter]
    shown: str

    @property
    def rooms(self) -> int:
        """How many rooms there are."""
        return sum(one.rooms for one in self.filters)


def read_board(desk: Desk, wanted: str) -> Board:
    """The board, or the rooms with the wanted status alone. Two queries."""
    shown = wanted if wanted in RoomStatus.values else ""
    rooms = Room.objects.filter(hotel_id=desk.hotel.pk, active_until__isnull=True).order_by(Length("number"), "number")
    tiles = [Tile(*row) for row in rooms.values_list(*ROOM)]
    return Board(
        floors=_floors([tile for tile in tiles if shown in ("", tile.status)], _awaited(desk)),
        filters=_filters(tiles, shown),
        shown=shown,
    )


def _awaited(desk: Desk) -> frozenset[int]:
    """The rooms into which somebody comes today."""
    claims = RoomAllocation.objects.filter(
        hotel_id=desk.hotel.pk,
        open_claim=True,
        booking__check_in=desk.day,
        booking__status__in=(S.CONFIRMED, S.PENDING_APPROVAL),
    )
    return frozenset(claims.values_list("room_id", flat=True))


def _filters(tiles: Sequence[Tile], shown: str) -> list[Filter]:
    counts = dict.fromkeys(RoomStatus.values, 0)
    for tile in tiles:
        counts[tile.status] += 1
    return [
        Filter(status, str(words.ROOM_STATUS[status]), words.ROOM_ICON[status], rooms, status == shown)
        for status, rooms in counts.items()
        if rooms or status == shown
    ]


def _floors(tiles: Iterable[Tile], awaited: frozenset[int]) -> list[Floor]:
    by_floor: dict[str, list[Tile]] = {}
    for tile in tiles:
        by_floor.setdefault(tile.floor, []).append(tile)
    write = _Writer(awaited)
    names = sorted(by_floor, key=lambda name: (name == "", len(name), name))
    return [Floor(name, mark_safe("".join(map(write, by_floor[name])))) for name in names]  # noqa: S308 - escaped


class _Writer:
    """Writes tiles; what all of them share is looked up once."""

    def __init__(self, awaited: frozenset[int]) -> None:
        self.awaited = awaited
        self.before, self.after = reverse("desk-room", args=[ANY_ROOM]).split(ANY_ROOM)
        sprite = static("look/icons.svg")
        self.icons: Mapping[str, str] = {
            status: f'<svg class="icon" aria-hidden="true"><use href="{escape(sprite)}#{name}"></use></svg>'
            for status, name in words.ROOM_ICON.items()
        }
        self.labels = {status: escape(label) for status, label in words.ROOM_STATUS.items()}
        self.mark = f'<span class="awaited"><span class="hush">{escape(_("a guest comes today"))}</span></span>'

    def __call__(self, tile: Tile) -> str:
        """One room."""
        number = escape(tile.number)
        return (
            f'<a class="room-tile {tile.status}" href="{self.before}{tile.pk}{self.after}" data-room="{number}">'
            f'{self.icons[tile.status]}<b>{number}</b> <span class="hush">{self.labels[tile.status]}</span>'
            f"{self.mark if tile.pk in self.awaited else ''}</a>"
        )
