"""The boundary of a change: one transaction, locks in one order, the log last, retries, refusals by name."""

from contextlib import suppress
from decimal import Decimal
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection

from hotelmate.core.change import Outcome, rehearse_change, run_change
from hotelmate.core.constraints import refusal_for
from hotelmate.core.errors import NotInAChange, Refused, StartOver
from hotelmate.core.locking import LockOrderError, join_rank, lock_one, lock_rows, take_rank
from hotelmate.events.queries import events_after, last_seq
from hotelmate.events.services import record
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import system_of
from hotelmate.hotel.services import update_settings
from hotelmate.rooms.models import Room, RoomType, TypeNight
from hotelmate.rooms.services import create_room_type, update_room
from tests.at_once import at_once, in_background, refusals, until_waiting
from tests.factories import make_hotel, make_room_type, make_rooms


@pytest.fixture
def hotel():
    return make_hotel()


def note(hotel, number=1):
    record(actor=system_of(hotel), type="noted", subject=("hotel", hotel.slug), at=hotel.now(), after={"n": number})


def execute(statement, values=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def code_of(work):
    with pytest.raises(Refused) as caught:
        run_change(work)
    return caught.value.refusal.code


def test_a_lock_outside_of_a_change_is_refused():
    with pytest.raises(NotInAChange):
        lock_rows(Hotel.objects.all())


def test_an_event_outside_of_a_change_is_refused(hotel):
    with pytest.raises(NotInAChange):
        note(hotel)


def test_a_change_inside_a_change_is_a_mistake(hotel):
    with pytest.raises(RuntimeError, match="already under way"):
        run_change(lambda: run_change(lambda: note(hotel)))


def test_what_raises_inside_a_change_leaves_nothing_behind(hotel):
    def work():
        Hotel.objects.filter(pk=hotel.pk).update(name="Changed")
        note(hotel)
        raise KeyError("a bug")

    with pytest.raises(KeyError):
        run_change(work)
    hotel.refresh_from_db()
    assert (hotel.name, last_seq(hotel.pk)) == ("Test House", 1)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("rooms.room", "room_bookings.roombooking"),
        ("rooms.room", "rooms.room"),
        ("events.eventstream", "rooms.typenight"),
        ("rooms.typenight", "rooms.roomtype"),
        ("staff.staffmember", "hotel.hotel"),
    ],
)
def test_locks_against_the_order_of_the_house_fail(first, second):
    def work():
        take_rank(first)
        take_rank(second)

    with pytest.raises(LockOrderError):
        run_change(work)


def test_a_service_may_go_on_with_the_rows_locked_last_but_not_go_back():
    def joins():
        take_rank("rooms.typenight")
        join_rank("rooms.typenight")
        return True

    def goes_back():
        take_rank("events.eventstream")
        join_rank("rooms.typenight")

    assert run_change(joins)
    with pytest.raises(LockOrderError):
        run_change(goes_back)


def test_locked_rows_come_in_the_order_of_their_keys_as_they_are_after_the_wait(hotel, open_session):
    rooms = make_rooms(make_room_type(hotel), ["9", "10", "11"])
    holder = open_session()
    holder.execute("UPDATE rooms_room SET floor = 'after' WHERE id = %s", [rooms[1].pk])

    def work():
        return [(room.pk, room.floor) for room in lock_rows(Room.objects.filter(hotel=hotel).order_by("-number"))]

    with in_background(lambda: run_change(work)) as (locking,):
        until_waiting(open_session())
        holder.commit()
    assert locking.result() == [(rooms[0].pk, ""), (rooms[1].pk, "after"), (rooms[2].pk, "")]


def test_a_lock_that_does_not_come_is_busy(hotel, open_session):
    holder = open_session()
    holder.execute("SELECT 1 FROM hotel_hotel WHERE id = %s FOR UPDATE", [hotel.pk])
    execute("SET lock_timeout = '50ms'")
    try:
        with pytest.raises(Refused) as caught:
            run_change(lambda: update_settings(actor=system_of(hotel), name="New"))
    finally:
        execute("SET lock_timeout = '3s'")
    assert (caught.value.refusal.code, caught.value.refusal.status) == ("BUSY", 503)


