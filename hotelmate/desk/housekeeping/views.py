"""Housekeeping: rooms to clean and to inspect, on a phone first; and the page of one room."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from hotelmate.core.capabilities import ASSIGN_TASKS, VIEW_HOUSEKEEPING, VIEW_ROOMS
from hotelmate.desk.frame import Desk, desk_page, show_part
from hotelmate.desk.housekeeping.board import (
    Choices,
    cards_of,
    groups_of,
    predictions_of,
    tiles_of,
)
from hotelmate.desk.housekeeping.discrepancies import open_discrepancies
from hotelmate.desk.housekeeping.room import context_of
from hotelmate.desk.housekeeping.rows import read_board
from hotelmate.desk.housekeeping.tasks import who_cleans
from hotelmate.desk.housekeeping.workload import figures_of, loads_of
from hotelmate.desk.offline.keeping import keepable

PARTS = {
    "rooms": "housekeeping/rooms",
    "workload": "housekeeping/workload",
    "discrepancies": "housekeeping/discrepancies",
}
MOST_CARDS_AT_ONCE = 200


@desk_page(needs=VIEW_HOUSEKEEPING)
def index(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The board, or the one of its parts that asks to be fetched anew."""
    part = request.headers.get("HX-Target", "")
    choices = Choices.of(request)
    people = who_cleans(desk) if desk.may(ASSIGN_TASKS) and part != "discrepancies" else []
    context: dict[str, Any] = {"choices": choices, "shares": desk.may(ASSIGN_TASKS), "people": people}
    if part not in ("workload", "discrepancies"):
        board = read_board(desk)
        context |= {
            "groups": groups_of(desk, board, choices),
            "tiles": tiles_of(board, choices, desk.staff.pk),
            "predictions": predictions_of(desk),
            "now": board.now,
        }
    if people and part != "rooms":
        context |= {"loads": loads_of(desk, people), "figures": figures_of(desk)}
    if part not in ("rooms", "workload"):
        context["discrepancies"] = open_discrepancies(desk)
    return keepable(show_part(request, desk, "housekeeping/index", context, PARTS), desk)


@desk_page(needs=VIEW_HOUSEKEEPING)
def cards(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The cards of some rooms, by their numbers: what a board fetches when something happened in them."""
    numbers = request.GET.getlist("number")[:MOST_CARDS_AT_ONCE]
    return HttpResponse(cards_of(desk, read_board(desk, numbers)))


@desk_page(needs=VIEW_ROOMS)
def room(request: HttpRequest, desk: Desk, room_id: str) -> HttpResponse:
    """A room, with what may be done in it and its history: a drawer, or a page of its own."""
    context = context_of(desk, room_id)
    parts = {"drawer-body": "housekeeping/drawer", f"room-sheet-{context['sheet'].room.pk}": "housekeeping/room"}
    return show_part(request, desk, "housekeeping/room_page", context, parts)
