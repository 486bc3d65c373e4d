"""What a guest is told of a refusal: the text that stands for its code, in the reader's language.

A service's own message is for programs and for staff. A code that nobody foresaw gets the text of `refused`.
"""

from collections.abc import Mapping

from hotelmate.core.errors import Refusal
from hotelmate.guests.wording.wording import Wording

OTHERWISE = "refused"

SAID: Mapping[str, str] = {
    # The link, and what it leads to
    "BOOKING_ERASED": "error_link",
    "BOOKING_NOT_FOUND": "error_link",
    "HOTEL_NOT_FOUND": "no_such_hotel",
    "LINK_NOT_FOR_THIS": "not_for_this",
    "LINK_OVER": "error_link",
    "SESSION_NOT_FOUND": "error_link",
    # Somebody else was at it
    "BOOKING_CHANGED_MEANWHILE": "changed_meanwhile",
    "BOOKING_LIFECYCLE": "changed_meanwhile",
    "BUSY": "error_busy",
    "COMPANION_NOT_FOUND": "changed_meanwhile",
    "FEE_CHANGED": "cancel_changed",
    "GUEST_TOKEN_ACTIVE": "changed_meanwhile",
    "IN_PROGRESS": "error_busy",
    "PRECONDITION_FAILED": "changed_meanwhile",
    "PRIMARY_GUEST_EXISTS": "changed_meanwhile",
    "STATE_CONFLICT": "changed_meanwhile",
    # One's own booking
    "BOOKING_CANCELLED": "not_editable",
    "BOOKING_COMPLETED": "cannot_cancel",
    "BOOKING_IN_HOUSE": "cannot_cancel",
    "BOOKING_NOT_CANCELLABLE": "cannot_cancel",
    "BOOKING_NOT_EDITABLE": "not_editable",
    "PARTY_FIXED": "party_fixed",
    "PARTY_SIZE_MISMATCH": "party_size",
    "USE_DECLINE": "cannot_cancel",
    "VALIDATION_ERROR": "form_wrong",
    # Paying
    "BOOKING_EXPIRED": "pay_over",
    "BOOKING_NOT_PAYABLE": "nothing_to_pay",
    "NOTHING_DUE": "nothing_to_pay",
    "PAYMENT_IN_PROGRESS": "pay_in_progress",
    "PAYMENT_PENDING": "pay_first",
    "PAYMENT_SESSION_FAILED": "pay_unreachable",
    "PROVIDER_UNREACHABLE": "pay_unreachable",
    # Booking a room
    "CAPACITY_EXCEEDED": "just_taken",
    "DATES_IN_THE_PAST": "dates_past",
    "INVALID_DATES": "dates_wrong",
    "MIN_STAY": "min_stay",
    "PARTY_TOO_LARGE": "party_too_large",
    "PARTY_WITHOUT_ADULT": "no_adult",
    "PROMOTION_NOT_APPLICABLE": "promo_not_valid",
    "QUOTE_EXPIRED": "offer_over",
    "QUOTE_MISMATCH": "offer_over",
    "QUOTE_NOT_FOUND": "offer_over",
    "QUOTE_USED": "offer_over",
    "RATE_PLAN_NOT_FOUND": "no_such_room",
    "ROOM_TYPE_NOT_FOUND": "no_such_room",
    "STAY_TOO_LONG": "stay_too_long",
    "STOP_SELL": "not_sold_online",
    "TOO_FAR_AHEAD": "too_far_ahead",
    "TOO_MANY_HOLDS": "too_many_unpaid",
    # Nothing that a guest could do otherwise
    "GUARANTEE_REQUIRED": OTHERWISE,
    "INVALID_AMOUNT": OTHERWISE,
    "INVALID_STATUS": OTHERWISE,
    "INVALID_URL": OTHERWISE,
    "INVALID_VALUE": OTHERWISE,
    "PERMISSION_DENIED": OTHERWISE,
    "REFUND_TOO_LARGE": OTHERWISE,
    "UNKNOWN_PROVIDER": OTHERWISE,
}


def in_words(refusal: Refusal, t: Wording) -> str:
    """Why something is refused, and what to do instead."""
    return t.texts[SAID.get(refusal.code, OTHERWISE)].format_map(refusal.details)
