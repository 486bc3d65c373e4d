"""Room status over HTTP: the change, the manager's override, the history, and the rooms as housekeeping sees them."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSetMixin

from hotelmate.core.api.pagination import Pages
from hotelmate.core.api.parsing import read_body, read_query
from hotelmate.core.api.schema import PAGE_PARAMETERS, changes, page_of, reads
from hotelmate.core.api.views import HotelView, with_etag
from hotelmate.core.capabilities import ASSIGN_TASKS, VIEW_HOUSEKEEPING, VIEW_ROOMS
from hotelmate.core.change import Outcome
from hotelmate.core.errors import not_found
from hotelmate.core.ids import id_in_path
from hotelmate.hotel.queries import hotel_of
from hotelmate.housekeeping.answers import (
    BoardRoomSerializer,
    DashboardSerializer,
    RoomStatusChangedSerializer,
    StatusHistorySerializer,
)
from hotelmate.housekeeping.examples import STATUS
from hotelmate.housekeeping.models import OPEN_TASKS
from hotelmate.housekeeping.policy import source_of
from hotelmate.housekeeping.queries import facts_of, rooms_by_status, rooms_with_people, status_history, tasks_of
from hotelmate.housekeeping.reinstatement import reinstate_room
from hotelmate.housekeeping.representations import (
    board_room,
    room_after_change,
    room_tile,
    status_event_body,
    task_body,
)
from hotelmate.housekeeping.serializers import (
    LONGEST_HISTORY,
    HistoryQuerySerializer,
    OverrideSerializer,
    RoomQuerySerializer,
    RoomStatusChangeSerializer,
)
from hotelmate.housekeeping.services import StatusChange, manager_override, set_room_status
from hotelmate.rooms.models import Room
from hotelmate.rooms.queries import get_room

TAG = "housekeeping"
MOST_OPEN_TASKS = 20


class RoomView(HotelView):
    """A view of one room as housekeeping and the front desk see it."""

    def board(self, **named: Any) -> dict[str, Any]:
        """The room with this `room_id` or `number`, its faults, who is in it or comes next, and what may be done."""
        self.actor.require(VIEW_ROOMS)
        room = get_room(hotel_id=self.actor.hotel_id, **named)
        facts = facts_of([room], hotel_of(self.actor).business_date())
        return board_room(self.actor, room, facts[room.pk])


class RoomStatusViewSet(ViewSetMixin, RoomView):
    """The status of a room, by the room's id."""

    def current(self) -> dict[str, Any]:
        """The room as it is."""
        return self.board(room_id=self.kwargs["room_id"])

    @changes(TAG, request=RoomStatusChangeSerializer, answer=RoomStatusChangedSerializer, examples=STATUS)
    def update_status(self, request: Request, hotel_slug: str, room_id: str) -> Response:
        """Give a room a status. The answer has the audit row of this very change."""
        body = read_body(RoomStatusChangeSerializer, request)
        room = self._room_named(room_id)
        return self.change(
            lambda: set_room_status(room=room, staff=self.actor, source=source_of(self.actor), **body),
            lambda outcome: self._answer(outcome, "Room {} status updated to {}"),
        )

    @changes(TAG, request=OverrideSerializer, answer=RoomStatusChangedSerializer)
    def manager_override(self, request: Request, hotel_slug: str, room_id: str) -> Response:
        """Give a vacant room any status, with a note that says why. No blocking fault is passed."""
        body = read_body(OverrideSerializer, request)
        room = self._room_named(room_id)
        return self.change(
            lambda: manager_override(actor=self.actor, room=room, **body),
            lambda outcome: self._answer(outcome, "Manager override: Room {} status changed to {}"),
        )

    @reads(TAG, answer=StatusHistorySerializer, parameters=[HistoryQuerySerializer])
    def status_history(self, request: Request, hotel_slug: str, room_id: str) -> Response:
        """The room's audit rows, newest first: from, to, by whom, through which door, why."""
        self.actor.require(VIEW_ROOMS)
        query = read_query(HistoryQuerySerializer, request)
        room = get_room(hotel_id=self.actor.hotel_id, room_id=room_id)
        events = status_history(room, min(query["limit"], LONGEST_HISTORY))
        return Response(
            {
                "room": {"id": room.pk, "room_number": room.number, "current_status": room.room_status},
                "status_history": [status_event_body(self.actor, room, event) for event in events],
                "total_events": len(events),
            }
        )

    def _room_named(self, room_id: str) -> Room:
        """A bare reference: the service reads the row under its lock, and nothing reads it before."""
        key = id_in_path(room_id)
        if key is None:
            raise not_found("Room", room=room_id[:40])
        return Room(pk=key, hotel_id=self.actor.hotel_id)

    def _answer(self, outcome: Outcome[StatusChange], message: str) -> dict[str, Any]:
        room, audit = outcome.subject.room, outcome.subject.audit
        event = audit[0] if audit else status_history(room, 1)[0]
        return {
            "message": message.format(room.number, room.room_status),
            "room": room_after_change(room),
            "status_event": status_event_body(self.actor, room, event),
        }


