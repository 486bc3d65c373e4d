"""A real web server on the tests' database, for what only shows between processes."""

import http.client
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg

from hotelmate.config.postgres.wait import wait_until
from tests.programs import Program, program_environment, start

START_SECONDS = 30
STOP_SECONDS = 30


@dataclass(frozen=True)
class Site:
    """A running `hotelmate web`: its address and its first process."""

    url: str
    process: Program


@contextmanager
def running_site(*, workers: int = 2, threads: int = 8, port: int | None = None, **environment: str) -> Iterator[Site]:
    """Start the web server and wait until it is ready; stop it at the end."""
    port = port or free_port()
    options = ("--port", str(port), "--workers", str(workers), "--threads", str(threads))
    process = start("web", *options, environment=program_environment(**environment))
    site = Site(f"http://127.0.0.1:{port}", process)
    try:
        assert wait_until(
            lambda: process.poll() is not None or is_up(site.url), deadline_seconds=START_SECONDS, every_seconds=0.1
        )
        assert process.poll() is None, f"hotelmate web ended with {process.returncode}"
        yield site
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_SECONDS)


def hang_up(session: psycopg.Connection, name: str) -> int:
    """End the database's sessions of the programs that were started with this PGAPPNAME, nobody else's; how many."""
    ended = session.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name = %s",
        [name],
    ).fetchall()
    return len(ended)


def is_up(url: str) -> bool:
    """Whether a server of ours answers that it can serve. Asked over and over, so with what costs little to ask with."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
