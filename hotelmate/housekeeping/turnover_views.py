"""Turnover over HTTP: shortcuts by room number, the rooms by status, and the day's figures."""

from collections.abc import Callable, Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.moments import moment
from hotelmate.core.api.parsing import read_body
from hotelmate.core.api.schema import changes, reads
from hotelmate.core.api.views import HotelView
from hotelmate.core.capabilities import VIEW_HOUSEKEEPING, VIEW_ROOMS
from hotelmate.core.change import Outcome
from hotelmate.hotel.queries import hotel_of
from hotelmate.housekeeping.answers import (
    InspectedSerializer,
    MaintenanceMarkedSerializer,
    TurnoverRoomsSerializer,
    TurnoverStatsSerializer,
    TurnoverStepSerializer,
)
from hotelmate.housekeeping.fault_services import report_fault
from hotelmate.housekeeping.policy import source_of
from hotelmate.housekeeping.queries import counts_by_status, rooms_by_status, turnover_stats
from hotelmate.housekeeping.representations import room_after_change, room_tile, turnover_figures
from hotelmate.housekeeping.serializers import InspectionSerializer, MaintenanceSerializer, NotesSerializer
from hotelmate.housekeeping.services import StatusChange, complete_maintenance, inspect_room, set_room_status
from hotelmate.housekeeping.views import RoomView
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room
from hotelmate.rooms.queries import get_room

TAG = "turnover"
DEFAULT_FAULT = "Maintenance required"


class TurnoverStepView(RoomView):
    """What the shortcuts share: the room is named by its number."""

    def current(self) -> dict[str, Any]:
        """The room as it is."""
        return self.board(number=self.kwargs["room_number"])

    def room_numbered(self, number: str) -> Room:
        """The room with this number; found before the change, read again under the lock."""
        return get_room(hotel_id=self.actor.hotel_id, number=number)

    def step(self, work: Callable[[], Outcome[StatusChange]], message: str, **more: Any) -> Response:
        """Run a service and answer with the status before and after."""
        return self.change(work, lambda outcome: {**self.describe(outcome.subject), "message": message, **more})

    def describe(self, change: StatusChange) -> dict[str, Any]:
        """A room's change of status, or none, as the shortcuts tell it."""
        room, audit = change.room, change.audit
        at = audit[0].created_at if audit else hotel_of(self.actor).now()
        return {
            "old_status": audit[0].from_status if audit else room.room_status,
            "new_status": room.room_status,
            "timestamp": moment(at),
            "room": room_after_change(room),
        }


class StartCleaningView(TurnoverStepView):
    """Beginning to clean."""

    @changes(TAG, request=NotesSerializer, answer=TurnoverStepSerializer)
    def post(self, request: Request, hotel_slug: str, room_number: str) -> Response:
        """A dirty room is being cleaned now; its turnover task starts."""
        return self._set_status(request, room_number, RoomStatus.CLEANING_IN_PROGRESS, "Cleaning started")

    def _set_status(self, request: Request, room_number: str, to_status: str, message: str) -> Response:
        body = read_body(NotesSerializer, request)
        room = self.room_numbered(room_number)
        return self.step(
            lambda: set_room_status(
                room=room, to_status=to_status, staff=self.actor, source=source_of(self.actor), note=body["notes"]
            ),
            message,
        )


class MarkCleanedView(StartCleaningView):
    """Having cleaned."""

    @changes(TAG, request=NotesSerializer, answer=TurnoverStepSerializer)
    def post(self, request: Request, hotel_slug: str, room_number: str) -> Response:
        """The room is clean and waits for inspection, or is ready where none is wanted."""
        return self._set_status(request, room_number, RoomStatus.CLEANED_UNINSPECTED, "Room marked as cleaned")


class InspectView(TurnoverStepView):
    """Looking at a cleaned room."""

    @changes(TAG, request=InspectionSerializer, answer=InspectedSerializer)
    def post(self, request: Request, hotel_slug: str, room_number: str) -> Response:
        """Pass the room, which makes it ready, or fail it, which makes it dirty again."""
        body = read_body(InspectionSerializer, request)
        room = self.room_numbered(room_number)

        def render(outcome: Outcome[StatusChange]) -> Mapping[str, Any]:
            described = self.describe(outcome.subject)
            return {
                **described,
                "message": "Room inspection completed",
                "passed": body["passed"],
                "status": described["new_status"],
            }

        return self.change(
            lambda: inspect_room(actor=self.actor, room=room, passed=body["passed"], note=body["notes"]), render
        )


class MarkMaintenanceView(TurnoverStepView):
    """Finding something broken."""

    @changes(TAG, request=MaintenanceSerializer, answer=MaintenanceMarkedSerializer)
    def post(self, request: Request, hotel_slug: str, room_number: str) -> Response:
        """Report a blocking fault; an occupied room stays occupied, with a flag."""
        body = read_body(MaintenanceSerializer, request)
        room = self.room_numbered(room_number)
        return self.change(
            lambda: report_fault(
                actor=self.actor,
                room_id=room.pk,
                description=body["notes"] or DEFAULT_FAULT,
                priority=body["priority"],
            ),
            lambda outcome: {
                **self.describe(StatusChange(outcome.subject.room, outcome.subject.audit)),
                "message": "Maintenance marked",
                "priority": body["priority"],
            },
        )


class CompleteMaintenanceView(TurnoverStepView):
    """Having repaired."""

    @changes(TAG, request=NotesSerializer, answer=TurnoverStepSerializer)
    def post(self, request: Request, hotel_slug: str, room_number: str) -> Response:
        """Resolve the room's blocking faults; it is dirty then, and waits for its turnover."""
        body = read_body(NotesSerializer, request)
        room = self.room_numbered(room_number)
        return self.step(
            lambda: complete_maintenance(actor=self.actor, room=room, note=body["notes"]), "Maintenance completed"
        )


class TurnoverRoomsView(HotelView):
    """The rooms in use by status."""

    @reads(TAG, answer=TurnoverRoomsSerializer)
    def get(self, request: Request, hotel_slug: str) -> Response:
        """For each status its label, how many rooms have it, and which."""
        self.actor.require(VIEW_ROOMS)
        by_status = rooms_by_status(self.actor.hotel_id)
        columns = {}
        for status in RoomStatus:
            rooms = by_status.get(status, [])
            columns[str(status)] = {
                "label": status.label,
                "count": len(rooms),
                "rooms": [room_tile(room) for room in rooms],
            }
        return Response(columns)


class TurnoverStatsView(HotelView):
    """The day's turnover in figures."""

    @reads(TAG, answer=TurnoverStatsSerializer)
    def get(self, request: Request, hotel_slug: str) -> Response:
        """What waits, what was done today, and how long a room takes."""
        self.actor.require(VIEW_HOUSEKEEPING)
        counts = counts_by_status(self.actor.hotel_id)
        return Response(turnover_figures(self.actor, counts, turnover_stats(hotel_of(self.actor))))
