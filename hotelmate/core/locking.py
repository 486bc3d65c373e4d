"""Row locks, in the one order of the house: idempotency key, bookings, rooms, type-nights, the hotel's stream row.

What is edited seldom has its place too: the hotel and its staff before the bookings, room types before their nights.

Every row lock of a service is taken before its first write, because triggers take the later ones. The order is
checked: a service that locks upwards fails in its first test, not in somebody's night shift.
"""

from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from hotelmate.core.change import current_change
from hotelmate.core.errors import StartOver
from hotelmate.core.rows import RowReader

M = TypeVar("M", bound=Model)

ORDER = (
    "core.idempotencykey",
    "hotel.hotel",
    "staff.staffmember",
    "room_bookings.quote",
    "room_bookings.roombooking",
    "rooms.room",
    "housekeeping.housekeepingtask",
    "rooms.roomtype",
    "rooms.rateplan",
    "rooms.promotion",
    "rooms.typenight",
    "notifications.webhookendpoint",
    "notifications.webhookdelivery",
    "events.eventstream",
)


class LockOrderError(RuntimeError):
    """A service locked a row that comes earlier in the house's order than one it already holds."""


def lock_rows(rows: QuerySet[M]) -> list[M]:
    """Lock the rows for update, in primary-key order, and return them as they are after the wait.

    Raises NotInAChange outside of a change and LockOrderError against the order of the house. Candidates are found
    unlocked, locked here, and re-read by this very query; raise `StartOver` if the set has grown.

    A row that is read with its parent is dropped from the answer when it got another parent during the wait: the
    database joins the new row with the old parent. Whoever joins has to look whether that happened, and start over.
    """
    take_rank(rows.model._meta.label_lower)
    locked = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if rows.query.select_related and len(locked) < rows.count():
        raise StartOver
    return locked


def lock_idle(rows: QuerySet[M]) -> list[M]:
    """Lock those of the rows that nobody else has locked, outside of changes: for what several workers share.

    Demands an open transaction, as all locks do.
    """
    return list(rows.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("pk"))


def lock_one(model: type[M], *, parent: str = "", **values: Any) -> M | None:
    """Lock the one row that has these values, or return None.

    Takes plain equality on a unique set of columns, by their attribute names. The statement is composed once for each
    set of names, for the changes that are made all day begin with one. `parent` names a foreign key whose row is
    read along, unlocked; a row that got another parent during the wait comes without one, and the change starts over.
    """
    take_rank(model._meta.label_lower)
    statement, reader, parent_reader = _lock_statement(model, parent, tuple(values))
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values.values()))
        if cursor.rowcount > 1:
            raise ValueError("lock_one() was given values that several rows have.")
        found = cursor.fetchone()
    if found is None:
        if parent and model._default_manager.filter(**values).exists():
            raise StartOver
        return None
    row: M = reader.read(found[: reader.width])
    if parent_reader is not None:
        if found[reader.width] is None:
            raise StartOver
        setattr(row, parent, parent_reader.read(found[reader.width :]))
    return row


@cache
def _lock_statement(
    model: type[M], parent: str, names: tuple[str, ...]
) -> tuple[str, RowReader[M], RowReader[Any] | None]:
    fields = {field.attname: field.column for field in model._meta.concrete_fields}
    fields["pk"] = str(model._meta.pk.column)
    reader = RowReader(model)
    columns, tables = reader.columns("locked"), f"{reader.table} locked"
    parent_reader = None
    if parent:
        key: Any = model._meta.get_field(parent)
        parent_reader = RowReader(key.related_model)
        columns += f", {parent_reader.columns('parent')}"
        tables += (
            f' LEFT JOIN {parent_reader.table} parent ON parent."{key.target_field.column}" = locked."{key.column}"'
        )
    wanted = " AND ".join(f'locked."{fields[name]}" = %s' for name in names)
    statement = f"SELECT {columns} FROM {tables} WHERE {wanted} FOR NO KEY UPDATE OF locked"
    return statement, reader, parent_reader


def take_rank(label: str) -> None:
    """Note that rows of the model `label` are being locked; LockOrderError if these or later ones are already held.

    A kind of row is locked once in a change, all of it together: two rounds could meet another change's in reverse.
    """
    change = current_change()
    rank = ORDER.index(label)
    if rank <= change.locked_rank:
        raise LockOrderError(f"{label} must be locked in one go, before {ORDER[change.locked_rank]}.")
    change.locked_rank = rank


def join_rank(label: str) -> None:
    """Like `take_rank`, but also inside a service that locked rows of this model as its last and goes on with them."""
    if current_change().locked_rank != ORDER.index(label):
        take_rank(label)
