"""Every address of the site; each app serves its own paths only."""

from django.urls import include, path
from drf_spectacular.views import SpectacularSwaggerSplitView

from hotelmate.config.health import healthz
from hotelmate.config.openapi import DocumentView
from hotelmate.config.stream_address import to_stream

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("api/schema/", DocumentView.as_view(), name="api-schema"),
    path(
        "api/docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="api_docs.html"),
        name="api-docs",
    ),
    path("api/staff/hotel/<str:hotel_slug>/events/stream", to_stream, name="event-stream"),
    path("api/staff/hotel/<str:hotel_slug>/events/stream/", to_stream),
    path(
        "api/public/hotel/<str:hotel_slug>/room-bookings/<str:booking_id>/events/stream", to_stream, name="guest-stream"
    ),
    path("api/", include("hotelmate.staff.urls")),
    path("api/", include("hotelmate.hotel.urls")),
    path("api/", include("hotelmate.rooms.urls")),
    # Before housekeeping, whose rooms/<id>/ would take rooms/checkout/.
    path("api/", include("hotelmate.room_bookings.urls")),
    path("api/", include("hotelmate.guests.urls")),
    path("api/", include("hotelmate.housekeeping.urls")),
    path("api/", include("hotelmate.notifications.urls")),
    path("api/", include("hotelmate.integrity.urls")),
    path("api/", include("hotelmate.reports.urls")),
    path("", include("hotelmate.guests.page_urls")),
    path("pay/demo/", include("hotelmate.room_bookings.demo_urls")),
    path("", include("hotelmate.desk.urls")),
]

handler400 = "hotelmate.config.errors.bad_request"
handler403 = "hotelmate.config.errors.permission_denied"
handler404 = "hotelmate.config.errors.not_found"
handler500 = "hotelmate.config.errors.server_error"
