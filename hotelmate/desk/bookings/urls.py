"""Addresses of bookings at the desk."""

from django.urls import path

from hotelmate.desk.bookings import views
from hotelmate.desk.bookings.departures import CheckOutRooms
from hotelmate.desk.bookings.doing import do_with_booking
from hotelmate.desk.bookings.new import NewBooking
from hotelmate.desk.bookings.rooms import AutoAssign
from hotelmate.desk.deeds import deed_page

urlpatterns = [
    path("search/", views.find, name="desk-search"),
    path("bookings/", views.bookings, name="desk-bookings"),
    path("bookings/new/", deed_page(NewBooking), name="desk-booking-new"),
    path("bookings/auto-assign/", deed_page(AutoAssign), name="desk-auto-assign"),
    path("bookings/check-out/", deed_page(CheckOutRooms), name="desk-check-out-rooms"),
    path("bookings/<str:booking_id>/", views.booking, name="desk-booking"),
    path("bookings/<str:booking_id>/do/<str:action>/", do_with_booking, name="desk-booking-do"),
]
