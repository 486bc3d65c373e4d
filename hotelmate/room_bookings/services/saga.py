"""Carrying decisions about money through to their outcome, step by step.

What is to be done was written and committed before. Here the provider is asked, outside of any transaction, and what it
says is written in the next one. Whoever comes along may do this at any time: the request that decided, a webhook, the
worker after a crash. The provider is asked first how things stand, so nothing happens twice.
"""

from dataclasses import dataclass
from functools import partial

from hotelmate.core.actor import Actor
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused, not_found, refuse
from hotelmate.core.locking import lock_one
from hotelmate.hotel.queries import hotel_of
from hotelmate.payments.errors import ProviderDeclined, ProviderUnreachable
from hotelmate.payments.models import UNDER_WAY, Action, IntentState, Method, Payment, PaymentIntent, PaymentState
from hotelmate.payments.port import CardRequest, CheckoutRequest, ProviderPayment
from hotelmate.payments.providers import provider_named
from hotelmate.payments.services import (
    carry_out,
    fail_intent,
    note_attempt,
    note_checkout,
    note_look,
    open_next,
    step_aside,
    write_payment_state,
)
from hotelmate.room_bookings.lifecycle import PENDING
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services.giving_back import Decision
from hotelmate.room_bookings.services.money import Receipt
from hotelmate.room_bookings.services.settlement import take_note


@dataclass(frozen=True, slots=True)
class Step:
    """A booking after a step, the decision that it was about, and the one that a provider is to be asked about next."""

    booking: RoomBooking
    intent: PaymentIntent | None = None
    following: PaymentIntent | None = None


def settle_intent(actor: Actor, intent: PaymentIntent) -> Decision:
    """Carry an open intent and those that wait behind it out at the provider, and write the outcomes.

    Not in a transaction. A capture that cannot be had any more leaves the booking waiting and is refused with
    CAPTURE_FAILED (502); a release or refund stays open until it goes through: PROVIDER_REFUSED and
    PROVIDER_UNREACHABLE (502) are tried again by `resume_payments`.
    """
    following: PaymentIntent | None = intent
    while following is not None:
        current = following
        step = _settle_one(actor, current)
        following = step.following if step.following is not None and step.following.pk != current.pk else None
    return Decision(step.booking)


def _settle_one(actor: Actor, intent: PaymentIntent) -> Step:
    seen, refused = None, ""
    try:
        seen = carry_out(intent)
    except ProviderDeclined as error:
        refused = str(error)
        seen = _look_again(intent.payment)
    except ProviderUnreachable as error:
        step = run_change(partial(_write_attempt, actor, intent.pk, str(error)))
        if step.intent is not None and step.intent.state in UNDER_WAY:
            message = f"{error} It will be tried again by itself."
            raise _not_settled("PROVIDER_UNREACHABLE", message, step.booking, intent) from error
        return step
    step = run_change(partial(_write_outcome, actor, intent.pk, seen, refused))
    after = step.intent
    if after is None or after.state == IntentState.DONE:
        return step
    if after.state == IntentState.FAILED and after.action == Action.CAPTURE:
        message = f"Payment capture failed: {refused or after.error}"
        raise _not_settled("CAPTURE_FAILED", message, step.booking, after)
    if after.state == IntentState.FAILED and step.following is None:
        raise _not_settled("PROVIDER_REFUSED", after.error, step.booking, after)
    if after.state in UNDER_WAY:
        raise _not_settled("PROVIDER_REFUSED", f"The payment provider refused: {after.error}", step.booking, after)
    return step


def _look_again(payment: Payment) -> ProviderPayment | None:
    try:
        return provider_named(payment.provider).look(payment.provider_reference)
    except (ProviderDeclined, ProviderUnreachable):
        return None


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


def lock_booking_of(actor: Actor, booking_pk: int) -> RoomBooking:
    """The booking of the actor's hotel, locked, by its primary key."""
    booking = lock_one(RoomBooking, pk=booking_pk, hotel_id=actor.hotel_id)
    if booking is None:
        raise not_found("Booking")
    return booking


