"""Whatever is killed: nothing leaks, nothing committed is lost, and the next start is not in the way of itself."""

import os
import signal
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from hotelmate.config.postgres.files import FileLock
from hotelmate.config.postgres.leftovers import living_postmaster, server_processes
from hotelmate.config.postgres.server import START_LOCK, Server
from tests.postgres.watching import (
    OURSELVES,
    Claimant,
    eventually,
    is_alive,
    keeper_of,
    kill,
    nothing_is_left,
    postmaster_of,
)

Start = Callable[..., Server]
Claim = Callable[..., Claimant]


def leave_a_row(server: Server) -> None:
    with psycopg.connect(server.owner_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")


def the_row_is_there(server: Server) -> bool:
    try:
        with psycopg.connect(server.owner_url) as connection:
            return connection.execute("SELECT n FROM kept").fetchone() == (7,)
    except psycopg.OperationalError:
        return False


def test_a_killed_server_is_started_again_at_once_at_the_same_address(home: Path, start: Start) -> None:
    server = start(home, fsync="on")
    leave_a_row(server)
    first = postmaster_of(server.data_dir)
    kill(first)
    eventually(lambda: the_row_is_there(server), "the recovered row")
    assert postmaster_of(server.data_dir) != first


def test_a_busy_process_of_a_killed_server_does_not_block_the_next_one(home: Path, start: Start) -> None:
    server = start(home, fsync="on")
    leave_a_row(server)
    with closing(psycopg.connect(server.app_url, autocommit=True)) as connection:
        busy = connection.info.backend_pid
        endless = "SELECT count(*) FROM generate_series(1, 1e9) AS a"
        connection.pgconn.send_query(endless.encode())
        eventually(lambda: "SELECT" in Path(f"/proc/{busy}/cmdline").read_text(), "a busy process")
        kill(postmaster_of(server.data_dir))
        eventually(lambda: the_row_is_there(server), "the recovered row")
        assert not is_alive(busy)


def test_a_killed_keeper_takes_its_server_along_and_the_next_start_finds_everything(home: Path, start: Start) -> None:
    server = start(home)
    leave_a_row(server)
    kill(keeper_of(server.folder))
    nothing_is_left(server.folder)
    again = start(home)
    assert again.app_url == server.app_url
    assert the_row_is_there(again)


def test_a_start_right_after_the_keepers_death_waits_for_its_server_to_end(home: Path, start: Start) -> None:
    server = start(home)
    leave_a_row(server)
    os.kill(keeper_of(server.folder), signal.SIGKILL)
    assert the_row_is_there(start(home))


def test_keeper_and_server_killed_together_are_replaced_by_the_next_start(home: Path, start: Start) -> None:
    server = start(home, fsync="on")
    leave_a_row(server)
    everything = [keeper_of(server.folder), *server_processes(server.data_dir)]
    for pid in everything:
        # Those that lose their postmaster go by themselves.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert the_row_is_there(start(home))


def test_no_server_is_left_when_its_only_user_is_killed(home: Path, claim: Claim) -> None:
    user = claim(home)
    assert user.told["url"]
    assert server_processes(home / "postgres" / "data")
    user.kill()
    nothing_is_left(home / "postgres")


@pytest.mark.parametrize("moment", ["data.new-*", "data", "keeper.lock", "data/postmaster.pid"])
def test_a_start_killed_half_way_leaves_nothing_that_blocks_the_next(
    fresh_home: Path, claim: Claim, start: Start, moment: str
) -> None:
    user = claim(fresh_home)
    eventually(lambda: any((fresh_home / "postgres").glob(moment)), moment)
    user.kill()
    server = start(fresh_home)
    with psycopg.connect(server.app_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not list(server.folder.glob("data.new-*"))


def test_a_keeper_on_its_way_is_waited_for_although_its_starter_was_killed(
    home: Path, tmp_path: Path, claim: Claim, start: Start
) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    (tmp_path / "sitecustomize.py").write_text(
        f"import sys\nif 'hotelmate.config.postgres' in sys.orig_argv:\n    open({str(gate)!r}).read()\n"
    )
    environment = {"PYTHONPATH": os.pathsep.join([str(tmp_path), OURSELVES.environment["PYTHONPATH"]])}
    user = claim(home, replace(OURSELVES, environment=environment))
    with gate.open("w"):  # opens when the keeper reads
        user.kill()
        with closing(FileLock(home / "postgres" / START_LOCK)) as next_start:
            assert not next_start.try_exclusive()
    server = start(home)
    assert living_postmaster(server.data_dir)
    assert "another keeper is there already" not in server.log.read_text()


def test_a_terminated_keeper_stops_its_server_cleanly(home: Path, start: Start) -> None:
    server = start(home)
    os.kill(keeper_of(server.folder), signal.SIGTERM)
    nothing_is_left(server.folder)
    assert "database system is shut down" in server.log.read_text()


def test_a_server_whose_folder_was_removed_ends_by_itself(home: Path, claim: Claim) -> None:
    user = claim(home)
    assert user.told["url"]
    keeper, postmaster = keeper_of(home / "postgres"), postmaster_of(home / "postgres" / "data")
    (home / "postgres").rename(home / "moved away")
    eventually(lambda: not is_alive(keeper), "the end of the keeper")
    assert not is_alive(postmaster)


def test_a_server_whose_socket_was_removed_is_reachable_after_the_next_start(home: Path, start: Start) -> None:
    server = start(home)
    leave_a_row(server)
    for path in server.socket_folder.iterdir():
        path.unlink()
    assert the_row_is_there(start(home))


def test_a_server_whose_log_was_removed_goes_on(home: Path, start: Start) -> None:
    server = start(home)
    leave_a_row(server)
    keeper = keeper_of(server.folder)
    server.log.unlink()
    first = postmaster_of(server.data_dir)
    kill(first)
    eventually(lambda: the_row_is_there(server), "the recovered row")
    assert is_alive(keeper)
