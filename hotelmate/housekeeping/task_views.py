"""Tasks over HTTP."""

from collections.abc import Callable, Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.pagination import Pages
from hotelmate.core.api.parsing import read_body, read_query
from hotelmate.core.api.schema import PAGE_PARAMETERS, changes, page_of, reads
from hotelmate.core.api.views import HotelView, with_etag, without_body
from hotelmate.core.capabilities import VIEW_HOUSEKEEPING
from hotelmate.core.change import Outcome
from hotelmate.housekeeping.answers import TaskChangedSerializer, TasksChangedSerializer, TaskSerializer
from hotelmate.housekeeping.models import HousekeepingTask
from hotelmate.housekeeping.queries import get_task, tasks_of
from hotelmate.housekeeping.representations import task_body
from hotelmate.housekeeping.serializers import (
    BulkAssignSerializer,
    CompleteSerializer,
    TaskAssignSerializer,
    TaskCreateSerializer,
    TaskEditSerializer,
    TaskQuerySerializer,
)
from hotelmate.housekeeping.task_services import (
    assign_rooms,
    assign_task,
    cancel_task,
    complete_task,
    create_stayover_tasks,
    create_task,
    start_task,
    update_task,
)
from hotelmate.rooms.naming import with_room

TAG = "housekeeping tasks"


class TaskView(HotelView):
    """What the views of tasks share."""

    def task_changed(self, work: Callable[[], Outcome[HousekeepingTask]], message: str) -> Response:
        """Run a service and answer with a message and the task; the message may name its assignee."""

        def render(outcome: Outcome[HousekeepingTask]) -> Mapping[str, Any]:
            body = task_body(self.actor, outcome.subject)
            return {"message": message.format(name=body["assigned_to_name"]), "task": body}

        return self.change(work, render)

    def tasks_changed(self, work: Callable[[], Outcome[list[HousekeepingTask]]], message: str) -> Response:
        """Run a service and answer with a message, the tasks, and what to know about them."""

        def render(outcome: Outcome[list[HousekeepingTask]]) -> Mapping[str, Any]:
            return {
                "message": message.format(count=len(outcome.subject)),
                "tasks": [task_body(self.actor, task) for task in outcome.subject],
                "warnings": [{"code": warning.code, "message": warning.message} for warning in outcome.warnings],
            }

        return self.change(work, render)


