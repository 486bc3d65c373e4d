"""What a room, a type and an allowance may be, and when a room may leave."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from hotelmate.core.errors import Refusal
from hotelmate.rooms.lifecycle import RoomStatus

# Numbers and codes stand in addresses, so they need no escaping.
ROOM_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")
TYPE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")
MOST_ROOMS_AT_ONCE = 1000
MOST_GUESTS = 50
HIGHEST_RATE = Decimal("99999999.99")
MOST_NIGHTS = 1830
LARGEST_ALLOWANCE = 1000
INITIAL_STATUSES = (RoomStatus.READY_FOR_GUEST, RoomStatus.CLEANED_UNINSPECTED, RoomStatus.CHECKOUT_DIRTY)


def unusable_numbers(numbers: Collection[str]) -> Refusal | None:
    """Between one and a thousand room numbers, each usable and none twice."""
    if not 1 <= len(numbers) <= MOST_ROOMS_AT_ONCE:
        return _invalid("INVALID_ROOM_NUMBERS", "numbers", f"Give 1 to {MOST_ROOMS_AT_ONCE} room numbers at once.")
    wrong = [number for number in numbers if not ROOM_NUMBER.fullmatch(number)]
    if wrong:
        message = (
            f"No room number: {', '.join(sorted(wrong)[:5])}. "
            "One has letters, digits and . _ -, begins with a letter or digit, and 20 of them at most."
        )
        return _invalid("INVALID_ROOM_NUMBERS", "numbers", message, invalid=sorted(wrong)[:20])
    twice = sorted(number for number, times in Counter(numbers).items() if times > 1)
    if twice:
        return _invalid(
            "INVALID_ROOM_NUMBERS", "numbers", f"A number is there twice: {', '.join(twice[:5])}.", repeated=twice[:20]
        )
    return None


def numbers_taken(taken: Iterable[str]) -> Refusal | None:
    """Two rooms of a hotel never have the same number."""
    numbers = sorted(taken)
    if not numbers:
        return None
    listed = ", ".join(numbers[:10]) + (" …" if len(numbers) > 10 else "")
    return Refusal(
        "ROOM_NUMBER_TAKEN", f"These numbers are taken: {listed}. Nothing was created.", 409, {"numbers": numbers}
    )


def unusable_type(values: Mapping[str, Any]) -> Refusal | None:
    """What is wrong with these values of a room type, which may be some or all of them."""
    if "code" in values and not TYPE_CODE.fullmatch(values["code"]):
        return _invalid("INVALID_CODE", "code", "A code has letters, digits, _ and -, 20 at most.")
    if "name" in values and not values["name"].strip():
        return _invalid("INVALID_NAME", "name", "A room type has a name.")
    if "max_occupancy" in values and not 1 <= values["max_occupancy"] <= MOST_GUESTS:
        return _invalid("OUT_OF_RANGE", "max_occupancy", f"max_occupancy lies between 1 and {MOST_GUESTS}.")
    if "base_rate" in values and not 0 <= values["base_rate"] <= HIGHEST_RATE:
        return _invalid("OUT_OF_RANGE", "base_rate", f"base_rate lies between 0 and {HIGHEST_RATE}.")
    return None


def unusable_nights(from_date: date, to_date: date) -> Refusal | None:
    """Nights run from a day to a later one, not for ever."""
    nights = (to_date - from_date).days
    if 1 <= nights <= MOST_NIGHTS:
        return None
    return _invalid("INVALID_DATES", "to_date", f"to_date lies 1 to {MOST_NIGHTS} nights after from_date.")


def unusable_allowance(*, by: int | None, to: int | None, note: str) -> Refusal | None:
    """An allowance is raised by some rooms or to some number, and somebody says why."""
    if not note.strip():
        return _invalid("NOTE_REQUIRED", "note", "Overselling needs a note that says why.")
    if (by is None) == (to is None):
        return _invalid("INVALID_ALLOWANCE", "by", "Give either by or to.")
    rooms = to if by is None else by
    assert rooms is not None
    if not (0 if by is None else 1) <= rooms <= LARGEST_ALLOWANCE:
        return _invalid("INVALID_ALLOWANCE", "by", f"An allowance is a number of rooms up to {LARGEST_ALLOWANCE}.")
    return None


def room_in_use(*, is_occupied: bool, claims_after: int) -> Refusal | None:
    """A room is retired empty, and when nobody counts on it any more."""
    if is_occupied:
        return Refusal("ROOM_OCCUPIED", "Somebody is in the room. Check them out or move them first.")
    return room_held(claims_after)


def room_held(claims: int) -> Refusal | None:
    """Who was promised a room gets that room, of that type."""
    if not claims:
        return None
    return Refusal(
        "ROOM_CLAIMED",
        "Bookings or windows hold this room. Give them other rooms or close the windows first.",
        409,
        {"claims": claims},
    )


def needed_nights(nights: Sequence[date], code: str) -> Refusal | None:
    """A type does not lose a room while all of its rooms are sold for some night."""
    if not nights:
        return None
    return Refusal(
        "ROOM_NEEDED",
        f"All rooms of {code} are sold on {len(nights)} nights, the first {nights[0]}. "
        "Move bookings to another type or raise the allowance first.",
        409,
        {"nights": [night.isoformat() for night in nights[:50]]},
    )


def type_in_use(active_rooms: int) -> Refusal | None:
    """A type is retired when it has no rooms left."""
    if not active_rooms:
        return None
    return Refusal(
        "ROOM_TYPE_IN_USE",
        f"{active_rooms} rooms are of this type. Retire them or give them another type first.",
        409,
        {"rooms": active_rooms},
    )


def retired_type(code: str, *, is_active: bool) -> Refusal | None:
    """A retired type gets no rooms."""
    if is_active:
        return None
    return Refusal("ROOM_TYPE_RETIRED", f"The room type {code} is retired. Choose another or reinstate it.")


def not_an_initial_status(room_status: str) -> Refusal | None:
    """A new room is ready, to be inspected or dirty; the other statuses come of stays, faults and windows."""
    if room_status in INITIAL_STATUSES:
        return None
    return _invalid("INVALID_STATUS", "room_status", f"A new room begins as {', '.join(INITIAL_STATUSES)}.")


def status_by_hand(
    given: Mapping[str, Any], *, room_status: str, is_occupied: bool, room_id: int, slug: str
) -> Refusal | None:
    """Status and occupancy follow from work and stays; no edit sets them. A client may send back what it read."""
    if given.get("room_status", room_status) == room_status and given.get("is_occupied", is_occupied) == is_occupied:
        return None
    status = f"/api/staff/hotel/{slug}/housekeeping/rooms/{room_id}/status/"
    check_in = f"/api/staff/hotel/{slug}/room-bookings/{{booking_id}}/check-in/"
    check_out = f"/api/staff/hotel/{slug}/room-bookings/{{booking_id}}/check-out/"
    return Refusal(
        "ROOM_STATUS_NOT_EDITABLE",
        f"room_status changes through {status}, is_occupied by check-in and check-out.",
        409,
        {"required_endpoints": {"room_status": status, "check_in": check_in, "check_out": check_out}},
    )


def _invalid(code: str, field: str, message: str, **details: Any) -> Refusal:
    return Refusal(code, message, 400, {"fields": {field: [message]}, **details})
