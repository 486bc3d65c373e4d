"""The page of one room: what may be done in it and why not, and who did what before."""

import pytest

from hotelmate.housekeeping.fault_services import report_fault
from hotelmate.housekeeping.services import inspect_room, set_room_status
from hotelmate.housekeeping.task_services import create_task
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room
from hotelmate.staff.models import Role
from tests.desk.desks import part, signed_in
from tests.statements import statements_of

S = RoomStatus


@pytest.fixture
def room(house):
    return house.rooms[0]


def turn(house, room, *statuses):
    for status in statuses:
        house.do(lambda *, actor, to: set_room_status(room=room, to_status=to, staff=actor), to=status)


def read(house, room, role=Role.HOUSEKEEPING):
    return signed_in(house.person(role)).get(f"/rooms/{room.pk}/").content.decode()


def test_the_history_tells_who_did_what_and_why(house, room):
    turn(house, room, S.CHECKOUT_DIRTY, S.CLEANED_UNINSPECTED)
    house.do(inspect_room, room=room, passed=False, note="Hair in the bath")
    page = read(house, room)
    assert "To inspect → Dirty" in page
    assert "Hair in the bath" in page
    assert house.person(Role.SUPER_STAFF_ADMIN).full_name in page


def test_what_cannot_be_done_says_why_and_what_is_not_ones_own_is_not_there(house, room):
    page = read(house, room)
    possible, impossible = page.split('class="not-now"')
    assert f"/rooms/{room.pk}/do/report_fault/" in possible
    assert f"/rooms/{room.pk}/do/mark_dirty/" in possible
    assert "Room 101 is ready." in impossible
    assert "Nothing is open in room 101." in impossible
    assert "manager_override" not in page
    assert "/maintenance/blocks/open/" not in page
    managers = read(house, room, Role.STAFF_ADMIN)
    assert f"/rooms/{room.pk}/do/manager_override/" in managers
    assert f"/maintenance/blocks/open/?room_id={room.pk}" in managers


def test_its_faults_work_and_bookings_are_there_for_who_may_see_them(house, room):
    booking = house.staying()
    room = Room.objects.get(hotel=house.hotel, room_status=S.OCCUPIED)
    house.do(report_fault, room_id=room.pk, description="No hot water")
    house.do(create_task, room_id=room.pk, task_type="AMENITY", note="Iron")
    maids, clerks, fitters = (
        read(house, room, role) for role in (Role.HOUSEKEEPING, Role.FRONT_DESK, Role.MAINTENANCE)
    )
    assert "No hot water" in maids
    assert "Iron" in maids
    assert "Keeps guests out" in maids
    assert f"/bookings/{booking.booking_id}/" in clerks
    assert "Wilhelmina Quackenbush" in clerks
    assert f"/bookings/{booking.booking_id}/" not in maids
    assert "Repaired…" in fitters
    assert "Repaired…" not in maids.split('class="not-now"')[0]


def test_the_drawer_shows_the_same_and_is_fetched_anew(house, room):
    maid = signed_in(house.person(Role.HOUSEKEEPING))
    for element in ("drawer-body", f"room-sheet-{room.pk}"):
        assert 'data-live="room:101"' in part(maid, f"/rooms/{room.pk}/", element)


def test_a_room_out_of_use_keeps_its_history(house, room):
    Room.objects.filter(pk=room.pk).update(active_until=house.hotel.business_date())
    page = read(house, room)
    assert "No longer in use" in page
    assert "History" in page


def test_it_costs_the_same_however_long_the_history(house, room):
    maid = signed_in(house.person(Role.HOUSEKEEPING))
    turn(house, room, S.CHECKOUT_DIRTY, S.CLEANED_UNINSPECTED, S.CHECKOUT_DIRTY)
    few = len(statements_of(lambda: maid.get(f"/rooms/{room.pk}/")))
    turn(house, room, *[S.CLEANED_UNINSPECTED, S.CHECKOUT_DIRTY] * 4)
    assert len(statements_of(lambda: maid.get(f"/rooms/{room.pk}/"))) == few


def test_a_room_of_another_house_is_not_found(house):
    maid = signed_in(house.person(Role.HOUSEKEEPING))
    assert maid.get("/rooms/999999999/").status_code == 404
