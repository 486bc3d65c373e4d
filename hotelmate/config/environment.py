"""What the process needs in its environment before Django starts, and who puts it there.

Settings only read the environment. Where no DATABASE_URL is given, the command starts the embedded
PostgreSQL and exports its addresses, so that every child process finds the same database.
"""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

import psycopg

from hotelmate.config.database_url import parse_database_url
from hotelmate.config.postgres.server import Server, ensure_running

SETTINGS_MODULE = "hotelmate.config.settings"
OLDEST_SERVER = 150_000
CONNECT_TIMEOUT_SECONDS = 10
NOTHING_LISTENS_HERE = "postgresql://nobody@127.0.0.1:1/offline"


class NotReady(Exception):
    """The environment does not allow HotelMate to start; the message says what to change."""


def data_folder() -> Path:
    """Return HOTELMATE_HOME, the folder that everything of this installation lies in."""
    return Path(os.environ.get("HOTELMATE_HOME") or "var").expanduser().absolute()


def use_folder(name: str) -> None:
    """Let this process and its children live in a folder of their own below HOTELMATE_HOME."""
    os.environ["HOTELMATE_HOME"] = str(data_folder() / name)


def prepare() -> Server | None:
    """Make a database reachable and export its addresses; return the embedded server if it is used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS_MODULE)
    if os.environ.get("DATABASE_URL"):
        require_supported_server(os.environ["DATABASE_URL"])
        return None
    home = data_folder()
    server = ensure_running(home)
    os.environ["HOTELMATE_HOME"] = str(home)
    os.environ["DATABASE_URL"] = server.app_url
    os.environ["DATABASE_OWNER_URL"] = server.owner_url
    os.environ["SECRET_KEY"] = os.environ.get("SECRET_KEY") or read_or_make_secret_key(home)
    return server


def prepare_offline() -> None:
    """Let code be loaded that never connects: help texts, type checks, the OpenAPI document."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS_MODULE)
    os.environ.setdefault("DATABASE_URL", NOTHING_LISTENS_HERE)
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))


def read_or_make_secret_key(home: Path) -> str:
    """Return the installation's secret key, made on first use and readable by its owner only."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / "secret_key"
    if not path.exists():
        # Written in full under another name first: two processes that start at once agree on one key.
        with tempfile.NamedTemporaryFile("w", dir=home, prefix="secret_key.") as draft:
            draft.write(secrets.token_urlsafe(50))
            draft.flush()
            with suppress(FileExistsError):
                os.link(draft.name, path)
    return path.read_text().strip()


def require_supported_server(url: str) -> None:
    """Refuse an address that is not PostgreSQL 15 or newer, or that nobody answers at."""
    parse_database_url(url)
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT_SECONDS, autocommit=True) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError as error:
        raise NotReady(f"The database of DATABASE_URL cannot be reached: {error}") from error
    if version < OLDEST_SERVER:
        raise NotReady(f"HotelMate needs PostgreSQL 15 or newer; the server of DATABASE_URL is {version // 10_000}.")
