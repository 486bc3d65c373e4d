"""Money for bookings: taken by hand, given back, and cards that are about to be held. `saga` carries cards on."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.begun import noted_as
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import not_found, refuse, refuse_if
from hotelmate.hotel.queries import hotel_of
from hotelmate.payments.models import UNDER_WAY, Action, IntentState, Method, Payment, PaymentIntent, PaymentState
from hotelmate.payments.providers import provider_for
from hotelmate.payments.queries import intents_under_way
from hotelmate.payments.services import begin_card, close_intent, decide, open_next, record_by_hand, refund_by_hand
from hotelmate.room_bookings import money_rules, rules
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services.giving_back import refuse_open_intent
from hotelmate.room_bookings.services.status import lock_booking


@noted_as("receipt")
@dataclass(frozen=True, slots=True)
class Receipt:
    """A payment and the booking that it is for, as it stands after."""

    booking: RoomBooking
    payment: Payment
    intent: PaymentIntent | None = None

    @property
    def is_open(self) -> bool:
        """Whether the provider has not said yet what came of it: of the refund, or of the card."""
        if self.intent is not None:
            return self.intent.state in UNDER_WAY
        waits = self.payment.state == PaymentState.CREATED
        return waits or self.payment.intents.filter(state__in=UNDER_WAY, payment__method=Method.CARD).exists()

    def note(self) -> dict[str, Any]:
        """Which payment of which booking, and which decision about it."""
        intent = self.intent.pk if self.intent is not None else None
        return {"booking": self.booking.pk, "payment": self.payment.pk, "intent": intent}

    @classmethod
    def look_up(cls, note: Mapping[str, Any]) -> "Receipt | None":
        """How it stands now; None when nothing came of it."""
        intent = PaymentIntent.objects.filter(pk=note["intent"]).first()
        payment = Payment.objects.get(pk=note["payment"])
        void = payment.state in (PaymentState.FAILED, PaymentState.RELEASED)
        if void or (intent is not None and intent.state == IntentState.FAILED):
            return None
        return cls(RoomBooking.objects.get(pk=note["booking"]), payment, intent)


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

    Where a cancellation left something to be given back by hand, this says that it was. Refuses with
    PAYMENT_NOT_FOUND, REFUND_TOO_LARGE, REFUND_DIFFERS and PAYMENT_IN_PROGRESS.
    """
    actor.require(capabilities.REFUND)
    booking = lock_booking(actor, booking_id)
    require_version(booking.version)
    payment = Payment.objects.filter(pk=payment_id, booking_id=booking.pk).first()
    if payment is None:
        raise not_found("Payment", payment_id=payment_id)
    due = next((one for one in intents_under_way(booking.pk) if _is_due_by_hand(one, payment)), None)
    if due is None:
        refuse_open_intent(booking)
    elif due.amount != amount:
        raise refuse("REFUND_DIFFERS", "Another amount is due to the guest for this payment.", due=str(due.amount))
    now = hotel_of(actor).now()
    refuse_if(money_rules.refund_too_large(payment, amount))
    intent = None
    if payment.method == Method.CARD:
        intent = decide(
            actor=actor,
            payment=payment,
            booking_id=booking.booking_id,
            action=Action.REFUND,
            purpose="refund",
            amount=amount,
            at=now,
        )
    else:
        refund_by_hand(actor=actor, payment=payment, booking_id=booking.booking_id, amount=amount, at=now)
    if due is not None:
        close_intent(intent=due, at=now)
        open_next(booking.pk)
    booking.refresh_from_db()
    return Outcome(Receipt(booking, payment, intent))


def _is_due_by_hand(intent: PaymentIntent, payment: Payment) -> bool:
    return intent.payment_id == payment.pk and payment.method != Method.CARD


def begin_card_payment(
    *, actor: Actor, booking_id: str, source: str, provider: str = "", amount: Decimal | None = None
) -> Outcome[Receipt]:
    """Write that a card is about to be held for an unpaid booking. `hold_and_settle` does the rest.

    Refuses with BOOKING_NOT_UNPAID, PAYMENT_IN_PROGRESS and UNKNOWN_PROVIDER.
    """
    actor.require(capabilities.TAKE_PAYMENT)
    provider = provider_for(hotel_of(actor), provider)
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
        source=source,
    )
    return Outcome(Receipt(booking, payment))
