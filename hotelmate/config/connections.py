"""Connections that the database closed are left behind when a request begins, without asking the database."""

import select

from django.core.signals import request_started
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


def drop_hung_up(**_: object) -> None:
    """Close each kept connection whose other end has hung up; the next statement opens a new one.

    A server that stops says goodbye, so there is something to read from a connection on which nothing was asked. A
    statement that asks instead (CONN_HEALTH_CHECKS) costs every request a round trip.
    """
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block and _hung_up(connection):
            connection.close()


def _hung_up(wrapper: BaseDatabaseWrapper) -> bool:
    raw = wrapper.connection
    if raw is None:
        return False
    if raw.closed:
        return True
    poll = select.poll()
    poll.register(raw.fileno(), select.POLLIN | select.POLLERR | select.POLLHUP)
    return bool(poll.poll(0))


def watch() -> None:
    """Do so at the beginning of every request."""
    request_started.connect(drop_hung_up, dispatch_uid="drop_hung_up")
