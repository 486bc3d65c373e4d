"""Words for what rows hold besides statuses: methods, kinds, states, reasons. Beside `words.py`."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hotelmate.housekeeping.models import DiscrepancyKind, Priority, TaskStatus, TaskType
from hotelmate.notifications.models import DeliveryState, MailState, WebhookState
from hotelmate.payments.models import Action, Problem
from hotelmate.rooms.models import BlockKind
from hotelmate.staff.models import Role

PAYMENT_PROBLEM: Mapping[str, Promise] = {
    Problem.AMOUNT_DIFFERS: _("Another amount was paid than was asked for"),
    Problem.CURRENCY_DIFFERS: _("Another currency was paid than was asked for"),
    Problem.DISPUTED: _("The cardholder disputes it"),
    Problem.REFUND_FAILED: _("The provider took a refund back"),
    Problem.UNKNOWN_AT_PROVIDER: _("The provider knows nothing of it"),
}
PAYMENT_ACTION: Mapping[str, Promise] = {
    Action.CAPTURE: _("Charge the card"),
    Action.RELEASE: _("Let go of the hold"),
    Action.REFUND: _("Give back"),
}
PAYMENT_PURPOSE: Mapping[str, Promise] = {
    "approve": _("The booking was approved"),
    "cancel": _("The booking was cancelled"),
    "decline": _("The booking was declined"),
    "expire": _("The booking expired"),
    "mismatch": _("The amount was wrong"),
    "no_show": _("No-show"),
    "refund": _("A refund"),
    "undone": _("More was taken than is owed"),
}
TASK_TYPE: Mapping[str, Promise] = {
    TaskType.TURNOVER: _("Turnover"),
    TaskType.STAYOVER: _("Stay-over"),
    TaskType.INSPECTION: _("Inspection"),
    TaskType.DEEP_CLEAN: _("Deep clean"),
    TaskType.AMENITY: _("Amenity"),
}
TASK_STATUS: Mapping[str, Promise] = {
    TaskStatus.OPEN: _("Open"),
    TaskStatus.IN_PROGRESS: _("In progress"),
    TaskStatus.DONE: _("Done"),
    TaskStatus.CANCELLED: _("Cancelled"),
}
PRIORITY: Mapping[str, Promise] = {Priority.LOW: _("Low"), Priority.MED: _("Medium"), Priority.HIGH: _("High")}
DISCREPANCY: Mapping[str, Promise] = {
    DiscrepancyKind.SKIP: _("Skip: booked in, nobody there"),
    DiscrepancyKind.SLEEP: _("Sleep: vacant, somebody there"),
}
BLOCK_KIND: Mapping[str, Promise] = {
    BlockKind.OUT_OF_ORDER: _("Out of order"),
    BlockKind.OUT_OF_SERVICE: _("Out of service"),
}
ROLE: Mapping[str, Promise] = {
    Role.SUPER_STAFF_ADMIN: _("Administrator"),
    Role.STAFF_ADMIN: _("Manager"),
    Role.FRONT_DESK: _("Front desk"),
    Role.HOUSEKEEPING: _("Housekeeping"),
    Role.MAINTENANCE: _("Maintenance"),
}
WEBHOOK_STATE: Mapping[str, Promise] = {
    WebhookState.ACTIVE: _("Active"),
    WebhookState.PAUSED: _("Paused"),
    WebhookState.DISABLED: _("Stopped"),
    WebhookState.RETIRED: _("Retired"),
}
DELIVERY_STATE: Mapping[str, Promise] = {
    DeliveryState.PENDING: _("On its way"),
    DeliveryState.DELIVERED: _("Delivered"),
    DeliveryState.DEAD: _("Given up"),
}
MAIL_STATE: Mapping[str, Promise] = {
    MailState.QUEUED: _("On its way"),
    MailState.SENT: _("Sent"),
    MailState.REFUSED: _("Refused by the mail server"),
    MailState.GIVEN_UP: _("Given up after three days"),
    MailState.DROPPED: _("Dropped: nobody to send it to"),
}
MAIL_KIND: Mapping[str, Promise] = {
    "booking_received": _("We have your request"),
    "booking_confirmed": _("Your booking is confirmed"),
    "booking_declined": _("Your booking is declined"),
    "booking_cancelled": _("Your booking is cancelled"),
    "room_moved": _("You have another room"),
    "check_out_thanks": _("Thank you for your stay"),
    "booking_link": _("The link to your booking"),
    "precheckin_link": _("The link to your pre-check-in"),
    "pre_arrival": _("Before your arrival"),
}
INSPECTION: Mapping[str, Promise] = {
    "none": _("No inspection"),
    "anyone": _("Anybody who may"),
    "second_person": _("Somebody other than the cleaner"),
}
MAIL_PROBLEM: Mapping[str, Promise] = {
    "ADDRESS_NOT_SUPPORTED": _("The mail server cannot write to this kind of address"),
    "FOLDER_NOT_WRITABLE": _("The folder for mails cannot be written"),
    "INVALID_ADDRESS": _("The address is not valid"),
    "MESSAGE_DEFERRED": _("The mail server wants it later"),
    "MESSAGE_REFUSED": _("The mail server refused the message"),
    "NOBODY_TO_WRITE_TO": _("The booking has no e-mail address"),
    "NOT_DELIVERED": _("Tried for three days without success"),
    "RECIPIENT_DEFERRED": _("The mail server wants it later"),
    "RECIPIENT_REFUSED": _("The mail server knows no such address"),
    "SERVER_LOGIN_FAILED": _("The mail server did not let us in"),
    "SERVER_UNREACHABLE": _("The mail server did not answer"),
    "SERVER_WITHOUT_TLS": _("The mail server offers no safe connection"),
}