class RoomListView(HotelView):
    """The rooms as housekeeping and the front desk see them."""

    @reads(
        TAG,
        answer=page_of(BoardRoomSerializer),
        parameters=[RoomQuerySerializer, *PAGE_PARAMETERS],
        operation_id="rooms_list",
    )
    def get(self, request: Request, hotel_slug: str) -> Response:
        """The rooms by number, each with its faults, who is in it or comes next, and what may be done to it."""
        self.actor.require(VIEW_ROOMS)
        query = read_query(RoomQuerySerializer, request)
        pages = Pages()
        page = pages.paginate_queryset(rooms_with_people(self.actor.hotel_id, **query), request, self) or []
        facts = facts_of(page, hotel_of(self.actor).business_date())
        return pages.get_paginated_response([board_room(self.actor, room, facts[room.pk]) for room in page])


class RoomDetailView(RoomView):
    """One room."""

    @reads(TAG, answer=BoardRoomSerializer)
    def get(self, request: Request, hotel_slug: str, room_id: str) -> Response:
        """The room with its faults, who is in it or comes next, and what may be done to it."""
        return with_etag(Response(self.board(room_id=room_id)))


class RoomReinstateView(RoomView):
    """The return of a retired room, by its number."""

    def current(self) -> dict[str, Any]:
        """The room as it is."""
        return self.board(number=self.kwargs["number"])

    @changes("rooms", request=None, answer=BoardRoomSerializer)
    def post(self, request: Request, hotel_slug: str, number: str) -> Response:
        """Take it into use again. It is dirty then, for nobody has looked after it."""
        return self.change(
            lambda: reinstate_room(actor=self.actor, room_id=get_room(hotel_id=self.actor.hotel_id, number=number).pk),
            lambda outcome: self.board(room_id=outcome.subject.pk),
        )


class DashboardView(HotelView):
    """The house at a glance."""

    @reads(TAG, answer=DashboardSerializer)
    def get(self, request: Request, hotel_slug: str) -> Response:
        """Rooms in use by status, one's own open tasks, and for whoever distributes the work all that is open."""
        self.actor.require(VIEW_HOUSEKEEPING)
        by_status = rooms_by_status(self.actor.hotel_id)
        tasks = tasks_of(self.actor.hotel_id).filter(status__in=OPEN_TASKS)
        mine = tasks.filter(assigned_to_id=self.actor.staff_id)
        all_open = tasks[:MOST_OPEN_TASKS] if self.actor.may(ASSIGN_TASKS) else []
        return Response(
            {
                "counts": {status: len(rooms) for status, rooms in by_status.items()},
                "rooms_by_status": {status: [room_tile(room) for room in rooms] for status, rooms in by_status.items()},
                "my_open_tasks": [task_body(self.actor, task) for task in mine],
                "open_tasks": [task_body(self.actor, task) for task in all_open],
                "total_rooms": sum(len(rooms) for rooms in by_status.values()),
            }
        )
