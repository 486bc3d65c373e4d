"""Addresses of the reports."""

from django.urls import path

from hotelmate.reports import views

HOTEL = "staff/hotel/<str:hotel_slug>"

urlpatterns = [
    path(f"{HOTEL}/house/", views.HouseView.as_view(), name="house"),
    path(f"{HOTEL}/audit/", views.AuditView.as_view(), name="audit"),
    path(f"{HOTEL}/figures/", views.FiguresView.as_view(), name="figures"),
]
