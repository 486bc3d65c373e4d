"""The tour: pictures of every screen of the demo hotel, and docs/tour.md, which shows them. `make tour` takes it.

It starts a demo hotel of its own, unless it is given the address and the folder of one that runs already:
`python -m tests.desk.tour http://127.0.0.1:8000 var`. What is on the pictures changes from day to day, their names do not.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from playwright.sync_api import Browser, Page, expect, sync_playwright

from hotelmate.config.postgres.wait import wait_until
from tests.browser import FLAGS, PATIENCE_MS, chromium_program
from tests.live import free_port, is_up
from tests.programs import COMMAND

DOCS = Path(__file__).resolve().parents[2] / "docs"
START_SECONDS, STOP_SECONDS = 300, 60
MOST_BYTES = 1_500_000
SIZES = {"desktop": (1280, 800), "tablet": (834, 1112), "phone": (390, 844)}
# Smaller than they were taken: sharp enough to read, small enough to be cloned by everybody.
SCALE = {"desktop": 0.75, "tablet": 0.75, "phone": 1.0}
QUALITY = 54
LOGINS = ("frontdesk", "housekeeping", "maintenance", "manager")
HOTEL = "harbour-house"
LINK_IN_MAIL = re.compile(r"/g/[\w-]+/")


@dataclass(frozen=True)
class Shot:
    """A picture: the name of its file, where it is taken, by whom, on what, and what is done before."""

    name: str
    path: str
    login: str = "manager"
    size: str = "desktop"
    scheme: str = "light"
    act: Callable[[Page], None] = lambda page: None


@dataclass(frozen=True)
class Stop:
    """A place of the tour: its heading, what to see, and its pictures."""

    heading: str
    text: str
    shots: tuple[Shot, ...]


def open_first_booking(page: Page) -> None:
    """Open the drawer of the first booking that is on the page."""
    page.locator('a[href*="/bookings/BK-"]').first.click()
    expect(page.locator("#drawer")).to_be_visible()
    expect(page.locator("#drawer .timeline")).to_be_visible()


STOPS = (
    Stop(
        "Today",
        "Who comes, who goes, what is missing. Check in is the strong button only where it would succeed; otherwise the"
        " button says what to do first.",
        (
            Shot("today", "/", "frontdesk"),
            Shot("today-phone", "/", "frontdesk", "phone", "dark"),
        ),
    ),
    Stop(
        "Room plan",
        "Drag to assign, move or change dates; every move also by keys and by a form. The search finds guests, bookings and rooms.",
        (
            Shot("plan", "/plan/", "frontdesk"),
            Shot("plan-dark", "/plan/?days=30", "frontdesk", scheme="dark"),
            Shot("plan-phone", "/plan/", "frontdesk", "phone", "dark"),
        ),
    ),
    Stop(
        "A booking",
        "In a drawer over whatever is open, and a page of its own: what may be done, what may not and why, and everything that"
        " happened.",
        (
            Shot("booking", "/", "frontdesk", act=open_first_booking),
            Shot("booking-phone", "/", "frontdesk", "phone", act=open_first_booking),
            Shot("booking-new", "/bookings/new/", "frontdesk"),
        ),
    ),
    Stop(
        "Approvals",
        "The card that expires first stands first. Who was quicker is named.",
        (
            Shot("approvals", "/approvals/", "frontdesk"),
            Shot("approvals-phone", "/approvals/", "frontdesk", "phone", "dark"),
        ),
    ),
    Stop(
        "Housekeeping",
        "One tap for the next step. Taps wait while there is no connection; a sheet opens without the server.",
        (
            Shot("housekeeping-phone", "/housekeeping/", "housekeeping", "phone", "dark"),
            Shot("housekeeping-light", "/housekeeping/", "housekeeping", "phone"),
            Shot("housekeeping", "/housekeeping/"),
            Shot("downtime", "/downtime/", "frontdesk"),
        ),
    ),
    Stop(
        "Maintenance",
        "Open faults, and rooms out of use by day.",
        (
            Shot("maintenance", "/maintenance/", "maintenance"),
            Shot("maintenance-phone", "/maintenance/", "maintenance", "phone", "dark"),
        ),
    ),
    Stop(
        "Manage",
        "How full the house is, and whether its state contradicts itself.",
        (
            Shot("manage", "/manage/"),
            Shot("manage-phone", "/manage/", size="phone", scheme="dark"),
            Shot("consistency", "/manage/consistency/"),
        ),
    ),
    Stop(
        "What happened",
        "The audit with before and after, and the house as of any time, told by the log alone.",
        (
            Shot("audit", "/manage/audit/?what=booking_cancelled"),
            Shot("house-then", "/manage/house/?seq=1500", scheme="dark"),
            Shot("deliveries", "/manage/deliveries/", size="tablet"),
            Shot("figures", "/manage/figures/", size="tablet", scheme="dark"),
        ),
    ),
    Stop(
        "Settings",
        "The hotel, its room types, rooms, rates, people and webhooks.",
        (
            Shot("settings", "/manage/settings/"),
            Shot("settings-rooms", "/manage/settings/rooms/"),
            Shot("settings-nights", "/manage/settings/nights/", scheme="dark"),
            Shot("settings-staff", "/manage/settings/staff/", size="phone"),
        ),
    ),
    Stop(
        "Finding things, and help",
        "A slash puts the cursor into the search; a question mark opens the keys.",
        (
            Shot("search", "/search/?q=okafor", "frontdesk"),
            Shot("bookings", "/bookings/", "frontdesk"),
            Shot("help", "/help/", "frontdesk", "phone", "dark"),
            Shot("design", "/desk/design/", size="phone"),
        ),
    ),
    Stop(
        "For the guest",
        "A link without a login, and rooms to book.",
        (
            Shot("guest-phone", "guest", "", "phone", "dark"),
            Shot("book", f"/book/{HOTEL}/", "", "phone"),
            Shot("sign-in", "/sign-in/", ""),
        ),
    ),
)


@contextmanager
def demo_hotel() -> Iterator[tuple[str, Path]]:
    """A demo hotel of its own: its address and its folder."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        home, port = Path(folder) / "home", free_port()
        environment = {**os.environ, "HOTELMATE_HOME": str(home), "PORT": str(port)}
        site = f"http://127.0.0.1:{port}"
        process = subprocess.Popen([COMMAND, "run"], env=environment, stdin=subprocess.DEVNULL)
        try:
            up = wait_until(
                lambda: process.poll() is not None or is_up(site), deadline_seconds=START_SECONDS, every_seconds=0.5
            )
            if not up or process.poll() is not None:
                raise SystemExit("The demo hotel did not come up.")
            yield site, home
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(STOP_SECONDS)


