"""Addresses of what opens without the server."""

from django.urls import path

from hotelmate.desk.offline import views

urlpatterns = [
    path("sw.js", views.service_worker, name="desk-service-worker"),
    path("downtime/", views.downtime, name="desk-downtime"),
]
