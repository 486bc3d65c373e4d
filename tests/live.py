"""A real web server on the tests' database, for what only shows between processes."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from hotelmate.config.postgres.wait import wait_until

COMMAND = Path(sys.executable).parent / "hotelmate"
START_SECONDS = 30
STOP_SECONDS = 30


@dataclass(frozen=True)
class Site:
    """A running `hotelmate web`: its address and its first process."""

    url: str
    process: subprocess.Popen[bytes]


@contextmanager
def running_site(*, workers: int = 2, threads: int = 8, port: int | None = None, **environment: str) -> Iterator[Site]:
    """Start the web server and wait until it is ready; stop it at the end."""
    port = port or free_port()
    process = subprocess.Popen(
        [COMMAND, "web", "--port", str(port), "--workers", str(workers), "--threads", str(threads)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "hotelmate.config.settings", **environment},
        stdin=subprocess.DEVNULL,
    )
    site = Site(f"http://127.0.0.1:{port}", process)
    try:
        assert wait_until(
            lambda: process.poll() is not None or is_ready(site), deadline_seconds=START_SECONDS, every_seconds=0.1
        )
        assert process.poll() is None, f"hotelmate web ended with {process.returncode}"
        yield site
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_SECONDS)


def is_ready(site: Site) -> bool:
    """Whether the site answers that it can serve."""
    try:
        return httpx.get(f"{site.url}/healthz", timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
