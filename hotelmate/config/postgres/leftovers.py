"""What a killed server leaves behind, told apart from what merely looks like it."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from hotelmate.config.postgres.errors import ServerBusy
from hotelmate.config.postgres.wait import wait_until

PATIENCE_SECONDS = 2.0
STOP_SECONDS = 30.0
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
    """See the processes of an earlier server off. One that somebody else started, and that stays, is refused."""

    def nobody_left() -> bool:
        return not server_processes(data)

    def stopping_or_gone() -> bool:
        return living_postmaster(data) is None or postmaster_status(data) not in STAYING

    # The end of its keeper told a server to stop; it says so in its file at once, and then takes its time.
    if not wait_until(stopping_or_gone, deadline_seconds=PATIENCE_SECONDS):
        raise ServerBusy(
            f"A PostgreSQL that HotelMate did not start works in {data} (process {living_postmaster(data)}). "
            "Stop it, then start again."
        )
    wait_until(lambda: living_postmaster(data) is None, deadline_seconds=STOP_SECONDS)
    # A server that was killed may leave processes that are too busy to notice. They keep the data folder locked.
    for last_word in (signal.SIGQUIT, signal.SIGKILL):
        if wait_until(nobody_left, deadline_seconds=PATIENCE_SECONDS):
            return
        for pid in server_processes(data):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, last_word)
    if wait_until(nobody_left, deadline_seconds=PATIENCE_SECONDS):
        return
    raise ServerBusy(
        f"Processes of an earlier server still work in {data} and cannot be ended: "
        f"{', '.join(map(str, server_processes(data)))}. End them as the user who started them, then start again."
    )
