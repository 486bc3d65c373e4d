"""CSV files: what is in them, who gets which columns, and that no cell is a formula."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from hotelmate.core import capabilities as c
from hotelmate.core import clock
from hotelmate.core.errors import Refused
from hotelmate.events.queries import last_seq
from hotelmate.reports import exports
from hotelmate.reports.audit import AuditWanted
from hotelmate.reports.exports import audit_rows, booking_rows, cell, csv_text, figure_rows, room_rows
from hotelmate.room_bookings import services
from hotelmate.room_bookings.services import Person
from hotelmate.rooms.services import update_room
from hotelmate.staff.models import Role
from hotelmate.staff.queries import actor_of
from tests.factories import open_house
from tests.statements import statements_of

from .books import DAY, NOON, Books

TODAY = NOON.date()
EVIL = '=HYPERLINK("https://evil.example","click")'


@pytest.fixture
def books():
    """It is noon, a guest with a wicked name is in house, and another one is on the way."""
    with clock.travel_to(NOON):
        books = Books()
        books.stay = books.walk_in(books.rooms[0], primary=Person(EVIL, "Ünïcode, Jr.", "ada@example.com", "+353 1"))
        books.next = books.book(arrives=3)
        yield books


def fetched(books, name, query="", client=None):
    answer = (client or books.house.client).get(f"{books.url}/exports/{name}.csv{query}")
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return answer, list(csv.DictReader(io.StringIO(text)))


def without(books, *capabilities):
    actor = actor_of(books.house.admin)
    return replace(actor, capabilities=actor.capabilities - set(capabilities))


def test_a_file_is_named_and_kept_by_nobody(books):
    answer, _ = fetched(books, "bookings", f"?from={TODAY}&to={TODAY}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    name = f"{books.hotel.slug}-bookings-2026-07-10-2026-07-10.csv"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Cache-Control"] == "no-store"


def test_bookings_that_touch_the_days_are_in_it(books):
    _, rows = fetched(books, "bookings", f"?from={TODAY}&to={TODAY}")
    assert [row["booking_id"] for row in rows] == [books.stay.booking_id]
    _, rows = fetched(books, "bookings", f"?from={TODAY}&to={TODAY + 3 * DAY}")
    assert [row["booking_id"] for row in rows] == [books.stay.booking_id, books.next.booking_id]
    row = rows[0]
    assert (row["status"], row["check_in"], row["check_out"]) == ("IN_HOUSE", "2026-07-10", "2026-07-12")
    assert (row["room_number"], row["room_type"], rows[1]["room_number"]) == ("101", "STD", "")
    assert (row["total_amount"], row["balance"], row["currency"]) == ("200.00", "200.00", "EUR")
    assert row["checked_in_at"] == "2026-07-10T12:00:00Z"


def test_a_booking_goes_by_the_room_that_it_is_in(books):
    with clock.travel_to(NOON + DAY):
        books.move(books.stay, books.rooms[2])
        _, rows = fetched(books, "bookings", f"?from={TODAY}&to={TODAY}")
        assert rows[0]["room_number"] == "103"


def test_no_cell_is_a_formula(books):
    _, rows = fetched(books, "bookings")
    assert rows[0]["primary_first_name"] == "'" + EVIL
    assert rows[0]["primary_last_name"] == "Ünïcode, Jr."
    assert rows[0]["primary_phone"] == "'+353 1"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_a_spreadsheet_would_run_begins_with_a_quote(text):
    assert cell(text) == f"'{text}"


def test_numbers_stay_numbers():
    assert [cell(value) for value in (Decimal("-5.00"), -3, True, None, "5-3")] == ["-5.00", "-3", "true", "", "5-3"]


def test_who_sees_no_contacts_or_no_money_gets_a_file_without_them(books):
    def columns(*capabilities):
        return next(booking_rows(without(books, *capabilities), first=TODAY, last=TODAY))

    assert {"primary_email", "total_amount"} <= set(columns())
    assert {name for name in columns(c.VIEW_CONTACTS) if name.startswith(("primary", "booker"))} == set()
    assert "total_amount" in columns(c.VIEW_CONTACTS)
    assert {"total_amount", "currency", "guarantee", "balance"} & set(columns(c.VIEW_MONEY)) == set()
    assert "revenue" not in next(figure_rows(without(books, c.VIEW_MONEY), first=TODAY, last=TODAY))
    told = "".join(csv_text(booking_rows(without(books, c.VIEW_CONTACTS), first=TODAY, last=TODAY + 9 * DAY)))
    assert "ada@example.com" not in told
    assert "Ünïcode" not in told


@pytest.mark.parametrize(
    ("rows", "capability"),
    [
        (lambda actor: booking_rows(actor, first=TODAY, last=TODAY), c.VIEW_REPORTS),
        (lambda actor: booking_rows(actor, first=TODAY, last=TODAY), c.VIEW_BOOKINGS),
        (lambda actor: figure_rows(actor, first=TODAY, last=TODAY), c.VIEW_REPORTS),
        (lambda actor: audit_rows(actor, AuditWanted()), c.VIEW_AUDIT),
        (room_rows, c.VIEW_REPORTS),
    ],
)
def test_who_may_not_is_refused_before_the_first_row(books, rows, capability):
    with pytest.raises(Refused, match=capability):
        rows(without(books, capability))


def test_refusals_are_the_same_as_everywhere(books):
    for query, code in (("?from=2026-07-02&to=2026-07-01", "INVALID_DATES"), ("?from=x", "INVALID_INPUT")):
        for name in ("bookings", "figures", "audit"):
            answer = books.house.client.get(f"{books.url}/exports/{name}.csv{query}", HTTP_ACCEPT="text/csv")
            assert (answer.status_code, answer.json()["code"]) == (400, code)
    answer = books.house.client_of(Role.FRONT_DESK).get(f"{books.url}/exports/rooms.csv")
    assert (answer.status_code, answer.json()["code"]) == (403, "PERMISSION_DENIED")
    assert open_house().client.get(f"{books.url}/exports/rooms.csv").status_code == 404


def test_a_file_is_given_to_whoever_takes_csv_or_anything(books):
    for accepted in ("text/csv", "text/html,*/*;q=0.8", "application/json"):
        answer = books.house.client.get(f"{books.url}/exports/rooms.csv", HTTP_ACCEPT=accepted)
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")


def test_rooms_are_in_it_by_number(books):
    books.do(update_room, actor_of(books.house.admin), room_id=books.rooms[3].pk, number="9", notes="@home")
    _, rows = fetched(books, "rooms")
    assert [row["number"] for row in rows] == ["9", "101", "102", "103"]
    assert [row["is_occupied"] for row in rows] == ["false", "true", "false", "false"]
    assert (rows[0]["notes"], rows[1]["room_status"], rows[1]["room_type"]) == ("'@home", "OCCUPIED", "STD")


def test_figures_are_in_it_by_day(books):
    _, rows = fetched(books, "figures", f"?from={TODAY}&to={TODAY + DAY}")
    assert [(row["day"], row["sold"], row["revenue"]) for row in rows] == [
        ("2026-07-10", "1", "100.00"),
        ("2026-07-11", "1", "100.00"),
    ]


def test_the_audit_is_in_it_whole_and_in_pieces(books, monkeypatch):
    _, whole = fetched(books, "audit")
    assert [int(row["seq"]) for row in whole] == list(range(last_seq(books.hotel.pk), 0, -1))
    monkeypatch.setattr(exports, "AT_ONCE", 3)
    _, in_pieces = fetched(books, "audit")
    assert in_pieces == whole
    _, found = fetched(books, "audit", f"?type=booking_created&booking_id={books.stay.booking_id}")
    (row,) = found
    assert (row["subject"], row["actor_name"]) == (f"booking:{books.stay.booking_id}", "Clara Clerk")
    assert json.loads(row["after"])["check_in"] == "2026-07-10"


def test_a_long_file_is_read_in_pieces_with_as_many_statements_as_a_short_one(books):
    def read():
        list(booking_rows(without(books), first=TODAY, last=TODAY + 30 * DAY))

    short = statements_of(read)
    for number in range(3):
        books.book(arrives=5 + number)
    assert len(statements_of(read)) == len(short)


def test_a_cancelled_booking_says_so(books):
    books.do(services.cancel_booking, booking_id=books.next.booking_id)
    _, rows = fetched(books, "bookings", f"?from={TODAY}&to={TODAY + timedelta(days=5)}")
    assert (rows[1]["status"], rows[1]["cancelled_at"]) == ("CANCELLED", "2026-07-10T12:00:00Z")
