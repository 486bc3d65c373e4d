"""Faults and discrepancies over HTTP."""

from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.pagination import Pages
from hotelmate.core.api.parsing import read_body, read_query
from hotelmate.core.api.schema import PAGE_PARAMETERS, changes, page_of, reads
from hotelmate.core.api.views import with_etag
from hotelmate.core.capabilities import VIEW_HOUSEKEEPING
from hotelmate.core.change import Outcome
from hotelmate.housekeeping.answers import (
    DiscrepancyChangedSerializer,
    DiscrepancySerializer,
    FaultChangedSerializer,
    FaultSerializer,
)
from hotelmate.housekeeping.fault_services import (
    FaultChange,
    report_discrepancy,
    report_fault,
    resolve_discrepancy,
    resolve_fault,
)
from hotelmate.housekeeping.models import RoomDiscrepancy
from hotelmate.housekeeping.queries import discrepancies_of, faults_of, get_discrepancy, get_fault, names_of
from hotelmate.housekeeping.representations import discrepancy_body, fault_body, room_after_change
from hotelmate.housekeeping.serializers import (
    DiscrepancyQuerySerializer,
    DiscrepancyReportSerializer,
    FaultQuerySerializer,
    FaultReportSerializer,
    ResolutionSerializer,
)
from hotelmate.housekeeping.views import RoomView
from hotelmate.rooms.naming import with_room

TAG = "faults"


class FaultView(RoomView):
    """What the views of faults share. Whoever reports one may insist on a version of the room that the body names."""

    def current(self) -> Mapping[str, Any]:
        """The room as it is."""
        return self.board(room_id=with_room(self.actor, self.request.data, "room", "room_number")["room"])

    def fault_bodies(self, faults: list[Any]) -> list[dict[str, Any]]:
        """Faults with the names of who reported and who resolved them. One query for all the names."""
        names = names_of(
            self.actor.hotel_id, [ref for fault in faults for ref in (fault.reported_by, fault.resolved_by)]
        )
        return [fault_body(fault, names) for fault in faults]

    def answer(self, outcome: Outcome[FaultChange], message: str) -> dict[str, Any]:
        """A changed fault, and its room."""
        (fault,) = self.fault_bodies([outcome.subject.fault])
        return {"message": message, "fault": fault, "room": room_after_change(outcome.subject.room)}


