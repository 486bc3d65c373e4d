"""The rows of the plan and their markup: days, rooms in their groups, and the lane of those who have no room yet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hotelmate.desk.dates import short_day
from hotelmate.desk.plan.bars import Bars
from hotelmate.desk.plan.reading import Counts, PlannedRoom, Stay, Window
from hotelmate.desk.plan.span import BY_TYPE, Span
from hotelmate.desk.words import ROOM_STATUS

SATURDAY = 5
# A folded lane shows so many of its lines, on a phone none (plan.css).
LINES_IN_SIGHT = 4
ROOMS_A_BATCH = 30
# With fewer, scrolling is smoother when all of them are drawn once.
ROOMS_OF_A_BIG_HOUSE = 300


@dataclass(frozen=True, slots=True)
class Group:
    """Rooms of one type, or on one floor."""

    key: str
    name: str
    rooms: Sequence[PlannedRoom]


def groups_of(rooms: Sequence[PlannedRoom], span: Span) -> list[Group]:
    """The rooms by type, in the order of the types' codes, or by floor."""
    found: dict[str, list[PlannedRoom]] = {}
    names: dict[str, tuple[int, str, str]] = {}
    for room in rooms:
        if span.by == BY_TYPE:
            key, order, name = f"type-{room.type_id}", (0, room.type_code), room.type_name
        else:
            key, order, name = f"floor-{room.floor}", (len(room.floor) or 99, room.floor), _floor(room.floor)
        found.setdefault(key, []).append(room)
        names[key] = (*order, name)
    return [Group(key, names[key][2], found[key]) for key in sorted(found, key=names.__getitem__)]


def _floor(floor: str) -> str:
    return _("Floor %(floor)s") % {"floor": floor} if floor else _("Without a floor")


def days_row(span: Span, today: date, counts: Counts) -> SafeString:
    """The days with their occupancy."""
    said = _("%(sold)d of %(rooms)d rooms sold, %(waiting)d waiting to be confirmed")
    parts = []
    for day in span.days:
        night = counts.nights[day]
        rooms = night.rooms - night.out_of_order
        title = escape(said % {"sold": night.sold, "rooms": rooms, "waiting": night.waiting})
        percent = escape(_("%(percent)s%%") % {"percent": f"{night.occupancy_percent:.0f}"})
        label, weekday = escape(short_day(day)), escape(date_format(day, "D"))
        parts.append(
            f'<div class="day{_tint(day, today)}" data-label="{label}" title="{title}">'
            f"<span>{weekday}</span><b>{day.day}</b><span>{percent}</span></div>"
        )
    corner = escape(short_day(today))
    return SafeString(f'<div class="days" id="plan-days"><div class="side">{corner}</div>{"".join(parts)}</div>')


def ground(span: Span, today: date) -> SafeString:
    """The columns behind all rows, with today and the weekends in their tints."""
    return SafeString("".join(f'<i class="{_tint(day, today).strip()}"></i>' for day in span.days))


def _tint(day: date, today: date) -> str:
    return " today" if day == today else " weekend" if day.weekday() >= SATURDAY else ""


def group_row(group: Group, span: Span, today: date, free: Mapping[date, int]) -> SafeString:
    """The head of a group: its name, its rooms, and how many are free in each night to come."""
    title = escape(_("Free in this night"))
    cells = "".join(_free_cell(free[day], title) if day >= today else "<span></span>" for day in span.days)
    count = ngettext("%(count)d room", "%(count)d rooms", len(group.rooms)) % {"count": len(group.rooms)}
    return SafeString(
        f'<div class="group" id="{escape(_id_of(group))}"><h2 class="side"><span class="name">{escape(group.name)}</span>'
        f'<small title="{escape(count)}">{len(group.rooms)}</small></h2>{cells}</div>'
    )


def _free_cell(free: int, title: str) -> str:
    style = ' class="none"' if free < 1 else ""
    return f'<span{style} title="{title}">{free}</span>'


