"""A connection that the database closed is not used again; one that is well keeps what it has prepared."""

import asyncio
from contextlib import suppress

import pytest
from django.db import DataError, connection, transaction

from hotelmate.config.connections import drop_hung_up


class RefusedByARule(Exception):
    """Raised in a transaction in which the database refused nothing."""


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_a_connection_that_hung_up_is_replaced_when_a_request_begins(open_session):
    first = backend()
    with open_session(role="app", autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
    drop_hung_up()
    assert backend() != first


def test_a_connection_that_is_well_is_kept():
    first = backend()
    drop_hung_up()
    assert backend() == first


def test_a_test_with_a_browser_uses_the_connection_of_those_without(request):
    first = backend()
    request.getfixturevalue("page")
    assert backend() == first


def prepared() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return {statement for (statement,) in cursor.fetchall()}


def ask(question: str) -> None:
    with connection.cursor() as cursor:
        for _ in range(5):
            cursor.execute(question)


def ask_and_refuse(question: str) -> None:
    with suppress(RefusedByARule), transaction.atomic():
        ask(question)
        raise RefusedByARule


def test_what_is_prepared_outlives_a_change_that_is_refused():
    question = "SELECT 'outlives a refusal'"
    ask_and_refuse(question)
    assert question in prepared()
    ask(question)
    with transaction.atomic():
        ask(question)
    assert question in prepared()


def test_a_rollback_undoes_what_was_written():
    first = backend()
    ask_and_refuse("SELECT set_config('hotelmate.undone', 'written', false)")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('hotelmate.undone', true), pg_backend_pid()")
        assert cursor.fetchone() in [("", first), (None, first)]


def test_what_is_prepared_is_made_anew_after_an_error_of_the_database():
    question = "SELECT 'made anew after an error'"
    ask(question)
    assert question in prepared()
    with pytest.raises(DataError), transaction.atomic():
        ask("SELECT 1 / 0")
    assert question not in prepared()
    ask(question)


async def nothing() -> str:
    return "done"


@pytest.mark.usefixtures("_running_chromium")
def test_a_browser_of_another_test_leaves_no_loop_behind():
    assert asyncio.run(nothing()) == "done"
    assert backend() > 0
