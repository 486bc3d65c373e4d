"""Invariant 11: the log of a hotel has no gap and no duplicate, and is only ever appended to."""

import psycopg
import pytest

from .house import EVENT, STREAM
from .rows import insert

BUMP = "UPDATE events_eventstream SET last_seq = last_seq + %s WHERE hotel_id = %s"


def test_an_event_beyond_the_stream_is_refused(house):
    house.record()
    with house.refuses("event_beyond_stream") as attacker:
        insert(attacker, EVENT, hotel_id=house.id, seq=2)


@pytest.mark.parametrize("seq", [0, -1])
def test_an_event_has_a_number_from_one(house, seq):
    house.record()
    with house.refuses("event_beyond_stream") as attacker:
        insert(attacker, EVENT, hotel_id=house.id, seq=seq)


def test_a_number_is_not_given_twice(house):
    house.record(2)
    with house.refuses("events_event_pkey") as attacker:
        insert(attacker, EVENT, hotel_id=house.id, seq=2)


def test_a_number_is_not_left_out(house):
    house.record()
    with house.refuses("event_gap") as attacker:
        attacker.execute(BUMP, [2, house.id])
        insert(attacker, EVENT, hotel_id=house.id, seq=3)


def test_a_stream_that_moves_on_has_its_event(house):
    house.record()
    with house.refuses("event_missing") as attacker:
        attacker.execute(BUMP, [1, house.id])
    with house.refuses("event_missing") as attacker:
        attacker.execute(BUMP, [2, house.id])
        insert(attacker, EVENT, hotel_id=house.id, seq=2)


def test_an_event_that_was_rolled_back_to_a_savepoint_is_missed(house):
    with house.refuses("event_missing") as attacker:
        attacker.execute(BUMP, [2, house.id])
        insert(attacker, EVENT, hotel_id=house.id, seq=1)
        with attacker.transaction(force_rollback=True):
            insert(attacker, EVENT, hotel_id=house.id, seq=2)


def test_setting_constraints_immediate_and_deferred_again_hides_nothing(house):
    with house.refuses("event_missing") as attacker:
        house_constraints = ("IMMEDIATE", "DEFERRED")
        for timing in house_constraints:
            attacker.execute(f"SET CONSTRAINTS ALL {timing}")
        attacker.execute(BUMP, [1, house.id])


def test_a_stream_does_not_go_back_or_change_hotel(house):
    house.record(2)
    for statement in (
        "UPDATE events_eventstream SET last_seq = last_seq - 1 WHERE hotel_id = %s",
        "UPDATE events_eventstream SET hotel_id = hotel_id + 1000000 WHERE hotel_id = %s",
    ):
        with house.refuses("event_stream_backward") as attacker:
            attacker.execute(statement, [house.id])


def test_a_hotel_has_one_stream_that_began_at_nothing(house):
    with house.refuses("events_eventstream_pkey") as attacker:
        attacker.execute("INSERT INTO events_eventstream VALUES (%s, 0)", [house.id])
    with house.refuses("event_stream_backward") as attacker:
        attacker.execute("INSERT INTO events_eventstream VALUES (%s, 5)", [house.id])
    with house.refuses("event_stream_backward") as attacker:
        attacker.execute(
            "INSERT INTO events_eventstream VALUES (%s, 7) ON CONFLICT (hotel_id) DO UPDATE SET last_seq = 7",
            [house.id],
        )


def test_an_event_belongs_to_a_hotel_that_has_a_stream(house):
    with house.refuses("event_stream_exists") as attacker:
        insert(attacker, EVENT, hotel_id=9_000_000_000, seq=1)


@pytest.mark.parametrize("role", ["app", "owner"])
def test_the_log_is_only_appended_to(house, role):
    house.record(2)
    rule = "42501" if role == "app" else "append_only"
    for statement in (
        f"UPDATE events_event SET actor = 'nobody' WHERE hotel_id = {house.id}",
        f"DELETE FROM events_event WHERE hotel_id = {house.id} AND seq = 2",
        # Without CASCADE the deliveries that point at events are reason enough.
        "TRUNCATE events_event CASCADE",
    ):
        with house.refuses(rule, role=role) as attacker:
            attacker.execute(statement)


def test_an_event_is_not_overwritten_through_on_conflict(house):
    house.record()
    with house.refuses("append_only", role="owner") as attacker:
        attacker.execute(
            "INSERT INTO events_event SELECT * FROM events_event WHERE hotel_id = %s"
            " ON CONFLICT (hotel_id, seq) DO UPDATE SET actor = 'nobody'",
            [house.id],
        )


@pytest.mark.parametrize("role", ["app", "owner"])
def test_the_stream_is_not_deleted(house, role):
    with house.refuses("never_deleted", role=role) as attacker:
        attacker.execute("DELETE FROM events_eventstream WHERE hotel_id = %s", [house.id])
    if role == "owner":
        with house.refuses("never_deleted", role=role) as attacker:
            attacker.execute("TRUNCATE events_eventstream CASCADE")


def test_an_event_of_an_endless_time_is_refused(house):
    with house.refuses("event_time_finite") as attacker:
        attacker.execute(BUMP, [1, house.id])
        insert(attacker, EVENT, hotel_id=house.id, seq=1, occurred_at="infinity")


def test_an_event_is_not_told_twice_under_one_id(house):
    house.record()
    known = house.session.execute("SELECT event_id FROM events_event WHERE hotel_id = %s", [house.id]).fetchone()[0]
    with house.refuses("events_event_event_id_key") as attacker:
        attacker.execute(BUMP, [1, house.id])
        insert(attacker, EVENT, hotel_id=house.id, seq=2, event_id=known)


def test_a_session_does_not_write_the_event_of_a_number_that_another_took(house, rival):
    house.record()
    first = rival()
    first.run(BUMP, [1, house.id])
    with house.refuses("event_beyond_stream") as attacker:
        insert(attacker, EVENT, hotel_id=house.id, seq=2)
    assert first.commit() == "event_missing"


def test_numbers_are_given_in_the_order_of_commits(house, rival):
    first, second = rival(), rival()
    assert house.record(2, session=first.connection) == 2
    second.start(BUMP, [1, house.id])
    assert first.commit() == ""
    second.finish_statement()
    insert(second.connection, EVENT, hotel_id=house.id, seq=3)
    assert second.commit() == ""


def test_a_rolled_back_session_gives_its_numbers_back(house, rival):
    first, second = rival(), rival()
    house.record(2, session=first.connection)
    second.start(BUMP, [1, house.id])
    first.connection.rollback()
    second.finish_statement()
    insert(second.connection, EVENT, hotel_id=house.id, seq=1)
    assert second.commit() == ""


def test_an_old_snapshot_does_not_take_a_number(house, open_session):
    attacker = open_session()
    attacker.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    attacker.execute("SELECT 1 FROM events_event LIMIT 1")
    house.record()
    with pytest.raises(psycopg.errors.SerializationFailure):
        attacker.execute(BUMP, [1, house.id])


def test_touching_a_fresh_stream_without_moving_it_needs_no_event(house):
    house.session.execute(BUMP, [0, house.id])
    assert house.session.execute(f"SELECT last_seq FROM {STREAM} WHERE hotel_id = %s", [house.id]).fetchone() == (0,)
