"""Charts as SVG, drawn on the server from numbers: bars by day. Pure; every text comes from the caller.

A chart is as wide as its place: what lies along it is in percent, so texts keep their size on every screen. Colours are
classes of `reports.css`, in light and dark. It is one picture to a screen reader, named by its title and description; the
numbers themselves stand in a table beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

HEIGHT = 220
# Above the highest line, and below the lowest for the names of the days.
HEAD, FOOT = 12, 38
# Beside the picture, for the numbers of its lines.
MARGIN = 44
# Between the groups of bars, as a part of a group's place.
GAP = Decimal("0.28")
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One bar, or one piece of a stacked bar: how much, and the class that colours it."""

    value: Decimal
    kind: str


@dataclass(frozen=True, slots=True)
class Group:
    """What stands at one place along the chart: bars beside each other, each of parts on top of each other.

    `label` stands under it, `below` in a second line where something begins; `tip` is said when a pointer rests on it.
    Without bars there is a gap: nothing is known, which is not 0. `kind` classes the whole place.
    """

    label: str
    tip: str
    bars: Sequence[Sequence[Part]] = ()
    below: str = ""
    kind: str = ""
    is_minor: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """The lines of a chart: from 0 to `top`, `step` apart."""

    top: Decimal
    step: Decimal

    @property
    def lines(self) -> list[Decimal]:
        """Where the lines are."""
        return [self.step * number for number in range(int(self.top / self.step) + 1)]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its groups, what it is called, and the line that must not be passed, if there is one (100 %)."""

    name: str
    title: str
    description: str
    groups: Sequence[Group]
    least_top: Decimal = Decimal(1)
    limit: Decimal | None = None
    unit: str = ""
    is_whole: bool = False
    rtl: bool = False

    def svg(self) -> SafeString:
        """The picture: places of the days, lines over them, bars over those, names of the days over all."""
        scale = scale_of(self.highest, least=self.least_top, is_whole=self.is_whole)
        name = escape(self.name)
        parts = [*self._places(), *self._lines(scale), *self._days(scale), *self._labels()]
        return mark_safe(  # noqa: S308 — every text in it is escaped where it is put in
            f'<svg class="chart" role="img" aria-labelledby="{name}-title {name}-desc" direction="ltr"'
            f' width="100%" height="{HEIGHT}"><title id="{name}-title">{escape(self.title)}</title>'
            f'<desc id="{name}-desc">{escape(self.description)}</desc>{"".join(parts)}</svg>'
        )

    @property
    def highest(self) -> Decimal:
        """The highest bar."""
        return max(
            (sum((part.value for part in bar), Decimal(0)) for group in self.groups for bar in group.bars),
            default=Decimal(0),
        )

    def _lines(self, scale: Scale) -> Iterator[str]:
        # The numbers stand beside the picture, in a margin that `reports.css` leaves.
        x, shift, anchor = ("100%", MARGIN, "end") if self.rtl else ("0", -MARGIN, "start")
        for value in scale.lines:
            y = height_of(value, scale)
            kind = "line limit" if value == self.limit else "line base" if value == 0 else "line"
            yield f'<line class="{kind}" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
            text = escape(f"{value.normalize():f}{self.unit}")
            yield f'<text class="scale" x="{x}" dx="{shift}" y="{y + 4}" text-anchor="{anchor}">{text}</text>'

    def _placed(self) -> Iterator[tuple[Group, Decimal, Decimal]]:
        """Each group with where it begins and how wide its place is."""
        place = Decimal(100) / max(len(self.groups), 1)
        for number, group in enumerate(self.groups):
            yield group, place * (len(self.groups) - 1 - number if self.rtl else number), place

    def _places(self) -> Iterator[str]:
        for group, left, place in self._placed():
            if group.kind:
                yield _place(f"place {escape(group.kind)}", left, place)

    def _days(self, scale: Scale) -> Iterator[str]:
        for group, left, place in self._placed():
            bars = "".join(self._bars(group, left, place, scale))
            yield f'<g class="day"><title>{escape(group.tip)}</title>{_place("hit", left, place)}{bars}</g>'

    def _labels(self) -> Iterator[str]:
        for group, left, place in self._placed():
            middle = _percent(left + place / 2)
            kind = escape(f"label {group.kind}{' minor' if group.is_minor else ''}")
            for text, y, one in ((group.label, HEIGHT - 20, kind), (group.below, HEIGHT - 5, f"{kind} month")):
                if text:
                    yield f'<text class="{one}" x="{middle}" y="{y}" text-anchor="middle">{escape(text)}</text>'

    def _bars(self, group: Group, left: Decimal, place: Decimal, scale: Scale) -> Iterator[str]:
        width = place * (1 - GAP) / max(len(group.bars), 1)
        for number, bar in enumerate(reversed(group.bars) if self.rtl else group.bars):
            x = left + place * GAP / 2 + width * number
            stacked = Decimal(0)
            for part in bar:
                if part.value <= 0:
                    continue
                bottom, top = height_of(stacked, scale), height_of(stacked + part.value, scale)
                yield (
                    f'<rect class="bar {escape(part.kind)}" x="{_percent(x)}" y="{top}" width="{_percent(width)}"'
                    f' height="{bottom - top}"/>'
                )
                stacked += part.value


def scale_of(highest: Decimal, *, least: Decimal = Decimal(1), is_whole: bool = False) -> Scale:
    """Lines at round numbers, at most five above the lowest, that reach over the highest value and over `least`.

    With `is_whole` no line stands between whole numbers.
    """
    wanted = max(highest, least)
    size = Decimal(10) ** (wanted / MOST_LINES).adjusted()
    for step in (size * one for one in STEPS):
        whole = not is_whole or step == step.to_integral_value()
        if whole and wanted <= step * MOST_LINES:
            return Scale((wanted / step).to_integral_value(ROUND_CEILING) * step, step)
    return Scale(wanted, wanted)


def height_of(value: Decimal, scale: Scale) -> Decimal:
    """How far from the top of the picture a value lies."""
    room = HEIGHT - HEAD - FOOT
    return (HEAD + room - room * value / scale.top).quantize(Decimal("0.1"))


def _percent(part: Decimal) -> str:
    return f"{part.quantize(Decimal('0.001')).normalize():f}%"


def _place(kind: str, left: Decimal, width: Decimal) -> str:
    return f'<rect class="{kind}" x="{_percent(left)}" y="{HEAD}" width="{_percent(width)}" height="{HEIGHT - HEAD}"/>'
