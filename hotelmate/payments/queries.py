"""Reading payments."""

from collections.abc import Iterable

from hotelmate.payments.models import IntentState, Method, Payment, PaymentIntent, PaymentState


def payments_of(booking_pk: int) -> list[Payment]:
    """All payments of a booking, oldest first."""
    return list(Payment.objects.filter(booking_id=booking_pk).order_by("pk"))


def payments_of_bookings(booking_pks: Iterable[int]) -> list[Payment]:
    """All payments of these bookings, oldest first."""
    return list(Payment.objects.filter(booking_id__in=list(booking_pks)).order_by("pk"))


def intents_of_bookings(booking_pks: Iterable[int]) -> list[PaymentIntent]:
    """All decisions about the money of these bookings, oldest first."""
    return list(PaymentIntent.objects.filter(booking_id__in=list(booking_pks)).order_by("pk"))


def held_card(booking_pk: int) -> Payment | None:
    """The card payment that is held for the booking and waits for a decision."""
    return Payment.objects.filter(booking_id=booking_pk, method=Method.CARD, state=PaymentState.AUTHORISED).first()


def open_intent_of(booking_pk: int) -> PaymentIntent | None:
    """The decision about the booking's money that is under way, with its payment."""
    return PaymentIntent.objects.select_related("payment").filter(booking_id=booking_pk, state=IntentState.OPEN).first()
