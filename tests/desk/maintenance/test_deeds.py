"""Windows and faults at the desk: opened and closed, and whom that hits."""

import pytest

from hotelmate.housekeeping.fault_services import report_fault
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room, RoomBlock
from hotelmate.staff.models import Role
from tests.desk.desks import DAY, HTMX, TODAY, asked, done, refused, signed_in

OPEN = "/maintenance/blocks/open/"


@pytest.fixture
def fitter(house):
    return signed_in(house.person(Role.MAINTENANCE))


def window(room, nights=2, **values):
    return {
        "room_id": room.pk,
        "kind": "OUT_OF_ORDER",
        "from_date": TODAY.isoformat(),
        "to_date": (TODAY + nights * DAY).isoformat(),
        "reason": "New carpet",
        **values,
    }


def test_a_window_opens_and_closes_again(house, fitter):
    room = house.rooms[2]
    assert "selected" in asked(fitter, f"{OPEN}?room_id={room.pk}")
    opened = done(fitter, OPEN, key="once", **window(room))
    assert opened["said"] == "Room 103: Out of order from Mon 12 May, free again on Wed 14 May."
    assert done(fitter, OPEN, key="once", **window(room)) == opened
    assert Room.objects.get(pk=room.pk).room_status == RoomStatus.OUT_OF_ORDER
    (block,) = RoomBlock.objects.filter(room=room)
    close = f"/maintenance/blocks/{block.pk}/close/"
    assert "New carpet" in asked(fitter, close)
    assert done(fitter, close)["said"] == "Room 103 is in use again."
    assert done(fitter, close)["said"] == "Room 103 was in use again already."
    assert Room.objects.get(pk=room.pk).room_status == RoomStatus.CHECKOUT_DIRTY


def test_a_window_that_hits_a_booking_names_it_and_takes_its_room_only_when_told_to(house):
    booking = house.assigned()
    room = Room.objects.get(allocations__booking=booking)
    manager = signed_in(house.person(Role.STAFF_ADMIN))
    answer = manager.post(OPEN, {"key": "k", **window(room)}, headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Wilhelmina Quackenbush" in text
    assert 'type="checkbox" name="displace"' in text
    done(manager, OPEN, **window(room, displace="on"))
    assert not room.allocations.filter(booking=booking).exists()


def test_maintenance_sees_which_bookings_are_hit_and_not_whose(house, fitter):
    booking = house.assigned()
    room = Room.objects.get(allocations__booking=booking)
    text = fitter.post(OPEN, {"key": "k", **window(room)}, headers=HTMX).content.decode()
    assert booking.booking_id in text
    assert "Quackenbush" not in text


def test_a_window_in_a_full_house_asks_who_may_oversell_for_the_reason(house, fitter):
    for _ in house.rooms:
        house.book()
    room = house.rooms[2]
    asked_field = 'name="oversell_note" cols'
    for client, is_asked in ((fitter, False), (signed_in(house.person(Role.STAFF_ADMIN)), True)):
        answer = client.post(OPEN, {"key": "k", **window(room)}, headers=HTMX)
        assert answer.status_code == 409
        assert (asked_field in answer.content.decode()) == is_asked
    done(client, OPEN, **window(room, oversell_note="Burst pipe"))
    assert Room.objects.get(pk=room.pk).room_status == RoomStatus.OUT_OF_ORDER


def test_a_window_that_ends_before_it_begins_says_so_at_its_field(house, fitter):
    answer = fitter.post(OPEN, {"key": "k", **window(house.rooms[2], nights=-1)}, headers=HTMX)
    assert answer.status_code == 400
    assert 'id="id_to_date_error"' in answer.content.decode()


def test_the_front_desk_opens_no_windows(house):
    clerk = signed_in(house.person(Role.FRONT_DESK))
    assert refused(clerk, OPEN, **window(house.rooms[2]))["code"] == "PERMISSION_DENIED"


def test_a_repaired_room_goes_to_housekeeping(house, fitter):
    room = house.rooms[0]
    first = house.do(report_fault, room_id=room.pk, description="No light").fault
    second = house.do(report_fault, room_id=room.pk, description="No heating").fault
    url = "/maintenance/faults/{}/do/resolve/"
    assert "No light" in asked(fitter, url.format(first.pk))
    assert "Another fault" in done(fitter, url.format(first.pk), resolution="New bulb")["said"]
    told = done(fitter, url.format(second.pk), resolution="Bled the radiator")
    assert told["said"] == "Repaired. Room 101 goes to housekeeping now."
    assert Room.objects.get(pk=room.pk).room_status == RoomStatus.CHECKOUT_DIRTY
    colleague = signed_in(house.person(Role.STAFF_ADMIN))
    assert refused(colleague, url.format(first.pk))["code"] == "FAULT_RESOLVED"
    clerk = signed_in(house.person(Role.FRONT_DESK))
    assert refused(clerk, url.format(first.pk))["code"] == "PERMISSION_DENIED"
