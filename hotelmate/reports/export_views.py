"""CSV files over HTTP: links of the desk, or programs with a token."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.http import StreamingHttpResponse
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from hotelmate.core.api.parsing import read_query
from hotelmate.core.api.schema import downloads
from hotelmate.core.api.views import HotelView
from hotelmate.hotel.queries import hotel_of
from hotelmate.reports.exports import Row, audit_rows, booking_rows, csv_text, figure_rows, room_rows
from hotelmate.reports.serializers import AuditFilterSerializer, SpanQuerySerializer, days_of, wanted_of

TAG = "exports"


class WhateverIsAccepted(BaseContentNegotiation):
    """A file is what it is; refusals come as JSON."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        """Nothing is sent."""
        return next(iter(parsers), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The first, for refusals."""
        first = next(iter(renderers))
        return first, first.media_type


class ExportView(HotelView):
    """A CSV file."""

    content_negotiation_class = WhateverIsAccepted

    def file(self, rows: Iterator[Row], *name: object) -> StreamingHttpResponse:
        """The rows as a file of this name."""
        response = StreamingHttpResponse(csv_text(rows), content_type="text/csv; charset=utf-8")
        named = "-".join(str(part) for part in (self.kwargs["hotel_slug"], *name))
        response["Content-Disposition"] = f'attachment; filename="{named}.csv"'
        response["Cache-Control"] = "no-store"
        return response

    def days(self, request: Request) -> tuple[date, date]:
        """The first and the last day that are asked for."""
        return days_of(read_query(SpanQuerySerializer, request), hotel_of(self.actor).business_date())


class BookingsExportView(ExportView):
    """Bookings as a file."""

    @downloads(TAG, parameters=[SpanQuerySerializer], operation_id="exports_bookings")
    def get(self, request: Request, hotel_slug: str) -> StreamingHttpResponse:
        """The bookings that touch these days, by arrival."""
        first, last = self.days(request)
        return self.file(booking_rows(self.actor, first=first, last=last), "bookings", first, last)


class FiguresExportView(ExportView):
    """Figures as a file."""

    @downloads(TAG, parameters=[SpanQuerySerializer], operation_id="exports_figures")
    def get(self, request: Request, hotel_slug: str) -> StreamingHttpResponse:
        """Occupancy, arrivals, departures and rooms' revenue by day."""
        first, last = self.days(request)
        return self.file(figure_rows(self.actor, first=first, last=last), "figures", first, last)


class AuditExportView(ExportView):
    """The audit as a file."""

    @downloads(TAG, parameters=[AuditFilterSerializer], operation_id="exports_audit")
    def get(self, request: Request, hotel_slug: str) -> StreamingHttpResponse:
        """What happened, by whom, with before and after, the newest first."""
        return self.file(audit_rows(self.actor, wanted_of(read_query(AuditFilterSerializer, request))), "audit")


class RoomsExportView(ExportView):
    """Rooms as a file."""

    @downloads(TAG, operation_id="exports_rooms")
    def get(self, request: Request, hotel_slug: str) -> StreamingHttpResponse:
        """The rooms in use, by number."""
        return self.file(room_rows(self.actor), "rooms")
