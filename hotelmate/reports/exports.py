"""Rows for CSV files: the header first, then one after another, read in pieces so that no file is too long.

Who may not see money or contacts gets files without those columns. Whether it may be had at all is said at once, before
the first row.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from hotelmate.core.actor import Actor
from hotelmate.core.api.moments import moment
from hotelmate.core.capabilities import VIEW_AUDIT, VIEW_BOOKINGS, VIEW_CONTACTS, VIEW_MONEY, VIEW_REPORTS
from hotelmate.core.errors import refuse_if
from hotelmate.events.services import to_json
from hotelmate.hotel.queries import hotel_of
from hotelmate.reports.audit import AuditWanted, audit_entries, find_events
from hotelmate.reports.figures import figures_of
from hotelmate.reports.representations import day_figures_body
from hotelmate.reports.rules import days_reversed, days_wrong
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.models import RoomAllocation
from hotelmate.rooms.queries import rooms_of

Row = list[str]
AT_ONCE = 500
# What a spreadsheet takes for a formula when a cell begins with it.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"

BOOKING = (
    "booking_id",
    "confirmation_number",
    "group_code",
    "channel",
    "status",
    "check_in",
    "check_out",
    "room_type",
    "room_number",
    "adults",
    "children",
    "created_at",
    "confirmed_at",
    "checked_in_at",
    "checked_out_at",
    "cancelled_at",
)
BOOKING_CONTACTS = (
    "primary_first_name",
    "primary_last_name",
    "primary_email",
    "primary_phone",
    "booker_company",
    "booker_email",
    "booker_phone",
)
BOOKING_MONEY = (
    "currency",
    "total_amount",
    "captured_amount",
    "refunded_amount",
    "disputed_amount",
    "balance",
    "cancellation_fee",
    "guarantee",
)
ROOM = ("number", "floor", "room_type", "room_status", "is_occupied", "last_cleaned_at", "last_inspected_at", "notes")
FIGURES = (
    "day",
    "rooms",
    "out_of_order",
    "available",
    "sold",
    "waiting",
    "occupancy_percent",
    "arrivals",
    "departures",
)
FIGURES_MONEY = ("currency", "revenue", "average_rate")
AUDIT = (
    "seq",
    "occurred_at",
    "type",
    "subject",
    "room_number",
    "booking_id",
    "actor",
    "actor_name",
    "source",
    "cause",
    "before",
    "after",
    "changed_fields",
)


def booking_rows(actor: Actor, *, first: date, last: date) -> Iterator[Row]:
    """The bookings that touch these days, the last one included, by arrival."""
    actor.require(VIEW_REPORTS)
    actor.require(VIEW_BOOKINGS)
    refuse_if(days_wrong(first, last))
    columns: tuple[str, ...] = BOOKING
    columns += BOOKING_CONTACTS if actor.may(VIEW_CONTACTS) else ()
    columns += BOOKING_MONEY if actor.may(VIEW_MONEY) else ()
    claims = RoomAllocation.objects.filter(booking_id=OuterRef("pk")).order_by("-from_date", "-to_date", "-pk")
    bookings = RoomBooking.objects.filter(hotel_id=actor.hotel_id, check_in__lte=last, check_out__gte=first)
    bookings = bookings.select_related("room_type").annotate(room_number=Subquery(claims.values("room__number")[:1]))
    return _told(columns, _pieces(bookings.order_by("check_in", "pk")), _value)


def room_rows(actor: Actor) -> Iterator[Row]:
    """The rooms in use, by number."""
    actor.require(VIEW_REPORTS)
    return _told(ROOM, _pieces(rooms_of(actor.hotel_id)), _value)


def figure_rows(actor: Actor, *, first: date, last: date) -> Iterator[Row]:
    """Occupancy, arrivals, departures and revenue by day."""
    columns = FIGURES + (FIGURES_MONEY if actor.may(VIEW_MONEY) else ())
    currency = {"currency": hotel_of(actor).currency}
    days = [{**currency, **day_figures_body(day)} for day in figures_of(actor, first=first, last=last)]
    return _told(columns, days, _entry_value)


def audit_rows(actor: Actor, wanted: AuditWanted) -> Iterator[Row]:
    """What happened, the newest first."""
    actor.require(VIEW_AUDIT)
    refuse_if(days_reversed(wanted.first, wanted.last))
    return _told(AUDIT, _audited(actor, wanted), _entry_value)


def _audited(actor: Actor, wanted: AuditWanted) -> Iterator[dict[str, Any]]:
    before: int | None = None
    while events := find_events(hotel_of(actor), wanted, before=before, limit=AT_ONCE):
        for entry in audit_entries(actor, events):
            yield {
                **entry,
                "subject": f"{entry['subject']['type']}:{entry['subject']['id']}",
                "changed_fields": " ".join(entry["changed_fields"]),
            }
        before = events[-1].seq


def csv_text(rows: Iterable[Row]) -> Iterator[str]:
    """The file, line by line, as spreadsheets read it."""
    yield BYTE_ORDER_MARK
    line = io.StringIO()
    writer = csv.writer(line)
    for row in rows:
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def cell(value: Any) -> str:
    """A value in a cell; a text that a spreadsheet would take for a formula begins with a quote."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, Mapping | list):
        return to_json(value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text


def _told(columns: tuple[str, ...], things: Iterable[Any], value: Callable[[Any, str], Any]) -> Iterator[Row]:
    yield list(columns)
    for thing in things:
        yield [cell(value(thing, column)) for column in columns]


def _pieces(rows: QuerySet[Any]) -> Iterator[Any]:
    return rows.iterator(chunk_size=AT_ONCE)


def _value(row: Any, column: str) -> Any:
    return row.room_type.code if column == "room_type" else getattr(row, column)


def _entry_value(entry: Mapping[str, Any], column: str) -> Any:
    return entry.get(column)
