"""Addresses of channels and of the log."""

from django.urls import include, path

from hotelmate.notifications.delivery_views import DeliveriesView
from hotelmate.notifications.views import EventListView, HotelPusherAuthView, PusherAuthView, asyncapi

HOTEL = "staff/hotel/<str:hotel_slug>"

urlpatterns = [
    path("asyncapi/", asyncapi, name="asyncapi"),
    path("notifications/pusher/auth/", PusherAuthView.as_view(), name="pusher-auth"),
    path(f"{HOTEL}/notifications/pusher/auth/", HotelPusherAuthView.as_view(), name="hotel-pusher-auth"),
    path(f"{HOTEL}/events/", EventListView.as_view(), name="events"),
    path(f"{HOTEL}/deliveries/", DeliveriesView.as_view(), name="deliveries"),
    path(f"{HOTEL}/", include("hotelmate.notifications.mail.urls")),
    path(f"{HOTEL}/", include("hotelmate.notifications.webhooks.urls")),
]
