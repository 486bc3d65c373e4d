"""What of a payload an audience may see. What it may not see is not there at all."""

from collections.abc import Mapping
from typing import Any

from hotelmate.core.capabilities import MANAGE_STAFF, VIEW_BOOKINGS, VIEW_CONTACTS, VIEW_MONEY
from hotelmate.events.representations import without_money
from hotelmate.notifications.audiences import Audience

# Names, addresses, and free texts that may hold either.
PERSONAL = frozenset(
    {
        "assignment_note",
        "booker",
        "booker_email",
        "booker_summary",
        "cancellation_reason",
        "companions",
        "decline_reason_note",
        "email",
        "first_name",
        "full_name",
        "guest_name",
        "id_pin",
        "internal_notes",
        "last_name",
        "party",
        "in_house",
        "payments",
        "phone",
        "primary",
        "primary_email",
        "primary_guest_name",
        "primary_phone",
        "special_requests",
    }
)
# About money without saying so in the name.
PAYMENT = frozenset(
    {
        "guarantee",
        "payment_in_progress",
        "payment_decisions",
        "payment_provider",
        "payment_reference",
        "payments",
        "promo_code",
        "unsettled",
    }
)
# What of a booking also those know who only look after its room.
BASICS = frozenset(
    {
        "adults",
        "assigned_room_number",
        "booking_id",
        "check_in",
        "check_out",
        "checked_in_at",
        "checked_out_at",
        "children",
        "event",
        "expected_arrival",
        "nights",
        "payment_id",
        "room_number",
        "room_type",
        "room_type_code",
        "room_type_name",
        "status",
        "updated_at",
    }
)
ABOUT_BOOKINGS = frozenset({"room_booking", "payment"})
ABOUT_GUESTS = ABOUT_BOOKINGS | {"guest_management"}
ABOUT_STAFF = "staff"
ABOUT_RATES = "rates"


def visible(payload: Mapping[str, Any], category: str, audience: Audience) -> dict[str, Any]:
    """The payload without what this audience may not see."""
    seen = dict(payload)
    if category == ABOUT_STAFF and not audience.may(MANAGE_STAFF):
        return {name: value for name, value in seen.items() if name == "staff_id"}
    if category == ABOUT_RATES and not audience.may(VIEW_MONEY):
        return {}
    if not audience.may(VIEW_BOOKINGS):
        if category in ABOUT_BOOKINGS:
            seen = _basics(seen)
        elif isinstance(seen.get("current_booking"), Mapping):
            seen["current_booking"] = _basics(seen["current_booking"])
    hidden: frozenset[str] = frozenset()
    if category in ABOUT_GUESTS and not audience.may(VIEW_CONTACTS):
        hidden |= PERSONAL
    if not audience.may(VIEW_MONEY):
        seen, hidden = without_money(seen), hidden | PAYMENT
    return _without(seen, hidden) if hidden else seen


def _basics(booking: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in booking.items() if name in BASICS}


def _without(value: Any, hidden: frozenset[str]) -> Any:
    if isinstance(value, Mapping):
        return {name: _without(inner, hidden) for name, inner in value.items() if name not in hidden}
    if isinstance(value, list):
        return [_without(inner, hidden) for inner in value]
    return value
