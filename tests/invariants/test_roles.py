"""The application's role cannot step around the constraints: it owns nothing and may switch nothing off."""

import psycopg
import pytest

from .rows import one

OURS = "^(core|hotel|staff|rooms|room_bookings|housekeeping|payments|events|notifications)_"


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "ALTER TABLE rooms_roomallocation DISABLE TRIGGER ALL",
        "ALTER TABLE rooms_roomallocation DROP CONSTRAINT room_double_booked",
        "ALTER TABLE rooms_roomallocation ALTER CONSTRAINT allocation_matches_block DEFERRABLE",
        "DROP TRIGGER booking_guard ON room_bookings_roombooking",
        "CREATE OR REPLACE FUNCTION public.booking_guard() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "DROP FUNCTION public.hotelmate_refuse(text, text)",
        "CREATE TRIGGER back_door BEFORE INSERT ON rooms_room FOR EACH ROW EXECUTE FUNCTION room_guard()",
        "CREATE RULE back_door AS ON INSERT TO events_event DO INSTEAD NOTHING",
        "CREATE TABLE public.anything (id int)",
        "CREATE SCHEMA anything",
        "CREATE TEMPORARY TABLE anything (id int)",
        "CREATE VIEW public.anything AS SELECT 1",
        "TRUNCATE housekeeping_fault",
        "COPY rooms_room TO PROGRAM 'true'",
        "ALTER SYSTEM SET fsync = off",
    ],
)
def test_the_application_may_not(open_session, statement):
    session = open_session(autocommit=True)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute(statement)


def test_the_application_is_neither_the_owner_nor_a_member_of_it(open_session):
    session = open_session()
    owners = {
        row[0]
        for row in session.execute(
            "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        )
    }
    assert one(session, "SELECT current_user") not in owners
    for owner in owners:
        assert one(session, "SELECT pg_has_role(current_user, %s, 'MEMBER')", [owner]) is False
    assert (
        one(session, "SELECT rolsuper OR rolbypassrls OR rolreplication FROM pg_roles WHERE rolname = current_user")
        is False
    )


@pytest.mark.parametrize("privilege", ["TRUNCATE", "TRIGGER", "REFERENCES"])
def test_the_application_lacks_on_every_table_the_privilege_to(open_session, privilege):
    session = open_session()
    question = (
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND has_table_privilege(oid, %s)"
    )
    assert session.execute(question, [privilege]).fetchall() == []


def test_every_trigger_and_constraint_of_ours_is_switched_on(open_session):
    session = open_session()
    off = (
        "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'O'"
        " UNION ALL SELECT conname FROM pg_constraint WHERE NOT convalidated"
    )
    assert session.execute(off).fetchall() == []


def test_no_function_of_ours_runs_with_the_owners_rights(open_session):
    session = open_session()
    question = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    assert session.execute(question).fetchall() == []


def test_every_table_of_ours_that_may_not_lose_rows_refuses_to_be_emptied(open_session):
    session = open_session()
    guarded = {
        row[0]
        for row in session.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgtype & 32 > 0 AND NOT tgisinternal"
        )
    }
    deletable = {
        row[0]
        for row in session.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid WHERE tgtype & 8 > 0"
            " AND proname IN ('hotelmate_append_only', 'hotelmate_never_deleted') AND tgtype & 1 > 0"
        )
    }
    # A window's rows are pointed at by claims, so that emptying the table would empty theirs and the bookings' too.
    assert deletable - guarded == {"rooms_roomblock"}
