"""Reading payments."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from hotelmate.core.rows import RowFinder
from hotelmate.payments.models import (
    UNDER_WAY,
    IntentState,
    Method,
    Payment,
    PaymentIntent,
    PaymentState,
    ProviderEvent,
)

# How long an open decision waits for its next attempt: at once a few times, then longer and longer.
ATTEMPTS_AT_ONCE = 3
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(hours=1)
OF_BOOKINGS = "WHERE found.booking_id = ANY(%s) ORDER BY found.id"
PAYMENTS, INTENTS = RowFinder(Payment, OF_BOOKINGS), RowFinder(PaymentIntent, OF_BOOKINGS)
# How often an unfinished checkout is looked at, in case that its webhook was lost.
LOOKED_AT_EVERY = timedelta(minutes=1)


def payments_of(booking_pk: int) -> list[Payment]:
    """All payments of a booking, oldest first."""
    return list(Payment.objects.filter(booking_id=booking_pk).order_by("pk"))


def payments_of_bookings(booking_pks: Iterable[int]) -> list[Payment]:
    """All payments of these bookings, oldest first."""
    keys = list(booking_pks)
    return PAYMENTS.all(keys) if keys else []


def intents_of_bookings(booking_pks: Iterable[int]) -> list[PaymentIntent]:
    """All decisions about the money of these bookings, oldest first."""
    keys = list(booking_pks)
    return INTENTS.all(keys) if keys else []


def held_cards(booking_pk: int) -> list[Payment]:
    """The card payments that are held for the booking."""
    held = Payment.objects.filter(booking_id=booking_pk, method=Method.CARD, state=PaymentState.AUTHORISED)
    return list(held.order_by("pk"))


def held_card(booking_pk: int) -> Payment | None:
    """The card payment that is held for the booking and waits for a decision."""
    return next(iter(held_cards(booking_pk)), None)


def intents_under_way(booking_pk: int) -> list[PaymentIntent]:
    """The decisions about the booking's money that have no outcome yet, with their payments; the open one first."""
    intents = PaymentIntent.objects.select_related("payment").filter(booking_id=booking_pk, state__in=UNDER_WAY)
    return sorted(intents, key=lambda intent: (intent.state != IntentState.OPEN, intent.pk))


def open_intent_of(booking_pk: int) -> PaymentIntent | None:
    """A decision about the booking's money that is under way, with its payment."""
    return next(iter(intents_under_way(booking_pk)), None)


def unfinished_checkout(booking_pk: int) -> Payment | None:
    """The newest checkout of the booking that nobody has paid at yet."""
    created = Payment.objects.filter(booking_id=booking_pk, state=PaymentState.CREATED, problem="")
    return created.exclude(success_url="").order_by("-pk").first()


def payment_at_provider(provider: str, *, reference: str = "", checkout: str = "", key: str = "") -> Payment | None:
    """The payment that a provider speaks of, by any of its names."""
    payments = Payment.objects.select_related("hotel").filter(provider=provider)
    for values in ({"provider_reference": reference}, {"session_reference": checkout}, {"idempotency_key": key}):
        found = payments.filter(**values).first() if all(values.values()) else None
        if found is not None:
            return found
    return None


def has_been_processed(provider: str, event_id: str) -> bool:
    """Whether a message of a provider has had its effect."""
    return ProviderEvent.objects.filter(provider=provider, event_id=event_id).exists()


def intents_to_resume(hotel_id: int, now: datetime) -> list[PaymentIntent]:
    """The decisions of the hotel that a provider is to be asked about now, with their payments."""
    intents = PaymentIntent.objects.select_related("payment").filter(
        hotel_id=hotel_id, state=IntentState.OPEN, payment__method=Method.CARD
    )
    return [intent for intent in intents.order_by("pk") if _is_due(intent, now)]


def _is_due(intent: PaymentIntent, now: datetime) -> bool:
    if intent.attempts < ATTEMPTS_AT_ONCE or intent.attempted_at is None:
        return True
    pause = min(FIRST_PAUSE * 2 ** min(intent.attempts - ATTEMPTS_AT_ONCE, 10), LONGEST_PAUSE)
    due: datetime = intent.attempted_at + pause
    return due <= now


def unfinished_payments(hotel_id: int, now: datetime) -> list[Payment]:
    """The card payments of the hotel that were asked for, that nothing was heard of, and that were not looked at lately."""
    looked = Q(looked_at__isnull=True) | Q(looked_at__lte=now - LOOKED_AT_EVERY)
    payments = Payment.objects.filter(
        looked, hotel_id=hotel_id, state=PaymentState.CREATED, method=Method.CARD, problem=""
    )
    return list(payments.exclude(intents__state__in=UNDER_WAY).order_by("pk"))


def bookings_with_open_money(hotel_id: int) -> set[int]:
    """Primary keys of the hotel's bookings with decisions under way, or with payments that have a problem."""
    intents = PaymentIntent.objects.filter(hotel_id=hotel_id, state__in=UNDER_WAY)
    problems = Payment.objects.filter(hotel_id=hotel_id).exclude(problem="")
    return {*intents.values_list("booking_id", flat=True), *problems.values_list("booking_id", flat=True)}
