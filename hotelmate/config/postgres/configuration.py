"""What the server is told at each start: its settings, and who may come in."""

from pathlib import Path

from hotelmate.config.postgres.accounts import ROOT_UID, user_name
from hotelmate.config.postgres.files import write_text
from hotelmate.config.postgres.places import PORT, Place

SUPERUSER = "postgres"
OWNER_ROLE = "hotelmate_owner"
APP_ROLE = "hotelmate"
DATABASE = "hotelmate"
READABLE = 0o644

# For a machine of two cores with a few hundred megabytes to spare. Nothing here trades durability for speed.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_locks_per_transaction": "128",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_level": "replica",
    "wal_buffers": "16MB",
    "min_wal_size": "128MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "io_method": "sync",
    "autovacuum_naptime": "15s",
    "client_connection_check_interval": "2s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "cluster_name": "hotelmate",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_checkpoints": "off",
    # A refused statement would carry names and addresses of guests into the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


def write_configuration(place: Place) -> None:
    """Write the server's files anew; the account reads them, we own them."""
    local = place.folder / "postgresql.local.conf"
    if not local.exists():
        write_text(local, "# Settings of your own; they win over HotelMate's.\n", mode=READABLE)
    lines = [
        f"# Written at each start. Put settings of your own into {local.name} beside this file.",
        f"include {quoted(place.data / 'postgresql.conf')}",
        *(f"{name} = {quoted(value)}" for name, value in SETTINGS.items()),
        f"include {quoted(local)}",
    ]
    doors = ("local all all peer map=hotelmate", "local replication all peer map=hotelmate")
    visitors = (f'hotelmate "{name}" all' for name in visitor_names(place))
    for name, content in (("postgresql.conf", lines), ("pg_hba.conf", doors), ("pg_ident.conf", visitors)):
        write_text(place.folder / name, "".join(f"{line}\n" for line in content), mode=READABLE)


def visitor_names(place: Place) -> list[str]:
    """The operating-system users who may connect: root, and the user whose folder it is.

    The kernel vouches for them (peer authentication). An account that the server merely runs under is not among them:
    as root's choice it may be `nobody`, which other programs share.
    """
    uids = (ROOT_UID, place.folder.stat().st_uid)
    return sorted({name for uid in uids if (name := user_name(uid)) is not None})


def server_command(place: Place, programs: Path, socket_folder: Path, settings: dict[str, str]) -> list[str]:
    """The command line of the server."""
    ours = {
        "config_file": str(place.folder / "postgresql.conf"),
        "hba_file": str(place.folder / "pg_hba.conf"),
        "ident_file": str(place.folder / "pg_ident.conf"),
        "unix_socket_directories": str(socket_folder),
        "port": str(PORT),
        **settings,
    }
    options = [part for name, value in ours.items() for part in ("-c", f"{name}={value}")]
    return [str(programs / "postgres"), "-D", str(place.data), *options]


def quoted(value: object) -> str:
    """A value as PostgreSQL's configuration files spell it."""
    return "'" + str(value).replace("\\", "\\\\").replace("'", "''") + "'"
