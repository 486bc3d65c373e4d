"""The embedded PostgreSQL: `ensure_running(home)` starts it or joins it."""

from hotelmate.config.postgres.errors import (
    DiskFull,
    EmbeddedPostgresError,
    FolderNotAllowed,
    IncompatibleData,
    ServerBusy,
    ServerFailed,
    UnsupportedSystem,
)
from hotelmate.config.postgres.server import Server, ensure_running

__all__ = [
    "DiskFull",
    "EmbeddedPostgresError",
    "FolderNotAllowed",
    "IncompatibleData",
    "Server",
    "ServerBusy",
    "ServerFailed",
    "UnsupportedSystem",
    "ensure_running",
]
