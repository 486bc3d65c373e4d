"""Deciding that held cards are let go of and that money is given back, inside a change of a locked booking."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from hotelmate.core.actor import Actor
from hotelmate.core.begun import noted_as
from hotelmate.core.errors import refuse_if
from hotelmate.hotel.queries import hotel_of
from hotelmate.payments.models import UNDER_WAY, Action, IntentState, Method, Payment, PaymentIntent
from hotelmate.payments.queries import held_cards, intents_under_way, open_intent_of, payments_of
from hotelmate.payments.services import decide, refund_by_hand
from hotelmate.room_bookings import money_rules
from hotelmate.room_bookings.models import RoomBooking


@noted_as("decision")
@dataclass(frozen=True, slots=True)
class Decision:
    """A booking that was decided about, and what is to be done at the provider first (None: nothing)."""

    booking: RoomBooking
    intent: PaymentIntent | None = None

    @property
    def is_open(self) -> bool:
        """Whether the booking waits for the outcome, as for a capture; over it is at once, whatever comes of the money."""
        return self.intent is not None and self.intent.action == Action.CAPTURE and self.intent.state in UNDER_WAY

    def note(self) -> dict[str, Any]:
        """Which booking, and which decision."""
        return {"booking": self.booking.pk, "intent": self.intent.pk if self.intent is not None else None}

    @classmethod
    def look_up(cls, note: Mapping[str, Any]) -> "Decision | None":
        """How it stands now; None when the provider refused."""
        intent = PaymentIntent.objects.filter(pk=note["intent"]).first()
        if intent is not None and intent.state == IntentState.FAILED:
            return None
        return cls(RoomBooking.objects.get(pk=note["booking"]), intent)


def refuse_open_intent(booking: RoomBooking) -> None:
    """Refuse with PAYMENT_IN_PROGRESS while another decision about the booking's money is under way."""
    refuse_if(money_rules.under_way(open_intent_of(booking.pk) is not None))


def release_cards(actor: Actor, booking: RoomBooking, purpose: str) -> None:
    """Decide to let go of each card that is held for the booking."""
    now = hotel_of(actor).now()
    for card in held_cards(booking.pk):
        if not card.intents.filter(state__in=UNDER_WAY).exists():
            decide(
                actor=actor,
                payment=card,
                booking_id=booking.booking_id,
                action=Action.RELEASE,
                purpose=purpose,
                amount=card.amount,
                at=now,
            )


def give_back(
    actor: Actor, booking: RoomBooking, amount: Decimal, *, purpose: str, now: datetime, by_hand_now: bool
) -> None:
    """Decide to give an amount back, from the newest payments on; each card's part is a decision of its own.

    `by_hand_now` says that somebody stands at the till: what was taken by hand is noted as given back. Otherwise that
    part stays open until somebody says that it was.
    """
    parts: list[tuple[Payment, Decimal]] = []
    for payment in reversed(payments_of(booking.pk)):
        part = min(amount, money_rules.refundable(payment))
        if part > 0:
            parts.append((payment, part))
            amount -= part
    for payment, part in sorted(parts, key=lambda one: one[0].method != Method.CARD):
        if payment.method != Method.CARD and by_hand_now:
            refund_by_hand(actor=actor, payment=payment, booking_id=booking.booking_id, amount=part, at=now)
        else:
            decide(
                actor=actor,
                payment=payment,
                booking_id=booking.booking_id,
                action=Action.REFUND,
                purpose=purpose,
                amount=part,
                at=now,
            )


def first_step(booking: RoomBooking) -> PaymentIntent | None:
    """What a provider is to be asked first after a decision about the booking; None when nothing is."""
    intent = next(iter(intents_under_way(booking.pk)), None)
    return intent if intent is not None and intent.payment.method == Method.CARD else None
