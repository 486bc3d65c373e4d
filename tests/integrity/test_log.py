"""A log with gaps, and a log that tells something else than the rows."""

from hotelmate.integrity.queries import run_checks

TELL = """
    INSERT INTO events_event (hotel_id, seq, event_id, type, subject_type, subject_id, before, after, changed_fields, actor,
                              source, cause, occurred_at)
    SELECT %(hotel)s, last_seq + {ahead}, gen_random_uuid(), '{type}', '{kind}', %(subject)s, '{before}', '{after}',
           ARRAY['room_status'], 'staff:1', 'STAFF', '', %(now)s
    FROM events_eventstream WHERE hotel_id = %(hotel)s
"""
MOVE_ON = "UPDATE events_eventstream SET last_seq = last_seq + {steps} WHERE hotel_id = %(hotel)s"
BOOKING_EVENT = """
    UPDATE events_event SET {change}
    WHERE hotel_id = %(hotel)s AND subject_id = %(subject)s AND type = '{type}'
"""


def tell(type_, *, kind="staff", before="{}", after="{}", ahead=1):
    return TELL.format(type=type_, kind=kind, before=before, after=after, ahead=ahead)


def move_on(steps=1):
    return MOVE_ON.format(steps=steps)


def status(value):
    return f'{{"status": "{value}"}}'


def test_a_number_left_out(found_after):
    finding = found_after("event_gap", tell("staff_signed_in", ahead=2), move_on(2), subject="1")
    assert finding.problem.startswith("follows event ")


def test_a_number_given_twice(found_after):
    finding = found_after("event_gap", tell("staff_signed_in", ahead=-3), subject="1")
    assert finding.problem == "stands twice in the log"


def test_a_log_that_does_not_begin_at_one(found_after):
    finding = found_after("event_gap", "DELETE FROM events_event WHERE hotel_id = %(hotel)s AND seq = 1")
    assert finding.record == "event 2"
    assert finding.problem == "follows event 0"


def test_a_stream_beyond_its_log(found_after):
    finding = found_after("stream_differs_from_log", move_on())
    assert finding.record == "event stream"


def test_a_hotel_without_a_stream(found_after):
    finding = found_after("stream_differs_from_log", "DELETE FROM events_eventstream WHERE hotel_id = %(hotel)s")
    assert finding.problem.startswith("is at nothing")


def test_two_events_with_one_id(found_after):
    finding = found_after(
        "event_id_twice",
        """
        UPDATE events_event SET event_id = (SELECT event_id FROM events_event WHERE hotel_id = %(hotel)s AND seq = 1)
        WHERE hotel_id = %(hotel)s AND seq = 2
        """,
    )
    assert finding.problem.endswith("1, 2")


def test_a_room_change_that_nobody_told(found_after):
    finding = found_after(
        "room_change_without_event",
        """
        UPDATE events_event SET changed_fields = '{}'
        WHERE hotel_id = %(hotel)s AND subject_id = '103' AND (after ->> 'status_n')::int = 4
        """,
    )
    assert finding.record == "room 103"
    assert finding.problem.startswith("audit row 4 of ")


def test_a_room_change_that_was_told_and_never_made(found_after):
    after = '{"room_status": "READY_FOR_GUEST", "status_n": 7}'
    finding = found_after(
        "room_event_without_change",
        tell("room_updated", kind="room", before='{"room_status": "OCCUPIED"}', after=after),
        move_on(),
        subject="103",
    )
    assert finding.record == "room 103"
    assert "its change 7 from OCCUPIED to READY_FOR_GUEST" in finding.problem


def test_a_room_may_get_another_number(house, unguarded):
    unguarded.execute("UPDATE rooms_room SET number = '113' WHERE id = %s", [house.rooms["103"].pk])
    assert run_checks(unguarded, house.hotel).failed == {}


def test_a_booking_that_nobody_told_of(house, found_after):
    finding = found_after(
        "booking_without_event",
        BOOKING_EVENT.format(type="booking_created", change="after = '{}'"),
        subject=house.arriving.booking_id,
    )
    assert finding.record == f"booking {house.arriving.booking_id}"


def test_a_status_that_the_log_does_not_know(house, found_after):
    finding = found_after(
        "booking_status_differs_from_log",
        tell("booking_cancelled", kind="booking", before=status("CONFIRMED"), after=status("CANCELLED")),
        move_on(),
        subject=house.arriving.booking_id,
    )
    assert finding.record == f"booking {house.arriving.booking_id}"
    assert finding.problem.startswith("is CONFIRMED; ")
    assert finding.problem.endswith("says CANCELLED")


def test_a_booking_that_went_back(house, found_after):
    there_and_back = [
        tell("booking_updated", kind="booking", after=status("PENDING_PAYMENT")),
        tell("booking_updated", kind="booking", after=status("PENDING_APPROVAL"), ahead=2),
    ]
    finding = found_after(
        "booking_change_not_in_lifecycle", *there_and_back, move_on(2), subject=house.waiting.booking_id
    )
    assert finding.record == f"booking {house.waiting.booking_id}"
    assert "from PENDING_APPROVAL to PENDING_PAYMENT" in finding.problem


def test_a_booking_that_was_born_cancelled(house, found_after):
    cancelled = status("CANCELLED")
    finding = found_after(
        "booking_change_not_in_lifecycle",
        BOOKING_EVENT.format(type="booking_created", change=f"after = '{cancelled}'"),
        BOOKING_EVENT.format(type="booking_updated", change=f"before = '{cancelled}'"),
        subject=house.cancelled.booking_id,
    )
    assert "from nothing to CANCELLED" in finding.problem


def test_an_event_that_skips_a_change(house, found_after):
    finding = found_after(
        "booking_event_skips_a_status",
        BOOKING_EVENT.format(type="booking_updated", change=f"before = '{status('PENDING_APPROVAL')}'"),
        subject=house.no_show.booking_id,
    )
    assert finding.record == f"booking {house.no_show.booking_id}"
    assert "begins at PENDING_APPROVAL, where the one before it ended at CONFIRMED" in finding.problem
