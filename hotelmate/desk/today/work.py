"""What is to be done today by whoever cleans or repairs: their own tasks, and the open faults."""

from dataclasses import dataclass
from datetime import time

from django.db.models import F

from hotelmate.desk.frame import Desk
from hotelmate.desk.value_words import PRIORITY, TASK_STATUS, TASK_TYPE
from hotelmate.housekeeping.models import OPEN_TASKS, Fault, HousekeepingTask, Priority, TaskStatus
from hotelmate.housekeeping.queries import faults_of, tasks_of
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.rooms.models import RoomAllocation

S = BookingStatus
MOST_TASKS = 40


@dataclass(frozen=True, slots=True)
class Work:
    """A task of one's own: where, what, and when somebody comes into the room."""

    task: HousekeepingTask
    kind: str
    state: str
    arrival: time | None
    is_awaited: bool

    @property
    def is_urgent(self) -> bool:
        """Whether it goes first."""
        return self.task.priority == Priority.HIGH

    @property
    def is_under_way(self) -> bool:
        """Whether it has begun."""
        return self.task.status == TaskStatus.IN_PROGRESS


def work_of(desk: Desk) -> list[Work]:
    """The tasks of this person, the most urgent first. Two queries."""
    mine = tasks_of(desk.hotel.pk, assigned_to=desk.staff.pk).filter(status__in=OPEN_TASKS)
    tasks = list(mine[:MOST_TASKS])
    arrivals = dict(
        RoomAllocation.objects.filter(
            room_id__in={task.room_id for task in tasks},
            open_claim=True,
            booking__check_in=desk.day,
            booking__status__in=(S.CONFIRMED, S.PENDING_APPROVAL),
        )
        .order_by(F("booking__expected_arrival").desc(nulls_first=True))
        .values_list("room_id", "booking__expected_arrival")
    )
    return [
        Work(
            task=task,
            kind=str(TASK_TYPE[task.task_type]),
            state=str(TASK_STATUS[task.status]),
            arrival=arrivals.get(task.room_id),
            is_awaited=task.room_id in arrivals,
        )
        for task in tasks
    ]


@dataclass(frozen=True, slots=True)
class Repair:
    """A fault that is open."""

    fault: Fault
    priority: str


def faults_to_repair(desk: Desk, most: int) -> list[Repair]:
    """The open faults, the most urgent first. One query."""
    found = faults_of(desk.hotel.pk, is_open=True)[:most]
    return [Repair(fault, str(PRIORITY[fault.priority])) for fault in found]
