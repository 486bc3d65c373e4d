"""The log in plain words: what happened, and why. The timeline of a booking and the audit use the same.

Every type of `notifications/notification_manager.py::ROWS` has its words here; a test holds it. What fields are called,
and how their values are written, is in `field_words.py`.
"""

from collections.abc import Collection, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

EVENT: Mapping[str, Promise] = {
    "booking_created": _("Booking made"),
    "booking_updated": _("Booking changed"),
    "booking_confirmed": _("Confirmed"),
    "booking_declined": _("Declined"),
    "booking_expired": _("Expired"),
    "booking_cancelled": _("Cancelled"),
    "booking_no_show": _("No-show"),
    "booking_reinstated": _("No-show taken back"),
    "booking_room_assigned": _("Room assigned"),
    "booking_room_unassigned": _("Room taken away"),
    "booking_checked_in": _("Checked in"),
    "booking_check_in_undone": _("Check-in taken back"),
    "booking_checked_out": _("Checked out"),
    "booking_check_out_undone": _("Check-out taken back"),
    "booking_party_updated": _("Party changed"),
    "booking_guest_erased": _("Guest's data erased"),
    "booking_precheckin_submitted": _("Pre-check-in filled in"),
    "booking_link_requested": _("Link to the booking asked for"),
    "booking_due_out": _("Should have left by now"),
    "booking_overstay": _("Stays longer than booked"),
    "booking_no_show_proposed": _("Has not come: no-show proposed"),
    "booking_pre_arrival": _("Arrives in a few days"),
    "booking_mail_refused": _("Guest's mail address refused"),
    "booking_mail_accepted": _("Guest's mail address works again"),
    "booking_mail_resent": _("Mail sent again"),
    "payment_created": _("Payment begun"),
    "payment_authorised": _("Card held"),
    "payment_captured": _("Card charged"),
    "payment_released": _("Card hold let go"),
    "payment_failed": _("Payment failed"),
    "payment_recorded": _("Payment taken"),
    "payment_refunded": _("Money given back"),
    "payment_decided": _("Decided about a payment"),
    "payment_refused": _("The payment provider refused"),
    "payment_disputed": _("Payment disputed"),
    "payment_updated": _("Payment changed"),
    "room_occupancy_updated": _("Occupancy changed"),
    "room_updated": _("Room changed"),
    "room_created": _("Room added"),
    "room_retired": _("Room retired"),
    "room_reinstated": _("Room in use again"),
    "room_type_created": _("Room type added"),
    "room_type_updated": _("Room type changed"),
    "room_type_retired": _("Room type retired"),
    "room_type_reinstated": _("Room type in use again"),
    "allowance_raised": _("Overselling allowance raised"),
    "allowance_lowered": _("Overselling allowance lowered"),
    "rate_plan_created": _("Rate plan added"),
    "rate_plan_updated": _("Rate plan changed"),
    "rate_plan_retired": _("Rate plan retired"),
    "rate_plan_reinstated": _("Rate plan in use again"),
    "plan_price_changed": _("Price of a rate plan changed"),
    "nightly_rates_changed": _("Nightly rates changed"),
    "nightly_rates_cleared": _("Nightly rates cleared"),
    "promotion_created": _("Promotion added"),
    "promotion_updated": _("Promotion changed"),
    "promotion_retired": _("Promotion ended"),
    "promotion_reinstated": _("Promotion in use again"),
    "block_opened": _("Room taken out of use"),
    "block_closed": _("Room back in use"),
    "task_created": _("Task added"),
    "task_updated": _("Task changed"),
    "fault_reported": _("Fault reported"),
    "fault_resolved": _("Fault resolved"),
    "discrepancy_reported": _("Books and room disagree"),
    "discrepancy_resolved": _("Books and room agree again"),
    "hotel_created": _("Hotel opened"),
    "hotel_updated": _("Hotel's settings changed"),
    "staff_created": _("Colleague added"),
    "staff_updated": _("Colleague's account changed"),
    "staff_password_set": _("Password set"),
    "staff_signed_in": _("Signed in"),
    "staff_signed_out": _("Signed out"),
    "staff_deactivated": _("Colleague's access ended"),
    "staff_reactivated": _("Colleague has access again"),
    "webhook_created": _("Webhook added"),
    "webhook_updated": _("Webhook changed"),
    "webhook_secret_rotated": _("Webhook's secret replaced"),
    "webhook_paused": _("Webhook paused"),
    "webhook_resumed": _("Webhook resumed"),
    "webhook_disabled": _("Webhook stopped: nothing arrived"),
    "webhook_retired": _("Webhook retired"),
    "webhook_resent": _("Webhook's events sent again"),
    "webhook_tested": _("Webhook tested"),
}

