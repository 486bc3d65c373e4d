"""The one reader of a process: woken by the writers, polling in case a wake-up is lost, reading by cursor."""

import asyncio
import os
import select
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

import django.db
import psycopg
import structlog
from django.db import connection

from hotelmate.events import wake
from hotelmate.events.queries import events_beyond, heads_of
from hotelmate.notifications.rendering import render
from hotelmate.stream.entry import Entry
from hotelmate.stream.limits import EVENTS_A_READ

POLL_SECONDS = 0.5
PAUSE_SECONDS = (0.1, 0.25, 0.5, 1.0, 2.0)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Batch:
    """The next events of one hotel."""

    hotel_id: int
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Listener:
    """The event loop's side: what the reader calls there."""

    opened: Callable[[int, str, int], None]
    deliver: Callable[[list[Batch]], None]
    failed: Callable[[], None]


class Reader:
    """The thread that reads the log for everybody. Its cursors are its own; the loop asks by `follow` and `leave`."""

    def __init__(self) -> None:
        self.is_well = False
        self._cursors: dict[int, int] = {}
        self._asked: dict[int, str | None] = {}
        self._lock = threading.Lock()
        self._delivered = threading.Event()
        self._stopped = threading.Event()
        self._poked, self._poke = os.pipe()
        os.set_blocking(self._poke, False)
        os.set_blocking(self._poked, False)
        self._thread = threading.Thread(target=self._run, name="stream-reader", daemon=True)
        self._loop: asyncio.AbstractEventLoop
        self._listener: Listener

    def start(self, loop: asyncio.AbstractEventLoop, listener: Listener) -> None:
        """Begin to read."""
        self._loop, self._listener = loop, listener
        self._thread.start()

    def stop(self) -> None:
        """Stop reading; the thread ends soon."""
        self._stopped.set()
        self._delivered.set()
        self._wake()

    def follow(self, hotel_id: int, slug: str) -> None:
        """Read this hotel, too, from its newest event on."""
        self._ask(hotel_id, slug)

    def leave(self, hotel_id: int) -> None:
        """Read this hotel no longer."""
        self._ask(hotel_id, None)

    def _ask(self, hotel_id: int, slug: str | None) -> None:
        with self._lock:
            self._asked[hotel_id] = slug
        self._wake()

    def _wake(self) -> None:
        try:
            os.write(self._poke, b"!")
        except BlockingIOError:
            return

    def _run(self) -> None:
        failures = 0
        try:
            while not self._stopped.is_set():
                try:
                    with wake.connect() as listening:
                        listening.execute(f"LISTEN {wake.CHANNEL}")
                        self._read_on(listening)
                except (psycopg.Error, django.db.Error) as error:
                    # Whoever listens stays connected; the cursors say where to go on.
                    failures = 0 if self.is_well else failures
                    if not failures:
                        log.warning("log_unreachable", error=type(error).__name__)
                    self.is_well = False
                    connection.close()
                    self._stopped.wait(PAUSE_SECONDS[min(failures, len(PAUSE_SECONDS) - 1)])
                    failures += 1
        except BaseException:
            self._on_loop(self._listener.failed)
            raise
        finally:
            self.is_well = False
            connection.close()

    def _read_on(self, listening: psycopg.Connection) -> None:
        changed: set[int] | None = None
        read_all_at = 0.0
        while not self._stopped.is_set():
            self._take_asked()
            now = time.monotonic()
            if changed is None or now >= read_all_at:
                hotels: Iterable[int] = self._cursors.keys()
                read_all_at = now + POLL_SECONDS
            else:
                hotels = self._cursors.keys() & changed
            more = self._read({hotel_id: self._cursors[hotel_id] for hotel_id in hotels})
            self.is_well = True
            changed = self._wait(listening, seconds=0 if more else max(0.0, read_all_at - time.monotonic()))
            if more:
                changed = None

    def _take_asked(self) -> None:
        with self._lock:
            asked = dict(self._asked)
        if not asked:
            return
        followed = {hotel_id: slug for hotel_id, slug in asked.items() if slug is not None}
        positions = heads_of(followed) if followed else {}
        for hotel_id, slug in asked.items():
            if slug is None:
                self._cursors.pop(hotel_id, None)
            elif hotel_id in positions:
                self._cursors[hotel_id] = positions[hotel_id]
                self._on_loop(self._listener.opened, hotel_id, slug, positions[hotel_id])
        with self._lock:
            for hotel_id, slug in asked.items():
                if self._asked.get(hotel_id) == slug:
                    del self._asked[hotel_id]

    def _read(self, cursors: dict[int, int]) -> bool:
        """Read and deliver; whether there is more."""
        events = events_beyond(cursors, limit=EVENTS_A_READ) if cursors else []
        if not events:
            return False
        entries = [Entry(rendering) for rendering in render(events)]
        by_hotel = groupby(entries, lambda entry: entry.rendering.event.hotel_id)
        batches = [Batch(hotel_id, list(group)) for hotel_id, group in by_hotel]
        self._delivered.clear()
        self._on_loop(self._deliver, batches)
        for batch in batches:
            self._cursors[batch.hotel_id] = batch.entries[-1].seq
        # What the loop has not sent yet is not read past: under load, batches grow instead of a queue.
        self._delivered.wait()
        return any(len(batch.entries) >= EVENTS_A_READ for batch in batches)

    def _deliver(self, batches: list[Batch]) -> None:
        try:
            self._listener.deliver(batches)
        finally:
            self._delivered.set()

    def _wait(self, listening: psycopg.Connection, *, seconds: float) -> set[int] | None:
        """Wait for a wake-up or for so long; the hotels to read, None for all of them."""
        ready, _, _ = select.select([listening.fileno(), self._poked], [], [], seconds)
        if self._poked in ready:
            os.read(self._poked, 4096)
        if listening.fileno() not in ready:
            return set()
        changed: set[int] = set()
        for notice in listening.notifies(timeout=0):
            named = notice.payload.split(",")
            if not all(part.isdecimal() for part in named):
                return None
            changed.update(map(int, named))
        return changed

    def _on_loop(self, call: Callable[..., None], *arguments: object) -> None:
        try:
            self._loop.call_soon_threadsafe(call, *arguments)
        except RuntimeError:
            # The loop has ended, and with it this process's work.
            self._stopped.set()
            self._delivered.set()
