"""Two sessions at once, without sleeps: one waits for the other's lock, and the test waits until it does."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import psycopg

from hotelmate.config.postgres.wait import wait_until

from .rows import one

DEADLINE_SECONDS = 20.0


class Rival:
    """A second session whose statements run in a thread, so that they may wait for a lock."""

    def __init__(self, connection: psycopg.Connection, observer: psycopg.Connection) -> None:
        self.connection = connection
        self.observer = observer
        # From here on in a transaction, so that what the house's verbs write through it stays uncommitted.
        self.pid = one(connection, "SELECT pg_backend_pid()")
        connection.execute("SET lock_timeout = '15s'")
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._running: Future[Any] | None = None

    def run(self, statement: str, values: Any = None) -> None:
        """Run a statement that does not have to wait."""
        self.connection.execute(statement, values)

    def start(self, statement: str, values: Any = None) -> None:
        """Start a statement that will have to wait, and return when it does."""
        self._running = self._thread.submit(self.connection.execute, statement, values)
        self._until_blocked()

    def start_commit(self) -> None:
        """Start a commit that will have to wait, and return when it does."""
        self._running = self._thread.submit(self.connection.commit)
        self._until_blocked()

    def finish_statement(self) -> None:
        """Let the started statement end."""
        assert self._running is not None
        try:
            self._running.result(timeout=DEADLINE_SECONDS)
        finally:
            self._running = None

    def finish(self) -> str:
        """Let the started statement end and commit; the name of the constraint that refused, or nothing."""
        try:
            self.finish_statement()
            self.connection.commit()
        except psycopg.Error as error:
            self.connection.rollback()
            return error.diag.constraint_name or error.sqlstate or "unknown"
        return ""

    def commit(self) -> str:
        """Commit; the name of the constraint that refused, or nothing."""
        try:
            self.connection.commit()
        except psycopg.Error as error:
            return error.diag.constraint_name or error.sqlstate or "unknown"
        return ""

    def end(self) -> None:
        """Stop the thread."""
        self._thread.shutdown(wait=True)

    def _until_blocked(self) -> None:
        """Poll pg_stat_activity until this session waits for a lock (or has ended, which `finish` will tell)."""

        def blocked() -> bool:
            assert self._running is not None
            if self._running.done():
                return True
            waits = "SELECT cardinality(pg_blocking_pids(%s)) > 0"
            return bool(one(self.observer, waits, [self.pid]))

        assert wait_until(blocked, deadline_seconds=DEADLINE_SECONDS), "the rival neither waits nor ends"
