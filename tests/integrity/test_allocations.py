"""Claims on rooms that contradict each other, their bookings or their windows."""

CLAIM = """
    INSERT INTO rooms_roomallocation (hotel_id, room_id, booking_id, block_id, from_date, to_date, ended_at,
                                      slept_type_id, sold_type_id, counts)
    SELECT %(hotel)s, room.id, booking.id, {block}, %(today)s + {first}, %(today)s + {until}, {ended},
           room.room_type_id, booking.room_type_id, coalesce(booking.holds_inventory, false)
    FROM rooms_room room LEFT JOIN room_bookings_roombooking booking ON booking.id = {booking}
    WHERE room.id = {room}
"""


def claim(room, booking, first, until, *, block="NULL", ended="NULL"):
    return CLAIM.format(room=room, booking=booking, block=block, first=first, until=until, ended=ended)


def test_two_bookings_in_one_room_in_one_night(house, found_after):
    finding = found_after("room_double_booked", claim("%(102)s", "%(unplaced)s", 5, 8))
    assert finding.record == "room 102"
    assert house.unplaced.booking_id in finding.problem
    assert house.day_guest.booking_id in finding.problem
    assert f"from {house.date(6)} to {house.date(6)}" in finding.problem


def test_a_window_over_a_booking(house, found_after):
    finding = found_after(
        "room_double_booked",
        """
        INSERT INTO rooms_roomblock (id, hotel_id, room_id, kind, from_date, to_date, reason, opened_by, opened_at, version)
        VALUES (999999, %(hotel)s, %(102)s, 'OUT_OF_SERVICE', %(today)s + 2, %(today)s + 3, '', '', %(now)s, 1)
        """,
        claim("%(102)s", "NULL", 2, 3, block="999999"),
    )
    assert finding.record == "room 102"
    assert "window 999999" in finding.problem
    assert house.arriving.booking_id in finding.problem


def test_a_booking_in_two_rooms_in_one_night(house, found_after):
    finding = found_after("booking_two_rooms", claim("%(104)s", "%(departed)s", -6, -5, ended="%(now)s"))
    assert finding.record == f"booking {house.departed.booking_id}"
    assert "room 104" in finding.problem
    assert "room 201" in finding.problem


def test_a_claim_of_nobody(found_after):
    finding = found_after("claim_without_one_holder", claim("%(104)s", "NULL", 20, 21))
    assert finding.record == "room 104"


def test_a_live_claim_of_no_night(house, found_after):
    finding = found_after(
        "live_claim_empty", "UPDATE rooms_roomallocation SET to_date = from_date WHERE booking_id = %(day_guest)s"
    )
    assert finding.record == "room 102"
    assert house.day_guest.booking_id in finding.problem


def test_a_cancelled_booking_that_keeps_a_room(house, found_after):
    finding = found_after("claim_of_booking_that_is_over", claim("%(104)s", "%(cancelled)s", 15, 17))
    assert finding.record == f"booking {house.cancelled.booking_id}"
    assert "is CANCELLED and still holds room 104" in finding.problem


def test_the_history_of_a_guest_who_never_came(house, found_after):
    finding = found_after(
        "history_of_booking_that_never_stayed", claim("%(103)s", "%(no_show)s", -3, -1, ended="%(now)s")
    )
    assert finding.record == f"booking {house.no_show.booking_id}"
    assert "room 103" in finding.problem


def test_a_completed_stay_that_was_in_no_room(house, found_after):
    finding = found_after(
        "completed_stay_without_room", "DELETE FROM rooms_roomallocation WHERE booking_id = %(departed)s"
    )
    assert finding.record == f"booking {house.departed.booking_id}"


def test_a_claim_longer_than_its_booking(house, found_after):
    finding = found_after(
        "claim_outside_booking", "UPDATE rooms_roomallocation SET to_date = to_date + 1 WHERE booking_id = %(arriving)s"
    )
    assert finding.record == f"booking {house.arriving.booking_id}"
    assert f"until {house.date(5)}" in finding.problem


def test_a_claim_on_a_room_that_is_not_in_use_yet(house, found_after):
    finding = found_after(
        "claim_outside_room_life",
        "UPDATE rooms_room SET active_from = %(today)s WHERE id = %(101)s",
        also=("ledger_wrong",),
    )
    assert finding.record == "room 101"
    assert house.staying.booking_id in finding.problem


def test_a_window_of_other_dates_than_its_claim(house, found_after):
    finding = found_after(
        "window_and_claim_differ", "UPDATE rooms_roomblock SET to_date = to_date + 1 WHERE hotel_id = %(hotel)s"
    )
    assert finding.record == "room 202"
    assert f"window {house.window.pk} (OUT_OF_ORDER)" in finding.problem


def test_an_open_window_that_holds_nothing(found_after):
    finding = found_after(
        "window_and_claim_differ",
        "DELETE FROM rooms_roomallocation WHERE room_id = %(202)s",
        also=("ledger_wrong",),
    )
    assert "has no claim on the room" in finding.problem
