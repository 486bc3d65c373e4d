"""Housekeeping: rooms to clean and to inspect, on a phone first."""

from django.http import HttpRequest, HttpResponse

from hotelmate.desk.frame import Desk, desk_page, show


@desk_page()
def index(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page."""
    return show(request, desk, "housekeeping/index")
