"""The product with everything removed that guards it in a race, to show that the race tests see what comes of that.

Nothing of the product switches this on. In the code: locks become plain reads, followed by a pause of 0 to 15 ms as
between two statements of a busy server; deadlocks are not tried again; booking ids are counted. In a throwaway database:
no foreign key, check, exclusion or unique constraint and no trigger that refuses. What only keeps books stays, such as the
nightly ledger and the sums of payments, or nothing could be judged; so do the two unique indexes that statements name in
ON CONFLICT. The checks that rules make before they write stay too: without locks they are what most programs have. Three
races are decided by rules alone, whoever comes first or however late; for those the rules in RULES_OF go as well.
"""

import importlib
import os
import pkgutil
import random
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

import hotelmate
from hotelmate.core import change, locking

LONGEST_PAUSE_SECONDS = 0.015
KEEPS_BOOKS = (
    "booking_money_follows%",
    "claim_knows_its_types",
    "fault_is_counted",
    "hotel_gets_its_stream",
    "ledger_%",
    "room_starts_its_audit",
)
NAMED_IN_STATEMENTS = ("idempotency_key_once", "task_one_open_turnover", "task_one_stayover_a_day")
OTHERS = ("auth_%", "axes_%", "django_%", "payments_demo%")


def read_rows(rows: Any) -> list[Any]:
    """`lock_rows` without the lock."""
    found = list(rows.order_by("pk"))
    pause()
    return found


def read_one(model: Any, *, parent: str = "", **values: Any) -> Any:
    """`lock_one` without the lock."""
    rows = model.objects.filter(**values)
    return next(iter(read_rows(rows.select_related(parent) if parent else rows)), None)


def no_rank(label: str) -> None:
    """`take_rank` without an order."""


def no_nights(**_: Any) -> list[Any]:
    """`lock_nights` without the lock."""
    return []


def counted_ids(slug: str, year: int) -> tuple[str, str]:
    """`booking_ids` by counting what there is."""
    bookings = importlib.import_module("hotelmate.room_bookings.models").RoomBooking.objects
    number = bookings.count() + 1
    pause()
    return f"BK-{year}-{number:04}", f"X-{year}-{number:04}"


def pause() -> None:
    threading.Event().wait(random.random() * LONGEST_PAUSE_SECONDS)


def noted_without_looking(*, provider: str, message: Any, payment: Any, outcome: str) -> bool:
    """`note_message` as most write it: look whether it is there, then write it."""
    events = importlib.import_module("hotelmate.payments.models").ProviderEvent.objects
    if events.filter(provider=provider, event_id=message.event_id).exists():
        return False
    pause()
    now = importlib.import_module("hotelmate.core.clock").now()
    events.create(provider=provider, event_id=message.event_id, type=message.type, payment=payment, processed_at=now)
    return True


GUARDS: dict[str, Callable[..., Any]] = {
    "hotelmate.core.locking.lock_rows": read_rows,
    "hotelmate.core.locking.lock_one": read_one,
    "hotelmate.core.locking.take_rank": no_rank,
    "hotelmate.core.locking.join_rank": no_rank,
    "hotelmate.rooms.services.ledger.lock_nights": no_nights,
    "hotelmate.rooms.services.ledger.hold_nights": no_nights,
    "hotelmate.core.ids.booking_ids": counted_ids,
    "hotelmate.payments.services.note_message": noted_without_looking,
}


RULES = "UNGUARDED_RULES"
BOOKINGS = "hotelmate.room_bookings"


def allow(*_: Any, **__: Any) -> None:
    """A rule that refuses nothing."""


def can(*_: Any) -> bool:
    """`can_become` for every change of status."""
    return True


RULES_OF: dict[str, dict[str, Callable[..., Any]]] = {
    **{f"approve against expiry{by}": {f"{BOOKINGS}.rules.cannot_decide": allow} for by in ("", ", demo", ", Stripe")},
    "cancel against check-out": {
        f"{BOOKINGS}.rules.cannot_cancel": allow,
        f"{BOOKINGS}.money_rules.cannot_cancel_by_staff": allow,
        f"{BOOKINGS}.lifecycle.can_become": can,
    },
    "two moves crossing, rooms taken": {
        f"{BOOKINGS}.rules.cannot_move_into": allow,
        f"{BOOKINGS}.services.room_assignment.refuse_overlap": allow,
    },
}


@contextmanager
def unguarded_code() -> Iterator[None]:
    """Let this process run the product without its guards; call it after Django is set up.

    The variable UNGUARDED_RULES names a race whose rules are removed, too.
    """
    for module in pkgutil.walk_packages(hotelmate.__path__, "hotelmate."):
        if module.name.rpartition(".")[2] in {"services", "ledger", "creation"} or ".services." in module.name:
            importlib.import_module(module.name)
    replaced = []
    for path, substitute in {**GUARDS, **RULES_OF.get(os.environ.get(RULES, ""), {})}.items():
        home, _, name = path.rpartition(".")
        guard = getattr(importlib.import_module(home), name)
        for module_name, module in list(sys.modules.items()):
            if module_name.startswith("hotelmate.") and getattr(module, name, None) is guard:
                setattr(module, name, substitute)
                replaced.append((module, name, guard))
    attempts, change.ATTEMPTS = change.ATTEMPTS, 1
    try:
        yield
    finally:
        change.ATTEMPTS = attempts
        for module, name, guard in replaced:
            setattr(module, name, guard)
        assert locking.lock_rows is not read_rows


def remove_constraints(owner_url: str) -> None:
    """Drop all that refuses from a throwaway database."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        # Foreign keys first: they stand on unique constraints.
        for kind in ("f", "x", "c", "u"):
            for table, name in owner.execute(CONSTRAINTS, [kind, list(NAMED_IN_STATEMENTS), list(OTHERS)]).fetchall():
                drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {} CASCADE")
                owner.execute(drop.format(sql.Identifier(table), sql.Identifier(name)))
        for (name,) in owner.execute(UNIQUE_INDEXES, [list(NAMED_IN_STATEMENTS), list(OTHERS)]).fetchall():
            owner.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        for table, name in owner.execute(TRIGGERS, [list(KEEPS_BOOKS)]).fetchall():
            owner.execute(sql.SQL("DROP TRIGGER {} ON {}").format(sql.Identifier(name), sql.Identifier(table)))


CONSTRAINTS = """
    SELECT t.relname, c.conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
    WHERE c.connamespace = 'public'::regnamespace AND c.contype::text = %s AND c.conname <> ALL (%s)
      AND NOT t.relname LIKE ANY (%s) AND c.conparentid = 0
"""
UNIQUE_INDEXES = """
    SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    WHERE i.relnamespace = 'public'::regnamespace AND x.indisunique AND NOT x.indisprimary AND i.relname <> ALL (%s)
      AND NOT t.relname LIKE ANY (%s) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.oid)
"""
TRIGGERS = """
    SELECT t.relname, g.tgname FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
    WHERE NOT g.tgisinternal AND NOT g.tgname LIKE ANY (%s)
"""