def _lock_intent(actor: Actor, intent_pk: int) -> tuple[RoomBooking, PaymentIntent]:
    booking_pk = PaymentIntent.objects.values_list("booking_id", flat=True).get(pk=intent_pk, hotel_id=actor.hotel_id)
    booking = lock_booking_of(actor, booking_pk)
    return booking, PaymentIntent.objects.select_related("payment").get(pk=intent_pk)


def _write_outcome(actor: Actor, intent_pk: int, seen: ProviderPayment | None, refused: str) -> Step:
    booking, intent = _lock_intent(actor, intent_pk)
    if intent.state in UNDER_WAY:
        if seen is not None:
            take_note(actor=actor, booking=booking, payment=intent.payment, seen=seen)
            intent.refresh_from_db()
        if intent.state in UNDER_WAY and intent.action == Action.CAPTURE:
            fail_intent(
                actor=actor,
                intent=intent,
                booking_id=booking.booking_id,
                error=refused or "Nothing is held.",
                at=hotel_of(actor).now(),
            )
        elif intent.state in UNDER_WAY:
            # Giving money back must not be forgotten because a provider said no once: it stays open, for staff to see.
            note_attempt(intent=intent, error=refused or f"The payment is {seen.state if seen else 'unknown'} there.")
            step_aside(intent=intent)
        booking.refresh_from_db()
    return Step(booking, intent, _for_a_provider(open_next(booking.pk)))


def _write_attempt(actor: Actor, intent_pk: int, error: str) -> Step:
    booking, intent = _lock_intent(actor, intent_pk)
    if intent.state in UNDER_WAY:
        note_attempt(intent=intent, error=error)
    return Step(booking, intent)


def _for_a_provider(intent: PaymentIntent | None) -> PaymentIntent | None:
    return intent if intent is not None and intent.payment.method == Method.CARD else None


# Cards and checkouts: from CREATED on


def hold_and_settle(actor: Actor, receipt: Receipt) -> Receipt:
    """Ask the provider to hold the card, and write the outcome: the booking waits for approval, or is captured.

    Refuses with CARD_DECLINED, PAYMENT_TOO_LATE and PAYMENT_IN_PROGRESS (409: the card was let go of), or
    PROVIDER_UNREACHABLE (502: the worker asks again).
    """
    payment = receipt.payment
    try:
        seen = _hold(actor, receipt.booking, payment)
    except ProviderDeclined as error:
        run_change(lambda: write_failed(actor, lock_booking_of(actor, payment.booking_id), payment))
        raise refuse("CARD_DECLINED", f"{error} Ask for another card.") from error
    except ProviderUnreachable as error:
        raise refuse("PROVIDER_UNREACHABLE", f"{error} Try again; nothing is charged twice.", status=502) from error
    step = run_change(lambda: note_seen(actor, lock_booking_of(actor, payment.booking_id), payment, seen))
    mine = step.following is not None and step.following.payment_id == payment.pk
    booking = settle_intent(actor, step.following).booking if mine and step.following else step.booking
    payment.refresh_from_db()
    if payment.state == PaymentState.RELEASED:
        raise refuse("PAYMENT_TOO_LATE", "The booking was decided meanwhile; the card was let go of.")
    if payment.intents.filter(action=Action.RELEASE, state__in=UNDER_WAY).exists():
        raise refuse("PAYMENT_IN_PROGRESS", "Another card of the booking is being charged; this one is let go of.")
    return Receipt(booking, payment)


def _hold(actor: Actor, booking: RoomBooking, payment: Payment) -> ProviderPayment:
    provider = provider_named(payment.provider)
    request = CardRequest(
        hotel_slug=hotel_of(actor).slug,
        booking_id=booking.booking_id,
        payment_key=payment.idempotency_key,
        amount=payment.amount,
        currency=payment.currency,
        source=payment.source,
    )
    return provider.look(provider.authorise(request, idempotency_key=payment.idempotency_key))


