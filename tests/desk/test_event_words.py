"""The log in plain words: no type, no field and no value is left as programs call it."""

from datetime import date

import pytest

from hotelmate.core.actor import Actor
from hotelmate.desk import event_words as words
from hotelmate.desk.field_words import FIELD, NOTHING, Values, field_words
from hotelmate.desk.frame import Desk
from hotelmate.events.models import Event
from hotelmate.notifications.notification_manager import ROWS
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.rooms.lifecycle import RoomStatus, Source
from tests.factories import make_hotel, make_staff
from tests.notifications.full_life import FullLife

ICONS = "hotelmate/core/static/look/icons.svg"


@pytest.fixture
def values():
    hotel = make_hotel(currency="EUR", timezone="Europe/Dublin")
    staff = make_staff(hotel)
    actor = Actor(kind="staff", hotel_id=hotel.pk, hotel=hotel)
    return Values(Desk(staff, actor, hotel, date(2026, 7, 1), 0), {"staff:7": "Aoife Byrne"}, {3: "DBL"})


def test_every_type_of_the_log_has_words():
    assert words.EVENT.keys() == ROWS.keys()
    assert words.BY_FIELD.keys() <= ROWS.keys()
    assert {event_type.partition("_")[0] for event_type in ROWS} == words.ABOUT.keys()


def test_every_icon_is_in_the_sprite(pytestconfig):
    sprite = (pytestconfig.rootpath / ICONS).read_text()
    assert [one for one in (words.event_icon(name) for name in ROWS) if f'id="{one}"' not in sprite] == []


def test_everything_that_happens_in_a_house_is_named_in_words(values):
    life = FullLife(11)
    for _ in range(2):
        life.live_a_day(120)
    events = list(Event.objects.filter(hotel_id=life.hotel.pk))
    told = {name for event in events for name in (*event.before, *event.after, *event.changed_fields)}
    assert len({event.type for event in events}) > 30
    assert sorted(told - FIELD.keys()) == []
    assert {event.source for event in events} <= words.SOURCE.keys()
    for event in events:
        kind = event.cause.partition(":")[0]
        assert kind in ("", *words.CAUSE, *words.CAUSED_BY)
        for name, value in event.after.items():
            assert values.say(name, value, about=event.subject_type)


def test_what_changed_says_more_than_the_type_alone():
    assert words.event_words("booking_updated") == "Booking changed"
    assert words.event_words("booking_updated", ["total_amount", "check_out"]) == "Dates changed"
    assert words.event_words("room_updated", ["room_status"]) == "Room status changed"
    assert words.event_words("from_another_version") == "from_another_version"


def test_causes_and_actors_are_said_in_words():
    assert words.cause_words("booking:BK-2026-ABC123") == "Because of booking BK-2026-ABC123"
    assert words.cause_words("morning") == "The morning's tasks"
    assert words.cause_words("") == ""
    assert words.actor_words("staff:7", "Aoife Byrne") == "Aoife Byrne"
    assert words.actor_words("staff:7") == "Colleague 7"
    assert words.actor_words("guest:12") == "The guest"
    assert words.actor_words("system") == "HotelMate itself"
    assert set(Source.values) <= words.SOURCE.keys()


@pytest.mark.parametrize(
    ("name", "value", "about", "said"),
    [
        ("status", "CANCELLED", "booking", "Cancelled"),
        ("status", "DONE", "task", "Done"),
        ("room_status", "CHECKOUT_DIRTY", "room", "Dirty"),
        ("total_amount", "1200.00", "booking", "€1,200.00"),
        ("check_in", "2026-07-04", "booking", "Sat 4 Jul 2026"),
        ("cancelled_at", "2026-07-01T10:30:00Z", "booking", "Wed 1 Jul 2026 11:30"),
        ("cancelled_by", "staff:7", "booking", "Aoife Byrne"),
        ("assigned_to", 7, "task", "Aoife Byrne"),
        ("room_type_id", 3, "booking", "DBL"),
        ("room_number", None, "booking", NOTHING),
        ("is_blocking", True, "fault", "Yes"),
        ("children", 0, "booking", "0"),
        ("weekdays", [1, 7], "room_type", "1, 7"),
        ("event_types", ["booking_cancelled"], "webhook", "Cancelled"),
        ("cancellation_policy", {"name": "Flexible"}, "hotel", "Name: Flexible"),
        ("check_in", "no day", "booking", "no day"),
        ("total_amount", "plenty", "booking", "plenty"),
    ],
)
def test_values_are_written_as_people_read_them(values, name, value, about, said):
    assert values.say(name, value, about=about) == said


def test_all_statuses_have_their_words(values):
    for status in BookingStatus.values:
        assert values.say("status", status, about="booking") != status
    for status in RoomStatus.values:
        assert values.say("room_status", status) != status


def test_an_unknown_field_is_said_as_programs_call_it():
    assert field_words("something_new") == "something new"
