"""What the pages of a booking show, in the reader's language and the hotel's time."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from hotelmate.core.money import ZERO
from hotelmate.guests.queries import Cancelling, Visit, cancelling, room_is_ready, room_told
from hotelmate.guests.wording.wording import Wording
from hotelmate.hotel.models import Hotel
from hotelmate.room_bookings import guest_rules
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking, TokenScope
from hotelmate.room_bookings.policies import FeeStep, fee_steps
from hotelmate.room_bookings.readings import BookingReading

S = BookingStatus
PREPARING = "preparing"
STEPS = ("step_booked", "step_confirmed", "step_room", "step_in")
ICONS: dict[str, str] = {
    S.PENDING_PAYMENT: "hourglass",
    S.PENDING_APPROVAL: "shield-question-mark",
    S.CONFIRMED: "calendar-check",
    S.IN_HOUSE: "key-round",
    S.COMPLETED: "flag",
    S.DECLINED: "circle-x",
    S.EXPIRED: "circle-x",
    S.CANCELLED: "ban",
    S.NO_SHOW: "user-x",
}
AHEAD = (S.PENDING_PAYMENT, S.PENDING_APPROVAL, S.CONFIRMED, S.IN_HOUSE)


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four steps to the room."""

    label: str
    done: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that the guest may do now."""

    name: str
    label: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class StatusPage:
    """The page of a booking."""

    headline: str
    note: str
    badge: str
    icon: str
    steps: list[Step]
    facts: list[tuple[str, str, str]]
    money: list[tuple[str, str]]
    doings: list[Doing]
    cancel_note: str


def status_page(visit: Visit, t: Wording, *, paid_just_now: bool = False) -> StatusPage:
    """Everything that the page of a booking shows."""
    reading, hotel, booking = visit.reading, visit.hotel, visit.booking
    cancel = cancelling(reading, hotel)
    return StatusPage(
        headline=_headline(reading, hotel, t),
        note=_note(reading, hotel, t, paid_just_now=paid_just_now),
        badge=t.say(booking.status),
        icon=ICONS[booking.status],
        steps=_steps(reading, hotel, t),
        facts=_facts(reading, hotel, t),
        money=_money(booking, t),
        doings=_doings(visit, cancel, t),
        cancel_note=_cancel_note(visit, cancel, t),
    )


def _headline(reading: BookingReading, hotel: Hotel, t: Wording) -> str:
    booking = reading.booking
    name = f", {booking.primary_first_name}" if booking.primary_first_name else ""
    return t.say(f"head_{_state(reading, hotel)}", name=name)


def _state(reading: BookingReading, hotel: Hotel) -> str:
    """The booking's status, told finer on the day of arrival."""
    booking = reading.booking
    if booking.status != S.CONFIRMED or booking.check_in > hotel.business_date():
        return booking.status
    if room_is_ready(reading, hotel):
        return "ready"
    return PREPARING if hotel.tell_guest_room_assigned and reading.has_open_claim else booking.status


def _note(reading: BookingReading, hotel: Hotel, t: Wording, *, paid_just_now: bool) -> str:
    booking = reading.booking
    if booking.status == S.PENDING_PAYMENT and paid_just_now:
        return t.say("note_payment_checked")
    when = booking.cancelled_at or booking.expires_at
    return t.say(
        f"note_{_state(reading, hotel)}",
        room=room_told(reading, hotel),
        until=t.moment(local(booking.expires_at, hotel)) if booking.expires_at else "",
        when=t.moment(local(when, hotel)) if when else "",
    )


def _steps(reading: BookingReading, hotel: Hotel, t: Wording) -> list[Step]:
    booking = reading.booking
    if booking.status not in AHEAD:
        return []
    done = 1
    if booking.status in (S.CONFIRMED, S.IN_HOUSE):
        done = 3 if room_is_ready(reading, hotel) else 2
    if booking.status == S.IN_HOUSE:
        done = 4
    words = {"step_room": "step_preparing"} if _state(reading, hotel) == PREPARING else {}
    return [Step(t.say(words.get(key, key)), number < done, number == done) for number, key in enumerate(STEPS)]


