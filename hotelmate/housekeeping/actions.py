"""`actions` of rooms and tasks: each asks the very rule that the service behind it asks."""

from typing import Any

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.api.actions import action
from hotelmate.core.errors import Refusal
from hotelmate.housekeeping.models import HousekeepingTask
from hotelmate.housekeeping.policy import can_change_room_status
from hotelmate.housekeeping.rules import (
    cannot_assign,
    cannot_cancel,
    cannot_complete,
    cannot_edit,
    cannot_report_fault,
    cannot_start,
    not_in_maintenance,
    not_in_use,
    nothing_to_inspect,
)
from hotelmate.rooms.lifecycle import OVERRIDABLE, RoomStatus, Source
from hotelmate.rooms.models import Room

# A note stands in here for the one that the manager will give.
SOME_NOTE = "reason"


def room_actions(actor: Actor, room: Room) -> list[dict[str, Any]]:
    """What this person may do to the room now, and if not, why."""
    return [
        action("start_cleaning", can_change_room_status(actor, room, RoomStatus.CLEANING_IN_PROGRESS)),
        action("mark_cleaned", can_change_room_status(actor, room, RoomStatus.CLEANED_UNINSPECTED)),
        action("pass_inspection", _inspect(actor, room, RoomStatus.READY_FOR_GUEST)),
        action("fail_inspection", _inspect(actor, room, RoomStatus.CHECKOUT_DIRTY)),
        action("mark_dirty", can_change_room_status(actor, room, RoomStatus.CHECKOUT_DIRTY)),
        action("report_fault", cannot_report_fault(actor, room)),
        action("complete_maintenance", _complete_maintenance(actor, room)),
        action("report_discrepancy", actor.lacks(capabilities.REPORT_DISCREPANCY) or not_in_use(room)),
        action("manager_override", _override(actor, room)),
    ]


def task_actions(actor: Actor, task: HousekeepingTask) -> list[dict[str, Any]]:
    """What this person may do to the task now, and if not, why."""
    return [
        action("assign", cannot_assign(actor, task)),
        action("start", cannot_start(actor, task)),
        action("complete", cannot_complete(actor, task)),
        action("edit", cannot_edit(actor, task)),
        action("cancel", cannot_cancel(actor, task)),
    ]


def _inspect(actor: Actor, room: Room, to_status: str) -> Refusal | None:
    return nothing_to_inspect(room) or can_change_room_status(actor, room, to_status)


def _complete_maintenance(actor: Actor, room: Room) -> Refusal | None:
    return not_in_maintenance(room) or can_change_room_status(actor, room, RoomStatus.CHECKOUT_DIRTY)


def _override(actor: Actor, room: Room) -> Refusal | None:
    """Allowed when any status can be reached; otherwise the reason for the one that matters to guests."""
    refusals = [
        can_change_room_status(actor, room, to_status, Source.MANAGER_OVERRIDE, SOME_NOTE)
        for to_status in (RoomStatus.READY_FOR_GUEST, *OVERRIDABLE)
        if to_status != room.room_status
    ]
    return None if None in refusals else refusals[0]
