"""Raw rows: what every column of our tables gets when a test does not care about it."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import psycopg
from psycopg import sql

TODAY = date(2026, 7, 1)
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
_numbers = count(1)

ROWS: dict[str, dict[str, Any]] = {
    "hotel_hotel": {
        "name": "A hotel",
        "phone": "",
        "email": "",
        "timezone": "Europe/Dublin",
        "currency": "EUR",
        "language": "en",
        "check_in_from": "15:00",
        "early_check_in_from": "08:00",
        "late_arrival_cutoff": "02:00",
        "check_out_by": "11:00",
        "day_rollover": "04:00",
        "unpaid_hold_minutes": 15,
        "approval_window_minutes": 1440,
        "requires_approval": True,
        "tell_guest_room_assigned": False,
        "inspection": "anyone",
        "cancellation_policy": "{}",
        "no_show_fee_percent": 100,
        "retention_days": 1095,
        "is_simulated": False,
        "clock_offset": "0",
        "version": 1,
        "created_at": NOON,
    },
    "notifications_sinkcursor": {"seq": 0},
    "notifications_mail": {
        "seq": 1,
        "kind": "confirmed",
        "copy": 0,
        "language": "",
        "state": "QUEUED",
        "attempts": 0,
        "last_error": "",
        "requested_by": "",
        "queued_at": NOON,
        "due_at": NOON,
    },
    "notifications_webhookendpoint": {
        "url": "https://example.com/",
        "description": "",
        "event_types": [],
        "secret": "whsec_c2VjcmV0",
        "previous_secret": "",
        "state": "ACTIVE",
        "state_since": NOON,
        "disabled_reason": "",
        "after_seq": 0,
        "failures_in_row": 0,
        "rests": 0,
        "version": 1,
        "created_at": NOON,
    },
    "notifications_webhookdelivery": {
        "seq": 1,
        "event_type": "booking_created",
        "state": "PENDING",
        "attempts": 0,
        "next_attempt_at": NOON,
        "last_error": "",
        "created_at": NOON,
    },
    "staff_staffmember": {
        "password": "",
        "full_name": "Somebody",
        "email": "",
        "role": "front_desk",
        "is_active": True,
        "version": 1,
        "created_at": NOON,
    },
    "rooms_roomtype": {
        "name": "A type",
        "description": "",
        "bed_setup": "",
        "max_occupancy": 2,
        "base_rate": 100,
        "is_active": True,
        "version": 1,
        "created_at": NOON,
    },
    "rooms_room": {
        "floor": "",
        "room_status": "READY_FOR_GUEST",
        "status_n": 1,
        "active_from": date(2026, 1, 1),
        "open_blocking_faults": 0,
        "notes": "",
        "version": 1,
        "created_at": NOON,
    },
    "rooms_roomblock": {
        "kind": "OUT_OF_ORDER",
        "reason": "a burst pipe",
        "opened_by": "staff:1",
        "opened_at": NOON,
        "version": 1,
    },
    "rooms_roomallocation": {},
    "rooms_typenight": {"rooms": 0, "blocked": 0, "held": 0, "allowance": 0},
    "room_bookings_roombooking": {
        "group_code": "",
        "channel": "STAFF",
        "status": "CONFIRMED",
        "adults": 1,
        "children": 0,
        "primary_first_name": "",
        "primary_last_name": "",
        "primary_email": "",
        "primary_phone": "",
        "booker_type": "SELF",
        "booker_first_name": "",
        "booker_last_name": "",
        "booker_company": "",
        "booker_email": "",
        "booker_phone": "",
        "special_requests": "",
        "internal_notes": "",
        "promo_code": "",
        "language": "",
        "mail_problem": "",
        "total_amount": 200,
        "currency": "EUR",
        "guarantee": "",
        "held_amount": 0,
        "captured_amount": 0,
        "refunded_amount": 0,
        "refunding_amount": 0,
        "created_at": NOON,
        "updated_at": NOON,
        "cancelled_by": "",
        "cancellation_reason": "",
        "cancellation_fee": 0,
        "decision_by": "",
        "decline_reason_code": "",
        "decline_reason_note": "",
        "version": 1,
    },
    "room_bookings_partymember": {
        "role": "COMPANION",
        "first_name": "",
        "last_name": "",
        "email": "",
        "phone": "",
        "is_staying": True,
        "created_at": NOON,
    },
    "room_bookings_guesttoken": {
        "scopes": [],
        "created_at": NOON,
        "expires_at": NOON,
        "revoked_reason": "",
    },
    "room_bookings_bookingreminder": {"created_at": NOON},
    "housekeeping_roomstatusevent": {"source": "HOUSEKEEPING", "note": "", "created_at": NOON},
    "housekeeping_fault": {
        "description": "the tap drips",
        "is_blocking": True,
        "priority": "MED",
        "reported_by": "staff:1",
        "reported_at": NOON,
        "resolved_by": "",
        "resolution": "",
        "version": 1,
    },
    "housekeeping_housekeepingtask": {
        "task_type": "TURNOVER",
        "status": "OPEN",
        "result": "",
        "priority": "MED",
        "note": "",
        "business_date": TODAY,
        "created_at": NOON,
        "version": 1,
    },
    "housekeeping_roomdiscrepancy": {
        "kind": "SKIP",
        "note": "",
        "business_date": TODAY,
        "reported_by": "staff:1",
        "reported_at": NOON,
        "resolved_by": "",
        "resolution": "",
    },
    "payments_payment": {
        "method": "CARD",
        "provider": "simulated",
        "state": "CREATED",
        "amount": 200,
        "captured_amount": 0,
        "refunded_amount": 0,
        "currency": "EUR",
        "taken_by": "",
        "note": "",
        "created_at": NOON,
        "updated_at": NOON,
    },
    "payments_paymentintent": {
        "action": "CAPTURE",
        "purpose": "approve",
        "amount": 200,
        "state": "OPEN",
        "error": "",
        "attempts": 0,
        "decided_by": "staff:1",
        "created_at": NOON,
    },
    "events_event": {
        "type": "booking_created",
        "subject_type": "booking",
        "subject_id": "BK-1",
        "before": "{}",
        "after": "{}",
        "changed_fields": [],
        "actor": "staff:1",
        "source": "STAFF",
        "cause": "",
        "occurred_at": NOON,
    },
    "rooms_rateplan": {
        "name": "A plan",
        "description": "",
        "percent": 0,
        "is_default": False,
        "is_active": True,
        "version": 1,
        "created_at": NOON,
    },
    "rooms_planprice": {"price": 100},
    "rooms_nightlyrate": {"night": TODAY, "stop_sell": False},
    "rooms_promotion": {
        "name": "A promotion",
        "percent_off": 10,
        "amount_off": 0,
        "min_nights": 1,
        "is_active": True,
        "version": 1,
        "created_at": NOON,
    },
    "room_bookings_quote": {
        "promo_code": "",
        "check_in": TODAY,
        "check_out": TODAY + timedelta(days=2),
        "adults": 2,
        "children": 0,
        "total_amount": 200,
        "currency": "EUR",
        "price_details": "{}",
        "cancellation_policy": "{}",
        "no_show_fee_percent": 100,
        "created_at": NOON,
        "valid_until": NOON + timedelta(minutes=30),
    },
}
UNIQUE_TEXTS = {
    "notifications_webhookendpoint": ("webhook_id",),
    "hotel_hotel": ("slug",),
    "staff_staffmember": ("username",),
    "rooms_roomtype": ("code",),
    "rooms_rateplan": ("code",),
    "rooms_promotion": ("code",),
    "room_bookings_quote": ("quote_id",),
    "rooms_room": ("number",),
    "room_bookings_roombooking": ("booking_id", "confirmation_number"),
    "room_bookings_guesttoken": ("token_hash",),
    "payments_payment": ("provider_reference",),
    "payments_paymentintent": ("idempotency_key",),
}
# What a status brings along, so that status and timestamps agree.
OF_STATUS: dict[str, dict[str, Any]] = {
    "PENDING_PAYMENT": {"expires_at": NOON},
    "PENDING_APPROVAL": {"expires_at": NOON},
    "CONFIRMED": {"confirmed_at": NOON, "guarantee": "CARD"},
}


def unique_text() -> str:
    """A short text that no other row of this process has."""
    return f"T{next(_numbers)}"


def insert(session: psycopg.Connection, table: str, /, **values: Any) -> int:
    """Insert one row, columns that are not given as in ROWS, and return its first column."""
    row = {**{column: unique_text() for column in UNIQUE_TEXTS.get(table, ())}, **ROWS[table]}
    if table == "room_bookings_roombooking":
        row |= OF_STATUS.get(values.get("status", row["status"]), {})
    if table in ("events_event", "notifications_mail", "notifications_webhookdelivery"):
        row["event_id"] = values.get("event_id") or _fresh_uuid(session)
    row |= values
    first = {"rooms_typenight": "room_type_id", "events_event": "seq"}.get(table, "id")
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING {}").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(sql.Placeholder() * len(row)),
        sql.Identifier(first),
    )
    return one(session, statement, list(row.values()))


def update(session: psycopg.Connection, table: str, id: int, /, **values: Any) -> None:
    """Set columns of one row."""
    statement = sql.SQL("UPDATE {} SET {} WHERE id = %s").format(
        sql.Identifier(table),
        sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(column)) for column in values),
    )
    session.execute(statement, [*values.values(), id])


def one(session: psycopg.Connection, statement: Any, values: Any = None) -> Any:
    """The single value that a statement returns."""
    row = session.execute(statement, values).fetchone()
    assert row is not None, "the statement returned no row"
    return row[0]


def _fresh_uuid(session: psycopg.Connection) -> Any:
    return one(session, "SELECT gen_random_uuid()")
