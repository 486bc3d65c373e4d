"""Windows over HTTP, in which rooms are out of order or out of service; and what is free to be sold."""

from datetime import timedelta
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.pagination import Pages
from hotelmate.core.api.parsing import read_body, read_query
from hotelmate.core.api.schema import PAGE_PARAMETERS, changes, page_of, reads
from hotelmate.core.api.views import HotelView, with_etag
from hotelmate.core.capabilities import VIEW_ROOMS
from hotelmate.core.change import Outcome
from hotelmate.core.errors import not_found, refuse_if
from hotelmate.hotel.queries import hotel_of
from hotelmate.room_bookings import services
from hotelmate.room_bookings.block_rules import calendar_wrong
from hotelmate.room_bookings.queries import blocks_of, free_tonight_and_after
from hotelmate.room_bookings.representations import availability_body, block_body
from hotelmate.room_bookings.serializers import (
    AvailabilityQuerySerializer,
    BlockCreateSerializer,
    BlockQuerySerializer,
)
from hotelmate.room_bookings.staff_views.base import BOOKINGS, WINDOWS, row_id, said
from hotelmate.room_bookings.window_answers import AvailabilitySerializer, BlockChangedSerializer, BlockSerializer
from hotelmate.rooms.models import RoomBlock
from hotelmate.rooms.naming import with_room
from hotelmate.rooms.queries import room_types_of

FORTNIGHT = timedelta(days=14)


class StaffBlocksView(HotelView):
    """The windows of the hotel."""

    @reads(
        WINDOWS,
        answer=page_of(BlockSerializer),
        parameters=[BlockQuerySerializer, *PAGE_PARAMETERS],
        operation_id="blocks_list",
    )
    def get(self, request: Request, hotel_slug: str) -> Response:
        """Windows, open ones first, by date."""
        self.actor.require(VIEW_ROOMS)
        query = read_query(BlockQuerySerializer, request)
        found = blocks_of(self.actor.hotel_id, is_open=query.get("open"), room_id=query.get("room_id"))
        pages = Pages()
        page = pages.paginate_queryset(found, request, self) or []
        return pages.get_paginated_response([block_body(block) for block in page])

    @changes(WINDOWS, request=BlockCreateSerializer, answer=BlockChangedSerializer, status=201)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Open a window. Bookings in the room lose it only with `displace`."""
        body = with_room(self.actor, read_body(BlockCreateSerializer, request), "room_id", "room_number")
        return self.change(
            lambda: services.open_block(actor=self.actor, **body),
            lambda outcome: _answer(outcome, f"Room {outcome.subject.room.number} blocked"),
            status=201,
        )


class StaffBlockCloseView(HotelView):
    """The end of a window."""

    def current(self) -> dict[str, Any]:
        """The window as the list shows it."""
        self.actor.require(VIEW_ROOMS)
        found = blocks_of(self.actor.hotel_id).filter(pk=row_id(self.kwargs["block_id"], "Block")).first()
        if found is None:
            raise not_found("Block")
        return block_body(found)

    @changes(WINDOWS, request=None, answer=BlockChangedSerializer)
    def post(self, request: Request, hotel_slug: str, block_id: str) -> Response:
        """Close a window today: nights that have passed stay as history, the rest are given back."""
        return self.change(
            lambda: services.close_block(actor=self.actor, block_id=row_id(block_id, "Block")),
            lambda outcome: _answer(outcome, "Window closed" if outcome.changed else "Window is already closed"),
        )


class StaffAvailabilityView(HotelView):
    """What is free."""

    @reads(BOOKINGS, answer=AvailabilitySerializer, parameters=[AvailabilityQuerySerializer])
    def get(self, request: Request, hotel_slug: str) -> Response:
        """How many rooms of each type may still be sold in each night; who should have left keeps the room tonight."""
        self.actor.require(VIEW_ROOMS)
        query = read_query(AvailabilityQuerySerializer, request)
        hotel = hotel_of(self.actor)
        first = query.get("from", hotel.business_date())
        end = query.get("to", first + FORTNIGHT)
        refuse_if(calendar_wrong(first, end))
        types = room_types_of(self.actor.hotel_id)
        if "room_type_id" in query:
            types = types.filter(pk=query["room_type_id"])
        free = free_tonight_and_after(hotel, from_date=first, to_date=end)
        return with_etag(Response(availability_body(types, free, first, end)))


def _answer(outcome: Outcome[RoomBlock], message: str) -> dict[str, Any]:
    return {**said(outcome, message), "block": block_body(outcome.subject)}
