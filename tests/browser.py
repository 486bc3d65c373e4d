"""Chromium for the tests that look at pages: one for all tests of a process, and a fresh profile for each test.

    def test_a_clerk_signs_in(page, pair):
        page.goto(f"{pair.site.url}/sign-in/")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

Every test may ask for these fixtures (tests/conftest.py brings them):

- `page`: a tab of a desktop's size.
- `open_page(**options)`: another tab with a profile of its own, so another person or another screen; the options are those
  of Playwright's `new_context`: `open_page(viewport={"width": 390, "height": 844}, has_touch=True, color_scheme="dark")`.
  No service worker is installed, unless a test is about it: `service_workers="allow"`.
- `chromium`: the browser itself, for whoever opens contexts otherwise; those are closed at the end of the test, too.

A tab fails its test when a script of the page throws, or when the content security policy blocks something. Whatever a test
waits for (`expect`, clicks) gets PATIENCE_MS, since the machine may be busy; `expect(locator)` rather than
`page.wait_for_function`, which the policy of our pages blocks.

The ORM may be used between the calls to the browser: it is the same connection with and without one. `asyncio.run` may
not, for Playwright has an event loop of its own in this thread: have the jobs done by a real worker there.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

# The same engine, but the first has no windows to draw around its pages: half the work.
CHROMIUMS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
# The pop-ups of the address bar are pages of their own: every window would start one or two renderers for them, which
# cost more than the page that a test looks at.
WITHOUT_POPUPS = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
# What Playwright switches off, said again since only the last list counts.
WITHOUT = (
    *WITHOUT_POPUPS,
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
# No page lives long enough here for compiling its scripts well, or for sparing its memory, to pay.
SCRIPTS = ("--no-opt", "--no-maglev", "--no-flush-bytecode", "--min-semi-space-size=16", "--single-threaded-gc")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(WITHOUT)}",
    f"--js-flags={' '.join(SCRIPTS)}",
)
PATIENCE_MS = 30_000
DESKTOP = {"width": 1280, "height": 900}

OpenPage = Callable[..., Page]


@dataclass(frozen=True)
class Running:
    """The browser, and the event loop in which Playwright talks to it."""

    browser: Browser
    loop: asyncio.AbstractEventLoop


def keep_connections_by_thread() -> None:
    """Have Django keep one connection for each thread, also while an event loop runs in it.

    Otherwise it keeps another one for whoever asks while Playwright's loop runs, which nobody outside of it can close.
    """
    connections._connections = threading.local()


def chromium_program() -> str:
    """The path of the browser that the tests look at pages with."""
    found = next((str(path) for path in CHROMIUMS if path.exists()), None)
    assert found, "Chromium is missing. Install it with: sudo apt-get install chromium-headless-shell"
    return found


@pytest.fixture(scope="session")
def _running_chromium() -> Iterator[Running]:
    expect.set_options(timeout=PATIENCE_MS)
    playwright = sync_playwright().start()
    loop = asyncio.get_running_loop()
    running = Running(playwright.chromium.launch(executable_path=chromium_program(), args=FLAGS), loop)
    # Playwright leaves its loop marked as running. Tests without a browser see none, and may run loops of their own.
    asyncio._set_running_loop(None)
    yield running
    asyncio._set_running_loop(loop)
    running.browser.close()
    playwright.stop()


@pytest.fixture
def chromium(_running_chromium: Running) -> Iterator[Browser]:
    """Debian's Chromium, without a profile; what the test opens in it is closed at its end."""
    with lent(_running_chromium) as browser:
        yield browser


@contextmanager
def lent(running: Running) -> Iterator[Browser]:
    """The browser for a while, at whose end everything that was opened in it is closed."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        # Nothing asynchronous uses the ORM here: the loop only turns inside of Playwright's calls.
        monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        asyncio._set_running_loop(running.loop)
        try:
            yield running.browser
            for context in running.browser.contexts:
                context.close()
        finally:
            asyncio._set_running_loop(None)


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Open a tab with a profile of its own; the options are those of Playwright's `new_context`."""
    problems: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            problems.append(message.text)

    def open_one(**options: Any) -> Page:
        context = chromium.new_context(
            **{"locale": "en-GB", "viewport": DESKTOP, "service_workers": "block", **options}
        )
        context.set_default_timeout(PATIENCE_MS)
        context.on("weberror", lambda failed: problems.append(str(failed.error)))
        context.on("console", note)
        return context.new_page()

    yield open_one
    assert problems == [], problems


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A tab of a desktop's size."""
    return open_page()
