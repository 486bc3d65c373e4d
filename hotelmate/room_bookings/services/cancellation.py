"""Ending bookings before they begin: cancelled by staff or guest, refunded and cancelled, expired."""

from datetime import datetime
from decimal import Decimal

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import not_found, refuse, refuse_if
from hotelmate.core.locking import lock_row
from hotelmate.core.money import ZERO
from hotelmate.hotel.queries import hotel_of
from hotelmate.payments.models import Action, Method, Payment, PaymentIntent
from hotelmate.payments.queries import open_intent_of, payments_of
from hotelmate.payments.services import open_intent, refund_by_hand
from hotelmate.room_bookings import money_rules, rules
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.policies import cancellation_fee
from hotelmate.room_bookings.services.decisions import Decision, refuse_open_intent, release_card
from hotelmate.room_bookings.services.status import lock_booking, write_status
from hotelmate.room_bookings.services.tokens import end_stay_token
from hotelmate.rooms.allocations import release_claims

S = BookingStatus
BY_STAFF = "Cancelled by staff"


def cancel_booking(*, actor: Actor, booking_id: str, reason: str = "") -> Outcome[RoomBooking]:
    """Cancel a booking that no card is behind; its room and its nights are free.

    Refuses with PAYMENT_IN_PROGRESS, CARD_BOOKING, BOOKING_COMPLETED, BOOKING_IN_HOUSE, USE_DECLINE,
    BOOKING_NOT_CANCELLABLE and REFUND_FIRST. A cancelled booking is a natural no-op.
    """
    actor.require(capabilities.CANCEL_BOOKING)
    hotel = hotel_of(actor)
    booking = lock_booking(actor, booking_id)
    if booking.status == S.CANCELLED:
        return Outcome(booking, changed=False)
    require_version(booking.version)
    now = hotel.now()
    fee = cancellation_fee(booking, hotel, now)
    refuse_if(
        money_rules.cannot_cancel_by_staff(
            booking,
            hotel,
            card=money_rules.has_card(payments_of(booking.pk)),
            intent_open=open_intent_of(booking.pk) is not None,
            fee=fee,
        )
    )
    _cancel(actor, booking, reason or BY_STAFF, fee, now)
    return Outcome(booking)


def begin_refund_and_cancel(
    *, actor: Actor, booking_id: str, reason: str = "", refund: str | Decimal = "policy"
) -> Outcome[Decision]:
    """Cancel a confirmed booking that was paid for, and give back what `refund` says.

    `refund` is `policy` (all but the fee), `full`, `none` (all is kept as the fee) or an amount. Money taken by hand is
    noted as given back by hand; a card's refund is decided here and carried out next. Refuses with
    REFUND_TOO_LARGE, FEE_BEYOND_TOTAL (more was paid than the booking costs), REFUND_OF_SEVERAL, PAYMENT_IN_PROGRESS
    and what `cancel_booking` refuses for its status. A cancelled booking is a natural no-op.
    """
    actor.require(capabilities.CANCEL_BOOKING)
    actor.require(capabilities.REFUND)
    hotel = hotel_of(actor)
    booking = lock_booking(actor, booking_id)
    if booking.status == S.CANCELLED:
        return Outcome(Decision(booking), changed=False)
    require_version(booking.version)
    refuse_if(rules.cannot_cancel(booking, hotel))
    refuse_open_intent(booking)
    now = hotel.now()
    kept = money_rules.kept(booking)
    back = _to_give_back(refund, kept, cancellation_fee(booking, hotel, now))
    _refuse_fee_beyond_total(booking, kept - back)
    intent = release_card(actor, booking, "cancel")
    _cancel(actor, booking, reason or BY_STAFF, kept - back, now)
    if back:
        intent = _give_back(actor, booking, back, now, intent)
    return Outcome(Decision(booking, intent))


def _to_give_back(refund: str | Decimal, kept: Decimal, fee: Decimal) -> Decimal:
    if refund == "policy":
        return max(kept - fee, ZERO)
    if refund == "full":
        return kept
    if refund == "none":
        return ZERO
    amount = Decimal(refund)
    if amount > kept:
        raise refuse("REFUND_TOO_LARGE", f"Only {kept} was taken and not given back yet.", refundable=str(kept))
    return amount


