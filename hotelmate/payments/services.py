"""Writing payments and the decisions about them. Never touches a booking: its sums follow by triggers.

A decision is an intent: written and committed before the provider is called (`open_intent`), carried out outside of
any transaction (`carry_out`), and closed when the outcome is known (`close_intent`).
"""

import secrets
from datetime import datetime
from decimal import Decimal

from hotelmate.core.actor import Actor
from hotelmate.core.errors import refuse
from hotelmate.events.services import record
from hotelmate.payments import errors as errors
from hotelmate.payments.models import Action, IntentState, Method, Payment, PaymentIntent, PaymentState
from hotelmate.payments.providers import provider_named


def record_by_hand(
    *,
    actor: Actor,
    booking_pk: int,
    booking_id: str,
    method: str,
    amount: Decimal,
    currency: str,
    at: datetime,
    note: str = "",
) -> Payment:
    """Write money that was taken by hand: cash, the terminal, a transfer. The booking is locked by the caller."""
    if method == Method.CARD:
        raise refuse("INVALID_METHOD", "Money by hand is cash, terminal or transfer.", status=400)
    payment = Payment.objects.create(
        hotel_id=actor.hotel_id,
        booking_id=booking_pk,
        method=method,
        state=PaymentState.CAPTURED,
        amount=amount,
        captured_amount=amount,
        currency=currency,
        taken_by=actor.ref,
        note=note,
        created_at=at,
        updated_at=at,
    )
    _record(actor, "payment_recorded", payment, booking_id, at)
    return payment


def refund_by_hand(*, actor: Actor, payment: Payment, booking_id: str, amount: Decimal, at: datetime) -> None:
    """Write that money taken by hand was given back by hand."""
    if amount > payment.captured_amount - payment.refunded_amount:
        raise refuse("REFUND_TOO_LARGE", "More cannot be given back than was taken with this payment.")
    payment.refunded_amount += amount
    payment.updated_at = at
    payment.save(update_fields=["refunded_amount", "updated_at"])
    _record(actor, "payment_refunded", payment, booking_id, at)


def blank_notes(booking_pk: int) -> None:
    """Blank what was remarked on the payments of a booking."""
    Payment.objects.filter(booking_id=booking_pk).exclude(note="").update(note="")


def begin_card(
    *, actor: Actor, booking_pk: int, booking_id: str, provider: str, amount: Decimal, currency: str, at: datetime
) -> Payment:
    """Write that a card is about to be held, before the provider is called."""
    provider_named(provider)
    payment = Payment.objects.create(
        hotel_id=actor.hotel_id,
        booking_id=booking_pk,
        method=Method.CARD,
        provider=provider,
        state=PaymentState.CREATED,
        amount=amount,
        currency=currency,
        taken_by=actor.ref,
        created_at=at,
        updated_at=at,
    )
    _record(actor, "payment_created", payment, booking_id, at)
    return payment


def hold_card(payment: Payment, source: str) -> str:
    """Ask the provider to hold the amount; its reference. Not in a transaction."""
    return provider_named(payment.provider).authorise(
        amount=payment.amount,
        currency=payment.currency,
        source=source,
        idempotency_key=f"authorise:{payment.hotel_id}:{payment.pk}",
    )


def let_go_of_hold(payment: Payment, reference: str) -> None:
    """Ask the provider to let go of a hold that could not be written down. Not in a transaction."""
    provider_named(payment.provider).release(
        reference=reference, idempotency_key=f"let-go:{payment.hotel_id}:{payment.pk}"
    )


def write_payment_state(
    *, actor: Actor, payment: Payment, state: str, booking_id: str, at: datetime, reference: str = ""
) -> None:
    """Write what became of a payment; a capture is of its whole amount."""
    payment.state, payment.updated_at = state, at
    payment.provider_reference = reference or payment.provider_reference
    if state == PaymentState.CAPTURED:
        payment.captured_amount = payment.amount
    payment.save(update_fields=["state", "captured_amount", "provider_reference", "updated_at"])
    _record(actor, f"payment_{state.lower()}", payment, booking_id, at)


def open_intent(
    *, actor: Actor, payment: Payment, action: str, purpose: str, amount: Decimal, at: datetime
) -> PaymentIntent:
    """Write a decision about a payment; `payment_in_progress` fires when another about the booking is open."""
    return PaymentIntent.objects.create(
        hotel_id=payment.hotel_id,
        booking_id=payment.booking_id,
        payment=payment,
        action=action,
        purpose=purpose,
        amount=amount,
        idempotency_key=secrets.token_hex(16),
        decided_by=actor.ref,
        created_at=at,
    )


def carry_out(intent: PaymentIntent) -> None:
    """Do at the provider what the intent says, asking first whether it has been done. Not in a transaction."""
    provider = provider_named(intent.payment.provider)
    if provider.done(idempotency_key=intent.idempotency_key):
        return
    reference, key = intent.payment.provider_reference, intent.idempotency_key
    if intent.action == Action.CAPTURE:
        provider.capture(reference=reference, amount=intent.amount, idempotency_key=key)
    elif intent.action == Action.RELEASE:
        provider.release(reference=reference, idempotency_key=key)
    else:
        provider.refund(reference=reference, amount=intent.amount, idempotency_key=key)


def close_intent(*, actor: Actor, intent: PaymentIntent, booking_id: str, at: datetime) -> None:
    """Write that the provider did what the intent says: the payment first, then the intent."""
    payment = intent.payment
    if intent.action == Action.CAPTURE:
        write_payment_state(actor=actor, payment=payment, state=PaymentState.CAPTURED, booking_id=booking_id, at=at)
    elif intent.action == Action.RELEASE:
        write_payment_state(actor=actor, payment=payment, state=PaymentState.RELEASED, booking_id=booking_id, at=at)
    else:
        payment.refunded_amount += intent.amount
        payment.updated_at = at
        payment.save(update_fields=["refunded_amount", "updated_at"])
        _record(actor, "payment_refunded", payment, booking_id, at)
    intent.state, intent.finished_at = IntentState.DONE, at
    intent.save(update_fields=["state", "finished_at"])


def fail_intent(*, intent: PaymentIntent, error: str, at: datetime) -> None:
    """Write that the provider refused, and that the decision is void."""
    intent.state, intent.finished_at, intent.error = IntentState.FAILED, at, error[:500]
    intent.save(update_fields=["state", "finished_at", "error"])


def note_attempt(*, intent: PaymentIntent, error: str) -> None:
    """Write why an intent that stays open has not been carried out yet."""
    intent.attempts += 1
    intent.error = error[:500]
    intent.save(update_fields=["attempts", "error"])


def _record(actor: Actor, event: str, payment: Payment, booking_id: str, at: datetime) -> None:
    record(
        actor=actor,
        type=event,
        subject=("payment", payment.pk),
        at=at,
        after={
            "booking_id": booking_id,
            "state": payment.state,
            "method": payment.method,
            "amount": payment.amount,
            "captured_amount": payment.captured_amount,
            "refunded_amount": payment.refunded_amount,
            "currency": payment.currency,
        },
    )
