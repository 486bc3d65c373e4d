"""The seven room statuses, which change may follow which, and who may make it.

This table is the law: services, the API's `actions` and the desk read it, and the database holds the same table as a
constraint on the audit row (a test compares them).
"""

from dataclasses import dataclass

from django.db.models import TextChoices

from hotelmate.core import capabilities


class RoomStatus(TextChoices):
    """Where a room stands in its turnover."""

    OCCUPIED = "OCCUPIED", "Occupied"
    CHECKOUT_DIRTY = "CHECKOUT_DIRTY", "Dirty"
    CLEANING_IN_PROGRESS = "CLEANING_IN_PROGRESS", "Being cleaned"
    CLEANED_UNINSPECTED = "CLEANED_UNINSPECTED", "To inspect"
    MAINTENANCE_REQUIRED = "MAINTENANCE_REQUIRED", "Maintenance required"
    OUT_OF_ORDER = "OUT_OF_ORDER", "Out of order"
    READY_FOR_GUEST = "READY_FOR_GUEST", "Ready"


class Source(TextChoices):
    """Which door a room-status change came through. Set by the server, never by the caller."""

    HOUSEKEEPING = "HOUSEKEEPING", "Housekeeping"
    FRONT_DESK = "FRONT_DESK", "Front Desk"
    SYSTEM = "SYSTEM", "System"
    MANAGER_OVERRIDE = "MANAGER_OVERRIDE", "Manager Override"


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of room status: the capability it takes by hand, or None when only the system makes it."""

    capability: str | None


S = RoomStatus
VACANT = tuple(status for status in RoomStatus if status != S.OCCUPIED)
# Between these a manager may override, with a note.
OVERRIDABLE = tuple(status for status in VACANT if status != S.OUT_OF_ORDER)
SYSTEM_ONLY = Transition(None)

TRANSITIONS: dict[tuple[str, str], Transition] = {
    (S.READY_FOR_GUEST, S.OCCUPIED): SYSTEM_ONLY,
    (S.CHECKOUT_DIRTY, S.OCCUPIED): SYSTEM_ONLY,
    (S.OCCUPIED, S.CHECKOUT_DIRTY): SYSTEM_ONLY,
    (S.CHECKOUT_DIRTY, S.CLEANING_IN_PROGRESS): Transition(capabilities.CLEAN),
    (S.CHECKOUT_DIRTY, S.CLEANED_UNINSPECTED): Transition(capabilities.CLEAN),
    (S.CLEANING_IN_PROGRESS, S.CLEANED_UNINSPECTED): Transition(capabilities.CLEAN),
    (S.CLEANING_IN_PROGRESS, S.CHECKOUT_DIRTY): Transition(capabilities.CLEAN),
    (S.CLEANED_UNINSPECTED, S.READY_FOR_GUEST): Transition(capabilities.INSPECT),
    (S.CLEANED_UNINSPECTED, S.CHECKOUT_DIRTY): Transition(capabilities.INSPECT),
    (S.READY_FOR_GUEST, S.CHECKOUT_DIRTY): Transition(capabilities.CLEAN),
    (S.MAINTENANCE_REQUIRED, S.CHECKOUT_DIRTY): Transition(capabilities.RESOLVE_FAULT),
    (S.OUT_OF_ORDER, S.CHECKOUT_DIRTY): SYSTEM_ONLY,
}
for _status in OVERRIDABLE:
    TRANSITIONS[_status, S.OUT_OF_ORDER] = SYSTEM_ONLY
    if _status != S.MAINTENANCE_REQUIRED:
        TRANSITIONS[_status, S.MAINTENANCE_REQUIRED] = Transition(capabilities.REPORT_FAULT)


def can_override(from_status: str, to_status: str) -> bool:
    """Whether a manager may override from one status to the other: vacant to vacant, neither of them out of order."""
    return from_status != to_status and from_status in OVERRIDABLE and to_status in OVERRIDABLE


def next_statuses(from_status: str) -> list[str]:
    """The statuses that a person, rather than the system, may give a room that has this one."""
    return [
        to_status
        for (source, to_status), transition in TRANSITIONS.items()
        if source == from_status and transition.capability is not None
    ]
