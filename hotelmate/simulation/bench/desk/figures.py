"""All figures of `hotelmate bench desk`, each beside its target."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from rich.table import Column, Table

from hotelmate.simulation.bench.desk import browser_side
from hotelmate.simulation.bench.desk.browser import Browser, Tab
from hotelmate.simulation.bench.desk.browser_side import Servers
from hotelmate.simulation.bench.desk.crowded import CrowdedHouse, make_crowded
from hotelmate.simulation.bench.desk.server_side import Looker

PLAN_30, PLAN_14, TODAY, BOARD = "/plan/?days=30", "/plan/?days=14", "/", "/housekeeping/"
SERVER_CPU = 150.0
MAIN_THREAD = 1200.0
FRAME = 50.0
KILOBYTES = 100.0
SHOWN = 1000.0
KILO = 1000
Watcher = Callable[[str], None]
# What is announced to a watcher, in all.
HOUSES = 3
SERVER_STEPS = 4
BROWSER_STEPS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; it reaches its target when it is below, or where it must be the very number, equal."""

    what: str
    value: float
    unit: str
    target: float | None = None
    is_exact: bool = False

    @property
    def reaches(self) -> bool:
        """Whether the target is reached; what has none is only told."""
        if self.target is None:
            return True
        return self.value == self.target if self.is_exact else self.value < self.target


@dataclass(frozen=True, slots=True)
class Houses:
    """A house of usual size, a big one, and a small one to compare with."""

    usual: CrowdedHouse
    big: CrowdedHouse
    small: CrowdedHouse


def open_houses(watch: Watcher) -> Houses:
    """Make the three hotels."""
    watch("150 rooms, 30 days")
    usual = make_crowded(150, days=28, floors_in_house=5)
    watch("900 rooms, 14 days")
    big = make_crowded(900, days=12, floors_in_house=4)
    watch("30 rooms")
    return Houses(usual, big, make_crowded(30, days=12, floors_in_house=1))


def server_figures(houses: Houses, watch: Watcher) -> Iterator[Figure]:
    """What pages cost the server."""
    usual, big, small = Looker(houses.usual), Looker(houses.big), Looker(houses.small)
    watch("Server: the plan")
    cost = usual.cost_of(PLAN_30)
    name = f"plan, 150 rooms x 30 days, {houses.usual.bookings} bookings"
    yield Figure(f"{name}: server CPU", cost.cpu, "ms", SERVER_CPU)
    yield Figure(f"{name}: statements", cost.statements, "", small.cost_of(PLAN_14).statements, is_exact=True)
    yield Figure(f"{name}: page, compressed", cost.bytes / KILO, "kB", KILOBYTES)
    for path, page in ((PLAN_14, "plan, 900 rooms x 14 days"), (TODAY, "today"), (BOARD, "housekeeping")):
        watch(f"Server: {page}")
        few, many = small.cost_of(path), big.cost_of(path)
        name = page if path == PLAN_14 else f"{page}, 900 rooms"
        yield Figure(f"{name}: server CPU", many.cpu, "ms", SERVER_CPU if path == PLAN_14 else None)
        yield Figure(f"{name}: statements, as with 30 rooms", many.statements, "", few.statements, is_exact=True)


def browser_figures(houses: Houses, servers: Servers, browser: Browser, watch: Watcher) -> Iterator[Figure]:
    """What pages cost a browser."""
    usual, big = Looker(houses.usual).cookies, Looker(houses.big).cookies
    for path, page in ((PLAN_14, "plan, 150 x 14"), (TODAY, "today, 150 rooms"), (BOARD, "housekeeping, 150 rooms")):
        watch(f"Browser: {page}")
        with browser_side.tab_of(browser, servers, usual) as tab:
            url = f"{servers.url}{path}"
            yield Figure(f"{page}: first visit, all files", browser_side.first_visit(tab, url) / KILO, "kB", KILOBYTES)
            yield Figure(f"{page}: loading, main thread", browser_side.loading(tab, url), "ms", MAIN_THREAD)
    watch("Browser: plan, 150 x 30")
    with browser_side.tab_of(browser, servers, usual) as tab:
        yield from _plan_in_hand(tab, f"{servers.url}{PLAN_30}", "plan, 150 x 30", MAIN_THREAD)
        shown = browser_side.showing(tab, houses.usual.house)
        yield Figure("plan, 150 x 30: commit until the row is swapped, p50", median(shown), "ms")
        yield Figure("plan, 150 x 30: commit until the row is swapped, p95", browser_side.p95(shown), "ms", SHOWN)
    watch("Browser: plan, 900 x 14")
    with browser_side.tab_of(browser, servers, big) as tab:
        yield from _plan_in_hand(tab, f"{servers.url}{PLAN_14}", "plan, 900 x 14", None)


def _plan_in_hand(tab: Tab, url: str, page: str, target: float | None) -> Iterator[Figure]:
    tab.visit(url)
    yield Figure(f"{page}: loading, main thread", browser_side.loading(tab, url), "ms", target)
    yield Figure(f"{page}: a frame while scrolling, p95", browser_side.scrolling(tab), "ms", FRAME)


def figures_table(figures: Sequence[Figure]) -> Table:
    """Each figure beside its target."""
    table = Table("desk", Column("figure", justify="right"), Column("target", justify="right"), "")
    for one in figures:
        target = "" if one.target is None else f"{'' if one.is_exact else '< '}{one.target:.0f} {one.unit}".strip()
        verdict = "" if one.target is None else "reached" if one.reaches else "MISSED"
        digits = 0 if one.is_exact or one.value >= KILO else 1
        table.add_row(one.what, f"{one.value:,.{digits}f} {one.unit}".strip(), target, verdict)
    return table


def as_json(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """The figures as plain values."""
    return [{**asdict(one), "value": round(one.value, 2), "reaches": one.reaches} for one in figures]
