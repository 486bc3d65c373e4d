"""Everything that is done with a room or a task, by the API's names where it has one."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse

from hotelmate.desk.deeds import deed_page
from hotelmate.desk.housekeeping.findings import ReportDiscrepancy, ReportFault
from hotelmate.desk.housekeeping.steps import (
    CompleteMaintenance,
    FailInspection,
    MarkCleaned,
    MarkDirty,
    Override,
    PassInspection,
    StartCleaning,
)
from hotelmate.desk.housekeeping.tasks import (
    AssignTask,
    CancelTask,
    CompleteTask,
    CreateTask,
    DoNotDisturb,
    NoteTask,
    RefusedService,
    StartTask,
)

Page = Callable[..., HttpResponse]

ROOM_PAGES: Mapping[str, Page] = {
    "start_cleaning": deed_page(StartCleaning),
    "mark_cleaned": deed_page(MarkCleaned),
    "mark_dirty": deed_page(MarkDirty),
    "pass_inspection": deed_page(PassInspection),
    "fail_inspection": deed_page(FailInspection),
    "complete_maintenance": deed_page(CompleteMaintenance),
    "manager_override": deed_page(Override),
    "report_fault": deed_page(ReportFault),
    "report_discrepancy": deed_page(ReportDiscrepancy),
    "create_task": deed_page(CreateTask),
    "note": deed_page(NoteTask),
    "do_not_disturb": deed_page(DoNotDisturb),
    "refused_service": deed_page(RefusedService),
}
TASK_PAGES: Mapping[str, Page] = {
    "start": deed_page(StartTask),
    "complete": deed_page(CompleteTask),
    "assign": deed_page(AssignTask),
    "cancel": deed_page(CancelTask),
}


def do_with_room(request: HttpRequest, room_id: str, action: str) -> HttpResponse:
    """The page of an action on a room: its form, and doing it."""
    return _page(ROOM_PAGES, action)(request, room_id=room_id)


def do_with_task(request: HttpRequest, task_id: str, action: str) -> HttpResponse:
    """The page of an action on a task: its form, and doing it."""
    return _page(TASK_PAGES, action)(request, task_id=task_id)


def _page(pages: Mapping[str, Page], action: str) -> Page:
    if action not in pages:
        raise Http404
    return pages[action]
