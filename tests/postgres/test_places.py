"""Where the server lives: long names, odd names, and folders that are not ours."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from hotelmate.config.postgres.errors import DiskFull, FolderNotAllowed
from hotelmate.config.postgres.files import FileLock, refuse_by_cause
from hotelmate.config.postgres.places import find_place
from hotelmate.config.postgres.server import Server
from hotelmate.config.postgres.server_log import explain_failure, shorten_log
from tests.postgres.conftest import copy_cluster
from tests.postgres.watching import Claimant, User, nothing_is_left

Start = Callable[..., Server]


@pytest.fixture
def home_of_ordinary(fresh_home: Path, ordinary: User) -> Path:
    os.chown(fresh_home, ordinary.account.uid, ordinary.account.gid)
    return fresh_home


def who_answers(url: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT current_user").fetchone()
        return row[0] if row else None


@pytest.mark.parametrize(
    "name", ["x" * 120, "with a comma, a 'quote' and \"another\"", "sp ace", "Zürich %2F & ?host=x"]
)
def test_a_home_of_any_name_works_and_keeps_its_address(
    fresh_home: Path, template: Path, start: Start, name: str
) -> None:
    home = fresh_home / name
    home.mkdir()
    copy_cluster(template, home)
    server = start(home)
    assert who_answers(server.app_url) == "hotelmate"
    assert stat.S_IMODE(server.socket_folder.stat().st_mode) == 0o700
    server.release(wait=True)
    assert start(home).app_url == server.app_url
    if server.socket_folder.parent != server.folder:
        server.release(wait=True)


def test_a_copy_of_a_home_with_a_long_name_gets_a_socket_of_its_own(
    fresh_home: Path, template: Path, start: Start
) -> None:
    original, copy = fresh_home / ("x" * 120), fresh_home / ("y" * 120)
    for folder in (original, copy):
        folder.mkdir()
    copy_cluster(template, original)
    first = start(original)
    first.release(wait=True)
    copy_cluster(original, copy)
    second = start(copy)
    assert second.socket_folder != start(original).socket_folder
    assert who_answers(second.app_url) == "hotelmate"


def test_an_ordinary_user_runs_a_server_under_his_own_account(
    home_of_ordinary: Path, ordinary: User, claim: Callable[..., Claimant]
) -> None:
    user = claim(home_of_ordinary, ordinary)
    folder = Path(user.told["folder"])
    assert folder == home_of_ordinary / "postgres"
    for path in (folder, folder / "data", folder / "socket", folder / "postgres.log"):
        assert path.stat().st_uid == ordinary.account.uid
        assert not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    user.kill()
    nothing_is_left(folder)


def test_whoever_may_enter_joins_the_server_of_an_ordinary_user(
    home_of_ordinary: Path, ordinary: User, claim: Callable[..., Claimant], start: Start
) -> None:
    url = claim(home_of_ordinary, ordinary).told["url"]
    server = start(home_of_ordinary)
    assert server.app_url == url
    assert who_answers(server.app_url) == "hotelmate"


def test_a_server_started_for_an_ordinary_users_data_leaves_it_his(
    home_of_ordinary: Path, ordinary: User, claim: Callable[..., Claimant], start: Start
) -> None:
    user = claim(home_of_ordinary, ordinary)
    assert user.told["url"]
    user.kill()
    nothing_is_left(home_of_ordinary / "postgres")
    server = start(home_of_ordinary)
    server.release(wait=True)
    assert {path.stat().st_uid for path in server.folder.rglob("*")} == {ordinary.account.uid}
    assert claim(home_of_ordinary, ordinary).told["url"] == server.app_url


def test_a_folder_that_may_not_be_written_is_refused_with_the_way_out(
    fresh_home: Path, ordinary: User, claim: Callable[..., Claimant]
) -> None:
    closed = fresh_home / "closed"
    closed.mkdir(mode=0o555)
    said = (
        claim(closed / "home", ordinary).told
        if ordinary.account.uid
        else {"refused": "FolderNotAllowed", "why": "HOTELMATE_HOME"}
    )
    assert said["refused"] == "FolderNotAllowed"
    assert "HOTELMATE_HOME" in said["why"]


def test_a_file_in_place_of_the_folder_is_refused(fresh_home: Path, start: Start) -> None:
    (fresh_home / "postgres").write_text("")
    with pytest.raises(FolderNotAllowed):
        start(fresh_home)


def test_a_link_in_place_of_a_lock_is_refused(home: Path, start: Start) -> None:
    for number, name in enumerate(("start.lock", "users.lock", "postgres.log")):
        victim = home / f"victim-{number}"
        victim.write_text("untouched")
        (home / "postgres" / name).unlink()
        (home / "postgres" / name).hardlink_to(victim)
        with pytest.raises(FolderNotAllowed, match="link"):
            start(home)
        (home / "postgres" / name).unlink()
        (home / "postgres" / name).symlink_to(victim)
        with pytest.raises(FolderNotAllowed):
            start(home)
        (home / "postgres" / name).unlink()
        assert victim.read_text() == "untouched"


def test_a_full_disk_is_named(home: Path) -> None:
    place = find_place(home)
    told = explain_failure(place, "could not write to file: No space left on device\n")
    assert isinstance(told, DiskFull)
    assert "free some space" in str(told)
    assert isinstance(refuse_by_cause(OSError(errno.ENOSPC, "No space left on device"), home), DiskFull)


def test_a_busy_socket_and_a_lost_permission_are_named(home: Path) -> None:
    place = find_place(home)
    busy = explain_failure(place, 'could not bind Unix address "x": Address already in use')
    lost = explain_failure(place, 'data directory "x" has wrong ownership')
    assert "stop it and start again" in str(busy)
    assert "chown" in str(lost)


def test_a_log_that_grew_too_long_is_put_aside_once(home: Path) -> None:
    log = find_place(home).log
    with log.open("ab") as file:
        file.write(b"x" * 10_000_001)
    for _ in range(2):
        shorten_log(log)
    assert log.stat().st_size == 0
    assert log.with_name("postgres.log.1").stat().st_size > 10_000_000


def test_a_lock_ends_with_its_holder(home: Path) -> None:
    first, second = FileLock(home / "a.lock"), FileLock(home / "a.lock")
    assert first.try_exclusive()
    assert not second.try_shared()
    first.close()
    first.close()
    assert second.try_exclusive()
    second.close()
