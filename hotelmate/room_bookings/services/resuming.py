"""What comes by itself: messages of providers, and what a crash, a lost message or an absent provider left open."""

from collections import Counter
from datetime import timedelta

import structlog

from hotelmate.core import clock
from hotelmate.core.actor import Actor
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.hotel.queries import hotel_of, system_of
from hotelmate.payments.errors import ProviderDeclined, ProviderUnreachable
from hotelmate.payments.models import Payment, PaymentIntent, PaymentState, Problem
from hotelmate.payments.port import ProviderMessage
from hotelmate.payments.providers import provider_named
from hotelmate.payments.queries import (
    has_been_processed,
    intents_to_resume,
    payment_at_provider,
    unfinished_payments,
)
from hotelmate.payments.services import note_message, write_facts
from hotelmate.room_bookings.services.saga import (
    Step,
    finish_payment,
    lock_booking_of,
    look_at,
    note_seen,
    settle_intent,
    write_failed,
)

log = structlog.get_logger(__name__)

# Providers forget an idempotency key after a day: until then the same question has the same answer.
KEY_LASTS = timedelta(hours=23)
# A provider that did not answer so many times is left alone for the rest of a round: the next one is soon.
SILENT_FOR_ALL = 3


def take_message(provider: str, message: ProviderMessage) -> bool:
    """Process what a provider told us, once; False if it was processed before. Not in a transaction.

    The message is written with its effect. Raises ProviderUnreachable when the provider cannot be asked how things
    stand; then nothing is written, and it has to come again.
    """
    if has_been_processed(provider, message.event_id):
        return False
    payment = payment_at_provider(
        provider, reference=message.payment, checkout=message.checkout, key=message.payment_key
    )
    if payment is None:
        return run_change(lambda: note_message(provider=provider, message=message, payment=None, outcome="NOT_OURS"))
    actor = system_of(payment.hotel)
    seen, over = None, False
    try:
        seen = provider_named(provider).look(message.payment) if message.payment else look_at(actor, payment)
    except ProviderDeclined:
        over = True
    known = payment

    def write() -> Step | None:
        booking = lock_booking_of(actor, known.booking_id)
        outcome = seen.state if seen else "OVER" if over else "OPEN"
        if not note_message(provider=provider, message=message, payment=known, outcome=outcome):
            return None
        if seen is not None:
            return note_seen(actor, booking, known, seen)
        return write_failed(actor, booking, known) if over else Step(booking)

    step = run_change(write)
    if step is not None:
        _go_on(actor, step.following)
    return step is not None


def _go_on(actor: Actor, intent: PaymentIntent | None) -> None:
    """Carry out what followed from a message; what does not go through now is the worker's."""
    if intent is not None:
        try:
            settle_intent(actor, intent)
        except Refused as refused:
            log.warning("payment_left_open", code=refused.refusal.code, payment=intent.payment_id)


def resume_payments(actor: Actor) -> tuple[int, int]:
    """Finish what a crash, a lost webhook or an absent provider left open; how much was settled and how much remains.

    Asks the provider first, so nothing happens twice. Not in a transaction.
    """
    settled = remaining = 0
    silent: Counter[str] = Counter()
    for intent in intents_to_resume(actor.hotel_id, clock.now()):
        provider = intent.payment.provider
        if silent[provider] >= SILENT_FOR_ALL:
            remaining += 1
            continue
        try:
            settle_intent(actor, intent)
        except Refused as refused:
            # What the provider said is written with the intent, for staff to see.
            silent[provider] += refused.refusal.code == "PROVIDER_UNREACHABLE"
            remaining += 1
        else:
            settled += 1
    for payment in unfinished_payments(actor.hotel_id, clock.now()):
        if silent[payment.provider] >= SILENT_FOR_ALL:
            remaining += 1
            continue
        try:
            _finish_or_give_up(actor, payment)
        except (Refused, ProviderUnreachable) as error:
            silent[payment.provider] += isinstance(error, ProviderUnreachable)
            log.info("payment_unfinished", payment=payment.pk, error=str(error))
            remaining += 1
        else:
            settled += Payment.objects.filter(pk=payment.pk).exclude(state=PaymentState.CREATED).exists()
    return settled, remaining


def _finish_or_give_up(actor: Actor, payment: Payment) -> None:
    forgotten = not (payment.provider_reference or payment.session_reference)
    if forgotten and payment.created_at + KEY_LASTS < hotel_of(actor).now():
        run_change(lambda: _give_up(actor, payment))
    else:
        finish_payment(actor, payment)


def _give_up(actor: Actor, payment: Payment) -> None:
    booking = lock_booking_of(actor, payment.booking_id)
    write_facts(
        actor=actor,
        payment=payment,
        booking_id=booking.booking_id,
        at=hotel_of(actor).now(),
        problem=Problem.UNKNOWN_AT_PROVIDER,
    )