def _facts(reading: BookingReading, hotel: Hotel, t: Wording) -> list[tuple[str, str, str]]:
    booking = reading.booking
    guests = t.count("adults", booking.adults)
    if booking.children:
        guests = f"{guests}, {t.count('children', booking.children)}"
    nights = t.count("nights", booking.nights) if booking.nights else ""
    facts = [
        (t.say("check_in"), t.day(booking.check_in), t.say("from_time", time=t.clock(hotel.check_in_from))),
        (t.say("check_out"), t.day(booking.check_out), t.say("by_time", time=t.clock(hotel.check_out_by))),
        (t.say("room_type"), booking.room_type.name, nights),
        (t.say("guests"), guests, ""),
        (t.say("booking"), booking.confirmation_number, ""),
    ]
    room = room_told(reading, hotel)
    if room:
        facts.append((t.say("room_number"), room, ""))
    if booking.status in guest_rules.TO_COME:
        at = booking.expected_arrival
        facts.append((t.say("arrival"), t.say("about_time", time=t.clock(at)) if at else t.say("arrival_unknown"), ""))
    return facts


def _money(booking: RoomBooking, t: Wording) -> list[tuple[str, str]]:
    amounts: list[tuple[str, Decimal]] = [("total", booking.total_amount)]
    amounts += [
        (key, amount)
        for key, amount in (
            ("held", booking.held_amount),
            ("paid", booking.captured_amount),
            ("fee", booking.cancellation_fee),
            ("refunding", booking.refunding_amount),
            ("refunded", booking.refunded_amount),
        )
        if amount
    ]
    if booking.status in (S.CONFIRMED, S.IN_HOUSE) and booking.balance > booking.held_amount:
        amounts.append(("to_pay", booking.balance - booking.held_amount))
    return [(t.say(key), t.money(amount, booking.currency)) for key, amount in amounts]


def _doings(visit: Visit, cancel: Cancelling, t: Wording) -> list[Doing]:
    """What the guest may do now, the most urgent first; the rules are those that the services ask."""
    booking, may = visit.booking, visit.actor.may
    found: list[Doing] = []
    if booking.status == S.PENDING_PAYMENT and may(TokenScope.MANAGE):
        found.append(Doing("pay", t.say("do_pay", amount=t.money(booking.balance, booking.currency))))
    if guest_rules.cannot_precheck_in(booking) is None and may(TokenScope.PRECHECKIN):
        done = booking.precheckin_submitted_at is not None
        found.append(Doing("precheckin", t.say("change_precheckin" if done else "do_precheckin")))
    if guest_rules.cannot_tell_arrival(booking) is None and may(TokenScope.MANAGE):
        found.append(Doing("arrival", t.say("do_arrival")))
    if guest_rules.cannot_name_party(booking) is None and may(TokenScope.MANAGE) and booking.party_size > 1:
        found.append(Doing("party", t.say("do_party")))
    if booking.status in AHEAD:
        found.append(Doing("calendar", t.say("do_calendar")))
    if cancel.refusal is None and may(TokenScope.MANAGE):
        found.append(Doing("cancel", t.say("do_cancel")))
    return [Doing(one.name, one.label, primary=number == 0) for number, one in enumerate(found)]


def _cancel_note(visit: Visit, cancel: Cancelling, t: Wording) -> str:
    if cancel.refusal is not None or not visit.actor.may(TokenScope.MANAGE):
        return ""
    booking, hotel = visit.booking, visit.hotel
    if cancel.fee:
        return t.say("cancel_costs", fee=t.money(cancel.fee, booking.currency))
    if cancel.free_until is None or booking.status != S.CONFIRMED:
        return t.say("cancel_free")
    free = t.say("free_until", until=t.moment(local(cancel.free_until, hotel)))
    return f"{free} {t.say('cancel_later', fee=t.money(_next_fee(booking, hotel), booking.currency))}"


def _next_fee(booking: RoomBooking, hotel: Hotel) -> Decimal:
    """What cancelling costs once it is no longer free."""
    steps = fee_steps(
        booking.cancellation_policy,
        hotel,
        check_in=booking.check_in,
        total=booking.total_amount,
        nights=booking.nights,
        now=hotel.now(),
    )
    return next((step.amount for step in steps if step.amount), ZERO)


def terms_lines(steps: list[FeeStep], hotel: Hotel, currency: str, t: Wording) -> list[tuple[str, str]]:
    """What cancelling will cost, each step with its end."""
    lines: list[tuple[str, str]] = []
    for step in steps:
        if step.until is not None:
            label = t.say("terms_until", until=t.moment(local(step.until, hotel)))
        else:
            label = t.say("terms_after" if lines else "terms_always")
        lines.append((label, t.money(step.amount, currency) if step.amount else t.say("terms_free")))
    return lines


def local(moment: datetime, hotel: Hotel) -> datetime:
    """A moment by the hotel's own clock."""
    return moment.astimezone(ZoneInfo(hotel.timezone))
