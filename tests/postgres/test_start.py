"""A server is started, joined, used and left."""

import stat
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from hotelmate.config.postgres.configuration import SETTINGS
from hotelmate.config.postgres.server import Server, ensure_running
from tests.postgres.watching import FAST_SETTINGS, Claimant, is_alive, keeper_of, nothing_is_left, postmaster_of

Start = Callable[..., Server]


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def test_a_first_start_makes_the_cluster_the_roles_and_the_database(fresh_home: Path, start: Start) -> None:
    server = start(fresh_home)
    assert server.data_dir == fresh_home / "postgres" / "data"
    assert ask(server.app_url, "SELECT current_user || '@' || current_database()") == "hotelmate@hotelmate"
    assert ask(server.owner_url, "SELECT current_user || '@' || current_database()") == "hotelmate_owner@hotelmate"
    assert ask(server.app_url, "SHOW server_version_num") >= "180000"  # type: ignore[operator]


def test_a_home_that_does_not_exist_yet_is_made(reachable: Path, fresh_home: Path, start: Start) -> None:
    start(fresh_home / "a" / "b").release(wait=True)
    assert (fresh_home / "a" / "b" / "postgres" / "data" / "PG_VERSION").exists()


def test_the_owner_owns_the_database_and_the_application_owns_nothing(home: Path, start: Start) -> None:
    server = start(home)
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'hotelmate'"
    assert ask(server.app_url, owner) == "hotelmate_owner"
    privileged = "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls FROM pg_roles"
    for role in ("hotelmate", "hotelmate_owner"):
        assert ask(server.app_url, f"{privileged} WHERE rolname = '{role}'") is False
    for forbidden in ("CREATE TABLE mine (id int)", "CREATE TEMPORARY TABLE mine (id int)", "CREATE SCHEMA mine"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(server.app_url, forbidden)


def test_the_schema_needs_no_extension(home: Path, start: Start) -> None:
    with psycopg.connect(start(home).owner_url) as connection:
        connection.execute(
            "CREATE TABLE allocation (id uuid DEFAULT gen_random_uuid(), room_id bigint, nights daterange,"
            " EXCLUDE USING gist (int8range(room_id, room_id, '[]') WITH =, nights WITH &&)"
            " DEFERRABLE INITIALLY IMMEDIATE)"
        )
        connection.execute("INSERT INTO allocation (room_id, nights) VALUES (1, '[2026-01-01,2026-01-05)')")
        with pytest.raises(psycopg.errors.ExclusionViolation):
            connection.execute("INSERT INTO allocation (room_id, nights) VALUES (1, '[2026-01-04,2026-01-06)')")


def test_a_server_without_extra_settings_is_durable_and_tuned(home: Path) -> None:
    with ensure_running(home) as server, psycopg.connect(server.app_url) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert connection.execute(f"SHOW {name}").fetchone() == ("on",)  # type: ignore[call-overload]
        for name in ("shared_buffers", "max_connections", "listen_addresses", "timezone"):
            assert connection.execute(f"SHOW {name}").fetchone() == (SETTINGS[name],)  # type: ignore[call-overload]


def test_extra_settings_and_the_local_file_win_over_ours(home: Path, start: Start) -> None:
    start(home).release(wait=True)
    (home / "postgres" / "postgresql.local.conf").write_text("work_mem = '11MB'\n")
    server = start(home, max_connections="33")
    assert ask(server.app_url, "SHOW work_mem") == "11MB"
    assert ask(server.app_url, "SHOW max_connections") == "33"


def test_a_second_caller_joins_the_server_that_runs(
    home: Path, start: Start, claim: Callable[[Path], Claimant]
) -> None:
    first = start(home)
    postmaster = postmaster_of(first.data_dir)
    assert claim(home).told["url"] == first.app_url
    assert start(home).app_url == first.app_url
    assert postmaster_of(first.data_dir) == postmaster


def test_the_server_runs_as_long_as_anybody_claims_it(
    home: Path, start: Start, claim: Callable[[Path], Claimant]
) -> None:
    server = start(home)
    other = claim(home)
    assert other.told["url"]
    keeper = keeper_of(server.folder)
    server.release(wait=True)
    assert ask(server.app_url, "SELECT 1") == 1
    other.leave()
    nothing_is_left(server.folder)
    assert not is_alive(keeper)


def test_releasing_the_last_claim_can_wait_for_the_end(home: Path, start: Start) -> None:
    server = start(home)
    keeper, postmaster = keeper_of(server.folder), postmaster_of(server.data_dir)
    server.release(wait=True)
    assert not is_alive(postmaster)
    nothing_is_left(server.folder)
    assert not is_alive(keeper)
    server.release(wait=True)


def test_the_next_start_continues_at_the_same_address_with_the_same_data(home: Path, start: Start) -> None:
    first = start(home)
    with psycopg.connect(first.owner_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    first.release(wait=True)
    second = start(home)
    assert second.app_url == first.app_url
    assert ask(second.owner_url, "SELECT n FROM kept") == 7


def test_nothing_of_the_server_can_be_read_by_others(home: Path, start: Start) -> None:
    server = start(home)
    readable = {path.name for path in server.folder.iterdir() if path.stat().st_mode & stat.S_IROTH}
    assert readable == {"postgresql.conf", "postgresql.local.conf", "pg_hba.conf", "pg_ident.conf"}
    assert stat.S_IMODE(server.socket_folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.data_dir.stat().st_mode) == 0o700


def test_a_refused_statement_leaves_no_guest_in_the_log(home: Path, start: Start) -> None:
    server = start(home)
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE guest (name text PRIMARY KEY)")
        connection.execute("INSERT INTO guest VALUES ('Ada Lovelace')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO guest VALUES ('Ada Lovelace')")
    log = server.log.read_text()
    assert "guest_pkey" in log
    assert "Lovelace" not in log


def test_a_server_can_be_handed_over_while_it_stops(home: Path, start: Start) -> None:
    for _ in range(4):
        server = start(home)
        assert ask(server.app_url, "SELECT 1") == 1
        server.release()
    assert FAST_SETTINGS["fsync"] == ask(start(home).app_url, "SHOW fsync")
