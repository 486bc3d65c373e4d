"""A room-status change makes at most five statements between BEGIN and COMMIT, whatever the change."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotelmate.hotel.models import Inspection
from hotelmate.rooms.lifecycle import RoomStatus

from .house import House

S = RoomStatus
MOST_STATEMENTS = 5
ALL = [
    (S.CHECKOUT_DIRTY, S.CLEANING_IN_PROGRESS),
    (S.CHECKOUT_DIRTY, S.CLEANED_UNINSPECTED),
    (S.CLEANING_IN_PROGRESS, S.CLEANED_UNINSPECTED),
    (S.CLEANING_IN_PROGRESS, S.CHECKOUT_DIRTY),
    (S.CLEANED_UNINSPECTED, S.READY_FOR_GUEST),
    (S.CLEANED_UNINSPECTED, S.CHECKOUT_DIRTY),
    (S.READY_FOR_GUEST, S.CHECKOUT_DIRTY),
    (S.READY_FOR_GUEST, S.MAINTENANCE_REQUIRED),
    (S.CLEANING_IN_PROGRESS, S.MAINTENANCE_REQUIRED),
    (S.MAINTENANCE_REQUIRED, S.CHECKOUT_DIRTY),
]


def in_transaction(queries: CaptureQueriesContext) -> list[str]:
    """The statements between BEGIN and COMMIT, also those sent in one message; SET CONSTRAINTS is not counted."""
    statements = [query["sql"] for query in queries.captured_queries]
    begin, commit = statements.index("BEGIN"), statements.index("COMMIT")
    sent = [part.strip() for message in statements[begin + 1 : commit] for part in message.split(";")]
    return [part for part in sent if part and part != "COMMIT" and not part.startswith("SET CONSTRAINTS")]


def post(house: House, path: str, body: dict[str, object]) -> list[str]:
    """Send the request and return what it said to the database inside its transaction."""
    client = house.client()
    with CaptureQueriesContext(connection) as queries:
        response = client.post(f"{house.base}/{path}", body)
    assert response.status_code == 200, response.data
    return in_transaction(queries)


@pytest.mark.parametrize(("old", "new"), ALL, ids=str)
def test_a_status_change_over_http_stays_within_the_limit(house, old, new):
    room = house.room(old)
    statements = post(house, f"housekeeping/rooms/{room.pk}/status/", {"to_status": new, "note": "as agreed"})
    assert len(statements) <= MOST_STATEMENTS, statements


def test_a_room_that_is_ready_at_once_stays_within_the_limit():
    house = House(inspection=Inspection.NONE)
    room = house.room(S.CHECKOUT_DIRTY)
    statements = post(house, f"housekeeping/rooms/{room.pk}/status/", {"to_status": S.CLEANED_UNINSPECTED})
    assert len(statements) <= MOST_STATEMENTS, statements


def test_several_faults_resolved_at_once_stay_within_the_limit(house):
    room = house.room(S.MAINTENANCE_REQUIRED)
    for description in ("two", "three", "four"):
        house.fault(room, description)
    statements = post(house, f"rooms/{room.number}/complete-maintenance/", {})
    assert len(statements) <= MOST_STATEMENTS, statements


@pytest.mark.parametrize(
    ("status", "shortcut", "body"),
    [
        (S.CHECKOUT_DIRTY, "start-cleaning", {}),
        (S.CLEANING_IN_PROGRESS, "mark-cleaned", {}),
        (S.CLEANED_UNINSPECTED, "inspect", {"passed": True}),
        (S.CLEANED_UNINSPECTED, "inspect", {"passed": False}),
    ],
)
def test_the_shortcuts_stay_within_the_limit(house, status, shortcut, body):
    statements = post(house, f"rooms/{house.room(status).number}/{shortcut}/", body)
    assert len(statements) <= MOST_STATEMENTS, statements


def test_an_override_stays_within_the_limit(house):
    room = house.room(S.CHECKOUT_DIRTY)
    body = {"to_status": S.READY_FOR_GUEST, "note": "seen it"}
    statements = post(house, f"housekeeping/rooms/{room.pk}/manager_override/", body)
    assert len(statements) <= MOST_STATEMENTS, statements


def test_the_status_view_asks_the_database_nothing_else_but_who_is_calling(house):
    room, client = house.room(S.CHECKOUT_DIRTY), house.client()
    with CaptureQueriesContext(connection) as queries:
        client.post(f"{house.base}/rooms/{room.pk}/status/", {"to_status": S.CLEANING_IN_PROGRESS})
    statements = [query["sql"] for query in queries.captured_queries]
    outside = [*statements[: statements.index("BEGIN")], *statements[statements.index("COMMIT") + 1 :]]
    assert len(outside) == 1, outside
    assert "staff_stafftoken" in outside[0]
