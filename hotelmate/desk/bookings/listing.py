"""The list of bookings: buckets of the day, filters, search, order, pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.desk.bookings.lines import Line, lines_of
from hotelmate.desk.forms import Choice, Day, DeskForm, Text
from hotelmate.desk.frame import Desk
from hotelmate.desk.words import BOOKING_STATUS
from hotelmate.room_bookings.listing import ORDERINGS, Wanted, counts_by_bucket, find_bookings
from hotelmate.rooms.queries import room_types_of

ON_A_PAGE = 50
BUCKETS: Mapping[str, Promise] = {
    "": gettext_lazy("All"),
    "arrivals": gettext_lazy("Arrivals"),
    "departures": gettext_lazy("Departures"),
    "in_house": gettext_lazy("In house"),
    "pending": gettext_lazy("Needs approval"),
    "overdue": gettext_lazy("Should have left"),
    "no_show_proposed": gettext_lazy("Has not come"),
    "checked_out": gettext_lazy("Checked out"),
    "cancelled": gettext_lazy("Cancelled"),
}
# The columns, with the order that each stands for; an empty one cannot be ordered by.
COLUMNS: Sequence[tuple[str, Promise]] = (
    ("", gettext_lazy("Guest")),
    ("check_in", gettext_lazy("Arrival")),
    ("check_out", gettext_lazy("Departure")),
    ("", gettext_lazy("Room")),
    ("status", gettext_lazy("Status")),
)
ASSIGNED = {"yes": True, "no": False}
PRECHECKIN = ("complete", "pending")
FIRST_FILTERS = ("q", "status", "start_date", "end_date")
MORE_FILTERS = ("room_type_id", "assigned", "precheckin", "group_code")


class FilterForm(DeskForm):
    """What the list is narrowed down to."""

    q = Text(label=gettext_lazy("Guest, number, e-mail, phone"), max_length=100, required=False)
    status = Choice(
        label=gettext_lazy("Status"), choices=[("", gettext_lazy("Any")), *BOOKING_STATUS.items()], required=False
    )
    start_date = Day(label=gettext_lazy("Arriving from"), required=False)
    end_date = Day(label=gettext_lazy("Leaving by"), required=False)
    room_type_id = Choice(label=gettext_lazy("Room type"), required=False)
    assigned = Choice(
        label=gettext_lazy("Room"),
        choices=[("", gettext_lazy("Any")), ("yes", gettext_lazy("Assigned")), ("no", gettext_lazy("None yet"))],
        required=False,
    )
    precheckin = Choice(
        label=gettext_lazy("Pre-check-in"),
        choices=[
            ("", gettext_lazy("Any")),
            ("complete", gettext_lazy("Filled in")),
            ("pending", gettext_lazy("Not filled in")),
        ],
        required=False,
    )
    group_code = Text(label=gettext_lazy("Group"), max_length=40, required=False)

    def __init__(self, *args: Any, types: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room_type_id"].choices = [("", _("Any")), *types]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket with how many are in it today, where that is counted."""

    label: str
    url: str
    count: int | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; a link where the list can be ordered by it. `order` is what it is ordered by now."""

    label: str
    url: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class BookingList:
    """The list as it is shown."""

    lines: Sequence[Line]
    page: Page[Any]
    total: int
    buckets: Sequence[Bucket]
    columns: Sequence[Column]
    form: FilterForm
    bucket: str
    is_filtered: bool
    is_narrowed: bool
    pages: Mapping[str, str] = field(default_factory=dict)


def list_of(request: HttpRequest, desk: Desk) -> BookingList:
    """The bookings that the address asks for. What cannot be understood of it is left out."""
    asked = request.GET
    types = [(str(one.pk), one.name) for one in room_types_of(desk.hotel.pk, active=None)]
    # The form of a new booking opens over it, and has fields of the same names.
    form = FilterForm(desk, asked, types=types, auto_id="filter_%s")
    form.is_valid()
    values = form.cleaned_data
    bucket = asked.get("bucket", "") if asked.get("bucket", "") in BUCKETS else ""
    ordering = asked.get("ordering", "") if asked.get("ordering", "").removeprefix("-") in ORDERINGS else ""
    wanted = _wanted(values, bucket, ordering, (_day(desk, asked, "date_from"), _day(desk, asked, "date_to")))
    paginator = Paginator(find_bookings(desk.actor, wanted), ON_A_PAGE)
    page = paginator.get_page(asked.get("page", "1"))
    counts = counts_by_bucket(desk.actor)
    turned = {"previous": page.has_previous(), "next": page.has_next()}
    return BookingList(
        lines=lines_of(desk, list(page.object_list)),
        page=page,
        total=paginator.count,
        buckets=[
            Bucket(
                str(label),
                _address(asked, bucket=name, page="", date_from="", date_to=""),
                counts.get(name),
                name == bucket,
            )
            for name, label in BUCKETS.items()
        ],
        columns=[_column(asked, name, str(label), ordering) for name, label in COLUMNS],
        form=form,
        bucket=bucket,
        is_filtered=any(values.get(name) for name in (*FIRST_FILTERS, *MORE_FILTERS)),
        is_narrowed=any(values.get(name) for name in MORE_FILTERS),
        pages={
            name: _address(asked, page=str(page.number + (1 if name == "next" else -1)))
            for name, there in turned.items()
            if there
        },
    )


def _wanted(values: Mapping[str, Any], bucket: str, ordering: str, days: tuple[date | None, date | None]) -> Wanted:
    return Wanted(
        bucket=bucket,
        date_from=days[0],
        date_to=days[1],
        q=values.get("q", ""),
        assigned=ASSIGNED.get(values.get("assigned", "")),
        precheckin=values.get("precheckin", ""),
        statuses=(values["status"],) if values.get("status") else (),
        start_date=values.get("start_date"),
        end_date=values.get("end_date"),
        room_type_id=int(values["room_type_id"]) if values.get("room_type_id") else None,
        group_code=values.get("group_code", ""),
        ordering=ordering,
    )


def _day(desk: Desk, asked: QueryDict, name: str) -> date | None:
    """A day of the address, for arrivals and departures of other days than today."""
    form = DeskForm(desk, asked)
    form.fields[name] = Day(required=False)
    day: date | None = form.cleaned_data.get(name) if form.is_valid() else None
    return day


def _column(asked: QueryDict, name: str, label: str, ordering: str) -> Column:
    if not name:
        return Column(label)
    wanted = f"-{name}" if ordering == name else name
    order = {name: "ascending", f"-{name}": "descending"}.get(ordering, "")
    return Column(label, _address(asked, ordering=wanted, page=""), order)


def _address(asked: QueryDict, **changes: str) -> str:
    """The list's address with these values instead; empty ones are left out."""
    values = {**asked.dict(), **changes}
    return f"?{urlencode({name: value for name, value in values.items() if value})}"
