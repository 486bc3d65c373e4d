"""Faults, and windows out of order or out of service."""

from django.http import Http404, HttpRequest, HttpResponse

from hotelmate.desk.deeds import deed_page
from hotelmate.desk.frame import Desk, desk_page, show
from hotelmate.desk.maintenance.deeds import ResolveFault

FAULT_PAGES = {"resolve": deed_page(ResolveFault)}


@desk_page()
def index(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page."""
    return show(request, desk, "maintenance/index")


def do_with_fault(request: HttpRequest, fault_id: str, action: str) -> HttpResponse:
    """The page of an action on a fault."""
    page = FAULT_PAGES.get(action)
    if page is None:
        raise Http404
    return page(request, fault_id=fault_id)
