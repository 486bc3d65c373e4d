"""Who has how much to do today, and how the day's turnover goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q

from hotelmate.desk.frame import Desk
from hotelmate.housekeeping.models import OPEN_TASKS, HousekeepingTask, TaskStatus, TaskType
from hotelmate.housekeeping.queries import turnover_stats

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody has: tasks that wait, that are under way, that were done today. Without a name: what is nobody's."""

    staff_id: str
    name: str
    waiting: int = 0
    under_way: int = 0
    done: int = 0

    @property
    def left(self) -> int:
        """What is still to be done."""
        return self.waiting + self.under_way


def loads_of(desk: Desk, people: Sequence[tuple[str, str]]) -> Sequence[Load]:
    """What is nobody's, then each of these people. One query."""
    begun = desk.hotel.local_moment(desk.day, desk.hotel.day_rollover)
    tasks = HousekeepingTask.objects.filter(hotel_id=desk.hotel.pk)
    missed = Q(task_type=TaskType.STAYOVER, business_date__lt=desk.day)
    tasks = tasks.filter(Q(status__in=OPEN_TASKS) & ~missed | Q(status=TaskStatus.DONE, completed_at__gte=begun))
    counted = (
        tasks.order_by()
        .values_list("assigned_to_id")
        .annotate(
            waiting=Count("pk", filter=Q(status=TaskStatus.OPEN)),
            under_way=Count("pk", filter=Q(status=TaskStatus.IN_PROGRESS)),
            done=Count("pk", filter=Q(status=TaskStatus.DONE)),
        )
    )
    counts = {str(staff_id or ""): (waiting, under_way, done) for staff_id, waiting, under_way, done in counted}
    return [Load(staff_id, name, *counts.get(staff_id, (0, 0, 0))) for staff_id, name in [("", ""), *people]]


def figures_of(desk: Desk) -> dict[str, Any]:
    """The day's turnover in figures. One query."""
    stats = turnover_stats(desk.hotel)
    average = stats["average_cleaning"]
    return {**stats, "minutes": round(average / A_MINUTE) if average is not None else None}
