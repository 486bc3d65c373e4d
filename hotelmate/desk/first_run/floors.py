"""On which floor a room is, by its number: 204 is on floor 2, 1210 on floor 12, and 7 on none that it says."""

import re
from collections.abc import Iterable

ROOM = re.compile(r"[^\d]*(?P<floor>\d+)\d\d[A-Za-z]?")


def floors_of(numbers: Iterable[str]) -> dict[str, str]:
    """The floors of those numbers that have one in them."""
    found = ((number, ROOM.fullmatch(number)) for number in numbers)
    return {number: match["floor"].lstrip("0") or "0" for number, match in found if match is not None}
