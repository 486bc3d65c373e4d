"""The rows of the rooms, made by hand: a thousand of them take a moment."""

from collections.abc import Sequence
from itertools import groupby

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from hotelmate.desk.words import ROOM_ICON, ROOM_STATUS
from hotelmate.rooms.models import Room

COLUMNS = 5


def rooms_table(rooms: Sequence[Room], *, next_page: str) -> SafeString:
    """The bodies of a table, one for each floor."""
    ordered = sorted(rooms, key=lambda room: (len(room.floor), room.floor))
    row = RoomRow(next_page)
    bodies = [
        f"<tbody>{_head(floor, group)}{''.join(row.of(room) for room in group)}</tbody>"
        for floor, group in ((floor, list(found)) for floor, found in groupby(ordered, key=lambda room: room.floor))
    ]
    return mark_safe("".join(bodies))  # noqa: S308 - all that comes from outside is escaped


def _head(floor: str, rooms: Sequence[Room]) -> str:
    name = gettext("Floor %(floor)s") % {"floor": floor} if floor else gettext("No floor")
    count = ngettext("%(count)d room", "%(count)d rooms", len(rooms)) % {"count": len(rooms)}
    return (
        f'<tr class="floor"><th colspan="{COLUMNS}" scope="rowgroup">{escape(name)}'
        f' <span class="count">{escape(count)}</span></th></tr>'
    )


class RoomRow:
    """A row: number, type, status, notes, and what can be done."""

    def __init__(self, next_page: str) -> None:
        self.next = escape(f"?{_query(next_page)}")
        self.edit = _address("desk-settings-room")
        self.retire = _address("desk-settings-room-retire")
        self.reinstate = _address("desk-settings-room-reinstate")
        self.change_words = escape(gettext("Change…"))
        self.retire_words = escape(gettext("Retire…"))
        self.reinstate_words = escape(gettext("Take into use again…"))
        self.chips = {status: _chip(status) for status in ROOM_STATUS}

    def of(self, room: Room) -> str:
        """The row of this room."""
        number = escape(room.number)
        state = self.chips[room.room_status] if room.is_active else _retired(room)
        if room.is_active:
            end = self._ask(self.retire, room, self.retire_words, number)
        else:
            end = self._ask(self.reinstate, room, self.reinstate_words, number)
        return (
            f'<tr><th scope="row">{number}</th><td>{escape(room.room_type.name)}</td><td>{state}</td>'
            f'<td class="soft notes">{escape(room.notes)}</td>'
            f'<td class="asks">{self._ask(self.edit, room, self.change_words, number)}{end}</td></tr>'
        )

    def _ask(self, address: tuple[str, str], room: Room, words: str, number: str) -> str:
        url = f"{address[0]}{room.pk}{address[1]}"
        return (
            f'<a class="button quiet" href="{url}{self.next}" hx-get="{url}">{words}'
            f'<span class="hush"> {number}</span></a>'
        )


def _query(next_page: str) -> str:
    return f"next={next_page.replace('%', '%25').replace('&', '%26').replace('#', '%23')}"


def _address(name: str) -> tuple[str, str]:
    """What stands before and behind the room's id in an address."""
    before, after = reverse(name, args=["0"]).rsplit("0", 1)
    return before, after


def _chip(status: str) -> str:
    icon = (
        f'<svg class="icon" aria-hidden="true"><use href="{static("look/icons.svg")}#{ROOM_ICON[status]}"></use></svg>'
    )
    return f'<span class="chip {status}">{icon}{escape(ROOM_STATUS[status])}</span>'


def _retired(room: Room) -> str:
    return f'<span class="chip plain">{escape(gettext("Retired"))}</span>'
