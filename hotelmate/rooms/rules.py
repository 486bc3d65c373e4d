"""What a room, a type and an allowance may be, and when a room may leave."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hotelmate.core.errors import Refusal

# Numbers and codes stand in addresses, so they need no escaping.
ROOM_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")
TYPE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")
MOST_ROOMS_AT_ONCE = 1000
MOST_GUESTS = 50
HIGHEST_RATE = Decimal("99999999.99")
MOST_NIGHTS = 1830
LARGEST_ALLOWANCE = 1000


def unusable_numbers(numbers: Collection[str]) -> Refusal | None:
    """Between one and a thousand room numbers, each usable and none twice."""
    if not 1 <= len(numbers) <= MOST_ROOMS_AT_ONCE:
        return _invalid("INVALID_ROOM_NUMBERS", "numbers", f"Give 1 to {MOST_ROOMS_AT_ONCE} room numbers at once.")
    wrong = [number for number in numbers if not ROOM_NUMBER.fullmatch(number)]
    if wrong:
        message = "A room number has letters, digits and . _ -, begins with a letter or digit, and 20 of them at most."
        return _invalid("INVALID_ROOM_NUMBERS", "numbers", message, invalid=sorted(wrong)[:20])
    twice = sorted({number for number in numbers if list(numbers).count(number) > 1}) if _has_twins(numbers) else []
    if twice:
        return _invalid("INVALID_ROOM_NUMBERS", "numbers", "A number is there twice.", repeated=twice[:20])
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
    if claims_after:
        return Refusal(
            "ROOM_CLAIMED",
            "Bookings or windows hold this room on coming nights. Give them other rooms or close the windows first.",
            409,
            {"claims": claims_after},
        )
    return None


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


def status_by_hand(fields: Collection[str], room_id: int, slug: str) -> Refusal | None:
    """Status and occupancy follow from work and stays; no edit sets them."""
    if not {"room_status", "is_occupied"} & set(fields):
        return None
    status = f"/api/staff/hotel/{slug}/housekeeping/rooms/{room_id}/status/"
    stay = f"/api/staff/hotel/{slug}/room-bookings/{{booking_id}}/check-in/"
    return Refusal(
        "ROOM_STATUS_NOT_EDITABLE",
        f"room_status changes through {status}, is_occupied by check-in and check-out.",
        400,
        {"required_endpoints": {"room_status": status, "is_occupied": stay}},
    )


def _has_twins(numbers: Collection[str]) -> bool:
    return len(set(numbers)) != len(numbers)


def _invalid(code: str, field: str, message: str, **details: Any) -> Refusal:
    return Refusal(code, message, 400, {"fields": {field: [message]}, **details})
