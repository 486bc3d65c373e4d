"""Roles, and what each of them may do, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hotelmate.core import capabilities as c
from hotelmate.desk.frame import Desk, desk_page, show
from hotelmate.desk.value_words import ROLE
from hotelmate.staff.models import Role
from hotelmate.staff.roles import CAPABILITIES

# From those who may least to those who may everything.
ROLES = (Role.FRONT_DESK, Role.HOUSEKEEPING, Role.MAINTENANCE, Role.STAFF_ADMIN, Role.SUPER_STAFF_ADMIN)

# What each capability lets somebody do, by what it is about.
GROUPS: Sequence[tuple[Promise, Mapping[str, Promise]]] = (
    (
        _("Bookings"),
        {
            c.VIEW_BOOKINGS: _("See bookings"),
            c.CREATE_BOOKING: _("Make bookings"),
            c.EDIT_BOOKING: _("Change bookings"),
            c.DECIDE_BOOKING: _("Approve or decline bookings"),
            c.CANCEL_BOOKING: _("Cancel bookings"),
            c.MARK_NO_SHOW: _("Mark a no-show"),
            c.ASSIGN_ROOM: _("Assign rooms"),
            c.CHECK_IN: _("Check in"),
            c.CHECK_OUT: _("Check out"),
            c.MOVE_ROOM: _("Move guests to another room"),
            c.OVERSELL: _("Sell more than there are rooms"),
        },
    ),
    (
        _("Guests and money"),
        {
            c.VIEW_CONTACTS: _("See guests' contacts"),
            c.VIEW_MONEY: _("See prices and payments"),
            c.TAKE_PAYMENT: _("Take payments"),
            c.REFUND: _("Give money back"),
            c.ERASE_GUEST: _("Erase a guest's data"),
        },
    ),
    (
        _("Rooms and cleaning"),
        {
            c.VIEW_ROOMS: _("See rooms and their state"),
            c.VIEW_HOUSEKEEPING: _("See what is to be cleaned and repaired"),
            c.CLEAN: _("Clean rooms"),
            c.INSPECT: _("Inspect rooms"),
            c.WORK_TASKS: _("Take and finish tasks"),
            c.ASSIGN_TASKS: _("Give tasks to others"),
            c.REPORT_DISCREPANCY: _("Report who is in a room and should not be, or the reverse"),
            c.OVERRIDE_ROOM_STATUS: _("Set a room's state against the rules, with a note"),
            c.REPORT_FAULT: _("Report faults"),
            c.RESOLVE_FAULT: _("Resolve faults"),
            c.MANAGE_BLOCKS: _("Take rooms out of order and back"),
        },
    ),
    (
        _("Management"),
        {
            c.VIEW_EVENTS: _("Follow what happens, live"),
            c.VIEW_REPORTS: _("See consistency and figures"),
            c.VIEW_AUDIT: _("See who did what"),
            c.MANAGE_ROOMS: _("Set up rooms and room types"),
            c.MANAGE_RATES: _("Set up rates and promotions"),
            c.MANAGE_STAFF: _("Manage staff"),
            c.MANAGE_WEBHOOKS: _("Manage webhooks"),
            c.MANAGE_HOTEL: _("Change the hotel's settings"),
        },
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A capability in words, and for each role whether it has it."""

    words: Promise
    held: Sequence[bool]


@desk_page(needs=c.MANAGE_STAFF)
def roles_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All capabilities by all roles, to look at."""
    groups = [
        (
            name,
            [Line(words, [capability in CAPABILITIES[role] for role in ROLES]) for capability, words in group.items()],
        )
        for name, group in GROUPS
    ]
    context = {"roles": [ROLE[role] for role in ROLES], "groups": groups, "columns": len(ROLES) + 1}
    return show(request, desk, "manage/settings/roles", context)
