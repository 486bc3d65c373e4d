"""The house as of any time: its rooms, its guests and that day's arrivals and departures, told by the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.core.capabilities import VIEW_AUDIT, VIEW_REPORTS
from hotelmate.core.errors import Refused
from hotelmate.core.ids import LARGEST_ID
from hotelmate.desk.forms import DeskForm
from hotelmate.desk.frame import Desk, desk_page, show_part
from hotelmate.desk.manage.asking import query_of
from hotelmate.desk.manage.audit_rows import Row, rows_of
from hotelmate.desk.refusals import in_words
from hotelmate.reports.audit import AuditWanted, audit_page
from hotelmate.reports.folding import BookingThen, RoomThen
from hotelmate.reports.house import HouseThen, house_then
from hotelmate.reports.places import change_before
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.lifecycle import RoomStatus

DAY = timedelta(days=1)
# Of the events of a change so many are told.
MOST_TOLD = 6
MINUTES = "%Y-%m-%dT%H:%M"


class PlaceForm(DeskForm):
    """As of when: a moment on the hotel's clocks, or a number of the log."""

    at = forms.DateTimeField(
        label=gettext_lazy("Moment"),
        required=False,
        input_formats=[MINUTES, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(format=MINUTES, attrs={"type": "datetime-local"}),
    )
    seq = forms.IntegerField(label=gettext_lazy("Event number"), min_value=1, max_value=LARGEST_ID, required=False)

    def clean_at(self) -> datetime | None:
        """The moment, on the hotel's own clocks, whatever time zone the server is in."""
        at: datetime | None = self.cleaned_data["at"]
        return at.replace(tzinfo=ZoneInfo(self.desk.hotel.timezone)) if at is not None else None


@dataclass(frozen=True, slots=True)
class Guest:
    """A booking as it stood, with the name it goes by today; without one for who may not know it."""

    then: BookingThen
    name: str


@dataclass(frozen=True, slots=True)
class Floor:
    """The rooms of a floor."""

    name: str
    rooms: Sequence[RoomThen]


@dataclass(frozen=True, slots=True)
class Step:
    """A way to another moment: its label, the id of its link, and its address; none where the log ends."""

    label: str
    name: str
    url: str


@desk_page(needs=VIEW_REPORTS)
def house(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page, or the house alone when another moment is picked."""
    form = PlaceForm(desk, request.GET)
    context: dict[str, Any] = {"form": form, "asked": request.GET}
    status = 200
    if form.is_valid():
        try:
            context |= _house(desk, house_then(desk.hotel, **form.cleaned_data), is_now=not query_of(form.cleaned_data))
        except Refused as refused:
            context["refused"], status = in_words(refused.refusal), refused.refusal.status
    else:
        status = 400
    response = show_part(request, desk, "manage/house", context, parts={"house": "manage/house_part"})
    response.status_code = status
    return response


def _house(desk: Desk, then: HouseThen, *, is_now: bool) -> dict[str, Any]:
    names, before = _names(desk, then), change_before(desk.hotel.pk, then.seq)
    just = _just_happened(desk, before, then.seq) if desk.may(VIEW_AUDIT) else []
    return {
        "then": then,
        "at": desk.local(then.at),
        "is_now": is_now,
        "floors": _floors(then.rooms),
        "counts": [(status, then.counts[status]) for status in RoomStatus.values],
        "arrivals": _guests(then.arrivals, names),
        "departures": _guests(then.departures, names),
        "just": just[:MOST_TOLD],
        "just_more": max(then.seq - before - MOST_TOLD, 0) if just else 0,
        "touched": frozenset(number for row in just for number in row.rooms),
        "back": _steps_back(desk, then, before),
        "forward": _steps_forward(desk, then),
    }


def _floors(rooms: Sequence[RoomThen]) -> list[Floor]:
    by_floor: dict[str, list[RoomThen]] = {}
    for room in rooms:
        by_floor.setdefault(room.floor, []).append(room)
    return [Floor(name, by_floor[name]) for name in sorted(by_floor, key=lambda name: (len(name), name))]


def _names(desk: Desk, then: HouseThen) -> dict[str, str]:
    """What those who come and go are called; the log itself holds no names."""
    if not desk.sees_contacts:
        return {}
    ids = {one.booking_id for one in (*then.arrivals, *then.departures)}
    found = RoomBooking.objects.filter(hotel_id=desk.hotel.pk, booking_id__in=ids)
    people = found.values_list("booking_id", "primary_first_name", "primary_last_name")
    return {booking_id: f"{first} {last}".strip() for booking_id, first, last in people}


def _guests(bookings: Sequence[BookingThen], names: Mapping[str, str]) -> list[Guest]:
    return [Guest(one, names.get(one.booking_id, "")) for one in bookings]


def _just_happened(desk: Desk, before: int, seq: int) -> list[Row]:
    """The events of the change that was the last by then, the first of them first."""
    page = audit_page(desk.actor, AuditWanted(), before=seq + 1, limit=seq - before)
    return list(reversed(rows_of(desk, page.entries)))


def _steps_back(desk: Desk, then: HouseThen, before: int) -> list[Step]:
    return [
        Step(_("A day earlier"), "day-earlier", _moment_url(desk, then.at - DAY)),
        Step(_("A change earlier"), "change-earlier", _seq_url(before) if before else ""),
    ]


def _steps_forward(desk: Desk, then: HouseThen) -> list[Step]:
    later = then.at + DAY
    return [
        Step(_("A change later"), "change-later", _seq_url(then.seq + 1) if then.seq < then.last_seq else ""),
        Step(_("A day later"), "day-later", _moment_url(desk, later) if later <= desk.hotel.now() else ""),
    ]


def _seq_url(seq: int) -> str:
    return f"{reverse('desk-house')}?{query_of({'seq': seq})}"


def _moment_url(desk: Desk, at: datetime) -> str:
    return f"{reverse('desk-house')}?{query_of({'at': desk.local(at).strftime(MINUTES)})}"
