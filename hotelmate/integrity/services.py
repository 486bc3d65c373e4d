"""Keeping what a verification found."""

from typing import Any

from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome
from hotelmate.integrity.models import Verification
from hotelmate.integrity.report import Report
from hotelmate.integrity.rules import next_times

# Of one check; a check that finds more has found the same over and over.
MOST_FINDINGS = 100


def keep_verification(*, actor: Actor, report: Report, duration_ms: int) -> Outcome[Verification]:
    """Write what was found over what the verification before had found. It is no change of the house: no event."""
    due_at, due_with_news_at = next_times(report.checked_at, duration_ms)
    kept = Verification(
        hotel_id=actor.hotel_id,
        checked_at=report.checked_at,
        seq=report.seq,
        business_date=report.business_date,
        duration_ms=duration_ms,
        checks=len(report.checks),
        contradictions=report.contradictions,
        counts={name: len(findings) for name, findings in report.failed.items()},
        findings=_findings(report),
        due_at=due_at,
        due_with_news_at=due_with_news_at,
    )
    fields = [field.attname for field in Verification._meta.concrete_fields if not field.primary_key]
    Verification.objects.bulk_create([kept], update_conflicts=True, unique_fields=["hotel"], update_fields=fields)
    return Outcome(kept)


def _findings(report: Report) -> list[dict[str, Any]]:
    return [
        {"check": check.name, "invariant": check.invariant, **finding.as_json()}
        for check in report.checks
        for finding in check.findings[:MOST_FINDINGS]
    ]