class FaultListView(FaultView):
    """The faults of the hotel."""

    @reads(
        TAG,
        answer=page_of(FaultSerializer),
        parameters=[FaultQuerySerializer, *PAGE_PARAMETERS],
        operation_id="faults_list",
    )
    def get(self, request: Request, hotel_slug: str) -> Response:
        """Faults: open ones first, the most urgent of them first."""
        self.actor.require(VIEW_HOUSEKEEPING)
        query = read_query(FaultQuerySerializer, request)
        found = faults_of(
            self.actor.hotel_id, room_id=query.get("room"), is_open=query["open"], is_blocking=query["blocking"]
        )
        pages = Pages()
        page = pages.paginate_queryset(found, request, self) or []
        return pages.get_paginated_response(self.fault_bodies(page))

    @changes(TAG, request=FaultReportSerializer, answer=FaultChangedSerializer, status=201)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Report a fault. A blocking one makes a vacant room MAINTENANCE_REQUIRED; an occupied one stays occupied."""
        body = with_room(self.actor, read_body(FaultReportSerializer, request), "room", "room_number")
        room_id = body.pop("room")
        return self.change(
            lambda: report_fault(actor=self.actor, room_id=room_id, **body),
            lambda outcome: self.answer(outcome, f"Fault reported in room {outcome.subject.room.number}"),
            status=201,
        )


class OneFaultView(FaultView):
    """A view of one fault."""

    def current(self) -> dict[str, Any]:
        """The fault as it is."""
        self.actor.require(VIEW_HOUSEKEEPING)
        (body,) = self.fault_bodies([get_fault(self.actor.hotel_id, self.kwargs["fault_id"])])
        return body


class FaultDetailView(OneFaultView):
    """One fault."""

    @reads(TAG, answer=FaultSerializer)
    def get(self, request: Request, hotel_slug: str, fault_id: str) -> Response:
        """The fault."""
        return with_etag(Response(self.current()))


class FaultResolveView(OneFaultView):
    """Closing a fault."""

    @changes(TAG, request=ResolutionSerializer, answer=FaultChangedSerializer)
    def post(self, request: Request, hotel_slug: str, fault_id: str) -> Response:
        """Close the fault. With the last blocking one a room in maintenance becomes dirty."""
        body = read_body(ResolutionSerializer, request)
        return self.change(
            lambda: resolve_fault(actor=self.actor, fault_id=fault_id, **body),
            lambda outcome: self.answer(outcome, f"Fault resolved in room {outcome.subject.room.number}"),
        )


class DiscrepancyView(RoomView):
    """What the views of discrepancies share. Whoever reports one may insist on a version of the room it is about."""

    def current(self) -> Mapping[str, Any]:
        """The room as it is."""
        return self.board(room_id=with_room(self.actor, self.request.data, "room", "room_number")["room"])

    def discrepancy_bodies(self, found: list[Any]) -> list[dict[str, Any]]:
        """Discrepancies with the names of who reported and who resolved them. One query for all the names."""
        names = names_of(self.actor.hotel_id, [ref for row in found for ref in (row.reported_by, row.resolved_by)])
        return [discrepancy_body(row, names) for row in found]

    def answer(self, outcome: Outcome[RoomDiscrepancy], message: str) -> dict[str, Any]:
        """A changed discrepancy."""
        (body,) = self.discrepancy_bodies([outcome.subject])
        return {"message": message, "discrepancy": body}


class DiscrepancyListView(DiscrepancyView):
    """The discrepancies of the hotel."""

    @reads(
        TAG,
        answer=page_of(DiscrepancySerializer),
        parameters=[DiscrepancyQuerySerializer, *PAGE_PARAMETERS],
        operation_id="discrepancies_list",
    )
    def get(self, request: Request, hotel_slug: str) -> Response:
        """Discrepancies: open ones first."""
        self.actor.require(VIEW_HOUSEKEEPING)
        query = read_query(DiscrepancyQuerySerializer, request)
        pages = Pages()
        found = discrepancies_of(self.actor.hotel_id, room_id=query.get("room"), is_open=query["open"])
        page = pages.paginate_queryset(found, request, self) or []
        return pages.get_paginated_response(self.discrepancy_bodies(page))

    @changes(TAG, request=DiscrepancyReportSerializer, answer=DiscrepancyChangedSerializer, status=201)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Say that a room is not as the front desk's books have it."""
        body = with_room(self.actor, read_body(DiscrepancyReportSerializer, request), "room", "room_number")
        room_id = body.pop("room")
        return self.change(
            lambda: report_discrepancy(actor=self.actor, room_id=room_id, **body),
            lambda outcome: self.answer(outcome, f"Discrepancy reported in room {outcome.subject.room.number}"),
            status=201,
        )


class DiscrepancyDetailView(DiscrepancyView):
    """One discrepancy."""

    @reads(TAG, answer=DiscrepancySerializer)
    def get(self, request: Request, hotel_slug: str, discrepancy_id: str) -> Response:
        """The discrepancy."""
        self.actor.require(VIEW_HOUSEKEEPING)
        (body,) = self.discrepancy_bodies([get_discrepancy(self.actor.hotel_id, discrepancy_id)])
        return Response(body)


class DiscrepancyResolveView(DiscrepancyView):
    """Closing a discrepancy."""

    @changes(TAG, request=ResolutionSerializer, answer=DiscrepancyChangedSerializer)
    def post(self, request: Request, hotel_slug: str, discrepancy_id: str) -> Response:
        """Books and room agree again."""
        body = read_body(ResolutionSerializer, request)
        return self.change(
            lambda: resolve_discrepancy(actor=self.actor, discrepancy_id=discrepancy_id, **body),
            lambda outcome: self.answer(outcome, f"Discrepancy resolved in room {outcome.subject.room.number}"),
        )
