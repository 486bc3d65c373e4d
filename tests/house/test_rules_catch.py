"""Each house rule is shown what it exists for, and what it must leave alone."""

import pytest

from . import rules
from .source import Source


def product(text: str, path: str = "hotelmate/rooms/services.py") -> Source:
    return Source(path, text)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (rules.long_functions, "def long():\n" + "    pass\n" * 70),
        (rules.imports_inside_functions, "def f():\n    import os\n"),
        (rules.imports_inside_functions, "async def f():\n    def g():\n        from os import path\n"),
        (rules.catches_everything, "try:\n    f()\nexcept:\n    pass\n"),
        (rules.catches_everything, "try:\n    f()\nexcept Exception as error:\n    raise\n"),
        (rules.catches_everything, "try:\n    f()\nexcept (ValueError, BaseException):\n    pass\n"),
        (rules.empty_names, "class BookingHelper: ..."),
        (rules.left_for_later, "x = 1  # TODO later"),
        (rules.machine_paths, "open('/work/data.csv')"),
        (rules.machine_paths, "HOME = '/root'"),
        (rules.locks_in_sql, "q = 'SELECT 1 FROM t FOR NO KEY UPDATE'"),
        (rules.notifies, "q = 'NOTIFY wake'"),
        (rules.notifies, "q = 'SELECT pg_notify(%s, %s)'"),
        (rules.clock_reads, "now = timezone.now()"),
        (rules.clock_reads, "today = date.today()"),
        (lambda source: rules.uses_of_attribute(source, "atomic"), "from django.db.transaction import atomic"),
        (lambda source: rules.uses_of_attribute(source, "select_for_update"), "rows.select_for_update().get()"),
        (lambda source: rules.foreign_doors(source, frozenset({"views"})), "from hotelmate.staff.views import x"),
        (lambda source: rules.foreign_doors(source, frozenset({"views"})), "from hotelmate.staff import views"),
    ],
)
def test_a_rule_finds_what_breaks_it(rule, text):
    assert list(rule(product(text)))


@pytest.mark.parametrize(
    "text",
    [
        "from hotelmate.rooms.views import RoomView",
        "from hotelmate.rooms import urls",
        "from hotelmate.rooms.room_views import x",
    ],
)
def test_an_import_upwards_inside_an_app_is_seen(text):
    assert list(rules.upward_imports(product(text)))


def test_an_import_downwards_inside_an_app_is_welcome():
    text = "from hotelmate.rooms.models import Room\nfrom hotelmate.rooms.rules import x\nfrom hotelmate.rooms import queries"
    assert not list(rules.upward_imports(product(text)))


@pytest.mark.parametrize("part", ["utils", "booking_helpers", "room_manager", "common"])
def test_a_file_needs_a_name_that_says_something(part):
    assert list(rules.empty_names(product("", path=f"hotelmate/rooms/{part}.py")))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (rules.long_functions, "def short():\n" + "    pass\n" * 69),
        (rules.imports_inside_functions, "if True:\n    import os\n"),
        (rules.catches_everything, "try:\n    f()\nexcept BaseException:\n    close()\n    raise\n"),
        (rules.empty_names, "class Manage: ..."),
        (rules.machine_paths, "url = 'https://example.org/work/'"),
        (rules.machine_paths, "path('housekeeping/work/', view)"),
        (rules.locks_in_sql, '"""Takes rows FOR UPDATE."""'),
        (rules.clock_reads, "now = clock.now()"),
        (lambda source: rules.foreign_doors(source, frozenset({"views"})), "from hotelmate.rooms.views import x"),
        (lambda source: rules.foreign_doors(source, frozenset({"views"})), "from hotelmate.staff.queries import x"),
    ],
)
def test_a_rule_leaves_the_rest_alone(rule, text):
    assert not list(rule(product(text)))


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("booking.status = 'CANCELLED'", "status"),
        ("rooms.update(room_status='OCCUPIED')", "room_status"),
        ("Booking.objects.filter(pk=1).update(status='X')", "status"),
        ("setattr(booking, 'status', 'X')", "status"),
        ("q = 'UPDATE rooms_room SET version = version + 1, room_status = %s WHERE id = %s'", "room_status"),
        ("write_booking(changes={'status': 'X', **changes})", "status"),
        ("changes = {'status': 'X'}", "status"),
        ("_write(actor, task, {'status': 'X'}, at)", "status"),
        ("q = '''WITH x AS (SELECT 1)\nUPDATE t\nSET status = 1'''", "status"),
    ],
)
def test_every_way_to_write_a_status_is_seen(text, field):
    assert [found for found, _ in rules.status_writes(product(text))] == [field]


@pytest.mark.parametrize(
    "text",
    [
        "Response(status=409)",
        "if booking.status == 'X': pass",
        "record(before={'status': 'X'}, after={'status': 'Y'})",
        "rooms.filter(status='X').update(version=2)",
        "q = 'UPDATE t SET version = 1'",
    ],
)
def test_reading_a_status_is_nobodys_concern(text):
    assert not list(rules.status_writes(product(text)))
