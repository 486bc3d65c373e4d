"""A verification as managers read it."""

from typing import Any

from hotelmate.core.api.moments import moment
from hotelmate.integrity.checks import CHECKS
from hotelmate.integrity.models import Verification


def verification_body(verification: Verification | None, last_seq: int) -> dict[str, Any]:
    """What the newest verification found, and how far the log has come since; without one, what will be checked."""
    counts = verification.counts if verification is not None else {}
    return {
        "verification": _verified(verification) if verification is not None else None,
        "last_seq": last_seq,
        "checks": [
            {
                "name": check.name,
                "invariant": check.invariant,
                "says": check.says,
                "findings": counts.get(check.name, 0) if verification is not None else None,
            }
            for check in CHECKS
        ],
    }


def _verified(verification: Verification) -> dict[str, Any]:
    return {
        "checked_at": moment(verification.checked_at),
        "seq": verification.seq,
        "business_date": verification.business_date.isoformat(),
        "duration_ms": verification.duration_ms,
        "checks": verification.checks,
        "contradictions": verification.contradictions,
        "findings": verification.findings,
    }
