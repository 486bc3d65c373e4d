"""The statuses of a booking and which change may follow which.

This table is the law: services, the API's `actions` and the desk read it, and a trigger of the database holds the same
table (a test compares them).
"""

from django.db.models import TextChoices


class BookingStatus(TextChoices):
    """Where a booking stands."""

    PENDING_PAYMENT = "PENDING_PAYMENT", "Waiting for payment"
    PENDING_APPROVAL = "PENDING_APPROVAL", "Waiting for approval"
    CONFIRMED = "CONFIRMED", "Confirmed"
    IN_HOUSE = "IN_HOUSE", "In house"
    COMPLETED = "COMPLETED", "Checked out"
    DECLINED = "DECLINED", "Declined"
    EXPIRED = "EXPIRED", "Expired"
    CANCELLED = "CANCELLED", "Cancelled"
    NO_SHOW = "NO_SHOW", "No-show"


class Guarantee(TextChoices):
    """By what named means a confirmed booking is guaranteed."""

    PREPAID = "PREPAID", "Paid in advance"
    CARD = "CARD", "Card on file"
    DEPOSIT = "DEPOSIT", "Deposit"
    COMPANY = "COMPANY", "Company account"
    AGENCY = "AGENCY", "Agency"
    HOTEL = "HOTEL", "The hotel's own word"


S = BookingStatus

BIRTHS = frozenset({S.PENDING_PAYMENT, S.PENDING_APPROVAL, S.CONFIRMED})

TRANSITIONS: dict[str, frozenset[str]] = {
    S.PENDING_PAYMENT: frozenset({S.PENDING_APPROVAL, S.CONFIRMED, S.EXPIRED, S.CANCELLED}),
    S.PENDING_APPROVAL: frozenset({S.CONFIRMED, S.DECLINED, S.EXPIRED, S.CANCELLED}),
    S.CONFIRMED: frozenset({S.IN_HOUSE, S.CANCELLED, S.NO_SHOW}),
    S.IN_HOUSE: frozenset({S.COMPLETED, S.CONFIRMED}),
    S.COMPLETED: frozenset({S.IN_HOUSE}),
    S.NO_SHOW: frozenset({S.CONFIRMED}),
    S.DECLINED: frozenset(),
    S.EXPIRED: frozenset(),
    S.CANCELLED: frozenset(),
}

PENDING = (S.PENDING_PAYMENT, S.PENDING_APPROVAL)
# These hold inventory and may hold a room.
HOLDING = (S.PENDING_PAYMENT, S.PENDING_APPROVAL, S.CONFIRMED, S.IN_HOUSE)
# These may have allocations, be it as history.
ALLOCATED = (*HOLDING, S.COMPLETED)
# These took place or will: they must be paid for or guaranteed.
ASSURED = (S.CONFIRMED, S.IN_HOUSE, S.COMPLETED, S.NO_SHOW)
# These are over without a stay: nothing may be held, and nothing kept beyond the fee.
FALLEN_THROUGH = (S.CANCELLED, S.DECLINED, S.EXPIRED)


def can_become(from_status: str, to_status: str) -> bool:
    """Whether the lifecycle knows the change."""
    return to_status in TRANSITIONS[from_status]
