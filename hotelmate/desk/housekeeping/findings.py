"""What is found in a room: something broken, or somebody whom the books do not know of, or nobody where they have one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotelmate.core.capabilities import REPORT_DISCREPANCY
from hotelmate.core.change import Outcome
from hotelmate.desk.deeds import Deed, Done
from hotelmate.desk.forms import DeskForm, Note, Radio
from hotelmate.desk.housekeeping.subject import RoomDeed
from hotelmate.desk.value_words import PRIORITY
from hotelmate.housekeeping.fault_services import (
    FaultChange,
    report_discrepancy,
    report_fault,
    resolve_discrepancy,
)
from hotelmate.housekeeping.models import DiscrepancyKind, Priority, RoomDiscrepancy
from hotelmate.housekeeping.queries import get_discrepancy

FOUND = {
    DiscrepancyKind.SKIP: _("The room is empty, though the front desk has it as occupied."),
    DiscrepancyKind.SLEEP: _("Somebody is in the room, though the front desk has it as vacant."),
}


class FaultForm(DeskForm):
    """What is broken, and how bad it is."""

    description = Note(label=_("What is broken?"), required=True)
    is_blocking = forms.BooleanField(
        label=_("No guest can have the room until it is repaired"), required=False, initial=True
    )
    priority = Radio(
        label=_("How urgent?"), choices=[(one.value, PRIORITY[one]) for one in Priority], initial=Priority.MED.value
    )


class ReportFault(RoomDeed):
    """Report something broken, in a room that is occupied or not."""

    title = _("Report a fault in room %(room)s")
    submit = _("Report")
    form_class = FaultForm
    action = "report_fault"

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Report it; the same fault, reported again while it is open, stays one."""
        return self.change(
            lambda: report_fault(actor=self.desk.actor, room_id=self.room.pk, **values),
            lambda outcome: Done.of(outcome, self._said(outcome)),
        )

    def _said(self, outcome: Outcome[FaultChange]) -> str:
        if not outcome.changed:
            return gettext("This fault is reported already in room %(room)s.") % {"room": self.room.number}
        return gettext("Fault reported in room %(room)s.") % {"room": self.room.number}


class DiscrepancyForm(DeskForm):
    """What was found, against what the books say."""

    kind = Radio(label=_("What did you find?"), choices=[(kind.value, text) for kind, text in FOUND.items()])
    note = Note(label=_("Note"))


class ReportDiscrepancy(RoomDeed):
    """Say that a room is not as the front desk's books have it."""

    title = _("Room %(room)s is not as in the books")
    submit = _("Tell the front desk")
    form_class = DiscrepancyForm
    action = "report_discrepancy"

    def initial(self) -> dict[str, Any]:
        """The opposite of what the books say."""
        return {"kind": DiscrepancyKind.SKIP if self.room.is_occupied else DiscrepancyKind.SLEEP}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Tell it."""
        said = gettext("The front desk sees that room %(room)s is not as in the books.") % {"room": self.room.number}
        return self.change(
            lambda: report_discrepancy(actor=self.desk.actor, room_id=self.room.pk, **values),
            lambda outcome: Done.of(outcome, said),
        )


class ResolutionForm(DeskForm):
    """What was done about it."""

    resolution = Note(label=_("What was done?"))


class ResolveDiscrepancy(Deed):
    """Close a discrepancy: books and room agree again."""

    title = _("Room %(room)s is as in the books again")
    submit = _("Close")
    form_class = ResolutionForm
    needs = REPORT_DISCREPANCY
    discrepancy: RoomDiscrepancy

    def prepare(self) -> None:
        """Find it."""
        self.discrepancy = get_discrepancy(self.desk.actor.hotel_id, self.names["discrepancy_id"])

    def heading(self) -> str:
        """Which room it is about."""
        return str(self.title) % {"room": self.discrepancy.room.number}

    def back(self) -> str:
        """To the board."""
        return reverse("desk-housekeeping")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Close it."""
        said = gettext("Room %(room)s is as in the books.") % {"room": self.discrepancy.room.number}
        return self.change(
            lambda: resolve_discrepancy(actor=self.desk.actor, discrepancy_id=self.discrepancy.pk, **values),
            lambda outcome: Done.of(outcome, said),
        )
