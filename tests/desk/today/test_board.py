"""The rooms at a glance, for everybody; and today's page of those who clean and repair, who see no guest."""

from functools import partial
from time import process_time

from hotelmate.housekeeping.fault_services import report_fault
from hotelmate.housekeeping.models import HousekeepingTask
from hotelmate.housekeeping.task_services import assign_task
from hotelmate.staff.models import Role
from tests.desk.desks import House, part, signed_in
from tests.factories import make_rooms
from tests.statements import statements_of

MANY = 900
CPU_SECONDS = 0.15


def test_every_room_shows_its_state_and_whether_somebody_comes_today(house):
    house.assigned(house.rooms[0])
    house.dirty(house.rooms[1])
    page = part(signed_in(house.person(Role.FRONT_DESK)), "/", "rooms")
    assert 'class="room-tile READY_FOR_GUEST" href="/rooms/' in page
    assert page.count("a guest comes today") == 1
    assert 'class="room-tile CHECKOUT_DIRTY"' in page
    assert 'Rooms <span class="count">5</span>' in page


def test_the_rooms_are_filtered_by_their_state(house):
    house.dirty(house.rooms[1])
    client = signed_in(house.person(Role.FRONT_DESK))
    dirty = part(client, "/?rooms=CHECKOUT_DIRTY", "rooms")
    assert 'data-room="102"' in dirty
    assert 'data-room="101"' not in dirty
    assert "No room is in this state." in part(client, "/?rooms=OUT_OF_ORDER", "rooms")
    assert 'data-room="101"' in part(client, "/?rooms=nonsense", "rooms")


def test_housekeeping_sees_the_rooms_and_its_tasks_and_no_guest(house):
    house.staying(house.rooms[0])
    booking = house.assigned(house.rooms[1])
    house.dirty(house.rooms[1])
    housekeeper = house.person(Role.HOUSEKEEPING)
    task = HousekeepingTask.objects.get(hotel_id=house.hotel.pk, room_id=house.rooms[1].pk)
    house.do(assign_task, task_id=task.pk, assigned_to_id=housekeeper.pk)
    client = signed_in(housekeeper)
    page = client.get("/").content.decode()
    assert 'data-room="101"' in page
    assert 'My tasks <span class="count">1</span>' in page
    assert "a guest comes today" in part(client, "/", "work")
    for secret in ("Quackenbush", booking.booking_id, " due", "€"):
        assert secret not in page
    for element in ("arrivals", "departures", "attention", "approvals"):
        answer = client.get("/", headers={"HX-Request": "true", "HX-Target": element})
        assert "Quackenbush" not in answer.content.decode()
        assert booking.booking_id not in answer.content.decode()


def test_maintenance_sees_what_is_to_be_repaired(house):
    house.do(report_fault, room_id=house.rooms[2].pk, description="The tap drips", is_blocking=True, priority="HIGH")
    page = signed_in(house.person(Role.MAINTENANCE)).get("/").content.decode()
    assert "<b>1</b> open fault" in page
    assert "The tap drips" in page
    assert "High priority" in page
    assert "Keeps guests out" in page


def test_nine_hundred_rooms_cost_no_more_queries_and_little_time(house):
    big = House()
    make_rooms(big.standard, MANY, floor="9")
    few, many = (signed_in(one.person(Role.HOUSEKEEPING)) for one in (house, big))
    assert len(statements_of(partial(few.get, "/"))) == len(statements_of(partial(many.get, "/")))
    costs = []
    for _ in range(3):
        began = process_time()
        page = part(many, "/", "rooms")
        costs.append(process_time() - began)
    assert page.count("data-room=") == MANY + 5
    assert min(costs) < CPU_SECONDS
