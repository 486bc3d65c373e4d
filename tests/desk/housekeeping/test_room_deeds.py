"""What is done with a room at the desk: the steps, faults, discrepancies; what is refused, and that nothing happens twice."""

import pytest

from hotelmate.housekeeping.models import Fault, HousekeepingTask, RoomDiscrepancy, RoomStatusEvent, TaskResult
from hotelmate.housekeeping.services import set_room_status
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room
from hotelmate.staff.models import Role
from tests.desk.desks import asked, done, refused, signed_in

S = RoomStatus


def steps(room):
    return list(RoomStatusEvent.objects.filter(room=room).order_by("n").values_list("to_status", flat=True))


def make(house, room, *statuses):
    """Take a room through these statuses, by the administrator."""
    for status in statuses:
        house.do(lambda *, actor, to: set_room_status(room=room, to_status=to, staff=actor), to=status)
    return Room.objects.get(pk=room.pk)


def url(room, action):
    return f"/rooms/{room.pk}/do/{action}/"


@pytest.fixture
def room(house):
    return make(house, house.rooms[0], S.CHECKOUT_DIRTY)


@pytest.fixture
def maid(house):
    return signed_in(house.person(Role.HOUSEKEEPING))


def test_a_room_is_cleaned_inspected_and_ready(house, room, maid):
    started = done(maid, url(room, "start_cleaning"))
    assert started["said"] == "Room 101 is being cleaned."
    assert started["undo"].startswith(url(room, "mark_dirty"))
    assert done(maid, url(room, "mark_cleaned"))["said"] == "Room 101 is clean and waits for inspection."
    passed = done(maid, url(room, "pass_inspection"))
    assert passed["said"] == "Room 101 is ready."
    assert passed["version"] == Room.objects.get(pk=room.pk).version
    assert steps(room)[-3:] == [S.CLEANING_IN_PROGRESS, S.CLEANED_UNINSPECTED, S.READY_FOR_GUEST]


def test_a_tap_that_is_sent_twice_is_made_once(house, room, maid):
    tap = {"key": "one-tap", "version": room.version}
    first = done(maid, url(room, "start_cleaning"), **tap)
    done(maid, url(room, "mark_cleaned"))
    before = house.last_seq()
    assert done(maid, url(room, "start_cleaning"), **tap) == first
    assert house.last_seq() == before


