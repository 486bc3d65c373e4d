"""The steps of a room's turnover, and a manager's override: each gives the room a status, by the one writer of it."""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hotelmate.core.change import Outcome
from hotelmate.core.errors import Refused
from hotelmate.desk import words
from hotelmate.desk.deeds import Done
from hotelmate.desk.forms import Choice, DeskForm, Note
from hotelmate.desk.housekeeping.subject import RoomDeed
from hotelmate.desk.housekeeping.wording import now_of
from hotelmate.housekeeping.policy import can_change_room_status, source_of
from hotelmate.housekeeping.services import (
    StatusChange,
    complete_maintenance,
    inspect_room,
    manager_override,
    set_room_status,
)
from hotelmate.rooms.lifecycle import OVERRIDABLE, RoomStatus
from hotelmate.rooms.models import Room


class ReasonForm(DeskForm):
    """Why."""

    note = Note(label=_("Reason"), required=True)


class RemarkForm(DeskForm):
    """What there is to say, if anything."""

    note = Note(label=_("Note"))


class Step(RoomDeed):
    """A step that gives the room another status."""

    to_status: ClassVar[str] = ""
    undone_by: ClassVar[str] = ""

    def work(self, values: Mapping[str, Any]) -> Outcome[StatusChange]:
        """Give the room the status."""
        return set_room_status(
            room=self.room,
            to_status=self.to_status,
            staff=self.desk.actor,
            source=source_of(self.desk.actor),
            note=values.get("note", ""),
        )

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Take the step; the room is what it has become, also when somebody else had taken it before."""
        try:
            return self.change(lambda: self.work(values), self._said)
        except Refused as refused:
            raise self.too_late(refused) from refused

    def _said(self, outcome: Outcome[StatusChange]) -> Done:
        room = outcome.subject.room
        undo = self._undo(room) if outcome.changed else ""
        return Done(now_of(room), undo=undo, version=room.version)

    def _undo(self, room: Room) -> str:
        """Where the step is taken back, while the room is as it left it and this person may."""
        if not self.undone_by or can_change_room_status(self.desk.actor, room, RoomStatus.CHECKOUT_DIRTY) is not None:
            return ""
        url = reverse("desk-room-do", args=[room.pk, self.undone_by])
        return f"{url}?{urlencode({'version': room.version})}"


class StartCleaning(Step):
    """Begin to clean; the turnover task starts."""

    title = _("Start cleaning room %(room)s")
    submit = _("Start cleaning")
    action = "start_cleaning"
    to_status = RoomStatus.CLEANING_IN_PROGRESS
    undone_by = "mark_dirty"


class MarkCleaned(Step):
    """Have cleaned: the room waits for inspection, or is ready where none is wanted."""

    title = _("Room %(room)s is cleaned")
    submit = _("Cleaned")
    action = "mark_cleaned"
    to_status = RoomStatus.CLEANED_UNINSPECTED
    undone_by = "mark_dirty"


class MarkDirty(Step):
    """Find a room dirty that was thought to be clean, or stop cleaning it."""

    title = _("Mark room %(room)s as dirty")
    submit = _("Mark as dirty")
    form_class = RemarkForm
    action = "mark_dirty"
    to_status = RoomStatus.CHECKOUT_DIRTY


class PassInspection(Step):
    """Look at a cleaned room and find it ready."""

    title = _("Room %(room)s passes the inspection")
    submit = _("Pass")
    action = "pass_inspection"

    def work(self, values: Mapping[str, Any]) -> Outcome[StatusChange]:
        """Make it ready."""
        return inspect_room(actor=self.desk.actor, room=self.room, passed=True)


class FailInspection(Step):
    """Look at a cleaned room and send somebody back to it; whoever cleans it again reads why."""

    title = _("Room %(room)s fails the inspection")
    submit = _("Fail")
    form_class = ReasonForm
    action = "fail_inspection"

    def work(self, values: Mapping[str, Any]) -> Outcome[StatusChange]:
        """Make it dirty."""
        return inspect_room(actor=self.desk.actor, room=self.room, passed=False, note=values["note"])


class CompleteMaintenance(Step):
    """Have repaired everything that keeps guests out; the room is dirty then, and waits for its turnover."""

    title = _("Everything is repaired in room %(room)s")
    submit = _("Repaired")
    form_class = RemarkForm
    action = "complete_maintenance"

    def work(self, values: Mapping[str, Any]) -> Outcome[StatusChange]:
        """Resolve its blocking faults."""
        return complete_maintenance(actor=self.desk.actor, room=self.room, note=values["note"])


class OverrideForm(DeskForm):
    """Which status, and why."""

    to_status = Choice(label=_("New status"))
    note = Note(label=_("Reason"), required=True, help_text=_("It stays in the room's history, with your name."))

    def __init__(self, *args: Any, room: Room, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_status"].choices = [  # type: ignore[attr-defined]
            (str(status), words.ROOM_STATUS[status]) for status in OVERRIDABLE if status != room.room_status
        ]


class Override(Step):
    """Give a vacant room a status that its steps do not lead to, as a manager, and say why."""

    title = _("Set the status of room %(room)s by hand")
    submit = _("Set the status")
    form_class = OverrideForm
    danger = True
    action = "manager_override"

    def form_options(self) -> dict[str, Any]:
        """The statuses other than its own."""
        return {"room": self.room}

    def work(self, values: Mapping[str, Any]) -> Outcome[StatusChange]:
        """Override it."""
        return manager_override(actor=self.desk.actor, room=self.room, **values)
