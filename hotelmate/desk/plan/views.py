"""The room plan over HTTP: the page, what is new of it, and which rooms would take a booking."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hotelmate.core import capabilities as c
from hotelmate.core.ids import id_in_path
from hotelmate.desk.dates import day_of_month, day_of_year
from hotelmate.desk.frame import Desk, desk_page, show
from hotelmate.desk.plan.bars import Bars, legend
from hotelmate.desk.plan.fits import rooms_for
from hotelmate.desk.plan.news import MOST_ROOMS, news_since, rooms_of
from hotelmate.desk.plan.reading import counts_of, held_by_room, rooms_in, waiting_for_room
from hotelmate.desk.plan.rows import (
    all_rows,
    days_row,
    free_of,
    ground,
    group_row,
    groups_of,
    lane,
    room_row,
    room_statuses,
)
from hotelmate.desk.plan.span import BY_FLOOR, BY_TYPE, LENGTHS, STEP, Span, span_of

# What may be done by hand on the plan, and what it takes.
HANDLES = {
    "assign": c.ASSIGN_ROOM,
    "move": c.MOVE_ROOM,
    "dates": c.EDIT_BOOKING,
    "book": c.CREATE_BOOKING,
    "block": c.MANAGE_BLOCKS,
}
NOTHING_NEW = 204


@desk_page(needs=c.VIEW_BOOKINGS)
def index(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The plan."""
    span = span_of(request.GET, desk.day)
    return show(request, desk, "plan/index", {**_frame(desk, span), "sheet": _sheet(desk, span)})


@desk_page(needs=c.VIEW_BOOKINGS)
def news(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The rows that have changed since the plan was read; all of them when that is simpler, nothing when there are none.

    The headers say up to which event it is known, and which bookings stand nowhere else than in these rows.
    """
    span = span_of(request.GET, desk.day)
    since = id_in_path(request.GET.get("since", ""))
    found = news_since(desk, since or 0)
    rooms = [] if found.is_nothing or found.whole else rooms_of(desk, found)
    if found.is_nothing:
        response = HttpResponse(status=NOTHING_NEW)
    elif found.whole or request.GET.get("day") != str(desk.day) or len(rooms) > MOST_ROOMS:
        response = HttpResponse(_sheet(desk, span))
        response["Plan-Whole"] = "yes"
    else:
        response = HttpResponse(_rows(desk, span, rooms, counts=found.counts))
        response["Plan-Bookings"] = " ".join(sorted(found.booking_ids))
    response["Plan-Seq"], response["Plan-Day"] = str(desk.seq), str(desk.day)
    return response


@desk_page(needs=c.VIEW_BOOKINGS)
def rooms(request: HttpRequest, desk: Desk, booking_id: str) -> HttpResponse:
    """Which rooms would take a booking."""
    return JsonResponse(rooms_for(desk, booking_id))


def _sheet(desk: Desk, span: Span) -> SafeString:
    """All that is in the plan's frame."""
    bars, rooms, held = Bars(desk, span), rooms_in(desk, span), held_by_room(desk, span)
    waiting, counts = waiting_for_room(desk, span), counts_of(desk, span)
    rows = all_rows(groups_of(rooms, span), span, desk.day, counts, held, bars)
    return SafeString(
        f'{days_row(span, desk.day, counts)}<div class="ground" aria-hidden="true">{ground(span, desk.day)}</div>'
        f"{lane(waiting, bars)}{''.join(rows)}"
    )


def _rows(desk: Desk, span: Span, room_ids: Sequence[int], *, counts: bool) -> str:
    """The rows of these rooms; with the counts of every night and with the lane where bookings or windows changed."""
    bars, statuses = Bars(desk, span), room_statuses()
    everything = counts and span.by == BY_FLOOR
    held = held_by_room(desk, span, None if everything else room_ids)
    wanted = set(room_ids)
    rooms = rooms_in(desk, span, None if counts else room_ids)
    parts = [room_row(room, held.get(room.pk, ()), bars, statuses) for room in rooms if room.pk in wanted]
    if counts:
        counted = counts_of(desk, span)
        groups = groups_of(rooms, span)
        parts += [days_row(span, desk.day, counted), lane(waiting_for_room(desk, span), bars)]
        parts += [group_row(group, span, desk.day, free_of(group, span, counted, held)) for group in groups]
    return "".join(parts)


def _frame(desk: Desk, span: Span) -> Mapping[str, Any]:
    return {
        "span": span,
        "heading": _("%(first)s – %(last)s") % {"first": day_of_month(span.first), "last": day_of_year(span.last)},
        "earlier": span.address(**{"from": span.first - STEP}),
        "later": span.address(**{"from": span.first + STEP}),
        "now": span.address(**{"from": ""}),
        "lengths": [(length, span.address(days=length)) for length in LENGTHS],
        "groupings": [
            (BY_TYPE, _("By type"), span.address(by=BY_TYPE)),
            (BY_FLOOR, _("By floor"), span.address(by=BY_FLOOR)),
        ],
        "handles": " ".join(name for name, capability in HANDLES.items() if desk.may(capability)),
        "books": desk.may(c.CREATE_BOOKING),
        "blocks": desk.may(c.MANAGE_BLOCKS),
        "legend": legend(),
        "booking_url": reverse("desk-booking-do", args=["BOOKING", "ACTION"]),
        "swap_url": reverse("desk-plan-swap", args=["BOOKING", "OTHER"]),
        "rooms_url": reverse("desk-plan-rooms", args=["BOOKING"]),
    }