def open_checkout(actor: Actor, booking: RoomBooking, payment: Payment) -> Payment:
    """Ask the provider for the page of a checkout, and write where it is. The same key finds the same page again."""
    hotel = hotel_of(actor)
    assert payment.session_expires_at is not None
    checkout = provider_named(payment.provider).open_checkout(
        CheckoutRequest(
            hotel_slug=hotel.slug,
            hotel_name=hotel.name,
            booking_id=booking.booking_id,
            payment_key=payment.idempotency_key,
            amount=payment.amount,
            currency=payment.currency,
            success_url=payment.success_url,
            cancel_url=payment.cancel_url,
            expires_at=payment.session_expires_at,
            email=booking.primary_email,
        ),
        idempotency_key=payment.idempotency_key,
    )
    run_change(lambda: note_checkout(payment, checkout))
    payment.refresh_from_db()
    return payment


def look_at(actor: Actor, payment: Payment) -> ProviderPayment | None:
    """How a payment stands at the provider; None when nothing was paid and nothing will be, or not yet.

    A checkout of a booking that waits no more is closed, so that nobody pays there any longer. One that was never
    written down is asked for again with its key.
    """
    provider = provider_named(payment.provider)
    if payment.provider_reference:
        seen = provider.look(payment.provider_reference)
        # A card that was declined on the page leaves the page open for another.
        if seen.state != PaymentState.CREATED or not payment.session_reference:
            return seen
    booking = RoomBooking.objects.get(pk=payment.booking_id)
    if payment.source:
        return _hold(actor, booking, payment)
    if not payment.session_reference:
        payment = open_checkout(actor, booking, payment)
    checkout = provider.look_at_checkout(payment.session_reference)
    if checkout.is_open and not checkout.payment and booking.status not in PENDING:
        provider.close_checkout(payment.session_reference)
        checkout = provider.look_at_checkout(payment.session_reference)
    if checkout.payment:
        return provider.look(checkout.payment)
    if not checkout.is_open:
        raise ProviderDeclined("The checkout is over, and nobody paid.")
    return None


def finish_payment(actor: Actor, payment: Payment) -> Decision:
    """Ask the provider how an unfinished payment stands, write it, and do what follows from it. Not in a transaction.

    Raises ProviderUnreachable when nobody knows.
    """
    run_change(lambda: note_look(payment))
    try:
        seen = look_at(actor, payment)
    except ProviderDeclined:
        return Decision(
            run_change(lambda: write_failed(actor, lock_booking_of(actor, payment.booking_id), payment)).booking
        )
    if seen is None:
        return Decision(RoomBooking.objects.get(pk=payment.booking_id))
    found = seen
    step = run_change(lambda: note_seen(actor, lock_booking_of(actor, payment.booking_id), payment, found))
    if step.following is not None and step.following.payment_id == payment.pk:
        return settle_intent(actor, step.following)
    return Decision(step.booking)


def note_seen(actor: Actor, booking: RoomBooking, payment: Payment, seen: ProviderPayment) -> Step:
    """Write what the provider says about a payment of a locked booking."""
    now = Payment.objects.get(pk=payment.pk)
    following = take_note(actor=actor, booking=booking, payment=now, seen=seen)
    booking.refresh_from_db()
    return Step(booking, following=_for_a_provider(following))


def write_failed(actor: Actor, booking: RoomBooking, payment: Payment) -> Step:
    """Write that nothing came of a payment of a locked booking."""
    now = Payment.objects.get(pk=payment.pk)
    if now.state == PaymentState.CREATED:
        at = hotel_of(actor).now()
        write_payment_state(actor=actor, payment=now, state=PaymentState.FAILED, booking_id=booking.booking_id, at=at)
    return Step(booking)
