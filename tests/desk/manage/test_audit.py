"""The audit: what was searched for is found, with before and after; who may not see it does not; pages; files."""

import re

import pytest

from hotelmate.desk.manage.audit import ON_A_PAGE
from hotelmate.events.queries import last_seq
from hotelmate.room_bookings import services
from hotelmate.staff.models import Role
from tests.desk.desks import DAY, TODAY, House, part, signed_in
from tests.statements import statements_of

AUDIT = "/manage/audit/"


@pytest.fixture
def manager(house):
    return signed_in(house.person(Role.STAFF_ADMIN))


def page(client, **query):
    answer = client.get(AUDIT, query)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def titles(text):
    return [re.sub(r"<[^>]+>", "", title) for title in re.findall(r"<h2>(<svg.*?)</h2>", text)]


def changes(text):
    """Of the first entry with any: each field with before and after."""
    (table,) = re.findall(r'<table class="changes small">(.*?)</table>', text, re.DOTALL)[:1]
    rows = re.findall(
        r'<th scope="row">([^<]*)</th><td class="before[^"]*">([^<]*)</td><td class="after">([^<]*)</td>', table
    )
    return {name: (before, after) for name, before, after in rows}


def cancelled(house, room=None):
    booking = house.assigned(room)
    house.do(services.cancel_booking, booking_id=booking.booking_id, reason="Flight cancelled")
    return booking


def test_a_cancellation_is_found_with_before_and_after_and_who_did_it(house, manager):
    booking = cancelled(house)
    text = page(manager, what="booking_cancelled")
    assert titles(text) == ["Cancelled"]
    told = changes(text)
    assert told["Status"] == ("Confirmed", "Cancelled")
    assert told["Room"] == ("101", "–")
    assert f'href="/bookings/{booking.booking_id}/"' in text
    assert house.person(Role.SUPER_STAFF_ADMIN).full_name in text
    assert "changed; the log does not keep how" in text
    assert "Flight cancelled" not in text


def test_everything_is_shown_newest_first_when_nothing_is_asked(house, manager):
    cancelled(house)
    shown = titles(page(manager))
    assert shown[0] == "Cancelled"
    assert shown.index("Room assigned") < shown.index("Booking made")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"what": "about:booking"}, {"Cancelled", "Room assigned", "Booking made"}),
        ({"what": "booking_created"}, {"Booking made"}),
        ({"what": "about:block"}, {"Room taken out of use"}),
        ({"room": "201", "what": "about:room"}, {"Room added", "Room status changed"}),
        ({"room": "nowhere"}, set()),
        ({"who": "guest"}, set()),
        ({"from": "2031-05-13"}, set()),
        ({"to": "2031-05-11"}, set()),
    ],
)
def test_what_is_asked_for_is_found_and_nothing_else(house, manager, query, expected):
    cancelled(house)
    house.block(house.upper[0], TODAY)
    assert set(titles(page(manager, **query))) == expected


def test_a_booking_is_found_however_its_id_is_typed(house, manager):
    booking, other = cancelled(house), house.book()
    text = page(manager, booking=f" {booking.booking_id.lower()} ")
    assert len(titles(text)) == 3
    assert other.booking_id not in text


def test_people_are_found_by_their_names(house, manager):
    clerk = house.person(Role.FRONT_DESK)
    booking = house.assigned()
    house.do(services.unassign_room, role=Role.FRONT_DESK, booking_id=booking.booking_id)
    text = page(manager, who=f"staff:{clerk.pk}")
    assert titles(text) == ["Room taken away"]
    assert f'<option value="staff:{clerk.pk}" selected>{clerk.full_name}</option>' in text


def test_the_days_of_the_hotel_bound_the_search(house, manager):
    cancelled(house)
    assert "Cancelled" in titles(page(manager, **{"from": TODAY, "to": TODAY}))
    assert titles(page(manager, **{"from": TODAY + DAY})) == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"what": "no_such_thing"}, "Select a valid choice."),
        ({"who": "staff:999999999"}, "Select a valid choice."),
        ({"from": "the other day"}, "Enter a valid date."),
        ({"from": "2031-05-12", "to": "2031-05-11"}, "The last day lies before the first."),
        ({"before": "0"}, ""),
        ({"room": "\x00"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_asked_for_is_said_at_its_field(manager, query, said):
    answer = manager.get(AUDIT, query)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert '<ol class="list audit">' not in answer.content.decode()


def test_pages_follow_each_other_without_gap(house, manager):
    for number in range(ON_A_PAGE):
        house.book(start=TODAY + number * DAY, nights=1)
    text = page(manager, what="booking_created")
    assert len(titles(text)) == ON_A_PAGE
    house.book()
    (older,) = re.findall(r'rel="next" href="([^"]+)"', page(manager, what="booking_created"))
    text = manager.get(older.replace("&amp;", "&")).content.decode()
    assert len(titles(text)) == 1
    assert 'rel="next"' not in text
    assert "Newest" in text


def test_entries_that_come_meanwhile_are_counted_by_the_same_search(house, manager):
    since = last_seq(house.hotel.pk)
    house.book()
    house.dirty(house.rooms[0])
    assert "1 new entry" in part(manager, f"{AUDIT}?what=booking_created&since={since}", "audit-news")
    assert "new entries" in part(manager, f"{AUDIT}?since={since}", "audit-news")
    after = part(manager, f"{AUDIT}?since={last_seq(house.hotel.pk)}", "audit-news")
    assert "<a" not in after
    assert part(manager, f"{AUDIT}?since=nonsense", "audit-news")


def test_the_file_holds_what_is_shown(house, manager):
    cancelled(house)
    text = page(manager, what="about:booking", room="101")
    (link,) = re.findall(r'download href="([^"]+)"', text)
    answer = manager.get(link.replace("&amp;", "&"))
    assert answer.status_code == 200
    assert len(b"".join(answer.streaming_content).splitlines()) == 1 + len(titles(text))


def test_texts_are_escaped(house, manager):
    house.client().patch(f"{house.base}/rooms/{house.rooms[0].pk}/", {"number": "<b>7</b>"})
    text = page(manager, room="<b>7</b>")
    assert "<b>7</b>" not in text


def test_queries_are_as_many_for_a_full_page_as_for_a_few_entries(house, manager):
    page(manager)
    few = statements_of(lambda: page(manager))
    for _ in range(12):
        cancelled(house, house.rooms[1])
    assert len(statements_of(lambda: page(manager))) == len(few)


def test_nobody_reads_another_houses_audit(house, manager):
    other = House()
    cancelled(other)
    assert "Cancelled" not in titles(page(manager))
