"""Addresses of this part of the desk."""

from django.urls import path

from hotelmate.desk.manage import views

urlpatterns = [path("manage/", views.index, name="desk-manage")]
