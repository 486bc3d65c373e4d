"""A real `hotelmate stream` on the tests' database."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from hotelmate.config.postgres.wait import wait_until
from tests.live import COMMAND, START_SECONDS, STOP_SECONDS, Site, free_port, program_environment, running_site


@dataclass
class Stream:
    """A stream process: its port, which stays, and the process, which may be another after a kill."""

    port: int
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/app/hotelmate?protocol=7&client=tests&version=1"

    def is_up(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def start_again(self) -> None:
        self.process = start_process(self.port, self.environment)
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


def start_process(port: int, environment: dict[str, str], **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [COMMAND, "stream", "--port", str(port)],
        env=program_environment(**environment),
        stdin=subprocess.DEVNULL,
        **options,
    )


@dataclass(frozen=True)
class Pair:
    """A web process and a stream process that know each other's address."""

    site: Site
    stream: Stream


@contextmanager
def running_pair(**environment: str) -> Iterator[Pair]:
    """Start both, as `hotelmate run` does."""
    port, stream_port = free_port(), free_port()
    with (
        running_site(port=port, STREAM_URL=f"http://127.0.0.1:{stream_port}", **environment) as site,
        running_stream(stream_port, PORT=str(port), **environment) as stream,
    ):
        yield Pair(site, stream)


@contextmanager
def running_stream(port: int | None = None, **environment: str) -> Iterator[Stream]:
    """Start a stream process and wait until it is ready; stop it at the end."""
    port = port or free_port()
    stream = Stream(port, environment, start_process(port, environment))
    try:
        stream.wait_until_up()
        yield stream
    finally:
        if stream.process.poll() is None:
            stream.stop()
