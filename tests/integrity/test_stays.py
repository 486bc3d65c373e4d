"""Stays and rooms that do not name each other."""


def test_two_stays_in_one_room(house, found_after):
    finding = found_after(
        "two_stays_in_a_room",
        """
        UPDATE room_bookings_roombooking
        SET status = 'IN_HOUSE', checked_in_at = %(now)s, in_room_id = %(101)s,
            stay_allocation_id = (SELECT id FROM rooms_roomallocation WHERE booking_id = %(arriving)s)
        WHERE id = %(arriving)s
        """,
        also=("stay_without_its_room", "stay_without_claim", "booking_status_differs_from_log"),
    )
    assert finding.record == "room 101"
    assert house.staying.booking_id in finding.problem
    assert house.arriving.booking_id in finding.problem


def test_one_stay_in_two_rooms(house, found_after):
    finding = found_after(
        "stay_in_two_rooms",
        "UPDATE rooms_room SET occupant_id = %(staying)s WHERE id = %(103)s",
        also=("room_without_its_stay",),
    )
    assert finding.record == f"booking {house.staying.booking_id}"
    assert finding.problem.endswith("101, 103")


def test_a_booking_in_a_room_before_it_arrived(house, found_after):
    finding = found_after(
        "stay_without_its_room", "UPDATE room_bookings_roombooking SET in_room_id = %(102)s WHERE id = %(arriving)s"
    )
    assert finding.record == f"booking {house.arriving.booking_id}"
    assert finding.problem == "is CONFIRMED, and still in room 102"


def test_a_stay_whose_room_names_nobody(house, found_after):
    finding = found_after(
        "stay_without_its_room",
        "UPDATE rooms_room SET occupant_id = NULL WHERE id = %(101)s",
        also=("room_without_its_stay",),
    )
    assert finding.record == f"booking {house.staying.booking_id}"
    assert finding.problem == "is in room 101, which names nobody"


def test_a_stay_in_no_room(house, found_after):
    finding = found_after(
        "stay_without_its_room",
        "UPDATE room_bookings_roombooking SET in_room_id = NULL WHERE id = %(staying)s",
        also=("room_without_its_stay",),
    )
    assert finding.problem == "is in house, and in no room"


def test_a_ready_room_with_a_guest_inside(house, found_after):
    finding = found_after(
        "room_without_its_stay", "UPDATE rooms_room SET occupant_id = %(arriving)s WHERE id = %(103)s"
    )
    assert finding.record == "room 103"
    assert finding.problem == f"is READY_FOR_GUEST with booking {house.arriving.booking_id} inside"


def test_a_room_that_is_occupied_by_nobody(found_after):
    finding = found_after(
        "room_without_its_stay",
        "UPDATE rooms_room SET room_status = 'OCCUPIED' WHERE id = %(103)s",
        also=("room_status_differs_from_audit",),
    )
    assert finding.problem == "is OCCUPIED, and nobody is in it"


def test_a_stay_whose_claim_has_ended(house, found_after):
    finding = found_after(
        "stay_without_claim", "UPDATE rooms_roomallocation SET ended_at = %(now)s WHERE booking_id = %(staying)s"
    )
    assert finding.record == f"booking {house.staying.booking_id}"
    assert "room 101" in finding.problem


def test_a_stay_that_is_over_and_names_its_claim(house, found_after):
    finding = found_after(
        "claim_of_departed_stay",
        """
        UPDATE room_bookings_roombooking
        SET stay_allocation_id = (SELECT max(id) FROM rooms_roomallocation WHERE booking_id = %(departed)s)
        WHERE id = %(departed)s
        """,
    )
    assert finding.record == f"booking {house.departed.booking_id}"
