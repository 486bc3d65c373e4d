"""What a provider says about a payment, written down with all that follows from it. The provider's word counts.

The same function ends a decision that was carried out, finishes one that a crash left open, and takes a webhook: each
brings how the payment stands at the provider. It comes in any order and any number of times: a payment only moves on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hotelmate.core.actor import Actor
from hotelmate.hotel.queries import hotel_of
from hotelmate.payments.models import UNDER_WAY, Action, IntentState, Payment, PaymentIntent, PaymentState, Problem
from hotelmate.payments.port import ProviderPayment
from hotelmate.payments.queries import held_cards, intents_under_way
from hotelmate.payments.services import (
    close_intent,
    decide,
    fail_intent,
    open_next,
    write_facts,
    write_given_back,
    write_payment_state,
)
from hotelmate.room_bookings import money_rules
from hotelmate.room_bookings.lifecycle import FALLEN_THROUGH, PENDING, BookingStatus, Guarantee
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services.giving_back import give_back
from hotelmate.room_bookings.services.status import write_booking, write_status

S = BookingStatus
P = PaymentState
# A card is held for a week; whoever approves after that would capture nothing.
HOLD_LASTS = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Settling:
    """One payment of a locked booking, what the provider says of it, and when."""

    actor: Actor
    booking: RoomBooking
    payment: Payment
    seen: ProviderPayment
    at: datetime

    @property
    def intents(self) -> list[PaymentIntent]:
        """The decisions about this payment that have no outcome yet."""
        return list(self.payment.intents.filter(state__in=UNDER_WAY).order_by("pk"))

    def write_state(self, state: str) -> None:
        """Write the payment's state as the provider has it."""
        write_payment_state(
            actor=self.actor,
            payment=self.payment,
            state=state,
            booking_id=self.booking.booking_id,
            at=self.at,
            seen=self.seen,
        )
        self.booking.refresh_from_db()

    def write_facts(self, **facts: Any) -> None:
        """Write what else the provider says of the payment."""
        write_facts(actor=self.actor, payment=self.payment, booking_id=self.booking.booking_id, at=self.at, **facts)

    def decide(self, action: str, purpose: str) -> None:
        """Decide something about the whole payment."""
        decide(
            actor=self.actor,
            payment=self.payment,
            booking_id=self.booking.booking_id,
            action=action,
            purpose=purpose,
            amount=self.payment.amount,
            at=self.at,
        )
        self.booking.refresh_from_db()

    def fail(self, intent: PaymentIntent, error: str) -> None:
        """Write that a decision is void, for the provider will not have it."""
        fail_intent(actor=self.actor, intent=intent, booking_id=self.booking.booking_id, error=error, at=self.at)


def take_note(*, actor: Actor, booking: RoomBooking, payment: Payment, seen: ProviderPayment) -> PaymentIntent | None:
    """Write what the provider says about a payment of a locked booking; what is to be asked of a provider next."""
    settling = Settling(actor, booking, payment, seen, hotel_of(actor).now())
    if payment.state == P.CREATED:
        _begin(settling)
    elif payment.state == P.AUTHORISED:
        _move_on(settling)
    if payment.state == P.CAPTURED:
        _follow_refunds(settling)
        _follow_disputes(settling)
        _keep_only_the_fee(settling)
    return open_next(booking.pk)


def _begin(settling: Settling) -> None:
    """Nothing was known of the payment but that it was asked for."""
    payment, seen = settling.payment, settling.seen
    wrong = _what_differs(payment, seen)
    if wrong:
        _turn_away(settling, wrong)
    elif seen.state == P.AUTHORISED:
        settling.write_state(P.AUTHORISED)
        _use_hold(settling)
    elif seen.state == P.CAPTURED:
        settling.write_state(P.CAPTURED)
        _use_money(settling)
    elif seen.state == P.RELEASED:
        settling.write_state(P.RELEASED)
        _close(settling, Action.RELEASE)
    elif payment.provider_reference != seen.reference:
        settling.write_facts(provider_reference=seen.reference)


def _what_differs(payment: Payment, seen: ProviderPayment) -> str:
    if seen.state not in (P.AUTHORISED, P.CAPTURED):
        return ""
    if seen.currency != payment.currency:
        return Problem.CURRENCY_DIFFERS
    return Problem.AMOUNT_DIFFERS if seen.amount != payment.amount else ""


def _turn_away(settling: Settling, problem: str) -> None:
    """Another sum than was asked for confirms nothing: it is let go of or given back, whole, and shown to staff."""
    payment, seen = settling.payment, settling.seen
    if not payment.problem:
        settling.write_facts(problem=problem, provider_reference=seen.reference)
    if seen.state == P.CAPTURED and seen.refunded >= seen.captured:
        write_payment_state(
            actor=settling.actor,
            payment=payment,
            state=P.RELEASED,
            booking_id=settling.booking.booking_id,
            at=settling.at,
        )
        _close(settling, Action.RELEASE)
    elif not settling.intents:
        settling.decide(Action.RELEASE, "mismatch")


def _use_hold(settling: Settling) -> None:
    """A card is held: the booking waits for approval, or it is charged at once, or it came too late."""
    if not _is_wanted(settling):
        settling.decide(Action.RELEASE, "late")
    elif not hotel_of(settling.actor).requires_approval:
        settling.decide(Action.CAPTURE, "approve")
    elif settling.booking.status == S.PENDING_PAYMENT:
        _wait_for_approval(settling)


