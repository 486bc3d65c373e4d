"""Approvals: bookings that wait for a yes or a no, what was decided lately, and money that wants a hand."""

from functools import cached_property

from django.http import HttpRequest, HttpResponse

from hotelmate.core.capabilities import DECIDE_BOOKING
from hotelmate.desk.approvals.decided import Decided, decided_lately
from hotelmate.desk.approvals.money import Matter, matters
from hotelmate.desk.approvals.waiting import Waiting, waiting
from hotelmate.desk.frame import Desk, desk_page, show_part

PARTS = {"waiting": "approvals/list", "money": "approvals/money", "decided": "approvals/decided"}


class Approvals:
    """What the page shows; each list is read when a template asks for it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @cached_property
    def waiting(self) -> list[Waiting]:
        """Who waits for a decision, the one that expires first on top."""
        return waiting(self.desk)

    @cached_property
    def money(self) -> list[Matter]:
        """Money that wants a hand, for those who may see amounts."""
        return matters(self.desk) if self.desk.sees_money else []

    @cached_property
    def decided(self) -> list[Decided]:
        """What was decided lately."""
        return decided_lately(self.desk)


@desk_page(needs=DECIDE_BOOKING)
def index(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page, or the one of its parts that asks to be fetched anew."""
    return show_part(request, desk, "approvals/index", {"approvals": Approvals(desk)}, PARTS)
