"""The one table: a row for each type that a service records, and none for what nobody records."""

import pytest

from hotelmate.notifications import channels
from hotelmate.notifications.notification_manager import ACCESS_TYPES, ROWS, WEBHOOK_TYPES, row_of
from tests.documented import document as openapi

from .recorded import recorded_types

# Names of the contract for the flows that there are here, by channel.
STAFF_NAMES = {
    channels.BOOKINGS: {
        "booking_created",
        "booking_updated",
        "booking_confirmed",
        "booking_cancelled",
        "booking_checked_in",
        "booking_checked_out",
        "booking_party_updated",
    },
    channels.ROOMS: {"room_updated", "room_occupancy_updated"},
}
GUEST_NAMES = {
    "booking_payment_required",
    "booking_confirmed",
    "booking_room_assigned",
    "booking_room_moved",
    "booking_room_ready",
    "booking_checked_in",
    "booking_checked_out",
    "booking_cancelled",
    "booking_declined",
    "booking_expired",
}
CATEGORIES = {
    **dict.fromkeys(STAFF_NAMES[channels.BOOKINGS], "room_booking"),
    "room_updated": "rooms",
    "room_occupancy_updated": "guest_management",
}
# Of the contract's payloads, these fields.
FIELDS = {
    "booking_created": "booking_id confirmation_number primary_guest_name primary_email primary_phone booker_type"
    " room_type check_in check_out nights total_amount status created_at special_requests adults children",
    "booking_updated": "booking_id confirmation_number primary_guest_name assigned_room_number check_in check_out"
    " status updated_at",
    "booking_confirmed": "booking_id total_amount assigned_room_number confirmed_at",
    "booking_cancelled": "booking_id confirmation_number guest_name room assigned_room_number check_in check_out status"
    " cancellation_reason cancelled_at",
    "booking_checked_in": "event checked_in_at",
    "booking_checked_out": "event checked_out_at",
    "booking_party_updated": "booking_id confirmation_number status assigned_room_number primary companions total_count"
    " updated_at",
    "room_updated": "room_number room_status is_occupied is_out_of_order maintenance_required maintenance_priority"
    " maintenance_notes last_cleaned_at last_inspected_at changed_fields room_type max_occupancy guests_in_room",
    "room_occupancy_updated": "room_number is_occupied room_type max_occupancy current_occupancy guests_in_room"
    " current_booking",
}


def test_every_type_that_a_service_records_has_its_row():
    assert sorted(recorded_types() - ROWS.keys()) == []


def test_no_row_is_for_what_nobody_records():
    assert sorted(ROWS.keys() - recorded_types()) == []


def test_an_event_has_its_own_name_first():
    assert [name for name, row in ROWS.items() if row.own[0] != name] == []


@pytest.mark.parametrize(("channel", "names"), STAFF_NAMES.items())
def test_the_names_that_clients_listen_to_are_sent_where_they_listen(channel, names):
    sent = {name for row in ROWS.values() if row.channel == channel for name in row.told}
    assert names <= sent


def test_guests_are_told_of_their_own_booking_and_of_nothing_else():
    assert {guest.name for row in ROWS.values() for guest in row.guest} == GUEST_NAMES
    # And of the room that is theirs today, when it becomes ready.
    of_rooms = {"room_updated"}
    assert all(
        name.startswith(("booking_", "payment_")) for name, row in ROWS.items() if row.guest and name not in of_rooms
    )
    assert {
        name for name in of_rooms if {guest.name for guest in ROWS[name].guest} == {"booking_room_ready"}
    } == of_rooms


def test_a_decision_about_a_booking_is_an_update_to_those_who_know_nothing_else():
    for name in (
        "booking_confirmed",
        "booking_declined",
        "booking_expired",
        "booking_no_show",
        "booking_room_assigned",
    ):
        assert "booking_updated" in ROWS[name].told


@pytest.mark.parametrize(("name", "category"), sorted(CATEGORIES.items()))
def test_the_categories_are_those_of_the_contract(name, category):
    assert {row.told[name].category for row in ROWS.values() if name in row.told} == {category}


@pytest.mark.parametrize(("name", "fields"), FIELDS.items())
def test_the_payloads_have_the_fields_of_the_contract(name, fields):
    for row in ROWS.values():
        if name in row.told:
            assert set(fields.split()) <= row.told[name]().fields.keys()


def test_arrival_and_departure_carry_the_whole_booking():
    detail = openapi()["components"]["schemas"]["Booking"]["properties"].keys() - {"actions"}
    for name in ("booking_checked_in", "booking_checked_out"):
        assert detail <= ROWS[name].told[name]().fields.keys()


def test_whoever_may_have_lost_the_right_to_listen_is_asked_again():
    assert {"staff_deactivated", "staff_updated", "staff_signed_out", "booking_checked_out"} <= ACCESS_TYPES


def test_what_people_do_with_their_accounts_is_not_for_webhooks():
    assert [name for name in WEBHOOK_TYPES if name.startswith("staff_")] == []


def test_a_type_without_a_row_is_told_to_the_hotel_as_it_is():
    row = row_of("something_new")
    assert (row.channel, list(row.told), row.guest, row.mails, row.webhook) == (
        channels.HOTEL,
        ["something_new"],
        (),
        (),
        False,
    )
