"""Read the bookings of a hotel from a CSV file in the format of "Hotel booking demand datasets" (Antonio et al.).

One line is one booking. A line that cannot be understood is reported with its number and does not stop the others; a
file without the columns that a life needs is refused as a whole.
"""

import csv
import enum
import gzip
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import MAXYEAR, date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO

from hotelmate.rooms.rules import TYPE_CODE

GZIP_MAGIC = b"\x1f\x8b"
UNKNOWN = frozenset({"", "NA", "NULL", "NAN", "NONE", "UNDEFINED"})
MONTHS = {
    "january": 1,
    "february": 2,
    "march": 3,
    "april": 4,
    "may": 5,
    "june": 6,
    "july": 7,
    "august": 8,
    "september": 9,
    "october": 10,
    "november": 11,
    "december": 12,
}
REQUIRED_COLUMNS = (
    "lead_time",
    "arrival_date_year",
    "arrival_date_month",
    "arrival_date_day_of_month",
    "stays_in_weekend_nights",
    "stays_in_week_nights",
    "adults",
    "children",
    "babies",
    "reserved_room_type",
    "assigned_room_type",
    "reservation_status",
    "reservation_status_date",
)
MONTH_DAY_YEAR = re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})")
ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
FIRST_YEAR, LAST_YEAR = 1970, 2200
LONGEST_LEAD_DAYS = 3650
LONGEST_STAY_NIGHTS = 730
LARGEST_PARTY = 500
LARGEST_RATE = Decimal(100_000)
LONGEST_TYPE_NAME = 12
LONGEST_LINE = 20_000
LONGEST_NUMBER = 9
LONGEST_QUOTE = 40


class ReplayFileError(Exception):
    """The file as a whole cannot be replayed."""


class BrokenLine(Exception):
    """One line cannot be understood."""


class Outcome(enum.Enum):
    """How a booking ended."""

    STAYED = "Check-Out"
    CANCELLED = "Canceled"
    NO_SHOW = "No-Show"


