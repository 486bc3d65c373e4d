"""Addresses of the desk; each part has its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("hotelmate.desk.account.urls")),
    path("", include("hotelmate.desk.first_run.urls")),
    path("", include("hotelmate.desk.today.urls")),
    path("", include("hotelmate.desk.bookings.urls")),
    path("", include("hotelmate.desk.plan.urls")),
    path("", include("hotelmate.desk.approvals.urls")),
    path("", include("hotelmate.desk.housekeeping.urls")),
    path("", include("hotelmate.desk.maintenance.urls")),
    path("", include("hotelmate.desk.offline.urls")),
    path("", include("hotelmate.desk.settings.urls")),
    path("", include("hotelmate.desk.manage.urls")),
]
