"""Reading a file: what is understood, what is reported with its line, what is refused as a whole."""

import gzip
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from hotelmate.simulation.replay.rows import BookingRow, BrokenRow, Outcome, ReplayFileError, read_rows

from .replay_files import COLUMNS, HEADER, SAMPLE, line, write_file


def only_row(folder: Path, **changes: str) -> BookingRow | BrokenRow:
    (row,) = read_rows(write_file(folder, line(**changes)))
    return row


def test_a_stay_is_read_with_its_line_number(tmp_path: Path) -> None:
    assert only_row(tmp_path) == BookingRow(
        line=2,
        lead_days=5,
        arrival=date(2016, 3, 10),
        nights=3,
        adults=2,
        children=0,
        babies=0,
        sold_type="A",
        stayed_type="A",
        rate=Decimal(80),
        outcome=Outcome.STAYED,
        status_date=date(2016, 3, 13),
        cancelled_flag=False,
    )


@pytest.mark.parametrize("unknown", ["NA", "NULL", "", "  NULL  ", "nan"])
def test_what_the_file_does_not_know_is_none(tmp_path: Path, unknown: str) -> None:
    row = only_row(tmp_path, children=unknown, adr=unknown, assigned_room_type=unknown)

    assert isinstance(row, BookingRow)
    assert (row.children, row.rate, row.stayed_type) == (None, None, None)


def test_padding_decimals_and_iso_dates_of_other_tools_are_understood(tmp_path: Path) -> None:
    row = only_row(
        tmp_path, children="2.0", reserved_room_type="A               ", reservation_status_date="2016-03-13"
    )

    assert isinstance(row, BookingRow)
    assert (row.children, row.sold_type, row.status_date) == (2, "A", date(2016, 3, 13))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"lead_time": "soon"}, "lead_time is 'soon', not a whole number"),
        ({"lead_time": "-3"}, "lead_time is '-3', not a whole number"),
        ({"lead_time": "NULL"}, "lead_time is not given"),
        ({"lead_time": "99999"}, "lead_time is 99999; at most 3650 is believed"),
        ({"lead_time": "9" * 5000}, "not a whole number"),
        ({"lead_time": "٣"}, "not a whole number"),
        ({"adults": "1e3"}, "adults is '1e3', not a whole number"),
        ({"babies": "501"}, "babies is 501; at most 500 is believed"),
        ({"stays_in_weekend_nights": "700", "stays_in_week_nights": "700"}, "a stay of 1400 nights"),
        ({"arrival_date_day_of_month": "30", "arrival_date_month": "February"}, "there is no 30 February 2016"),
        ({"arrival_date_day_of_month": "0"}, "there is no 0 March 2016"),
        ({"arrival_date_month": "Brumaire"}, "arrival_date_month is 'Brumaire', not the name of a month"),
        ({"arrival_date_year": "9999"}, "the arrival is in the year 9999"),
        ({"arrival_date_year": "0"}, "there is no 10 March 0"),
        ({"reservation_status": "Maybe"}, "reservation_status is 'Maybe', none of Check-Out, Canceled, No-Show"),
        ({"reservation_status_date": "13/13/2016"}, "reservation_status_date is '13/13/2016', not a date"),
        ({"reservation_status_date": "NULL"}, "reservation_status_date is 'NULL', not a date"),
        ({"reserved_room_type": "NULL", "assigned_room_type": "NA"}, "neither reserved_room_type nor"),
        ({"reserved_room_type": "A\x00B"}, "not the short name of a room type"),
        ({"reserved_room_type": "the room with the view"}, "not the short name of a room type"),
        ({"adr": "much"}, "adr is 'much', not an amount"),
        ({"adr": "Infinity"}, "adr is 'Infinity'"),
        ({"adr": "1e999999"}, "adr is '1e999999'"),
    ],
)
def test_a_broken_line_is_reported_and_the_next_one_lives(tmp_path: Path, changes: dict[str, str], reason: str) -> None:
    broken, good = read_rows(write_file(tmp_path, line(**changes), line()))

    assert isinstance(broken, BrokenRow)
    assert broken.line == 2
    assert reason in broken.reason
    assert isinstance(good, BookingRow)
    assert good.line == 3


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Resort Hotel,0,342", "3 fields where the header has 16"),
        (line() + ",more", "17 fields where the header has 16"),
        (line(hotel='"City Hotel'), "not CSV"),
        (HEADER, "arrival_date_year is 'arrival_date_year', not a whole number"),
        ("x" * 50_000, "the line is longer than 20,000 characters"),
        ("\x00\x01\x02", "1 fields where the header has 16"),
    ],
)
def test_a_line_that_is_no_record_harms_no_other(tmp_path: Path, text: str, reason: str) -> None:
    first, broken, last = read_rows(write_file(tmp_path, line(), text, line()))

    assert isinstance(first, BookingRow)
    assert isinstance(broken, BrokenRow)
    assert broken.line == 3
    assert reason in broken.reason
    assert isinstance(last, BookingRow)
    assert last.line == 4


