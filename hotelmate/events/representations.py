"""An event as readers see it: what their role may not see is left out, the event itself never is.

A left-out event would look like a gap in `seq`, and clients fill gaps.
"""

from collections.abc import Mapping
from typing import Any

from hotelmate.core.actor import Reader
from hotelmate.core.api.moments import moment
from hotelmate.core.capabilities import MANAGE_STAFF, VIEW_MONEY
from hotelmate.events.models import Event

# A field with one of these words in its name is about money.
MONEY_WORDS = frozenset(
    (
        "amount",
        "amounts",
        "balance",
        "captured",
        "charge",
        "cost",
        "deposit",
        "discount",
        "fee",
        "fees",
        "held",
        "paid",
        "penalty",
        "percent",
        "policy",
        "price",
        "rate",
        "refund",
        "refunded",
        "refunding",
        "tax",
        "taxes",
        "total",
        "vat",
    )
)
SCOPE_NAMES = {"booking": "booking_id", "room": "room_number", "hotel": "hotel_slug"}


def event_body(event: Event, *, slug: str, reader: Reader | None = None) -> dict[str, Any]:
    """The event for this reader; without one, all of it."""
    before, after, fields = event.before, event.after, list(event.changed_fields)
    if reader is not None and event.subject_type == "staff" and not reader.may(MANAGE_STAFF):
        before, after, fields = {}, {}, []
    elif reader is not None and not reader.may(VIEW_MONEY):
        before, after = without_money(before), without_money(after)
        fields = [field for field in fields if not _is_about_money(field)]
    return {
        "seq": event.seq,
        "event_id": str(event.event_id),
        "type": event.type,
        "subject": {"type": event.subject_type, "id": event.subject_id},
        "before": before,
        "after": after,
        "changed_fields": fields,
        "actor": event.actor,
        "source": event.source,
        "cause": event.cause,
        "occurred_at": moment(event.occurred_at),
        "meta": {
            "event_id": str(event.event_id),
            "seq": event.seq,
            "hotel_slug": slug,
            "ts": moment(event.occurred_at),
            "actor": event.actor,
            "cause": event.cause,
            "scope": scope_of(event),
        },
    }


def scope_of(event: Event) -> dict[str, str]:
    """What the event is about, in the words of the contract."""
    return {SCOPE_NAMES.get(event.subject_type, f"{event.subject_type}_id"): event.subject_id}


def without_money(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without those about money, at any depth."""
    return {key: _deeper(value) for key, value in values.items() if not _is_about_money(key)}


def _deeper(value: Any) -> Any:
    if isinstance(value, Mapping):
        return without_money(value)
    if isinstance(value, list):
        return [_deeper(part) for part in value]
    return value


def _is_about_money(field: str) -> bool:
    return not MONEY_WORDS.isdisjoint(field.lower().split("_"))