# Where the type alone says little, the field that changed says more; the first that did.
BY_FIELD: Mapping[str, Sequence[tuple[str, Promise]]] = {
    "booking_updated": (
        ("check_in", _("Dates changed")),
        ("check_out", _("Dates changed")),
        ("room_number", _("Moved to another room")),
        ("status", _("Status changed")),
        ("no_show_settled_at", _("No-show settled")),
        ("disputed_amount", _("Payment disputed")),
        ("special_requests", _("Guest's wishes changed")),
        ("expected_arrival", _("Time of arrival changed")),
        ("total_amount", _("Price changed")),
    ),
    "room_updated": (
        ("room_status", _("Room status changed")),
        ("number", _("Room renumbered")),
        ("maintenance_required", _("Room's faults changed")),
    ),
    "task_updated": (("status", _("Task's status changed")), ("assigned_to", _("Task given to somebody"))),
}

# By the first word of a type, for a list of the audit: what it is about.
ABOUT: Mapping[str, Promise] = {
    "booking": _("Bookings"),
    "payment": _("Payments"),
    "room": _("Rooms and room types"),
    "block": _("Rooms out of use"),
    "allowance": _("Overselling"),
    "task": _("Tasks"),
    "fault": _("Faults"),
    "discrepancy": _("Discrepancies"),
    "rate": _("Rates"),
    "plan": _("Rates"),
    "nightly": _("Rates"),
    "promotion": _("Rates"),
    "hotel": _("The hotel"),
    "staff": _("Colleagues"),
    "webhook": _("Webhooks"),
}

ICON: Mapping[str, str] = {
    "booking_created": "calendar-plus",
    "booking_updated": "pencil",
    "booking_confirmed": "calendar-check",
    "booking_declined": "circle-x",
    "booking_expired": "hourglass",
    "booking_cancelled": "ban",
    "booking_no_show": "user-x",
    "booking_reinstated": "undo-2",
    "booking_room_assigned": "bed-double",
    "booking_room_unassigned": "bed-double",
    "booking_checked_in": "log-in",
    "booking_check_in_undone": "undo-2",
    "booking_checked_out": "log-out",
    "booking_check_out_undone": "undo-2",
    "booking_party_updated": "users",
    "booking_due_out": "clock",
    "booking_overstay": "clock",
    "booking_link_requested": "mail",
    "booking_pre_arrival": "mail",
    "booking_mail_refused": "mail",
    "booking_mail_accepted": "mail",
    "booking_mail_resent": "mail",
    "payment_recorded": "banknote",
    "payment_refunded": "undo-2",
    "room_occupancy_updated": "door-open",
    "discrepancy_reported": "triangle-alert",
}
ICON_ABOUT: Mapping[str, str] = {
    "booking": "calendar-days",
    "payment": "credit-card",
    "room": "door-closed",
    "block": "ban",
    "allowance": "layers",
    "task": "brush-cleaning",
    "fault": "wrench",
    "discrepancy": "circle-check",
    "rate": "tag",
    "plan": "tag",
    "nightly": "tag",
    "promotion": "tag",
    "hotel": "settings",
    "staff": "user-round",
    "webhook": "webhook",
}

# Through which door a room's status was changed, and which kind of actor acted otherwise.
SOURCE: Mapping[str, Promise] = {
    "STAFF": _("at the desk or by the API"),
    "GUEST": _("by the guest's link"),
    "SYSTEM": _("by itself"),
    "FRONT_DESK": _("by the front desk"),
    "HOUSEKEEPING": _("by housekeeping"),
    "MANAGER_OVERRIDE": _("by a manager's override"),
}

CAUSE: Mapping[str, Promise] = {
    "auto_assign": _("Rooms assigned by itself"),
    "hold_ran_out": _("The time to pay or decide ran out"),
    "morning": _("The morning's tasks"),
    "payment_disputed": _("The cardholder disputes the payment"),
    "reinstated": _("The room is in use again"),
    "reinstatement_closed": _("The no-show was settled"),
}
CAUSED_BY: Mapping[str, Promise] = {
    "booking": _("Because of booking %(name)s"),
    "room": _("Because of room %(name)s"),
    "block": _("Because a room is out of use"),
    "fault": _("Because of a fault"),
    "mail": _("Because of a mail to the guest"),
    "webhook": _("Because of webhook %(name)s"),
}


def event_words(event_type: str, changed_fields: Collection[str] = ()) -> str:
    """What happened, in a few words; by what changed where the type alone says little."""
    for field, words in BY_FIELD.get(event_type, ()):
        if field in changed_fields:
            return str(words)
    return str(EVENT.get(event_type, event_type))


def event_icon(event_type: str) -> str:
    """The icon of a type of event."""
    return ICON.get(event_type) or ICON_ABOUT.get(event_type.partition("_")[0], "history")


def cause_words(cause: str) -> str:
    """What set it off, where it was not the actor's own wish."""
    if cause in CAUSE:
        return str(CAUSE[cause])
    kind, _colon, name = cause.partition(":")
    return str(CAUSED_BY[kind]) % {"name": name} if kind in CAUSED_BY else cause


def actor_words(actor: str, name: str = "") -> str:
    """Who acted: a colleague's name where it is known, the guest, or the house itself."""
    kind, _colon, number = actor.partition(":")
    if kind == "guest":
        return gettext("The guest")
    if kind == "system":
        return gettext("HotelMate itself")
    return name or gettext("Colleague %(number)s") % {"number": number}
