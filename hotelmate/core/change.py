"""The boundary of a change: it opens the transaction, runs a service, writes the log last, commits, and retries.

Views, commands and jobs call `run_change`; services demand it and join it. What a service records is written after
`SET CONSTRAINTS ALL IMMEDIATE`, so that the database has agreed before the hotel's stream row, the last lock, is taken.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, overload

from django.db import DataError, Error, IntegrityError, OperationalError, connection, transaction

from hotelmate.core.constraints import refusal_for
from hotelmate.core.errors import NotInAChange, Refusal, Refused, StartOver

T = TypeVar("T")
A = TypeVar("A")

ATTEMPTS = 4
SERIALISATION_FAILURE = "40001"
DEADLOCK = "40P01"
LOCK_TIMEOUT = "55P03"
STATEMENT_TIMEOUT = "57014"
DEMAND_CONSTRAINTS = "SET CONSTRAINTS ALL IMMEDIATE"
DRAW_AGAIN = frozenset({"booking_public_id_taken", "confirmation_number_taken", "quote_public_id_taken"})

BUSY = Refusal(
    "BUSY", "Somebody else is changing the same records. Try again in a moment.", 503, {"retry_after_seconds": 1}
)
INVALID_VALUE = Refusal("INVALID_VALUE", "A value is out of the range that can be stored.", 400)


@dataclass(slots=True)
class Change:
    """One change under way: what was locked, what is to be written last, and on which version the caller insists."""

    dry_run: bool = False
    if_match: int | None = None
    locked_rank: int = -1
    written: bool = False
    events: list[Any] = field(default_factory=list)
    log_statement: Callable[[list[Any]], str] | None = None


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a service did: its subject, whether anything changed (False is a natural no-op), and warnings to show."""

    subject: T
    changed: bool = True
    warnings: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Rehearsal(Generic[T]):
    """What a dry run found: the outcome that was rolled back and the events that it would have recorded."""

    result: T
    events: tuple[Any, ...]


class _RollBack(Exception):
    """Ends a dry run."""


_current: ContextVar[Change | None] = ContextVar("current_change", default=None)


def current_change() -> Change:
    """The change under way; NotInAChange outside of one."""
    change = _current.get()
    if change is None:
        raise NotInAChange("Services run inside run_change(), which opens the transaction.")
    return change


def in_change() -> bool:
    """Whether a change is under way."""
    return _current.get() is not None


def require_version(version: int) -> None:
    """Refuse with PRECONDITION_FAILED when the caller's If-Match names another version of the locked resource."""
    expected = current_change().if_match
    if expected is not None and expected != version:
        raise Refused(
            Refusal(
                "PRECONDITION_FAILED",
                f"This was changed meanwhile: it is at version {version}, your If-Match says {expected}. Reload.",
                412,
                {"expected_version": expected, "current_version": version},
            )
        )


@overload
def run_change(work: Callable[[], T], *, if_match: int | None = None) -> T: ...


@overload
def run_change(
    work: Callable[[], T],
    *,
    if_match: int | None = None,
    first: Callable[[], A | None],
    before_commit: Callable[[T], None] | None = None,
) -> T | A: ...


def run_change(
    work: Callable[[], T],
    *,
    if_match: int | None = None,
    first: Callable[[], A | None] | None = None,
    before_commit: Callable[[T], None] | None = None,
) -> T | A:
    """Run `work` as one change and return what it returned.

    `first` runs before it in the same transaction and may answer in its place (a replayed idempotency key);
    `before_commit` sees the result before the log is written. Deadlocks and serialisation failures are tried
    again, a lock that does not come is BUSY (503), and a constraint that fires is the refusal that it is named for.
    """

    def attempt() -> T | A:
        with transaction.atomic(durable=True):
            change = current_change()
            answer = first() if first is not None else None
            if answer is not None:
                return answer
            result = work()
            if before_commit is not None:
                before_commit(result)
            _seal(change)
            return result

    return _with_retries(attempt, lambda: Change(if_match=if_match))


def rehearse_change(work: Callable[[], T], *, if_match: int | None = None) -> Rehearsal[T]:
    """Run `work` up to the point where the database has agreed, take nothing of the log, and roll back."""

    def attempt() -> Rehearsal[T]:
        rehearsal: Rehearsal[T] | None = None
        try:
            with transaction.atomic(durable=True):
                change = current_change()
                result = work()
                _demand_constraints()
                rehearsal = Rehearsal(result, tuple(change.events))
                raise _RollBack
        except _RollBack:
            assert rehearsal is not None
            return rehearsal

    return _with_retries(attempt, lambda: Change(dry_run=True, if_match=if_match))


def _seal(change: Change) -> None:
    """Let the database refuse, then write the log and commit, all in one message.

    The hotel's stream row is the last lock of all, and everybody's: it is held while the log is written and the commit
    reaches the disk, and not while this process waits for its turn in between. The `atomic` block around it finds
    nothing left to commit.
    """
    if change.events:
        assert change.log_statement is not None
        with connection.cursor() as cursor:
            cursor.execute(f"{DEMAND_CONSTRAINTS};\n{change.log_statement(change.events)};\nCOMMIT")


def _demand_constraints() -> None:
    with connection.cursor() as cursor:
        cursor.execute(DEMAND_CONSTRAINTS)


def _with_retries(attempt: Callable[[], T], new_change: Callable[[], Change]) -> T:
    if in_change():
        raise RuntimeError("A change is already under way; services join it, they do not open another.")
    for left in reversed(range(ATTEMPTS)):
        token = _current.set(new_change())
        try:
            return attempt()
        except StartOver as error:
            if not left:
                raise Refused(BUSY) from error
        except (OperationalError, IntegrityError, DataError) as error:
            refusal = _refusal_of(error)
            if refusal is None and left:
                continue
            raise Refused(refusal or BUSY) from error
        finally:
            _current.reset(token)
    raise AssertionError("unreachable")


def _refusal_of(error: Error) -> Refusal | None:
    """What a database error means to the caller; None when the change is worth another attempt."""
    cause = error.__cause__
    sqlstate = getattr(cause, "sqlstate", None) or ""
    constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
    if sqlstate in (SERIALISATION_FAILURE, DEADLOCK) or constraint in DRAW_AGAIN:
        return None
    if sqlstate in (LOCK_TIMEOUT, STATEMENT_TIMEOUT):
        return BUSY
    if sqlstate.startswith("22"):
        return INVALID_VALUE
    if sqlstate.startswith("23"):
        return refusal_for(constraint)
    raise error
