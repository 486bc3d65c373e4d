"""What housekeeping's steps are called, and why a room cannot take one: each by the state that the room is in."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hotelmate.desk.refusals import sentence
from hotelmate.rooms.lifecycle import RoomStatus as R
from hotelmate.rooms.models import Room

# What a room is, as a sentence: said after a step, and in place of one that is too late.
NOW: Mapping[str, Promise] = {
    R.OCCUPIED: _("Room %(room)s is occupied."),
    R.CHECKOUT_DIRTY: _("Room %(room)s is dirty."),
    R.CLEANING_IN_PROGRESS: _("Room %(room)s is being cleaned."),
    R.CLEANED_UNINSPECTED: _("Room %(room)s is clean and waits for inspection."),
    R.MAINTENANCE_REQUIRED: _("Room %(room)s needs a repair first."),
    R.OUT_OF_ORDER: _("Room %(room)s is out of order."),
    R.READY_FOR_GUEST: _("Room %(room)s is ready."),
}

STEP: Mapping[str, Promise] = {
    "start_cleaning": _("Start cleaning"),
    "mark_cleaned": _("Cleaned"),
    "pass_inspection": _("Pass"),
    "fail_inspection": _("Fail the inspection…"),
    "mark_dirty": _("Mark as dirty…"),
    "complete_maintenance": _("Repaired…"),
    "report_fault": _("Report a fault…"),
    "report_discrepancy": _("Not as in the books…"),
    "manager_override": _("Set the status by hand…"),
    "create_task": _("Ask for work…"),
    "note": _("Note for the work…"),
    "do_not_disturb": _("Do not disturb"),
    "refused_service": _("Service refused"),
    "start": _("Start"),
    "complete": _("Done"),
    "assign": _("Give to somebody…"),
    "cancel": _("Call off…"),
}

STEP_ICON: Mapping[str, str] = {
    "start_cleaning": "play",
    "mark_cleaned": "check",
    "pass_inspection": "clipboard-check",
    "fail_inspection": "undo-2",
    "mark_dirty": "brush-cleaning",
    "complete_maintenance": "hammer",
    "report_fault": "wrench",
    "report_discrepancy": "eye",
    "manager_override": "pencil",
    "create_task": "plus",
    "note": "pencil",
    "do_not_disturb": "bell-off",
    "refused_service": "circle-x",
    "start": "play",
    "complete": "check",
    "assign": "user-round",
    "cancel": "x",
}

# Where a room's status is the reason, the status says it better than the pair of names that the API tells.
BY_STATUS = frozenset({"ROOM_STATUS_TRANSITION", "NOT_TO_INSPECT", "NOT_IN_MAINTENANCE"})


def now_of(room: Room) -> str:
    """What the room is now, as a sentence."""
    return str(NOW[room.room_status]) % {"room": room.number}


def why_not(room: Room, entry: Mapping[str, Any]) -> str:
    """Why an action of the room's list is refused, in words; empty when it is allowed."""
    if entry["allowed"]:
        return ""
    code = entry["code"] or ""
    return now_of(room) if code in BY_STATUS else sentence(code, entry["reason"] or "")
