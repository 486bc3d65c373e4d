"""What a change costs: the statements between BEGIN and COMMIT, and those that read the answer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from .house import DAY, TODAY, House

MOST_OF_A_CHECK_IN = 14
MOST_OF_AN_ANSWER = 6
CHANGES = {
    "check-in": (House.assigned, {}, MOST_OF_A_CHECK_IN),
    "check-out": (House.staying, {}, 12),
    "cancel": (House.assigned, {}, 8),
    "safe-assign-room": (House.book, {"room_id": 0}, 10),
    "move-room": (House.staying, {"to_room_id": 1}, 14),
}


def statements_of(house, booking, action, body):
    """Those in the change's transaction, and those after it."""
    client = house.client()
    with CaptureQueriesContext(connection) as queries:
        response = client.post(house.url(booking, action), body)
    assert response.status_code == 200, response.json()
    # The last message of a change carries three: the constraints, the log, the commit.
    statements = [part for query in queries.captured_queries for part in query["sql"].split(";\n")]
    begin, commit = statements.index("BEGIN"), statements.index("COMMIT")
    inside = [one for one in statements[begin + 1 : commit] if not one.startswith("SET CONSTRAINTS")]
    return inside, statements[commit + 1 :]


@pytest.mark.parametrize("action", CHANGES)
def test_a_change_stays_within_its_limit(house, action):
    make, body, most = CHANGES[action]
    booking = make(house)
    sent = {key: house.rooms[value].pk for key, value in body.items()}
    inside, after = statements_of(house, booking, action, sent)
    assert len(inside) <= most, inside
    assert len(after) <= MOST_OF_AN_ANSWER, after


def test_a_check_in_that_gives_the_room_stays_within_the_limit(house):
    body = {"room_id": house.rooms[1].pk}
    inside, _ = statements_of(house, house.book(), "check-in", body)
    assert len(inside) <= MOST_OF_A_CHECK_IN, inside


def test_a_check_in_into_a_better_room_stays_within_the_limit(house):
    # The night of that type has been sold before, so that its row in the ledger is there.
    house.book(room_type_id=house.superior.pk)
    body = {"room_id": house.upper[1].pk, "allow_other_type": True}
    inside, _ = statements_of(house, house.book(), "check-in", body)
    assert len(inside) <= MOST_OF_A_CHECK_IN, inside


def test_more_guests_in_house_cost_a_round_of_auto_assign_nothing_more(house):
    def cost_of_a_round(day):
        house.book(start=day)
        with CaptureQueriesContext(connection) as queries:
            response = house.client().post(f"{house.bookings}auto-assign/", {"date": str(day)})
        assert len(response.json()["assigned"]) == 1
        return len(queries.captured_queries)

    house.staying(house.rooms[0], nights=1)
    one_guest = cost_of_a_round(TODAY + 3 * DAY)
    house.staying(house.rooms[1], nights=1)
    assert cost_of_a_round(TODAY + 9 * DAY) == one_guest
