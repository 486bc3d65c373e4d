"""Chromium as an instrument: started without a window, driven by its DevTools protocol."""

import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The address bar's pop-ups are pages of their own, which would cost as much as the one that is measured.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
    "--disable-extensions",
    "--mute-audio",
    "--window-size=1440,900",
    "--remote-debugging-port=0",
)
ADDRESS_FILE = "DevToolsActivePort"
START_SECONDS = 60
ANSWER_SECONDS = 120
PROBE_SECONDS = 0.1
STOP_SECONDS = 20
LARGEST_MESSAGE = 64 * 1024 * 1024


class NoChromium(Exception):
    """There is no Chromium on this machine: install it (apt-get install chromium), or measure the server alone."""


class BrowserFailed(Exception):
    """The browser did not do what it was asked."""


def find_chromium() -> str:
    """The program; NoChromium where there is none."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise NoChromium(NoChromium.__doc__)


class Browser:
    """A running Chromium. It answers one question after the other; what happens meanwhile is kept for `seen`."""

    def __init__(self, wire: ClientConnection) -> None:
        self._wire = wire
        self._ids = count(1)
        self.events: list[Mapping[str, Any]] = []

    def ask(self, method: str, session: str = "", **values: Any) -> dict[str, Any]:
        """Send a command, and wait for what comes of it."""
        number = next(self._ids)
        message = {"id": number, "method": method, "params": values}
        self._wire.send(json.dumps({**message, "sessionId": session} if session else message))
        # A page that is busy tells of much else meanwhile: that is no answer.
        ends_at = time.monotonic() + ANSWER_SECONDS
        while True:
            heard = self._hear(ends_at)
            if heard.get("id") != number:
                continue
            if "error" in heard:
                raise BrowserFailed(f"{method}: {heard['error'].get('message')}")
            result: dict[str, Any] = heard["result"]
            return result

    def wait_for(self, method: str, session: str) -> None:
        """Wait until something happens on a page; what happened already does not count."""
        heard: Mapping[str, Any] = {}
        ends_at = time.monotonic() + ANSWER_SECONDS
        while heard.get("method") != method or heard.get("sessionId") != session:
            heard = self._hear(ends_at)

    def open(self) -> "Tab":
        """A tab with a profile of its own: nothing is cached, nobody is signed in."""
        profile = self.ask("Target.createBrowserContext")["browserContextId"]
        target = self.ask("Target.createTarget", url="about:blank", browserContextId=profile)["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return Tab(self, session, profile)

    def _hear(self, ends_at: float) -> dict[str, Any]:
        try:
            heard: dict[str, Any] = json.loads(self._wire.recv(max(ends_at - time.monotonic(), 0)))
        except TimeoutError as error:
            raise BrowserFailed(f"The browser did not answer for {ANSWER_SECONDS} seconds.") from error
        if "method" in heard:
            self.events.append(heard)
        return heard


class Tab:
    """One page, and what it costs."""

    def __init__(self, browser: Browser, session: str, profile: str) -> None:
        self._browser = browser
        self._session = session
        self._profile = profile
        self.ask("Page.enable")
        self.ask("Network.enable")
        # Time on the processor, so that others on the machine do not count.
        self.ask("Performance.enable", timeDomain="threadTicks")

    def ask(self, method: str, **values: Any) -> dict[str, Any]:
        """A command to this page."""
        return self._browser.ask(method, self._session, **values)

    def sign_in(self, url: str, cookies: Mapping[str, str]) -> None:
        """Have these cookies."""
        for name, value in cookies.items():
            self.ask("Network.setCookie", name=name, value=value, url=url)

    def visit(self, url: str) -> None:
        """Go there, and wait until it is loaded and has come to rest."""
        self.ask("Page.navigate", url=url)
        self._browser.wait_for("Page.loadEventFired", self._session)
        self.run("new Promise((done) => requestIdleCallback(() => requestAnimationFrame(() => done(true))))")

    def run(self, script: str) -> Any:
        """What a script comes to; a promise is waited for."""
        told = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in told:
            raise BrowserFailed(told["exceptionDetails"].get("exception", {}).get("description", script))
        return told["result"].get("value")

    def cpu_milliseconds(self) -> float:
        """What the page's main thread has used of the processor since it was opened."""
        metrics = {one["name"]: one["value"] for one in self.ask("Performance.getMetrics")["metrics"]}
        return float(metrics["TaskDuration"]) * 1000

    def received_bytes(self) -> int:
        """How many bytes came over the wire, for this page and its files."""
        return sum(
            int(event["params"]["encodedDataLength"])
            for event in self._browser.events
            if event["method"] == "Network.loadingFinished" and event.get("sessionId") == self._session
        )

    def close(self) -> None:
        """Close it, and forget its profile."""
        self._browser.ask("Target.disposeBrowserContext", browserContextId=self._profile)


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Start Chromium with a profile that is thrown away; stop it at the end."""
    program = find_chromium()
    with tempfile.TemporaryDirectory(prefix="hotelmate-chromium-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            address = _address(Path(profile) / ADDRESS_FILE, process)
            with connect(address, max_size=LARGEST_MESSAGE, open_timeout=START_SECONDS, compression=None) as wire:
                yield Browser(wire)
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(file: Path, process: subprocess.Popen[bytes]) -> str:
    """Where it listens, which it writes down when it does."""
    pause = threading.Event()
    for _ in range(int(START_SECONDS / PROBE_SECONDS)):
        if process.poll() is not None:
            raise BrowserFailed(f"Chromium ended with {process.returncode} instead of starting.")
        lines = file.read_text().splitlines() if file.exists() else []
        if len(lines) > 1:
            version = httpx.get(f"http://127.0.0.1:{lines[0]}/json/version").json()
            return str(version["webSocketDebuggerUrl"])
        pause.wait(PROBE_SECONDS)
    raise BrowserFailed(f"Chromium did not start within {START_SECONDS} seconds.")
