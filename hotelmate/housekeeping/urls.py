"""Addresses of housekeeping. A room's status has two: the one of the mission's report, and the one under housekeeping."""

from django.urls import path

from hotelmate.housekeeping import fault_views, task_views, turnover_views, views

HOTEL = "staff/hotel/<str:hotel_slug>"
HOUSEKEEPING = f"{HOTEL}/housekeeping"
ROOM = f"{HOUSEKEEPING}/rooms/<str:room_id>"
NUMBERED = f"{HOTEL}/rooms/<str:room_number>"
TASK = f"{HOUSEKEEPING}/tasks/<str:task_id>"

update_status = views.RoomStatusViewSet.as_view({"post": "update_status"})
manager_override = views.RoomStatusViewSet.as_view({"post": "manager_override"})
status_history = views.RoomStatusViewSet.as_view({"get": "status_history"})

urlpatterns = [
    path(f"{ROOM}/status/", update_status, name="room-status"),
    path(f"{ROOM}/manager_override/", manager_override, name="room-manager-override"),
    path(f"{ROOM}/status-history/", status_history, name="room-status-history"),
    path(f"{HOTEL}/rooms/<str:room_id>/status/", update_status, name="room-status-of-the-report"),
    path(f"{HOTEL}/room-management/<str:number>/reinstate/", views.RoomReinstateView.as_view(), name="room-reinstate"),
    path(f"{HOTEL}/rooms/", views.RoomListView.as_view(), name="rooms"),
    path(f"{HOTEL}/rooms/<str:room_id>/", views.RoomDetailView.as_view(), name="room"),
    path(f"{HOUSEKEEPING}/dashboard/", views.DashboardView.as_view(), name="housekeeping-dashboard"),
    path(f"{HOUSEKEEPING}/tasks/", task_views.TaskListView.as_view(), name="tasks"),
    path(f"{HOUSEKEEPING}/tasks/bulk-assign/", task_views.BulkAssignView.as_view(), name="tasks-bulk-assign"),
    path(f"{HOUSEKEEPING}/tasks/create-stayovers/", task_views.StayoverTasksView.as_view(), name="tasks-stayovers"),
    path(f"{TASK}/", task_views.TaskDetailView.as_view(), name="task"),
    path(f"{TASK}/assign/", task_views.TaskAssignView.as_view(), name="task-assign"),
    path(f"{TASK}/start/", task_views.TaskStartView.as_view(), name="task-start"),
    path(f"{TASK}/complete/", task_views.TaskCompleteView.as_view(), name="task-complete"),
    path(f"{HOUSEKEEPING}/faults/", fault_views.FaultListView.as_view(), name="faults"),
    path(f"{HOUSEKEEPING}/faults/<str:fault_id>/", fault_views.FaultDetailView.as_view(), name="fault"),
    path(
        f"{HOUSEKEEPING}/faults/<str:fault_id>/resolve/", fault_views.FaultResolveView.as_view(), name="fault-resolve"
    ),
    path(f"{HOUSEKEEPING}/discrepancies/", fault_views.DiscrepancyListView.as_view(), name="discrepancies"),
    path(
        f"{HOUSEKEEPING}/discrepancies/<str:discrepancy_id>/",
        fault_views.DiscrepancyDetailView.as_view(),
        name="discrepancy",
    ),
    path(
        f"{HOUSEKEEPING}/discrepancies/<str:discrepancy_id>/resolve/",
        fault_views.DiscrepancyResolveView.as_view(),
        name="discrepancy-resolve",
    ),
    path(f"{HOTEL}/turnover/rooms/", turnover_views.TurnoverRoomsView.as_view(), name="turnover-rooms"),
    path(f"{HOTEL}/turnover/stats/", turnover_views.TurnoverStatsView.as_view(), name="turnover-stats"),
    path(f"{NUMBERED}/start-cleaning/", turnover_views.StartCleaningView.as_view(), name="start-cleaning"),
    path(f"{NUMBERED}/mark-cleaned/", turnover_views.MarkCleanedView.as_view(), name="mark-cleaned"),
    path(f"{NUMBERED}/inspect/", turnover_views.InspectView.as_view(), name="inspect"),
    path(f"{NUMBERED}/mark-maintenance/", turnover_views.MarkMaintenanceView.as_view(), name="mark-maintenance"),
    path(
        f"{NUMBERED}/complete-maintenance/",
        turnover_views.CompleteMaintenanceView.as_view(),
        name="complete-maintenance",
    ),
]
