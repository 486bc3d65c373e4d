"""Who may call what: each role at each endpoint is refused exactly where it lacks the capability."""

import json

import pytest
from django.test import Client

from hotelmate.core import capabilities as c
from hotelmate.staff.models import Role
from hotelmate.staff.roles import CAPABILITIES

from .operations import every_operation, operations

# What each endpoint takes; nothing where everybody who works here may call it.
NEEDS = {
    "audit_list": {c.VIEW_AUDIT},
    "availability_retrieve": {c.VIEW_ROOMS},
    "blocks_close": {c.MANAGE_BLOCKS},
    "blocks_create": {c.MANAGE_BLOCKS},
    "blocks_list": {c.VIEW_ROOMS},
    "booking": {c.VIEW_BOOKINGS},
    "booking_mails": {c.VIEW_BOOKINGS},
    "booking_party": {c.VIEW_BOOKINGS},
    "bookings_list": {c.VIEW_BOOKINGS},
    "deliveries_list": {c.MANAGE_WEBHOOKS, c.VIEW_BOOKINGS},
    "discrepancies_list": {c.VIEW_HOUSEKEEPING},
    "events_list": {c.VIEW_EVENTS},
    "exports_audit": {c.VIEW_AUDIT},
    "exports_bookings": {c.VIEW_REPORTS, c.VIEW_BOOKINGS},
    "exports_figures": {c.VIEW_REPORTS},
    "exports_rooms": {c.VIEW_REPORTS},
    "faults_list": {c.VIEW_HOUSEKEEPING},
    "figures_list": {c.VIEW_REPORTS},
    "house": {c.VIEW_REPORTS},
    "house_bookings_list": {c.VIEW_REPORTS},
    "hotel_pusher_auth": set(),
    "housekeeping_dashboard_retrieve": {c.VIEW_HOUSEKEEPING},
    "housekeeping_discrepancies_create": {c.REPORT_DISCREPANCY},
    "housekeeping_discrepancies_resolve": {c.REPORT_DISCREPANCY},
    "housekeeping_discrepancies_retrieve": {c.VIEW_HOUSEKEEPING},
    "housekeeping_faults_create": {c.REPORT_FAULT},
    "housekeeping_faults_resolve": {c.RESOLVE_FAULT},
    "housekeeping_faults_retrieve": {c.VIEW_HOUSEKEEPING},
    "housekeeping_rooms_manager_override": {c.OVERRIDE_ROOM_STATUS},
    "housekeeping_rooms_status": {c.CLEAN},
    "housekeeping_rooms_status_history_retrieve": {c.VIEW_ROOMS},
    "housekeeping_tasks_assign": {c.ASSIGN_TASKS},
    "housekeeping_tasks_bulk_assign": {c.ASSIGN_TASKS},
    "housekeeping_tasks_complete": {c.WORK_TASKS},
    "housekeeping_tasks_create": {c.WORK_TASKS},
    "housekeeping_tasks_create_stayovers": {c.ASSIGN_TASKS},
    "housekeeping_tasks_destroy": {c.ASSIGN_TASKS},
    "housekeeping_tasks_partial_update": {c.WORK_TASKS},
    "housekeeping_tasks_retrieve": {c.VIEW_HOUSEKEEPING},
    "housekeeping_tasks_start": {c.WORK_TASKS},
    "housekeeping_tasks_update": {c.WORK_TASKS},
    "integrity": {c.VIEW_REPORTS},
    "integrity_verify": {c.VIEW_REPORTS},
    "me_partial_update": set(),
    "me_retrieve": set(),
    "nightly_rates_clear": {c.MANAGE_RATES},
    "nightly_rates_create": {c.MANAGE_RATES},
    "nightly_rates_list": {c.VIEW_MONEY},
    "promotions_create": {c.MANAGE_RATES},
    "promotions_destroy": {c.MANAGE_RATES},
    "promotions_list": {c.VIEW_MONEY},
    "promotions_partial_update": {c.MANAGE_RATES},
    "promotions_reinstate": {c.MANAGE_RATES},
    "promotions_retrieve": {c.VIEW_MONEY},
    "rate_plans_create": {c.MANAGE_RATES},
    "rate_plans_destroy": {c.MANAGE_RATES},
    "rate_plans_list": {c.VIEW_MONEY},
    "rate_plans_partial_update": {c.MANAGE_RATES},
    "rate_plans_prices": {c.MANAGE_RATES},
    "rate_plans_reinstate": {c.MANAGE_RATES},
    "rate_plans_retrieve": {c.VIEW_MONEY},
    "pusher_auth": set(),
    "payments_unsettled": {c.VIEW_BOOKINGS, c.VIEW_MONEY},
    "precheckin_config_create": {c.MANAGE_HOTEL},
    "precheckin_config_retrieve": {c.MANAGE_HOTEL},
    "roles_retrieve": set(),
    "room_bookings_approve": {c.DECIDE_BOOKING},
    "room_bookings_auto_assign": {c.ASSIGN_ROOM},
    "room_bookings_available_rooms_retrieve": {c.VIEW_BOOKINGS},
    "room_bookings_cancel": {c.CANCEL_BOOKING},
    "room_bookings_change_dates": {c.EDIT_BOOKING},
    "room_bookings_change_details": {c.EDIT_BOOKING},
    "room_bookings_change_party": {c.EDIT_BOOKING},
    "room_bookings_check_in": {c.CHECK_IN},
    "room_bookings_check_out": {c.CHECK_OUT},
    "room_bookings_confirm": {c.DECIDE_BOOKING},
    "room_bookings_create": {c.CREATE_BOOKING},
    "room_bookings_decline": {c.DECIDE_BOOKING},
    "room_bookings_erase_guest": {c.ERASE_GUEST},
    "room_bookings_extend": {c.EDIT_BOOKING},
    "room_bookings_mails_resend": {c.EDIT_BOOKING},
    "room_bookings_move_room": {c.MOVE_ROOM},
    "room_bookings_no_show": {c.MARK_NO_SHOW},
    "room_bookings_party_companions_update": {c.EDIT_BOOKING},
    "room_bookings_payments_create": {c.TAKE_PAYMENT},
    "room_bookings_payments_refund": {c.REFUND},
    "room_bookings_payments_retrieve": {c.VIEW_BOOKINGS, c.VIEW_MONEY},
    "room_bookings_refund_and_cancel": {c.CANCEL_BOOKING, c.REFUND},
    "room_bookings_reinstate": {c.MARK_NO_SHOW},
    "room_bookings_safe_assign_room": {c.ASSIGN_ROOM},
    "room_bookings_send_guest_link": {c.EDIT_BOOKING},
    "room_bookings_send_precheckin_link": {c.EDIT_BOOKING},
    "room_bookings_swap": {c.MOVE_ROOM},
    "room_bookings_unassign_room": {c.ASSIGN_ROOM},
    "room_bookings_undo_check_in": {c.CHECK_IN},
    "room_bookings_undo_check_out": {c.CHECK_OUT},
    "room_management_create": {c.MANAGE_ROOMS},
    "room_management_destroy": {c.MANAGE_ROOMS},
    "room_management_list": {c.VIEW_ROOMS},
    "room_management_partial_update": {c.MANAGE_ROOMS},
    "room_management_reinstate": {c.MANAGE_ROOMS},
    "room_management_retrieve": {c.VIEW_ROOMS},
    "room_management_update": {c.MANAGE_ROOMS},
    "room_type_allowances_list": {c.OVERSELL},
    "room_types_allowances_create": {c.OVERSELL},
    "room_types_allowances_lower": {c.OVERSELL},
    "room_types_create": {c.MANAGE_ROOMS},
    "room_types_destroy": {c.MANAGE_ROOMS},
    "room_types_list": {c.VIEW_ROOMS},
    "room_types_partial_update": {c.MANAGE_ROOMS},
    "room_types_reinstate": {c.MANAGE_ROOMS},
    "room_types_retrieve": {c.VIEW_ROOMS},
    "room_types_rooms_bulk_create": {c.MANAGE_ROOMS},
    "room_types_update": {c.MANAGE_ROOMS},
    "rooms_checkout": {c.CHECK_OUT},
    "rooms_complete_maintenance": {c.RESOLVE_FAULT},
    "rooms_inspect": {c.INSPECT},
    "rooms_list": {c.VIEW_ROOMS},
    "rooms_mark_cleaned": {c.CLEAN},
    "rooms_mark_maintenance": {c.REPORT_FAULT},
    "rooms_retrieve": {c.VIEW_ROOMS},
    "rooms_start_cleaning": {c.CLEAN},
    "rooms_status": {c.CLEAN},
    "settings_partial_update": {c.MANAGE_HOTEL},
    "settings_retrieve": set(),
    "staff_create": {c.MANAGE_STAFF},
    "staff_deactivate": {c.MANAGE_STAFF},
    "staff_list": {c.MANAGE_STAFF},
    "staff_partial_update": {c.MANAGE_STAFF},
    "staff_password": {c.MANAGE_STAFF},
    "staff_reactivate": {c.MANAGE_STAFF},
    "staff_retrieve": {c.MANAGE_STAFF},
    "tasks_list": {c.VIEW_HOUSEKEEPING},
    "turnover_rooms_retrieve": {c.VIEW_ROOMS},
    "turnover_stats_retrieve": {c.VIEW_HOUSEKEEPING},
    "webhook_deliveries_list": {c.MANAGE_WEBHOOKS},
    "webhooks_create": {c.MANAGE_WEBHOOKS},
    "webhooks_deliveries_resend": {c.MANAGE_WEBHOOKS},
    "webhooks_destroy": {c.MANAGE_WEBHOOKS},
    "webhooks_event_types_retrieve": {c.MANAGE_WEBHOOKS},
    "webhooks_list": {c.MANAGE_WEBHOOKS},
    "webhooks_partial_update": {c.MANAGE_WEBHOOKS},
    "webhooks_pause": {c.MANAGE_WEBHOOKS},
    "webhooks_resend_dead": {c.MANAGE_WEBHOOKS},
    "webhooks_resume": {c.MANAGE_WEBHOOKS},
    "webhooks_retrieve": {c.MANAGE_WEBHOOKS},
    "webhooks_rotate_secret": {c.MANAGE_WEBHOOKS},
    "webhooks_test": {c.MANAGE_WEBHOOKS},
}
# What everybody may ask, and what whoever has the token of a booking may ask.
OF_ANYONE = {
    "public_availability",
    "public_bookings_create",
    "public_calendar",
    "public_cancellation_policy",
    "public_hotel",
    "public_hotel_room_bookings_stripe_webhook",
    "public_hotels_cancellation_policy",
    "public_quote",
    "public_room_types",
}
OF_GUESTS = {
    "public_booking",
    "public_booking_payment",
    "public_booking_payment_session",
    "public_booking_payment_verify",
    "public_hotel_booking_management_arrival",
    "public_hotel_booking_management_cancel",
    "public_hotel_booking_management_party",
    "public_hotel_booking_management_retrieve",
    "public_hotel_precheckin_retrieve",
    "public_hotel_precheckin_submit",
    "public_hotel_room_bookings_cancel",
    "public_hotels_booking_status_create",
    "public_hotels_booking_status_retrieve",
}
SIGNING_IN_AND_OUT = {"staff_login", "staff_logout"}
# What these need depends on the room that is named.
ROOMS = {
    "housekeeping_rooms_status": "dirty",
    "rooms_status": "dirty",
    "rooms_start_cleaning": "dirty",
    "rooms_mark_cleaned": "dirty",
    "rooms_inspect": "cleaned",
    "rooms_complete_maintenance": "broken",
}
NEVER_OF_A_SOUND_REQUEST = {400, 401, 404, 405, 406, 413, 415, 422}


