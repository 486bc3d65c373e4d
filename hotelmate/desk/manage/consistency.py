"""Consistency: what the newest verification found, each check in plain words, and what to do about findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hotelmate.core import clock
from hotelmate.core.capabilities import VIEW_REPORTS
from hotelmate.desk.deeds import Deed, Done
from hotelmate.desk.frame import Desk, desk_page, show_part
from hotelmate.desk.manage.check_words import AREAS, CHECK
from hotelmate.desk.manage.records import NOWHERE, Record, Records
from hotelmate.integrity.checks import CHECKS
from hotelmate.integrity.jobs import verify_now
from hotelmate.integrity.models import Verification
from hotelmate.integrity.queries import latest_verification

# A verification is due every five minutes; one that is older than this says that no worker verifies.
LATE_AFTER = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Checked:
    """A check with its verdict: how many contradictions it found; None before the first verification."""

    name: str
    says: str
    found: int | None


@dataclass(frozen=True, slots=True)
class Area:
    """Checks about the same."""

    label: str
    checks: Sequence[Checked]

    @property
    def found(self) -> int:
        """How many contradictions there are in it."""
        return sum(check.found or 0 for check in self.checks)


@dataclass(frozen=True, slots=True)
class Found:
    """A contradiction: its record, what is wrong, what to do, and which check found it."""

    record: str
    problem: str
    remedy: str
    says: str
    subject: Record


@dataclass(frozen=True, slots=True)
class Verdict:
    """The newest verification as people read it. `kind` is ok, refused, warn (too old) or empty (never)."""

    verification: Verification | None
    events_since: int
    is_late: bool
    findings: Sequence[Found] = ()

    @property
    def kind(self) -> str:
        """How it is to be seen."""
        if self.verification is None:
            return ""
        if self.verification.contradictions:
            return "refused"
        return "warn" if self.is_late else "ok"

    @property
    def said(self) -> str:
        """The verdict in a sentence."""
        if self.verification is None:
            return _("Nothing has been checked yet.")
        if found := self.verification.contradictions:
            return ngettext("%(count)d contradiction found", "%(count)d contradictions found", found) % {"count": found}
        return _("All %(count)d checks passed") % {"count": self.verification.checks}

    @property
    def findings_left_out(self) -> int:
        """How many contradictions are counted but not kept: of each check only the first are."""
        return self.verification.contradictions - len(self.verification.findings) if self.verification else 0


def verdict_of(desk: Desk) -> Verdict:
    """The newest verification of the hotel. One statement, two when it found something."""
    newest = latest_verification(desk.actor.hotel_id)
    if newest is None:
        return Verdict(None, 0, is_late=False)
    is_late = clock.now() - newest.checked_at > LATE_AFTER
    records = Records(desk.actor.hotel_id)
    findings = [_found(finding, records) for finding in newest.findings]
    return Verdict(newest, max(desk.seq - newest.seq, 0), is_late=is_late, findings=findings)


def areas_of(verification: Verification | None) -> list[Area]:
    """Every check with its verdict, by what they are about; those that found something first."""
    counts = verification.counts if verification is not None else {}
    areas = []
    for label, invariants in AREAS:
        checks = [
            Checked(check.name, str(CHECK[check.name]), counts.get(check.name, 0) if verification else None)
            for check in CHECKS
            if check.invariant in invariants
        ]
        areas.append(Area(str(label), sorted(checks, key=lambda check: -(check.found or 0))))
    return sorted(areas, key=lambda area: -area.found)


@desk_page(needs=VIEW_REPORTS)
def consistency(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page."""
    verdict = verdict_of(desk)
    context = {"verdict": verdict, "areas": areas_of(verdict.verification)}
    return show_part(request, desk, "manage/consistency", context, parts={"consistency": "manage/consistency_part"})


class CheckNow(Deed):
    """Verify the hotel now, and keep what is found."""

    title = gettext_lazy("Check now")
    submit = gettext_lazy("Check now")
    needs = VIEW_REPORTS

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Run every check. No change of the house, so asking twice checks twice."""
        kept = verify_now(self.desk.actor)
        return Done(f"{Verdict(kept, 0, is_late=False).said}.")

    def back(self) -> str:
        """The page that says what was found."""
        return reverse("desk-consistency")


def _found(finding: Mapping[str, Any], records: Records) -> Found:
    subject = finding.get("subject")
    return Found(
        record=finding["record"],
        problem=finding["problem"],
        remedy=finding["remedy"],
        says=str(CHECK.get(finding["check"], finding["check"])),
        subject=records.of(subject["type"], subject["id"]) if subject else NOWHERE,
    )
