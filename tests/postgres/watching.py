"""What the tests look at from outside: processes, claims held by other processes, and the end of both."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from hotelmate.config.postgres.accounts import CHILD_ENVIRONMENT, Account, identity
from hotelmate.config.postgres.leftovers import living_postmaster, server_processes
from hotelmate.config.postgres.wait import wait_until

SOURCE_ROOT = Path(__file__).resolve().parents[2]
FAST_SETTINGS = {"shared_buffers": "16MB", "fsync": "off"}
DEADLINE_SECONDS = 30.0
Seen = TypeVar("Seen")
CLAIMANT = """
import json, sys
from pathlib import Path
from hotelmate.config.postgres.errors import EmbeddedPostgresError
from hotelmate.config.postgres.server import ensure_running
home, settings = json.loads(sys.argv[1])
try:
    server = ensure_running(Path(home), settings)
except EmbeddedPostgresError as error:
    print(json.dumps({"refused": type(error).__name__, "why": str(error)}), flush=True)
else:
    print(json.dumps({"url": server.app_url, "folder": str(server.folder)}), flush=True)
    sys.stdin.read()
"""


def eventually(condition: Callable[[], bool], what: str) -> None:
    """Wait for the condition, or fail saying what did not come about."""
    assert wait_until(condition, deadline_seconds=DEADLINE_SECONDS), f"{what} did not come about"


def keeper_of(folder: Path) -> int:
    return int((folder / "keeper.lock").read_text())


def postmaster_of(data: Path) -> int:
    """The server's process, once it says it is ready."""
    eventually(lambda: living_postmaster(data) is not None, f"a server in {data}")
    pid = living_postmaster(data)
    assert pid is not None
    return pid


def seen_of_each_process(data: Path, look: Callable[[Path], Seen]) -> list[Seen]:
    """What a look at each process of the server shows. A session's may end under our eyes, and shows nothing."""
    seen = []
    for pid in server_processes(data):
        with suppress(FileNotFoundError, ProcessLookupError):
            seen.append(look(Path(f"/proc/{pid}")))
    return seen


def nothing_is_left(folder: Path) -> None:
    """Wait until neither the keeper nor any process of the server is there."""
    keeper = keeper_of(folder)
    eventually(lambda: not is_alive(keeper), "the end of the keeper")
    eventually(lambda: not server_processes(folder / "data"), "the end of the server")


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be buried does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in ("Z", "X")


def kill(pid: int) -> None:
    """Kill the process for good, and see it dead."""
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: not is_alive(pid), f"the end of {pid}")


@dataclass(frozen=True, kw_only=True)
class User:
    """Somebody who runs a Python of his own."""

    account: Account
    python: str
    environment: dict[str, str]


OURSELVES = User(
    account=Account(uid=os.geteuid(), gid=os.getegid()),
    python=sys.executable,
    environment={"PYTHONPATH": os.pathsep.join(filter(None, [str(SOURCE_ROOT), os.environ.get("PYTHONPATH")]))},
)


class Claimant:
    """Another process that calls `ensure_running` and holds on until it is told to go, or killed."""

    def __init__(self, home: Path, user: User = OURSELVES) -> None:
        self.process = subprocess.Popen(
            [user.python, "-c", CLAIMANT, json.dumps([str(home), FAST_SETTINGS])],
            cwd="/",
            env={**CHILD_ENVIRONMENT, **user.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **identity(user.account),
        )
        self._told = ""

    @property
    def told(self) -> dict[str, Any]:
        """What the process said once it knew: its `url` and `folder`, or by what it was `refused`, and `why`."""
        assert self.process.stdout is not None
        self._told = self._told or self.process.stdout.readline()
        assert self._told, self.leave()
        said: dict[str, Any] = json.loads(self._told)
        return said

    def leave(self) -> str:
        """Let the process end as it likes; return what it wrote to stderr."""
        if self.process.stdin is None or self.process.stdin.closed:
            return ""
        return self.process.communicate()[1]

    def kill(self) -> None:
        """Kill the process and all it has started in its session."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.leave()
