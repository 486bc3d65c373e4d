"""What services see to: parties that fit, rooms that are ready, windows that say why a room is out of order."""

from hotelmate.integrity.queries import run_checks


def test_a_party_larger_than_its_room(house, found_after):
    finding = found_after(
        "party_larger_than_room", "UPDATE room_bookings_roombooking SET children = 1 WHERE id = %(arriving)s"
    )
    assert finding.record == f"booking {house.arriving.booking_id}"
    assert finding.problem == "2 adults and 1 children in room 102, whose type DBL sleeps 2"


def test_guests_let_into_a_dirty_room(found_after):
    finding = found_after(
        "arrival_in_unready_room",
        "UPDATE housekeeping_roomstatusevent SET to_status = 'CHECKOUT_DIRTY' WHERE room_id = %(101)s AND n = 1",
        "UPDATE housekeeping_roomstatusevent SET from_status = 'CHECKOUT_DIRTY' WHERE room_id = %(101)s AND n = 2",
        """
        UPDATE events_event SET before = '{"room_status": "CHECKOUT_DIRTY"}'
        WHERE hotel_id = %(hotel)s AND type = 'room_updated' AND subject_id = '101'
        """,
    )
    assert finding.record == "room 101"
    assert "while it was CHECKOUT_DIRTY" in finding.problem


def test_a_room_out_of_order_whose_window_was_closed(found_after):
    finding = found_after(
        "out_of_order_without_window", "UPDATE rooms_roomblock SET closed_at = %(now)s WHERE hotel_id = %(hotel)s"
    )
    assert finding.record == "room 202"
    assert "no open window covers" in finding.problem


def test_a_window_that_left_its_room_ready(found_after):
    finding = found_after(
        "out_of_order_without_window",
        """
        INSERT INTO rooms_roomblock (id, hotel_id, room_id, kind, from_date, to_date, reason, opened_by, opened_at, version)
        VALUES (999999, %(hotel)s, %(201)s, 'OUT_OF_ORDER', %(today)s, %(today)s + 1, '', '', %(now)s, 1)
        """,
        """
        INSERT INTO rooms_roomallocation (hotel_id, room_id, block_id, from_date, to_date, slept_type_id, counts)
        VALUES (%(hotel)s, %(201)s, 999999, %(today)s, %(today)s + 1, %(suite)s, true)
        """,
        also=("ledger_wrong",),
    )
    assert finding.record == "room 201"
    assert "window 999999 takes it out of order" in finding.problem


def test_a_window_that_begins_tomorrow_is_no_reason_yet(found_after):
    finding = found_after(
        "out_of_order_without_window",
        "UPDATE rooms_roomblock SET from_date = %(today)s + 1 WHERE hotel_id = %(hotel)s",
        also=("window_and_claim_differ",),
    )
    assert finding.record == "room 202"


def test_a_window_waits_for_an_overdue_guest(house, unguarded):
    moves = {"hotel": house.hotel.pk, "room": house.rooms["101"].pk}
    for table in ("rooms_roomblock", "rooms_roomallocation"):
        owner = "id" if table == "rooms_roomblock" else "block_id"
        unguarded.execute(
            f"UPDATE {table} SET room_id = %(room)s WHERE hotel_id = %(hotel)s AND {owner} IS NOT NULL", moves
        )
    failed = run_checks(unguarded, house.hotel).failed
    assert [finding.record for finding in failed["out_of_order_without_window"]] == ["room 202"]


def test_a_fault_that_the_room_does_not_count(found_after):
    finding = found_after("fault_count_wrong", "UPDATE rooms_room SET open_blocking_faults = 0 WHERE id = %(104)s")
    assert finding.record == "room 104"
    assert finding.problem == "counts 0 open blocking faults, and has 1"


def test_a_ready_room_with_a_fault_that_blocks_it(found_after):
    finding = found_after(
        "ready_despite_fault",
        """
        INSERT INTO housekeeping_fault (hotel_id, room_id, description, is_blocking, priority, reported_by, reported_at,
                                        resolved_by, resolution, version)
        VALUES (%(hotel)s, %(103)s, '', true, 'MED', 'staff:1', %(now)s, '', '', 1)
        """,
        "UPDATE rooms_room SET open_blocking_faults = 1 WHERE id = %(103)s",
    )
    assert finding.record == "room 103"
