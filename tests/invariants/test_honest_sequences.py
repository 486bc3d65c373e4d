"""What a hotel really does, statement by statement: the constraints must not refuse the truth."""

import psycopg

from .house import ALLOCATION, BLOCK, BOOKING, DAY, FAULT, INTENT, PAYMENT, ROOM, day
from .rows import NOON, insert, one, update


def statuses(house, room):
    return [
        row[0]
        for row in house.session.execute(
            "SELECT to_status FROM housekeeping_roomstatusevent WHERE room_id = %s ORDER BY n", [room]
        )
    ]


def test_a_guest_books_gets_a_room_arrives_and_leaves(house):
    room = house.room()
    booking, allocation = house.stay_in(room)
    house.check_out(booking, room, allocation, end=2)
    assert statuses(house, room) == ["READY_FOR_GUEST", "OCCUPIED", "CHECKOUT_DIRTY"]
    assert house.column(BOOKING, booking, "status") == "COMPLETED"


def test_the_next_guest_may_have_the_room_from_the_day_of_departure(house):
    room = house.room()
    house.booking_in(room, 0, 2)
    house.booking_in(room, 2, 4)
    assert house.night(1)[2] == house.night(2)[2] == 1


def test_a_guest_leaves_early_and_the_nights_can_be_sold_again(house):
    room = house.room()
    booking, allocation = house.stay_in(room, 0, 5)
    house.check_out(booking, room, allocation, end=2)
    house.booking_in(room, 2, 5)
    assert house.night(3)[2] == 1


def test_day_use_holds_one_night_until_check_out_and_none_after(house):
    room = house.room()
    booking = house.book(0, 0)
    allocation = house.assign(booking, room, 0, 1)
    house.check_in(booking, room, allocation)
    assert house.night(0)[2] == 1
    house.check_out(booking, room, allocation, end=0)
    assert house.night(0)[2] == 0
    house.booking_in(room, 0, 1)


def test_a_room_is_cleaned_inspected_and_ready_again(house):
    room = house.room(room_status="CHECKOUT_DIRTY")
    for status in ("CLEANING_IN_PROGRESS", "CLEANED_UNINSPECTED", "READY_FOR_GUEST"):
        house.set_status(room, status)
    assert house.column(ROOM, room, "status_n") == 4


def test_a_manager_overrides_with_a_note(house):
    room = house.room(room_status="CHECKOUT_DIRTY")
    house.set_status(room, "READY_FOR_GUEST", source="MANAGER_OVERRIDE", note="looked at it myself")
    assert house.column(ROOM, room, "room_status") == "READY_FOR_GUEST"


def test_two_statuses_change_in_one_transaction_with_two_audit_rows(house):
    room = house.room(room_status="CHECKOUT_DIRTY")
    with house.session.transaction():
        house.set_status(room, "CLEANED_UNINSPECTED")
        house.set_status(room, "READY_FOR_GUEST")
    assert len(statuses(house, room)) == 3


def test_a_stay_moves_and_its_first_nights_stay_history(house):
    old, new = house.room(), house.room(house.superior)
    booking, first = house.stay_in(old, 0, 4)
    with house.session.transaction():
        second = move(house, booking, first, old, new, on=2, end=4)
    assert house.column(BOOKING, booking, "in_room_id") == new
    assert house.column(BOOKING, booking, "stay_allocation_id") == second
    assert [house.night(n)[2] for n in range(4)] == [1, 1, 0, 0]
    assert [house.night(n, house.superior)[2] for n in range(4)] == [0, 0, 1, 1]


def move(house, booking, allocation, old, new, *, on, end):
    """What a move in mid-stay writes."""
    session = house.session
    update(session, ALLOCATION, allocation, to_date=day(on), ended_at=NOON + on * DAY)
    taken = house.assign(booking, new, on, end)
    n = house.status_row(session, old, "CHECKOUT_DIRTY", source="FRONT_DESK")
    update(session, ROOM, old, room_status="CHECKOUT_DIRTY", status_n=n, occupant_id=None)
    n = house.status_row(session, new, "OCCUPIED", source="FRONT_DESK")
    update(session, ROOM, new, room_status="OCCUPIED", status_n=n, occupant_id=booking)
    update(session, BOOKING, booking, in_room_id=new, stay_allocation_id=taken)
    return taken


