"""Addresses of this part of the desk."""

from django.urls import path

from hotelmate.desk.today import views

urlpatterns = [path("", views.index, name="desk-today")]