def test_a_deadlock_is_tried_again_and_both_changes_happen(hotel):
    rooms = make_rooms(make_room_type(hotel), 2)
    both_hold_one = Barrier(2)
    attempts = []

    def crossing(first, second):
        def work():
            attempts.append(first)
            execute("UPDATE rooms_room SET notes = notes || 'x' WHERE id = %s", [first])
            # Broken for the second attempt: the other one has gone on by then.
            with suppress(BrokenBarrierError):
                both_hold_one.wait(0 if len(attempts) > 2 else 10)
            execute("UPDATE rooms_room SET notes = notes || 'x' WHERE id = %s", [second])
            note(hotel)

        return lambda: run_change(work)

    assert at_once(crossing(rooms[0].pk, rooms[1].pk), crossing(rooms[1].pk, rooms[0].pk)) == [None, None]
    assert len(attempts) > 2  # the loser may lose its second round too
    assert {room.notes for room in Room.objects.filter(hotel=hotel)} == {"xx"}
    assert len(events_after(hotel_id=hotel.pk, types=["noted"])) == 2


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_what_the_database_asks_to_try_again_is_tried_four_times_and_then_busy(hotel, sqlstate):
    attempts = []

    def work():
        attempts.append(1)
        note(hotel)
        execute(f"DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '{sqlstate}'; END $$")

    assert code_of(work) == "BUSY"
    assert (len(attempts), last_seq(hotel.pk)) == (4, 1)


def test_a_change_that_starts_over_records_its_events_once(hotel):
    attempts = []

    def work():
        note(hotel)
        attempts.append(1)
        if len(attempts) < 3:
            raise StartOver

    run_change(work)
    assert [event.type for event in events_after(hotel_id=hotel.pk)] == ["hotel_created", "noted"]


def test_a_change_that_never_stops_starting_over_is_busy(hotel):
    def work():
        raise StartOver

    assert code_of(work) == "BUSY"


def test_a_constraint_that_nobody_named_is_a_conflict_with_its_name(hotel):
    def work():
        execute("SELECT hotelmate_refuse('a_rule_without_a_name', 'nobody gave it a meaning')", [])

    with pytest.raises(Refused) as caught:
        run_change(work)
    refusal = caught.value.refusal
    assert (refusal.code, refusal.status) == ("STATE_CONFLICT", 409)
    assert refusal.details == {"constraint": "a_rule_without_a_name", "fault": True}


def test_a_rule_that_only_a_fault_of_ours_can_break_says_so(hotel):
    room = make_rooms(make_room_type(hotel))[0]
    other = make_hotel()

    def work():
        execute("UPDATE rooms_room SET hotel_id = %s WHERE id = %s", [other.pk, room.pk])

    with pytest.raises(Refused) as caught:
        run_change(work)
    refusal = caught.value.refusal
    assert (refusal.code, refusal.status, refusal.details) == ("ROOM_CHANGES_HOTEL", 409, {"fault": True})
    assert "report it" in refusal.message


def test_a_constraint_with_a_meaning_is_that_refusal(hotel):
    make_room_type(hotel, "DLX")
    actor = system_of(hotel)
    assert code_of(lambda: create_room_type(actor=actor, code="DLX", name="Twice")) == "ROOM_TYPE_CODE_TAKEN"


def test_a_deferred_constraint_refuses_before_the_log_is_written(hotel):
    room = make_rooms(make_room_type(hotel))[0]
    before = last_seq(hotel.pk)

    def work():
        execute(
            "UPDATE rooms_room SET room_status = 'CHECKOUT_DIRTY', status_n = status_n + 1 WHERE id = %s", [room.pk]
        )
        note(hotel)

    assert code_of(work) == refusal_for("room_status_without_audit").code
    assert last_seq(hotel.pk) == before


