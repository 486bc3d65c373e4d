"""Addresses of the hotel's settings."""

from django.urls import path

from hotelmate.hotel.views import HotelSettingsView

urlpatterns = [
    path("staff/hotel/<str:hotel_slug>/settings/", HotelSettingsView.as_view(), name="hotel-settings"),
]
