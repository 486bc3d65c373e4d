"""Row locks, in the one order of the house: idempotency key, bookings, rooms, type-nights, the hotel's stream row.

What is edited seldom has its place too: the hotel and its staff before the bookings, room types before their nights.

Every row lock of a service is taken before its first write, because triggers take the later ones. The order is
checked: a service that locks upwards fails in its first test, not in somebody's night shift.
"""

from typing import TypeVar

from django.db.models import Model, QuerySet

from hotelmate.core.change import current_change

M = TypeVar("M", bound=Model)

ORDER = (
    "core.idempotencykey",
    "hotel.hotel",
    "staff.staffmember",
    "room_bookings.roombooking",
    "rooms.room",
    "housekeeping.housekeepingtask",
    "rooms.roomtype",
    "rooms.typenight",
    "events.eventstream",
)


class LockOrderError(RuntimeError):
    """A service locked a row that comes earlier in the house's order than one it already holds."""


def lock_rows(rows: QuerySet[M]) -> list[M]:
    """Lock the rows for update, in primary-key order, and return them as they are after the wait.

    Raises NotInAChange outside of a change and LockOrderError against the order of the house. Candidates are found
    unlocked, locked here, and re-read by this very query; raise `StartOver` if the set has grown.
    """
    take_rank(rows.model._meta.label_lower)
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))


def lock_row(rows: QuerySet[M]) -> M | None:
    """Lock the one row that the query finds, or return None."""
    locked = lock_rows(rows)
    if len(locked) > 1:
        raise ValueError("lock_row() was given a query that finds several rows.")
    return locked[0] if locked else None


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
