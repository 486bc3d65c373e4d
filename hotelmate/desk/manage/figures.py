"""Figures: occupancy, arrivals, departures and revenue of picked days, as charts, sums, a table and files."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hotelmate.core.capabilities import VIEW_REPORTS
from hotelmate.core.errors import Refused
from hotelmate.desk.frame import Desk, desk_page, show_part
from hotelmate.desk.manage.asking import AskingForm, presets, query_of, usual_days
from hotelmate.desk.manage.day_charts import coming_and_going_chart, occupancy_chart, revenue_chart, sums_of
from hotelmate.reports.figures import DayFigures, figures_of

# From one day that is asked for alone to the other.
USUALLY = timedelta(days=27)


@desk_page(needs=VIEW_REPORTS)
def figures(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page."""
    form = AskingForm(desk, request.GET or None)
    first, last = _span(form, desk)
    form.initial = {"from": first, "to": last}
    days: list[DayFigures] = []
    if not form.is_bound or form.is_valid():
        try:
            days = figures_of(desk.actor, first=first, last=last)
        except Refused as refused:
            form.refuse(refused.refusal)
    context = {
        "form": form,
        "first": first,
        "last": last,
        "presets": presets(desk.day, (first, last)),
        **(_figures(desk, days) if days else {}),
        "files": _files(desk, first, last) if days else {},
    }
    response = show_part(request, desk, "manage/figures", context, parts={"figures": "manage/figures_part"})
    if form.errors:
        response.status_code = 400
    return response


def _span(form: AskingForm, desk: Desk) -> tuple[date, date]:
    """The days that are asked for; what is not asked for or not understood is as usual."""
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    first: date | None = asked.get("from")
    last: date | None = asked.get("to")
    if first is not None:
        return first, last or first + USUALLY
    return (last - USUALLY, last) if last is not None else usual_days(desk.day)


def _figures(desk: Desk, days: list[DayFigures]) -> dict[str, Any]:
    charts = [occupancy_chart(desk, days), coming_and_going_chart(desk, days)]
    if desk.sees_money:
        charts.append(revenue_chart(desk, days))
    return {"days": days, "sums": sums_of(days), "charts": charts}


def _files(desk: Desk, first: date, last: date) -> dict[str, str]:
    """Addresses of the same as files."""
    query = query_of({"from": first.isoformat(), "to": last.isoformat()})
    return {
        name: f"{reverse(f'export-{name}', args=[desk.hotel.slug])}{'' if name == 'rooms' else f'?{query}'}"
        for name in ("figures", "bookings", "rooms")
    }
