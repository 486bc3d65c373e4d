"""Bookings: the drawer and the page of one, the list, the search."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from hotelmate.core.capabilities import ASSIGN_ROOM, CHECK_OUT, CREATE_BOOKING, VIEW_BOOKINGS
from hotelmate.desk.bookings.listing import list_of
from hotelmate.desk.bookings.search import exact_hit, search
from hotelmate.desk.bookings.sheet import sheet_of
from hotelmate.desk.frame import Desk, desk_page, show_part
from hotelmate.room_bookings.readings import get_reading


@desk_page(needs=VIEW_BOOKINGS)
def bookings(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list of bookings."""
    context = {
        "list": list_of(request, desk),
        "may_book": desk.may(CREATE_BOOKING),
        "may_assign": desk.may(ASSIGN_ROOM),
        "may_check_out": desk.may(CHECK_OUT),
    }
    return show_part(request, desk, "bookings/list", context, {"bookings": "bookings/list_body"})


@desk_page(needs=VIEW_BOOKINGS)
def booking(request: HttpRequest, desk: Desk, booking_id: str) -> HttpResponse:
    """A booking: in the drawer, or as a page of its own."""
    sheet = sheet_of(desk, get_reading(hotel_id=desk.actor.hotel_id, booking_id=booking_id))
    here = getattr(request, "htmx", None) and request.htmx.current_url_abs_path  # type: ignore[attr-defined]
    context = {"sheet": sheet, "booking": sheet.reading.booking, "in_drawer": bool(here) and here != request.path}
    parts = {"drawer-body": "bookings/drawer", f"booking-{booking_id}": "bookings/booking"}
    return show_part(request, desk, "bookings/booking_page", context, parts)


@desk_page(needs=VIEW_BOOKINGS)
def find(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is found while somebody types; as a page, the booking itself where only one can be meant."""
    text = request.GET.get("q", "")
    as_one_types = request.headers.get("HX-Target") == "found"
    hit = None if as_one_types else exact_hit(desk, text)
    if hit is not None:
        return redirect("desk-booking", hit.booking_id)
    found = search(desk, text)
    context = {
        "found": found,
        "searched": text,
        "may_book": desk.may(CREATE_BOOKING),
        "all_url": f"{reverse('desk-bookings')}?{urlencode({'q': found.q})}",
    }
    return show_part(request, desk, "bookings/search", context, {"found": "bookings/found"})
