"""The buttons of a booking: the next step, a few beside it, the rest behind More; each with why it is refused, if it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotelmate.desk.dates import short_day
from hotelmate.desk.frame import Desk
from hotelmate.desk.refusals import sentence
from hotelmate.desk.words import BOOKING_STATUS
from hotelmate.room_bookings.actions import booking_actions
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.money_rules import kept
from hotelmate.room_bookings.readings import BookingReading

S = BookingStatus
Way = Literal["do", "ask"]


@dataclass(frozen=True, slots=True)
class Kind:
    """An action as a button: its label, its icon, and whether it is done at once or asks first."""

    label: Promise
    icon: str
    way: Way = "ask"


@dataclass(frozen=True, slots=True)
class Button:
    """One button: what it does, where, and why not, if it is refused."""

    name: str
    label: str
    icon: str
    way: Way
    url: str
    refused: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Buttons:
    """All of them in their places."""

    primary: Button | None
    secondary: Sequence[Button]
    more: Sequence[Button]
    not_now: Sequence[Button]
    by_name: Mapping[str, Button] = field(default_factory=dict)


KINDS: Mapping[str, Kind] = {
    "check_in": Kind(_("Check in"), "log-in", "do"),
    "check_out": Kind(_("Check out"), "log-out", "do"),
    "approve": Kind(_("Approve"), "shield-check", "do"),
    "decline": Kind(_("Decline…"), "circle-x"),
    "confirm": Kind(_("Confirm…"), "calendar-check"),
    "assign_room": Kind(_("Assign room…"), "bed-double"),
    "move_room": Kind(_("Move room…"), "move"),
    "extend": Kind(_("Extend…"), "calendar-plus"),
    "change_dates": Kind(_("Change dates…"), "calendar-days"),
    "change_details": Kind(_("Wishes and notes…"), "pencil"),
    "change_party": Kind(_("Guests…"), "users"),
    "record_payment": Kind(_("Take payment…"), "banknote"),
    "card_payment": Kind(_("Hold a card…"), "credit-card"),
    "refund": Kind(_("Give money back…"), "receipt"),
    "unassign_room": Kind(_("Take the room back"), "door-open", "do"),
    "swap": Kind(_("Swap rooms…"), "arrow-left-right"),
    "undo_check_in": Kind(_("Take the check-in back"), "undo-2", "do"),
    "undo_check_out": Kind(_("Take the check-out back"), "undo-2", "do"),
    "no_show": Kind(_("No-show…"), "user-x"),
    "reinstate": Kind(_("Take the no-show back"), "undo-2", "do"),
    "cancel": Kind(_("Cancel…"), "ban"),
    "refund_and_cancel": Kind(_("Refund and cancel…"), "ban"),
    "erase_guest": Kind(_("Erase guest's data…"), "trash-2"),
}
# By status the next step and what stands beside it; of the next steps the first that can be taken, else the first.
NEXT: Mapping[str, tuple[str, ...]] = {
    S.PENDING_PAYMENT: ("confirm",),
    S.PENDING_APPROVAL: ("approve",),
    S.CONFIRMED: ("check_in",),
    S.IN_HOUSE: ("check_out",),
    S.COMPLETED: (),
    S.NO_SHOW: ("reinstate",),
}
BESIDE: Mapping[str, tuple[str, ...]] = {
    S.PENDING_PAYMENT: ("record_payment", "card_payment", "change_dates"),
    S.PENDING_APPROVAL: ("decline", "assign_room"),
    S.CONFIRMED: ("assign_room", "change_dates"),
    S.IN_HOUSE: ("move_room", "extend"),
    S.COMPLETED: ("record_payment", "undo_check_out"),
}
# Refusals that say no more than that the booking stands elsewhere; they are said shorter here.
OF_OTHER_STATUS = frozenset(
    {
        "BOOKING_ALIVE",
        "BOOKING_ALREADY_CHECKED_IN",
        "BOOKING_ALREADY_CHECKED_OUT",
        "BOOKING_CANCELLED",
        "BOOKING_COMPLETED",
        "BOOKING_NOT_CANCELLABLE",
        "BOOKING_NOT_CHECKED_IN",
        "BOOKING_NOT_CONFIRMABLE",
        "BOOKING_NOT_EDITABLE",
        "BOOKING_NOT_ELIGIBLE",
        "BOOKING_NOT_PENDING",
        "BOOKING_NOT_UNPAID",
        "BOOKING_OVER",
        "BOOKING_STATUS_NOT_ASSIGNABLE",
        "NOT_CHECKED_IN",
        "NOT_CHECKED_OUT",
        "PAYMENT_PENDING",
    }
)
# Where the button itself asks for what is missing, it is not refused.
ASKED_FOR = frozenset({("check_in", "NO_ROOM_ASSIGNED")})


def buttons_of(desk: Desk, reading: BookingReading) -> Buttons:
    """The booking's buttons for this person."""
    booking = reading.booking
    by_name = {button.name: button for button in _all(desk, reading)}
    step = _next_step(reading, by_name)
    beside = [name for name in BESIDE.get(booking.status, ()) if name in by_name and name != step]
    if booking.status == S.IN_HOUSE and booking.balance > 0:
        beside.insert(0, "record_payment")
    beside = [name for name in beside if not by_name[name].refused][:3]
    rest = [button for name, button in by_name.items() if name != step and name not in beside]
    if not by_name["cancel"].refused and not kept(booking):
        rest.remove(by_name["refund_and_cancel"])
    return Buttons(
        primary=by_name[step] if step else None,
        secondary=[by_name[name] for name in beside],
        more=[button for button in rest if not button.refused],
        not_now=[button for button in rest if button.refused],
        by_name=by_name,
    )


def _all(desk: Desk, reading: BookingReading) -> list[Button]:
    actions = {action["name"]: action for action in booking_actions(desk.actor, reading)}
    buttons = []
    for name, kind in KINDS.items():
        action = actions[name]
        allowed = action["allowed"] or (name, action["code"]) in ASKED_FOR
        buttons.append(
            Button(
                name=name,
                label=_label(name, kind, reading),
                icon=kind.icon,
                way=kind.way,
                url=reverse("desk-booking-do", args=[reading.booking.booking_id, name]),
                refused="" if allowed else _reason(action["code"], action["reason"], reading),
                code="" if allowed else action["code"],
            )
        )
    return buttons


def _reason(code: str, message: str, reading: BookingReading) -> str:
    if code in OF_OTHER_STATUS:
        return gettext("Not with the status “%(status)s”.") % {"status": BOOKING_STATUS[reading.booking.status]}
    if code == "CHECKIN_WRONG_DATE":
        return gettext("Arrives on %(day)s.") % {"day": short_day(reading.booking.check_in)}
    return sentence(code, message)


def _label(name: str, kind: Kind, reading: BookingReading) -> str:
    if name == "assign_room" and reading.has_open_claim:
        return str(_("Other room…"))
    if name == "check_in" and not reading.has_open_claim:
        return str(_("Check in…"))
    return str(kind.label)


def _next_step(reading: BookingReading, by_name: Mapping[str, Button]) -> str:
    """The next step; a confirmed booking without a room gets one first, unless its guest may come in now."""
    status = reading.booking.status
    if status == S.CONFIRMED and not reading.has_open_claim and by_name["check_in"].refused:
        return "assign_room"
    steps = NEXT.get(status, ())
    return next((name for name in steps if not by_name[name].refused), next(iter(steps), ""))
