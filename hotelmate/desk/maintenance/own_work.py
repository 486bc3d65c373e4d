"""The tasks that somebody was given."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from hotelmate.desk.frame import Desk
from hotelmate.desk.housekeeping.wording import STEP, STEP_ICON
from hotelmate.desk.value_words import TASK_TYPE
from hotelmate.housekeeping.models import OPEN_TASKS, HousekeepingTask, TaskStatus, TaskType
from hotelmate.housekeeping.queries import tasks_of


@dataclass(frozen=True, slots=True)
class Work:
    """A task of one's own, and its next step."""

    row: HousekeepingTask
    kind: Promise
    url: str
    label: Promise
    icon: str

    @property
    def button_id(self) -> str:
        """What its button is called in the page."""
        return f"task-{self.row.pk}"


def own_work(desk: Desk) -> Sequence[Work]:
    """What this person was given and has not done; turnovers are the rooms' own steps. One query."""
    tasks = tasks_of(desk.hotel.pk, assigned_to=desk.staff.pk).filter(status__in=OPEN_TASKS)
    tasks = tasks.exclude(task_type=TaskType.TURNOVER).exclude(task_type=TaskType.STAYOVER, business_date__lt=desk.day)
    return [_work(task) for task in tasks]


def _work(task: HousekeepingTask) -> Work:
    step = "complete" if task.status == TaskStatus.IN_PROGRESS else "start"
    url = reverse("desk-task-do", args=[task.pk, step])
    return Work(task, TASK_TYPE[task.task_type], url, STEP[step], STEP_ICON[step])
