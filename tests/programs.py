"""Programs of ours that a test starts and ends: real processes, children of this one, raised by the nursery."""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from hotelmate.config.postgres.processes import LIBC

COMMAND = Path(sys.executable).parent / "hotelmate"
PR_SET_CHILD_SUBREAPER = 36
# Said for the tests' own process while a browser is open (tests/browser.py).
ONLY_HERE = ("DJANGO_ALLOW_ASYNC_UNSAFE",)


@dataclass
class Program:
    """A running program, with what subprocess.Popen knows of one."""

    pid: int
    returncode: int | None = None
    _handle: int = field(init=False)

    def __post_init__(self) -> None:
        self._handle = os.pidfd_open(self.pid)

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """How it ended, once it has; TimeoutExpired if that takes more seconds."""
        if self._ended(None if timeout is None else timeout * 1000) is None:
            raise subprocess.TimeoutExpired(str(COMMAND), timeout or 0)
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _ended(self, patience_ms: float | None) -> int | None:
        if self.returncode is None:
            watched = select.poll()
            watched.register(self._handle, select.POLLIN)
            if watched.poll(patience_ms):
                _, status = os.waitpid(self.pid, 0)
                self.returncode = os.waitstatus_to_exitcode(status)
                os.close(self._handle)
        return self.returncode


def start(*arguments: str, environment: dict[str, str], inherited: Collection[int] = ()) -> Program:
    """Start `hotelmate` with these arguments in this environment; it gets these descriptors, and our output."""
    orders = _nursery()
    numbers = [1, 2, *inherited]
    order = {"command": [str(COMMAND), *arguments], "environment": environment, "numbers": numbers}
    LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        socket.send_fds(orders, [json.dumps(order).encode()], numbers)
        answer = orders.recv(20)
    finally:
        LIBC.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
    assert answer, "the nursery ended"
    return Program(int(answer))


def program_environment(**changes: str) -> dict[str, str]:
    """The environment of a program of ours that a test starts: the product's settings on the tests' database."""
    kept = {name: value for name, value in os.environ.items() if name not in ONLY_HERE}
    return {**kept, "DJANGO_SETTINGS_MODULE": "hotelmate.config.settings", **changes}


@cache
def _nursery() -> socket.socket:
    """Where programs are ordered. The nursery ends when this end is closed, and so with this process at the latest."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery", str(its.fileno())],
            stdin=subprocess.DEVNULL,
            pass_fds=[its.fileno()],
        )

    @atexit.register
    def end() -> None:
        ours.close()
        nursery.wait()

    return ours
