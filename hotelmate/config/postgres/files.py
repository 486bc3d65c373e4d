"""Files that only their owner may read, and locks that end with the process that holds them."""

import errno
import fcntl
import os
from pathlib import Path

from hotelmate.config.postgres.accounts import we_are_root
from hotelmate.config.postgres.errors import DiskFull, FolderNotAllowed, ServerBusy
from hotelmate.config.postgres.wait import wait_until

PRIVATE_FILE = 0o600
OUT_OF_SPACE = (errno.ENOSPC, errno.EDQUOT)


def open_private(path: Path, flags: int = os.O_RDWR) -> int:
    """Open a file of ours, made if it is not there. A link in its place is refused.

    Root makes it the property of the folder's owner, so that a user who once ran `sudo` keeps access to his own data.
    """
    flags |= os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    except FileExistsError:
        return open_ours(path, flags)
    if we_are_root():
        owner = path.parent.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor


def open_ours(path: Path, flags: int) -> int:
    """Open a file that is there, and has no second name: one of those could be anybody's file."""
    descriptor = os.open(path, flags)
    if os.fstat(descriptor).st_nlink > 1:
        os.close(descriptor)
        raise FolderNotAllowed(f"{path} is a link to another file. Remove it and start again.")
    return descriptor


def write_text(path: Path, text: str, *, mode: int = PRIVATE_FILE) -> None:
    """Replace a file of ours as a whole: a reader sees the old text or the new one."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = open_private(draft, os.O_WRONLY)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape") as file:
        os.fchmod(descriptor, mode)
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    draft.replace(path)


def read_text(path: Path) -> str | None:
    """What a file of ours says; None where there is none."""
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape")
    except FileNotFoundError:
        return None


class FileLock:
    """A lock that the kernel drops when the last process that holds this descriptor ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = open_private(path)

    def try_shared(self) -> bool:
        """Take the lock together with other sharers, unless somebody holds it alone."""
        return self._try(fcntl.LOCK_SH)

    def try_exclusive(self) -> bool:
        """Take the lock alone, unless anybody else holds it."""
        return self._try(fcntl.LOCK_EX)

    def wait_shared(self, *, deadline_seconds: float) -> None:
        """Take the lock with other sharers, or say who should be asked."""
        self._insist(self.try_shared() or wait_until(self.try_shared, deadline_seconds=deadline_seconds))

    def wait_exclusive(self, *, deadline_seconds: float) -> None:
        """Take the lock alone, or say who should be asked."""
        self._insist(self.try_exclusive() or wait_until(self.try_exclusive, deadline_seconds=deadline_seconds))

    def unlock(self) -> None:
        """Give the lock back, and stay ready to take it again."""
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the lock back for good. Closing twice does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @property
    def descriptor(self) -> int:
        """The open file."""
        if self._descriptor is None:
            raise ValueError(f"{self.path} is closed")
        return self._descriptor

    def _try(self, operation: int) -> bool:
        try:
            fcntl.flock(self.descriptor, operation | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _insist(self, taken: bool) -> None:
        if not taken:
            raise ServerBusy(
                f"Another process has held {self.path} for too long. See who with `fuser {self.path}`, "
                "end it, and start again."
            )


def refuse_by_cause(error: OSError, folder: Path) -> FolderNotAllowed | DiskFull:
    """Turn a refusal of the file system into one that says what to do."""
    if error.errno in OUT_OF_SPACE:
        return DiskFull(
            f"No room left for {folder}: free some space, or set HOTELMATE_HOME to a folder on another disk."
        )
    return FolderNotAllowed(
        f"Cannot use {folder} ({error.strerror}: {error.filename}). "
        "Set HOTELMATE_HOME to a folder that you may write, or run as the user who owns it."
    )
