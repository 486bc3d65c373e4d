"""The rooms as housekeeping and the front desk see them: list, detail, dashboard, turnover, with a constant cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotelmate.core.change import run_change
from hotelmate.housekeeping.fault_services import report_discrepancy
from hotelmate.housekeeping.task_services import create_task
from hotelmate.room_bookings.lifecycle import Guarantee
from hotelmate.room_bookings.services.creation import Person, Request, create_booking
from hotelmate.room_bookings.services.room_assignment import assign_room
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room
from hotelmate.staff.models import Role

from ..documented import assert_documented
from .house import DAY, House

S = RoomStatus


def get(house, path, role=Role.SUPER_STAFF_ADMIN, **query):
    response = house.client(role).get(f"{house.base}/{path}", query)
    assert_documented(response)
    return response


def detail(house, room, role=Role.SUPER_STAFF_ADMIN):
    return get(house, f"rooms/{room.pk}/", role).json()


def actions(house, room, role):
    return {entry["name"]: entry for entry in detail(house, room, role)["actions"]}


def arrival(house, room, first=5, nights=2):
    today, actor = house.hotel.business_date(), house.actor()
    request = Request(
        room_type_id=house.room_type.pk,
        check_in=today + first * DAY,
        check_out=today + (first + nights) * DAY,
        primary=Person("Ada", "Lovelace", "ada@example.org", "+353 1 234"),
    )
    booking = run_change(lambda: create_booking(actor=actor, request=request, guarantee=Guarantee.HOTEL)).subject
    run_change(lambda: assign_room(actor=actor, booking_id=booking.booking_id, room_id=room.pk))
    return booking


def test_a_room_has_everything_that_the_contract_gives_it(house):
    room = house.room(S.READY_FOR_GUEST)
    body = detail(house, room)
    assert body["number"] == body["room_number"] == room.number
    assert (body["room_status"], body["is_occupied"], body["is_active"]) == ("READY_FOR_GUEST", False, True)
    assert (body["is_out_of_order"], body["is_bookable"], body["maintenance_required"]) == (False, True, False)
    assert (body["maintenance_priority"], body["maintenance_notes"]) == (None, "")
    assert body["room_type_name"] == house.room_type.name
    assert (body["occupant"], body["next_arrival"], body["block"], body["discrepancy"]) == (None, None, None, None)
    assert body["version"] == room.version


def test_a_room_names_who_is_in_it_and_who_comes_next_by_booking_and_never_by_name(house):
    room = house.room()
    staying, coming = house.stay(room, 2), arrival(house, room)
    arrival(house, room, first=9)
    response = get(house, f"rooms/{room.pk}/", Role.HOUSEKEEPING)
    body, today = response.json(), house.hotel.business_date()
    assert body["occupant"] == {
        "booking_id": staying.booking_id,
        "from_date": today.isoformat(),
        "to_date": (today + 2 * DAY).isoformat(),
    }
    assert body["next_arrival"]["booking_id"] == coming.booking_id
    assert b"Lovelace" not in response.content
    assert b"ada@example.org" not in response.content


def test_a_room_tells_its_faults_its_window_and_its_discrepancy(house):
    broken, closed, skipped = house.room(), house.room(S.OUT_OF_ORDER), house.room(S.OCCUPIED)
    house.fault(broken, "dripping tap", priority="LOW")
    house.fault(broken, "no heating", priority="HIGH")
    actor = house.actor()
    run_change(lambda: report_discrepancy(actor=actor, room_id=skipped.pk, kind="SKIP"))
    body = detail(house, broken)
    assert (body["maintenance_required"], body["maintenance_priority"], body["open_faults"]) == (True, "HIGH", 2)
    assert body["maintenance_notes"] == "dripping tap\nno heating"
    assert detail(house, closed)["block"]["reason"] == "painting"
    assert detail(house, closed)["is_out_of_order"] is True
    assert detail(house, skipped)["discrepancy"] == "SKIP"


def test_who_cleaned_and_who_inspected_is_named(house):
    room, cleaner = house.room(S.CHECKOUT_DIRTY), house.person(Role.HOUSEKEEPING)
    house.set_status(room, S.CLEANED_UNINSPECTED, house.actor(Role.HOUSEKEEPING))
    house.set_status(room, S.READY_FOR_GUEST)
    body = detail(house, room)
    assert (body["cleaned_by_name"], body["inspected_by_name"]) == (cleaner.full_name, house.person().full_name)


@pytest.mark.parametrize(
    ("status", "role", "allowed"),
    [
        (S.CHECKOUT_DIRTY, Role.HOUSEKEEPING, {"start_cleaning", "mark_cleaned"}),
        (S.CLEANING_IN_PROGRESS, Role.HOUSEKEEPING, {"mark_cleaned", "mark_dirty"}),
        (S.CLEANED_UNINSPECTED, Role.HOUSEKEEPING, {"pass_inspection", "fail_inspection", "mark_dirty"}),
        (S.READY_FOR_GUEST, Role.HOUSEKEEPING, {"mark_dirty"}),
        (S.OCCUPIED, Role.HOUSEKEEPING, set()),
        (S.MAINTENANCE_REQUIRED, Role.HOUSEKEEPING, set()),
        (S.MAINTENANCE_REQUIRED, Role.MAINTENANCE, {"complete_maintenance", "mark_dirty"}),
        (S.CHECKOUT_DIRTY, Role.FRONT_DESK, set()),
        (S.CHECKOUT_DIRTY, Role.STAFF_ADMIN, {"start_cleaning", "mark_cleaned", "manager_override"}),
        (S.OUT_OF_ORDER, Role.STAFF_ADMIN, set()),
        (S.OCCUPIED, Role.STAFF_ADMIN, set()),
    ],
)
def test_actions_say_what_may_be_done_and_why_not(house, status, role, allowed):
    offered = actions(house, house.room(status), role)
    always = {"report_fault"} | ({"report_discrepancy"} if role != Role.MAINTENANCE else set())
    assert {name for name, entry in offered.items() if entry["allowed"]} == allowed | always
    for entry in offered.values():
        assert (entry["code"] is None) == (entry["reason"] is None) == entry["allowed"]


def test_the_list_is_in_the_order_of_numbers_and_can_be_narrowed():
    house = House()
    dirty, ready = house.room(S.CHECKOUT_DIRTY), house.room()
    retired = house.room()
    Room.objects.filter(pk=retired.pk).update(active_until=house.hotel.business_date())

    def numbers(**query):
        return [room["room_number"] for room in get(house, "rooms/", **query).json()["results"]]

    assert numbers() == [dirty.number, ready.number]
    assert numbers(status="CHECKOUT_DIRTY") == [dirty.number]
    assert numbers(active="false") == [retired.number]
    assert numbers(q=ready.number) == [ready.number]
    assert numbers(room_type=house.room_type.pk, page_size=1) == [dirty.number]
    assert get(house, "rooms/", status="SPARKLING").status_code == 400
    assert get(house, "rooms/", page="900").json()["code"] == "NOT_FOUND"


@pytest.mark.parametrize("room_id", ["0", "x", "9" * 40])
def test_a_room_that_does_not_exist_is_a_404_with_a_code(house, room_id):
    response = get(house, f"rooms/{room_id}/")
    assert (response.status_code, response.json()["code"]) == (404, "ROOM_NOT_FOUND")


def test_rooms_of_another_hotel_are_not_listed(house):
    foreign = House().room()
    assert get(house, f"rooms/{foreign.pk}/").status_code == 404
    listed = get(house, "rooms/?page_size=200").json()["results"]
    assert foreign.number not in [room["room_number"] for room in listed]


@pytest.mark.parametrize(
    "path",
    [
        "rooms/?page_size=200",
        "housekeeping/dashboard/",
        "turnover/rooms/",
        "housekeeping/tasks/?page_size=200",
        "housekeeping/faults/",
    ],
)
def test_a_bigger_house_costs_no_more_queries(path):
    house = House()
    actor, client = house.actor(), house.client()

    def cost():
        with CaptureQueriesContext(connection) as queries:
            response = client.get(f"{house.base}/{path}")
        assert response.status_code == 200
        return len(queries)

    def grow():
        for status in S:
            room = house.room(status)
            run_change(lambda room=room: create_task(actor=actor, room_id=room.pk, task_type="AMENITY"))
            house.fault(room)
        arrival(house, house.room())

    grow()
    small = cost()
    for _ in range(3):
        grow()
    assert cost() == small <= 12


def test_the_dashboard_counts_rooms_in_use_and_shows_ones_own_tasks():
    house = House()
    rooms = [house.room(S.CHECKOUT_DIRTY), house.room(S.CHECKOUT_DIRTY), house.room()]
    retired, manager, cleaner = house.room(), house.actor(), house.person(Role.HOUSEKEEPING)
    Room.objects.filter(pk=retired.pk).update(active_until=house.hotel.business_date())
    for room, who in ((rooms[0], cleaner.pk), (rooms[1], None)):
        run_change(
            lambda room=room, who=who: create_task(
                actor=manager, room_id=room.pk, task_type="DEEP_CLEAN", assigned_to_id=who
            )
        )
    body = get(house, "housekeeping/dashboard/", Role.HOUSEKEEPING).json()
    assert (body["counts"], body["total_rooms"]) == ({"CHECKOUT_DIRTY": 2, "READY_FOR_GUEST": 1}, 3)
    assert [room["id"] for room in body["rooms_by_status"]["CHECKOUT_DIRTY"]] == [rooms[0].pk, rooms[1].pk]
    assert [task["room"] for task in body["my_open_tasks"]] == [rooms[0].pk]
    assert body["open_tasks"] == []
    assert len(get(house, "housekeeping/dashboard/").json()["open_tasks"]) == 2


def test_turnover_shows_every_status_with_its_rooms():
    house = House()
    room = house.room(S.CHECKOUT_DIRTY)
    body = get(house, "turnover/rooms/").json()
    assert list(body) == [str(status) for status in S]
    assert (body["CHECKOUT_DIRTY"]["label"], body["CHECKOUT_DIRTY"]["count"]) == ("Dirty", 1)
    assert body["CHECKOUT_DIRTY"]["rooms"][0]["room_number"] == room.number
    assert body["OCCUPIED"] == {"label": "Occupied", "count": 0, "rooms": []}


def test_turnover_stats_work():
    """They answered 500, always."""
    house = House()
    assert get(house, "turnover/stats/").json()["average_turnover_minutes"] is None
    room = house.room(S.CLEANED_UNINSPECTED)
    for status in (S.CHECKOUT_DIRTY, S.CLEANING_IN_PROGRESS, S.CLEANED_UNINSPECTED, S.CHECKOUT_DIRTY):
        house.set_status(room, status)
    body = get(house, "turnover/stats/").json()
    assert (body["turnovers_done_today"], body["turnovers_waiting"], body["open_tasks"]) == (1, 1, 1)
    assert body["counts"]["CHECKOUT_DIRTY"] == body["total_rooms"] == 1
    assert body["average_turnover_minutes"] >= body["average_cleaning_minutes"] >= 0
