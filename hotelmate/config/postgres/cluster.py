"""The cluster: made whole or not at all, and the roles and database inside it."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from hotelmate.config.postgres.accounts import run_as
from hotelmate.config.postgres.binaries import MAJOR_VERSION
from hotelmate.config.postgres.configuration import (
    APP_ROLE,
    DATABASE,
    OWNER_ROLE,
    SUPERUSER,
)
from hotelmate.config.postgres.errors import IncompatibleData
from hotelmate.config.postgres.files import read_text
from hotelmate.config.postgres.places import Place, give
from hotelmate.config.postgres.processes import tied_to_this_process
from hotelmate.config.postgres.server_log import explain_failure

DRAFT_PREFIX = "data.new-"
# The rules for text come from PostgreSQL itself, not from the machine: the data folder can move to another one.
INITDB_OPTIONS = (
    f"--username={SUPERUSER}",
    "--auth-local=peer",
    "--auth-host=reject",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
)


def make_cluster(place: Place, programs: Path) -> None:
    """Make the data folder unless it is there. A half-made one never gets its name."""
    for leftover in place.folder.glob(f"{DRAFT_PREFIX}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    if place.data.exists():
        require_our_version(place.data)
        return
    draft = Path(tempfile.mkdtemp(prefix=DRAFT_PREFIX, dir=place.folder))
    give(draft, place.account)
    command = [str(programs / "initdb"), "-D", str(draft), *INITDB_OPTIONS]
    made = run_as(place.account, command, preexec_fn=tied_to_this_process(signal.SIGKILL))
    if made.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise explain_failure(place, made.stdout)
    draft.rename(place.data)
    flush_folder(place.folder)


def require_our_version(data: Path) -> None:
    """Refuse a folder that another major version has written."""
    version = (read_text(data / "PG_VERSION") or "").strip()
    if version != MAJOR_VERSION:
        raise IncompatibleData(
            f"{data} was made by PostgreSQL {version or '(unknown)'}, and this HotelMate brings {MAJOR_VERSION}. "
            "Move the folder away to start afresh, or carry it over with pg_upgrade (or pg_dump and psql) first."
        )


def flush_folder(folder: Path) -> None:
    """Make a new name in the folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def ensure_roles_and_database(
    connection: "psycopg.Connection[tuple[object, ...]]",
) -> None:
    """Make what is missing; each step may have been the last one before a crash."""
    for role in (OWNER_ROLE, APP_ROLE):
        if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    if connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
        names = [sql.Identifier(name) for name in (DATABASE, OWNER_ROLE)]
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))
    open_to_all = "SELECT FROM pg_database WHERE datname = %s AND has_database_privilege('public', oid, 'CONNECT')"
    if connection.execute(open_to_all, [DATABASE]).fetchone() is not None:
        names = [sql.Identifier(name) for name in (DATABASE, APP_ROLE)]
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(*names))
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(*names[:1]))
