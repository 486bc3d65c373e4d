"""Addresses of the reports."""

from django.urls import path

from hotelmate.reports import export_views, views

HOTEL = "staff/hotel/<str:hotel_slug>"

urlpatterns = [
    path(f"{HOTEL}/house/", views.HouseView.as_view(), name="house"),
    path(f"{HOTEL}/house/bookings/", views.HouseBookingsView.as_view(), name="house-bookings"),
    path(f"{HOTEL}/audit/", views.AuditView.as_view(), name="audit"),
    path(f"{HOTEL}/figures/", views.FiguresView.as_view(), name="figures"),
    path(f"{HOTEL}/exports/bookings.csv", export_views.BookingsExportView.as_view(), name="export-bookings"),
    path(f"{HOTEL}/exports/figures.csv", export_views.FiguresExportView.as_view(), name="export-figures"),
    path(f"{HOTEL}/exports/audit.csv", export_views.AuditExportView.as_view(), name="export-audit"),
    path(f"{HOTEL}/exports/rooms.csv", export_views.RoomsExportView.as_view(), name="export-rooms"),
]