def test_without_scripts_a_button_goes_back_to_the_board_and_says_what_was_done(room, maid):
    answer = maid.post(url(room, "start_cleaning"), {"key": "plain", "version": room.version, "next": "/housekeeping/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/housekeeping/")
    assert "Room 101 is being cleaned." in maid.get("/housekeeping/").content.decode()


def test_who_was_quicker_is_told_to_a_tap_that_comes_late(house, room, maid):
    make(house, room, S.CLEANING_IN_PROGRESS, S.CLEANED_UNINSPECTED)
    quicker = house.person(Role.SUPER_STAFF_ADMIN).full_name
    told = refused(maid, url(room, "start_cleaning"), version=room.version)
    assert told["code"] == "OVERTAKEN"
    assert told["text"] == f"{quicker} was quicker. Room 101 is clean and waits for inspection."


def test_a_late_tap_does_not_clean_a_room_that_failed_its_inspection_meanwhile(house, room, maid):
    room = make(house, room, S.CLEANING_IN_PROGRESS)
    make(house, room, S.CLEANED_UNINSPECTED, S.CHECKOUT_DIRTY)
    told = refused(maid, url(room, "mark_cleaned"), version=room.version)
    assert told["text"].endswith("was quicker. Room 101 is dirty.")
    assert Room.objects.get(pk=room.pk).room_status == S.CHECKOUT_DIRTY


def test_the_same_step_of_a_colleague_leaves_nothing_to_do(house, room, maid):
    make(house, room, S.CLEANING_IN_PROGRESS)
    before = house.last_seq()
    same = done(maid, url(room, "start_cleaning"), version=room.version)
    assert same["said"] == "Room 101 is being cleaned."
    assert same["undo"] == ""
    assert house.last_seq() == before


def test_a_tap_is_not_sent_in_the_name_of_who_signed_in_meanwhile(house, room, maid):
    somebody = house.person(Role.FRONT_DESK)
    told = refused(maid, url(room, "start_cleaning"), person=somebody.pk)
    assert told["code"] == "TAP_OF_ANOTHER"
    mine = house.person(Role.HOUSEKEEPING)
    assert done(maid, url(room, "start_cleaning"), person=mine.pk)["said"] == "Room 101 is being cleaned."


def test_undo_takes_a_step_back_while_nobody_else_has_gone_on(house, room, maid):
    undo = done(maid, url(room, "start_cleaning"))["undo"]
    assert done(maid, undo)["said"] == "Room 101 is dirty."
    undo = done(maid, url(room, "start_cleaning"))["undo"]
    make(house, room, S.CLEANED_UNINSPECTED)
    assert refused(maid, undo)["code"] == "OVERTAKEN"


def test_a_failed_inspection_needs_a_reason_which_stays_in_the_history(house, room, maid):
    make(house, room, S.CLEANED_UNINSPECTED)
    assert refused(maid, url(room, "fail_inspection"), note="")["code"] == "VALIDATION_ERROR"
    assert done(maid, url(room, "fail_inspection"), note="Hair in the bath")["said"] == "Room 101 is dirty."
    last = RoomStatusEvent.objects.filter(room=room).order_by("-n")[0]
    assert last.note == "Hair in the bath"


def test_a_step_that_the_role_does_not_include_is_refused_and_said_beforehand(house, room):
    clerk = signed_in(house.person(Role.FRONT_DESK))
    assert refused(clerk, url(room, "start_cleaning"))["code"] == "PERMISSION_DENIED"
    assert "Your role does not include this" in asked(clerk, url(room, "start_cleaning"))


def test_a_step_that_the_room_cannot_take_says_what_the_room_is(house, maid):
    ready = house.rooms[1]
    assert "Room 102 is ready." in asked(maid, url(ready, "start_cleaning"))
    assert refused(maid, url(ready, "mark_cleaned"))["text"] == "Room 102 is ready."


def test_a_fault_is_reported_once_however_often_it_is_sent(house, room, maid):
    fault = {"description": "Shower leaks", "is_blocking": "on", "priority": "HIGH"}
    assert done(maid, url(room, "report_fault"), **fault)["said"] == "Fault reported in room 101."
    assert "already" in done(maid, url(room, "report_fault"), **fault)["said"]
    (found,) = Fault.objects.filter(room=room)
    assert (found.is_blocking, found.priority) == (True, "HIGH")
    assert Room.objects.get(pk=room.pk).room_status == S.MAINTENANCE_REQUIRED


def test_a_fault_that_does_not_keep_guests_out_leaves_the_status(house, room, maid):
    done(maid, url(room, "report_fault"), description="Scratch on the desk", priority="LOW")
    assert Room.objects.get(pk=room.pk).room_status == S.CHECKOUT_DIRTY


def test_a_manager_sets_a_status_by_hand_with_a_reason_and_nobody_else_does(house, room, maid):
    wanted = {"to_status": S.READY_FOR_GUEST, "note": "Checked it myself"}
    assert refused(maid, url(room, "manager_override"), **wanted)["code"] == "PERMISSION_DENIED"
    manager = signed_in(house.person(Role.STAFF_ADMIN))
    assert refused(manager, url(room, "manager_override"), **{**wanted, "note": ""})["code"] == "VALIDATION_ERROR"
    assert done(manager, url(room, "manager_override"), **wanted)["said"] == "Room 101 is ready."


def test_a_discrepancy_is_told_and_closed(house, maid):
    room = house.rooms[1]
    told = done(maid, url(room, "report_discrepancy"), kind="SLEEP", note="A suitcase on the bed")
    assert "not as in the books" in told["said"]
    (found,) = RoomDiscrepancy.objects.filter(room=room)
    clerk = signed_in(house.person(Role.FRONT_DESK))
    resolve = f"/housekeeping/discrepancies/{found.pk}/resolve/"
    assert done(clerk, resolve, resolution="Early check-in, forgotten")["said"] == "Room 102 is as in the books."
    found.refresh_from_db()
    assert found.resolution == "Early check-in, forgotten"
    fitter = signed_in(house.person(Role.MAINTENANCE))
    assert refused(fitter, url(room, "report_discrepancy"), kind="SLEEP")["code"] == "PERMISSION_DENIED"


def test_a_discrepancy_that_is_none_is_refused(house, maid):
    assert refused(maid, url(house.rooms[1], "report_discrepancy"), kind="SKIP")["code"] == "NO_DISCREPANCY"


def test_a_door_that_stays_closed_ends_the_stay_over_of_today(house, maid):
    house.staying()
    room = Room.objects.get(hotel=house.hotel, room_status=S.OCCUPIED)
    assert refused(maid, url(room, "do_not_disturb"))["code"] == "NOTHING_OPEN"
    manager = signed_in(house.person(Role.STAFF_ADMIN))
    assert done(manager, "/housekeeping/stayovers/")["said"] == "1 stay-over is planned."
    assert done(manager, "/housekeeping/stayovers/")["said"] == "Today's stay-overs are planned already."
    tap = {"key": "closed-door"}
    first = done(maid, url(room, "do_not_disturb"), **tap)
    assert first["said"] == f"Room {room.number} is not to be disturbed today."
    assert done(maid, url(room, "do_not_disturb"), **tap) == first
    (task,) = HousekeepingTask.objects.filter(room=room, task_type="STAYOVER")
    assert task.result == TaskResult.DO_NOT_DISTURB


def test_what_nobody_knows_is_not_found(house, maid):
    assert maid.get("/rooms/999999999/do/start_cleaning/").status_code == 404
    assert maid.get("/rooms/none/do/start_cleaning/").status_code == 404
    assert maid.get(f"/rooms/{house.rooms[0].pk}/do/paint/").status_code == 404
