"""The one next step in a room: which it is, where it is done, what the room becomes by it, and if not, why."""

from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _

from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import CLEAN, INSPECT, WORK_TASKS
from hotelmate.core.errors import Refusal
from hotelmate.desk.housekeeping.rows import Line
from hotelmate.desk.refusals import in_words
from hotelmate.hotel.models import Inspection
from hotelmate.hotel.queries import hotel_of
from hotelmate.housekeeping.models import HousekeepingTask, TaskStatus
from hotelmate.housekeeping.policy import can_change_room_status
from hotelmate.housekeeping.rules import cannot_complete, cannot_start
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room


@dataclass(frozen=True, slots=True)
class NextStep:
    """One step. `becomes` is the state that a room or a task has after it; `version` is none for a task's."""

    action: str
    url: str
    becomes: str
    version: int | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A step of the turnover, by the status that it leads to."""

    action: str
    to_status: str
    capability: str


TURNS: dict[str, Turn] = {
    RoomStatus.CHECKOUT_DIRTY: Turn("start_cleaning", RoomStatus.CLEANING_IN_PROGRESS, CLEAN),
    RoomStatus.CLEANING_IN_PROGRESS: Turn("mark_cleaned", RoomStatus.CLEANED_UNINSPECTED, CLEAN),
    RoomStatus.CLEANED_UNINSPECTED: Turn("pass_inspection", RoomStatus.READY_FOR_GUEST, INSPECT),
}


def next_step(actor: Actor, line: Line) -> NextStep | None:
    """What this person would do here next; none where it is not theirs to do."""
    turn = TURNS.get(line.room.room_status)
    if turn is not None:
        return _turn(actor, line.room, turn) if actor.may(turn.capability) else None
    task = line.task
    return _work(actor, task) if task is not None and actor.may(WORK_TASKS) else None


def _turn(actor: Actor, room: Room, turn: Turn) -> NextStep:
    refusal = can_change_room_status(actor, room, turn.to_status)
    return NextStep(
        turn.action,
        address("desk-room-do", room.pk or 0, turn.action),
        becomes_of(actor, turn.to_status),
        room.version,
        _why(refusal),
    )


def _work(actor: Actor, task: HousekeepingTask) -> NextStep:
    begun = task.status == TaskStatus.IN_PROGRESS
    refusal = cannot_complete(actor, task) if begun else cannot_start(actor, task)
    action = "complete" if begun else "start"
    becomes = TaskStatus.DONE if begun else TaskStatus.IN_PROGRESS
    return NextStep(action, address("desk-task-do", task.pk or 0, action), str(becomes), refused=_why(refusal))


def address(name: str, key: int, action: str) -> str:
    """Where something is done with a room or a task; a page of cards asks for a thousand of these."""
    before, after = _around_key(name, action)
    return f"{before}{key}{after}"


@cache
def _around_key(name: str, action: str) -> tuple[str, str]:
    before, _key, after = reverse(name, args=[0, action]).partition("0")
    return before, after


def becomes_of(actor: Actor, to_status: str) -> str:
    """The status that a room really has after a step: a cleaned one is ready at once where no inspection is wanted."""
    if to_status == RoomStatus.CLEANED_UNINSPECTED and hotel_of(actor).inspection == Inspection.NONE:
        return str(RoomStatus.READY_FOR_GUEST)
    return str(to_status)


def after_step(actor: Actor, status: str) -> Line:
    """A room that this person has just brought into the status, for what to show before the server has agreed."""
    room = Room(number="", room_status=status, hotel_id=actor.hotel_id, version=0, cleaned_by_id=actor.staff_id)
    return Line(room)


def after_work(actor: Actor, status: str) -> Line:
    """A room in which this person has just begun or finished a task."""
    task = HousekeepingTask(status=status, assigned_to_id=actor.staff_id)
    room = Room(number="", room_status=RoomStatus.OCCUPIED, hotel_id=actor.hotel_id, version=0)
    return Line(room, tasks=[task] if status != TaskStatus.DONE else [])


def _why(refusal: Refusal | None) -> str:
    if refusal is None:
        return ""
    return _("Somebody else has to inspect it") if refusal.code == "SECOND_PERSON_REQUIRED" else in_words(refusal)