class TaskListView(TaskView):
    """The tasks of the hotel."""

    @reads(
        TAG,
        answer=page_of(TaskSerializer),
        parameters=[TaskQuerySerializer, *PAGE_PARAMETERS],
        operation_id="tasks_list",
    )
    def get(self, request: Request, hotel_slug: str) -> Response:
        """Tasks, the most urgent first and of these the oldest."""
        self.actor.require(VIEW_HOUSEKEEPING)
        query = read_query(TaskQuerySerializer, request)
        if query.get("assigned_to") == "me":
            query["assigned_to"] = self.actor.staff_id
        query["room_id"] = query.pop("room", None)
        pages = Pages()
        page = pages.paginate_queryset(tasks_of(self.actor.hotel_id, **query), request, self) or []
        return pages.get_paginated_response([task_body(self.actor, task) for task in page])

    @changes(TAG, request=TaskCreateSerializer, answer=TaskSerializer, status=201)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Ask for work in a room."""
        body = with_room(self.actor, read_body(TaskCreateSerializer, request), "room", "room_number")
        return self.change(
            lambda: create_task(
                actor=self.actor,
                room_id=body["room"],
                task_type=body["task_type"],
                priority=body["priority"],
                note=body["note"],
                booking_id=body.get("booking"),
                assigned_to_id=body.get("assigned_to"),
            ),
            lambda outcome: task_body(self.actor, outcome.subject),
            status=201,
        )


class OneTaskView(TaskView):
    """A view of one task."""

    def current(self) -> dict[str, Any]:
        """The task, and what may be done with it."""
        self.actor.require(VIEW_HOUSEKEEPING)
        return task_body(self.actor, get_task(self.actor.hotel_id, self.kwargs["task_id"]))


class TaskDetailView(OneTaskView):
    """One task."""

    @reads(TAG, answer=TaskSerializer)
    def get(self, request: Request, hotel_slug: str, task_id: str) -> Response:
        """The task, and what may be done with it."""
        return with_etag(Response(self.current()))

    @changes(TAG, request=TaskEditSerializer, answer=TaskSerializer)
    def put(self, request: Request, hotel_slug: str, task_id: str) -> Response:
        """Change priority, note or assignee; what is not given stays."""
        return self._edit(request, task_id)

    @changes(TAG, request=TaskEditSerializer, answer=TaskSerializer)
    def patch(self, request: Request, hotel_slug: str, task_id: str) -> Response:
        """Change priority, note or assignee; what is not given stays. Start and complete have their own addresses."""
        return self._edit(request, task_id)

    @changes(TAG, request=None, answer=None, status=204)
    def delete(self, request: Request, hotel_slug: str, task_id: str) -> Response:
        """Cancel the task. Its row stays, with the status CANCELLED."""
        work = self.change(
            lambda: cancel_task(actor=self.actor, task_id=task_id),
            lambda outcome: {"id": outcome.subject.pk},
            status=204,
        )
        return without_body(work)

    def _edit(self, request: Request, task_id: str) -> Response:
        body = read_body(TaskEditSerializer, request)
        wanted = {new: body[given] for given, new in EDITED.items() if given in body}
        return self.change(
            lambda: update_task(actor=self.actor, task_id=task_id, **wanted),
            lambda outcome: task_body(self.actor, outcome.subject),
        )


# What a body calls it -> what the service does.
EDITED = {
    "priority": "priority",
    "note": "note",
    "assigned_to": "assigned_to_id",
    "status": "status",
    "task_type": "task_type",
    "room": "room_id",
}


class TaskAssignView(OneTaskView):
    """Giving a task to somebody."""

    @changes(TAG, request=TaskAssignSerializer, answer=TaskChangedSerializer)
    def post(self, request: Request, hotel_slug: str, task_id: str) -> Response:
        """Give the task to somebody, or with null back to nobody."""
        body = read_body(TaskAssignSerializer, request)
        return self.task_changed(
            lambda: assign_task(actor=self.actor, task_id=task_id, **body), "Task assigned to {name}"
        )


class TaskStartView(OneTaskView):
    """Beginning a task."""

    @changes(TAG, request=None, answer=TaskChangedSerializer)
    def post(self, request: Request, hotel_slug: str, task_id: str) -> Response:
        """Start the task; if it is nobody's, it becomes one's own."""
        return self.task_changed(lambda: start_task(actor=self.actor, task_id=task_id), "Task started")


class TaskCompleteView(OneTaskView):
    """Finishing a task."""

    @changes(TAG, request=CompleteSerializer, answer=TaskChangedSerializer)
    def post(self, request: Request, hotel_slug: str, task_id: str) -> Response:
        """Finish the task; a stay-over also when the guest refused it or does not want to be disturbed."""
        body = read_body(CompleteSerializer, request)
        return self.task_changed(lambda: complete_task(actor=self.actor, task_id=task_id, **body), "Task completed")


class BulkAssignView(TaskView):
    """Giving the work of many rooms to one person."""

    @changes(TAG, request=BulkAssignSerializer, answer=TasksChangedSerializer)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Give everything that is open in these rooms to one person."""
        body = read_body(BulkAssignSerializer, request)
        return self.tasks_changed(lambda: assign_rooms(actor=self.actor, **body), "{count} tasks assigned")


class StayoverTasksView(TaskView):
    """The morning's round."""

    @changes(TAG, request=None, answer=TasksChangedSerializer)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Make a stay-over task for each stay that stays tonight, unless the day's are made already."""
        return self.tasks_changed(lambda: create_stayover_tasks(actor=self.actor), "{count} stay-over tasks created")
