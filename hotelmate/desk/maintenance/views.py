"""Faults, and windows out of order or out of service."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from hotelmate.core.capabilities import MANAGE_BLOCKS, RESOLVE_FAULT, VIEW_HOUSEKEEPING
from hotelmate.desk.deeds import deed_page
from hotelmate.desk.frame import Desk, desk_page, show_part
from hotelmate.desk.maintenance.deeds import ResolveFault
from hotelmate.desk.maintenance.faults import open_faults, repaired_lately
from hotelmate.desk.maintenance.own_work import own_work
from hotelmate.desk.maintenance.windows import strip_of

FAULT_PAGES = {"resolve": deed_page(ResolveFault)}
PARTS = {"faults": "maintenance/faults", "windows": "maintenance/windows", "own-work": "maintenance/own_work"}


@desk_page(needs=VIEW_HOUSEKEEPING)
def index(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The day of whoever repairs; or the one part of the page that asks to be fetched anew."""
    part = request.headers.get("HX-Target", "")
    context: dict[str, Any] = {"repairs": desk.may(RESOLVE_FAULT), "closes": desk.may(MANAGE_BLOCKS)}
    if part not in ("windows", "own-work"):
        context |= {"faults": open_faults(desk), "repaired": repaired_lately(desk)}
    if part not in ("faults", "own-work"):
        context["strip"] = strip_of(desk)
    if part not in ("faults", "windows"):
        context["work"] = own_work(desk)
    return show_part(request, desk, "maintenance/index", context, PARTS)


def do_with_fault(request: HttpRequest, fault_id: str, action: str) -> HttpResponse:
    """The page of an action on a fault."""
    page = FAULT_PAGES.get(action)
    if page is None:
        raise Http404
    return page(request, fault_id=fault_id)
