"""What is free, the nights' locks, and overselling on purpose."""

from datetime import date, timedelta

import pytest

from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.core.locking import LockOrderError, take_rank
from hotelmate.events.queries import events_after, last_seq
from hotelmate.hotel.queries import system_of
from hotelmate.rooms.availability import free_rooms_by_night
from hotelmate.rooms.models import AllowanceChange, TypeNight
from hotelmate.rooms.services import create_room, lock_nights, lower_allowance, raise_allowance
from tests.at_once import at_once, in_background, refusals, until_waiting
from tests.factories import actor_for, make_hotel, make_room_type, make_rooms
from tests.statements import statements_of

FIRST, SECOND, END = date(2030, 1, 1), date(2030, 1, 2), date(2030, 1, 3)


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def system(hotel):
    return system_of(hotel)


@pytest.fixture
def room_type(hotel):
    room_type = make_room_type(hotel)
    make_rooms(room_type, 3)
    return room_type


def raised(actor, room_type, first=FIRST, end=END, note="burst pipe next door", **rooms):
    return run_change(
        lambda: raise_allowance(actor=actor, room_type=room_type, from_date=first, to_date=end, note=note, **rooms)
    )


def free(room_type, first=FIRST, end=END):
    by_night = free_rooms_by_night(
        hotel_id=room_type.hotel_id, room_type_ids=[room_type.pk], from_date=first, to_date=end
    )
    return list(by_night[room_type.pk].values())


def refusal_of(work):
    with pytest.raises(Refused) as caught:
        work()
    return caught.value.refusal


def test_a_night_that_nobody_touched_has_all_the_rooms_that_there_will_be(hotel, room_type):
    make_rooms(room_type, active_from=SECOND)
    assert free(room_type) == [3, 4]


def test_free_rooms_are_told_for_all_types_in_one_statement(hotel, room_type):
    other = make_room_type(hotel)
    foreign = make_room_type(make_hotel())
    raised(system_of(hotel), room_type, by=1)
    answers = []
    statements = statements_of(
        lambda: answers.append(free_rooms_by_night(hotel_id=hotel.pk, room_type_ids=None, from_date=FIRST, to_date=END))
    )
    assert len(statements) == 1
    assert answers == [{room_type.pk: {FIRST: 4, SECOND: 4}, other.pk: {FIRST: 0, SECOND: 0}}]
    assert not free_rooms_by_night(hotel_id=hotel.pk, room_type_ids=[foreign.pk], from_date=FIRST, to_date=END)
    assert not free_rooms_by_night(hotel_id=hotel.pk, room_type_ids=None, from_date=END, to_date=FIRST)


def test_a_raised_allowance_adds_to_its_nights_only(hotel, system, room_type):
    raised(system, room_type, by=2)
    raised(system, room_type, first=SECOND, by=1)
    assert free(room_type, FIRST, END + timedelta(days=1)) == [5, 6, 3]


def test_raised_to_a_number_it_never_falls(system, room_type):
    raised(system, room_type, first=SECOND, by=5)
    assert raised(system, room_type, to=2).changed
    assert free(room_type) == [5, 8]
    assert not raised(system, room_type, to=2).changed


def test_it_is_told_with_its_nights_and_kept_with_its_note(hotel, room_type):
    manager = actor_for(hotel, "staff_admin")
    raised(manager, room_type, by=2, note=" Burst pipe, Mr X must stay ")
    event = events_after(hotel_id=hotel.pk)[-1]
    assert (event.type, event.subject_type, event.subject_id) == ("allowance_raised", "room_type", str(room_type.pk))
    assert event.after == {"room_type": room_type.code, "from_date": "2030-01-01", "to_date": "2030-01-03", "by": 2}
    kept = AllowanceChange.objects.get(hotel=hotel)
    assert (kept.note, kept.by_rooms, kept.made_by) == ("Burst pipe, Mr X must stay", 2, manager.ref)


@pytest.mark.parametrize("role", ["front_desk", "housekeeping", "maintenance"])
def test_only_managers_oversell(hotel, room_type, role):
    actor = actor_for(hotel, role)
    assert refusal_of(lambda: raised(actor, room_type, by=1)).details == {"capability": "oversell"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"by": 1, "note": " "}, "NOTE_REQUIRED"),
        ({}, "INVALID_ALLOWANCE"),
        ({"by": 1, "to": 1}, "INVALID_ALLOWANCE"),
        ({"by": 0}, "INVALID_ALLOWANCE"),
        ({"by": -1}, "INVALID_ALLOWANCE"),
        ({"by": 1001}, "INVALID_ALLOWANCE"),
        ({"to": -1}, "INVALID_ALLOWANCE"),
        ({"by": 1, "first": END}, "INVALID_DATES"),
        ({"by": 1, "first": END, "end": FIRST}, "INVALID_DATES"),
        ({"by": 1, "end": date(2036, 1, 1)}, "INVALID_DATES"),
    ],
    ids=str,
)
def test_an_allowance_that_makes_no_sense_is_refused(system, room_type, change, code):
    assert refusal_of(lambda: raised(system, room_type, **change)).code == code


