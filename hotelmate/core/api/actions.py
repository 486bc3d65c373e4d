"""`actions`: what may be done to a record now, by this person, and if not, why."""

from typing import Any

from hotelmate.core.errors import Refusal


def action(name: str, refusal: Refusal | None) -> dict[str, Any]:
    """One entry of a record's `actions`; the rule that the service asks was asked here too."""
    return {
        "name": name,
        "allowed": refusal is None,
        "code": refusal.code if refusal else None,
        "reason": refusal.message if refusal else None,
    }
