"""What a verification found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction: the record by its public id, what is wrong with it, and what to do.

    `subject` is the record for programs, as the log names things: its kind and its public id.
    """

    record: str
    problem: str
    remedy: str
    subject: tuple[str, str] | None = None

    def as_json(self) -> dict[str, Any]:
        """The finding as plain values."""
        kind_and_id = {"type": self.subject[0], "id": self.subject[1]} if self.subject else None
        return {"record": self.record, "problem": self.problem, "remedy": self.remedy, "subject": kind_and_id}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found; nothing, if all is well."""

    name: str
    invariant: int
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """The result as plain values."""
        return {
            "name": self.name,
            "invariant": self.invariant,
            "findings": [finding.as_json() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """One hotel's verification: when, for which business date, how far its log had come, and the result of each check."""

    slug: str
    checked_at: datetime
    business_date: date
    checks: tuple[CheckResult, ...]
    seq: int = 0

    @property
    def contradictions(self) -> int:
        """How many findings there are."""
        return sum(len(check.findings) for check in self.checks)

    @property
    def failed(self) -> dict[str, tuple[Finding, ...]]:
        """The findings by the name of their check; empty if nothing contradicts itself."""
        return {check.name: check.findings for check in self.checks if check.findings}

    def lines(self) -> Iterator[str]:
        """The findings as text, each with its check and what to do."""
        for check in self.checks:
            for finding in check.findings:
                yield f"{self.slug}: {finding.record}: {finding.problem} [{check.name}, invariant {check.invariant}]"
                yield f"    {finding.remedy}"

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "slug": self.slug,
            "business_date": self.business_date.isoformat(),
            "checks": [check.as_json() for check in self.checks],
        }
