"""Addresses of the room plan."""

from django.urls import path

from hotelmate.desk.deeds import deed_page
from hotelmate.desk.plan import views
from hotelmate.desk.plan.swapping import ExchangeRooms

urlpatterns = [
    path("plan/", views.index, name="desk-plan"),
    path("plan/news/", views.news, name="desk-plan-news"),
    path("plan/rooms/<str:booking_id>/", views.rooms, name="desk-plan-rooms"),
    path("plan/swap/<str:booking_id>/<str:other_id>/", deed_page(ExchangeRooms), name="desk-plan-swap"),
]
