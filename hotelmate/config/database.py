"""The schema and who may touch what: migrations as the owner, grants for the application's role."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

APPEND_ONLY_TABLES = ("events_event", "housekeeping_roomstatusevent")
MIGRATION_LOCK = 0x486F74656C  # "Hotel": any number that all versions agree on


def migrate(*, verbosity: int = 1) -> None:
    """Bring the schema up to date and renew the grants; a second process that starts meanwhile waits."""
    with migration_lock():
        call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
        apply_grants()


def has_pending_migrations(alias: str = "default") -> bool:
    """Tell whether the schema is older than this code."""
    executor = MigrationExecutor(connections[alias])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def migration_lock() -> Iterator[None]:
    """Hold the one lock that migrations of this database take."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def apply_grants() -> None:
    """Let the application's role read and write rows, and nothing else."""
    application_role = current_role("default")
    if application_role == current_role("owner"):
        # One role for both: its foreign keys would stop working without UPDATE on its own tables,
        # and the append-only triggers refuse what the grants would.
        return
    role = sql.Identifier(application_role)
    statements = [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(role),
        sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(role),
        sql.SQL("REVOKE TRUNCATE ON ALL TABLES IN SCHEMA public FROM {}").format(role),
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(role),
        # A temporary table of a session's own would stand in front of ours, for triggers too.
        sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC, {}").format(
            sql.Identifier(connections["owner"].settings_dict["NAME"]), role
        ),
    ]
    statements += [
        sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(table), role)
        for table in existing_tables(APPEND_ONLY_TABLES)
    ]
    # One command string is one transaction: a running application never sees the grants half done.
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql.SQL("; ").join(statements).as_string(cursor.connection))


def current_role(alias: str) -> str:
    """Return the role that this connection works as."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def existing_tables(names: tuple[str, ...]) -> list[str]:
    """Return those of the named tables that the schema has."""
    present = set(connections["owner"].introspection.table_names())
    return [name for name in names if name in present]
