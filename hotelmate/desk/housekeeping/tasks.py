"""What is done with tasks: asking for work in a room, giving it to people, doing it, and doors that stay closed."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotelmate.core.capabilities import ASSIGN_TASKS, CLEAN, VIEW_HOUSEKEEPING
from hotelmate.core.change import Outcome
from hotelmate.core.errors import Refusal, Refused
from hotelmate.desk.deeds import Done
from hotelmate.desk.forms import Choice, DeskForm, Note, Radio
from hotelmate.desk.frame import Desk
from hotelmate.desk.housekeeping.subject import RoomDeed, TapDeed
from hotelmate.desk.value_words import PRIORITY, TASK_TYPE
from hotelmate.housekeeping.actions import task_actions
from hotelmate.housekeeping.models import HousekeepingTask, Priority, TaskResult, TaskStatus, TaskType
from hotelmate.housekeeping.queries import get_task, open_task_in, stayover_in
from hotelmate.housekeeping.rules import nothing_open
from hotelmate.housekeeping.task_services import (
    assign_task,
    cancel_task,
    complete_task,
    create_task,
    start_task,
    update_task,
)
from hotelmate.staff.queries import people_who_may, staff_of

NOBODY = ""


def who_cleans(desk: Desk) -> list[tuple[str, str]]:
    """Those who may be given rooms: ids and names, for a list to choose from."""
    may = set(people_who_may(desk.hotel.pk, CLEAN))
    return [(str(person.pk), person.full_name) for person in staff_of(desk.hotel.pk) if person.pk in may]


class TaskDeed(TapDeed):
    """Something that is done with one task; `action` is its name in the API's list of a task's actions."""

    action: ClassVar[str] = ""
    needs = VIEW_HOUSEKEEPING
    task: HousekeepingTask

    def prepare(self) -> None:
        """Read the task, its room and its people."""
        super().prepare()
        self.task = get_task(self.desk.actor.hotel_id, self.names["task_id"])

    def heading(self) -> str:
        """What is about to be done, and in which room."""
        return str(self.title) % {"room": self.task.room.number}

    def refusal(self) -> Refusal | None:
        """What the task's list of actions says of this one."""
        for entry in task_actions(self.desk.actor, self.task):
            if entry["name"] == self.action and not entry["allowed"]:
                return Refusal(entry["code"], entry["reason"])
        return None

    def work(self, values: Mapping[str, Any]) -> Outcome[HousekeepingTask]:
        """Do it."""
        raise TypeError(f"{type(self).__name__} does nothing.")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Do it, and say how the task stands."""
        return self.change(lambda: self.work(values), said_of)


class StartTask(TaskDeed):
    """Begin it; a task that is nobody's becomes one's own."""

    title = _("Start in room %(room)s")
    submit = _("Start")
    action = "start"

    def work(self, values: Mapping[str, Any]) -> Outcome[HousekeepingTask]:
        """Start it."""
        return start_task(actor=self.desk.actor, task_id=self.task.pk)


class CompleteTask(TaskDeed):
    """Finish it."""

    title = _("Done in room %(room)s")
    submit = _("Done")
    action = "complete"

    def work(self, values: Mapping[str, Any]) -> Outcome[HousekeepingTask]:
        """Complete it."""
        return complete_task(actor=self.desk.actor, task_id=self.task.pk)


class CancelTask(TaskDeed):
    """Call it off."""

    title = _("Call the work in room %(room)s off")
    submit = _("Call it off")
    action = "cancel"
    danger = True

    def work(self, values: Mapping[str, Any]) -> Outcome[HousekeepingTask]:
        """Cancel it."""
        return cancel_task(actor=self.desk.actor, task_id=self.task.pk)


class AssignForm(DeskForm):
    """Who does it."""

    assigned_to_id = Choice(label=_("Who does it?"), required=False)

    def __init__(self, desk: Desk, *args: Any, **kwargs: Any) -> None:
        super().__init__(desk, *args, **kwargs)
        self.fields["assigned_to_id"].choices = [  # type: ignore[attr-defined]
            (NOBODY, _("Nobody yet")),
            *who_cleans(desk),
        ]


class AssignTask(TaskDeed):
    """Give it to somebody, or back to nobody."""

    title = _("Who works in room %(room)s?")
    submit = _("Give")
    action = "assign"
    form_class = AssignForm

    def initial(self) -> dict[str, Any]:
        """Whose it is."""
        return {"assigned_to_id": self.task.assigned_to_id or NOBODY}

    def work(self, values: Mapping[str, Any]) -> Outcome[HousekeepingTask]:
        """Assign it."""
        person = values["assigned_to_id"]
        return assign_task(
            actor=self.desk.actor, task_id=self.task.pk, assigned_to_id=int(person) if person != NOBODY else None
        )


class TaskForm(DeskForm):
    """Which work, how urgent, whose."""

    task_type = Choice(label=_("Which work?"), choices=[(one.value, TASK_TYPE[one]) for one in TaskType])
    priority = Radio(
        label=_("How urgent?"), choices=[(one.value, PRIORITY[one]) for one in Priority], initial=Priority.MED.value
    )
    assigned_to_id = Choice(label=_("Who does it?"), required=False)
    note = Note(label=_("Note"))

    def __init__(self, desk: Desk, *args: Any, **kwargs: Any) -> None:
        super().__init__(desk, *args, **kwargs)
        people = who_cleans(desk) if desk.may(ASSIGN_TASKS) else [(str(desk.staff.pk), desk.staff.full_name)]
        self.fields["assigned_to_id"].choices = [(NOBODY, _("Nobody yet")), *people]  # type: ignore[attr-defined]


class CreateTask(RoomDeed):
    """Ask for work in a room."""

    title = _("Ask for work in room %(room)s")
    submit = _("Ask for it")
    form_class = TaskForm
    action = "create_task"

    def initial(self) -> dict[str, Any]:
        """What is asked for most beside turnovers, which come by themselves."""
        return {"task_type": TaskType.STAYOVER if self.room.is_occupied else TaskType.AMENITY}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Make the task."""
        person = values["assigned_to_id"]
        return self.change(
            lambda: create_task(
                actor=self.desk.actor,
                room_id=self.room.pk,
                task_type=values["task_type"],
                priority=values["priority"],
                note=values["note"],
                assigned_to_id=int(person) if person != NOBODY else None,
            ),
            said_of,
        )


