"""Reports over HTTP."""

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.parsing import read_query
from hotelmate.core.api.schema import reads
from hotelmate.core.api.views import HotelView
from hotelmate.core.capabilities import VIEW_REPORTS
from hotelmate.hotel.queries import hotel_of
from hotelmate.reports.audit import audit_page
from hotelmate.reports.figures import figures_of
from hotelmate.reports.house import house_then
from hotelmate.reports.representations import day_figures_body, house_body
from hotelmate.reports.serializers import (
    AuditPageSerializer,
    AuditQuerySerializer,
    FiguresSerializer,
    HouseThenSerializer,
    PlaceQuerySerializer,
    SpanQuerySerializer,
    days_of,
    local_moment,
    wanted_of,
)

TAG = "reports"


class HouseView(HotelView):
    """The house as of any time."""

    @reads(TAG, answer=HouseThenSerializer, parameters=[PlaceQuerySerializer], operation_id="house")
    def get(self, request: Request, hotel_slug: str) -> Response:
        """The house after an event or at a moment, from the log: rooms, who was in them, who was to come and go."""
        self.actor.require(VIEW_REPORTS)
        query = read_query(PlaceQuerySerializer, request)
        hotel = hotel_of(self.actor)
        house = house_then(hotel, seq=query.get("seq"), at=local_moment(query.get("at"), hotel.timezone))
        return Response(house_body(house))


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
