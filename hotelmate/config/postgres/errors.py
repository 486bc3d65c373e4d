"""Why the embedded server cannot be had. Each message says what to do next."""


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL cannot be used."""


class UnsupportedSystem(EmbeddedPostgresError):
    """This machine, or this account, cannot run the embedded server at all."""


class FolderNotAllowed(EmbeddedPostgresError):
    """The data folder belongs to somebody else, or cannot be reached or written."""


class IncompatibleData(EmbeddedPostgresError):
    """The data folder was made by another major version of PostgreSQL."""


class DiskFull(EmbeddedPostgresError):
    """There is no room left for the data folder."""


class ServerBusy(EmbeddedPostgresError):
    """Another process holds the server, its folder or its socket, and does not let go."""


class ServerFailed(EmbeddedPostgresError):
    """PostgreSQL itself gave up; the message carries the end of its log."""
