"""May an anonymous caller book this? Pure functions that return a refusal, or None. What staff may not, they may not."""

from collections.abc import Collection
from datetime import date, datetime

from hotelmate.core.errors import Refusal
from hotelmate.hotel.models import Hotel
from hotelmate.room_bookings import money_rules, rules
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import Quote, RoomBooking

MOST_DAYS_AHEAD = 730
MOST_NIGHTS = 90
LONGEST_CALENDAR = 400


def stay_unusable(check_in: date, check_out: date, today: date) -> Refusal | None:
    """One night at least, from today on, not for ever and not in years."""
    if check_out <= check_in:
        return Refusal("INVALID_DATES", "check_out must be after check_in", 400)
    if check_in < today:
        return Refusal("DATES_IN_THE_PAST", f"The hotel's today is {today}; a stay cannot begin before it.", 400)
    if (check_out - check_in).days > MOST_NIGHTS:
        return Refusal("STAY_TOO_LONG", f"Online, a stay has {MOST_NIGHTS} nights at most. Ask the hotel.", 400)
    if (check_in - today).days > MOST_DAYS_AHEAD:
        return Refusal("TOO_FAR_AHEAD", f"Online, a stay begins within {MOST_DAYS_AHEAD} days. Ask the hotel.", 400)
    return None


def day_unusable(day: date, today: date) -> Refusal | None:
    """A calendar begins today or later, and not in years."""
    if day < today:
        return Refusal("DATES_IN_THE_PAST", f"The hotel's today is {today}; the calendar begins there.", 400)
    if (day - today).days > MOST_DAYS_AHEAD:
        return Refusal("TOO_FAR_AHEAD", f"Online, a stay begins within {MOST_DAYS_AHEAD} days.", 400)
    return None


def party_larger_than_booked(named: int, people: int) -> Refusal | None:
    """No more people are named than come."""
    if named <= people:
        return None
    return Refusal(
        "PARTY_SIZE_MISMATCH", f"Party size mismatch. {people} people are booked for, {named} are named.", 400
    )


def quote_expired(quote: Quote, now: datetime) -> Refusal | None:
    """An offer holds until its time is over."""
    if now < quote.valid_until:
        return None
    return Refusal("QUOTE_EXPIRED", "This quote is no longer valid. Ask for a new one.", 409)


def quote_used(quote: Quote) -> Refusal | None:
    """An offer is good for one booking."""
    if quote.booking_id is None:
        return None
    return Refusal("QUOTE_USED", "This quote was booked already. Ask for a new one.", 409)


def quote_for_something_else(differs: Collection[str]) -> Refusal | None:
    """What is booked is what was offered."""
    if not differs:
        return None
    names = sorted(differs)
    return Refusal(
        "QUOTE_MISMATCH",
        f"The quote is for something else: {', '.join(names)}. Ask for a quote of what you want to book.",
        409,
        {"differs": names},
    )


def too_many_holds(held: int, most: int, seconds: int) -> Refusal | None:
    """Nobody holds a hotel without paying."""
    if held < most:
        return None
    return Refusal(
        "TOO_MANY_HOLDS",
        "Pay for the bookings that you made, or cancel them, before you make more.",
        429,
        {"open": held, "retry_after_seconds": max(seconds, 1)},
    )


def guest_cannot_cancel(booking: RoomBooking, hotel: Hotel, *, intent_open: bool) -> Refusal | None:
    """A guest cancels what has not begun and is not over; also while it waits for approval."""
    if booking.status != BookingStatus.PENDING_APPROVAL:
        refusal = rules.cannot_cancel(booking, hotel)
        if refusal is not None:
            return Refusal(refusal.code, f"Booking cannot be cancelled. Current status: {booking.status}")
    return money_rules.under_way(intent_open)
