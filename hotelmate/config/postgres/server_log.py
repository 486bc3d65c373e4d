"""The server's log: kept short, and read when a start fails."""

import os
import shutil
from pathlib import Path

from hotelmate.config.postgres.errors import (
    DiskFull,
    EmbeddedPostgresError,
    FolderNotAllowed,
    ServerBusy,
    ServerFailed,
)
from hotelmate.config.postgres.files import open_private
from hotelmate.config.postgres.places import Place

LARGEST_LOG_BYTES = 10_000_000
TOLD_LINES = 15


def open_log(path: Path) -> int:
    """Open the log to append to it."""
    return open_private(path, os.O_WRONLY | os.O_APPEND)


def shorten_log(path: Path) -> None:
    """Move a log that has grown too long aside. The server goes on writing into the emptied file."""
    try:
        if path.stat().st_size <= LARGEST_LOG_BYTES:
            return
        older = path.with_name(path.name + ".1")
        older.unlink(missing_ok=True)
        with open(open_private(older, os.O_WRONLY), "wb") as target, path.open("rb") as source:
            shutil.copyfileobj(source, target)
        os.truncate(path, 0)
    except OSError:
        return  # somebody removed the log, or the disk is full: neither is a reason to stop the server


def log_since(path: Path, offset: int) -> str:
    """What was written after the offset."""
    with path.open("rb") as file:
        file.seek(offset)
        return file.read().decode(errors="replace")


def explain_failure(place: Place, said: str) -> EmbeddedPostgresError:
    """Turn what PostgreSQL said before it gave up into an error that says what to do next."""
    told = "\n".join(said.strip().splitlines()[-TOLD_LINES:])
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return DiskFull(f"No room left for {place.folder}: free some space and start again.\n{told}")
    if ("lock file" in said and "already exists" in said) or "Address already in use" in said:
        return ServerBusy(f"Another PostgreSQL uses {place.folder} or its socket: stop it and start again.\n{told}")
    if "Permission denied" in said or "has wrong ownership" in said or "has invalid permissions" in said:
        return FolderNotAllowed(
            f"The account {place.account.name} may not use {place.folder}: give that folder's `data` back to it "
            f"(chown -R {place.account.name}; chmod 700), then start again.\n{told}"
        )
    return ServerFailed(f"PostgreSQL did not start; {place.log} has the whole story. Its last words:\n{told}")
