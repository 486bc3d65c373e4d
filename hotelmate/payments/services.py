"""Writing payments and the decisions about them. Never touches a booking: its sums follow by triggers.

A decision is an intent: written and committed before the provider is called (`decide`), carried out outside of any
transaction (`carry_out`), and closed when the provider says how things stand (`close_intent`, `fail_intent`).
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from hotelmate.core import clock
from hotelmate.core.actor import Actor
from hotelmate.core.errors import refuse
from hotelmate.events.services import record
from hotelmate.payments import errors as errors
from hotelmate.payments.models import (
    UNDER_WAY,
    Action,
    IntentState,
    Method,
    Payment,
    PaymentIntent,
    PaymentState,
    ProviderEvent,
)
from hotelmate.payments.port import ProviderCheckout, ProviderMessage, ProviderPayment
from hotelmate.payments.providers import provider_named

# A provider remembers what it answered to a key, an error of its own too. A key that failed this often gets a suffix.
ATTEMPTS_WITH_A_KEY = 8


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
    _write(payment, {"refunded_amount": payment.refunded_amount + amount}, at)
    _record(actor, "payment_refunded", payment, booking_id, at)


def blank_notes(booking_pk: int) -> None:
    """Blank what was remarked on the payments of a booking."""
    Payment.objects.filter(booking_id=booking_pk).exclude(note="").update(note="")


def begin_card(
    *,
    actor: Actor,
    booking_pk: int,
    booking_id: str,
    provider: str,
    amount: Decimal,
    currency: str,
    at: datetime,
    **how: Any,
) -> Payment:
    """Write that a card is about to be held, with the key of the call, before the provider is called.

    `how` is the card (`source`), or where the guest goes from a checkout (`success_url`, `cancel_url`) and until when
    (`session_expires_at`).
    """
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
        idempotency_key=secrets.token_hex(16),
        created_at=at,
        updated_at=at,
        **how,
    )
    _record(actor, "payment_created", payment, booking_id, at)
    return payment


def note_checkout(payment: Payment, checkout: ProviderCheckout) -> None:
    """Write under which name the provider keeps the checkout, and where it is."""
    Payment.objects.filter(pk=payment.pk, session_reference="").update(
        session_reference=checkout.reference, session_url=checkout.url
    )


def note_look(payment: Payment) -> None:
    """Write that the provider was asked about a payment that is unfinished."""
    Payment.objects.filter(pk=payment.pk).update(looked_at=clock.now())


def note_message(*, provider: str, message: ProviderMessage, payment: Payment | None, outcome: str) -> bool:
    """Write that a message of a provider was processed, in the transaction of its effect; False if it was before."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {ProviderEvent._meta.db_table} (provider, event_id, type, payment_id, outcome, processed_at)
            VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (provider, event_id) DO NOTHING
            """,
            [
                provider,
                message.event_id[:255],
                message.type[:80],
                payment.pk if payment else None,
                outcome[:40],
                clock.now(),
            ],
        )
        return bool(cursor.rowcount == 1)


def write_payment_state(
    *, actor: Actor, payment: Payment, state: str, booking_id: str, at: datetime, seen: ProviderPayment | None = None
) -> None:
    """Write what became of a payment, as the provider says."""
    changes: dict[str, Any] = {"state": state}
    if seen is not None:
        changes["provider_reference"] = seen.reference
    if seen is not None and state == PaymentState.CAPTURED:
        changes["captured_amount"] = seen.captured
    _write(payment, changes, at)
    _record(actor, f"payment_{state.lower()}", payment, booking_id, at)


def write_given_back(*, actor: Actor, payment: Payment, refunded: Decimal, booking_id: str, at: datetime) -> None:
    """Write how much of a payment was given back, all in all."""
    _write(payment, {"refunded_amount": refunded}, at)
    _record(actor, "payment_refunded", payment, booking_id, at)


def write_facts(*, actor: Actor, payment: Payment, booking_id: str, at: datetime, **facts: Any) -> None:
    """Write what is known of a payment beside its state: its reference, its problem, what is disputed.

    The log names a provider's reference and does not say it. What is known already is not written again.
    """
    changed = tuple(name for name, value in facts.items() if getattr(payment, name) != value)
    if not changed:
        return
    _write(payment, facts, at)
    _record(
        actor,
        "payment_disputed" if "disputed_amount" in facts else "payment_updated",
        payment,
        booking_id,
        at,
        told={"problem": payment.problem, "disputed_amount": payment.disputed_amount},
        changed=changed,
    )


def decide(
    *, actor: Actor, payment: Payment, booking_id: str, action: str, purpose: str, amount: Decimal, at: datetime
) -> PaymentIntent:
    """Write a decision about a payment; it waits while another about the same booking is open.

    What takes a hand lets what a provider does go first.
    """
    others = PaymentIntent.objects.filter(booking_id=payment.booking_id, state=IntentState.OPEN)
    if payment.method == Method.CARD:
        others.exclude(payment__method=Method.CARD).update(state=IntentState.WAITING)
    intent = PaymentIntent.objects.create(
        hotel_id=payment.hotel_id,
        booking_id=payment.booking_id,
        payment=payment,
        action=action,
        purpose=purpose,
        amount=amount,
        idempotency_key=secrets.token_hex(16),
        state=IntentState.WAITING if others.exists() else IntentState.OPEN,
        decided_by=actor.ref,
        created_at=at,
    )
    _record(actor, "payment_decided", payment, booking_id, at, intent)
    return intent


def carry_out(intent: PaymentIntent) -> ProviderPayment:
    """Do at the provider what the intent says, unless it was done or cannot be; how the payment stands after.

    Not in a transaction. Asks the provider first, so it is safe at any time and any number of times.
    """
    payment = intent.payment
    provider = provider_named(payment.provider)
    seen = provider.look(payment.provider_reference)
    call = _call_for(intent, seen)
    if call is None:
        return seen
    action, amount = call
    reference, currency, key = payment.provider_reference, seen.currency, _key_of(intent)
    if action == Action.CAPTURE:
        provider.capture(reference=reference, amount=amount, currency=currency, idempotency_key=key)
    elif action == Action.RELEASE:
        provider.release(reference=reference, idempotency_key=key)
    else:
        provider.refund(reference=reference, amount=amount, currency=currency, idempotency_key=key)
    return provider.look(reference)


def _call_for(intent: PaymentIntent, seen: ProviderPayment) -> tuple[str, Decimal] | None:
    """What is to be asked of a provider that says this; None when nothing is, or nothing can be."""
    if intent.action == Action.CAPTURE:
        return (Action.CAPTURE, intent.amount) if seen.state == PaymentState.AUTHORISED else None
    if intent.action == Action.RELEASE and seen.state != PaymentState.CAPTURED:
        return (Action.RELEASE, intent.amount) if seen.state != PaymentState.RELEASED else None
    left = seen.captured - seen.refunded
    if intent.action == Action.RELEASE:
        # What was never ours, for its amount is wrong, goes back whole; what is ours is decided about anew.
        return (Action.REFUND, left) if intent.purpose == "mismatch" and left > 0 else None
    given = intent.idempotency_key in seen.refunds
    return (Action.REFUND, intent.amount) if not given and left >= intent.amount else None


def _key_of(intent: PaymentIntent) -> str:
    turn = intent.attempts // ATTEMPTS_WITH_A_KEY
    return f"{intent.idempotency_key}.{turn}" if turn else intent.idempotency_key


def close_intent(*, intent: PaymentIntent, at: datetime) -> None:
    """Write that what the intent says has been done."""
    intent.state, intent.finished_at = IntentState.DONE, at
    intent.save(update_fields=["state", "finished_at"])


def fail_intent(*, actor: Actor, intent: PaymentIntent, booking_id: str, error: str, at: datetime) -> None:
    """Write that the provider refused, and that the decision is void."""
    intent.state, intent.finished_at, intent.error = IntentState.FAILED, at, error[:500]
    intent.save(update_fields=["state", "finished_at", "error"])
    _record(actor, "payment_refused", intent.payment, booking_id, at, intent)


def note_attempt(*, intent: PaymentIntent, error: str) -> None:
    """Write why an intent that stays open has not been carried out yet."""
    intent.attempts += 1
    intent.attempted_at = clock.now()
    intent.error = error[:500]
    intent.save(update_fields=["attempts", "attempted_at", "error"])


def step_aside(*, intent: PaymentIntent) -> None:
    """Let an intent that the provider refuses wait, if others wait behind it: they go first."""
    if intent.state == IntentState.OPEN and _waiting(intent.booking_id).exists():
        intent.state = IntentState.WAITING
        intent.save(update_fields=["state"])
        open_next(intent.booking_id, after=intent.pk)


def open_next(booking_pk: int, *, after: int = 0) -> PaymentIntent | None:
    """Open the decision that waits longest, if none is open: what can be done by itself before what takes a hand."""
    under_way = PaymentIntent.objects.select_related("payment").filter(booking_id=booking_pk, state__in=UNDER_WAY)
    found = sorted(under_way, key=lambda one: (one.payment.method != Method.CARD, one.pk == after, one.pk))
    opened = next((one for one in found if one.state == IntentState.OPEN), None)
    if opened is None and found:
        opened = found[0]
        opened.state = IntentState.OPEN
        opened.save(update_fields=["state"])
    return opened


def _waiting(booking_pk: int) -> Any:
    return PaymentIntent.objects.filter(booking_id=booking_pk, state=IntentState.WAITING)


def _write(payment: Payment, changes: Mapping[str, Any], at: datetime) -> None:
    for name, value in {**changes, "updated_at": at}.items():
        setattr(payment, name, value)
    payment.save(update_fields=[*changes, "updated_at"])


def _record(
    actor: Actor,
    event: str,
    payment: Payment,
    booking_id: str,
    at: datetime,
    intent: PaymentIntent | None = None,
    *,
    told: Mapping[str, Any] | None = None,
    changed: tuple[str, ...] = (),
) -> None:
    decided = {"action": intent.action, "purpose": intent.purpose, "decided_amount": intent.amount} if intent else {}
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
            **decided,
            **(told or {}),
        },
        changed_fields=changed,
    )
