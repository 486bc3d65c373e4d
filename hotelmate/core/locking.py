"""Row locks, in the one order of the house: idempotency key, bookings, rooms, type-nights, the hotel's stream row.

What is edited seldom has its place too: the hotel and its staff before the bookings, room types before their nights.

Every row lock of a service is taken before its first write, because triggers take the later ones. The order is
checked: a service that locks upwards fails in its first test, not in somebody's night shift.
"""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from hotelmate.core.change import current_change
from hotelmate.core.errors import StartOver
from hotelmate.core.rows import RowFinder, finder_by

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

LOCKED = "FOR NO KEY UPDATE OF found"


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
    finder: RowFinder[M] = finder_by(model, (parent,) if parent else (), tuple(values), LOCKED)
    rows = finder.fetch(*values.values())
    if len(rows) > 1:
        raise ValueError("lock_one() was given values that several rows have.")
    if not rows:
        if parent and model._default_manager.filter(**values).exists():
            raise StartOver
        return None
    if finder.lacks_parent(rows[0]):
        raise StartOver
    return finder.read(rows[0])


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
