"""May this be booked at all: dates, party, guarantee? Pure functions that return a refusal, or None."""

from datetime import date
from decimal import Decimal

from hotelmate.core.errors import Refusal
from hotelmate.room_bookings.lifecycle import BIRTHS, BookingStatus, Guarantee
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.models import RoomType

S = BookingStatus
# Of one booking.
MOST_PEOPLE = 50
# PREPAID is earned by a payment, the others are somebody's word.
GIVEN_BY_STAFF = tuple(one.value for one in Guarantee if one != Guarantee.PREPAID)


def dates_wrong(check_in: date, check_out: date, today: date, *, arrived: bool = False) -> Refusal | None:
    """Dates run forward, begin today at the earliest, and span at most two years."""
    if check_out < check_in:
        return Refusal("INVALID_DATES", "check_out must not be before check_in.", 400)
    if (check_out - check_in).days > 730:
        return Refusal("INVALID_DATES", "A booking spans at most 730 nights.", 400)
    if not arrived and check_in < today:
        return Refusal("DATES_IN_THE_PAST", f"The hotel's today is {today}; a booking cannot begin before it.", 400)
    if arrived and check_out < today:
        return Refusal("DATES_IN_THE_PAST", f"The hotel's today is {today}; a stay cannot have ended before it.", 400)
    return None


def day_over(day: date, today: date) -> Refusal | None:
    """What is past cannot be planned any more."""
    if day < today:
        return Refusal("DATES_IN_THE_PAST", f"The hotel's today is {today}.", 400)
    return None


def walk_in_for_later(check_in: date, today: date) -> Refusal | None:
    """Who stands at the desk arrives today."""
    if check_in == today:
        return None
    return Refusal(
        "INVALID_DATES", f"A walk-in arrives today, {today}. Leave room_id out to book for another day.", 400
    )


def party_without_adult(adults: int) -> Refusal | None:
    """Somebody grown up is answerable for a booking."""
    if adults < 1:
        return Refusal("PARTY_WITHOUT_ADULT", "A booking has one adult at least. Say how many come.", 400)
    return None


def price_below_zero(total_amount: Decimal | None) -> Refusal | None:
    """A booking costs nothing at the least."""
    if total_amount is not None and total_amount < 0:
        return Refusal("INVALID_AMOUNT", "A price is a number from 0.", 400)
    return None


def party_too_large(people: int, room_type: RoomType) -> Refusal | None:
    """The party fits the room type."""
    if people > room_type.max_occupancy:
        return Refusal(
            "PARTY_TOO_LARGE",
            f"{room_type.name} sleeps {room_type.max_occupancy}, the party has {people}. Book several rooms.",
            409,
            {"max_occupancy": room_type.max_occupancy},
        )
    return None


def party_incomplete(booking: RoomBooking, named: int) -> Refusal | None:
    """Not a refusal but a warning: fewer people are named than are booked."""
    if named >= booking.party_size:
        return None
    return Refusal(
        "PARTY_INCOMPLETE", f"{named} of {booking.party_size} staying guests are named. Ask for the others' names.", 200
    )


def birth_wrong(status: str, guarantee: str) -> Refusal | None:
    """A booking begins unpaid, or with a named guarantee as waiting or confirmed."""
    if status not in BIRTHS:
        return Refusal("INVALID_STATUS", f"A booking begins as one of {', '.join(sorted(BIRTHS))}.", 400)
    if status != S.PENDING_PAYMENT and guarantee not in GIVEN_BY_STAFF:
        return Refusal(
            "GUARANTEE_REQUIRED",
            f"Name what guarantees the booking: one of {', '.join(GIVEN_BY_STAFF)}.",
            400,
            {"guarantees": list(GIVEN_BY_STAFF)},
        )
    return None
