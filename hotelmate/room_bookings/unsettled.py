"""What the house and its payment provider cannot settle by themselves, and what staff do about it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from hotelmate.core.money import ZERO
from hotelmate.payments.models import UNDER_WAY, Action, Method, Payment, PaymentIntent, PaymentState, Problem
from hotelmate.room_bookings import money_rules
from hotelmate.room_bookings.lifecycle import PENDING, BookingStatus
from hotelmate.room_bookings.readings import BookingReading

SAID = {
    Problem.AMOUNT_DIFFERS: (
        "Another amount was paid than was asked for. Nothing was confirmed by it; it goes back to the card.",
        "Ask the guest to pay again, or cancel the booking.",
    ),
    Problem.CURRENCY_DIFFERS: (
        "Another currency was paid than was asked for. Nothing was confirmed by it; it goes back to the card.",
        "Ask the guest to pay again, or cancel the booking.",
    ),
    Problem.DISPUTED: (
        "The cardholder disputes the payment; the bank has taken the money back for now.",
        "Answer the dispute at the payment provider before its deadline. Do not refund it: the guest would be paid twice.",
    ),
    Problem.REFUND_FAILED: (
        "The bank sent a refund back: the guest has not got the money.",
        "Ask the guest where it may go and pay it by transfer or in cash; it is noted as given back already.",
    ),
    Problem.UNKNOWN_AT_PROVIDER: (
        "A payment was begun, and it never became known what came of it.",
        "Look for the booking's id at the payment provider. If a card is held there, release it.",
    ),
}
DOING = {Action.CAPTURE: "charged", Action.RELEASE: "let go of", Action.REFUND: "refunded"}


@dataclass(frozen=True, slots=True)
class Unsettled:
    """One thing to be looked after: its code, what is the matter, and what to do."""

    code: str
    booking_id: str
    what: str
    to_do: str
    amount: Decimal
    currency: str
    since: datetime
    payment_id: int | None = None


def unsettled_of(reading: BookingReading) -> list[Unsettled]:
    """Everything about the booking's money that wants a hand, or is being tried again."""
    by_id = {payment.pk: payment for payment in reading.payments}
    found = [
        _of_intent(reading, intent, by_id[intent.payment_id])
        for intent in reading.intents
        if _wants_a_hand(intent, by_id)
    ]
    found += [_of_problem(reading, payment) for payment in reading.payments if _is_shown(reading, payment)]
    return [*found, *_of_booking(reading)]


def _wants_a_hand(intent: PaymentIntent, payments: dict[int, Payment]) -> bool:
    if intent.state not in UNDER_WAY:
        return False
    return intent.attempts > 0 or payments[intent.payment_id].method != Method.CARD


def _of_intent(reading: BookingReading, intent: PaymentIntent, payment: Payment) -> Unsettled:
    booking = reading.booking
    if payment.method != Method.CARD:
        code = "GIVE_BACK_BY_HAND"
        what = (
            f"The guest is to get back {intent.amount} {payment.currency} that was taken by {payment.method.lower()}."
        )
        to_do = f"Hand it over, then say so: POST …/payments/{payment.pk}/refund/ with this amount."
    else:
        code = f"{intent.action}_NOT_THROUGH"
        what = (
            f"The card could not be {DOING[Action(intent.action)]} yet, tried {intent.attempts} times: {intent.error}"
        )
        to_do = (
            "It is tried again by itself. If it stays, look up "
            f"{payment.provider_reference} at the payment provider; what is done there is noted here."
        )
    return Unsettled(
        code, booking.booking_id, what, to_do, intent.amount, payment.currency, intent.created_at, payment.pk
    )


def _is_shown(reading: BookingReading, payment: Payment) -> bool:
    """A payment that went back for its sum was wrong is shown for as long as the booking waits for another."""
    if not payment.problem or payment.problem not in SAID:
        return False
    returned = payment.state in (PaymentState.RELEASED, PaymentState.FAILED)
    return not returned or reading.booking.status in PENDING


def _of_problem(reading: BookingReading, payment: Payment) -> Unsettled:
    what, to_do = SAID[Problem(payment.problem)]
    amount = payment.disputed_amount if payment.problem == Problem.DISPUTED else payment.amount
    booking_id = reading.booking.booking_id
    return Unsettled(payment.problem, booking_id, what, to_do, amount, payment.currency, payment.updated_at, payment.pk)


def _of_booking(reading: BookingReading) -> Iterator[Unsettled]:
    """A booking that waits, though its money does not."""
    booking = reading.booking
    if booking.status not in PENDING or reading.intent_open:
        return
    charged = [one for one in reading.payments if one.method == Method.CARD and money_rules.refundable(one) > ZERO]
    held = any(one.state == PaymentState.AUTHORISED for one in reading.payments)
    if charged:
        yield Unsettled(
            "TAKEN_NOT_CONFIRMED",
            booking.booking_id,
            "The card was charged at the payment provider, and the booking still waits.",
            "Approve the booking, or decline it: then the money goes back.",
            sum((money_rules.refundable(one) for one in charged), ZERO),
            booking.currency,
            charged[-1].updated_at,
            charged[-1].pk,
        )
    elif booking.status == BookingStatus.PENDING_APPROVAL and not held and not booking.guarantee:
        yield Unsettled(
            "HOLD_ENDED",
            booking.booking_id,
            "The card is no longer held, so nothing can be charged when the booking is approved.",
            "Ask the guest to pay again, take a payment, or decline the booking.",
            booking.total_amount,
            booking.currency,
            booking.updated_at,
        )
