"""Money for bookings: taken by hand or held on a card, and decisions carried through to their outcome."""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, require_version, run_change
from hotelmate.core.errors import Refused, not_found, refuse, refuse_if
from hotelmate.core.locking import lock_row
from hotelmate.hotel.queries import hotel_of
from hotelmate.payments.errors import ProviderDeclined, ProviderUnreachable
from hotelmate.payments.models import Action, IntentState, Method, Payment, PaymentIntent, PaymentState
from hotelmate.payments.services import (
    begin_card,
    carry_out,
    close_intent,
    fail_intent,
    hold_card,
    let_go_of_hold,
    note_attempt,
    open_intent,
    record_by_hand,
    refund_by_hand,
    write_payment_state,
)
from hotelmate.room_bookings import money_rules, rules
from hotelmate.room_bookings.lifecycle import BookingStatus, Guarantee
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services.decisions import Decision, refuse_open_intent
from hotelmate.room_bookings.services.status import lock_booking, write_status

S = BookingStatus


@dataclass(frozen=True, slots=True)
class Receipt:
    """A payment and the booking that it is for, as it stands after."""

    booking: RoomBooking
    payment: Payment
    intent: PaymentIntent | None = None


def record_payment(*, actor: Actor, booking_id: str, method: str, amount: Decimal, note: str = "") -> Outcome[Receipt]:
    """Write down money that was taken by hand for a booking.

    Refuses with BOOKING_OVER (nothing can be taken for a booking that fell through) and INVALID_METHOD.
    """
    actor.require(capabilities.TAKE_PAYMENT)
    booking = lock_booking(actor, booking_id)
    require_version(booking.version)
    refuse_if(rules.cannot_pay(booking))
    payment = record_by_hand(
        actor=actor,
        booking_pk=booking.pk,
        booking_id=booking.booking_id,
        method=method,
        amount=amount,
        currency=booking.currency,
        at=hotel_of(actor).now(),
        note=note,
    )
    booking.refresh_from_db()
    return Outcome(Receipt(booking, payment))


def begin_refund(*, actor: Actor, booking_id: str, payment_id: int, amount: Decimal) -> Outcome[Receipt]:
    """Give back a part of one payment: by hand what was taken by hand, else the refund is decided and comes next.

    Refuses with PAYMENT_NOT_FOUND, REFUND_TOO_LARGE and PAYMENT_IN_PROGRESS.
    """
    actor.require(capabilities.REFUND)
    booking = lock_booking(actor, booking_id)
    require_version(booking.version)
    payment = Payment.objects.filter(pk=payment_id, booking_id=booking.pk).first()
    if payment is None:
        raise not_found("Payment", payment_id=payment_id)
    refuse_open_intent(booking)
    now = hotel_of(actor).now()
    refuse_if(money_rules.refund_too_large(payment, amount))
    intent = None
    if payment.method == Method.CARD:
        intent = open_intent(
            actor=actor, payment=payment, action=Action.REFUND, purpose="refund", amount=amount, at=now
        )
    else:
        refund_by_hand(actor=actor, payment=payment, booking_id=booking.booking_id, amount=amount, at=now)
    booking.refresh_from_db()
    return Outcome(Receipt(booking, payment, intent))


def begin_card_payment(
    *, actor: Actor, booking_id: str, provider: str, amount: Decimal | None = None
) -> Outcome[Receipt]:
    """Write that a card is about to be held for an unpaid booking. `hold_and_settle` does the rest.

    Refuses with BOOKING_NOT_UNPAID and UNKNOWN_PROVIDER.
    """
    actor.require(capabilities.TAKE_PAYMENT)
    booking = lock_booking(actor, booking_id)
    require_version(booking.version)
    refuse_if(rules.cannot_hold_card(booking))
    refuse_open_intent(booking)
    payment = begin_card(
        actor=actor,
        booking_pk=booking.pk,
        booking_id=booking.booking_id,
        provider=provider,
        amount=amount or booking.total_amount,
        currency=booking.currency,
        at=hotel_of(actor).now(),
    )
    return Outcome(Receipt(booking, payment))


def hold_and_settle(actor: Actor, receipt: Receipt, source: str) -> Receipt:
    """Ask the provider to hold the card, and write the outcome: the booking waits for approval, or is captured.

    Refuses with CARD_DECLINED and PAYMENT_IN_PROGRESS (409), or PROVIDER_UNREACHABLE (502); the payment says so, too.
    """
    try:
        reference = hold_card(receipt.payment, source)
    except ProviderDeclined as error:
        run_change(lambda: _write_hold(actor, receipt, PaymentState.FAILED, ""))
        raise refuse("CARD_DECLINED", f"{error} Ask for another card.") from error
    except ProviderUnreachable as error:
        raise refuse("PROVIDER_UNREACHABLE", f"{error} Try again; nothing is charged twice.", status=502) from error
    try:
        held = run_change(lambda: _write_hold(actor, receipt, PaymentState.AUTHORISED, reference))
    except Refused:
        # Another decision about the booking's money came first: nobody would ever come back to this hold.
        let_go_of_hold(receipt.payment, reference)
        run_change(lambda: _write_hold(actor, receipt, PaymentState.FAILED, ""))
        raise
    if held.intent is not None:
        decision = settle_intent(actor, held.intent)
        return Receipt(decision.booking, held.intent.payment)
    return held


