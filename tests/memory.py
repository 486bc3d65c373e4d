"""Where the files of tests are: in memory, where there is room for them.

The tests make and delete many thousands: clusters, homes, profiles of browsers. Before ext4 makes a file it passes by
every one that was deleted in the last minutes, so that on a disk each run and each test costs the next one more.
"""

import os
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 4 * 2**30
FOR_ALL = 0o777  # some tests run servers as another user


def keep_files_in_memory() -> None:
    """Have all temporary files made in memory, those of the programs that tests start too. TMPDIR has the last word."""
    if "TMPDIR" not in os.environ and has_room(MEMORY):
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # asked for anew


def has_room(folder: Path) -> bool:
    """Whether everybody may write and run programs in this folder, and there is room."""
    if not folder.is_dir() or folder.stat().st_mode & FOR_ALL != FOR_ALL:
        return False
    about = os.statvfs(folder)
    return about.f_bavail * about.f_frsize >= ENOUGH_BYTES and not about.f_flag & (os.ST_NOEXEC | os.ST_RDONLY)
