"""What is done about rooms that cannot be used: windows are opened and closed, faults resolved."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotelmate.core.capabilities import MANAGE_BLOCKS, OVERSELL, REPORT_FAULT, RESOLVE_FAULT
from hotelmate.core.change import Outcome
from hotelmate.core.errors import Refusal, Refused, not_found
from hotelmate.core.ids import id_in_path
from hotelmate.desk.dates import short_day
from hotelmate.desk.deeds import Deed, Done
from hotelmate.desk.forms import Choice, Day, DeskForm, Note, Radio
from hotelmate.desk.frame import Desk
from hotelmate.desk.housekeeping.findings import FaultForm
from hotelmate.desk.value_words import BLOCK_KIND
from hotelmate.housekeeping.fault_services import FaultChange, report_fault, resolve_fault
from hotelmate.housekeeping.models import Fault
from hotelmate.housekeeping.queries import get_fault
from hotelmate.housekeeping.rules import cannot_resolve_fault
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.queries import blocks_of, bookings_named
from hotelmate.room_bookings.services import close_block, open_block
from hotelmate.rooms.models import BlockKind, RoomBlock
from hotelmate.rooms.queries import rooms_of

HITS_BOOKINGS = "BLOCK_HITS_BOOKINGS"
NO_ROOM_LEFT = "CAPACITY_EXCEEDED"
A_NIGHT = timedelta(days=1)


def rooms_to_choose(desk: Desk) -> list[tuple[str, str]]:
    """The rooms in use, for a list to choose from."""
    rooms = rooms_of(desk.hotel.pk).values_list("pk", "number", "room_type__name")
    return [("", "–"), *((str(pk), f"{number} · {name}") for pk, number, name in rooms)]


class BlockForm(DeskForm):
    """Which room, what kind of window, from when until when, and why."""

    room_id = Choice(label=_("Room"))
    kind = Radio(
        label=_("What does it do?"),
        choices=[
            (BlockKind.OUT_OF_ORDER.value, _("Out of order: the room is not for sale")),
            (BlockKind.OUT_OF_SERVICE.value, _("Out of service: no guest is put into it, but it stays for sale")),
        ],
        initial=BlockKind.OUT_OF_ORDER.value,
    )
    from_date = Day(label=_("First night"))
    to_date = Day(label=_("Free again on"), help_text=_("The first day on which guests may have it again."))
    reason = Note(label=_("Reason"), required=True, max_length=500)
    displace = forms.BooleanField(
        label=_("Take the room from these bookings; they need another one"), required=False, widget=forms.HiddenInput
    )
    oversell_note = Note(label=_("Why may more be sold than there are rooms?"), widget=forms.HiddenInput)

    def __init__(self, desk: Desk, *args: Any, **kwargs: Any) -> None:
        super().__init__(desk, *args, **kwargs)
        self.fields["room_id"].choices = rooms_to_choose(desk)  # type: ignore[attr-defined]

    def ask(self, name: str, widget: forms.Widget) -> None:
        """Show a field that matters only after a first refusal."""
        self.fields[name].widget = widget
        self.fields[name].widget.is_required = False


class OpenBlock(Deed):
    """Keep a room from guests for some nights; whom that hits is named before the room is taken from them."""

    title = _("Take a room out of use")
    submit = _("Take it out of use")
    body = "desk/maintenance/block_body.html"
    form_class = BlockForm
    needs = MANAGE_BLOCKS
    blames = {"INVALID_DATES": "to_date", "DATES_IN_THE_PAST": "from_date"}
    hits: Sequence[RoomBooking] = ()

    def initial(self) -> dict[str, Any]:
        """Tonight."""
        return {"from_date": self.desk.day, "to_date": self.desk.day + A_NIGHT}

    def back(self) -> str:
        """To the windows."""
        return reverse("desk-maintenance")

    def context(self) -> dict[str, Any]:
        """The bookings that the window hits."""
        return {"hits": self.hits}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Open it. A refusal that can be answered shows its question."""
        wanted = {**values, "room_id": int(values["room_id"])}
        try:
            return self.change(lambda: open_block(actor=self.desk.actor, **wanted), self._said)
        except Refused as refused:
            self._ask_back(refused.refusal)
            raise

    def _ask_back(self, refusal: Refusal) -> None:
        assert isinstance(self.form, BlockForm)
        if refusal.code == HITS_BOOKINGS:
            self.hits = bookings_named(self.desk.hotel.pk, refusal.details.get("booking_ids", ()))
            self.form.ask("displace", forms.CheckboxInput())
        if refusal.code == NO_ROOM_LEFT and self.desk.may(OVERSELL):
            self.form.ask("oversell_note", forms.Textarea(attrs={"rows": 2}))

    def _said(self, outcome: Outcome[RoomBlock]) -> Done:
        block = outcome.subject
        names = {
            "room": block.room.number,
            "kind": str(BLOCK_KIND[block.kind]),
            "from": short_day(block.from_date),
            "until": short_day(block.to_date),
        }
        text = gettext("Room %(room)s: %(kind)s from %(from)s, free again on %(until)s.")
        return Done.of(outcome, text % names)


