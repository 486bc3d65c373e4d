"""What a plan's markup says: rows, bars, counts; read without a browser."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from django.test import Client

BAR = re.compile(r'<(?:a|span) class="b ([^"]*)"(?: href="([^"]*)")? title="([^"]*)">([^<]*)</(?:a|span)>')
ROW = re.compile(
    r'<div class="room[^"]*" id="row-(\d+)" data-room="([^"]*)".*?</div></div>(?=<div class="|\s*</div>|$)', re.S
)
GROUP = re.compile(
    r'<div class="group" id="([^"]*)"><h2 class="side"><span class="name">([^<]*)</span>(.*?)</div>', re.S
)
CELL = re.compile(r"<span(?: [^>]*)?>(-?\d*)</span>")
DAY = re.compile(
    r'<div class="day[^"]*" data-label="([^"]*)" title="([^"]*)"><span>[^<]*</span><b>\d+</b><span>([^<]*)</span>'
)
LANE = re.compile(r'<div class="lane.*?id="plan-lines">(.*?)</div></div>(?=<div class="group|\s*$|$)', re.S)


@dataclass(frozen=True)
class Bar:
    """A bar: on which half day it starts, how many it takes, its other classes, its text."""

    start: int
    halves: int
    marks: frozenset[str]
    text: str
    title: str
    href: str

    @property
    def end(self) -> int:
        """The half day after its last."""
        return self.start + self.halves


def bars(markup: str) -> list[Bar]:
    """The bars in some markup, in order."""
    return [_bar(*found.groups()) for found in BAR.finditer(markup)]


def _bar(classes: str, href: str | None, title: str, text: str) -> Bar:
    names = classes.split()
    start, halves = (next(int(name[1:]) for name in names if re.fullmatch(rf"{kind}\d+", name)) for kind in "sn")
    marks = frozenset(name for name in names if not re.fullmatch(r"[sn]\d+", name))
    return Bar(start, halves, marks, unescape(text), unescape(title), href or "")


def page(client: Client, query: str = "") -> str:
    """The markup of the plan."""
    answer = client.get(f"/plan/{query}")
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def rows(markup: str) -> dict[str, list[Bar]]:
    """By the room's number the bars of its row."""
    return {found[2]: bars(found[0]) for found in ROW.finditer(markup)}


def lane(markup: str) -> list[list[Bar]]:
    """The lines of those without a room."""
    (found,) = LANE.findall(markup)
    return [bars(line) for line in found.split('<div class="track">')[1:]]


def free(markup: str) -> dict[str, Sequence[str]]:
    """By the name of the group what is written for each day."""
    return {unescape(name): CELL.findall(cells) for _, name, cells in GROUP.findall(markup)}


def occupancy(markup: str) -> list[tuple[str, str]]:
    """Of each day the percentage, and what it says of rooms."""
    return [(percent, unescape(title)) for _, title, percent in DAY.findall(markup)]
