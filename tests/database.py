"""The tests' database: one template with all migrations, cloned for each process that runs tests.

Rows are append-only, so nothing is rolled back or truncated: every test makes a hotel of its own and leaves it.
The template is kept between runs under a name that tells which migrations made it.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import psycopg
from django.db import connections
from psycopg import sql

from hotelmate.config.database import apply_grants, migrate
from hotelmate.config.postgres.server import Server, ensure_running

ROOT = Path(__file__).resolve().parent.parent
NIGHTS_IN_ORDER = Path(__file__).with_name("nights_in_order.sql")
PREFIX = "hotelmate_test_"
OWNER_ROLE = "hotelmate_test_owner"
APP_ROLE = "hotelmate_test_app"
ROLE_PASSWORD = "hotelmate"
SETUP_LOCK = 0x7E57
# Nothing here survives a power cut, and nothing needs to. Races that end in a deadlock are told so at once.
FOR_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "deadlock_timeout": "50ms"}


@dataclass(frozen=True)
class Database:
    """A database of the tests, under the address of each role."""

    name: str
    app_url: str
    owner_url: str


class Cluster:
    """The server that the tests run on: the one of DATABASE_URL, otherwise an embedded one of their own."""

    def __init__(self, given_url: str | None) -> None:
        self.server: Server | None = None
        if given_url is None:
            self.server = ensure_running(ROOT / "var" / "test", FOR_TESTS)
        self.admin_url = given_url or self.server.superuser_url

    def url(self, role: str, database: str) -> str:
        """The address of one database as one role."""
        if self.server is not None:
            return self.server.url(role=role, database=database)
        given = urlsplit(self.admin_url)
        parameters = {**dict(parse_qsl(given.query)), "user": role, "password": ROLE_PASSWORD}
        where = given.netloc.rpartition("@")[2]
        return f"{given.scheme}://{where}/{quote(database)}?{urlencode(parameters, safe='/')}"

    def database(self, name: str) -> Database:
        """A database of this server by its name."""
        return Database(name, app_url=self.url(APP_ROLE, name), owner_url=self.url(OWNER_ROLE, name))

    @contextmanager
    def setup(self) -> Iterator[psycopg.Connection]:
        """A connection that may make databases, while no other test process does."""
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            admin.execute("SELECT pg_advisory_lock(%s)", [SETUP_LOCK])
            yield admin

    def release(self) -> None:
        """Let the embedded server stop when nobody else uses it."""
        if self.server is not None:
            self.server.release()


@contextmanager
def cloned_database(given_url: str | None) -> Iterator[Database]:
    """A database of this process's own, with the schema of today, dropped at the end."""
    cluster = Cluster(given_url)
    try:
        with cluster.setup() as admin:
            ensure_roles(admin)
            drop_leftovers(admin)
            template = ensure_template(cluster, admin)
            clone = cluster.database(f"{PREFIX}run_{os.getpid()}_{os.urandom(3).hex()}")
            create(admin, clone.name, template=template.name)
            # Held open so that another run sees that this clone is in use.
            keeper = psycopg.connect(clone.owner_url, autocommit=True)
        use(clone)
        # What is granted on a database is not cloned with it.
        apply_grants()
        keeper.execute(NIGHTS_IN_ORDER.read_bytes())
        try:
            yield clone
        finally:
            connections.close_all()
            keeper.close()
            with cluster.setup() as admin:
                drop(admin, clone.name)
    finally:
        cluster.release()


def use(database: Database) -> None:
    """Point Django's aliases, and the programs that a test starts, to the database."""
    connections.close_all()
    for alias, url in (("default", database.app_url), ("owner", database.owner_url)):
        parameters = psycopg.conninfo.conninfo_to_dict(url)
        entry = connections[alias].settings_dict
        for libpq_name, django_name in (
            ("dbname", "NAME"),
            ("user", "USER"),
            ("password", "PASSWORD"),
            ("host", "HOST"),
            ("port", "PORT"),
        ):
            entry[django_name] = str(parameters.get(libpq_name) or "")
    os.environ["DATABASE_URL"] = database.app_url
    os.environ["DATABASE_OWNER_URL"] = database.owner_url


def ensure_template(cluster: Cluster, admin: psycopg.Connection) -> Database:
    """The database with all migrations; made when the migrations changed since the last run."""
    template = cluster.database(f"{PREFIX}template_{schema_fingerprint()}")
    if exists(admin, template.name):
        return template
    draft = cluster.database(f"{PREFIX}draft")
    drop(admin, draft.name)
    create(admin, draft.name)
    use(draft)
    migrate(verbosity=0)
    connections.close_all()
    # The name says that it is whole, so it gets it last.
    admin.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft.name), sql.Identifier(template.name))
    )
    return template


def schema_fingerprint() -> str:
    """A short name for the schema: it changes with any migration, ours or a library's, and with the grants."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for path in sorted(
        [
            *ROOT.glob("hotelmate/**/migrations/**/*.py"),
            *ROOT.glob("hotelmate/**/*.sql"),
            ROOT / "hotelmate/config/database.py",
        ]
    ):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def ensure_roles(admin: psycopg.Connection) -> None:
    """The two roles of an installation, made where the server does not have them."""
    for role in (OWNER_ROLE, APP_ROLE):
        known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        if known is None:
            admin.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(ROLE_PASSWORD))
            )
    admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER_ROLE)))


def drop_leftovers(admin: psycopg.Connection) -> None:
    """Drop what nobody is connected to: clones of killed runs, templates of older migrations."""
    current = f"{PREFIX}template_{schema_fingerprint()}"
    unused = admin.execute(
        "SELECT datname FROM pg_database d WHERE starts_with(datname, %s) AND datname <> %s"
        " AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)",
        [PREFIX, current],
    ).fetchall()
    for (name,) in unused:
        drop(admin, name)


def exists(admin: psycopg.Connection, name: str) -> bool:
    return admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def create(admin: psycopg.Connection, name: str, *, template: str = "template0") -> None:
    admin.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(OWNER_ROLE), sql.Identifier(template)
        )
    )


def drop(admin: psycopg.Connection, name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