def test_blank_lines_are_passed_over_and_keep_their_numbers(tmp_path: Path) -> None:
    rows = list(read_rows(write_file(tmp_path, "", line(), "   ", line(), "")))

    assert [row.line for row in rows] == [3, 5]


def test_the_limit_counts_rows_broken_ones_included(tmp_path: Path) -> None:
    path = write_file(tmp_path, line(), "broken", line(), line())

    assert [type(row) for row in read_rows(path, limit=3)] == [BookingRow, BrokenRow, BookingRow]
    assert list(read_rows(path, limit=0)) == []


def test_a_packed_file_is_known_by_its_content_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "hotel.csv"
    path.write_bytes(gzip.compress(f"{HEADER}\r\n{line()}\r\n".encode("utf-8-sig")))

    assert [row.line for row in read_rows(path)] == [2]


def test_columns_may_come_in_another_order_and_the_optional_ones_may_be_missing(tmp_path: Path) -> None:
    kept = [name for name in reversed(COLUMNS) if name not in ("adr", "hotel", "is_canceled")]
    fields = dict(zip(COLUMNS, line().split(","), strict=True))
    path = write_file(tmp_path, ",".join(fields[name] for name in kept), header=",".join(kept))
    (row,) = read_rows(path)

    assert isinstance(row, BookingRow)
    assert (row.arrival, row.rate, row.cancelled_flag) == (date(2016, 3, 10), None, None)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    path = write_file(tmp_path, "1,2", header="adults,lead_time")

    with pytest.raises(ReplayFileError, match=r"lacks these columns: arrival_date_year, .*reservation_status_date"):
        list(read_rows(path))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x89PNG\r\n\x1a\n\x00", b"\x1f\x8bnot an archive", b"a" * 50_000])
def test_a_file_that_is_none_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "hotel.csv.gz"
    path.write_bytes(content)

    with pytest.raises(ReplayFileError):
        list(read_rows(path))


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ReplayFileError, match="cannot be read: No such file"):
        list(read_rows(tmp_path / "nothing.csv"))
    with pytest.raises(ReplayFileError, match="cannot be read: Is a directory"):
        list(read_rows(tmp_path))


def test_the_rows_before_the_damage_of_an_archive_live(tmp_path: Path) -> None:
    packed = gzip.compress(SAMPLE.read_bytes())
    path = tmp_path / "hotel.csv.gz"
    path.write_bytes(packed[: len(packed) // 2])
    *rows, last = read_rows(path)

    assert len(rows) > 20
    assert all(isinstance(row, BookingRow) for row in rows)
    assert isinstance(last, BrokenRow)
    assert "the archive is damaged from here on" in last.reason


def test_the_sample_of_the_real_hotel_has_no_broken_line() -> None:
    rows = list(read_rows(SAMPLE))

    assert len(rows) == 273
    assert all(isinstance(row, BookingRow) for row in rows)
