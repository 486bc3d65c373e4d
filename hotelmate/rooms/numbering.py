"""Room numbers as people write many of them: `101-120, 201, 12A, B01-B09`."""

import re

from hotelmate.core.errors import Refusal, Refused
from hotelmate.rooms.rules import MOST_ROOMS_AT_ONCE

RANGE = re.compile(r"(?P<prefix>[A-Za-z._-]*)(?P<start>\d{1,9})-(?P=prefix)?(?P<end>\d{1,9})")
BETWEEN = re.compile(r"[,;\s]+")
# Spaces around a dash, and the dash that word processors make of it.
DASH = re.compile(r"\s*[-\N{EN DASH}]\s*")


def room_numbers_in(text: str) -> tuple[str, ...]:
    """All the numbers that are meant, in order; a range keeps its leading zeros. INVALID_ROOM_NUMBERS for one too wide."""
    numbers: list[str] = []
    for part in filter(None, BETWEEN.split(DASH.sub("-", text))):
        found = RANGE.fullmatch(part)
        if found is None:
            numbers.append(part)
            continue
        start, end = int(found["start"]), int(found["end"])
        if not 0 <= end - start < MOST_ROOMS_AT_ONCE:
            raise _refused(f"{part}: a range goes up, by {MOST_ROOMS_AT_ONCE} rooms at most.")
        width = len(found["start"])
        numbers += [f"{found['prefix']}{number:0{width}d}" for number in range(start, end + 1)]
        if len(numbers) > MOST_ROOMS_AT_ONCE:
            raise _refused(f"Give 1 to {MOST_ROOMS_AT_ONCE} room numbers at once.")
    return tuple(numbers)


def _refused(message: str) -> Refused:
    return Refused(Refusal("INVALID_ROOM_NUMBERS", message, 400, {"fields": {"numbers": [message]}}))
