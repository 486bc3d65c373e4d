"""Words and icons for what rows hold: statuses, kinds, methods. Everything that a page names, it names by these."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hotelmate.room_bookings.lifecycle import BookingStatus as B
from hotelmate.rooms.lifecycle import RoomStatus as R

ROOM_STATUS: Mapping[str, Promise] = {
    R.OCCUPIED: _("Occupied"),
    R.CHECKOUT_DIRTY: _("Dirty"),
    R.CLEANING_IN_PROGRESS: _("Cleaning"),
    R.CLEANED_UNINSPECTED: _("To inspect"),
    R.MAINTENANCE_REQUIRED: _("Maintenance"),
    R.OUT_OF_ORDER: _("Out of order"),
    R.READY_FOR_GUEST: _("Ready"),
}

ROOM_ICON: Mapping[str, str] = {
    R.OCCUPIED: "bed-double",
    R.CHECKOUT_DIRTY: "brush-cleaning",
    R.CLEANING_IN_PROGRESS: "loader",
    R.CLEANED_UNINSPECTED: "clipboard-check",
    R.MAINTENANCE_REQUIRED: "wrench",
    R.OUT_OF_ORDER: "ban",
    R.READY_FOR_GUEST: "circle-check",
}

BOOKING_STATUS: Mapping[str, Promise] = {
    B.PENDING_PAYMENT: _("Awaiting payment"),
    B.PENDING_APPROVAL: _("Needs approval"),
    B.CONFIRMED: _("Confirmed"),
    B.IN_HOUSE: _("In house"),
    B.COMPLETED: _("Completed"),
    B.DECLINED: _("Declined"),
    B.EXPIRED: _("Expired"),
    B.CANCELLED: _("Cancelled"),
    B.NO_SHOW: _("No-show"),
}

BOOKING_ICON: Mapping[str, str] = {
    B.PENDING_PAYMENT: "hourglass",
    B.PENDING_APPROVAL: "shield-question-mark",
    B.CONFIRMED: "calendar-check",
    B.IN_HOUSE: "key-round",
    B.COMPLETED: "flag",
    B.DECLINED: "circle-x",
    B.EXPIRED: "circle-x",
    B.CANCELLED: "ban",
    B.NO_SHOW: "user-x",
}
