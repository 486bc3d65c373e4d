"""The audit: everything that happened, searched by what, who, room, booking and days; before and after side by side."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.core.capabilities import VIEW_AUDIT
from hotelmate.core.ids import LARGEST_ID
from hotelmate.desk.event_words import ABOUT, EVENT
from hotelmate.desk.forms import Choice, Text
from hotelmate.desk.frame import Desk, desk_page, show
from hotelmate.desk.manage.asking import AskingForm, query_of
from hotelmate.desk.manage.audit_rows import rows_of
from hotelmate.reports.audit import AuditWanted, audit_page, find_events
from hotelmate.staff.queries import staff_of

ON_A_PAGE = 50
# More new entries than this are "more than so many".
MOST_NEW = 99
# Those who act besides people of the staff.
OTHERS = (
    ("staff", gettext_lazy("Any colleague")),
    ("guest", gettext_lazy("Guests")),
    ("system", gettext_lazy("HotelMate itself")),
)


class AuditForm(AskingForm):
    """What is looked for."""

    room = Text(label=gettext_lazy("Room"), required=False, max_length=20)
    booking = Text(label=gettext_lazy("Booking"), required=False, max_length=40)
    before = forms.IntegerField(min_value=1, max_value=LARGEST_ID, required=False, widget=forms.HiddenInput)

    def __init__(self, desk: Desk, *args: Any, **kwargs: Any) -> None:
        super().__init__(desk, *args, **kwargs)
        self.fields["what"] = Choice(label=gettext_lazy("What"), required=False, choices=_kinds())
        self.fields["who"] = Choice(label=gettext_lazy("Who"), required=False, choices=_people(desk))
        self.order_fields(("what", "who", "room", "booking", "from", "to"))

    def clean_booking(self) -> str:
        """The booking's id, as it is written however it was typed."""
        return str(self.cleaned_data["booking"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        """Days in order."""
        values = super().clean() or {}
        first, last = values.get("from"), values.get("to")
        if first and last and last < first:
            self.add_error("to", _("The last day lies before the first."))
        return values

    @property
    def wanted(self) -> AuditWanted:
        """The same as the query knows it."""
        values = self.cleaned_data
        return AuditWanted(
            types=_types(values["what"]),
            room_number=values["room"].strip(),
            booking_id=values["booking"],
            actor=values["who"],
            first=values["from"],
            last=values["to"],
        )


@desk_page(needs=VIEW_AUDIT)
def audit(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page; of the part that tells of new entries only how many there are."""
    form = AuditForm(desk, request.GET)
    if not form.is_valid():
        return show(request, desk, "manage/audit", {"form": form}, status=400)
    filters = {name: value for name, value in request.GET.items() if name in form.fields and name != "before"}
    here = reverse("desk-audit")
    if request.headers.get("HX-Target") == "audit-news":
        news = _news(desk, form.wanted, request.GET.get("since", ""))
        return show(request, desk, "manage/audit_news", {**news, "newest": f"{here}?{query_of(filters)}"})
    page = audit_page(desk.actor, form.wanted, before=form.cleaned_data["before"], limit=ON_A_PAGE)
    context = {
        "form": form,
        "rows": rows_of(desk, page.entries),
        "since": desk.seq,
        "newest": f"{here}?{query_of(filters)}",
        "older": f"{here}?{query_of({**filters, 'before': page.next_before})}" if page.next_before else "",
        "is_first": form.cleaned_data["before"] is None,
        "is_filtered": bool(query_of(filters)),
        "file": _file(desk, form),
    }
    return show(request, desk, "manage/audit", context)


def _news(desk: Desk, wanted: AuditWanted, since: str) -> dict[str, Any]:
    """How many entries there are that are newer than what is shown."""
    seen = int(since) if since.isascii() and since.isdecimal() and len(since) < 19 else desk.seq
    newer = [event for event in find_events(desk.hotel, wanted, limit=MOST_NEW + 1) if event.seq > seen]
    return {"new": min(len(newer), MOST_NEW), "is_more": len(newer) > MOST_NEW, "since": seen}


def _kinds() -> list[Any]:
    """What may be looked for: all of one area, or one type; by area."""
    areas: dict[str, tuple[list[str], list[tuple[str, str]]]] = {}
    for name, words in EVENT.items():
        first = name.partition("_")[0]
        firsts, types = areas.setdefault(str(ABOUT[first]), ([], []))
        if first not in firsts:
            firsts.append(first)
        types.append((name, str(words)))
    groups = [
        (area, [(f"about:{'-'.join(firsts)}", _("%(area)s: all") % {"area": area}), *types])
        for area, (firsts, types) in areas.items()
    ]
    return [("", _("Everything")), *groups]


def _types(what: str) -> Sequence[str]:
    kind, _colon, firsts = what.partition(":")
    if kind != "about":
        return (what,) if what else ()
    return [name for name in EVENT if name.partition("_")[0] in firsts.split("-")]


def _people(desk: Desk) -> list[Any]:
    colleagues = [(f"staff:{one.pk}", one.full_name) for one in staff_of(desk.hotel.pk, active=None)]
    return [("", _("Anybody")), *OTHERS, (_("Colleagues"), colleagues)]


def _file(desk: Desk, form: AuditForm) -> str:
    """The address of the same as a file."""
    wanted = form.wanted
    query = {
        "type": ",".join(wanted.types),
        "room_number": wanted.room_number,
        "booking_id": wanted.booking_id,
        "actor": wanted.actor,
        "from": wanted.first,
        "to": wanted.last,
    }
    return f"{reverse('export-audit', args=[desk.hotel.slug])}?{query_of(query)}"
