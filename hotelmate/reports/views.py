"""Reports over HTTP."""

from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.pagination import Pages
from hotelmate.core.api.parsing import read_query
from hotelmate.core.api.schema import PAGE_PARAMETERS, page_of, reads
from hotelmate.core.api.views import HotelView
from hotelmate.core.capabilities import VIEW_REPORTS
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import hotel_of
from hotelmate.reports.audit import audit_page
from hotelmate.reports.figures import figures_of
from hotelmate.reports.folding import BookingThen
from hotelmate.reports.house import HouseThen, house_then
from hotelmate.reports.places import local_moment
from hotelmate.reports.representations import booking_then_body, day_figures_body, house_body
from hotelmate.reports.serializers import (
    AuditPageSerializer,
    AuditQuerySerializer,
    BookingsThenQuerySerializer,
    BookingThenSerializer,
    FiguresSerializer,
    HouseThenSerializer,
    PlaceQuerySerializer,
    SpanQuerySerializer,
    days_of,
    parts_of,
    wanted_of,
)

TAG = "reports"


class HouseView(HotelView):
    """The house as of any time."""

    @reads(TAG, answer=HouseThenSerializer, parameters=[PlaceQuerySerializer], operation_id="house")
    def get(self, request: Request, hotel_slug: str) -> Response:
        """The house after an event or at a moment, from the log: rooms, who was in them, who was to come and go."""
        self.actor.require(VIEW_REPORTS)
        return Response(house_body(_house_at(hotel_of(self.actor), read_query(PlaceQuerySerializer, request))))


class HouseBookingsView(HotelView):
    """The bookings as of any time."""

    @reads(
        TAG,
        answer=page_of(BookingThenSerializer),
        parameters=[BookingsThenQuerySerializer, *PAGE_PARAMETERS],
        operation_id="house_bookings_list",
    )
    def get(self, request: Request, hotel_slug: str) -> Response:
        """All bookings that lived after an event or at a moment, and those that had ended that day, by their ids."""
        self.actor.require(VIEW_REPORTS)
        query = read_query(BookingsThenQuerySerializer, request)
        house = _house_at(hotel_of(self.actor), query)
        statuses = parts_of(query["status"])
        found = [one for one in house.bookings if not statuses or one.status in statuses]
        pages = Pages()
        page: list[BookingThen] = pages.paginate_queryset(found, request, self) or []  # type: ignore[arg-type]
        return pages.get_paginated_response([booking_then_body(one) for one in page])


class AuditView(HotelView):
    """The audit."""

    @reads(TAG, answer=AuditPageSerializer, parameters=[AuditQuerySerializer], operation_id="audit_list")
    def get(self, request: Request, hotel_slug: str) -> Response:
        """What happened, by whom, with before and after, the newest first."""
        query = read_query(AuditQuerySerializer, request)
        page = audit_page(self.actor, wanted_of(query), before=query["before"], limit=query["limit"])
        return Response({"results": page.entries, "next_before": page.next_before})


class FiguresView(HotelView):
    """Figures by day."""

    @reads(TAG, answer=FiguresSerializer, parameters=[SpanQuerySerializer], operation_id="figures_list")
    def get(self, request: Request, hotel_slug: str) -> Response:
        """Occupancy, arrivals, departures and rooms' revenue by day: what happened, and what is on the books."""
        self.actor.require(VIEW_REPORTS)
        hotel = hotel_of(self.actor)
        first, last = days_of(read_query(SpanQuerySerializer, request), hotel.business_date())
        days = figures_of(self.actor, first=first, last=last)
        return Response({"currency": hotel.currency, "results": [day_figures_body(day) for day in days]})


def _house_at(hotel: Hotel, query: Mapping[str, Any]) -> HouseThen:
    return house_then(hotel, seq=query.get("seq"), at=local_moment(query.get("at"), hotel))
