"""Live web servers to measure: real processes on a free port, and what they use of the machine."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hotelmate.simulation.bench.client import Connection, Disconnected

START_SECONDS = 60
STOP_SECONDS = 20
PROBE_SECONDS = 0.1
# Callers in a benchmark come from one address; those who are to be told apart say so like a proxy would.
BEHIND_A_PROXY = {"HOTELMATE_PROXIES": "1"}
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class ServerFailed(Exception):
    """The web server under test did not start."""


@dataclass(frozen=True, slots=True)
class LiveServer:
    """A running web server: where it listens, and its first process."""

    host: str
    port: int
    process: subprocess.Popen[bytes]

    def connect(self) -> Connection:
        """A connection of one's own."""
        return Connection(self.host, self.port)

    def cpu_seconds(self) -> float:
        """What the server's processes have used of the processor since they started."""
        return cpu_seconds_of([self.process.pid, *children_of(self.process.pid)])


def hotelmate_command(*arguments: str) -> list[str]:
    """The installed `hotelmate` command with these arguments."""
    return [str(Path(sys.executable).parent / "hotelmate"), *arguments]


@contextmanager
def live_server(
    *, workers: int, threads: int, command: Sequence[str] = (), environment: Mapping[str, str] | None = None
) -> Iterator[LiveServer]:
    """Start a web server on a free port and wait until it is ready; stop it at the end.

    `command` starts another one than `hotelmate web`; it gets the same options.
    """
    host, port = "127.0.0.1", free_port()
    options = ["--host", host, "--port", str(port), "--workers", str(workers), "--threads", str(threads)]
    process = subprocess.Popen(
        [*(command or hotelmate_command("web")), *options],
        env={**os.environ, **BEHIND_A_PROXY, **(environment or {})},
        stdin=subprocess.DEVNULL,
    )
    with serving(LiveServer(host, port, process)) as server:
        yield server


@contextmanager
def serving(server: LiveServer) -> Iterator[LiveServer]:
    """Wait until a process that was started answers; end it afterwards, politely first."""
    try:
        wait_until_ready(server)
        yield server
    finally:
        server.process.send_signal(signal.SIGTERM)
        try:
            server.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.process.kill()
            server.process.wait()


def wait_until_ready(server: LiveServer) -> None:
    """Ask for /healthz until it answers 200."""
    for _ in range(int(START_SECONDS / PROBE_SECONDS)):
        try:
            ended = server.process.wait(PROBE_SECONDS)
        except subprocess.TimeoutExpired:
            if is_ready(server):
                return
        else:
            raise ServerFailed(f"The web server ended with {ended} instead of starting; what it said stands above.")
    raise ServerFailed(f"The web server did not answer within {START_SECONDS} seconds.")


def is_ready(server: LiveServer) -> bool:
    """Whether the server says that it can serve."""
    try:
        with server.connect() as connection:
            return connection.ask("GET", "/healthz").status == 200
    except (OSError, Disconnected):
        return False


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cpu_seconds_of(process_ids: Sequence[int]) -> float:
    """What these processes have used of the processor; one that has ended counts nothing."""
    total = 0
    for process_id in process_ids:
        try:
            stat = Path(f"/proc/{process_id}/stat").read_text()
        except OSError:
            continue
        # The name of the program, in brackets, may hold spaces.
        fields = stat.rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS_PER_SECOND


def children_of(process_id: int) -> list[int]:
    """The processes below one, all the way down."""
    found = []
    for task in Path(f"/proc/{process_id}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *children_of(int(child))]
    return found
