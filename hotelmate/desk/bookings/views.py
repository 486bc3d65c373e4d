"""Bookings: the drawer and the page of one, the list, the search."""

from django.http import HttpRequest, HttpResponse

from hotelmate.core.capabilities import VIEW_BOOKINGS
from hotelmate.desk.bookings.sheet import sheet_of
from hotelmate.desk.frame import Desk, desk_page, show, show_part
from hotelmate.room_bookings.readings import get_reading


@desk_page()
def index(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page."""
    return show(request, desk, "bookings/index")


@desk_page(needs=VIEW_BOOKINGS)
def booking(request: HttpRequest, desk: Desk, booking_id: str) -> HttpResponse:
    """A booking: in the drawer, or as a page of its own."""
    sheet = sheet_of(desk, get_reading(hotel_id=desk.actor.hotel_id, booking_id=booking_id))
    context = {"sheet": sheet, "booking": sheet.reading.booking}
    parts = {"drawer-body": "bookings/drawer", f"booking-{booking_id}": "bookings/booking"}
    return show_part(request, desk, "bookings/booking_page", context, parts)
