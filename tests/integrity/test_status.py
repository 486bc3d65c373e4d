"""Statuses and timestamps that disagree."""

import pytest


@pytest.mark.parametrize(
    ("booking", "change", "problem"),
    [
        ("waiting", "expires_at = NULL", "is PENDING_APPROVAL and has no expires_at"),
        ("arriving", "expires_at = %(now)s", "is CONFIRMED and has a expires_at"),
        ("arriving", "confirmed_at = NULL", "is CONFIRMED and has no confirmed_at"),
        ("waiting", "confirmed_at = %(now)s", "is PENDING_APPROVAL and has a confirmed_at"),
        ("staying", "checked_in_at = NULL", "is IN_HOUSE and has no checked_in_at"),
        ("no_show", "checked_in_at = %(now)s", "is NO_SHOW and has a checked_in_at"),
        ("departed", "checked_out_at = NULL", "is COMPLETED and has no checked_out_at"),
        ("staying", "checked_out_at = %(now)s", "is IN_HOUSE and has a checked_out_at"),
        ("cancelled", "cancelled_at = NULL", "is CANCELLED and has no cancelled_at"),
        ("arriving", "cancelled_at = %(now)s", "is CONFIRMED and has a cancelled_at"),
        ("cancelled", "cancelled_by = ''", "is CANCELLED and has no cancelled_by"),
        ("arriving", "cancelled_by = 'guest'", "is CONFIRMED and has a cancelled_by"),
        ("arriving", "declined_at = %(now)s", "is CONFIRMED and has a declined_at"),
        ("arriving", "expired_at = %(now)s", "is CONFIRMED and has a expired_at"),
        ("no_show", "no_show_at = NULL", "is NO_SHOW and has no no_show_at"),
        ("arriving", "no_show_at = %(now)s", "is CONFIRMED and has a no_show_at"),
    ],
)
def test_a_timestamp_that_the_status_does_not_say(house, found_after, booking, change, problem):
    finding = found_after(
        "status_and_times_disagree", f"UPDATE room_bookings_roombooking SET {change} WHERE id = %({booking})s"
    )
    assert finding.record == f"booking {getattr(house, booking).booking_id}"
    assert finding.problem == problem


def test_a_status_that_there_is_not(house, found_after):
    finding = found_after(
        "status_unknown",
        "UPDATE room_bookings_roombooking SET status = 'LOST' WHERE id = %(no_show)s",
        also=("status_and_times_disagree", "booking_status_differs_from_log"),
    )
    assert finding.record == f"booking {house.no_show.booking_id}"
    assert '"LOST"' in finding.problem


@pytest.mark.parametrize(
    ("booking", "later", "earlier"),
    [
        ("arriving", "confirmed_at", "created_at"),
        ("cancelled", "cancelled_at", "created_at"),
        ("staying", "checked_in_at", "created_at"),
        ("departed", "checked_out_at", "checked_in_at"),
    ],
)
def test_a_step_before_the_one_that_it_follows(house, found_after, booking, later, earlier):
    finding = found_after(
        "times_out_of_order",
        f"UPDATE room_bookings_roombooking SET {later} = {earlier} - interval '1 second' WHERE id = %({booking})s",
    )
    assert finding.record == f"booking {getattr(house, booking).booking_id}"
    assert finding.problem.startswith(later)


def test_a_departure_before_the_arrival(house, found_after):
    finding = found_after(
        "dates_reversed", "UPDATE room_bookings_roombooking SET check_out = check_in - 1 WHERE id = %(no_show)s"
    )
    assert finding.record == f"booking {house.no_show.booking_id}"
