"""Everything that the drawer and the page of a booking show, for the person who looks: what they may not see is not there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hotelmate.core.capabilities import EDIT_BOOKING
from hotelmate.core.money import ZERO
from hotelmate.desk.bookings.buttons import Button, Buttons, buttons_of
from hotelmate.desk.bookings.lines import owes
from hotelmate.desk.bookings.timeline import Entry, timeline_of
from hotelmate.desk.event_words import actor_words
from hotelmate.desk.frame import Desk
from hotelmate.desk.money_words import UNSETTLED
from hotelmate.desk.refusals import in_words
from hotelmate.desk.value_words import MAIL_KIND, MAIL_PROBLEM, MAIL_STATE, PAYMENT_ACTION, PAYMENT_PROBLEM
from hotelmate.desk.words import BOOKER_TYPE, CHANNEL, GUARANTEE, METHOD, PAYMENT_STATE
from hotelmate.hotel.precheckin import QUESTIONS, countries
from hotelmate.notifications.mail.queries import mails_of
from hotelmate.notifications.mail.rules import cannot_resend
from hotelmate.notifications.models import Mail, MailState
from hotelmate.payments.models import UNDER_WAY, Payment, PaymentIntent
from hotelmate.room_bookings import rules
from hotelmate.room_bookings.lifecycle import PENDING, BookingStatus
from hotelmate.room_bookings.models import BookerType, PartyMember
from hotelmate.room_bookings.money_rules import refundable
from hotelmate.room_bookings.policies import free_until
from hotelmate.room_bookings.readings import BookingReading
from hotelmate.room_bookings.unsettled import Unsettled, unsettled_of
from hotelmate.staff.queries import names_of

S = BookingStatus


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something about the booking's money that wants a hand: what it is, what to do, and the button for it."""

    what: str
    to_do: str
    since: datetime
    button: Button | None


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment with its words, the decisions about it that are under way, and where it is given back."""

    payment: Payment
    method: str
    state: str
    by: str
    problem: str
    decisions: Sequence[str]
    refund_url: str


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail with its words, and where it is sent again; `refused` says why it cannot be."""

    mail: Mail
    kind: str
    state: str
    problem: str
    resend_url: str
    refused: str


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of the party, and what they told before arriving."""

    member: PartyMember
    name: str
    answers: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A booking as it is shown."""

    reading: BookingReading
    guest: str
    buttons: Buttons
    words: Mapping[str, str]
    booker: Sequence[str]
    free_until: datetime | None
    waits_until: datetime | None
    is_overdue: bool
    owes: bool
    to_do: Sequence[ToDo]
    payments: Sequence[PaymentLine]
    people: Sequence[Somebody]
    answers: Sequence[tuple[str, str]]
    mails: Sequence[MailLine]
    mail_problem: str
    links: Sequence[Button]
    timeline: Sequence[Entry]


def sheet_of(desk: Desk, reading: BookingReading) -> Sheet:
    """The booking for this person."""
    booking = reading.booking
    buttons = buttons_of(desk, reading)
    people = names_of(booking.hotel_id, [payment.taken_by for payment in reading.payments]) if desk.sees_money else {}
    waits = booking.status in (*PENDING, S.CONFIRMED)
    due_out = rules.due_out_by(desk.hotel, desk.hotel.now())
    return Sheet(
        reading=reading,
        guest=guest_name(desk, reading),
        buttons=buttons,
        words={
            "channel": str(CHANNEL[booking.channel]),
            "guarantee": str(GUARANTEE[booking.guarantee]) if booking.guarantee else "",
        },
        booker=_booker(desk, reading),
        free_until=_free_until(desk, reading) if waits else None,
        waits_until=booking.expires_at if booking.status in PENDING else None,
        is_overdue=booking.status == S.IN_HOUSE and booking.check_out <= due_out,
        owes=owes(booking, desk.day),
        to_do=[_to_do(desk, one, buttons) for one in unsettled_of(reading)] if desk.sees_money else [],
        payments=[_payment(desk, reading, one, people, buttons) for one in reading.payments] if desk.sees_money else [],
        people=[_somebody(one) for one in reading.party] if desk.sees_contacts else [],
        answers=_answers(booking.precheckin_payload) if desk.sees_contacts else [],
        mails=_mails(desk, reading),
        mail_problem=str(MAIL_PROBLEM.get(booking.mail_problem, booking.mail_problem)),
        links=_links(reading) if desk.may(EDIT_BOOKING) and booking.erased_at is None else [],
        timeline=timeline_of(desk, reading),
    )


def _free_until(desk: Desk, reading: BookingReading) -> datetime | None:
    """Until when cancelling is free, while it is."""
    until = free_until(reading.booking.cancellation_policy, desk.hotel, reading.booking.check_in)
    return until if until is not None and until > desk.hotel.now() else None