def test_the_table_names_every_endpoint():
    by_callers = {"staff": set(), "guest": set(), "anyone": set()}
    for operation in operations():
        by_callers[operation.callers].add(operation.name)
    assert by_callers["staff"] - SIGNING_IN_AND_OUT == NEEDS.keys()
    assert by_callers["guest"] == OF_GUESTS
    assert by_callers["anyone"] - SIGNING_IN_AND_OUT == OF_ANYONE


@pytest.mark.parametrize(**every_operation())
def test_nobody_gets_in_without_saying_who_they_are(operation, house):
    answer = Client().generic(operation.method.upper(), operation.address(house))
    if operation.callers == "anyone":
        assert answer.status_code not in (401, 403)
        return
    if operation.callers == "guest" and "{booking_id}" not in operation.path:
        assert (answer.status_code, answer.json()["code"]) == (404, "LINK_INVALID")
        return
    assert (answer.status_code, answer.json()["code"]) == (401, "NOT_AUTHENTICATED")
    assert answer["WWW-Authenticate"] == {"staff": "Token", "guest": "GuestToken"}[operation.callers]


@pytest.mark.parametrize(**every_operation(callers="guest"))
def test_a_guest_sees_their_own_booking_and_no_other(operation, house):
    if "{booking_id}" not in operation.path:
        return
    body = json.dumps(operation.sound_body(house))
    guest, colleague = house.caller("guest"), house.client()
    before = house.last_seq()
    for other in house.ids["booking_id"][1:]:
        address = operation.address(house, booking_id=other)
        answer = guest.generic(operation.method.upper(), address, body, content_type="application/json")
        assert (answer.status_code, answer.data["code"]) == (404, "BOOKING_NOT_FOUND")
    staff = colleague.generic(operation.method.upper(), operation.address(house))
    assert (staff.status_code, staff.data["code"]) == (401, "NOT_AUTHENTICATED")
    assert house.last_seq() == before


@pytest.mark.parametrize(**every_operation(callers="staff"))
def test_each_role_is_refused_exactly_where_it_lacks_the_capability(operation, house):
    if operation.name in SIGNING_IN_AND_OUT:
        return
    clients = {role: house.client(role) for role in Role.values}
    before = house.last_seq()
    for role, client in clients.items():
        answer = client.generic(
            operation.method.upper(),
            operation.address(house, **named_room(operation, house)) + ("?dry_run=true" if operation.changes else ""),
            json.dumps(operation.sound_body(house)),
            content_type="application/json",
        )
        if NEEDS[operation.name] <= CAPABILITIES[role]:
            assert answer.status_code not in NEVER_OF_A_SOUND_REQUEST | {403}, (role, answer.data)
        else:
            assert (answer.status_code, answer.data["code"]) == (403, "PERMISSION_DENIED"), role
            assert answer.data["details"]["capability"] in NEEDS[operation.name]
    assert house.last_seq() == before


def named_room(operation, house):
    """The room that the endpoint is tried on, under each name that an address has for it."""
    if operation.name not in ROOMS:
        return {}
    room = getattr(house, ROOMS[operation.name])
    return {"room_id": str(room.pk), "room_number": room.number}
