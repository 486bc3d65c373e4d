"""The start: what is missing or wrong is one clear line, and nothing is done halfway."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from hotelmate.config.database_url import UnusableDatabaseUrl, parse_database_url, with_server_settings
from hotelmate.config.environment import read_or_make_secret_key
from tests.programs import COMMAND

NOBODY_HOME = "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=2"


def run_hotelmate(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command with nothing of ours in its environment but what is given."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [COMMAND, *arguments], env={**kept, **environment}, capture_output=True, text=True, timeout=60, check=False
    )


def refusal_of(*arguments: str, **environment: str) -> str:
    done = run_hotelmate(*arguments, **environment)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("hotelmate: ")
    return done.stderr


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://root@localhost/hotel", "not mysql"),
        ("sqlite:///hotel.db", "not sqlite"),
        ("localhost/hotel", "without a scheme"),
        ("postgresql://localhost", "names no database"),
        ("postgresql://localhost:5432/hotel?nonsense=1", "not a valid"),
    ],
)
def test_only_a_postgresql_address_is_taken(url, reason):
    with pytest.raises(UnusableDatabaseUrl, match=reason):
        parse_database_url(url)


def test_an_error_about_an_address_does_not_tell_its_password():
    with pytest.raises(UnusableDatabaseUrl) as caught:
        parse_database_url("postgresql://u:s3cret@localhost/hotel?nonsense=1")
    assert "s3cret" not in str(caught.value)


def test_an_address_is_taken_apart_as_libpq_would():
    entry = parse_database_url("postgres://u%40x:p%2Fw@db.example:6432/hotel?sslmode=require")
    assert (entry["USER"], entry["PASSWORD"], entry["HOST"], entry["PORT"], entry["NAME"]) == (
        "u@x",
        "p/w",
        "db.example",
        "6432",
        "hotel",
    )
    assert entry["OPTIONS"] == {"sslmode": "require"}


def test_settings_of_the_server_join_those_of_the_address():
    entry = parse_database_url("postgresql:///hotel?options=-c%20statement_timeout%3D5s")
    options = with_server_settings(entry, {"default_transaction_isolation": "read committed"})["OPTIONS"]["options"]
    assert options == r"-c default_transaction_isolation=read\ committed -c statement_timeout=5s"


def test_another_database_is_refused():
    assert "PostgreSQL 15 or newer only" in refusal_of("migrate", DATABASE_URL="mysql://localhost/x", SECRET_KEY="x")


def test_a_database_that_does_not_answer_is_named():
    assert "cannot be reached" in refusal_of("migrate", DATABASE_URL=NOBODY_HOME, SECRET_KEY="x")


def test_a_database_of_ones_own_needs_a_key_of_ones_own(database):
    assert "SECRET_KEY is not set" in refusal_of("migrate", DATABASE_URL=database.app_url)


def test_a_switch_is_on_or_off(database):
    told = refusal_of("migrate", DATABASE_URL=database.app_url, SECRET_KEY="x", HOTELMATE_DEBUG="maybe")
    assert "HOTELMATE_DEBUG must be on or off" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["web", "--help"],
        ["migrate", "-h"],
        ["openapi", "--help"],
        ["bench", "--help"],
        ["bench", "stream", "--help"],
    ],
)
def test_help_needs_nothing_and_leaves_nothing(arguments, tmp_path):
    home = tmp_path / "home"
    done = run_hotelmate(*arguments, HOTELMATE_HOME=str(home))
    assert done.returncode == 0, done.stderr
    assert "Usage: hotelmate" in done.stdout
    assert not home.exists()


def test_an_unknown_command_is_told_apart():
    done = run_hotelmate("frobnicate")
    assert done.returncode == 2
    assert "No such command 'frobnicate'" in done.stderr


def test_processes_that_start_at_once_agree_on_one_secret_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(read_or_make_secret_key, [tmp_path / "home"] * 8))
    assert len(keys) == 1
    assert len(keys.pop()) > 50
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["secret_key"]


def test_the_secret_key_is_for_its_owner_only(tmp_path):
    read_or_make_secret_key(tmp_path)
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
