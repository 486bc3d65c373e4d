"""Rooms and room types over HTTP: making, editing, retiring. The board with its `actions` is housekeeping's."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.pagination import Pages
from hotelmate.core.api.parsing import read_body, read_query
from hotelmate.core.api.schema import PAGE_PARAMETERS, changes, page_of, reads
from hotelmate.core.api.views import HotelView, with_etag, without_body
from hotelmate.core.capabilities import OVERSELL, VIEW_ROOMS
from hotelmate.core.change import Outcome
from hotelmate.core.errors import refuse_if
from hotelmate.hotel.queries import hotel_of
from hotelmate.rooms import services
from hotelmate.rooms.availability import free_rooms_by_night
from hotelmate.rooms.models import Room, RoomType
from hotelmate.rooms.queries import (
    allowance_changes,
    get_room,
    get_room_type,
    room_types_of,
    rooms_of,
)
from hotelmate.rooms.representations import (
    allowance_body,
    allowance_change_body,
    bulk_body,
    listed_room_type_body,
    room_body,
    room_type_body,
)
from hotelmate.rooms.rules import status_by_hand
from hotelmate.rooms.serializers import (
    AllowanceAnswerSerializer,
    AllowanceChangeSerializer,
    AllowanceSerializer,
    BulkCreatedSerializer,
    BulkRoomsSerializer,
    ListedRoomTypeSerializer,
    LowerAllowanceSerializer,
    RoomCreateSerializer,
    RoomEditSerializer,
    RoomQuerySerializer,
    RoomSerializer,
    RoomTypeCreateSerializer,
    RoomTypeEditSerializer,
    RoomTypeQuerySerializer,
    RoomTypeSerializer,
)


class RoomManagementListView(HotelView):
    """The rooms of the hotel, to be managed."""

    @reads(
        "rooms",
        answer=page_of(RoomSerializer),
        parameters=[RoomQuerySerializer, *PAGE_PARAMETERS],
        operation_id="room_management_list",
    )
    def get(self, request: Request, hotel_slug: str) -> Response:
        """Rooms in the order of their numbers."""
        self.actor.require(VIEW_ROOMS)
        query = read_query(RoomQuerySerializer, request)
        found = rooms_of(
            self.actor.hotel_id,
            statuses=[query["status"]] if "status" in query else (),
            room_type_ids=[query["room_type"]] if "room_type" in query else (),
            floor=query.get("floor"),
            active=query["active"],
            q=query["q"],
        )
        pages = Pages()
        page = pages.paginate_queryset(found, request, self) or []
        return pages.get_paginated_response([room_body(room) for room in page])

    @changes("rooms", request=RoomCreateSerializer, answer=RoomSerializer, status=201)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Make a room."""
        body = read_body(RoomCreateSerializer, request)
        number = body.pop("room_number")
        return self.change(
            lambda: services.create_room(actor=self.actor, number=number, **body), _room_body, status=201
        )


class NumberedRoomView(HotelView):
    """A view of one room, by its number."""

    def current(self) -> dict[str, Any]:
        """The room as it is."""
        self.actor.require(VIEW_ROOMS)
        return room_body(get_room(hotel_id=self.actor.hotel_id, number=self.kwargs["number"]))


