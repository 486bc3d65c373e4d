"""Addresses of the room plan."""

from django.urls import path

from hotelmate.desk.plan import views

urlpatterns = [
    path("plan/", views.index, name="desk-plan"),
    path("plan/news/", views.news, name="desk-plan-news"),
    path("plan/rooms/<str:booking_id>/", views.rooms, name="desk-plan-rooms"),
]