class NoteForm(DeskForm):
    """What whoever does the work should know."""

    note = Note(label=_("Note"))


class NoteTask(RoomDeed):
    """Write down for whoever works in the room what they should know."""

    title = _("Note for the work in room %(room)s")
    submit = _("Save")
    form_class = NoteForm

    def refusal(self) -> Refusal | None:
        """Without work in the room there is nothing to write the note on."""
        task = open_task_in(self.room, self.desk.day)
        return nothing_open(self.room) if task is None else None

    def initial(self) -> dict[str, Any]:
        """What stands there."""
        task = open_task_in(self.room, self.desk.day)
        return {"note": task.note if task is not None else ""}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Save it with the task that is under way, otherwise with the most urgent one."""
        return self.change(lambda: self._work(values["note"]), said_of)

    def _work(self, note: str) -> Outcome[HousekeepingTask]:
        task = open_task_in(self.room, self.desk.day)
        if task is None:
            raise Refused(nothing_open(self.room))
        return update_task(actor=self.desk.actor, task_id=task.pk, note=note)


class TurnedAway(RoomDeed):
    """A guest who stays wants nothing done today."""

    result: ClassVar[str] = ""

    def refusal(self) -> Refusal | None:
        """Only a stay-over of today can be turned away."""
        return nothing_open(self.room) if stayover_in(self.room, self.desk.day) is None else None

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Finish today's stay-over with that."""
        return self.change(self._work, said_of)

    def _work(self) -> Outcome[HousekeepingTask]:
        task = stayover_in(self.room, self.desk.day)
        if task is None:
            raise Refused(nothing_open(self.room))
        return complete_task(actor=self.desk.actor, task_id=task.pk, result=self.result)


class DoNotDisturb(TurnedAway):
    """The sign hangs at the door."""

    title = _("Room %(room)s is not to be disturbed")
    submit = _("Do not disturb")
    result = TaskResult.DO_NOT_DISTURB


class RefusedService(TurnedAway):
    """The guest said no."""

    title = _("The guest in room %(room)s wants no service")
    submit = _("Service refused")
    result = TaskResult.REFUSED


def said_of(outcome: Outcome[HousekeepingTask]) -> Done:
    """How a task stands, in a sentence."""
    task = outcome.subject
    names = {
        "task": str(TASK_TYPE[task.task_type]),
        "room": task.room.number,
        "name": task.assigned_to.full_name if task.assigned_to is not None else gettext("Nobody"),
    }
    return Done(_sentence(task) % names, version=task.version)


def _sentence(task: HousekeepingTask) -> str:
    if task.result == TaskResult.DO_NOT_DISTURB:
        return gettext("Room %(room)s is not to be disturbed today.")
    if task.result == TaskResult.REFUSED:
        return gettext("The guest in room %(room)s wants no service today.")
    if task.status == TaskStatus.IN_PROGRESS:
        return gettext("%(task)s in room %(room)s: %(name)s is at it.")
    if task.status == TaskStatus.DONE:
        return gettext("%(task)s in room %(room)s is done.")
    if task.status == TaskStatus.CANCELLED:
        return gettext("%(task)s in room %(room)s is called off.")
    if task.assigned_to is None:
        return gettext("%(task)s in room %(room)s waits for somebody.")
    return gettext("%(task)s in room %(room)s waits for %(name)s.")
