"""Addresses of the guests' pages."""

from django.urls import path

from hotelmate.guests import booking_pages, pages

LINK = "g/<str:token>"
HOTEL = "book/<str:hotel_slug>"

urlpatterns = [
    path(f"{LINK}/", pages.status, name="guest-status"),
    path(f"{LINK}/party/", pages.party, name="guest-party"),
    path(f"{LINK}/pre-check-in/", pages.precheckin, name="guest-precheckin"),
    path(f"{LINK}/arrival/", pages.arrival, name="guest-arrival"),
    path(f"{LINK}/cancel/", pages.cancel, name="guest-cancel"),
    path(f"{LINK}/pay/", pages.pay, name="guest-pay"),
    path(f"{HOTEL}/", booking_pages.search, name="book-search"),
    path(f"{HOTEL}/details/", booking_pages.details, name="book-details"),
    path(f"{LINK}/booking.ics", pages.calendar, name="guest-calendar"),
]