@dataclass(frozen=True, slots=True)
class BookingRow:
    """One booking as the file tells it; None where it says that it does not know."""

    line: int
    lead_days: int
    arrival: date
    nights: int
    adults: int | None
    children: int | None
    babies: int | None
    sold_type: str | None
    stayed_type: str | None
    rate: Decimal | None
    outcome: Outcome
    status_date: date
    cancelled_flag: bool | None


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A line that was left out, and why."""

    line: int
    reason: str


def read_rows(path: Path, *, limit: int | None = None) -> Iterator[BookingRow | BrokenRow]:
    """The first `limit` rows of a plain or gzipped CSV file, in order; ReplayFileError when it is no such file."""
    with _open_text(path) as stream:
        lines = _numbered_lines(stream)
        header = _header(next(lines, None))
        for count, (number, line) in enumerate(lines, start=1):
            if limit is not None and count > limit:
                return
            yield _row(header, number, line)


@contextmanager
def _open_text(path: Path) -> Iterator[IO[str]]:
    try:
        with path.open("rb") as probe:
            is_gzip = probe.read(2) == GZIP_MAGIC
    except OSError as error:
        raise ReplayFileError(f"{path} cannot be read: {error.strerror}.") from error
    if is_gzip:
        with gzip.open(path, "rt", encoding="utf-8-sig", errors="replace", newline="\n") as stream:
            yield stream
    else:
        with path.open("rt", encoding="utf-8-sig", errors="replace", newline="\n") as stream:
            yield stream


def _numbered_lines(stream: IO[str]) -> Iterator[tuple[int, str | BrokenLine]]:
    """Each line that is not blank with its number; where a damaged archive ends, the damage."""
    number = 0
    while True:
        number += 1
        try:
            line = stream.readline(LONGEST_LINE)
            oversized = len(line) == LONGEST_LINE and not line.endswith("\n")
            if oversized:
                _skip_to_line_end(stream)
        except (EOFError, OSError, zlib.error) as error:
            yield number, BrokenLine(f"the archive is damaged from here on ({error})")
            return
        if not line:
            return
        if oversized:
            yield number, BrokenLine(f"the line is longer than {LONGEST_LINE:,} characters")
        elif line.strip():
            yield number, line


def _skip_to_line_end(stream: IO[str]) -> None:
    while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith("\n"):
        pass


def _header(first: tuple[int, str | BrokenLine] | None) -> list[str]:
    if first is None:
        raise ReplayFileError("The file is empty.")
    line = first[1]
    if isinstance(line, BrokenLine):
        raise ReplayFileError(f"The file has no header: {line}.")
    try:
        header = [name.strip() for name in _fields(line)]
    except BrokenLine as error:
        raise ReplayFileError(f"The file has no readable header: {error}.") from error
    missing = [name for name in REQUIRED_COLUMNS if name not in header]
    if missing:
        raise ReplayFileError(f"The file lacks these columns: {', '.join(missing)}.")
    return header


def _fields(line: str) -> list[str]:
    """The fields of one line, read by itself: a stray quote then harms no other line."""
    try:
        return next(csv.reader([line.rstrip("\r\n")], strict=True), [])
    except csv.Error as error:
        raise BrokenLine(f"not CSV: {error}") from error


def _row(header: list[str], number: int, line: str | BrokenLine) -> BookingRow | BrokenRow:
    try:
        if isinstance(line, BrokenLine):
            raise line
        fields = _fields(line)
        if len(fields) != len(header):
            raise BrokenLine(f"{len(fields)} fields where the header has {len(header)}")
        return _booking(number, {name: field.strip() for name, field in zip(header, fields, strict=True)})
    except BrokenLine as error:
        return BrokenRow(number, str(error))


def _booking(number: int, record: Mapping[str, str]) -> BookingRow:
    arrival = _arrival(record)
    lead_days = _number(record, "lead_time", most=LONGEST_LEAD_DAYS)
    nights = _number(record, "stays_in_weekend_nights", most=LONGEST_STAY_NIGHTS)
    nights += _number(record, "stays_in_week_nights", most=LONGEST_STAY_NIGHTS)
    if nights > LONGEST_STAY_NIGHTS:
        raise BrokenLine(f"a stay of {nights} nights; at most {LONGEST_STAY_NIGHTS} are believed")
    sold_type, stayed_type = _type(record, "reserved_room_type"), _type(record, "assigned_room_type")
    if sold_type is None and stayed_type is None:
        raise BrokenLine("neither reserved_room_type nor assigned_room_type is given")
    return BookingRow(
        line=number,
        lead_days=lead_days,
        arrival=arrival,
        nights=nights,
        adults=_number_or_unknown(record, "adults", most=LARGEST_PARTY),
        children=_number_or_unknown(record, "children", most=LARGEST_PARTY),
        babies=_number_or_unknown(record, "babies", most=LARGEST_PARTY),
        sold_type=sold_type,
        stayed_type=stayed_type,
        rate=_rate(record),
        outcome=_outcome(record),
        status_date=_status_date(record),
        cancelled_flag={"0": False, "1": True}.get(record.get("is_canceled", "")),
    )


def _number(record: Mapping[str, str], column: str, *, most: int) -> int:
    number = _number_or_unknown(record, column, most=most)
    if number is None:
        raise BrokenLine(f"{column} is not given")
    return number


def _number_or_unknown(record: Mapping[str, str], column: str, *, most: int) -> int | None:
    """A whole number from 0 to `most`; "2.0" counts as one, since tables with gaps are often saved so."""
    text = record[column]
    if text.upper() in UNKNOWN:
        return None
    whole = text.removesuffix(".0")
    # ASCII only: int() would also read other scripts' digits and underscores.
    if not (whole.isascii() and whole.isdigit()) or len(whole) > LONGEST_NUMBER:
        raise BrokenLine(f"{column} is {_quoted(text)}, not a whole number")
    if int(whole) > most:
        raise BrokenLine(f"{column} is {int(whole)}; at most {most} is believed")
    return int(whole)


def _arrival(record: Mapping[str, str]) -> date:
    year = _number(record, "arrival_date_year", most=MAXYEAR)
    day = _number(record, "arrival_date_day_of_month", most=31)
    name = record["arrival_date_month"]
    month = MONTHS.get(name.lower())
    if month is None:
        raise BrokenLine(f"arrival_date_month is {_quoted(name)}, not the name of a month")
    try:
        return _believed(date(year, month, day), "the arrival")
    except ValueError as error:
        raise BrokenLine(f"there is no {day} {name.capitalize()} {year}") from error


def _status_date(record: Mapping[str, str]) -> date:
    """The published file writes month/day/year; copies that passed through other tools write ISO dates."""
    text = record["reservation_status_date"]
    match = MONTH_DAY_YEAR.fullmatch(text) or ISO_DATE.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError as error:
        raise BrokenLine(f"reservation_status_date is {_quoted(text)}, not a date as month/day/year") from error
    return _believed(day, "reservation_status_date")


def _believed(day: date, what: str) -> date:
    if not FIRST_YEAR + LONGEST_LEAD_DAYS // 365 <= day.year <= LAST_YEAR:
        raise BrokenLine(f"{what} is in the year {day.year}, which is not believed")
    return day


def _outcome(record: Mapping[str, str]) -> Outcome:
    text = record["reservation_status"]
    for outcome in Outcome:
        if text.lower() == outcome.value.lower():
            return outcome
    known = ", ".join(outcome.value for outcome in Outcome)
    raise BrokenLine(f"reservation_status is {_quoted(text)}, none of {known}")


def _type(record: Mapping[str, str], column: str) -> str | None:
    name = record[column]
    if name.upper() in UNKNOWN:
        return None
    if len(name) > LONGEST_TYPE_NAME or not TYPE_CODE.fullmatch(name):
        raise BrokenLine(f"{column} is {_quoted(name)}, not the short name of a room type")
    return name


def _rate(record: Mapping[str, str]) -> Decimal | None:
    text = record.get("adr", "")
    if text.upper() in UNKNOWN:
        return None
    try:
        rate = Decimal(text)
    except InvalidOperation as error:
        raise BrokenLine(f"adr is {_quoted(text)}, not an amount") from error
    if not rate.is_finite() or abs(rate) > LARGEST_RATE:
        raise BrokenLine(f"adr is {_quoted(text)}; at most {LARGEST_RATE:,} is believed")
    return rate


def _quoted(text: str) -> str:
    return repr(text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…")
