"""Addresses of the log."""

from django.urls import path

from hotelmate.events.views import EventListView

urlpatterns = [
    path("staff/hotel/<str:hotel_slug>/events/", EventListView.as_view(), name="events"),
]
