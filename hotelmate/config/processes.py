"""Supervising the processes of `hotelmate run`: start them, start again what dies, stop all of them together."""

import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hotelmate.config.postgres.processes import tied_to_this_process

STOP_PATIENCE_SECONDS = 10.0
LOOK_EVERY_SECONDS = 0.25
LOOK_AFTER_EVERY_LOOKS = 12
# A process that dies sooner than this after its start is started again with a pause.
SETTLED_AFTER_LOOKS = 80


class DidNotStart(Exception):
    """A process ended again and again; the message names it and its last exit code."""


@dataclass(slots=True)
class Child:
    """One kind of process: its name, its arguments to `hotelmate`, the files that it is given, and what runs of it now."""

    name: str
    arguments: list[str]
    files: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    looks: int = 0
    failures: int = 0


@dataclass(slots=True)
class Supervisor:
    """Keeps the children running until `stop` is set. `look_after` is called every few seconds, for the database."""

    children: list[Child]
    environment: Mapping[str, str]
    look_after: Callable[[], None]
    stop: threading.Event = field(default_factory=threading.Event)
    looks: int = 0

    def start(self) -> None:
        """Start every child, and stop them all when this process is asked to end."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stop.set())
        for child in self.children:
            self._start(child)

    def wait_until_up(self, url: str, patience_seconds: float = 90.0) -> bool:
        """Wait until the address answers 200; False when stopped or out of patience."""
        looks = int(patience_seconds / LOOK_EVERY_SECONDS)
        for _ in range(looks):
            if self.stop.is_set():
                return False
            try:
                with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
                    if answer.status == 200:
                        return True
            except (urllib.error.URLError, OSError):
                self._look()
            self.stop.wait(LOOK_EVERY_SECONDS)
        return False

    def run(self) -> None:
        """Look after the children until stopped."""
        while not self.stop.wait(LOOK_EVERY_SECONDS):
            self._look()

    def end(self) -> None:
        """Ask every child to end, and make it end when it does not."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(STOP_PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _look(self) -> None:
        self.looks += 1
        if self.looks % LOOK_AFTER_EVERY_LOOKS == 0:
            self.look_after()
        for child in self.children:
            child.looks += 1
            if child.process is None or child.process.poll() is None:
                continue
            if child.looks < SETTLED_AFTER_LOOKS:
                child.failures += 1
            else:
                child.failures = 0
            if child.failures >= 5:
                self.stop.set()
                raise DidNotStart(
                    f"The {child.name} process ended with code {child.process.returncode} five times in a row; "
                    "its messages are above."
                )
            self._start(child)

    def _start(self, child: Child) -> None:
        child.looks = 0
        child.process = subprocess.Popen(
            [sys.executable, "-m", "hotelmate.config.cli", *child.arguments],
            env={**os.environ, **self.environment},
            pass_fds=child.files,
            # Ctrl-C reaches the supervisor alone, which then ends them in order; a killed supervisor takes them along.
            start_new_session=True,
            preexec_fn=tied_to_this_process(signal.SIGTERM),  # noqa: PLW1509 - it makes one system call
        )
