"""Bookings: the drawer and the page of one, everything that is done with it, new ones, the search."""

from django.http import HttpRequest, HttpResponse

from hotelmate.desk.frame import Desk, desk_page, show


@desk_page()
def index(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page."""
    return show(request, desk, "bookings/index")
