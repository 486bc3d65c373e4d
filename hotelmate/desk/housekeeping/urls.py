"""Addresses of this part of the desk."""

from django.urls import path

from hotelmate.desk.deeds import deed_page
from hotelmate.desk.housekeeping import views
from hotelmate.desk.housekeeping.doing import do_with_room, do_with_task
from hotelmate.desk.housekeeping.findings import ResolveDiscrepancy
from hotelmate.desk.housekeeping.sharing import AssignRooms, CreateStayovers

urlpatterns = [
    path("housekeeping/", views.index, name="desk-housekeeping"),
    path("housekeeping/cards/", views.cards, name="desk-room-cards"),
    path("housekeeping/assign/", deed_page(AssignRooms), name="desk-assign-rooms"),
    path("housekeeping/stayovers/", deed_page(CreateStayovers), name="desk-stayovers"),
    path("housekeeping/tasks/<str:task_id>/do/<str:action>/", do_with_task, name="desk-task-do"),
    path(
        "housekeeping/discrepancies/<str:discrepancy_id>/resolve/",
        deed_page(ResolveDiscrepancy),
        name="desk-discrepancy-resolve",
    ),
    path("rooms/<str:room_id>/", views.room, name="desk-room"),
    path("rooms/<str:room_id>/do/<str:action>/", do_with_room, name="desk-room-do"),
]
