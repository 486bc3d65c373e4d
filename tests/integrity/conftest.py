"""A hotel to break, and the tables without anything that would refuse it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from hotelmate.core import clock
from hotelmate.integrity.queries import run_checks
from hotelmate.integrity.report import Finding
from tests.database import Database

from .house import House

MIDDAY = datetime(2026, 3, 10, 12, tzinfo=UTC)

# Everything that refuses a row, on the tables that have a hotel. Foreign keys first: they need the keys they point at.
DROP_EVERY_GUARD = """
    DO $$
    DECLARE guard record;
    BEGIN
        FOR guard IN
            SELECT c.conrelid::regclass AS relation, c.conname
            FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attname = 'hotel_id'
            WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('f', 'c', 'x', 'u', 'p')
            ORDER BY c.contype <> 'f'
        LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', guard.relation, guard.conname);
        END LOOP;
        FOR guard IN
            SELECT i.indexrelid::regclass AS name
            FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attname = 'hotel_id'
            WHERE i.indisunique AND i.indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
        LOOP
            EXECUTE format('DROP INDEX %s', guard.name);
        END LOOP;
        FOR guard IN
            SELECT DISTINCT t.tgrelid::regclass AS relation FROM pg_trigger t WHERE NOT t.tgisinternal
        LOOP
            EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', guard.relation);
        END LOOP;
    END $$
"""

FoundAfter = Callable[..., Finding]


@pytest.fixture(autouse=True)
def _at_midday() -> Iterator[None]:
    """No test runs across the change of the business date."""
    with clock.travel_to(MIDDAY):
        yield


@pytest.fixture(scope="module")
def house(database: Database) -> House:
    """One house for the tests of a file; whoever changes it takes that back."""
    with clock.travel_to(MIDDAY):
        return House()


@pytest.fixture(scope="module")
def _without_guards(house: House, database: Database) -> Iterator[psycopg.Cursor]:
    # The transaction locks every table, so the house stands before it begins, and such files have no tests of others.
    with psycopg.connect(database.owner_url) as session, session.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute(DROP_EVERY_GUARD)
        yield cursor
        session.rollback()


@pytest.fixture
def unguarded(_without_guards: psycopg.Cursor) -> Iterator[psycopg.Cursor]:
    """A cursor of the owner, on tables that refuse nothing; all that it does is rolled back after the test."""
    _without_guards.execute("SAVEPOINT before_the_test")
    yield _without_guards
    _without_guards.execute("ROLLBACK TO SAVEPOINT before_the_test")


@pytest.fixture
def found_after(house: House, unguarded: psycopg.Cursor) -> FoundAfter:
    """Break rows with statements of SQL, and return the one finding of the check that is to find it.

    No other check may find anything, but for those that are named in `also`. Statements may name `%(hotel)s`, rooms by
    their number (`%(101)s`), bookings by what they are (`%(arriving)s`), types, dates (`%(today)s`) and given values.
    """

    def break_and_verify(check: str, *statements: str, also: tuple[str, ...] = (), **values: object) -> Finding:
        for statement in statements:
            unguarded.execute(statement, {**house.keys(), **values})
            assert unguarded.rowcount > 0, f"nothing was broken by {statement}"
        failed = run_checks(unguarded, house.hotel).failed
        assert set(failed) == {check, *also}
        assert len(failed[check]) == 1
        return failed[check][0]

    return break_and_verify
