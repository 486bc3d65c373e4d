"""Start the embedded server, or join the one that runs."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Self
from urllib.parse import quote, urlencode

import click
import psycopg

from hotelmate.config.postgres.binaries import programs_for
from hotelmate.config.postgres.cluster import ensure_roles_and_database, make_cluster
from hotelmate.config.postgres.configuration import (
    APP_ROLE,
    DATABASE,
    OWNER_ROLE,
    SUPERUSER,
    server_command,
    write_configuration,
)
from hotelmate.config.postgres.errors import ServerBusy, ServerFailed
from hotelmate.config.postgres.files import FileLock, read_text, refuse_by_cause
from hotelmate.config.postgres.keeper import KEEPER_LOCK, USERS_LOCK, Assignment
from hotelmate.config.postgres.leftovers import clear_leftovers
from hotelmate.config.postgres.places import (
    PORT,
    Place,
    explain_elsewhere,
    find_place,
    find_socket_folder,
    require_within_reach,
)
from hotelmate.config.postgres.server_log import explain_failure, log_since, open_log
from hotelmate.config.postgres.wait import wait_until

START_LOCK = "start.lock"
OTHERS_SECONDS = 180.0  # another process may be making the cluster, or recovering a large one
READY_SECONDS = 120.0
CONNECT_SECONDS = 10
STARTING_OR_STOPPING = "57P"  # the class of errors that pass by waiting
STOP_SECONDS = 60.0
SOURCE_ROOT = Path(__file__).resolve().parents[3]


class Server:
    """A running server, and our claim on it: it runs as long as anybody holds such a claim."""

    def __init__(self, *, place: Place, socket_folder: Path, claim: FileLock) -> None:
        self.place = place
        self.socket_folder = socket_folder
        self._claim = claim

    @property
    def folder(self) -> Path:
        """All of the server's files."""
        return self.place.folder

    @property
    def data_dir(self) -> Path:
        """The cluster: what to back up."""
        return self.place.data

    @property
    def log(self) -> Path:
        """What the server and its keeper have to say."""
        return self.place.log

    @property
    def app_url(self) -> str:
        """The address for the application: a role that owns nothing."""
        return self.url()

    @property
    def owner_url(self) -> str:
        """The address for migrations: the role that owns the database."""
        return self.url(role=OWNER_ROLE)

    @property
    def superuser_url(self) -> str:
        """The address of the cluster's administrator, for backups and for tests that make databases."""
        return self.url(role=SUPERUSER, database="postgres")

    def url(self, *, role: str = APP_ROLE, database: str = DATABASE) -> str:
        """The address of any database, as any role."""
        where = urlencode(
            {"host": str(self.socket_folder), "port": str(PORT)},
            quote_via=quote,
            safe="/",
        )
        return f"postgresql://{quote(role, safe='')}@/{quote(database, safe='')}?{where}"

    def release(self, *, wait: bool = False) -> None:
        """Give up our claim; the server stops soon after the last one is gone.

        With `wait`, return only when it has stopped, if the last claim was ours. Releasing twice does nothing.
        """
        self._claim.close()
        if wait:
            stop_if_unused(self.folder)

    def __enter__(self) -> Self:
        """Keep the claim for the length of a `with` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give the claim up."""
        self.release()


def ensure_running(home: Path, settings: Mapping[str, str] | None = None) -> Server:
    """Start the server of this home, or join it if it runs; make its cluster, roles and database if need be.

    `settings` are further PostgreSQL settings for the one who starts it. Call it again at any time: it repairs what was
    killed, at the same addresses.
    """
    try:
        place = find_place(home)
        with closing(FileLock(place.folder / START_LOCK)) as start:
            start.wait_exclusive(deadline_seconds=OTHERS_SECONDS)
            claim = FileLock(place.folder / USERS_LOCK)
            try:
                claim.wait_shared(deadline_seconds=OTHERS_SECONDS)
                return start_or_join(place, start, claim, dict(settings or {}))
            except BaseException:
                claim.close()
                raise
    except OSError as error:
        raise refuse_by_cause(error, home) from error