def _refuse_fee_beyond_total(booking: RoomBooking, fee: Decimal) -> None:
    excess = fee - booking.total_amount
    if excess > 0:
        raise refuse(
            "FEE_BEYOND_TOTAL",
            f"No more can be kept than the booking's {booking.total_amount} {booking.currency}: "
            f"give back {excess} {booking.currency} more.",
            total_amount=str(booking.total_amount),
        )


def _give_back(
    actor: Actor, booking: RoomBooking, amount: Decimal, now: datetime, intent: PaymentIntent | None
) -> PaymentIntent | None:
    """Give an amount back from the newest payments on: by hand at once, and by the one intent that may be open."""
    for payment in reversed(payments_of(booking.pk)):
        part = min(amount, money_rules.refundable(payment))
        if part <= 0:
            continue
        amount -= part
        if payment.method != Method.CARD:
            refund_by_hand(actor=actor, payment=payment, booking_id=booking.booking_id, amount=part, at=now)
        elif intent is None:
            intent = _refund_card(actor, payment, part, now)
        else:
            raise refuse("REFUND_OF_SEVERAL", "Several cards are involved. Refund them one by one, then cancel.")
    return intent


def _refund_card(actor: Actor, payment: Payment, amount: Decimal, now: datetime) -> PaymentIntent:
    return open_intent(actor=actor, payment=payment, action=Action.REFUND, purpose="cancel", amount=amount, at=now)


def cancel_by_guest(*, actor: Actor, booking_id: str, reason: str = "") -> Outcome[Decision]:
    """Let a guest cancel with their own token: a held card is let go of, a payment is refunded as the policy says.

    Refuses with BOOKING_IN_HOUSE, BOOKING_COMPLETED, BOOKING_NOT_CANCELLABLE and PAYMENT_IN_PROGRESS.
    """
    hotel = hotel_of(actor)
    booking = lock_booking(actor, booking_id)
    if actor.kind == "guest" and actor.booking_pk != booking.pk:
        raise not_found("Booking", booking_id=booking_id)
    if booking.status == S.CANCELLED:
        return Outcome(Decision(booking), changed=False)
    require_version(booking.version)
    if booking.status != S.PENDING_APPROVAL:
        refuse_if(rules.cannot_cancel(booking, hotel))
    refuse_open_intent(booking)
    now = hotel.now()
    kept = money_rules.kept(booking)
    fee = cancellation_fee(booking, hotel, now)
    intent = release_card(actor, booking, "cancel")
    _cancel(actor, booking, reason or "Cancelled by the guest", fee, now)
    if kept > fee:
        intent = _give_back(actor, booking, kept - fee, now, intent)
    return Outcome(Decision(booking, intent))


def expire_booking(*, actor: Actor, booking_pk: int) -> Outcome[Decision]:
    """Let one booking expire whose time to pay or to be approved has run out; a held card is let go of.

    A booking that was decided meanwhile, or whose money is being decided, is a natural no-op.
    """
    booking = lock_row(RoomBooking.objects.filter(pk=booking_pk, hotel_id=actor.hotel_id))
    if booking is None:
        raise not_found("Booking")
    now = hotel_of(actor).now()
    if booking.expires_at is None or booking.expires_at > now:
        return Outcome(Decision(booking), changed=False)
    refuse_open_intent(booking)
    kept = money_rules.kept(booking)
    if kept > 0:
        raise refuse("MONEY_NOT_SETTLED", f"{kept} {booking.currency} was taken. Confirm the booking, or cancel it.")
    numbers = release_claims(booking.pk)
    intent = release_card(actor, booking, "expire")
    write_status(
        actor=actor,
        booking=booking,
        to_status=S.EXPIRED,
        at=now,
        event="booking_expired",
        changes={"expired_at": now, "expires_at": None},
        facts={"room_number": None},
        before={"room_number": numbers[0] if numbers else None},
        cause="hold_ran_out",
    )
    end_stay_token(booking, now, "EXPIRED")
    return Outcome(Decision(booking, intent))


def _cancel(actor: Actor, booking: RoomBooking, reason: str, fee: Decimal, now: datetime) -> None:
    numbers = release_claims(booking.pk)
    write_status(
        actor=actor,
        booking=booking,
        to_status=S.CANCELLED,
        at=now,
        event="booking_cancelled",
        changes={
            "cancelled_at": now,
            "cancelled_by": actor.ref,
            "cancellation_reason": reason,
            "cancellation_fee": fee,
            "expires_at": None,
        },
        facts={"room_number": None},
        before={"room_number": numbers[0] if numbers else None},
    )
    end_stay_token(booking, now, "CANCELLED")
