"""Names of database constraints, each with the refusal that its firing means.

A constraint that fires is the database having the last word; the caller gets a 409 with a name, never a 500.
"""

import structlog

from hotelmate.core.errors import Refusal

log = structlog.get_logger(__name__)


def fault(code: str, what: str) -> Refusal:
    """The refusal for a rule that every service keeps: when it fires, HotelMate is wrong, not its caller."""
    advice = "Nothing was changed. This is a fault in HotelMate: please report it with this code."
    return Refusal(code, f"{what} {advice}", 409, {"fault": True})


# What the tables of `core` mean, and the rules that many tables share.
_refusals: dict[str, Refusal] = {
    "append_only": fault("HISTORY_IS_FINAL", "Events and audit rows are neither changed nor deleted."),
    "never_deleted": fault("ROWS_ARE_KEPT", "Such a row ends by its status and is never deleted."),
    "idempotency_key_once": Refusal(
        "IN_PROGRESS", "The first request with this Idempotency-Key is still under way. Ask again in a moment."
    ),
}


def name_constraints(refusals: dict[str, Refusal]) -> None:
    """Say what the firing of each constraint means; each app's `errors.py` does so for its own tables."""
    taken = refusals.keys() & _refusals.keys()
    if taken:
        raise ValueError(f"Constraint named twice: {sorted(taken)}")
    _refusals.update(refusals)


def refusal_for(constraint: str | None) -> Refusal:
    """The refusal behind a constraint's name; a general one for a name nobody gave a meaning."""
    refusal = _refusals.get(constraint or "") or Refusal(
        "STATE_CONFLICT",
        "The change would contradict the recorded state and was refused. Reload and try again.",
        409,
        {"constraint": constraint or "unknown", "fault": True},
    )
    if refusal.details.get("fault"):
        log.error("constraint_fired", constraint=constraint, code=refusal.code)
    return refusal


def named_constraints() -> frozenset[str]:
    """All constraint names that have a meaning."""
    return frozenset(_refusals)
