"""`hotelmate run`: one command brings everything up, and nothing of it outlives the command."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from hotelmate.config.network import AddressTaken, require_free_address
from hotelmate.config.postgres.wait import wait_until
from tests.live import free_port, is_up
from tests.programs import COMMAND

UP_SECONDS = 300
GONE_SECONDS = 30


class Running:
    """A `hotelmate run` in a session of its own."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.port = free_pair()
        self.home = home
        environment = {key: value for key, value in os.environ.items() if key not in UNSET}
        self.log = home / f"run-{len(list(home.glob('*.log')))}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [COMMAND, "run", "--port", str(self.port), *arguments],
                env={**environment, **FRESH, "HOTELMATE_HOME": str(home)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        """What it has printed so far."""
        return self.log.read_text()

    def wait_until_up(self) -> None:
        """Wait until it has greeted."""
        up = wait_until(
            lambda: self.process.poll() is not None or "HotelMate is up" in self.said,
            deadline_seconds=UP_SECONDS,
            every_seconds=0.2,
        )
        assert up, self.said
        assert self.process.poll() is None, self.said

    def answers(self) -> bool:
        """Whether the site is up."""
        return is_up(f"http://127.0.0.1:{self.port}")

    def stream_answers(self) -> bool:
        """Whether the stream beside it is up."""
        return is_up(f"http://127.0.0.1:{self.port + 1}")

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(how)
        return self.process.wait(GONE_SECONDS)

    def nothing_is_left(self) -> bool:
        """Whether no process that belongs to this data folder lives."""
        mine = str(self.home).encode()
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                belongs = mine in (entry / "environ").read_bytes() or mine in (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if belongs:
                return False
        return True


@contextmanager
def home() -> Iterator[Path]:
    """A data folder that an unprivileged server can reach, too."""
    folder = Path(tempfile.mkdtemp(prefix="hotelmate-run-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def up() -> Iterator[Callable[[], Running]]:
    """What runs without the demo hotel, for all tests that want it. Whoever kills it is given another in its place."""
    started: list[Running] = []

    def running(folder: Path) -> Running:
        if not started or started[-1].process.poll() is not None:
            started.append(Running(folder, "--no-demo"))
            started[-1].wait_until_up()
        return started[-1]

    with home() as folder:
        try:
            yield lambda: running(folder)
            if started and started[-1].process.poll() is None:
                assert started[-1].end() == 0
        finally:
            for one in started:
                one.process.kill()
                one.process.wait()


UNSET = ("DATABASE_URL", "DATABASE_OWNER_URL", "SECRET_KEY", "HOTELMATE_TEST_SERVER", "HOST", "PORT")
FRESH = {"PORT": "8000", "HOST": "127.0.0.1", "DJANGO_SETTINGS_MODULE": "hotelmate.config.settings"}


def test_a_killed_run_leaves_nothing_that_blocks_the_next_one(up: Callable[[], Running]) -> None:
    first = up()
    assert wait_until(lambda: "set-up code" in first.said, deadline_seconds=GONE_SECONDS, every_seconds=0.1)
    first.process.kill()
    assert first.process.wait(GONE_SECONDS) == -signal.SIGKILL
    assert wait_until(first.nothing_is_left, deadline_seconds=GONE_SECONDS, every_seconds=0.2)
    second = up()
    assert second.process.pid != first.process.pid
    assert wait_until(lambda: "set-up code" in second.said, deadline_seconds=GONE_SECONDS, every_seconds=0.1)
    assert "createhotel" in second.said
    # Whoever reads this, and nobody else, may open the first hotel; the code stays what it was.
    code = re.search(r"set-up code ((?:[2-9A-Z]{4}-?){3})", second.said)
    assert code is not None
    assert code[0] in first.said
    # It serves the other tests from here on; that it then ends well is asked by whoever ends it.


def test_a_killed_web_process_is_started_again(up: Callable[[], Running]) -> None:
    running = up()
    for pid in children_of(running.process.pid, "web"):
        os.kill(pid, signal.SIGKILL)
    assert wait_until(running.answers, deadline_seconds=UP_SECONDS, every_seconds=0.2)


def test_a_killed_stream_is_started_again_beside_the_web(up: Callable[[], Running]) -> None:
    running = up()
    assert wait_until(running.stream_answers, deadline_seconds=UP_SECONDS, every_seconds=0.2)
    (killed,) = children_of(running.process.pid, "stream")
    os.kill(killed, signal.SIGKILL)
    assert wait_until(lambda: killed not in children_of(running.process.pid, "stream"), deadline_seconds=GONE_SECONDS)
    # The port is not closed meanwhile: whoever comes now is answered by the next one, if only that it is not ready yet.
    answer = httpx.get(f"http://127.0.0.1:{running.port + 1}/healthz", timeout=UP_SECONDS)
    assert answer.status_code in (httpx.codes.OK, httpx.codes.SERVICE_UNAVAILABLE)
    assert wait_until(
        lambda: children_of(running.process.pid, "stream") not in ([], [killed]) and running.stream_answers(),
        deadline_seconds=UP_SECONDS,
        every_seconds=0.2,
    )
    assert wait_until(running.answers, deadline_seconds=UP_SECONDS, every_seconds=0.2)


def test_a_port_in_use_is_told_with_what_to_do(up: Callable[[], Running]) -> None:
    running = up()
    refused = subprocess.run(
        [sys.executable, "-m", "hotelmate.config.cli", "run", "--no-demo", "--port", str(running.port)],
        env={**os.environ, **dict.fromkeys(UNSET, ""), **FRESH, "HOTELMATE_HOME": str(running.home)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode != 0
    assert "PORT" in refused.stderr


def test_a_demo_hotel_is_up_can_be_signed_in_to_and_goes_with_ctrl_c(up: Callable[[], Running]) -> None:
    # Its data folder has been made, and no hotel in it: making another takes as long as a few tests.
    empty = up()
    assert empty.end() == 0
    running = Running(empty.home)
    try:
        running.wait_until_up()
        look_at_the_demo_hotel(running)
        assert running.end(signal.SIGINT) == 0
        assert wait_until(running.nothing_is_left, deadline_seconds=GONE_SECONDS, every_seconds=0.2)
    finally:
        running.process.kill()
        running.process.wait()


def look_at_the_demo_hotel(running: Running) -> None:
    site = f"http://127.0.0.1:{running.port}"
    login = httpx.post(f"{site}/api/staff/login/", json={"username": "frontdesk", "password": "demo"}, timeout=60)
    assert login.status_code == httpx.codes.OK, login.text
    headers = {"Authorization": f"Token {login.json()['token']}"}
    rooms = httpx.get(f"{site}/api/staff/hotel/harbour-house/rooms/", headers=headers, timeout=60)
    assert rooms.status_code == httpx.codes.OK
    assert rooms.json()["count"] == 60
    assert "manager, frontdesk, housekeeping, maintenance" in running.said
    assert f"{COMMAND} verify" in running.said
    verified = subprocess.run(
        [COMMAND, "verify", "--hotel", "harbour-house"],
        env={**os.environ, **dict.fromkeys(UNSET, ""), **FRESH, "HOTELMATE_HOME": str(running.home)},
        capture_output=True,
        timeout=UP_SECONDS,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout


def free_pair() -> int:
    """A port that nothing listens on, nor on the one after it."""
    while True:
        port = free_port()
        try:
            require_free_address("127.0.0.1", port + 1)
        except (AddressTaken, OverflowError):
            continue
        return port


def children_of(parent: int, word: str) -> list[int]:
    """The processes that this one started and whose arguments hold the word."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if int(status[1]) == parent and word.encode() in words:
                found.append(int(entry.name))
    return found