def test_a_stay_moves_on_its_first_day_and_leaves_an_empty_claim_behind(house):
    old, new = house.room(), house.room()
    booking, first = house.stay_in(old, 0, 2)
    with house.session.transaction():
        move(house, booking, first, old, new, on=0, end=2)
    house.booking_in(old, 0, 2)


def test_two_stays_swap_rooms_in_one_step(house):
    a, b = house.room(), house.room(house.superior)
    (one_stay, one_claim), (other_stay, other_claim) = house.stay_in(a), house.stay_in(b, type_id=house.superior)
    with house.session.transaction():
        house.session.execute(
            "UPDATE rooms_roomallocation SET room_id = CASE room_id WHEN %(a)s THEN %(b)s ELSE %(a)s END"
            " WHERE id = ANY (%(claims)s)",
            {"a": a, "b": b, "claims": [one_claim, other_claim]},
        )
        update(house.session, ROOM, a, occupant_id=other_stay)
        update(house.session, ROOM, b, occupant_id=one_stay)
        update(house.session, BOOKING, one_stay, in_room_id=b)
        update(house.session, BOOKING, other_stay, in_room_id=a)
    assert house.column(ROOM, a, "occupant_id") == other_stay
    assert house.night(0)[2] == house.night(0, house.superior)[2] == 1


def test_a_mixed_swap_defers_the_overlap(house):
    a, b = house.room(), house.room()
    (_, one_claim), (_, other_claim) = house.booking_in(a, 0, 3), house.booking_in(b, 0, 3)
    with house.session.transaction():
        house.session.execute("SET CONSTRAINTS room_double_booked DEFERRED")
        update(house.session, ALLOCATION, one_claim, room_id=b)
        update(house.session, ALLOCATION, other_claim, room_id=a)
    assert house.column(ALLOCATION, one_claim, "room_id") == b


def test_a_cancellation_frees_the_room_and_the_nights(house):
    room = house.room()
    booking, _ = house.booking_in(room)
    house.cancel(booking)
    assert house.night(0) == (1, 0, 0, 0)
    house.booking_in(room)


def test_the_status_may_be_written_before_the_claim_is_taken_back(house):
    room = house.room(house.superior)
    house.room()
    booking, allocation = house.booking_in(room)
    with house.session.transaction():
        update(house.session, BOOKING, booking, status="CANCELLED", cancelled_at=NOON, cancelled_by="guest")
        house.unassign(allocation)
    assert house.night(0)[2] == house.night(0, house.superior)[2] == 0


def test_an_upgrade_counts_for_the_type_slept_in(house):
    house.room()
    _, allocation = house.booking_in(house.room(house.superior))
    assert (house.night(0)[2], house.night(0, house.superior)[2]) == (0, 1)
    house.unassign(allocation)
    assert (house.night(0)[2], house.night(0, house.superior)[2]) == (1, 0)


def test_a_booking_changes_its_type_and_dates(house):
    house.room(house.superior)
    house.room()
    booking = house.book(0, 3)
    update(house.session, BOOKING, booking, room_type_id=house.superior, check_in=day(1), check_out=day(5))
    assert [house.night(n, house.superior)[2] for n in range(6)] == [0, 1, 1, 1, 1, 0]
    assert [house.night(n)[2] for n in range(6)] == [0] * 6


def test_a_stay_is_extended_and_its_claim_after_it(house):
    room = house.room()
    booking, allocation = house.stay_in(room, 0, 2)
    with house.session.transaction():
        update(house.session, ALLOCATION, allocation, to_date=day(3))
        update(house.session, BOOKING, booking, check_out=day(3))
    assert house.night(2)[2] == 1