class CloseBlock(Deed):
    """Give a room back before its window ends."""

    title = _("Put room %(room)s back in use")
    submit = _("Back in use")
    body = "desk/maintenance/close_body.html"
    needs = MANAGE_BLOCKS
    block: RoomBlock

    def prepare(self) -> None:
        """Find it."""
        key = id_in_path(self.names["block_id"])
        found = blocks_of(self.desk.hotel.pk).filter(pk=key).first() if key else None
        if found is None:
            raise not_found("Block")
        self.block = found

    def heading(self) -> str:
        """Which room it is about."""
        return str(self.title) % {"room": self.block.room.number}

    def context(self) -> dict[str, Any]:
        """The window."""
        return {"window": self.block}

    def back(self) -> str:
        """To the windows."""
        return reverse("desk-maintenance")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Close it today."""
        return self.change(
            lambda: close_block(actor=self.desk.actor, block_id=self.block.pk),
            lambda outcome: Done.of(outcome, self._said(outcome)),
        )

    def _said(self, outcome: Outcome[RoomBlock]) -> str:
        text = (
            gettext("Room %(room)s is in use again.")
            if outcome.changed
            else gettext("Room %(room)s was in use again already.")
        )
        return text % {"room": self.block.room.number}


class RepairForm(DeskForm):
    """What was done about it."""

    resolution = Note(label=_("What was done?"))


class AnyRoomFaultForm(FaultForm):
    """Which room, what is broken, and how bad it is."""

    room_id = Choice(label=_("Room"))
    field_order = ("room_id",)

    def __init__(self, desk: Desk, *args: Any, **kwargs: Any) -> None:
        super().__init__(desk, *args, **kwargs)
        self.fields["room_id"].choices = rooms_to_choose(desk)  # type: ignore[attr-defined]


class ReportFaultAnywhere(Deed):
    """Report something broken in any room."""

    title = _("Report a fault")
    submit = _("Report")
    form_class = AnyRoomFaultForm
    needs = REPORT_FAULT

    def back(self) -> str:
        """To the faults."""
        return reverse("desk-maintenance")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Report it."""
        return self.change(
            lambda: report_fault(actor=self.desk.actor, **values),
            lambda outcome: Done.of(
                outcome, gettext("Fault reported in room %(room)s.") % {"room": outcome.subject.room.number}
            ),
        )


class ResolveFault(Deed):
    """Close a fault; with the last one that kept guests out, the room goes to housekeeping."""

    title = _("Repaired in room %(room)s")
    submit = _("Repaired")
    body = "desk/maintenance/fault_body.html"
    form_class = RepairForm
    needs = RESOLVE_FAULT
    fault: Fault

    def prepare(self) -> None:
        """Find it."""
        self.fault = get_fault(self.desk.actor.hotel_id, self.names["fault_id"])

    def heading(self) -> str:
        """Which room it is in."""
        return str(self.title) % {"room": self.fault.room.number}

    def refusal(self) -> Refusal | None:
        """Why it cannot be closed, if so."""
        return cannot_resolve_fault(self.desk.actor, self.fault)

    def context(self) -> dict[str, Any]:
        """The fault."""
        return {"fault": self.fault}

    def back(self) -> str:
        """To the faults."""
        return reverse("desk-maintenance")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Resolve it."""
        return self.change(
            lambda: resolve_fault(actor=self.desk.actor, fault_id=self.fault.pk, resolution=values["resolution"]),
            lambda outcome: Done.of(outcome, self._said(outcome)),
        )

    def _said(self, outcome: Outcome[FaultChange]) -> str:
        room = outcome.subject.room
        if outcome.subject.audit:
            return gettext("Repaired. Room %(room)s goes to housekeeping now.") % {"room": room.number}
        if room.open_blocking_faults:
            return gettext("Repaired. Another fault still keeps guests out of room %(room)s.") % {"room": room.number}
        return gettext("Repaired in room %(room)s.") % {"room": room.number}
