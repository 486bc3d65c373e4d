"""The process that holds the server: starts it, restarts it after a crash, stops it when nobody uses it any more.

It is the server's parent and the kernel ends the server with it. Users of the server hold a shared lock; the keeper
knows that they are gone, however they went, when it can have that lock alone.
"""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from hotelmate.config.postgres.accounts import CHILD_ENVIRONMENT, Account, identity
from hotelmate.config.postgres.errors import EmbeddedPostgresError
from hotelmate.config.postgres.files import FileLock
from hotelmate.config.postgres.leftovers import clear_leftovers, postmaster_status
from hotelmate.config.postgres.processes import tied_to_this_process
from hotelmate.config.postgres.server_log import shorten_log

KEEPER_LOCK = "keeper.lock"
USERS_LOCK = "users.lock"
TICK_SECONDS = 0.25
LINGER_SECONDS = 1.0
SHORTEST_LIFE_SECONDS = 1.0  # one that ends sooner is started again after a pause, not in a hurry
STOP_SECONDS = 60.0
WATCHED = (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """What a keeper is started with."""

    folder: Path
    data: Path
    log: Path
    socket_folder: Path
    account: Account
    command: list[str]

    def to_json(self) -> str:
        """Write the assignment down for another process."""
        paths = {name: str(getattr(self, name)) for name in ("folder", "data", "log", "socket_folder")}
        return json.dumps(
            {
                **paths,
                "uid": self.account.uid,
                "gid": self.account.gid,
                "command": self.command,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        said = json.loads(text)
        return cls(
            folder=Path(said["folder"]),
            data=Path(said["data"]),
            log=Path(said["log"]),
            socket_folder=Path(said["socket_folder"]),
            account=Account(uid=said["uid"], gid=said["gid"]),
            command=said["command"],
        )


class Keeper:
    """Watches over one server."""

    def __init__(self, assignment: Assignment, lock: FileLock) -> None:
        self.assignment = assignment
        self.lock = lock
        self.users = FileLock(assignment.folder / USERS_LOCK)
        self.was_ready = False
        self.started = time.monotonic()
        self.server = self.start_server()
        self.unused_since: float | None = None

    def watch(self) -> int:
        """Watch until the server is to stop, or cannot go on; return the exit code."""
        while True:
            arrived = signal.sigtimedwait(WATCHED, TICK_SECONDS)
            if arrived is not None and arrived.si_signo != signal.SIGCHLD:
                self.stop_server()
                return 0
            # A killed server leaves the file in which it said that it was ready.
            self.was_ready = self.was_ready or postmaster_status(self.assignment.data) == "ready"
            if self.server.poll() is not None:
                if not self.was_ready:
                    return 1
                if time.monotonic() - self.started < SHORTEST_LIFE_SECONDS:
                    continue
                self.restart_server()
            if not self.can_be_found():
                say("the folder or the socket was removed; stopping, so that the next start makes it anew")
                self.stop_server()
                return 1
            if self.nobody_wants_it():
                self.stop_server()
                return 0
            shorten_log(self.assignment.log)

    def start_server(self) -> subprocess.Popen[bytes]:
        """Start PostgreSQL as our child. Its output goes where ours goes: into the log."""
        return subprocess.Popen(
            self.assignment.command,
            cwd="/",
            env=CHILD_ENVIRONMENT,
            preexec_fn=tied_to_this_process(signal.SIGINT),  # noqa: PLW1509 (a keeper has one thread)
            **identity(self.assignment.account),
        )

    def restart_server(self) -> None:
        """Start PostgreSQL again after it was killed; it recovers from its own log."""
        say(f"the server ended with {self.server.returncode}; starting it again")
        clear_leftovers(self.assignment.data, self.assignment.socket_folder)
        self.was_ready = False
        self.started = time.monotonic()
        self.server = self.start_server()

    def stop_server(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop PostgreSQL: cleanly, if it lets us."""
        for last_word, patience in (
            (how, STOP_SECONDS),
            (signal.SIGQUIT, STOP_SECONDS),
            (signal.SIGKILL, None),
        ):
            self.server.send_signal(last_word)
            try:
                self.server.wait(patience)
            except subprocess.TimeoutExpired:
                continue
            return

    def nobody_wants_it(self) -> bool:
        """Whether the server has been without users for a while. If so the users' lock is ours: newcomers wait."""
        if not self.users.try_exclusive():
            self.unused_since = None
            return False
        now = time.monotonic()
        self.unused_since = self.unused_since or now
        if now - self.unused_since >= LINGER_SECONDS:
            return True
        self.users.unlock()
        return False

    def can_be_found(self) -> bool:
        """Whether newcomers still come to our server: its folder and its socket were neither removed nor replaced."""
        try:
            there = (self.assignment.folder / KEEPER_LOCK).stat()
        except OSError:
            return False
        ours = os.fstat(self.lock.descriptor)
        if (there.st_dev, there.st_ino) != (ours.st_dev, ours.st_ino):
            return False
        return not self.was_ready or any(self.assignment.socket_folder.glob(".s.PGSQL.*"))


def say(text: str) -> None:
    """Write a line into the log."""
    sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S UTC', time.gmtime())} [{os.getpid()}] keeper: {text}\n")
    sys.stderr.flush()


def main() -> int:
    """Become the keeper of the folder named by the assignment; our parent returns once we hold the keeper's lock."""
    assignment, starts_lock = Assignment.from_json(sys.argv[1]), int(sys.argv[2])
    lock = FileLock(assignment.folder / KEEPER_LOCK)
    if not lock.try_exclusive():
        say("another keeper is there already")
        return 1
    # Whoever starts next sees that we are there. Not a moment before: two starts would bring up a server each.
    os.close(starts_lock)
    if os.fork() != 0:
        os._exit(0)
    os.ftruncate(lock.descriptor, 0)
    os.pwrite(lock.descriptor, f"{os.getpid()}\n".encode(), 0)
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        return Keeper(assignment, lock).watch()
    except (EmbeddedPostgresError, OSError) as error:
        say(f"giving up: {error}")
        return 1
