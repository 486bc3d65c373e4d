"""A real `hotelmate stream` on the tests' database, and a pair of web server and stream that tests share."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from hotelmate.config.postgres.wait import wait_until
from hotelmate.stream.commands import listen_at
from tests.database import Database
from tests.live import START_SECONDS, STOP_SECONDS, Site, free_port, is_up, running_site
from tests.programs import Program, program_environment, start


@dataclass
class Stream:
    """A stream process: its port, which stays, and the process, which may be another after a kill.

    `listening` is the port's socket where somebody keeps it open, as `hotelmate run` does.
    """

    port: int
    environment: dict[str, str]
    process: Program
    listening: socket.socket | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/app/hotelmate?protocol=7&client=tests&version=1"

    def is_up(self) -> bool:
        return is_up(self.url)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def start_again(self) -> None:
        self.process = start_process(self.port, self.environment, self.listening)
        self.wait_until_up()

    def wait_until_up(self) -> None:
        up = wait_until(
            lambda: self.process.poll() is not None or self.is_up(), deadline_seconds=START_SECONDS, every_seconds=0.05
        )
        assert up, "the stream did not come up"
        assert self.process.poll() is None, f"hotelmate stream ended with {self.process.returncode}"

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)


def start_process(port: int, environment: dict[str, str], listening: socket.socket | None = None) -> Program:
    where = ("--port", str(port)) if listening is None else ("--fd", str(listening.fileno()))
    inherited = () if listening is None else (listening.fileno(),)
    return start("stream", *where, environment=program_environment(**environment), inherited=inherited)


@dataclass(frozen=True)
class Pair:
    """A web process and a stream process that know each other's address."""

    site: Site
    stream: Stream


@contextmanager
def running_pair(**environment: str) -> Iterator[Pair]:
    """Start both, as `hotelmate run` does."""
    with (
        listen_at("127.0.0.1", 0) as listening,
        running_site(port=(port := free_port()), STREAM_URL=url_of(listening), **environment) as site,
        running_stream(listening=listening, PORT=str(port), **environment) as stream,
    ):
        yield Pair(site, stream)


def url_of(listening: socket.socket) -> str:
    """The address of a socket of this machine."""
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def running_stream(
    port: int | None = None, *, listening: socket.socket | None = None, **environment: str
) -> Iterator[Stream]:
    """Start a stream process and wait until it is ready; stop it at the end."""
    port = listening.getsockname()[1] if listening is not None else port or free_port()
    stream = Stream(port, environment, start_process(port, environment, listening), listening)
    try:
        stream.wait_until_up()
        yield stream
    finally:
        if stream.process.poll() is None:
            stream.stop()


@pytest.fixture(scope="session")
def pair(database: Database) -> Iterator[Pair]:
    """A web server and a stream on the database of this process, for all tests that do not need their own."""
    with running_pair() as running:
        yield running


@pytest.fixture
def stream(pair: Pair) -> Stream:
    """The stream of the pair."""
    return pair.stream
