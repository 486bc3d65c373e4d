"""What a killed server leaves behind, told apart from what merely looks like it."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from hotelmate.config.postgres.errors import ServerBusy
from hotelmate.config.postgres.wait import wait_until

PATIENCE_SECONDS = 10.0
STAYING = ("starting", "ready", "standby")


def server_processes(data: Path) -> list[int]:
    """The PostgreSQL processes that work in this data folder.

    A server's processes have the data folder as their working folder. A process number in `postmaster.pid` alone proves
    nothing: the kernel may have given it to somebody else since.
    """
    try:
        there = data.stat()
    except FileNotFoundError:
        return []
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit() and is_server_process(Path("/proc") / entry, there):
            found.append(int(entry))
    return found


def is_server_process(process: Path, data: os.stat_result) -> bool:
    """Whether the process is a PostgreSQL that works in that folder; one we may not look into is not."""
    try:
        if (process / "comm").read_text().strip() != "postgres":
            return False
        there = os.stat(process / "cwd")
    except OSError:
        return False
    return (there.st_dev, there.st_ino) == (data.st_dev, data.st_ino)


def postmaster_status(data: Path) -> str:
    """How far the server says it is: `starting`, `ready`, `stopping`; empty where it says nothing."""
    return postmaster_line(data, 7)


def postmaster_line(data: Path, number: int) -> str:
    """A line of the file in which a server says who it is; empty where it has not got so far."""
    try:
        lines = (data / "postmaster.pid").read_text(errors="replace").splitlines()
    except OSError:
        return ""
    return lines[number].strip() if len(lines) > number else ""


def living_postmaster(data: Path) -> int | None:
    """The server that works in this data folder, if one does."""
    said = postmaster_line(data, 0)
    return int(said) if said.isdigit() and int(said) in server_processes(data) else None


def clear_leftovers(data: Path, socket_folder: Path) -> None:
    """Bring a data folder without a keeper to the point where a new server can start in it."""
    end_orphans(data)
    # Nobody works here any more. These files could only name a stranger who got the old number.
    for path in (data / "postmaster.pid", *socket_folder.glob(".s.PGSQL.*")):
        path.unlink(missing_ok=True)


def end_orphans(data: Path) -> None:
    """Wait for processes of an earlier server, which the death of its keeper told to stop; then insist."""

    def nobody_left() -> bool:
        return not server_processes(data)

    if wait_until(nobody_left, deadline_seconds=PATIENCE_SECONDS):
        return
    stranger = living_postmaster(data)
    if stranger is not None and postmaster_status(data) in STAYING:
        raise ServerBusy(
            f"A PostgreSQL that HotelMate did not start works in {data} (process {stranger}). "
            "Stop it, then start again."
        )
    for last_word in (signal.SIGQUIT, signal.SIGKILL):
        for pid in server_processes(data):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, last_word)
        if wait_until(nobody_left, deadline_seconds=PATIENCE_SECONDS):
            return
    raise ServerBusy(
        f"Processes of an earlier server still work in {data} and cannot be ended: "
        f"{', '.join(map(str, server_processes(data)))}. End them as the user who started them, then start again."
    )
