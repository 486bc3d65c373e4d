"""The two roles: one owns the tables, the other only works in them."""

import psycopg
import pytest
from django.db import connections

from hotelmate.config.database import APPEND_ONLY_TABLES, apply_grants, current_role, has_pending_migrations, migrate


def refused_with_insufficient_privilege(session: psycopg.Connection, statement: str) -> bool:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute(statement)
    session.rollback()
    return True


def test_the_application_does_not_connect_as_the_owner_of_the_tables():
    assert current_role("default") != current_role("owner")


def test_the_application_owns_no_table(open_session):
    owned = open_session().execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user").fetchone()
    assert owned == (0,)


@pytest.mark.parametrize("table", APPEND_ONLY_TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET note = note", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_application_may_not_change_history(open_session, table, change):
    statement = change.format(table).replace("SET note = note", "SET source = source")
    assert refused_with_insufficient_privilege(open_session(), statement)


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE rooms_room CASCADE",
        "DROP TABLE rooms_room CASCADE",
        "ALTER TABLE rooms_room DISABLE TRIGGER ALL",
        "CREATE TABLE somewhere_else (id int)",
        "DELETE FROM django_migrations",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_may_not_step_around_the_schema(open_session, statement):
    assert refused_with_insufficient_privilege(open_session(), statement)


def test_migrating_a_migrated_database_changes_nothing():
    migrate(verbosity=0)
    assert not has_pending_migrations("owner")


def test_the_application_can_tell_that_the_schema_is_current():
    assert not has_pending_migrations("default")


def test_a_single_role_keeps_its_own_tables():
    application = dict(connections["default"].settings_dict)
    try:
        connections["default"].close()
        connections["default"].settings_dict.update(USER=connections["owner"].settings_dict["USER"])
        apply_grants()
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT has_table_privilege('events_event', 'UPDATE')")
            assert cursor.fetchone() == (True,)
    finally:
        connections["default"].close()
        connections["default"].settings_dict.update(application)


def test_connections_of_the_application_give_up_waiting_and_read_committed_rows():
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('lock_timeout'), current_setting('transaction_isolation'),"
            " current_setting('TimeZone')"
        )
        assert cursor.fetchone() == ("3s", "read committed", "UTC")
