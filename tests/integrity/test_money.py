"""Statuses and money that disagree."""

PAY = """
    INSERT INTO payments_payment (hotel_id, booking_id, method, provider, provider_reference, state, amount, captured_amount,
                                  refunded_amount, currency, taken_by, note, created_at, updated_at)
    VALUES (%(hotel)s, %(cancelled)s, 'CARD', 'demo', 'x', 'AUTHORISED', 50, 0, 0, 'EUR', '', '', %(now)s, %(now)s)
"""
DECIDE = """
    INSERT INTO payments_paymentintent (hotel_id, booking_id, payment_id, action, purpose, amount, idempotency_key, state,
                                        error, attempts, decided_by, created_at)
    SELECT hotel_id, booking_id, id, 'RELEASE', 'cancel', 1, 'k', 'OPEN', '', 0, 'staff:1', %(now)s
    FROM payments_payment WHERE booking_id = %(refunding)s
"""


def test_sums_that_the_payments_do_not_give(house, found_after):
    finding = found_after(
        "booking_sums_wrong",
        "UPDATE room_bookings_roombooking SET captured_amount = 299 WHERE id = %(departed)s",
    )
    assert finding.record == f"booking {house.departed.booking_id}"
    assert "299.00 captured" in finding.problem


def test_a_booking_confirmed_on_no_guarantee(house, found_after):
    finding = found_after(
        "confirmed_without_guarantee", "UPDATE room_bookings_roombooking SET guarantee = '' WHERE id = %(arriving)s"
    )
    assert finding.record == f"booking {house.arriving.booking_id}"


def test_a_booking_paid_in_advance_with_nothing(house, found_after):
    finding = found_after(
        "confirmed_without_guarantee",
        "UPDATE room_bookings_roombooking SET guarantee = 'PREPAID' WHERE id = %(arriving)s",
    )
    assert finding.problem == "is CONFIRMED and paid in advance, though nothing was captured"


def test_money_kept_of_a_cancelled_booking(house, found_after):
    finding = found_after(
        "money_kept_beyond_fee",
        "UPDATE room_bookings_roombooking SET cancellation_fee = 5 WHERE id = %(cancelled)s",
    )
    assert finding.record == f"booking {house.cancelled.booking_id}"
    assert finding.remedy.startswith("Refund 15.00 EUR")


def test_a_refund_under_way_counts_and_one_that_failed_does_not(house, found_after):
    finding = found_after(
        "money_kept_beyond_fee",
        "UPDATE payments_paymentintent SET state = 'FAILED', finished_at = %(now)s WHERE booking_id = %(refunding)s",
        "UPDATE room_bookings_roombooking SET refunding_amount = 0 WHERE id = %(refunding)s",
    )
    assert finding.record == f"booking {house.refunding.booking_id}"


def test_a_card_held_for_a_booking_that_is_over(house, found_after):
    finding = found_after(
        "money_held_though_over",
        PAY,
        "UPDATE room_bookings_roombooking SET held_amount = 50 WHERE id = %(cancelled)s",
    )
    assert finding.record == f"booking {house.cancelled.booking_id}"
    assert "50.00 EUR" in finding.problem


def test_two_decisions_about_money_at_once(house, found_after):
    finding = found_after("two_open_intents", DECIDE)
    assert finding.record == f"booking {house.refunding.booking_id}"
    assert "(REFUND)" in finding.problem
    assert "(RELEASE)" in finding.problem


def test_a_released_payment_that_was_captured(house, found_after):
    finding = found_after(
        "payment_contradicts_itself", "UPDATE payments_payment SET state = 'RELEASED' WHERE booking_id = %(departed)s"
    )
    assert finding.record == f"booking {house.departed.booking_id}"


def test_more_is_being_refunded_than_was_captured(house, found_after):
    finding = found_after(
        "payment_contradicts_itself",
        "UPDATE payments_paymentintent SET amount = 301 WHERE booking_id = %(refunding)s",
        "UPDATE room_bookings_roombooking SET refunding_amount = 301 WHERE id = %(refunding)s",
    )
    assert finding.record == f"booking {house.refunding.booking_id}"
