"""Addresses of the first run."""

from django.urls import path

from hotelmate.desk.deeds import deed_page
from hotelmate.desk.first_run.founding import founding
from hotelmate.desk.first_run.steps import AddColleague, AddTypeWithRooms, ready

urlpatterns = [
    path("first-run/", founding, name="desk-first-run"),
    path("first-run/rooms/", deed_page(AddTypeWithRooms), name="desk-first-run-rooms"),
    path("first-run/staff/", deed_page(AddColleague), name="desk-first-run-staff"),
    path("first-run/ready/", ready, name="desk-first-run-ready"),
]
