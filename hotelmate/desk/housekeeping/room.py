"""One room: its state, who has it, its work, what may be done in it and why not, and its history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hotelmate.core.capabilities import MANAGE_BLOCKS, RESOLVE_FAULT, WORK_TASKS
from hotelmate.core.errors import Refusal
from hotelmate.desk.frame import Desk
from hotelmate.desk.housekeeping.next_step import NextStep, next_step
from hotelmate.desk.housekeeping.rows import Line, read_board
from hotelmate.desk.housekeeping.wording import STEP, STEP_ICON, why_not
from hotelmate.desk.refusals import in_words, sentence
from hotelmate.desk.value_words import TASK_STATUS, TASK_TYPE
from hotelmate.housekeeping.actions import room_actions, task_actions
from hotelmate.housekeeping.models import OPEN_TASKS, Fault, HousekeepingTask, RoomStatusEvent, TaskType
from hotelmate.housekeeping.queries import faults_of, names_of, open_task_in, status_history, stayover_in, tasks_of
from hotelmate.housekeeping.rules import not_in_use, nothing_open
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.queries import blocks_of
from hotelmate.rooms.models import Room, RoomAllocation, RoomBlock
from hotelmate.rooms.queries import get_room

LONGEST_HISTORY = 30
NEXT_BOOKINGS = 5
# The steps that need nothing but the tap.
AT_ONCE = frozenset({"start_cleaning", "mark_cleaned", "pass_inspection", "do_not_disturb", "refused_service"})
NOT_THEIRS = "PERMISSION_DENIED"


@dataclass(frozen=True, slots=True)
class Action:
    """Something that may be done, or the reason why not."""

    name: str
    label: Promise
    icon: str
    url: str
    refused: str

    @property
    def at_once(self) -> bool:
        """Whether it is done by the tap alone, without a form."""
        return self.name in AT_ONCE


@dataclass(frozen=True, slots=True)
class Work:
    """A task with its words and what may be done with it."""

    row: HousekeepingTask
    kind: Promise
    status: Promise
    actions: Sequence[Action]


@dataclass(frozen=True, slots=True)
class Broken:
    """An open fault, and who reported it."""

    row: Fault
    by: str


@dataclass(frozen=True, slots=True)
class RoomSheet:
    """All that this person may see of a room. A room that is no longer in use has no line on the board."""

    room: Room
    line: Line | None
    step: NextStep | None
    step_label: Promise | str
    step_icon: str
    actions: Sequence[Action]
    work: Sequence[Work]
    faults: Sequence[Broken]
    windows: Sequence[RoomBlock]
    bookings: Sequence[tuple[RoomBooking, date, date]]
    history: Sequence[RoomStatusEvent]


def read_room(desk: Desk, room_id: str) -> RoomSheet:
    """The room for this person. A constant number of queries."""
    room = get_room(hotel_id=desk.hotel.pk, room_id=room_id)
    lines = read_board(desk, [room.number]).lines
    step = next_step(desk.actor, lines[0]) if lines else None
    tasks = tasks_of(desk.hotel.pk, room_id=room.pk).filter(status__in=OPEN_TASKS)
    tasks = tasks.exclude(task_type=TaskType.STAYOVER, business_date__lt=desk.day)
    faults = list(faults_of(desk.hotel.pk, room_id=room.pk, is_open=True))
    names = names_of(desk.hotel.pk, [fault.reported_by for fault in faults])
    done_next = step.action if step is not None else ""
    return RoomSheet(
        room=room,
        line=lines[0] if lines else None,
        step=step,
        step_label=STEP[done_next] if done_next else "",
        step_icon=STEP_ICON.get(done_next, ""),
        actions=[action for action in _actions(desk, room) if action.name != done_next],
        work=[_work(desk, task) for task in tasks],
        faults=[Broken(fault, names.get(fault.reported_by, "")) for fault in faults],
        windows=list(blocks_of(desk.hotel.pk, is_open=True, room_id=room.pk)),
        bookings=_bookings(desk, room) if desk.sees_bookings else [],
        history=status_history(room, LONGEST_HISTORY),
    )


def _actions(desk: Desk, room: Room) -> Iterator[Action]:
    """What may be done in the room. What the role does not include at all is left out; the rest says why not."""
    listed = {entry["name"]: entry for entry in room_actions(desk.actor, room)}
    refused = {name: why_not(room, entry) for name, entry in listed.items() if entry["code"] != NOT_THEIRS}
    if desk.may(WORK_TASKS):
        stays = stayover_in(room, desk.day)
        turned_away = _why(None if stays is not None else nothing_open(room))
        refused |= {
            "note": _why(None if open_task_in(room, desk.day) is not None else nothing_open(room)),
            "do_not_disturb": turned_away,
            "refused_service": turned_away,
            "create_task": _why(not_in_use(room)),
        }
    for name in ORDER:
        if name in refused:
            url = reverse("desk-room-do", args=[room.pk, name])
            yield Action(name, STEP[name], STEP_ICON[name], url, refused[name])
    if desk.may(MANAGE_BLOCKS):
        url = f"{reverse('desk-block-open')}?room_id={room.pk}"
        yield Action("open_block", _("Take out of use…"), "ban", url, _why(not_in_use(room)))


# Findings first: they are what a housekeeper comes here for.
ORDER = (
    "report_fault",
    "note",
    "do_not_disturb",
    "refused_service",
    "fail_inspection",
    "mark_dirty",
    "start_cleaning",
    "mark_cleaned",
    "pass_inspection",
    "report_discrepancy",
    "create_task",
    "complete_maintenance",
    "manager_override",
)


def _work(desk: Desk, task: HousekeepingTask) -> Work:
    actions = [
        Action(
            entry["name"],
            STEP[entry["name"]],
            STEP_ICON[entry["name"]],
            reverse("desk-task-do", args=[task.pk, entry["name"]]),
            "" if entry["allowed"] else sentence(entry["code"] or "", entry["reason"] or ""),
        )
        for entry in task_actions(desk.actor, task)
        if entry["name"] in ("assign", "cancel") and entry["code"] != NOT_THEIRS
    ]
    return Work(task, TASK_TYPE[task.task_type], TASK_STATUS[task.status], actions)


def _bookings(desk: Desk, room: Room) -> list[tuple[RoomBooking, date, date]]:
    """Who is in the room, and who has it next."""
    claims = RoomAllocation.objects.select_related("booking").filter(room_id=room.pk, open_claim=True)
    found = claims.order_by("from_date")[:NEXT_BOOKINGS]
    return [(claim.booking, claim.from_date, claim.to_date) for claim in found if claim.booking is not None]


def _why(refusal: Refusal | None) -> str:
    return in_words(refusal) if refusal is not None else ""


def may_repair(desk: Desk) -> bool:
    """Whether this person closes faults."""
    return desk.may(RESOLVE_FAULT)


def context_of(desk: Desk, room_id: str) -> dict[str, Any]:
    """What the page and the drawer of a room show."""
    return {"sheet": read_room(desk, room_id), "repairs": may_repair(desk)}
