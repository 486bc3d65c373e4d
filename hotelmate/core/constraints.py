"""Names of database constraints, each with the refusal that its firing means.

A constraint that fires is the database having the last word; the caller gets a 409 with a name, never a 500.
"""

from hotelmate.core.errors import Refusal

_refusals: dict[str, Refusal] = {}


def name_constraints(refusals: dict[str, Refusal]) -> None:
    """Say what the firing of each constraint means; each app's `errors.py` does so for its own tables."""
    taken = refusals.keys() & _refusals.keys()
    if taken:
        raise ValueError(f"Constraint named twice: {sorted(taken)}")
    _refusals.update(refusals)


def refusal_for(constraint: str | None) -> Refusal:
    """The refusal behind a constraint's name; a general one for a name nobody gave a meaning."""
    return _refusals.get(constraint or "") or Refusal(
        "STATE_CONFLICT",
        "The change would contradict the recorded state and was refused. Reload and try again.",
        409,
        {"constraint": constraint or "unknown"},
    )


def named_constraints() -> frozenset[str]:
    """All constraint names that have a meaning."""
    return frozenset(_refusals)
