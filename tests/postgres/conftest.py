"""A place for servers that an unprivileged account can reach, and a cluster made once that each test copies."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from hotelmate.config.postgres.accounts import unprivileged_account, we_are_root
from hotelmate.config.postgres.server import Server, ensure_running, stop_if_unused
from tests.postgres.portable import copy_python
from tests.postgres.watching import FAST_SETTINGS, OURSELVES, Claimant, User

CAP_SYS_ADMIN = 21


def may_mount() -> bool:
    """Whether the kernel lets us mount a file system; root in a container often may not."""
    status = Path("/proc/self/status").read_text()
    effective = next(line for line in status.splitlines() if line.startswith("CapEff:"))
    return bool(int(effective.split()[1], 16) >> CAP_SYS_ADMIN & 1)


collect_ignore = [
    *([] if we_are_root() else ["test_as_root.py"]),
    *([] if may_mount() else ["test_full_disk.py"]),
]


@pytest.fixture(scope="session")
def reachable() -> Iterator[Path]:
    """A folder that every account can pass through; pytest's own is closed to all but us."""
    folder = Path(tempfile.mkdtemp(prefix="hotelmate-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def template(reachable: Path) -> Path:
    """A home whose cluster is made and whose server is stopped."""
    home = reachable / "template"
    ensure_running(home, FAST_SETTINGS).release(wait=True)
    return home


@pytest.fixture(scope="session")
def ordinary(reachable: Path) -> User:
    """A user who is not root, and a Python that he can run: ourselves, if we are such a user."""
    if not we_are_root():
        return OURSELVES
    return copy_python(reachable / "python", unprivileged_account())


@pytest.fixture
def fresh_home(reachable: Path) -> Iterator[Path]:
    """A home in which nothing was ever started."""
    home = Path(tempfile.mkdtemp(prefix="home-", dir=reachable))
    home.chmod(0o755)
    yield home
    if (home / "postgres").is_dir():
        stop_if_unused(home / "postgres")
    for record in home.rglob("socket_folder.json"):
        shutil.rmtree(json.loads(record.read_text())["socket_folder"], ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def home(fresh_home: Path, template: Path) -> Path:
    """A home whose cluster is there and stopped."""
    copy_cluster(template, fresh_home)
    return fresh_home


def copy_cluster(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", str(source / "postgres"), str(target / "postgres")], check=True)


@pytest.fixture
def start(fresh_home: Path) -> Iterator[Callable[[Path], Server]]:
    """Call `ensure_running` here, and give the claims back at the end."""
    servers: list[Server] = []

    def ensure(home: Path, **settings: str) -> Server:
        servers.append(ensure_running(home, {**FAST_SETTINGS, **settings}))
        return servers[-1]

    yield ensure
    for server in servers:
        server.release()
    for server in servers:
        server.release(wait=True)


@pytest.fixture
def claim(fresh_home: Path) -> Iterator[Callable[..., Claimant]]:
    """Start other processes that call `ensure_running`, and end them at the end."""
    claimants: list[Claimant] = []

    def begin(home: Path, user: User = OURSELVES) -> Claimant:
        claimants.append(Claimant(home, user))
        return claimants[-1]

    yield begin
    for claimant in claimants:
        with suppress(ProcessLookupError):
            claimant.kill()