def guest_name(desk: Desk, reading: BookingReading) -> str:
    """The guest's name for those who may know it, otherwise the booking's id."""
    booking = reading.booking
    name = f"{booking.primary_first_name} {booking.primary_last_name}".strip()
    if booking.erased_at is not None:
        return _("Guest erased")
    return name if name and desk.sees_contacts else booking.booking_id


def _booker(desk: Desk, reading: BookingReading) -> list[str]:
    """Who booked, where that is somebody else, and how to reach them."""
    booking = reading.booking
    if booking.booker_type == BookerType.SELF:
        return []
    if not desk.sees_contacts:
        return [str(BOOKER_TYPE[booking.booker_type])]
    name = f"{booking.booker_first_name} {booking.booker_last_name}".strip()
    given = [booking.booker_company, name, booking.booker_email, booking.booker_phone]
    return [text for text in given if text] or [str(BOOKER_TYPE[booking.booker_type])]


def _to_do(desk: Desk, one: Unsettled, buttons: Buttons) -> ToDo:
    what, to_do = UNSETTLED[one.code]
    button = buttons.by_name["refund"] if one.code == "GIVE_BACK_BY_HAND" else None
    names = {"amount": desk.wording.money(one.amount, one.currency)}
    return ToDo(str(what) % names, str(to_do), one.since, button if button and not button.refused else None)


def _payment(
    desk: Desk, reading: BookingReading, payment: Payment, people: Mapping[str, str], buttons: Buttons
) -> PaymentLine:
    can_go_back = refundable(payment) > ZERO and not buttons.by_name["refund"].refused
    mine = [one for one in reading.intents if one.payment_id == payment.pk and one.state in UNDER_WAY]
    return PaymentLine(
        payment=payment,
        method=str(METHOD[payment.method]),
        state=str(PAYMENT_STATE[payment.state]),
        by=actor_words(payment.taken_by, people.get(payment.taken_by, "")) if payment.taken_by else "",
        problem=str(PAYMENT_PROBLEM[payment.problem]) if payment.problem else "",
        decisions=[_decision(desk, one, payment) for one in mine],
        refund_url=f"{buttons.by_name['refund'].url}?payment_id={payment.pk}" if can_go_back else "",
    )


def _decision(desk: Desk, intent: PaymentIntent, payment: Payment) -> str:
    names = {
        "what": PAYMENT_ACTION[intent.action],
        "amount": desk.wording.money(intent.amount, payment.currency),
        "error": intent.error,
    }
    if intent.error:
        return _("%(what)s, %(amount)s: under way. %(error)s") % names
    return _("%(what)s, %(amount)s: under way") % names


def _somebody(member: PartyMember) -> Somebody:
    return Somebody(member, member.full_name or _("Not named yet"), _answers(member.precheckin_payload))


def _answers(payload: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was told in the pre-check-in, by the questions."""
    answers = []
    for name, question in QUESTIONS.items():
        value = payload.get(name)
        if value in (None, "", False):
            continue
        choices = countries() if question.kind == "country" else question.choices
        answers.append((question.label, _("Yes") if value is True else str(choices.get(str(value), value))))
    return answers


def _mails(desk: Desk, reading: BookingReading) -> list[MailLine]:
    """The mails, the newest first."""
    booking = reading.booking
    mails = list(mails_of(booking.hotel_id, booking.booking_id))
    queued = {(mail.event_id, mail.kind) for mail in mails if mail.state == MailState.QUEUED}
    url = reverse("desk-booking-do", args=[booking.booking_id, "resend_mail"])
    lines = []
    for mail in reversed(mails):
        refusal = desk.actor.lacks(EDIT_BOOKING) or cannot_resend(booking, waits=(mail.event_id, mail.kind) in queued)
        lines.append(
            MailLine(
                mail=mail,
                kind=str(MAIL_KIND.get(mail.kind, mail.kind)),
                state=str(MAIL_STATE[mail.state]),
                problem=str(MAIL_PROBLEM.get(mail.last_error, mail.last_error)),
                resend_url=f"{url}?mail_id={mail.pk}",
                refused=in_words(refusal) if refusal is not None else "",
            )
        )
    return lines


def _links(reading: BookingReading) -> list[Button]:
    """Sending the guest a link."""
    booking_id = reading.booking.booking_id
    labels = {"send_guest_link": _("Link to the booking…"), "send_precheckin_link": _("Link to the pre-check-in…")}
    return [
        Button(name, label, "mail", "ask", reverse("desk-booking-do", args=[booking_id, name]))
        for name, label in labels.items()
    ]
