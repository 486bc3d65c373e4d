"""The overview of Manage: how full the house is, whether it is consistent, what failed to go out, what happened last."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from hotelmate.core.capabilities import MANAGE_WEBHOOKS, VIEW_AUDIT, VIEW_BOOKINGS, VIEW_REPORTS
from hotelmate.desk.frame import Desk, desk_page, show_part
from hotelmate.desk.manage.asking import usual_days
from hotelmate.desk.manage.audit_rows import rows_of
from hotelmate.desk.manage.consistency import verdict_of
from hotelmate.desk.manage.day_charts import coming_and_going_chart, occupancy_chart
from hotelmate.desk.manage.deliveries import failed_in
from hotelmate.notifications.deliveries import deliveries_of_house
from hotelmate.reports.audit import AuditWanted, audit_page
from hotelmate.reports.figures import figures_of

LAST_ENTRIES = 6
# What a manager wants to see without looking for it: money given up or back, rules passed by, doors opened.
NOTABLE = (
    "booking_cancelled",
    "booking_declined",
    "booking_no_show",
    "booking_reinstated",
    "booking_check_in_undone",
    "booking_check_out_undone",
    "booking_guest_erased",
    "payment_refunded",
    "payment_disputed",
    "payment_refused",
    "allowance_raised",
    "block_opened",
    "discrepancy_reported",
    "hotel_updated",
    "staff_created",
    "staff_updated",
    "staff_deactivated",
    "rate_plan_updated",
    "plan_price_changed",
    "webhook_disabled",
)


@desk_page(needs=VIEW_REPORTS)
def index(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page; each part alone when it is fetched anew."""
    build = {"days": _days, "state": _state, "lately": _lately}
    part = request.headers.get("HX-Target", "")
    context: dict[str, Any] = {}
    for name in [part] if part in build else build:
        context |= build[name](desk)
    return show_part(request, desk, "manage/index", context, parts={name: f"manage/overview_{name}" for name in build})


def _days(desk: Desk) -> dict[str, Any]:
    first, last = usual_days(desk.day)
    days = figures_of(desk.actor, first=first, last=last)
    (today,) = [day for day in days if day.day == desk.day]
    coming = [day for day in days if desk.day <= day.day < desk.day + timedelta(days=7)]
    return {
        "today": today,
        "charts": [occupancy_chart(desk, days), coming_and_going_chart(desk, days)],
        "days": days,
        "arrivals_in_a_week": sum(day.arrivals for day in coming),
    }


def _state(desk: Desk) -> dict[str, Any]:
    found = deliveries_of_house(desk.actor, limit=1) if desk.may(MANAGE_WEBHOOKS) and desk.may(VIEW_BOOKINGS) else None
    return {
        "verdict": verdict_of(desk),
        "sees_deliveries": found is not None,
        "failed": failed_in(found) if found is not None else 0,
    }


def _lately(desk: Desk) -> dict[str, Any]:
    if not desk.may(VIEW_AUDIT):
        return {"entries": None}
    page = audit_page(desk.actor, AuditWanted(types=NOTABLE), limit=LAST_ENTRIES)
    return {"entries": rows_of(desk, page.entries)}
