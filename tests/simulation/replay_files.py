"""Small files in the format of the replay, written by the tests."""

from pathlib import Path

SAMPLE = Path(__file__).parent.parent / "data" / "resort_hotel_sample.csv"
STAY = {
    "hotel": "City Hotel",
    "is_canceled": "0",
    "lead_time": "5",
    "arrival_date_year": "2016",
    "arrival_date_month": "March",
    "arrival_date_day_of_month": "10",
    "stays_in_weekend_nights": "1",
    "stays_in_week_nights": "2",
    "adults": "2",
    "children": "0",
    "babies": "0",
    "reserved_room_type": "A",
    "assigned_room_type": "A",
    "adr": "80",
    "reservation_status": "Check-Out",
    "reservation_status_date": "3/13/2016",
}
COLUMNS = tuple(STAY)
HEADER = ",".join(COLUMNS)
CANCELLED = {"is_canceled": "1", "reservation_status": "Canceled", "reservation_status_date": "3/8/2016"}
NO_SHOW = {"is_canceled": "1", "reservation_status": "No-Show", "reservation_status_date": "3/10/2016"}


def line(**changes: str) -> str:
    """The line of a stay from 10 to 13 March 2016, with some fields changed."""
    record = {**STAY, **changes}
    return ",".join(record[column] for column in COLUMNS)


def write_file(folder: Path, *lines: str, header: str = HEADER) -> Path:
    """A file with these lines below the header."""
    path = folder / "hotel.csv"
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return path