def test_a_check_in_and_a_check_out_are_undone(house):
    room = house.room()
    booking, allocation = house.stay_in(room)
    with house.session.transaction():
        n = house.status_row(house.session, room, "CHECKOUT_DIRTY", source="FRONT_DESK")
        update(house.session, ROOM, room, room_status="CHECKOUT_DIRTY", status_n=n, occupant_id=None)
        back = {"status": "CONFIRMED", "checked_in_at": None, "in_room_id": None, "stay_allocation_id": None}
        update(house.session, BOOKING, booking, **back)
    for status in ("CLEANED_UNINSPECTED", "READY_FOR_GUEST"):
        house.set_status(room, status)
    house.check_in(booking, room, allocation)
    house.check_out(booking, room, allocation, end=1)
    with house.session.transaction():
        update(house.session, ALLOCATION, allocation, ended_at=None, to_date=day(2))
        n = house.status_row(house.session, room, "OCCUPIED", source="FRONT_DESK")
        update(house.session, ROOM, room, room_status="OCCUPIED", status_n=n, occupant_id=booking)
        again = {"status": "IN_HOUSE", "checked_out_at": None, "in_room_id": room, "stay_allocation_id": allocation}
        update(house.session, BOOKING, booking, **again)
    assert house.night(1)[2] == 1


def test_an_out_of_order_window_opens_is_shortened_and_closed(house):
    room = house.room()
    house.room()
    block, claim = house.open_block(room, 0, 5)
    assert house.night(4) == (2, 1, 0, 0)
    house.set_status(room, "OUT_OF_ORDER", source="SYSTEM")
    with house.session.transaction():
        update(house.session, BLOCK, block, to_date=day(2), closed_at=NOON + 2 * DAY)
        update(house.session, ALLOCATION, claim, to_date=day(2), ended_at=NOON + 2 * DAY)
    house.set_status(room, "CHECKOUT_DIRTY", source="SYSTEM")
    assert [house.night(n)[1] for n in range(5)] == [1, 1, 0, 0, 0]


def test_a_window_closed_before_it_began_loses_its_claim(house):
    room = house.room()
    block, claim = house.open_block(room, 3, 5)
    with house.session.transaction():
        update(house.session, BLOCK, block, to_date=day(3), closed_at=NOON)
        house.unassign(claim)
    assert house.night(3) == (1, 0, 0, 0)


def test_an_out_of_service_window_keeps_the_room_and_leaves_the_inventory(house):
    room = house.room()
    house.open_block(room, kind="OUT_OF_SERVICE")
    house.book()
    assert house.night(0) == (1, 0, 1, 0)


def test_a_fault_is_reported_blocks_the_room_and_is_resolved(house):
    room = house.room()
    with house.session.transaction():
        house.set_status(room, "MAINTENANCE_REQUIRED")
        fault = insert(house.session, FAULT, hotel_id=house.id, room_id=room)
    assert house.column(ROOM, room, "open_blocking_faults") == 1
    with house.session.transaction():
        update(house.session, FAULT, fault, resolved_at=NOON, resolved_by="staff:1")
        house.set_status(room, "CHECKOUT_DIRTY")
    assert house.column(ROOM, room, "open_blocking_faults") == 0


def test_a_card_is_authorised_captured_and_confirms(house):
    house.room()
    booking = house.book(status="PENDING_PAYMENT")
    payment = house.pay(booking, state="AUTHORISED")
    update(house.session, BOOKING, booking, status="PENDING_APPROVAL")
    intent = house.intend(booking, payment, "CAPTURE")
    with house.session.transaction():
        update(house.session, PAYMENT, payment, state="CAPTURED", captured_amount=200)
        update(house.session, INTENT, intent, state="DONE", finished_at=NOON)
        confirmed = {"status": "CONFIRMED", "confirmed_at": NOON, "guarantee": "PREPAID", "expires_at": None}
        update(house.session, BOOKING, booking, **confirmed)
    assert house.column(BOOKING, booking, "captured_amount") == 200
    assert house.column(BOOKING, booking, "held_amount") == 0


def test_a_paid_booking_is_cancelled_and_refunded_but_for_its_fee(house):
    house.room()
    booking = house.book()
    payment = house.pay(booking)
    with house.session.transaction():
        intent = house.intend(booking, payment, "REFUND", amount=150)
        house.cancel(booking, fee=50)
    assert house.column(BOOKING, booking, "refunding_amount") == 150
    with house.session.transaction():
        update(house.session, INTENT, intent, state="DONE", finished_at=NOON)
        update(house.session, PAYMENT, payment, refunded_amount=150)
    assert house.column(BOOKING, booking, "refunded_amount") == 150
    assert house.column(BOOKING, booking, "refunding_amount") == 0


