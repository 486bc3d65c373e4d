"""A connection that the database closed is not used again."""

import asyncio

import pytest
from django.db import connection

from hotelmate.config.connections import drop_hung_up


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


async def nothing() -> str:
    return "done"


@pytest.mark.usefixtures("_running_chromium")
def test_a_browser_of_another_test_leaves_no_loop_behind():
    assert asyncio.run(nothing()) == "done"
    assert backend() > 0
