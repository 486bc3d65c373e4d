"""Hands on the plan: a mouse that drags, a finger that presses long and drags."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

LONG_PRESS_MS = 500
STEPS = 4
# Far enough into a bar that none of its ends is meant.
INTO_PX = 20


@dataclass(frozen=True)
class Point:
    """Somewhere in the window."""

    x: float
    y: float


class Plan:
    """The plan on a page, with what people look for on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        expect(page.locator("#live[data-state=live]")).to_have_count(1)

    def row(self, number: str) -> Locator:
        """A room's row."""
        return self.page.locator(f'.room[data-room="{number}"]')

    def bar(self, number: str, text: str = "") -> Locator:
        """The bar of a guest in a room's row."""
        return self.row(number).locator("a.b", has_text=text)

    @property
    def lane(self) -> Locator:
        """Those without a room."""
        return self.page.locator("#plan-lane")

    @property
    def dialog(self) -> Locator:
        """The dialog."""
        return self.page.locator("#dialog[open]")

    @property
    def toast(self) -> Locator:
        """What was said last."""
        return self.page.locator("#toasts .toast").last

    def on(self, bar: Locator) -> Point:
        """Where to take hold of a bar."""
        box = _box(bar)
        return Point(box["x"] + min(INTO_PX, box["width"] / 2), box["y"] + box["height"] / 2)

    def end_of(self, bar: Locator) -> Point:
        """The end of a bar, to pull at."""
        box = _box(bar)
        return Point(box["x"] + box["width"] - 3, box["y"] + box["height"] / 2)

    def cell(self, number: str, day: int) -> Point:
        """A day of a room, counted from the first in sight; its middle."""
        track = _box(self.row(number).locator(".track"))
        days = int(self.page.locator("#plan").get_attribute("data-length") or 0)
        return Point(track["x"] + (day + 0.5) * track["width"] / days, track["y"] + track["height"] / 2)

    def beside(self, number: str, point: Point) -> Point:
        """The place in a room's row that lies above or below a point."""
        box = _box(self.row(number).locator(".track"))
        return Point(point.x, box["y"] + box["height"] / 2)

    def in_lane(self, point: Point) -> Point:
        """The place in the lane above a point."""
        box = _box(self.lane)
        return Point(point.x, box["y"] + box["height"] / 2)

    def lift(self, start: Point, end: Point) -> None:
        """Take hold with the mouse and carry it there, without letting go."""
        self.page.mouse.move(start.x, start.y)
        self.page.mouse.down()
        self.page.mouse.move(end.x, end.y, steps=STEPS)

    def drag(self, start: Point, end: Point) -> None:
        """Drag with the mouse."""
        self.lift(start, end)
        self.page.mouse.up()


class Finger:
    """A finger on a touch screen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wire = page.context.new_cdp_session(page)

    def drag(self, start: Point, end: Point) -> None:
        """Press long, then drag."""
        self._send("touchStart", start)
        expect(self.page.locator("#plan.busy")).to_have_count(1)
        for step in range(1, STEPS + 1):
            part = step / STEPS
            self._send("touchMove", Point(start.x + (end.x - start.x) * part, start.y + (end.y - start.y) * part))
        self._send("touchEnd")

    def swipe(self, start: Point, end: Point) -> None:
        """Swipe at once, as to scroll."""
        self._send("touchStart", start)
        for step in range(1, STEPS + 1):
            part = step / STEPS
            self._send("touchMove", Point(start.x + (end.x - start.x) * part, start.y + (end.y - start.y) * part))
        self._send("touchEnd")

    def _send(self, kind: str, *points: Point) -> None:
        touches = [{"x": point.x, "y": point.y} for point in points]
        self.wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


def _box(element: Locator) -> dict[str, Any]:
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    assert box is not None
    return dict(box)
