"""Addresses of guests' own bookings, and of what staff do about them."""

from django.urls import path

from hotelmate.guests import staff_views, views

STAFF = "staff/hotel/<str:hotel_slug>"
PUBLIC = "public/hotel/<str:hotel_slug>"
MANAGEMENT = f"{PUBLIC}/booking-management"

urlpatterns = [
    path(f"{MANAGEMENT}/", views.BookingManagementView.as_view(), name="booking-management"),
    path(f"{MANAGEMENT}/cancel/", views.BookingManagementCancelView.as_view(), name="booking-management-cancel"),
    path(f"{MANAGEMENT}/arrival/", views.BookingArrivalView.as_view(), name="booking-management-arrival"),
    path(f"{MANAGEMENT}/party/", views.BookingPartyView.as_view(), name="booking-management-party"),
    path(
        "public/hotels/<str:hotel_slug>/booking/status/<str:booking_id>/",
        views.BookingStatusView.as_view(),
        name="guest-booking-status",
    ),
    path(
        f"{PUBLIC}/room-bookings/<str:booking_id>/cancel/",
        views.BookingCancelView.as_view(),
        name="guest-booking-cancel",
    ),
    path(f"{PUBLIC}/precheckin/", views.PrecheckinView.as_view(), name="precheckin"),
    path(f"{PUBLIC}/precheckin/submit/", views.PrecheckinSubmitView.as_view(), name="precheckin-submit"),
    path(f"{STAFF}/precheckin-config/", staff_views.StaffPrecheckinConfigView.as_view(), name="precheckin-config"),
    path(
        f"{STAFF}/room-bookings/<str:booking_id>/send-precheckin-link/",
        staff_views.StaffSendPrecheckinLinkView.as_view(),
        name="booking-send-precheckin-link",
    ),
    path(
        f"{STAFF}/room-bookings/<str:booking_id>/send-guest-link/",
        staff_views.StaffSendGuestLinkView.as_view(),
        name="booking-send-guest-link",
    ),
]