class RoomManagementDetailView(NumberedRoomView):
    """One room, by its number."""

    @reads("rooms", answer=RoomSerializer)
    def get(self, request: Request, hotel_slug: str, number: str) -> Response:
        """The room as it is."""
        return with_etag(Response(self.current()))

    @changes("rooms", request=RoomEditSerializer, answer=RoomSerializer)
    def patch(self, request: Request, hotel_slug: str, number: str) -> Response:
        """Change number, floor, notes or type. Status and occupancy are refused with the endpoints to use."""
        body = read_body(RoomEditSerializer, request)
        return self.change(lambda: self._update(number, body), _room_body)

    @changes("rooms", request=RoomEditSerializer, answer=RoomSerializer)
    def put(self, request: Request, hotel_slug: str, number: str) -> Response:
        """The same as PATCH: what is not given stays."""
        body = read_body(RoomEditSerializer, request)
        return self.change(lambda: self._update(number, body), _room_body)

    @changes("rooms", request=None, answer=None, status=204)
    def delete(self, request: Request, hotel_slug: str, number: str) -> Response:
        """Retire the room; its history stays."""
        return without_body(
            self.change(
                lambda: services.retire_room(actor=self.actor, room_id=self._room(number).pk), _nothing, status=204
            )
        )

    def _room(self, number: str) -> Room:
        return get_room(hotel_id=self.actor.hotel_id, number=number)

    def _update(self, number: str, body: dict[str, Any]) -> Outcome[Room]:
        room = self._room(number)
        refuse_if(
            status_by_hand(
                body,
                room_status=room.room_status,
                is_occupied=room.is_occupied,
                room_id=room.pk,
                slug=hotel_of(self.actor).slug,
            )
        )
        edits: dict[str, Any] = {field: body[field] for field in ("floor", "notes") if field in body}
        if "room_number" in body:
            edits["number"] = body["room_number"]
        if "room_type_id" in body:
            edits["room_type"] = get_room_type(hotel_id=self.actor.hotel_id, room_type_id=body["room_type_id"])
        return services.update_room(actor=self.actor, room_id=room.pk, **edits)