def _id_of(group: Group) -> str:
    return "plan-" + "".join(letter if letter.isalnum() or letter == "-" else "_" for letter in group.key)


def free_of(group: Group, span: Span, counts: Counts, held: Mapping[int, Sequence[Stay | Window]]) -> dict[date, int]:
    """How many of the group are free in each night: by the ledger for a type, by who holds its rooms for a floor."""
    if span.by == BY_TYPE:
        by_night = counts.free.get(group.rooms[0].type_id, {})
        return {day: by_night.get(day, 0) for day in span.days}
    free = [0] * span.length
    for room in group.rooms:
        for night in _free_nights(room, span, held.get(room.pk, ())):
            free[night] += 1
    return dict(zip(span.days, free, strict=True))


def _free_nights(room: PlannedRoom, span: Span, held: Sequence[Stay | Window]) -> set[int]:
    """The nights, counted from the first day, on which the room is in use and nobody has it."""
    until = span.length if room.active_until is None else (room.active_until - span.first).days
    free = set(range(max((room.active_from - span.first).days, 0), min(until, span.length)))
    for one in held:
        free.difference_update(range((one.from_date - span.first).days, (one.to_date - span.first).days))
    return free


def room_row(room: PlannedRoom, held: Sequence[Stay | Window], bars: Bars, statuses: Mapping[str, str]) -> str:
    """A room with its bars. It is fetched alone when something of it changes."""
    number, status = escape(room.number), escape(statuses[room.room_status])
    retired = " retired" if room.active_until is not None else ""
    return (
        f'<div class="room{retired}" id="row-{room.pk}" data-room="{number}" role="group" aria-labelledby="head-{room.pk}">'
        f'<div class="side" id="head-{room.pk}"><i class="k {room.room_status}"></i><b>{number}</b> '
        f'<small>{status}</small></div><div class="track">{bars.row(held)}</div></div>'
    )


def room_statuses() -> dict[str, str]:
    """The words of the rooms' statuses, looked up once."""
    return {status: str(label) for status, label in ROOM_STATUS.items()}


def lane(waiting: Sequence[Stay], bars: Bars) -> SafeString:
    """Those who have no room yet, in as few lines as will do."""
    lines = bars.lines(waiting)
    tracks = "".join(f'<div class="track">{line}</div>' for line in lines or [""])
    much = " much" if len(lines) > LINES_IN_SIGHT else ""
    many = len(waiting)
    said = ngettext("%(count)d booking has no room yet", "%(count)d bookings have no room yet", many) % {"count": many}
    style = "badge" if many else "count"
    return SafeString(
        f'<div class="lane{much}" id="plan-lane" role="group" aria-labelledby="head-lane"><div class="side">'
        f'<button type="button" class="fold" id="plan-fold" aria-expanded="false" aria-controls="plan-lines">'
        f'<span id="head-lane">{escape(_("Unassigned"))}</span>'
        f'<span class="{style}" title="{escape(said)}">{many}</span></button></div>'
        f'<div class="lines" id="plan-lines">{tracks}</div></div>'
    )


def all_rows(
    groups: Sequence[Group],
    span: Span,
    today: date,
    counts: Counts,
    held: Mapping[int, Sequence[Stay | Window]],
    bars: Bars,
) -> Iterator[str]:
    """Every group with its rooms, in batches: of a big house a browser leaves out those that are not in sight."""
    statuses = room_statuses()
    big = " big" if sum(len(group.rooms) for group in groups) > ROOMS_OF_A_BIG_HOUSE else ""
    for group in groups:
        yield group_row(group, span, today, free_of(group, span, counts, held))
        for start in range(0, len(group.rooms), ROOMS_A_BATCH):
            batch = group.rooms[start : start + ROOMS_A_BATCH]
            rows = "".join(room_row(room, held.get(room.pk, ()), bars, statuses) for room in batch)
            yield f'<div class="batch{big} m{len(batch)}">{rows}</div>'
