"""Guests who do not come, and those who come after all."""

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import not_found, refuse_if
from hotelmate.core.locking import lock_one
from hotelmate.hotel.queries import hotel_of
from hotelmate.room_bookings import money_rules, rules
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.policies import no_show_fee
from hotelmate.room_bookings.services.creation import make_room_in_ledger
from hotelmate.room_bookings.services.giving_back import Decision, first_step, give_back, refuse_open_intent
from hotelmate.room_bookings.services.status import lock_booking, write_booking, write_status
from hotelmate.room_bookings.services.tokens import end_stay_token
from hotelmate.rooms.allocations import release_claims


def mark_no_show(*, actor: Actor, booking_id: str) -> Outcome[RoomBooking]:
    """Give up a booking whose guest did not come by the arrival's cutoff: its nights and its room are free.

    What was captured is kept until the reinstatement closes. Refuses with BOOKING_NOT_ELIGIBLE and
    TOO_EARLY_FOR_NO_SHOW. A no-show is a natural no-op.
    """
    actor.require(capabilities.MARK_NO_SHOW)
    hotel = hotel_of(actor)
    booking = lock_booking(actor, booking_id)
    if booking.status == BookingStatus.NO_SHOW:
        return Outcome(booking, changed=False)
    require_version(booking.version)
    now = hotel.now()
    refuse_if(rules.cannot_mark_no_show(booking, hotel, now))
    numbers = release_claims(booking.pk)
    write_status(
        actor=actor,
        booking=booking,
        to_status=BookingStatus.NO_SHOW,
        at=now,
        event="booking_no_show",
        changes={"no_show_at": now},
        facts={"room_number": None},
        before={"room_number": numbers[0] if numbers else None},
    )
    end_stay_token(booking, now, "NO_SHOW")
    return Outcome(booking)


def reinstate_no_show(*, actor: Actor, booking_id: str, oversell_note: str = "") -> Outcome[RoomBooking]:
    """Take a no-show back until the next rollover, if its nights can still be had.

    Refuses with BOOKING_NOT_ELIGIBLE, TOO_LATE_TO_UNDO and CAPACITY_EXCEEDED. A confirmed booking is a natural no-op.
    """
    actor.require(capabilities.MARK_NO_SHOW)
    hotel = hotel_of(actor)
    booking = lock_booking(actor, booking_id)
    if booking.status == BookingStatus.CONFIRMED:
        return Outcome(booking, changed=False)
    require_version(booking.version)
    refuse_if(rules.cannot_reinstate(booking, hotel))
    make_room_in_ledger(
        actor=actor,
        room_type=booking.room_type,
        from_date=booking.check_in,
        to_date=booking.held_until,
        oversell_note=oversell_note,
        cause=f"booking:{booking.booking_id}",
    )
    write_status(
        actor=actor,
        booking=booking,
        to_status=BookingStatus.CONFIRMED,
        at=hotel.now(),
        event="booking_reinstated",
        changes={"no_show_at": None},
    )
    return Outcome(booking)


def settle_no_show(*, actor: Actor, booking_pk: int) -> Outcome[Decision]:
    """Keep a no-show's fee and give back what was taken beyond it, once nobody can be reinstated any more.

    Refuses with PAYMENT_IN_PROGRESS. A booking that is no no-show, can still be reinstated, or is settled is a natural
    no-op.
    """
    booking = lock_one(RoomBooking, pk=booking_pk, hotel_id=actor.hotel_id)
    if booking is None:
        raise not_found("Booking")
    hotel = hotel_of(actor)
    if booking.no_show_settled_at is not None or not rules.is_no_show_for_good(booking, hotel):
        return Outcome(Decision(booking), changed=False)
    refuse_open_intent(booking)
    now = hotel.now()
    fee = min(no_show_fee(booking, hotel), booking.total_amount)
    write_booking(
        actor=actor,
        booking=booking,
        at=now,
        event="booking_updated",
        changes={"cancellation_fee": fee, "no_show_settled_at": now},
        cause="reinstatement_closed",
    )
    give_back(actor, booking, money_rules.kept(booking) - fee, purpose="no_show", now=now, by_hand_now=False)
    return Outcome(Decision(booking, first_step(booking)))
