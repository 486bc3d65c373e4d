"""Addresses of this part of the desk."""

from django.urls import path

from hotelmate.desk.housekeeping import views

urlpatterns = [path("housekeeping/", views.index, name="desk-housekeeping")]
