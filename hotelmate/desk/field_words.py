"""What the fields of the log's events are called, and how their values are written. Beside `event_words.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotelmate.desk import event_words, value_words, words
from hotelmate.desk.dates import day_with_year
from hotelmate.desk.frame import Desk

FIELD: Mapping[str, Promise] = {
    "action": _("Decision"),
    "active_from": _("In use from"),
    "active_until": _("In use until"),
    "adults": _("Adults"),
    "after_seq": _("After event"),
    "allowance": _("Overselling allowance"),
    "amount": _("Amount"),
    "amount_off": _("Amount off"),
    "approval_window_minutes": _("Minutes to approve"),
    "arrived_room_id": _("Room"),
    "assigned_to": _("Whose task"),
    "assigned_to_id": _("Whose task"),
    "assignment_note": _("Note about the room"),
    "base_rate": _("Standard price"),
    "bed_setup": _("Beds"),
    "book_from": _("Book from"),
    "book_until": _("Book until"),
    "booker_address": _("Booker's address"),
    "booker_company": _("Company"),
    "booker_email": _("Booker's e-mail"),
    "booker_first_name": _("Booker's first name"),
    "booker_last_name": _("Booker's last name"),
    "booker_phone": _("Booker's phone"),
    "booker_type": _("Who booked"),
    "booking_id": _("Booking"),
    "by": _("By rooms"),
    "cancellation_fee": _("Cancellation fee"),
    "cancellation_note": _("Note"),
    "cancellation_policy": _("Cancellation policy"),
    "cancellation_reason": _("Reason"),
    "cancelled_at": _("Cancelled at"),
    "cancelled_by": _("Cancelled by"),
    "captured_amount": _("Charged"),
    "channel": _("Booked through"),
    "check_in": _("Arrival"),
    "check_in_from": _("Check-in from"),
    "check_out": _("Departure"),
    "check_out_by": _("Check-out by"),
    "checked_in_at": _("Checked in at"),
    "checked_out_at": _("Checked out at"),
    "children": _("Children"),
    "cleaned_by_id": _("Cleaned by"),
    "clock_offset": _("Clock of the simulation"),
    "closed": _("Ended"),
    "code": _("Code"),
    "companions": _("Companions"),
    "completed_at": _("Done at"),
    "confirmation_number": _("Confirmation number"),
    "confirmed_at": _("Confirmed at"),
    "currency": _("Currency"),
    "day": _("Day"),
    "day_rollover": _("The day begins at"),
    "decided_amount": _("Amount decided"),
    "decision_by": _("Decided by"),
    "decline_reason_code": _("Reason"),
    "decline_reason_note": _("Reason in words"),
    "declined_at": _("Declined at"),
    "description": _("Description"),
    "disabled_reason": _("Why it was stopped"),
    "disputed_amount": _("Disputed"),
    "early_check_in_from": _("Early check-in from"),
    "email": _("E-mail"),
    "erased_at": _("Erased at"),
    "event_types": _("Types of events"),
    "expected_arrival": _("Expected at"),
    "expired_at": _("Expired at"),
    "expires_at": _("Until when it waits"),
    "failing_since": _("Failing since"),
    "floor": _("Floor"),
    "from_date": _("From"),
    "full_name": _("Name"),
    "group_code": _("Group"),
    "guarantee": _("Guaranteed by"),
    "held_amount": _("Held"),
    "inspected_by_id": _("Inspected by"),
    "inspection": _("Inspection"),
    "internal_notes": _("Notes of the house"),
    "is_active": _("In use"),
    "is_blocking": _("Keeps guests out"),
    "is_default": _("Is the usual plan"),
    "is_occupied": _("Occupied"),
    "is_simulated": _("Simulated"),
    "kind": _("Kind"),
    "language": _("Language"),
    "last_cleaned_at": _("Cleaned at"),
    "last_inspected_at": _("Inspected at"),
    "late_arrival_cutoff": _("Late arrivals until"),
    "link_expires_at": _("Link works until"),
    "mail_id": _("Mail"),
    "mail_problem": _("Problem with the mail"),
    "mail_refused_at": _("Mail refused at"),
    "maintenance_required": _("Has faults"),
    "managers": _("Who was told"),
    "max_nights": _("Most nights"),
    "max_occupancy": _("Sleeps"),
    "method": _("Paid by"),
    "min_nights": _("Fewest nights"),
    "min_stay": _("Fewest nights"),
    "moved_reason": _("Reason of the move"),
    "name": _("Name"),
    "no_show_at": _("No-show at"),
    "no_show_fee_percent": _("No-show fee, percent"),
    "no_show_settled_at": _("Settled at"),
    "note": _("Note"),
    "notes": _("Notes"),
    "number": _("Number"),
    "origin": _("Where it came from"),
    "party": _("People"),
    "password": _("Password"),
    "people_named": _("People named"),
    "percent": _("Percent"),
    "percent_off": _("Percent off"),
    "phone": _("Phone"),
    "pre_arrival_mail_days": _("Days before arrival to write"),
    "precheckin_config": _("Fields of the pre-check-in"),
    "precheckin_payload": _("Pre-check-in"),
    "precheckin_submitted_at": _("Filled in at"),
    "price": _("Price"),
    "price_details": _("Price in detail"),
    "prices_include_vat": _("Prices include VAT"),
    "primary_email": _("Guest's e-mail"),
    "primary_first_name": _("Guest's first name"),
    "primary_last_name": _("Guest's last name"),
    "primary_phone": _("Guest's phone"),
    "priority": _("Priority"),
    "problem": _("Problem"),
    "promo_code": _("Promotion"),
    "purpose": _("What for"),
    "rate_plan": _("Rate plan"),
    "rate_plan_id": _("Rate plan"),
    "reason": _("Reason"),
    "refunded_amount": _("Given back"),
    "refunding_amount": _("To be given back"),
    "reminders": _("Reminders"),
    "replaced": _("In place of"),
    "requires_approval": _("Bookings need approval"),
    "resent": _("Sent again"),
    "resolution": _("What was done"),
    "resolved": _("Resolved"),
    "resolved_at": _("Resolved at"),
    "resolved_by": _("Resolved by"),
    "result": _("Result"),
    "retention_days": _("Days that guests' data is kept"),
    "role": _("Role"),
    "room_id": _("Room"),
    "room_number": _("Room"),
    "room_status": _("Room status"),
    "room_type": _("Room type"),
    "room_type_id": _("Room type"),
    "secret": _("Secret"),
    "seq": _("Event"),
    "special_requests": _("Guest's wishes"),
    "started_at": _("Begun at"),
    "state": _("State"),
    "status": _("Status"),
    "status_n": _("Change number"),
    "stay_from": _("Stay from"),
    "stay_until": _("Stay until"),
    "stop_sell": _("Not for sale"),
    "task_type": _("Task"),
    "tell_guest_room_assigned": _("Guests are told their room"),
    "theme": _("Look"),
    "timezone": _("Time zone"),
    "to": _("To rooms"),
    "to_date": _("Until"),
    "total_amount": _("Price"),
    "unpaid_hold_minutes": _("Minutes to pay"),
    "url": _("Address"),
    "username": _("User name"),
    "vat_percent": _("VAT, percent"),
    "weekdays": _("Weekdays"),
}

# Values that are names of a table, by the field; where a field means several things, by what the event is about.
NAMED: Mapping[str, Mapping[str, Promise]] = {
    "booking.status": words.BOOKING_STATUS,
    "task.status": value_words.TASK_STATUS,
    "room_status": words.ROOM_STATUS,
    "payment.state": words.PAYMENT_STATE,
    "webhook.state": value_words.WEBHOOK_STATE,
    "method": words.METHOD,
    "problem": value_words.PAYMENT_PROBLEM,
    "action": value_words.PAYMENT_ACTION,
    "payment.purpose": value_words.PAYMENT_PURPOSE,
    "guarantee": words.GUARANTEE,
    "channel": words.CHANNEL,
    "task_type": value_words.TASK_TYPE,
    "priority": value_words.PRIORITY,
    "discrepancy.kind": value_words.DISCREPANCY,
    "block.kind": value_words.BLOCK_KIND,
    "booking.kind": value_words.MAIL_KIND,
    "decline_reason_code": words.DECLINE_REASON,
    "role": value_words.ROLE,
    "inspection": value_words.INSPECTION,
    "event_types": event_words.EVENT,
}
AMOUNTS = frozenset(
    {
        "amount",
        "amount_off",
        "base_rate",
        "cancellation_fee",
        "captured_amount",
        "decided_amount",
        "disputed_amount",
        "held_amount",
        "price",
        "refunded_amount",
        "refunding_amount",
        "total_amount",
    }
)
PEOPLE = frozenset(
    {"assigned_to", "assigned_to_id", "cancelled_by", "cleaned_by_id", "decision_by", "inspected_by_id", "resolved_by"}
)
T = TypeVar("T")
NOTHING = "–"


def field_words(name: str) -> str:
    """What a field is called; one without a name of its own by what programs call it."""
    return str(FIELD.get(name) or name.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Values:
    """Writes values of one hotel: names of people by their reference (`staff:12`), codes of room types and plans by id."""

    desk: Desk
    people: Mapping[str, str] = field(default_factory=dict)
    room_types: Mapping[int, str] = field(default_factory=dict)
    rate_plans: Mapping[int, str] = field(default_factory=dict)

    def say(self, name: str, value: Any, *, about: str = "", currency: str = "") -> str:
        """A value of the field as people read it; `about` is the kind of record, for fields that mean several things."""
        if value is None or value == "" or value == [] or value == {}:
            return NOTHING
        if isinstance(value, bool):
            return gettext("Yes") if value else gettext("No")
        table = NAMED.get(f"{about}.{name}") or NAMED.get(name)
        if table is not None and isinstance(value, str) and value in table:
            return str(table[value])
        return self._by_kind(name, value, currency)

    def _by_kind(self, name: str, value: Any, currency: str) -> str:
        if name in AMOUNTS:
            return self._amount(value, currency)
        if name in PEOPLE:
            return self.people.get(value if ":" in str(value) else f"staff:{value}", str(value))
        if name in ("room_type_id", "rate_plan_id"):
            names = self.room_types if name == "room_type_id" else self.rate_plans
            return names.get(value, str(value))
        if isinstance(value, Mapping):
            return "; ".join(f"{field_words(key)}: {self.say(key, inner)}" for key, inner in value.items())
        if isinstance(value, Sequence) and not isinstance(value, str):
            return ", ".join(self.say(name, part, currency=currency) for part in value)
        return self._moment(value) if isinstance(value, str) else str(value)

    def _amount(self, value: Any, currency: str) -> str:
        try:
            return self.desk.wording.money(Decimal(str(value)), currency or self.desk.hotel.currency)
        except InvalidOperation:
            return str(value)

    def _moment(self, text: str) -> str:
        """A day or a moment as the hotel's clocks show it; other texts as they are."""
        if len(text) == len("2026-07-01"):
            day = _read(date.fromisoformat, text)
            return day_with_year(day) if day is not None else text
        at = _read(datetime.fromisoformat, text) if "T" in text else None
        if at is None or at.tzinfo is None:
            return text
        local = self.desk.local(at)
        return f"{day_with_year(local)} {local:%H:%M}"


def _read(read: Callable[[str], T], text: str) -> T | None:
    try:
        return read(text)
    except ValueError:
        return None
