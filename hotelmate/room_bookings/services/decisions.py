"""Deciding about bookings that wait: confirm by hand, approve, decline.

Approve and decline may have a card behind them. They go step by step: the decision and its intent are one change, the
provider is called outside of any transaction, the outcome is another change. A crash in between is finished by
`settle_intent`, which asks the provider first.
"""

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import refuse, refuse_if
from hotelmate.hotel.queries import hotel_of
from hotelmate.payments.models import Action
from hotelmate.payments.queries import held_card, open_intent_of, payments_of
from hotelmate.payments.services import decide
from hotelmate.room_bookings import money_rules, request_rules, rules
from hotelmate.room_bookings.lifecycle import BookingStatus, Guarantee
from hotelmate.room_bookings.models import RoomBooking
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


def confirm_booking(*, actor: Actor, booking_id: str, guarantee: str = "") -> Outcome[RoomBooking]:
    """Confirm an unpaid booking by hand, with a named guarantee.

    Money already taken for it by hand is a guarantee (DEPOSIT). Refuses with USE_APPROVE, BOOKING_CANCELLED,
    BOOKING_NOT_CONFIRMABLE, GUARANTEE_REQUIRED and CARD_BOOKING. A confirmed booking is a natural no-op.
    """
    actor.require(capabilities.DECIDE_BOOKING)
    booking = lock_booking(actor, booking_id)
    if booking.status == S.CONFIRMED:
        return Outcome(booking, changed=False)
    require_version(booking.version)
    hotel = hotel_of(actor)
    if not guarantee and booking.captured_amount > booking.refunded_amount:
        guarantee = Guarantee.DEPOSIT
    if guarantee and guarantee not in request_rules.GIVEN_BY_STAFF:
        raise refuse("INVALID_GUARANTEE", f"One of {', '.join(request_rules.GIVEN_BY_STAFF)}.", status=400)
    refuse_if(
        rules.cannot_confirm(booking, hotel, guarantee),
        money_rules.cannot_decide_without_card(booking, hotel, card=money_rules.has_card(payments_of(booking.pk))),
    )
    refuse_open_intent(booking)
    now = hotel.now()
    write_status(
        actor=actor,
        booking=booking,
        to_status=S.CONFIRMED,
        at=now,
        event="booking_confirmed",
        changes={"confirmed_at": now, "expires_at": None, "guarantee": guarantee, "decision_by": actor.ref},
    )
    return Outcome(booking)


def begin_approval(*, actor: Actor, booking_id: str) -> Outcome[Decision]:
    """Approve a booking: confirmed at once where no card is held, else its capture is decided and comes next.

    Refuses with PAYMENT_PENDING, BOOKING_NOT_PENDING, APPROVAL_EXPIRED, PAYMENT_IN_PROGRESS and GUARANTEE_REQUIRED. A
    confirmed booking is a natural no-op.
    """
    actor.require(capabilities.DECIDE_BOOKING)
    booking = lock_booking(actor, booking_id)
    if booking.status == S.CONFIRMED:
        return Outcome(Decision(booking), changed=False)
    require_version(booking.version)
    now = hotel_of(actor).now()
    refuse_if(rules.cannot_decide(booking, now))
    refuse_open_intent(booking)
    card = held_card(booking.pk)
    if card is not None:
        intent = decide(
            actor=actor,
            payment=card,
            booking_id=booking.booking_id,
            action=Action.CAPTURE,
            purpose="approve",
            amount=card.amount,
            at=now,
        )
        return Outcome(Decision(booking, intent))
    refuse_if(money_rules.nothing_guarantees(booking, held=False))
    guarantee = booking.guarantee or money_rules.guarantee_by_money(payments_of(booking.pk))
    write_status(
        actor=actor,
        booking=booking,
        to_status=S.CONFIRMED,
        at=now,
        event="booking_confirmed",
        changes={"confirmed_at": now, "expires_at": None, "decision_by": actor.ref, "guarantee": guarantee},
    )
    return Outcome(Decision(booking))


def begin_decline(
    *, actor: Actor, booking_id: str, reason_code: str = "OTHER", reason_note: str = ""
) -> Outcome[Decision]:
    """Decline a booking that waits for approval: over at once, and its card is let go of.

    Refuses with PAYMENT_PENDING, BOOKING_NOT_PENDING and PAYMENT_IN_PROGRESS. A declined booking is a natural no-op.
    """
    actor.require(capabilities.DECIDE_BOOKING)
    booking = lock_booking(actor, booking_id)
    if booking.status == S.DECLINED:
        return Outcome(Decision(booking), changed=False)
    require_version(booking.version)
    now = hotel_of(actor).now()
    # A decline in the moment of expiry says the same, so it is not refused for being late.
    refuse_if(
        money_rules.cannot_decline_yet(
            booking,
            hotel_of(actor),
            intent_open=open_intent_of(booking.pk) is not None,
            by_hand=money_rules.kept_by_hand(payments_of(booking.pk)),
        )
    )
    numbers = release_claims(booking.pk)
    kept = money_rules.kept(booking)
    release_cards(actor, booking, "decline")
    write_status(
        actor=actor,
        booking=booking,
        to_status=S.DECLINED,
        at=now,
        event="booking_declined",
        changes={
            "declined_at": now,
            "expires_at": None,
            "decision_by": actor.ref,
            "decline_reason_code": reason_code,
            "decline_reason_note": reason_note,
        },
        facts={"room_number": None},
        before={"room_number": numbers[0] if numbers else None},
    )
    end_stay_token(booking, now, "DECLINED")
    give_back(actor, booking, kept, purpose="decline", now=now, by_hand_now=False)
    return Outcome(Decision(booking, first_step(booking)))