def test_a_deferred_constraint_refuses_a_change_without_events_too(hotel):
    room = make_rooms(make_room_type(hotel))[0]
    statement = "UPDATE rooms_room SET room_status = 'CHECKOUT_DIRTY', status_n = status_n + 1 WHERE id = %s"
    assert code_of(lambda: execute(statement, [room.pk])) == refusal_for("room_status_without_audit").code


def test_a_value_that_no_column_can_hold_is_invalid(hotel):
    room_type = make_room_type(hotel)
    rate = Decimal("1e20")
    assert code_of(lambda: RoomType.objects.filter(pk=room_type.pk).update(base_rate=rate)) == "INVALID_VALUE"


def test_a_dry_run_tells_the_events_and_changes_nothing(hotel):
    room_type = make_room_type(hotel)
    before = last_seq(hotel.pk)
    rehearsal = rehearse_change(lambda: create_room_type(actor=system_of(hotel), code="NEW", name="New"))
    assert isinstance(rehearsal.result, Outcome)
    assert [event.type for event in rehearsal.events] == ["room_type_created"]
    assert list(RoomType.objects.filter(hotel=hotel)) == [room_type]
    assert last_seq(hotel.pk) == before


def test_a_dry_run_hears_the_constraints_too(hotel):
    room = make_rooms(make_room_type(hotel))[0]
    statement = "UPDATE rooms_room SET room_status = 'CHECKOUT_DIRTY', status_n = status_n + 1 WHERE id = %s"
    with pytest.raises(Refused) as caught:
        rehearse_change(lambda: execute(statement, [room.pk]))
    assert caught.value.refusal == refusal_for("room_status_without_audit")


def test_a_dry_run_does_not_wait_for_the_stream(hotel, open_session):
    holder = open_session()
    holder.execute("SELECT 1 FROM events_eventstream WHERE hotel_id = %s FOR UPDATE", [hotel.pk])
    assert rehearse_change(lambda: update_settings(actor=system_of(hotel), name="New")).result.changed


def test_a_change_belongs_to_one_hotel(hotel):
    other = make_hotel()

    def work():
        note(hotel)
        note(other)

    with pytest.raises(ValueError, match="one hotel"):
        run_change(work)


def test_numbers_have_no_gap_when_many_write_at_once(hotel):
    def several(writer):
        def work():
            for number in range(10):
                run_change(lambda: note(hotel, writer * 100 + number))  # noqa: B023

        return work

    at_once(*(several(writer) for writer in range(6)))
    events = events_after(hotel_id=hotel.pk, types=["noted"], limit=1000)
    assert [event.seq for event in events] == list(range(2, 62))
    for writer in range(6):
        mine = [event.after["n"] for event in events if event.after["n"] // 100 == writer]
        assert mine == sorted(mine)


def test_a_refused_change_leaves_no_gap(hotel):
    def work():
        note(hotel)
        raise StartOver

    with pytest.raises(Refused):
        run_change(work)
    run_change(lambda: note(hotel))
    assert [event.seq for event in events_after(hotel_id=hotel.pk)] == [1, 2]


def test_two_who_edit_one_room_at_once_both_get_their_turn(hotel):
    room = make_rooms(make_room_type(hotel))[0]
    actor = system_of(hotel)
    answers = at_once(
        lambda: run_change(lambda: update_room(actor=actor, room_id=room.pk, floor="1")),
        lambda: run_change(lambda: update_room(actor=actor, room_id=room.pk, notes="quiet")),
    )
    assert not refusals(answers)
    room.refresh_from_db()
    assert (room.floor, room.notes, room.version) == ("1", "quiet", 3)


def test_one_row_is_locked_or_none(hotel):
    make_rooms(make_room_type(hotel), 2)
    assert run_change(lambda: lock_one(TypeNight, hotel_id=hotel.pk)) is None
    with pytest.raises(ValueError, match="several rows"):
        run_change(lambda: lock_one(Room, hotel_id=hotel.pk))
