"""Room numbers as people write many of them."""

import pytest

from hotelmate.core.errors import Refused
from hotelmate.rooms.numbering import room_numbers_in


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("101", ["101"]),
        ("101-104", ["101", "102", "103", "104"]),
        ("101-103, 201, 12A", ["101", "102", "103", "201", "12A"]),
        ("101 - 102\n201;202 , ", ["101", "102", "201", "202"]),
        ("098\N{EN DASH}101", ["098", "099", "100", "101"]),
        ("B01-B03", ["B01", "B02", "B03"]),
        ("B01-03", ["B01", "B02", "B03"]),
        ("A-1", ["A-1"]),
        ("", []),
    ],
)
def test_ranges_and_single_numbers_are_read(text, numbers):
    assert list(room_numbers_in(text)) == numbers


@pytest.mark.parametrize("text", ["1-10000", "9-1", "1-999, 1001-1999", "0-999999999"])
def test_what_would_be_too_many_rooms_or_goes_down_is_refused_at_once(text):
    with pytest.raises(Refused) as refused:
        room_numbers_in(text)
    assert refused.value.refusal.code == "INVALID_ROOM_NUMBERS"
    assert "numbers" in refused.value.refusal.details["fields"]
