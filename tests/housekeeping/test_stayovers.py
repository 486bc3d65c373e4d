"""The morning's round: a stay-over task for each stay that stays tonight."""

from datetime import UTC, datetime, timedelta

import pytest

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.housekeeping.task_services import (
    call_off_past_stayovers,
    complete_task,
    create_stayover_tasks,
    start_task,
)
from hotelmate.staff.models import Role

from .house import DAY, House, code_of

MORNING = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def house(database):
    with clock.travel_to(MORNING):
        return House()


def stay(house, nights):
    room = house.room()
    return room, house.stay(room, nights)


def round_of(house, role=Role.STAFF_ADMIN):
    actor = house.actor(role)
    return run_change(lambda: create_stayover_tasks(actor=actor)).subject


def called_off(house):
    return run_change(lambda: call_off_past_stayovers(actor=house.actor(Role.STAFF_ADMIN))).subject


def test_who_stays_tonight_gets_a_task_and_who_is_due_out_or_overdue_or_gone_gets_none(house):
    with clock.travel_to(MORNING):
        staying, booking = stay(house, 3)
        due_out, overdue, gone = (stay(house, nights)[0] for nights in (2, 1, 3))
        house.room()
        house.check_out(gone)
    with clock.travel_to(MORNING + 2 * DAY):
        seq = house.last_seq()
        (task,) = round_of(house)
    assert (task.room_id, task.booking_id, task.task_type) == (staying.pk, booking.pk, "STAYOVER")
    assert task.business_date == (MORNING + 2 * DAY).date()
    assert [event.type for event in house.events(seq)] == ["task_created"]
    assert [house.tasks(room, task_type="STAYOVER") for room in (due_out, overdue, gone)] == [[], [], []]


def test_day_use_is_no_stay_over_night(house):
    with clock.travel_to(MORNING):
        stay(house, 0)
        assert round_of(house) == []


def test_the_round_is_made_once_a_day_however_often_it_is_asked_for(house):
    with clock.travel_to(MORNING):
        room, _ = stay(house, 5)
        assert len(round_of(house)) == 1
        assert round_of(house) == []
    # Two in the morning is still the same business date.
    with clock.travel_to(MORNING + timedelta(hours=17)):
        assert round_of(house) == []
    with clock.travel_to(MORNING + DAY):
        assert len(round_of(house)) == 1
    assert len(house.tasks(room, task_type="STAYOVER")) == 2


def test_a_guest_who_leaves_early_calls_the_stayover_off(house):
    with clock.travel_to(MORNING):
        room, _ = stay(house, 3)
        round_of(house)
        seq = house.last_seq()
        house.check_out(room)
    assert [task.status for task in house.tasks(room, task_type="STAYOVER")] == ["CANCELLED"]
    assert [task.status for task in house.tasks(room, task_type="TURNOVER")] == ["OPEN"]
    told = [(event.type, event.after["task_type"]) for event in house.events(seq) if event.subject_type == "task"]
    assert told == [("task_updated", "STAYOVER"), ("task_created", "TURNOVER")]


def test_what_nobody_began_is_called_off_when_its_day_is_over(house):
    with clock.travel_to(MORNING):
        (untouched, _), (begun, _), (done, _) = (stay(house, 5) for _ in range(3))
        tasks = {task.room_id: task for task in round_of(house)}
        run_change(lambda: start_task(actor=house.actor(), task_id=tasks[begun.pk].pk))
        run_change(lambda: start_task(actor=house.actor(), task_id=tasks[done.pk].pk))
        run_change(lambda: complete_task(actor=house.actor(), task_id=tasks[done.pk].pk))
        assert called_off(house) == []
    # Two in the morning is still the same business date.
    with clock.travel_to(MORNING + timedelta(hours=17)):
        assert called_off(house) == []
    with clock.travel_to(MORNING + DAY):
        seq = house.last_seq()
        assert [task.room_id for task in called_off(house)] == [untouched.pk]
        assert [(event.type, event.after["status"]) for event in house.events(seq)] == [("task_updated", "CANCELLED")]
        assert called_off(house) == []
    status = {room: house.tasks(room, task_type="STAYOVER")[0].status for room in (untouched, begun, done)}
    assert status == {untouched: "CANCELLED", begun: "IN_PROGRESS", done: "DONE"}


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.HOUSEKEEPING, Role.MAINTENANCE])
def test_the_round_is_made_by_who_distributes_the_work(house, role):
    actor = house.actor(role)
    assert code_of(lambda: create_stayover_tasks(actor=actor)) == "PERMISSION_DENIED"


def test_a_house_without_guests_has_an_empty_round(house):
    with clock.travel_to(MORNING):
        seq = house.last_seq()
        assert round_of(house) == []
        assert house.last_seq() == seq