class Tour:
    """Takes the pictures, each person in a browser profile of their own for each kind of screen."""

    def __init__(self, browser: Browser, site: str, home: Path) -> None:
        self.browser, self.site, self.home = browser, site, home
        self.tab = cache(self.open_tab)

    def open_tab(self, login: str, size: str, scheme: str) -> Page:
        """A tab in which somebody has signed in; without a login that of a stranger."""
        width, height = SIZES[size]
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=cast(Any, scheme),
            device_scale_factor=SCALE[size],
            has_touch=size != "desktop",
            reduced_motion="reduce",
            locale="en-GB",
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        if login:
            page.goto(f"{self.site}/sign-in/")
            page.get_by_label("User name").fill(login)
            page.get_by_label("Password", exact=True).fill("demo")
            page.get_by_role("button", name="Sign in", exact=True).click()
            expect(page.locator("header.bar")).to_be_visible()
        return page

    def take(self, shot: Shot) -> bytes:
        """One picture."""
        page = self.tab(shot.login, shot.size, shot.scheme)
        page.goto(f"{self.site}{self.guest_link() if shot.path == 'guest' else shot.path}")
        if page.locator("#live[data-state]").count():
            expect(page.locator("#live")).to_have_attribute("data-state", "live")
        shot.act(page)
        return page.screenshot(type="jpeg", quality=QUALITY, animations="disabled")

    def guest_link(self) -> str:
        """The path of the link in the newest mail to a guest."""
        for mail in sorted(self.home.glob("mail/*/*.eml"), reverse=True):
            body = message_from_bytes(mail.read_bytes(), policy=policy.default).get_body(("plain",))
            found = LINK_IN_MAIL.search(str(body.get_content()) if body is not None else "")
            if found is not None:
                return found[0]
        raise SystemExit("The demo hotel has written to no guest.")


def page_of_the_tour() -> str:
    """docs/tour.md."""
    parts = [
        "# Tour",
        "The demo hotel of `make run`, screen by screen. `make tour` takes these pictures anew.",
    ]
    for stop in STOPS:
        pictures = " ".join(_picture(stop, shot) for shot in stop.shots)
        parts.append(f"## {stop.heading}\n\n{stop.text}\n\n{pictures}")
    return "\n\n".join(parts) + "\n"


def _picture(stop: Stop, shot: Shot) -> str:
    what = shot.name.removesuffix("-phone").removesuffix("-dark").removesuffix("-light").replace("-", " ")
    described = f"{stop.heading}: {what}, {shot.size} size, {shot.scheme} colours"
    width = {"desktop": 820, "tablet": 420, "phone": 260}[shot.size]
    return f'<img src="tour/{shot.name}.jpg" width="{width}" alt="{described}">'


def take_all(site: str, home: Path) -> None:
    """Take every picture, and write the page."""
    folder = DOCS / "tour"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        browser = playwright.chromium.launch(executable_path=chromium_program(), args=FLAGS)
        tour = Tour(browser, site, home)
        pictures = {shot.name: tour.take(shot) for stop in STOPS for shot in stop.shots}
        browser.close()
    total = sum(map(len, pictures.values()))
    if total > MOST_BYTES:
        raise SystemExit(f"The pictures have {total} bytes; {MOST_BYTES} are enough.")
    for old in folder.glob("*.jpg"):
        old.unlink()
    for name, picture in pictures.items():
        (folder / f"{name}.jpg").write_bytes(picture)
    (DOCS / "tour.md").write_text(page_of_the_tour())
    sys.stdout.write(f"{len(pictures)} pictures, {total} bytes.\n")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        take_all(sys.argv[1], Path(sys.argv[2]))
    else:
        with demo_hotel() as (address, data):
            take_all(address, data)
