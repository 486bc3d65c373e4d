"""Today: who arrives, who leaves, what waits; for those who clean and repair, the rooms and their own work."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse

from hotelmate.core.capabilities import DECIDE_BOOKING, RESOLVE_FAULT, VIEW_ROOMS
from hotelmate.desk.frame import Desk, desk_page, show_part
from hotelmate.desk.today.today import Today

OF_ROOMS = {"rooms": "today/rooms"}
OF_BOOKINGS = {
    "counts": "today/counts",
    "attention": "today/attention",
    "arrivals": "today/arrivals",
    "departures": "today/departures",
}
OF_APPROVALS = {"approvals": "today/approvals"}
OF_WORK = {"counts": "today/work_counts", "work": "today/work"}
OF_FAULTS = {"faults": "today/faults"}


@desk_page(needs=VIEW_ROOMS)
def index(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page, or the one of its parts that asks to be fetched anew."""
    page = "today/index" if desk.sees_bookings else "today/index_of_work"
    return show_part(request, desk, page, {"today": Today(desk, request.GET)}, parts_for(desk))


def parts_for(desk: Desk) -> Mapping[str, str]:
    """The parts that this person's page has: nobody fetches one that they may not see."""
    if desk.sees_bookings:
        return {**OF_ROOMS, **OF_BOOKINGS, **(OF_APPROVALS if desk.may(DECIDE_BOOKING) else {})}
    return {**OF_ROOMS, **OF_WORK, **(OF_FAULTS if desk.may(RESOLVE_FAULT) else {})}
