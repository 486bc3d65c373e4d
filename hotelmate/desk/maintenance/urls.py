"""Addresses of this part of the desk."""

from django.urls import path

from hotelmate.desk.maintenance import views

urlpatterns = [path("maintenance/", views.index, name="desk-maintenance")]
