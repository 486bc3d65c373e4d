"""Addresses of mails, below those of a hotel."""

from django.urls import path

from hotelmate.notifications.mail import views

MAILS = "room-bookings/<str:booking_id>/mails"

urlpatterns = [
    path(f"{MAILS}/", views.BookingMailsView.as_view(), name="booking-mails"),
    path(f"{MAILS}/<str:mail_id>/resend/", views.BookingMailResendView.as_view(), name="booking-mail-resend"),
]
