"""A ledger that the rows do not give, and nights that hold too much."""


def test_a_night_that_holds_one_more_than_is_booked(house, found_after):
    finding = found_after(
        "ledger_wrong",
        "UPDATE rooms_typenight SET held = held + 1 WHERE room_type_id = %(double)s AND night = %(today)s + 2",
    )
    assert finding.record == f"room type DBL, night {house.date(2)}"
    assert finding.problem == "says 4 rooms, 0 blocked, 3 held; counted from the rows: 4 rooms, 0 blocked, 2 held"


def test_a_held_night_without_a_row(house, found_after):
    finding = found_after(
        "ledger_wrong", "DELETE FROM rooms_typenight WHERE room_type_id = %(suite)s AND night = %(today)s + 7"
    )
    assert finding.record == f"room type STE, night {house.date(7)}"
    assert finding.problem == "has no ledger row; counted from the rows: 2 rooms, 0 blocked, 1 held"


def test_a_window_that_blocks_nothing(house, found_after):
    finding = found_after(
        "ledger_wrong",
        "UPDATE rooms_typenight SET blocked = 0 WHERE room_type_id = %(suite)s AND night = %(today)s",
    )
    assert finding.record == f"room type STE, night {house.date(0)}"


def test_a_room_that_the_ledger_does_not_know(house, found_after):
    finding = found_after(
        "ledger_wrong",
        "UPDATE rooms_typenight SET rooms = 3 WHERE room_type_id = %(double)s AND night = %(today)s + 6",
    )
    assert finding.record == f"room type DBL, night {house.date(6)}"


def test_a_night_sold_beyond_its_rooms(house, found_after):
    finding = found_after(
        "night_oversold",
        "UPDATE rooms_room SET active_until = %(today)s + 6 WHERE id IN (%(101)s, %(103)s, %(104)s)",
        "UPDATE rooms_typenight SET rooms = 1 WHERE room_type_id = %(double)s AND night >= %(today)s + 6",
    )
    assert finding.record == f"room type DBL, night {house.date(6)}"
    assert finding.problem == "2 held of 1 rooms (0 blocked, 0 allowed beyond): 1 too many"


def test_a_claim_that_counts_for_a_type_it_is_not_of(house, found_after):
    finding = found_after(
        "claim_share_wrong",
        "UPDATE rooms_roomallocation SET slept_type_id = %(double)s WHERE booking_id = %(upgraded)s",
    )
    assert finding.record == "room 201"
    assert house.upgraded.booking_id in finding.problem
    assert "counts for nothing" in finding.problem


def test_a_window_that_does_not_count(house, found_after):
    finding = found_after("claim_share_wrong", "UPDATE rooms_roomallocation SET counts = false WHERE room_id = %(202)s")
    assert f"of window {house.window.pk} counts for nothing" in finding.problem
