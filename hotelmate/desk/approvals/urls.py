"""Addresses of this part of the desk."""

from django.urls import path

from hotelmate.desk.approvals import views

urlpatterns = [path("approvals/", views.index, name="desk-approvals")]