def _write_hold(actor: Actor, receipt: Receipt, state: str, reference: str) -> Receipt:
    booking = lock_booking(actor, receipt.booking.booking_id)
    payment = Payment.objects.get(pk=receipt.payment.pk)
    now = hotel_of(actor).now()
    if payment.state == PaymentState.CREATED:
        write_payment_state(
            actor=actor, payment=payment, state=state, booking_id=booking.booking_id, at=now, reference=reference
        )
    if state == PaymentState.FAILED:
        return Receipt(booking, payment)
    if booking.status != S.PENDING_PAYMENT:
        # Too late: the hold ran out or the booking was decided. What is held now is let go of.
        intent = open_intent(
            actor=actor, payment=payment, action=Action.RELEASE, purpose="late", amount=payment.amount, at=now
        )
        return Receipt(booking, payment, intent)
    if hotel_of(actor).requires_approval:
        _wait_for_approval(actor, booking)
        return Receipt(booking, payment)
    intent = open_intent(
        actor=actor, payment=payment, action=Action.CAPTURE, purpose="approve", amount=payment.amount, at=now
    )
    return Receipt(booking, payment, intent)


def _wait_for_approval(actor: Actor, booking: RoomBooking) -> None:
    hotel = hotel_of(actor)
    now = hotel.now()
    write_status(
        actor=actor,
        booking=booking,
        to_status=S.PENDING_APPROVAL,
        at=now,
        event="booking_updated",
        changes={"expires_at": now + hotel.approval_window},
    )


def settle_intent(actor: Actor, intent: PaymentIntent) -> Decision:
    """Carry an open intent out at the provider and write the outcome. Safe to call again after a crash.

    Not in a transaction. A capture that the provider refuses leaves the booking waiting and is refused with
    CAPTURE_FAILED (502); a release or refund stays open until it goes through. PROVIDER_UNREACHABLE (502) is tried
    again by `resume_payments`.
    """
    try:
        carry_out(intent)
    except ProviderDeclined as error:
        booking = run_change(partial(_write_refusal, actor, intent.pk, str(error)))
        code = "CAPTURE_FAILED" if intent.action == Action.CAPTURE else "PROVIDER_REFUSED"
        raise _not_settled(code, f"The payment provider refused: {error}", booking, intent) from error
    except ProviderUnreachable as error:
        booking = run_change(partial(_note_attempt, actor, intent.pk, str(error)))
        message = f"{error} It will be tried again by itself."
        raise _not_settled("PROVIDER_UNREACHABLE", message, booking, intent) from error
    return run_change(lambda: _write_outcome(actor, intent.pk))


def _not_settled(code: str, message: str, booking: RoomBooking, intent: PaymentIntent) -> Refused:
    """A 502 that says where the booking stands: what was decided stays decided, only its money is still open."""
    return refuse(
        code,
        message,
        status=502,
        booking_id=booking.booking_id,
        current_status=booking.status,
        payment_id=intent.payment_id,
        still_open=intent.action.lower(),
    )


def _lock_intent(actor: Actor, intent_pk: int) -> tuple[RoomBooking, PaymentIntent]:
    booking_pk = PaymentIntent.objects.values_list("booking_id", flat=True).get(pk=intent_pk, hotel_id=actor.hotel_id)
    booking = lock_row(RoomBooking.objects.filter(pk=booking_pk, hotel_id=actor.hotel_id))
    if booking is None:
        raise not_found("Booking")
    return booking, PaymentIntent.objects.select_related("payment").get(pk=intent_pk)


def _write_outcome(actor: Actor, intent_pk: int) -> Decision:
    booking, intent = _lock_intent(actor, intent_pk)
    if intent.state != IntentState.OPEN:
        return Decision(booking)
    now = hotel_of(actor).now()
    close_intent(actor=actor, intent=intent, booking_id=booking.booking_id, at=now)
    booking.refresh_from_db()
    if intent.action == Action.CAPTURE:
        write_status(
            actor=actor,
            booking=booking,
            to_status=S.CONFIRMED,
            at=now,
            event="booking_confirmed",
            changes={
                "confirmed_at": now,
                "expires_at": None,
                "guarantee": Guarantee.PREPAID,
                "decision_by": intent.decided_by,
            },
        )
    return Decision(booking)


def _write_refusal(actor: Actor, intent_pk: int, error: str) -> RoomBooking:
    booking, intent = _lock_intent(actor, intent_pk)
    if intent.state == IntentState.OPEN and intent.action == Action.CAPTURE:
        fail_intent(intent=intent, error=error, at=hotel_of(actor).now())
    elif intent.state == IntentState.OPEN:
        # Giving money back must not be forgotten because a provider said no once: it stays open, for staff to see.
        note_attempt(intent=intent, error=error)
    return booking


def _note_attempt(actor: Actor, intent_pk: int, error: str) -> RoomBooking:
    booking, intent = _lock_intent(actor, intent_pk)
    if intent.state == IntentState.OPEN:
        note_attempt(intent=intent, error=error)
    return booking


def resume_payments(actor: Actor) -> tuple[int, int]:
    """Finish every decision of the hotel that a crash left open; how many were settled and how many remain.

    Asks the provider first, so nothing happens twice. Not in a transaction.
    """
    open_intents = PaymentIntent.objects.select_related("payment").filter(
        hotel_id=actor.hotel_id, state=IntentState.OPEN
    )
    settled = remaining = 0
    for intent in list(open_intents.order_by("pk")):
        try:
            settle_intent(actor, intent)
        except Refused:
            # What the provider said is written with the intent, for staff to see.
            remaining += 1
        else:
            settled += 1
    return settled, remaining
