"""Waking the readers of the log after a commit, never inside one.

`NOTIFY` in a change's own transaction serialises commits. Here one thread of the process sends at most one NOTIFY in
about five milliseconds, for all hotels that changed meanwhile. A wake-up that is lost costs readers the time until
they poll next, never an event.
"""

import os
import threading

import psycopg
import structlog
from django.conf import settings
from psycopg.conninfo import make_conninfo

CHANNEL = "hotelmate_events"
PAUSE_SECONDS = 0.005
# A NOTIFY carries at most 8,000 bytes; beyond this many hotels the readers simply look at all of theirs.
MOST_HOTELS_NAMED = 300

log = structlog.get_logger(__name__)


class Waker:
    """The thread that notifies. Starts with the first wake-up, and anew in a forked process."""

    def __init__(self) -> None:
        self.pause_seconds = PAUSE_SECONDS
        self._changed: set[int] = set()
        self._lock = threading.Lock()
        self._something_changed = threading.Event()
        self._process_id: int | None = None

    def wake(self, hotel_id: int) -> None:
        """Let readers know, soon, that the hotel has new events. Returns at once."""
        with self._lock:
            self._changed.add(hotel_id)
            if self._process_id != os.getpid():
                self._process_id = os.getpid()
                threading.Thread(target=self._run, name="wake-readers", daemon=True).start()
        self._something_changed.set()

    def _run(self) -> None:
        connection: psycopg.Connection | None = None
        pause = threading.Event()
        while True:
            self._something_changed.wait()
            self._something_changed.clear()
            with self._lock:
                changed, self._changed = self._changed, set()
            try:
                connection = connection or connect()
                connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, _payload(changed)])
            except psycopg.Error as error:
                # Readers poll; the next change tries with a new connection.
                log.warning("wake_up_lost", error=str(error))
                connection = None
            pause.wait(self.pause_seconds)


def _payload(hotel_ids: set[int]) -> str:
    return "" if len(hotel_ids) > MOST_HOTELS_NAMED else ",".join(str(hotel_id) for hotel_id in sorted(hotel_ids))


def connect() -> psycopg.Connection:
    """A connection of its own for NOTIFY or LISTEN; each statement commits at once."""
    # A wake-up has nothing to lose in a power cut, so its commit need not wait for the disk behind the changes'.
    return psycopg.connect(_conninfo(), autocommit=True, options="-c synchronous_commit=off")


def _conninfo() -> str:
    database = settings.DATABASES["default"]
    named = {
        "host": database.get("HOST"),
        "port": database.get("PORT"),
        "dbname": database.get("NAME"),
        "user": database.get("USER"),
        "password": database.get("PASSWORD"),
    }
    return make_conninfo("", **{key: str(value) for key, value in named.items() if value})


_waker = Waker()


def readers(hotel_id: int) -> None:
    """Wake whoever follows the hotel's log."""
    _waker.wake(hotel_id)


def at_most_every(seconds: float) -> None:
    """Let this process wake readers no more often than this: for batches that nobody follows by the millisecond."""
    _waker.pause_seconds = seconds
