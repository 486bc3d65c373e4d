"""Ending bookings before they begin: cancelled by staff or guest, refunded and cancelled, expired."""

from datetime import datetime
from decimal import Decimal

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import not_found, refuse, refuse_if
from hotelmate.core.locking import lock_one
from hotelmate.core.money import ZERO
from hotelmate.hotel.queries import hotel_of
from hotelmate.payments.queries import open_intent_of, payments_of
from hotelmate.room_bookings import money_rules, rules
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.policies import cancellation_fee
from hotelmate.room_bookings.services.giving_back import (
    Decision,
    first_step,
    give_back,
    refuse_open_intent,
    release_cards,
)
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
    REFUND_TOO_LARGE, FEE_BEYOND_TOTAL (more was paid than the booking costs), PAYMENT_IN_PROGRESS and what
    `cancel_booking` refuses for its status. A cancelled booking is a natural no-op.
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
    release_cards(actor, booking, "cancel")
    _cancel(actor, booking, reason or BY_STAFF, kept - back, now)
    give_back(actor, booking, back, purpose="cancel", now=now, by_hand_now=True)
    return Outcome(Decision(booking, first_step(booking)))


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
    release_cards(actor, booking, "cancel")
    _cancel(actor, booking, reason or "Cancelled by the guest", fee, now)
    give_back(actor, booking, kept - fee, purpose="cancel", now=now, by_hand_now=False)
    return Outcome(Decision(booking, first_step(booking)))


def expire_booking(*, actor: Actor, booking_pk: int) -> Outcome[Decision]:
    """Let one booking expire whose time to pay or to be approved has run out; a held card is let go of.

    A booking that was decided meanwhile, or whose money is being decided, is a natural no-op.
    """
    booking = lock_one(RoomBooking, pk=booking_pk, hotel_id=actor.hotel_id)
    if booking is None:
        raise not_found("Booking")
    now = hotel_of(actor).now()
    if booking.expires_at is None or booking.expires_at > now:
        return Outcome(Decision(booking), changed=False)
    refuse_open_intent(booking)
    kept = money_rules.kept(booking)
    by_hand = money_rules.kept_by_hand(payments_of(booking.pk))
    if by_hand > 0:
        raise refuse("MONEY_NOT_SETTLED", f"{by_hand} {booking.currency} was taken. Confirm the booking, or cancel it.")
    numbers = release_claims(booking.pk)
    release_cards(actor, booking, "expire")
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
    give_back(actor, booking, kept, purpose="expire", now=now, by_hand_now=False)
    return Outcome(Decision(booking, first_step(booking)))


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
