"""A disk without room. Collected only where a small one can be mounted."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from hotelmate.config.postgres.errors import DiskFull
from hotelmate.config.postgres.server import Server


def test_a_disk_that_is_really_full_is_named(fresh_home: Path, start: Callable[[Path], Server]) -> None:
    small = fresh_home / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=711", "tmpfs", str(small)], check=True)
    try:
        with pytest.raises(DiskFull, match="free some space"):
            start(small)
    finally:
        subprocess.run(["umount", str(small)], check=True)
