"""Which capabilities each role brings. The one table of permissions."""

from hotelmate.core import capabilities as c
from hotelmate.staff.models import Role

EVERYBODY = frozenset({c.VIEW_ROOMS, c.VIEW_HOUSEKEEPING, c.REPORT_FAULT, c.WORK_TASKS, c.VIEW_EVENTS})

FRONT_DESK = EVERYBODY | {
    c.VIEW_BOOKINGS,
    c.VIEW_CONTACTS,
    c.VIEW_MONEY,
    c.CREATE_BOOKING,
    c.EDIT_BOOKING,
    c.DECIDE_BOOKING,
    c.CANCEL_BOOKING,
    c.MARK_NO_SHOW,
    c.ASSIGN_ROOM,
    c.CHECK_IN,
    c.CHECK_OUT,
    c.MOVE_ROOM,
    c.TAKE_PAYMENT,
    c.REPORT_DISCREPANCY,
}

HOUSEKEEPING = EVERYBODY | {c.CLEAN, c.INSPECT, c.REPORT_DISCREPANCY}

MAINTENANCE = EVERYBODY | {c.RESOLVE_FAULT, c.MANAGE_BLOCKS}

MANAGER = (
    FRONT_DESK
    | HOUSEKEEPING
    | MAINTENANCE
    | {
        c.OVERSELL,
        c.REFUND,
        c.ERASE_GUEST,
        c.MANAGE_ROOMS,
        c.MANAGE_RATES,
        c.OVERRIDE_ROOM_STATUS,
        c.ASSIGN_TASKS,
        c.MANAGE_STAFF,
        c.MANAGE_WEBHOOKS,
        c.VIEW_REPORTS,
        c.VIEW_AUDIT,
    }
)

CAPABILITIES: dict[str, frozenset[str]] = {
    Role.SUPER_STAFF_ADMIN: c.ALL,
    Role.STAFF_ADMIN: MANAGER,
    Role.FRONT_DESK: FRONT_DESK,
    Role.HOUSEKEEPING: HOUSEKEEPING,
    Role.MAINTENANCE: MAINTENANCE,
}