def _use_money(settling: Settling) -> None:
    """Money was taken without a decision of ours, by hand at the provider: a booking that waits for it goes on."""
    booking = settling.booking
    if booking.status != S.PENDING_PAYMENT or intents_under_way(booking.pk):
        return
    if hotel_of(settling.actor).requires_approval:
        _wait_for_approval(settling)
    else:
        _confirm(settling, settling.actor.ref)


def _is_wanted(settling: Settling) -> bool:
    """Whether the booking waits for a card, and this is the first."""
    booking = settling.booking
    if booking.status not in PENDING or money_rules.kept(booking) >= booking.total_amount > 0:
        return False
    others = [card for card in held_cards(booking.pk) if card.pk != settling.payment.pk]
    return not others and not intents_under_way(booking.pk)


def _wait_for_approval(settling: Settling) -> None:
    window = min(hotel_of(settling.actor).approval_window, HOLD_LASTS)
    write_status(
        actor=settling.actor,
        booking=settling.booking,
        to_status=S.PENDING_APPROVAL,
        at=settling.at,
        event="booking_updated",
        changes={"expires_at": settling.at + window},
    )


def _move_on(settling: Settling) -> None:
    """A card was held; it may be charged by now, or let go of."""
    if settling.seen.state == P.CAPTURED:
        settling.write_state(P.CAPTURED)
        for intent in settling.intents:
            if intent.action == Action.CAPTURE:
                close_intent(intent=intent, at=settling.at)
                settling.booking.refresh_from_db()
                if settling.booking.status in PENDING:
                    _confirm(settling, intent.decided_by)
            elif intent.action == Action.RELEASE:
                settling.fail(intent, "It was charged before it could be let go of.")
    elif settling.seen.state == P.RELEASED:
        settling.write_state(P.RELEASED)
        for intent in settling.intents:
            if intent.action == Action.RELEASE:
                close_intent(intent=intent, at=settling.at)
            else:
                settling.fail(intent, "The hold has ended; nothing can be charged.")


def _confirm(settling: Settling, decided_by: str) -> None:
    write_status(
        actor=settling.actor,
        booking=settling.booking,
        to_status=S.CONFIRMED,
        at=settling.at,
        event="booking_confirmed",
        changes={
            "confirmed_at": settling.at,
            "expires_at": None,
            "guarantee": Guarantee.PREPAID,
            "decision_by": decided_by,
        },
    )


def _follow_refunds(settling: Settling) -> None:
    payment, seen = settling.payment, settling.seen
    if seen.refunded > payment.refunded_amount:
        write_given_back(
            actor=settling.actor,
            payment=payment,
            refunded=min(seen.refunded, payment.captured_amount),
            booking_id=settling.booking.booking_id,
            at=settling.at,
        )
    if seen.refunded < payment.refunded_amount and not seen.dispute_open and not _is_older(settling):
        settling.write_facts(problem=Problem.REFUND_FAILED)
    for intent in settling.intents:
        if intent.action == Action.REFUND and intent.idempotency_key in seen.refunds:
            close_intent(intent=intent, at=settling.at)
        elif intent.action == Action.REFUND and _is_not_left(settling, intent):
            settling.fail(intent, "It was given back at the provider meanwhile.")
    settling.booking.refresh_from_db()


def _is_not_left(settling: Settling, intent: PaymentIntent) -> bool:
    """Whether somebody gave so much back at the provider that this decision is not what is to be done any more."""
    seen = settling.seen
    return seen.captured == settling.payment.captured_amount and seen.captured - seen.refunded < intent.amount


def _is_older(settling: Settling) -> bool:
    """Whether the provider was asked before a refund of ours that is written down already."""
    asked_at = settling.seen.asked_at + hotel_of(settling.actor).clock_offset
    return settling.payment.intents.filter(
        action=Action.REFUND, state=IntentState.DONE, finished_at__gte=asked_at
    ).exists()


def _follow_disputes(settling: Settling) -> None:
    """A dispute takes its amount from the balance, and leaves the booking's status alone."""
    payment, seen = settling.payment, settling.seen
    disputed = min(seen.disputed, payment.captured_amount)
    problem = payment.problem
    if seen.dispute_open:
        problem = Problem.DISPUTED
    elif problem == Problem.DISPUTED:
        problem = ""
    if (disputed, problem) == (payment.disputed_amount, payment.problem):
        return
    settling.write_facts(disputed_amount=disputed, problem=problem)
    settling.booking.refresh_from_db()
    write_booking(
        actor=settling.actor,
        booking=settling.booking,
        at=settling.at,
        event="booking_updated",
        changes={},
        facts={"disputed_amount": settling.booking.disputed_amount},
        cause="payment_disputed",
    )


def _keep_only_the_fee(settling: Settling) -> None:
    """Of a booking that is over no more is kept than its fee, however the money came."""
    booking = settling.booking
    if booking.status not in FALLEN_THROUGH and booking.no_show_settled_at is None:
        return
    excess = money_rules.kept(booking) - booking.refunding_amount - booking.cancellation_fee
    if excess > 0:
        give_back(settling.actor, booking, excess, purpose="undone", now=settling.at, by_hand_now=False)
        booking.refresh_from_db()


def _close(settling: Settling, action: str) -> None:
    for intent in settling.intents:
        if intent.action == action:
            close_intent(intent=intent, at=settling.at)
