"""Words and icons for what rows hold: statuses, kinds, methods. Everything that a page names, it names by these."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hotelmate.payments.models import Method, PaymentState
from hotelmate.room_bookings.lifecycle import BookingStatus as B
from hotelmate.room_bookings.lifecycle import Guarantee
from hotelmate.room_bookings.models import BookerType, Channel
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

GUARANTEE: Mapping[str, Promise] = {
    Guarantee.PREPAID: _("Paid in advance"),
    Guarantee.CARD: _("Card on file"),
    Guarantee.DEPOSIT: _("Deposit"),
    Guarantee.COMPANY: _("Company account"),
    Guarantee.AGENCY: _("Agency"),
    Guarantee.HOTEL: _("The hotel's own word"),
}

CHANNEL: Mapping[str, Promise] = {
    Channel.ONLINE: _("Online"),
    Channel.STAFF: _("Front desk"),
    Channel.WALK_IN: _("Walk-in"),
    Channel.AGENCY: _("Agency"),
    Channel.GROUP: _("Group"),
    Channel.CORPORATE: _("Corporate"),
}

BOOKER_TYPE: Mapping[str, Promise] = {
    BookerType.SELF: _("The guest"),
    BookerType.THIRD_PARTY: _("Somebody else"),
    BookerType.COMPANY: _("A company"),
}

METHOD: Mapping[str, Promise] = {
    Method.CARD: _("Card"),
    Method.CASH: _("Cash"),
    Method.TERMINAL: _("Card terminal"),
    Method.TRANSFER: _("Bank transfer"),
}

PAYMENT_STATE: Mapping[str, Promise] = {
    PaymentState.CREATED: _("Begun"),
    PaymentState.AUTHORISED: _("Held on the card"),
    PaymentState.CAPTURED: _("Taken"),
    PaymentState.RELEASED: _("Let go"),
    PaymentState.FAILED: _("Failed"),
}

DECLINE_REASON: Mapping[str, Promise] = {
    "NO_ROOM": _("No room for these nights"),
    "PAYMENT": _("The payment is in doubt"),
    "GUEST": _("The guest is not welcome"),
    "DUPLICATE": _("Booked twice"),
    "OTHER": _("Another reason"),
}
