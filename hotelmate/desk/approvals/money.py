"""Bookings whose money wants a hand: what is the matter, what to do, and the button for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hotelmate.desk.bookings.buttons import Button
from hotelmate.desk.bookings.sheet import guest_name
from hotelmate.desk.frame import Desk
from hotelmate.desk.money_words import UNSETTLED
from hotelmate.desk.today.lines import Line, actions_of, button_of
from hotelmate.room_bookings.readings import BookingReading, get_unsettled_readings
from hotelmate.room_bookings.unsettled import Unsettled, unsettled_of

# What can be done here, by the code; the rest is done at the payment provider.
STEPS: Mapping[str, tuple[str, ...]] = {
    "GIVE_BACK_BY_HAND": ("refund",),
    "AMOUNT_DIFFERS": ("cancel",),
    "CURRENCY_DIFFERS": ("cancel",),
    "TAKEN_NOT_CONFIRMED": ("decline", "approve"),
    "HOLD_ENDED": ("decline", "record_payment"),
}


@dataclass(frozen=True, slots=True)
class Matter(Line):
    """One thing that is not settled."""

    code: str
    what: str
    to_do: str
    since: datetime
    steps: Sequence[Button]


def matters(desk: Desk) -> list[Matter]:
    """Everything that wants a hand. Eight queries."""
    return [
        _matter(desk, reading, one)
        for reading in get_unsettled_readings(desk.hotel.pk)
        for one in unsettled_of(reading)
    ]


def _matter(desk: Desk, reading: BookingReading, one: Unsettled) -> Matter:
    what, to_do = UNSETTLED[one.code]
    actions = actions_of(desk, reading)
    steps = [button_of(reading, name, actions) for name in STEPS.get(one.code, ()) if actions[name]["allowed"]]
    return Matter(
        reading,
        guest_name(desk, reading),
        code=one.code,
        what=str(what) % {"amount": desk.wording.money(one.amount, one.currency)},
        to_do=str(to_do),
        since=one.since,
        steps=steps,
    )
