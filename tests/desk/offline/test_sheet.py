"""The downtime sheet: who is where, who comes and leaves; for those who may know it. And the worker's own script."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from hotelmate.desk.offline.files import KEPT
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.staff.models import Role
from tests.desk.desks import DAY, TODAY, signed_in
from tests.factories import make_rooms
from tests.statements import statements_of

SHEET = "/downtime/"


def read(house, role):
    answer = signed_in(house.person(role)).get(SHEET)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def busy(house):
    """Somebody stays in 101 until tomorrow, somebody comes today to 102, and somebody tomorrow without a room."""
    house.staying(house.rooms[0], nights=1)
    house.assigned(house.rooms[1])
    house.book(start=TODAY + DAY)
    return house


def section(page, heading):
    """The text of the part with this heading."""
    found = re.search(rf"<h2>{heading}.*?</section>", page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", found[0]))


def test_the_sheet_tells_who_is_where_until_when_and_who_comes_and_leaves(busy):
    page = read(busy, Role.FRONT_DESK)
    assert "as of Mon 12 May 15:30" in page
    assert "102 Wilhelmina Quackenbush 2 Wed 14 May" in section(page, "Arrivals today")
    assert "Wilhelmina Quackenbush" in section(page, "Arrivals tomorrow")
    assert "Nobody." in section(page, "Departures today")
    assert "101 Wilhelmina Quackenbush 2" in section(page, "Departures tomorrow")
    rooms = section(page, "Rooms")
    assert "101 Occupied Wilhelmina Quackenbush 2 Tue 13 May" in rooms
    assert "103 Ready" in rooms


def test_no_contacts_and_no_money_are_on_it_and_no_names_for_who_may_not_know_them(busy):
    clerks, maids = read(busy, Role.FRONT_DESK), read(busy, Role.HOUSEKEEPING)
    for private in ("quackenbush.example", "555 01", "€", "Zebulon", "Fotheringham"):
        assert private not in clerks
    assert "Quackenbush" not in maids
    assert "101 Occupied 2 Tue 13 May" in section(maids, "Rooms")


def test_it_is_marked_as_kept_for_its_person_and_for_no_cache_in_between(busy):
    person = busy.person(Role.HOUSEKEEPING)
    answer = signed_in(person).get(SHEET)
    assert answer.headers["X-Desk-Person"] == f"{busy.hotel.slug}:{person.pk}"
    assert "no-store" in answer.headers["Cache-Control"]


def test_it_costs_the_same_for_any_number_of_rooms(busy):
    clerk = signed_in(busy.person(Role.FRONT_DESK))
    few = len(statements_of(lambda: clerk.get(SHEET)))
    rooms = make_rooms(busy.standard, 20, status=RoomStatus.READY_FOR_GUEST)
    for room in rooms[:10]:
        busy.assigned(room)
    assert len(statements_of(lambda: clerk.get(SHEET))) == few


def asked_for(client, path):
    """The static files that a page asks for, and those that its scripts import."""
    wanted = set(re.findall(r'(?:href|src)="/static/([^"#]+)', client.get(path).content.decode()))
    for name in [name for name in wanted if name.startswith("desk/js/")]:
        wanted |= imported_by(name)
    return wanted


def imported_by(name):
    found = set()
    for other in re.findall(r'from "\./([^"]+)"', Path(finders.find(name)).read_text()):
        found |= {f"desk/js/{other}"} | imported_by(f"desk/js/{other}")
    return found


def test_the_worker_keeps_every_file_that_its_pages_ask_for(house):
    manager = signed_in(house.person(Role.STAFF_ADMIN))
    assert asked_for(manager, SHEET) | asked_for(manager, "/housekeeping/") <= set(KEPT)


def test_the_worker_is_another_one_when_a_file_is(house):
    answer = signed_in(house.person(Role.HOUSEKEEPING)).get("/sw.js")
    assert answer.headers["Content-Type"] == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    script = answer.content.decode()
    assert re.match(r'const VERSION = "[0-9a-f]{16}";\nconst FILES = \["/static/look/tokens.css", ', script)
