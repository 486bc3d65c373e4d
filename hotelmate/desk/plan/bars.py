"""Bars: where each stay and each window lies, and its markup.

There are thousands of them, so that each is one element, written by hand and escaped; `s` and `n` in its class say on
which half day it starts and how many it takes (`plan-places.css`).
"""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from html import escape
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hotelmate.core.capabilities import MANAGE_BLOCKS, VIEW_CONTACTS
from hotelmate.desk.dates import short_day
from hotelmate.desk.frame import Desk
from hotelmate.desk.plan.reading import Stay, Window
from hotelmate.desk.plan.span import Place, Span
from hotelmate.desk.value_words import BLOCK_KIND
from hotelmate.desk.words import BOOKING_STATUS
from hotelmate.room_bookings.lifecycle import ALLOCATED, BookingStatus
from hotelmate.room_bookings.rules import due_out_by


class Bars:
    """Writes the bars of one page: for one person, on these days."""

    def __init__(self, desk: Desk, span: Span) -> None:
        self.span = span
        self.day = desk.day
        self.overdue_by = due_out_by(desk.hotel, desk.hotel.now())
        self.names_guests = desk.may(VIEW_CONTACTS)
        self.ends_windows = desk.may(MANAGE_BLOCKS)
        self.statuses = {status: str(label) for status, label in BOOKING_STATUS.items()}
        self.kinds = {kind: str(label) for kind, label in BLOCK_KIND.items()}
        self.dates: dict[date, str] = {}
        self.people: dict[int, str] = {}
        self.stay_title = escape(_("%(guest)s · %(status)s · %(first)s – %(last)s · %(people)s"))
        self.window_title = escape(_("%(kind)s · %(first)s – %(last)s · %(reason)s"))
        self.overdue = _("Overdue")
        self.moved_on = _("Moved to another room")

    def row(self, held: Sequence[Stay | Window]) -> str:
        """The bars of one room, by date."""
        placed = [(one, self.place(one)) for one in held]
        taken = [place for one, place in placed if place is not None and one.from_date < one.to_date]
        bars = []
        for one, place in placed:
            if one.from_date == one.to_date:
                place = self._brief(one.from_date, taken)
            if place is not None:
                bars.append(self.window(one, place) if isinstance(one, Window) else self.stay(one, place))
        return "".join(bars)

    def lines(self, waiting: Sequence[Stay]) -> list[str]:
        """Bars in as few lines as they need; each goes to the first line that has room for it."""
        ends: list[int] = []
        lines: list[list[str]] = []
        for stay in waiting:
            place = self.place(stay)
            if place is None:
                continue
            number = next((number for number, end in enumerate(ends) if end <= place.start), len(ends))
            if number == len(ends):
                ends.append(0)
                lines.append([])
            ends[number] = place.start + place.length
            lines[number].append(self.stay(stay, place))
        return ["".join(line) for line in lines]

    def place(self, one: Stay | Window) -> Place | None:
        """Where it lies. Day use takes the afternoon; a guest who should have left is drawn until today."""
        if isinstance(one, Stay) and one.check_in == one.check_out:
            start = self.span.half(one.from_date) + 1
            return Place(start, 1, False, False) if 0 <= start < 2 * self.span.length else None
        to_date = max(one.to_date, self.day) if self.is_overdue(one) else one.to_date
        return self.span.place(one.from_date, to_date)

    def is_overdue(self, one: Stay | Window) -> bool:
        """Whether it is a guest in the room who should have left."""
        return (
            isinstance(one, Stay)
            and one.is_open
            and one.status == BookingStatus.IN_HOUSE
            and one.to_date <= self.overdue_by
        )

    def _brief(self, day: date, taken: Sequence[Place]) -> Place | None:
        """For what took no night, the half of its day that nobody else has; the afternoon first."""
        morning = self.span.half(day)
        if not 0 <= morning < 2 * self.span.length:
            return None
        free = (
            half
            for half in (morning + 1, morning)
            if not any(place.start <= half < place.start + place.length for place in taken)
        )
        return Place(next(free, morning + 1), 1, False, False)

    def stay(self, stay: Stay, place: Place) -> str:
        """The bar of a stay: a link to its booking."""
        name = f"{stay.first_name} {stay.last_name}".strip() if self.names_guests else ""
        guest = escape(name or stay.booking_id)
        marks = self._marks(place)
        status = self.statuses[stay.status]
        if self.is_overdue(stay):
            marks += " late"
            status = f"{status} · {self.overdue}"
        elif not stay.is_open and stay.status == BookingStatus.IN_HOUSE:
            marks += " left"
            status = self.moved_on
        title = self.stay_title % {
            "guest": guest,
            "status": escape(status),
            "first": self._date(stay.check_in),
            "last": self._date(stay.check_out),
            "people": self._people(stay.people),
        }
        address = self.booking_address % quote(stay.booking_id, safe="")
        return f'<a class="b {stay.status}{marks}" href="{address}" title="{title}">{guest}</a>'

    def window(self, window: Window, place: Place) -> str:
        """The bar of a window: an open one is closed from here by those who may."""
        kind, reason = escape(self.kinds[window.kind]), escape(window.reason)
        dates = {"first": self._date(window.from_date), "last": self._date(window.to_date)}
        title = self.window_title % {"kind": kind, "reason": reason, **dates}
        style = f"b w {window.kind}{self._marks(place)}{'' if window.is_open else ' left'}"
        if window.is_open and self.ends_windows:
            address = reverse("desk-block-close", args=[window.block_id])
            return f'<a class="{style}" href="{address}" title="{title}">{reason or kind}</a>'
        return f'<span class="{style}" title="{title}">{reason or kind}</span>'

    @cached_property
    def booking_address(self) -> str:
        """The address of a booking, with a place for its id."""
        return reverse("desk-booking", args=["BOOKING"]).replace("%", "%%").replace("BOOKING", "%s")

    def _marks(self, place: Place) -> str:
        start, length, from_before, goes_on = place
        return f" s{start} n{length}{' fb' if from_before else ''}{' go' if goes_on else ''}"

    def _date(self, day: date) -> str:
        text = self.dates.get(day)
        if text is None:
            text = self.dates[day] = escape(short_day(day))
        return text

    def _people(self, people: int) -> str:
        text = self.people.get(people)
        if text is None:
            counted = ngettext("%(count)d guest", "%(count)d guests", people) % {"count": people}
            text = self.people[people] = escape(counted)
        return text


def legend() -> list[tuple[str, str]]:
    """What bars look like, with the words for it."""
    bookings = [(status, str(BOOKING_STATUS[status])) for status in ALLOCATED]
    return [*bookings, *((f"w {kind}", str(label)) for kind, label in BLOCK_KIND.items())]