class RoomTypeListView(HotelView):
    """The kinds of rooms that are sold."""

    @reads(
        "rooms",
        answer=page_of(ListedRoomTypeSerializer),
        parameters=[RoomTypeQuerySerializer, *PAGE_PARAMETERS],
        operation_id="room_types_list",
    )
    def get(self, request: Request, hotel_slug: str) -> Response:
        """Room types by code, each with the number of its rooms in use."""
        self.actor.require(VIEW_ROOMS)
        query = read_query(RoomTypeQuerySerializer, request)
        pages = Pages()
        page = pages.paginate_queryset(room_types_of(self.actor.hotel_id, active=query["active"]), request, self) or []
        return pages.get_paginated_response([listed_room_type_body(room_type, self.actor) for room_type in page])

    @changes("rooms", request=RoomTypeCreateSerializer, answer=RoomTypeSerializer, status=201)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Make a room type."""
        body = read_body(RoomTypeCreateSerializer, request)
        return self.change(lambda: services.create_room_type(actor=self.actor, **body), self._render, status=201)

    def _render(self, outcome: Outcome[RoomType]) -> dict[str, Any]:
        return room_type_body(outcome.subject, self.actor)


class RoomTypeView(HotelView):
    """A view of one kind of room."""

    def current(self) -> dict[str, Any]:
        """The type as it is."""
        self.actor.require(VIEW_ROOMS)
        found = get_room_type(hotel_id=self.actor.hotel_id, room_type_id=self.kwargs["room_type_id"])
        return room_type_body(found, self.actor)


class RoomTypeDetailView(RoomTypeView):
    """One kind of room."""

    @reads("rooms", answer=RoomTypeSerializer)
    def get(self, request: Request, hotel_slug: str, room_type_id: str) -> Response:
        """The type as it is."""
        return with_etag(Response(self.current()))

    @changes("rooms", request=RoomTypeEditSerializer, answer=RoomTypeSerializer)
    def patch(self, request: Request, hotel_slug: str, room_type_id: str) -> Response:
        """Change what it is called, how many it sleeps, or its rate for bookings to come."""
        return self._update(request, room_type_id)

    @changes("rooms", request=RoomTypeEditSerializer, answer=RoomTypeSerializer)
    def put(self, request: Request, hotel_slug: str, room_type_id: str) -> Response:
        """The same as PATCH: what is not given stays."""
        return self._update(request, room_type_id)

    @changes("rooms", request=None, answer=None, status=204)
    def delete(self, request: Request, hotel_slug: str, room_type_id: str) -> Response:
        """Retire the type once no room is of it; its history stays."""
        return without_body(
            self.change(
                lambda: services.retire_room_type(actor=self.actor, room_type_id=room_type_id), _nothing, status=204
            )
        )

    def _update(self, request: Request, room_type_id: str) -> Response:
        body = read_body(RoomTypeEditSerializer, request)
        return self.change(
            lambda: services.update_room_type(actor=self.actor, room_type_id=room_type_id, **body),
            lambda outcome: room_type_body(outcome.subject, self.actor),
        )


class RoomTypeReinstateView(RoomTypeView):
    """The return of a retired type."""

    @changes("rooms", request=None, answer=RoomTypeSerializer)
    def post(self, request: Request, hotel_slug: str, room_type_id: str) -> Response:
        """Sell it again."""
        return self.change(
            lambda: services.reinstate_room_type(actor=self.actor, room_type_id=room_type_id),
            lambda outcome: room_type_body(outcome.subject, self.actor),
        )


class BulkRoomsView(HotelView):
    """Many rooms at once."""

    @changes("rooms", request=BulkRoomsSerializer, answer=BulkCreatedSerializer, status=201)
    def post(self, request: Request, hotel_slug: str, room_type_id: str) -> Response:
        """Make rooms of this type: all of them, or none if a number is taken."""
        body = read_body(BulkRoomsSerializer, request)
        return self.change(
            lambda: services.bulk_create_rooms(actor=self.actor, room_type_id=room_type_id, **body),
            lambda outcome: bulk_body(outcome.subject),
            status=201,
        )


class AllowanceView(HotelView):
    """Overselling a type on purpose."""

    @reads(
        "rooms",
        answer=page_of(AllowanceChangeSerializer),
        parameters=PAGE_PARAMETERS,
        operation_id="room_type_allowances_list",
    )
    def get(self, request: Request, hotel_slug: str, room_type_id: str) -> Response:
        """Who changed the allowance of which nights, and why; the newest first."""
        self.actor.require(OVERSELL)
        found = get_room_type(hotel_id=self.actor.hotel_id, room_type_id=room_type_id)
        pages = Pages()
        changed = allowance_changes(hotel_id=self.actor.hotel_id, room_type_id=found.pk)
        page = pages.paginate_queryset(changed, request, self) or []
        return pages.get_paginated_response([allowance_change_body(change) for change in page])

    @changes("rooms", request=AllowanceSerializer, answer=AllowanceAnswerSerializer)
    def post(self, request: Request, hotel_slug: str, room_type_id: str) -> Response:
        """Let more be sold than there are rooms."""
        body = read_body(AllowanceSerializer, request)
        return self.change(
            lambda: services.raise_allowance(actor=self.actor, room_type=self._type(room_type_id), **body),
            lambda outcome: self._render(outcome.subject, body),
        )

    def _type(self, room_type_id: str) -> RoomType:
        return get_room_type(hotel_id=self.actor.hotel_id, room_type_id=room_type_id)

    def _render(self, room_type: RoomType, body: dict[str, Any]) -> dict[str, Any]:
        free = free_rooms_by_night(
            hotel_id=self.actor.hotel_id,
            room_type_ids=[room_type.pk],
            from_date=body["from_date"],
            to_date=body["to_date"],
        )
        return allowance_body(room_type, free[room_type.pk])


class LowerAllowanceView(AllowanceView):
    """The end of overselling."""

    http_method_names = ("post", "options")

    @changes("rooms", request=LowerAllowanceSerializer, answer=AllowanceAnswerSerializer)
    def post(self, request: Request, hotel_slug: str, room_type_id: str) -> Response:
        """Let less be sold; what is sold already stays, and refuses it."""
        body = read_body(LowerAllowanceSerializer, request)
        return self.change(
            lambda: services.lower_allowance(actor=self.actor, room_type=self._type(room_type_id), **body),
            lambda outcome: self._render(outcome.subject, body),
        )


def _room_body(outcome: Outcome[Room]) -> dict[str, Any]:
    return room_body(outcome.subject)


def _nothing(outcome: Outcome[Any]) -> dict[str, Any]:
    return {}
