"""The audit: finding what happened, by every way to ask, and as far as the reader may see it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from hotelmate.core import capabilities as c
from hotelmate.core import clock
from hotelmate.core.errors import Refused
from hotelmate.events.models import Event
from hotelmate.hotel.services import update_settings
from hotelmate.housekeeping.fault_services import report_fault
from hotelmate.housekeeping.task_services import create_task
from hotelmate.reports.audit import AuditWanted, audit_page, find_events
from hotelmate.room_bookings import services
from hotelmate.rooms.services import create_rate_plan
from hotelmate.staff.models import Role
from hotelmate.staff.queries import actor_of
from tests.factories import make_staff, open_house
from tests.statements import statements_of

from .books import DAY, HOUR, NOON, Books


@pytest.fixture(scope="module")
def books(database):
    """A hotel on which two days have left their traces, each later than the one before."""
    books = Books()
    with clock.travel_to(NOON - DAY):
        books.stay = books.walk_in(books.rooms[0], nights=3)
        books.other = books.book(arrives=4)
    with clock.travel_to(NOON):
        books.move(books.stay, books.rooms[1])
        books.do(services.record_payment, booking_id=books.stay.booking_id, method="CASH", amount=Decimal("50.00"))
        books.do(services.cancel_booking, booking_id=books.other.booking_id)
    with clock.travel_to(NOON + HOUR):
        books.clean(books.rooms[0])
        books.do(report_fault, actor_of(books.cleaner), room_id=books.rooms[2].pk, description="Dripping")
        books.do(create_rate_plan, actor_of(books.house.admin), code="FLEX", name="Flexible")
        books.do(update_settings, books.system, name="The New Books")
    return books


@pytest.fixture(autouse=True)
def _later():
    with clock.travel_to(NOON + 2 * HOUR):
        yield


def everything(hotel):
    return list(Event.objects.filter(hotel_id=hotel.pk).order_by("-seq"))


def found(books, **wanted):
    return [event.seq for event in find_events(books.hotel, AuditWanted(**wanted), limit=200)]


def those(books, condition):
    seqs = [event.seq for event in everything(books.hotel) if condition(event)]
    assert seqs, "nothing like this happened, so it proves nothing"
    return seqs


def test_the_newest_comes_first_and_nothing_is_left_out(books):
    assert found(books) == those(books, lambda event: True)


def test_by_type(books):
    types = ["booking_created", "booking_cancelled"]
    assert found(books, types=types) == those(books, lambda event: event.type in types)


def test_by_subject(books):
    assert found(books, subject_type="room", subject_id="101") == those(
        books, lambda event: (event.subject_type, event.subject_id) == ("room", "101")
    )
    assert found(books, subject_type="task") == those(books, lambda event: event.subject_type == "task")


@pytest.mark.parametrize("number", ["101", "102", "103"])
def test_by_room_what_is_about_it_and_what_names_it(books, number):
    def names(event):
        told = {event.before.get("room_number"), event.after.get("room_number")}
        return number in told or (event.subject_type, event.subject_id) == ("room", number)

    seqs = found(books, room_number=number)
    assert seqs == those(books, names)
    kinds = {event.subject_type for event in everything(books.hotel) if event.seq in seqs}
    assert len(kinds) > 1


def test_by_booking_what_is_about_it_what_names_it_and_what_follows_from_it(books):
    booking_id = books.stay.booking_id

    def names(event):
        return booking_id in (event.subject_id, event.after.get("booking_id"), event.cause.removeprefix("booking:"))

    seqs = found(books, booking_id=booking_id)
    assert seqs == those(books, names)
    types = {event.type for event in everything(books.hotel) if event.seq in seqs}
    assert {"booking_created", "payment_recorded", "room_occupancy_updated", "task_created"} <= types


def test_by_room_and_booking_at_once(books):
    both = set(found(books, booking_id=books.stay.booking_id)) & set(found(books, room_number="102"))
    assert set(found(books, booking_id=books.stay.booking_id, room_number="102")) == both != set()


def test_by_actor_and_by_kind_of_actor(books):
    clerk = f"staff:{books.clerk.pk}"
    assert found(books, actor=clerk) == those(books, lambda event: event.actor == clerk)
    assert found(books, actor="staff") == those(books, lambda event: event.actor.startswith("staff:"))
    assert found(books, actor="system") == those(books, lambda event: event.actor == "system")
    assert found(books, actor="guest") == []
    assert found(books, actor="s%") == []


def test_by_source(books):
    assert found(books, source="HOUSEKEEPING") == those(books, lambda event: event.source == "HOUSEKEEPING")


def test_by_business_dates(books):
    today = NOON.date()
    yesterday = today - DAY

    def of(*days):
        return those(books, lambda event: books.hotel.business_date_at(event.occurred_at) in days)

    assert found(books, first=today, last=today) == of(today)
    assert found(books, first=yesterday, last=yesterday) == of(yesterday)
    assert found(books, first=yesterday) == of(yesterday, today)
    assert found(books, last=yesterday) == of(yesterday, yesterday - DAY)
    assert found(books, first=today + DAY) == []


def test_by_several_things_at_once(books):
    today = NOON.date()
    assert found(books, first=today, types=["room_updated"], room_number="101", actor="staff") == those(
        books,
        lambda event: (
            event.type == "room_updated"
            and event.subject_id == "101"
            and event.actor.startswith("staff:")
            and books.hotel.business_date_at(event.occurred_at) == today
        ),
    )


def test_pages_follow_on_one_another_without_gap_or_repetition(books):
    actor = actor_of(books.house.admin)
    for wanted in (AuditWanted(), AuditWanted(room_number="101"), AuditWanted(first=NOON.date(), actor="staff")):
        whole = [entry["seq"] for entry in audit_page(actor, wanted, limit=200).entries]
        pages, before = [], None
        while True:
            page = audit_page(actor, wanted, before=before, limit=4)
            pages += [entry["seq"] for entry in page.entries]
            before = page.next_before
            if before is None:
                break
        assert pages == whole
        assert len(whole) > 4


def test_an_entry_tells_who_where_and_whose(books):
    actor = actor_of(books.house.admin)
    (moved,) = audit_page(actor, AuditWanted(types=["booking_updated"])).entries
    assert moved["before"] == {"room_number": "101"}
    assert moved["after"] == {"room_number": "102", "status": "IN_HOUSE"}
    assert (moved["room_number"], moved["booking_id"]) == ("102", books.stay.booking_id)
    assert (moved["actor"], moved["actor_name"]) == (f"staff:{books.clerk.pk}", "Clara Clerk")
    assert moved["occurred_at"] == "2026-07-10T12:00:00Z"
    occupied, *_ = audit_page(actor, AuditWanted(types=["room_occupancy_updated"], room_number="102")).entries
    assert occupied["booking_id"] == books.stay.booking_id
    (renamed,) = audit_page(actor, AuditWanted(types=["hotel_updated"])).entries
    assert (renamed["actor"], renamed["actor_name"]) == ("system", "")


def test_people_whose_ids_an_entry_names_are_called_by_their_names(books):
    admin = actor_of(books.house.admin)
    books.do(create_task, admin, room_id=books.rooms[3].pk, task_type="DEEP_CLEAN", assigned_to_id=books.cleaner.pk)
    entry, *_ = audit_page(admin, AuditWanted(types=["task_created"])).entries
    assert entry["after"]["assigned_to"] == books.cleaner.pk
    assert entry["people"][str(books.cleaner.pk)] == "Clive Cleaner"
    assert entry["actor_name"] == books.house.admin.full_name
    (hired,) = [
        one for one in audit_page(admin, AuditWanted(types=["staff_created"])).entries if "Clara Clerk" in str(one)
    ]
    assert hired["people"] == {str(books.clerk.pk): "Clara Clerk"}


def test_nobody_is_named_in_what_is_told(books):
    text = str(audit_page(actor_of(books.house.admin), AuditWanted(), limit=200).entries)
    for personal in ("Ada", "Wren", "example.com", "555 0101", "Dripping"):
        assert personal not in text


def reader(books, *without):
    """Somebody who may read the audit, and everything else but this."""
    actor = actor_of(books.house.admin)
    return replace(actor, capabilities=actor.capabilities - set(without))


def test_who_sees_no_money_finds_none(books):
    entries = audit_page(reader(books, c.VIEW_MONEY), AuditWanted(), limit=200).entries
    assert len(entries) == len(everything(books.hotel))
    for word in ("amount", "guarantee", "percent", "50.00", "300.00"):
        assert word not in str([(entry["before"], entry["after"]) for entry in entries])
    seen = audit_page(reader(books), AuditWanted(), limit=200).entries
    assert "300.00" in str(seen)
    assert "guarantee" in str(seen)


def test_who_does_not_manage_staff_learns_nothing_of_it(books):
    wanted = AuditWanted(subject_type="staff")
    for entry in audit_page(reader(books, c.MANAGE_STAFF), wanted).entries:
        assert (entry["before"], entry["after"], entry["changed_fields"]) == ({}, {}, [])
    assert any(entry["after"] for entry in audit_page(reader(books), wanted).entries)


def test_who_sees_no_bookings_learns_no_more_than_where_they_are(books):
    entries = audit_page(reader(books, c.VIEW_BOOKINGS), AuditWanted(types=["booking_created"])).entries
    assert all("channel" not in entry["after"] and entry["after"]["status"] for entry in entries)


def test_who_may_not_read_the_audit_is_refused(books):
    with pytest.raises(Refused, match="view_audit"):
        audit_page(reader(books, c.VIEW_AUDIT), AuditWanted())


def test_reading_costs_the_same_however_much_is_read(books):
    url = f"{books.url}/audit/"
    few = statements_of(lambda: books.house.client.get(f"{url}?limit=2"))
    many = statements_of(lambda: books.house.client.get(f"{url}?limit=200&from=2026-07-01"))
    # One more for the days.
    assert len(many) == len(few) + 1 <= 4


def test_the_api_finds_the_same(books):
    client, url = books.house.client, f"{books.url}/audit/"
    for query, wanted in (
        ("type=booking_created,booking_cancelled", {"types": ["booking_created", "booking_cancelled"]}),
        ("subject=room:101", {"subject_type": "room", "subject_id": "101"}),
        ("subject=room", {"subject_type": "room"}),
        ("room_number=102&from=2026-07-10&to=2026-07-10", {"room_number": "102", "first": NOON.date()}),
        (f"booking_id={books.stay.booking_id}&actor=staff", {"booking_id": books.stay.booking_id, "actor": "staff"}),
        ("source=HOUSEKEEPING", {"source": "HOUSEKEEPING"}),
    ):
        body = client.get(f"{url}?{query}&limit=200").data
        assert [entry["seq"] for entry in body["results"]] == found(books, **wanted)
        assert body["next_before"] is None
    page = client.get(f"{url}?limit=3").data
    rest = client.get(f"{url}?limit=200&before={page['next_before']}").data
    assert [entry["seq"] for entry in page["results"] + rest["results"]] == found(books)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=0", "INVALID_INPUT"),
        ("limit=201", "INVALID_INPUT"),
        ("before=0", "INVALID_INPUT"),
        ("before=x", "INVALID_INPUT"),
        ("from=yesterday", "INVALID_INPUT"),
        ("from=2026-07-02&to=2026-07-01", "INVALID_DATES"),
        ("actor=nobody", "INVALID_INPUT"),
        ("actor=staff:x", "INVALID_INPUT"),
        ("subject=:101", "INVALID_INPUT"),
        ("room_number=%00", "INVALID_INPUT"),
    ],
)
def test_what_cannot_be_looked_for_is_refused(books, query, code):
    answer = books.house.client.get(f"{books.url}/audit/?{query}")
    assert (answer.status_code, answer.data["code"]) == (400, code)


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.HOUSEKEEPING, Role.MAINTENANCE])
def test_only_managers_read_it(books, role):
    answer = books.house.client_of(role).get(f"{books.url}/audit/")
    assert (answer.status_code, answer.data["details"]["capability"]) == (403, "view_audit")


def test_another_hotels_audit_is_not_there(books):
    other = open_house()
    assert other.client.get(f"{books.url}/audit/").status_code == 404
    newcomer = make_staff(other.hotel, Role.STAFF_ADMIN)
    entries = audit_page(actor_of(newcomer), AuditWanted(booking_id=books.stay.booking_id)).entries
    assert entries == []


def test_a_night_belongs_to_the_business_date_before(books):
    with clock.travel_to(NOON + timedelta(hours=15)):
        books.do(update_settings, books.system, name="The Night Books")
        newest = found(books)[0]
        assert newest in found(books, first=NOON.date(), last=NOON.date())