def test_a_declined_booking_lets_go_of_its_card(house):
    house.room()
    booking = house.book(status="PENDING_APPROVAL")
    payment = house.pay(booking, state="AUTHORISED")
    with house.session.transaction():
        intent = house.intend(booking, payment, "RELEASE")
        update(house.session, BOOKING, booking, status="DECLINED", declined_at=NOON, expires_at=None)
    with house.session.transaction():
        update(house.session, INTENT, intent, state="DONE", finished_at=NOON)
        update(house.session, PAYMENT, payment, state="RELEASED")
    assert house.column(BOOKING, booking, "held_amount") == 0


def test_a_late_payment_of_a_cancelled_booking_goes_back(house):
    house.room()
    booking = house.book(status="PENDING_PAYMENT")
    payment = house.pay(booking, state="CREATED")
    house.cancel(booking)
    with house.session.transaction():
        update(house.session, PAYMENT, payment, state="CAPTURED", captured_amount=200)
        house.intend(booking, payment, "REFUND")
    assert house.column(BOOKING, booking, "refunding_amount") == 200


def test_a_refund_that_failed_is_tried_again_in_the_same_transaction(house):
    house.room()
    booking = house.book()
    payment = house.pay(booking)
    with house.session.transaction():
        intent = house.intend(booking, payment, "REFUND")
        house.cancel(booking)
    with house.session.transaction():
        update(house.session, INTENT, intent, state="FAILED", finished_at=NOON, error="try later")
        house.intend(booking, payment, "REFUND")
    assert house.column(BOOKING, booking, "refunding_amount") == 200


def test_an_allowance_lets_one_more_booking_in(house):
    house.room()
    house.book(0, 1)
    with house.session.transaction():
        house.session.execute(
            "UPDATE rooms_typenight SET allowance = allowance + 1 WHERE room_type_id = %s AND night = %s",
            [house.standard, day(0)],
        )
        house.book(0, 1)
    assert house.night(0) == (1, 0, 2, 1)


def test_an_allowance_may_come_before_the_night_has_a_row(house):
    house.room()
    row = {"hotel_id": house.id, "room_type_id": house.standard, "night": day(0), "allowance": 1}
    with house.session.transaction():
        insert(house.session, "rooms_typenight", **row)
        house.book(0, 1)
        house.book(0, 1)
    assert house.night(0) == (1, 0, 2, 1)


def test_a_room_joins_and_leaves_its_type(house):
    house.room()
    spare = house.room()
    house.book(0, 10)
    update(house.session, ROOM, spare, active_until=day(5))
    assert [house.night(n)[0] for n in (4, 5)] == [2, 1]
    update(house.session, ROOM, spare, active_until=None, room_type_id=house.superior)
    assert [house.night(n)[0] for n in (4, 5)] == [1, 1]


def test_a_guest_who_did_not_come_is_expected_again(house):
    room = house.room()
    booking, allocation = house.booking_in(room)
    with house.session.transaction():
        house.unassign(allocation)
        update(house.session, BOOKING, booking, status="NO_SHOW", no_show_at=NOON)
    assert house.night(0)[2] == 0
    update(house.session, BOOKING, booking, status="CONFIRMED", no_show_at=None)
    house.assign(booking, room)


def test_several_events_are_recorded_at_once(house):
    assert house.record(3) == 3
    assert house.record() == 4


def test_a_change_that_is_rolled_back_leaves_no_gap_in_the_log(house):
    house.record()
    try:
        with house.session.transaction():
            house.record(2)
            raise psycopg.Rollback
    finally:
        assert house.record() == 2


def test_versions_count_up_by_themselves(house):
    room = house.room()
    update(house.session, ROOM, room, notes="sea view")
    assert one(house.session, "SELECT version FROM rooms_room WHERE id = %s", [room]) == 2
