"""Housekeeping: rooms to clean and to inspect, on a phone first."""

from django.http import HttpRequest, HttpResponse

from hotelmate.core.capabilities import VIEW_HOUSEKEEPING, VIEW_ROOMS
from hotelmate.desk.frame import Desk, desk_page, show
from hotelmate.rooms.queries import get_room


@desk_page(needs=VIEW_HOUSEKEEPING)
def index(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The board."""
    return show(request, desk, "housekeeping/index")


@desk_page(needs=VIEW_ROOMS)
def room(request: HttpRequest, desk: Desk, room_id: str) -> HttpResponse:
    """A room, with what may be done in it and its history."""
    found = get_room(hotel_id=desk.hotel.pk, room_id=room_id)
    return show(request, desk, "housekeeping/index", {"room": found})