def test_another_hotels_type_is_not_found(room_type):
    stranger = system_of(make_hotel())
    assert refusal_of(lambda: raised(stranger, room_type, by=1)).code == "ROOM_TYPE_NOT_FOUND"


def test_it_is_lowered_as_far_as_nobody_counts_on_it(hotel, system, room_type):
    raised(system, room_type, by=4)
    lower = lambda to: run_change(  # noqa: E731
        lambda: lower_allowance(actor=system, room_type=room_type, from_date=FIRST, to_date=END, to=to, note="fixed")
    )
    assert lower(1).changed
    assert free(room_type) == [4, 4]
    assert not lower(2).changed
    assert events_after(hotel_id=hotel.pk)[-1].type == "allowance_lowered"


def test_raised_by_many_at_once_everybody_counts(hotel, system, room_type):
    works = [lambda: raised(system, room_type, by=1)] * 6
    assert not refusals(at_once(*works))
    assert free(room_type) == [9, 9]
    assert AllowanceChange.objects.filter(hotel=hotel).count() == 6


def test_a_room_that_opens_meanwhile_is_counted(hotel, system, room_type):
    for number in range(5):
        night = FIRST + timedelta(days=10 * number)
        answers = at_once(
            lambda: raised(system, room_type, first=night, end=night + timedelta(days=5), by=1),  # noqa: B023
            lambda: run_change(
                lambda: create_room(actor=system, number=f"N{number}", room_type_id=room_type.pk)  # noqa: B023
            ),
        )
        assert not refusals(answers)
    assert set(TypeNight.objects.filter(room_type=room_type).values_list("rooms", flat=True)) == {8}


def test_locked_nights_are_all_there_and_in_order(hotel, room_type):
    other = make_room_type(hotel)

    def work():
        return lock_nights(hotel_id=hotel.pk, room_type_ids=[other.pk, room_type.pk], from_date=FIRST, to_date=END)

    nights = run_change(work)
    assert [(night.room_type_id, night.night, night.rooms) for night in nights] == [
        (room_type.pk, FIRST, 3),
        (room_type.pk, SECOND, 3),
        (other.pk, FIRST, 0),
        (other.pk, SECOND, 0),
    ]
    assert len(statements_of(lambda: run_change(work))) == 3  # BEGIN, the lock, COMMIT


def test_nights_are_locked_until_the_commit(hotel, room_type, open_session):
    lock = lambda: lock_nights(  # noqa: E731
        hotel_id=hotel.pk, room_type_ids=[room_type.pk], from_date=FIRST, to_date=END
    )
    run_change(lock)
    holder = open_session()
    holder.execute("UPDATE rooms_typenight SET allowance = 7 WHERE room_type_id = %s", [room_type.pk])
    with in_background(lambda: run_change(lock)) as (locking,):
        until_waiting(open_session())
        holder.commit()
    assert [night.allowance for night in locking.result()] == [7, 7]


def test_nights_are_locked_once_and_after_the_rooms(hotel, room_type):
    def twice():
        for _ in range(2):
            lock_nights(hotel_id=hotel.pk, room_type_ids=[room_type.pk], from_date=FIRST, to_date=END)

    def before_rooms():
        lock_nights(hotel_id=hotel.pk, room_type_ids=[room_type.pk], from_date=FIRST, to_date=END)
        take_rank("rooms.room")

    for work in (twice, before_rooms):
        with pytest.raises(LockOrderError):
            run_change(work)


def test_a_service_that_has_locked_its_nights_may_raise_their_allowance(hotel, system, room_type):
    def work():
        lock_nights(hotel_id=hotel.pk, room_type_ids=[room_type.pk], from_date=FIRST, to_date=END)
        raise_allowance(actor=system, room_type=room_type, from_date=FIRST, to_date=END, by=1, note="overstay")

    run_change(work)
    assert free(room_type) == [4, 4]


def test_a_refused_raise_leaves_nothing(hotel, system, room_type):
    before = last_seq(hotel.pk)
    refusal_of(lambda: raised(system, room_type, by=40_000))
    assert (last_seq(hotel.pk), TypeNight.objects.filter(hotel=hotel).count()) == (before, 0)
