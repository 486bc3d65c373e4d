"""Serving endpoints: one event after another to each, many endpoints at once.

All of a process's serving shares one thread for the database, whose session holds the endpoints that are served, and a
few for looking up names. Waiting for receivers takes no thread, so a receiver that hangs takes nobody's place.
"""

import asyncio
import contextvars
import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from types import TracebackType
from typing import Self, TypeVar

import structlog
from django.db import InterfaceError, OperationalError, connections

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.core.transactions import one_transaction
from hotelmate.notifications.webhooks.holding import Hold, let_go, take_hold
from hotelmate.notifications.webhooks.posting import Answer, Line
from hotelmate.notifications.webhooks.round import Round, next_round
from hotelmate.notifications.webhooks.services import (
    Attempt,
    note_delivered,
    note_failed,
    postpone_endpoint,
    queue_from_log,
    settle_endpoint,
)
from hotelmate.notifications.webhooks.signing import signed_headers

T = TypeVar("T")

NAME_LOOKUPS_AT_ONCE = 16
# After so long an endpoint with more to deliver stands in line again, so that a worker can be stopped between.
SHIFT_SECONDS = 20.0

log = structlog.get_logger(__name__)


class Postman:
    """Serves endpoints until it is closed. Belongs to one event loop. Trusts whom this machine trusts, unless told otherwise."""

    def __init__(self, shift_seconds: float = SHIFT_SECONDS, trust: ssl.SSLContext | None = None) -> None:
        self._shift_seconds = shift_seconds
        self._database = ThreadPoolExecutor(1, "webhooks-database")
        self._names = ThreadPoolExecutor(NAME_LOOKUPS_AT_ONCE, "webhooks-names")
        self._trust = trust or _trust()
        self._serving: set[int] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End the database session and the threads."""
        await self.in_database(connections.close_all)
        self._database.shutdown()
        self._names.shutdown(wait=False, cancel_futures=True)

    async def serve(self, endpoint_pk: int) -> bool:
        """Deliver what is due at the endpoint, in order; whether there is more to do at once.

        Does nothing when somebody else serves it: they look again after they let go, and see what came meanwhile.
        """
        more = True
        ends_at = asyncio.get_running_loop().time() + self._shift_seconds
        while more and asyncio.get_running_loop().time() < ends_at:
            if endpoint_pk in self._serving:
                return False
            self._serving.add(endpoint_pk)
            try:
                hold = await self.in_database(partial(take_hold, endpoint_pk))
                if hold is None:
                    return False
                try:
                    await self._deliver(hold, ends_at)
                except asyncio.CancelledError:
                    raise
                except BaseException:
                    await self.in_database(partial(postpone_endpoint, endpoint_pk=endpoint_pk))
                    raise
                finally:
                    await self.in_database(partial(let_go, hold))
            finally:
                self._serving.discard(endpoint_pk)
            settle = partial(settle_endpoint, endpoint_pk=endpoint_pk)
            more = (await self.in_database(partial(run_change, settle))).subject
        return more

    async def in_database(self, work: Callable[[], T]) -> T:
        """Run this in the thread of the database, at the moment that the caller lives in."""
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._database, context.run, _connected, work)

    async def _deliver(self, hold: Hold, ends_at: float) -> None:
        """Post round after round until nothing is due, the receiver rests, or the shift is over."""
        tried: list[int] = []
        line: Line | None = None
        version = 0
        try:
            while asyncio.get_running_loop().time() < ends_at:
                work = await self.in_database(partial(_look, hold, tuple(tried)))
                if work is None:
                    return
                if line is not None and work.version != version:
                    await line.close()
                    line = None
                if line is None:
                    line, version = Line(work.url, work.reach, self._names, self._trust), work.version
                if not await self._post_round(hold, line, work, tried):
                    return
        finally:
            if line is not None:
                await line.close()

    async def _post_round(self, hold: Hold, line: Line, work: Round, tried: list[int]) -> bool:
        """Post the letters one by one, as long as all are taken; whether to look for more."""
        for letter in work.letters:
            started_at = clock.now()
            headers = signed_headers(message_id=letter.message_id, at=started_at, body=letter.body, keys=work.keys)
            answer = await line.post(letter.body, headers)
            attempt = Attempt(hold.endpoint_pk, letter.delivery_pk, letter.attempts, is_oldest=not tried)
            if answer.error:
                log.info("webhook_not_taken", endpoint=hold.endpoint_pk, error=answer.error, status=answer.status)
                tried.append(letter.delivery_pk)
                note = partial(note_failed, attempt=attempt, answer=answer, tried=tuple(tried))
                stops = await self.in_database(partial(run_change, note))
                return not stops.subject
            if not await self.in_database(partial(_note_delivered, hold, attempt, answer, work.version)):
                return True
        tried.clear()
        return True


@cache
def _trust() -> ssl.SSLContext:
    """Whom this machine trusts; read once for a process, since that takes a while."""
    return ssl.create_default_context()


def _connected(work: Callable[[], T]) -> T:
    """Do the work; leave a broken connection behind, and with it everything that its session held."""
    try:
        return work()
    except (OperationalError, InterfaceError):
        connections.close_all()
        raise


def _look(hold: Hold, tried: Sequence[int]) -> Round | None:
    """What is due, read from the log where it is not written yet; None when there is nothing, or the hold was lost."""
    while hold.is_sure:
        work = next_round(hold.endpoint_pk, tried)
        if work is not None:
            return work
        with one_transaction():
            more = queue_from_log(endpoint_pk=hold.endpoint_pk)
        if not more:
            return None
    return None


def _note_delivered(hold: Hold, attempt: Attempt, answer: Answer, version: int) -> bool:
    """Note it; whether the next letter of the same round may go as it is."""
    noted = run_change(partial(note_delivered, attempt=attempt, answer=answer))
    return noted.subject == version and noted.changed and hold.is_sure