def start_or_join(place: Place, start: FileLock, claim: FileLock, settings: dict[str, str]) -> Server:
    """Bring the server up while nobody else may try."""
    socket_folder = find_socket_folder(place)
    server = Server(place=place, socket_folder=socket_folder, claim=claim)
    if keeper_lives(place.folder) and becomes_ready(server) and keeper_lives(place.folder):
        return server
    if place.is_elsewhere:
        click.echo(explain_elsewhere(place), err=True)
    require_within_reach(place)
    programs = programs_for(place.account)
    make_cluster(place, programs)
    clear_leftovers(place.data, socket_folder)
    write_configuration(place)
    assignment = Assignment(
        folder=place.folder,
        data=place.data,
        log=place.log,
        socket_folder=socket_folder,
        account=place.account,
        command=server_command(place, programs, socket_folder, settings),
    )
    log = open_log(place.log)
    try:
        told_before = os.fstat(log).st_size
        start_keeper(assignment, start, log)
    finally:
        os.close(log)
    if not becomes_ready(server):
        raise explain_failure(place, log_since(place.log, told_before))
    return server


def start_keeper(assignment: Assignment, start: FileLock, log: int) -> None:
    """Start the keeper in a session of its own: neither Ctrl-C nor the end of our terminal reaches it.

    It holds the start's lock until it has its own: if we are killed now, the next start waits for it, and finds it.
    """
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(SOURCE_ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    subprocess.run(
        [sys.executable, "-m", "hotelmate.config.postgres", assignment.to_json(), str(start.descriptor)],
        pass_fds=[start.descriptor],
        check=False,
        cwd="/",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


def keeper_lives(folder: Path) -> bool:
    """Whether a keeper holds its lock. It is named in the lock's file."""
    with closing(FileLock(folder / KEEPER_LOCK)) as lock:
        return not lock.try_shared()


def becomes_ready(server: Server) -> bool:
    """Wait until the server lets us in and has what it needs; False if its keeper gave up."""
    refusals: list[psycopg.OperationalError] = []

    def settled() -> bool:
        try:
            with psycopg.connect(server.superuser_url, autocommit=True, connect_timeout=CONNECT_SECONDS) as connection:
                ensure_roles_and_database(connection)
        except psycopg.OperationalError as error:
            if error.sqlstate is not None and not error.sqlstate.startswith(STARTING_OR_STOPPING):
                raise explain_failure(server.place, str(error)) from error
            refusals[:] = [error]
            return not keeper_lives(server.folder)
        refusals.clear()
        return True

    if not wait_until(settled, deadline_seconds=READY_SECONDS):
        raise ServerFailed(
            f"PostgreSQL does not let us in after {READY_SECONDS:.0f} seconds. Its refusal: {refusals[0]}. "
            f"See {server.log}; a large recovery may need longer: start again."
        ) from refusals[0]
    return not refusals


def stop_if_unused(folder: Path) -> None:
    """Have the keeper stop the server now, unless somebody uses it, and wait until it has."""
    try:
        start, users = FileLock(folder / START_LOCK), FileLock(folder / USERS_LOCK)
    except FileNotFoundError:
        return  # the folder was removed, at which the keeper stops by itself

    def settled() -> bool:
        if not keeper_lives(folder):
            return True
        if users.try_exclusive():
            users.unlock()
            tell_keeper_to_stop(folder)
            return False
        shared_with_others = users.try_shared()  # else the keeper has it, since it is stopping
        users.unlock()
        return shared_with_others

    with closing(start), closing(users):
        start.wait_exclusive(deadline_seconds=OTHERS_SECONDS)
        if not wait_until(settled, deadline_seconds=STOP_SECONDS):
            raise ServerBusy(f"The server in {folder} does not stop; see its postgres.log.")


def tell_keeper_to_stop(folder: Path) -> None:
    """Save the keeper its pause; one that belongs to root stops by itself a moment later."""
    pid = read_text(folder / KEEPER_LOCK)
    if pid:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(int(pid), signal.SIGTERM)
