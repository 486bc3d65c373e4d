"""Addresses of the verification."""

from django.urls import path

from hotelmate.integrity.views import IntegrityView, VerifyView

HOTEL = "staff/hotel/<str:hotel_slug>"

urlpatterns = [
    path(f"{HOTEL}/integrity/", IntegrityView.as_view(), name="integrity"),
    path(f"{HOTEL}/integrity/verify/", VerifyView.as_view(), name="integrity-verify"),
]
