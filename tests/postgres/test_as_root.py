"""What only root meets: accounts that cannot get where root can. Collected only when root runs the tests."""

import importlib.metadata
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from hotelmate.config.postgres.accounts import Account, can_enter, unprivileged_account
from hotelmate.config.postgres.binaries import COPIES, WHEEL, programs_for, wheel_installation
from hotelmate.config.postgres.errors import FolderNotAllowed
from hotelmate.config.postgres.places import SHARED_STATE
from hotelmate.config.postgres.server import Server, stop_if_unused
from tests.postgres.watching import (
    OURSELVES,
    SOURCE_ROOT,
    Claimant,
    User,
    keeper_of,
    nothing_is_left,
    seen_of_each_process,
)

Start = Callable[..., Server]
Claim = Callable[..., Claimant]


@pytest.fixture
def beyond_reach(fresh_home: Path) -> Iterator[Path]:
    """A home below a folder that only root may enter."""
    closed = fresh_home / "closed"
    closed.mkdir(mode=0o700)
    yield closed / "home"
    location = closed / "home" / "postgres" / "location"
    folder = Path(location.read_text().strip())
    assert folder.parent == SHARED_STATE
    if folder.exists():
        stop_if_unused(folder)
        shutil.rmtree(folder)


def modes_up_from(folder: Path) -> list[tuple[Path, int, int]]:
    return [(path, path.stat().st_mode, path.stat().st_uid) for path in (folder, *folder.parents)]


def test_the_server_gives_up_root(home: Path, start: Start) -> None:
    server = start(home)
    statuses = seen_of_each_process(server.data_dir, lambda process: (process / "status").read_text())
    assert statuses
    for status in statuses:
        uids = next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1:]
        groups = next(line for line in status.splitlines() if line.startswith("Groups:")).split()[1:]
        assert set(uids) == {str(unprivileged_account().uid)}
        assert groups == []


def test_the_account_that_the_server_runs_under_may_not_connect(home: Path, start: Start) -> None:
    server = start(home)
    script = (
        "import os, sys, psycopg; os.setgroups([]); os.setgid({gid}); os.setuid({uid}); psycopg.connect(sys.argv[1])"
    )
    account = unprivileged_account()
    for url in (server.app_url, server.owner_url, server.superuser_url):
        command = [sys.executable, "-c", script.format(uid=account.uid, gid=account.gid), url]
        refused = subprocess.run(command, check=False, capture_output=True, text=True)
        assert "Peer authentication failed" in refused.stderr


def test_another_user_does_not_even_reach_the_socket(home: Path, start: Start) -> None:
    server = start(home)
    stranger = Account(uid=54321, gid=54321)
    assert not can_enter(stranger, server.socket_folder)
    assert not can_enter(stranger, server.data_dir)


def test_a_home_out_of_reach_is_said_and_served_from_a_folder_within_reach(
    beyond_reach: Path, claim: Claim, start: Start
) -> None:
    (beyond_reach.parent / "home").mkdir(mode=0o755)
    before = modes_up_from(beyond_reach)
    user = claim(beyond_reach)
    folder = Path(user.told["folder"])
    assert folder.parent == SHARED_STATE
    assert stat.S_IMODE(folder.stat().st_mode) == 0o711
    assert stat.S_IMODE((folder / "data").stat().st_mode) == 0o700
    said = user.leave()
    assert str(folder) in said
    assert str(beyond_reach) in said
    assert "Nobody's permissions were changed" in said
    assert modes_up_from(beyond_reach) == before
    nothing_is_left(folder)


def test_a_home_out_of_reach_keeps_its_data_and_address(beyond_reach: Path, start: Start) -> None:
    first = start(beyond_reach)
    with psycopg.connect(first.owner_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    os.kill(keeper_of(first.folder), 9)
    nothing_is_left(first.folder)
    second = start(beyond_reach)
    assert second.app_url == first.app_url
    with psycopg.connect(second.owner_url) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)


def test_a_folder_elsewhere_that_is_gone_is_not_made_anew_in_silence(beyond_reach: Path, start: Start) -> None:
    server = start(beyond_reach)
    server.release(wait=True)
    shutil.rmtree(server.folder)
    with pytest.raises(FolderNotAllowed, match=f"{server.folder}, which is gone"):
        start(beyond_reach)


def test_data_that_has_moved_out_of_reach_is_refused_with_the_way_out(home: Path, start: Start) -> None:
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    (home / "postgres").rename(closed / "postgres")
    with pytest.raises(FolderNotAllowed, match="can no longer reach it"):
        start(closed)


def test_a_user_is_told_that_the_folder_is_roots(home: Path, ordinary: User, claim: Claim) -> None:
    said = claim(home, ordinary).told
    assert said["refused"] == "FolderNotAllowed"


def test_roots_own_data_folder_is_refused(home: Path, start: Start) -> None:
    os.chown(home / "postgres" / "data", 0, 0)
    with pytest.raises(FolderNotAllowed, match="belongs to root"):
        start(home)


def test_a_users_folder_cannot_lend_roots_server_to_somebody_elses_data(
    home: Path, fresh_home: Path, ordinary: User, start: Start
) -> None:
    folder = home / "postgres"
    os.chown(folder, 54321, 54321)
    with pytest.raises(FolderNotAllowed, match="not a data folder of the owner"):
        start(home)
    (folder / "data").rename(home / "elsewhere")
    (folder / "data").symlink_to(home / "elsewhere")
    with pytest.raises(FolderNotAllowed, match="not a data folder of the owner"):
        start(home)


def test_programs_out_of_reach_are_copied_once_for_each_version(home: Path, fresh_home: Path, claim: Claim) -> None:
    closed = fresh_home / "closed"
    closed.mkdir(mode=0o700)
    package = wheel_installation().parent
    for folder in (package, package.with_name(f"{package.name}.libs")):
        subprocess.run(["cp", "-a", str(folder), str(closed / folder.name)], check=True)
    copied = COPIES / f"hotelmate-postgresql-{importlib.metadata.version(WHEEL)}"
    was_there = copied.exists()
    search_path = f"{closed}:{SOURCE_ROOT}"
    far = User(account=OURSELVES.account, python=sys.executable, environment={"PYTHONPATH": search_path})
    try:
        assert claim(home, far).told["url"]
        running = seen_of_each_process(home / "postgres" / "data", lambda process: os.readlink(process / "exe"))
        assert set(running) == {str(copied / package.name / "pginstall18" / "bin" / "postgres")}
        assert all(path.lstat().st_uid == 0 for path in copied.rglob("*"))
    finally:
        stop_if_unused(home / "postgres")
        if not was_there:
            shutil.rmtree(copied)


def test_programs_within_reach_are_used_where_they_are() -> None:
    assert programs_for(Account(uid=0, gid=0)) == wheel_installation() / "bin"
