"""Addresses of this part of the desk."""

from django.urls import path

from hotelmate.desk.plan import views

urlpatterns = [path("plan/", views.index, name="desk-plan")]
