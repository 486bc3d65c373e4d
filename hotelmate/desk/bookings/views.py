"""Bookings: the drawer and the page of one, the list, the search."""

from django.http import HttpRequest, HttpResponse

from hotelmate.desk.frame import Desk, desk_page, show


@desk_page()
def index(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page."""
    return show(request, desk, "bookings/index")


@desk_page()
def booking(request: HttpRequest, desk: Desk, booking_id: str) -> HttpResponse:
    """The page."""
    return show(request, desk, "bookings/index")
