"""Addresses of this part of the desk."""

from django.urls import path

from hotelmate.desk.bookings import views

urlpatterns = [path("search/", views.index, name="desk-search")]
