"""Today, as one person sees it. Each list is read when a template asks for it: a part that is fetched anew reads its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from hotelmate.core.capabilities import ASSIGN_ROOM, CREATE_BOOKING, DECIDE_BOOKING, RESOLVE_FAULT
from hotelmate.desk.approvals.waiting import Waiting, waiting
from hotelmate.desk.frame import Desk
from hotelmate.desk.today.board import Board, read_board
from hotelmate.desk.today.counts import HouseCounts, WorkCounts, house_counts, work_counts
from hotelmate.desk.today.rows import Arrival, Departure, Missing, arrivals, departures, missing
from hotelmate.desk.today.work import Repair, Work, faults_to_repair, work_of

MOST_ARRIVALS, MOST_DEPARTURES, MOST_APPROVALS, MOST_FAULTS = 60, 30, 5, 12
ALL, READY, WAITING, NO_ROOM = "all", "ready", "waiting", "no_room"
FILTERS = {
    ALL: pgettext_lazy("arrivals", "All"),
    READY: pgettext_lazy("arrivals", "Ready"),
    WAITING: pgettext_lazy("arrivals", "Waiting on room"),
    NO_ROOM: pgettext_lazy("arrivals", "No room"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """A part of the arrivals, and how many they are."""

    key: str
    label: Promise
    count: int
    is_shown: bool


class Today:
    """What today's page shows; `asked` is what its address says."""

    def __init__(self, desk: Desk, asked: QueryDict) -> None:
        self.desk = desk
        self.show = asked.get("show", "") if asked.get("show", "") in FILTERS else ALL
        self.shows_all_rows = asked.get("rows") == "all"
        self.rooms_wanted = asked.get("rooms", "")

    @property
    def may_book(self) -> bool:
        """Whether this person makes bookings."""
        return self.desk.may(CREATE_BOOKING)

    @property
    def may_decide(self) -> bool:
        """Whether this person approves and declines."""
        return self.desk.may(DECIDE_BOOKING)

    @property
    def may_assign(self) -> bool:
        """Whether this person gives rooms to bookings."""
        return self.desk.may(ASSIGN_ROOM)

    @property
    def repairs(self) -> bool:
        """Whether this person repairs things."""
        return self.desk.may(RESOLVE_FAULT)

    @cached_property
    def counts(self) -> HouseCounts:
        """The front desk's numbers."""
        return house_counts(self.desk)

    @cached_property
    def work_counts(self) -> WorkCounts:
        """The numbers of those who clean and repair."""
        return work_counts(self.desk)

    @cached_property
    def arrivals(self) -> list[Arrival]:
        """Who is to come today."""
        return arrivals(self.desk)

    @cached_property
    def arrivals_by_filter(self) -> dict[str, list[Arrival]]:
        """The same, by what they wait for."""
        return {
            ALL: self.arrivals,
            READY: [one for one in self.arrivals if one.is_ready],
            WAITING: [one for one in self.arrivals if one.is_waiting],
            NO_ROOM: [one for one in self.arrivals if one.room is None],
        }

    @property
    def filters(self) -> list[Filter]:
        """The parts of the arrivals to choose from."""
        parts = self.arrivals_by_filter
        return [Filter(key, label, len(parts[key]), key == self.show) for key, label in FILTERS.items()]

    @property
    def arrivals_shown(self) -> Sequence[Arrival]:
        """Those that were asked for, as many as are read at once."""
        found = self.arrivals_by_filter[self.show]
        return found if self.shows_all_rows else found[:MOST_ARRIVALS]

    @property
    def arrivals_hidden(self) -> int:
        """How many more of them there are."""
        return len(self.arrivals_by_filter[self.show]) - len(self.arrivals_shown)

    @cached_property
    def departures(self) -> list[Departure]:
        """Who is to leave by today, overdue or not."""
        return departures(self.desk)

    @cached_property
    def overdue(self) -> list[Departure]:
        """Who should have left before today."""
        return [one for one in self.departures if one.is_overdue and one.booking.check_out < self.desk.day]

    @cached_property
    def late_today(self) -> list[Departure]:
        """Who should have left by now, today."""
        return [one for one in self.departures if one.is_overdue and one.booking.check_out == self.desk.day]

    @cached_property
    def departures_due(self) -> list[Departure]:
        """Who still has time to leave."""
        return [one for one in self.departures if not one.is_overdue]

    @property
    def departures_shown(self) -> Sequence[Departure]:
        """Those of them that are read at once."""
        return self.departures_due if self.shows_all_rows else self.departures_due[:MOST_DEPARTURES]

    @property
    def departures_hidden(self) -> int:
        """How many more of them there are."""
        return len(self.departures_due) - len(self.departures_shown)

    @cached_property
    def missing(self) -> list[Missing]:
        """Who should have come and may be marked as a no-show."""
        return missing(self.desk)

    @property
    def attention(self) -> int:
        """How many things should have happened by now."""
        return len(self.overdue) + len(self.missing)

    @cached_property
    def approvals(self) -> list[Waiting]:
        """Who waits for a decision, the one that expires first on top."""
        return waiting(self.desk)

    @property
    def approvals_shown(self) -> Sequence[Waiting]:
        """The first of them."""
        return self.approvals[:MOST_APPROVALS]

    @cached_property
    def board(self) -> Board:
        """The rooms."""
        return read_board(self.desk, self.rooms_wanted)

    @cached_property
    def work(self) -> list[Work]:
        """What this person has to do."""
        return work_of(self.desk)

    @cached_property
    def faults(self) -> list[Repair]:
        """What is to be repaired, the most urgent on top."""
        return faults_to_repair(self.desk, MOST_FAULTS)
