"""Invariant 2: at most one stay is in a room."""

from .house import BOOKING, ROOM
from .rows import NOON, update


def in_house(room, allocation):
    return {"status": "IN_HOUSE", "checked_in_at": NOON, "in_room_id": room, "stay_allocation_id": allocation}


def test_a_second_booking_does_not_move_into_an_occupied_room(house):
    room = house.room()
    house.room()
    house.stay_in(room, 0, 2)
    other, claim = house.booking_in(room, 2, 4)
    with house.refuses("stay_room_names_booking") as attacker:
        update(attacker, BOOKING, other, **in_house(room, claim))


def test_a_second_booking_does_not_push_the_first_out(house):
    room = house.room()
    house.room()
    house.stay_in(room, 0, 2)
    other, claim = house.booking_in(room, 2, 4)
    with house.refuses("stay_room_names_booking") as attacker:
        update(attacker, ROOM, room, occupant_id=other)
        update(attacker, BOOKING, other, **in_house(room, claim))


def test_one_booking_is_not_in_two_rooms(house):
    room, other = house.room(), house.room()
    booking, _ = house.stay_in(room)
    with house.refuses("stay_booking_names_room") as attacker:
        n = house.status_row(attacker, other, "OCCUPIED", source="FRONT_DESK")
        update(attacker, ROOM, other, room_status="OCCUPIED", status_n=n, occupant_id=booking)


def test_a_stay_does_not_slip_into_the_next_room_alone(house):
    room, other = house.room(), house.room()
    booking, _ = house.stay_in(room)
    with house.refuses("stay_booking_names_room") as attacker:
        update(attacker, BOOKING, booking, in_room_id=other)


def test_a_swap_of_which_one_half_is_forgotten_is_refused(house):
    a, b = house.room(), house.room()
    (one, _), (other, _) = house.stay_in(a), house.stay_in(b)
    with house.refuses("stay_booking_names_room") as attacker:
        update(attacker, ROOM, a, occupant_id=other)
        update(attacker, ROOM, b, occupant_id=one)
        update(attacker, BOOKING, one, in_room_id=b)


def test_many_bookings_of_one_statement_do_not_move_into_one_room(house):
    room = house.room()
    house.room()
    first, _ = house.booking_in(room, 0, 2)
    second, _ = house.booking_in(room, 2, 4)
    with house.refuses("stay_room_names_booking") as attacker:
        n = house.status_row(attacker, room, "OCCUPIED", source="FRONT_DESK")
        update(attacker, ROOM, room, room_status="OCCUPIED", status_n=n, occupant_id=first)
        attacker.execute(
            "UPDATE room_bookings_roombooking b SET status = 'IN_HOUSE', checked_in_at = %s, in_room_id = %s,"
            " stay_allocation_id = (SELECT id FROM rooms_roomallocation a WHERE a.booking_id = b.id)"
            " WHERE id = ANY (%s)",
            [NOON, room, [first, second]],
        )


def test_two_sessions_do_not_check_in_to_the_same_room(house, rival):
    room = house.room()
    house.room()
    stays = [house.booking_in(room, 0, 2), house.booking_in(room, 2, 4)]
    first, second = rival(), rival()
    check_in = (
        "WITH audit AS (INSERT INTO housekeeping_roomstatusevent"
        " (hotel_id, room_id, n, from_status, to_status, source, note, created_at)"
        " VALUES (%(hotel)s, %(room)s, 2, 'READY_FOR_GUEST', 'OCCUPIED', 'FRONT_DESK', '', %(at)s)),"
        " guest AS (UPDATE room_bookings_roombooking SET status = 'IN_HOUSE', checked_in_at = %(at)s,"
        "  in_room_id = %(room)s, stay_allocation_id = %(claim)s WHERE id = %(booking)s)"
        " UPDATE rooms_room SET room_status = 'OCCUPIED', status_n = 2, occupant_id = %(booking)s WHERE id = %(room)s"
    )
    values = [
        {"hotel": house.id, "room": room, "at": NOON, "booking": booking, "claim": claim} for booking, claim in stays
    ]
    first.run(check_in, values[0])
    second.start(check_in, values[1])
    assert first.commit() == ""
    assert second.finish() in ("room_status_event_number", "room_status_event_target")
    assert house.column(ROOM, room, "occupant_id") == stays[0][0]


def test_two_sessions_that_write_no_second_audit_row_do_not_share_a_room_either(house, rival):
    room = house.room()
    house.room()
    (one, one_claim), (other, other_claim) = house.booking_in(room, 0, 2), house.booking_in(room, 2, 4)
    first, second = rival(), rival()
    house.check_in(one, room, one_claim, first.connection)
    second.run("UPDATE room_bookings_roombooking SET special_requests = 'late' WHERE id = %s", [other])
    second.run(
        "UPDATE room_bookings_roombooking SET status = 'IN_HOUSE', checked_in_at = %s, in_room_id = %s,"
        " stay_allocation_id = %s WHERE id = %s",
        [NOON, room, other_claim, other],
    )
    second.start("UPDATE rooms_room SET occupant_id = %s, room_status = 'OCCUPIED' WHERE id = %s", [other, room])
    assert first.commit() == ""
    assert second.finish() == "stay_room_names_booking"
