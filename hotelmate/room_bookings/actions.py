"""What may be done to a booking now, by this person, and if not, why. The rules are those that the services ask."""

from datetime import datetime
from typing import Any

from hotelmate.core import capabilities as c
from hotelmate.core.actor import Actor
from hotelmate.core.api.actions import action
from hotelmate.core.errors import Refusal
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import hotel_of
from hotelmate.payments.models import Method, PaymentState
from hotelmate.room_bookings import money_rules, rules
from hotelmate.room_bookings.lifecycle import Guarantee
from hotelmate.room_bookings.policies import cancellation_fee
from hotelmate.room_bookings.readings import BookingReading


def booking_actions(actor: Actor, reading: BookingReading) -> list[dict[str, Any]]:
    """Every action on the booking, with its refusal if it has one. Named after the endpoints."""
    hotel = hotel_of(actor)
    now = hotel.now()
    booking = reading.booking
    under_way = money_rules.under_way(reading.intent_open)
    move = rules.cannot_move(booking) or rules.cannot_move_overdue(booking, hotel.business_date_at(now))
    return [
        action("cancel", actor.lacks(c.CANCEL_BOOKING) or _cancel(reading, hotel, now)),
        action(
            "refund_and_cancel",
            actor.lacks(c.CANCEL_BOOKING) or actor.lacks(c.REFUND) or rules.cannot_cancel(booking, hotel) or under_way,
        ),
        action("confirm", actor.lacks(c.DECIDE_BOOKING) or _confirm(reading, hotel)),
        action("approve", actor.lacks(c.DECIDE_BOOKING) or _approve(reading, now)),
        action(
            "decline",
            actor.lacks(c.DECIDE_BOOKING)
            or money_rules.cannot_decline_yet(
                booking,
                hotel,
                intent_open=reading.intent_open,
                by_hand=money_rules.kept_by_hand(reading.payments),
            ),
        ),
        action("assign_room", actor.lacks(c.ASSIGN_ROOM) or rules.cannot_assign(booking)),
        action("unassign_room", actor.lacks(c.ASSIGN_ROOM) or _unassign(reading)),
        action("check_in", actor.lacks(c.CHECK_IN) or _check_in(reading, hotel, now)),
        action("undo_check_in", actor.lacks(c.CHECK_IN) or rules.cannot_undo_check_in(booking, hotel)),
        action("check_out", actor.lacks(c.CHECK_OUT) or rules.cannot_check_out(booking)),
        action("undo_check_out", actor.lacks(c.CHECK_OUT) or _undo_check_out(reading, hotel)),
        action("move_room", actor.lacks(c.MOVE_ROOM) or move),
        action("swap", actor.lacks(c.MOVE_ROOM) or move),
        action("change_dates", actor.lacks(c.EDIT_BOOKING) or rules.cannot_edit(booking)),
        action("change_details", actor.lacks(c.EDIT_BOOKING) or rules.cannot_edit(booking)),
        action("change_party", actor.lacks(c.EDIT_BOOKING) or rules.cannot_edit(booking)),
        action("extend", actor.lacks(c.EDIT_BOOKING) or rules.cannot_stay_longer(booking)),
        action("no_show", actor.lacks(c.MARK_NO_SHOW) or rules.cannot_mark_no_show(booking, hotel, now)),
        action("reinstate", actor.lacks(c.MARK_NO_SHOW) or rules.cannot_reinstate(booking, hotel)),
        action("record_payment", actor.lacks(c.TAKE_PAYMENT) or rules.cannot_pay(booking)),
        action("card_payment", actor.lacks(c.TAKE_PAYMENT) or rules.cannot_hold_card(booking) or under_way),
        action("refund", actor.lacks(c.REFUND) or _refund(reading)),
        action("erase_guest", actor.lacks(c.ERASE_GUEST) or rules.cannot_erase(booking)),
    ]


def _cancel(reading: BookingReading, hotel: Hotel, now: datetime) -> Refusal | None:
    return money_rules.cannot_cancel_by_staff(
        reading.booking,
        hotel,
        card=money_rules.has_card(reading.payments),
        intent_open=reading.intent_open,
        fee=cancellation_fee(reading.booking, hotel, now),
    )


def _confirm(reading: BookingReading, hotel: Hotel) -> Refusal | None:
    return (
        rules.cannot_confirm(reading.booking, hotel, Guarantee.HOTEL)
        or money_rules.cannot_decide_without_card(reading.booking, hotel, card=money_rules.has_card(reading.payments))
        or money_rules.under_way(reading.intent_open)
    )


def _approve(reading: BookingReading, now: datetime) -> Refusal | None:
    held = any(one.method == Method.CARD and one.state == PaymentState.AUTHORISED for one in reading.payments)
    return (
        rules.cannot_decide(reading.booking, now)
        or money_rules.under_way(reading.intent_open)
        or money_rules.nothing_guarantees(reading.booking, held=held)
    )


def _unassign(reading: BookingReading) -> Refusal | None:
    return rules.cannot_unassign(reading.booking) or rules.no_room(assigned=reading.has_open_claim)


def _check_in(reading: BookingReading, hotel: Hotel, now: datetime) -> Refusal | None:
    refusal = rules.cannot_check_in(reading.booking, hotel, now) or rules.no_room(assigned=reading.has_open_claim)
    if refusal is not None or reading.room is None:
        return refusal
    return rules.room_not_ready(reading.room) or rules.room_unfit(reading.room, reading.booking, allow_other_type=True)


def _refund(reading: BookingReading) -> Refusal | None:
    """What is to be given back by hand is given back, though that decision is under way."""
    open_elsewhere = reading.intent_open and not reading.is_due_by_hand
    return money_rules.nothing_to_refund(reading.payments) or money_rules.under_way(open_elsewhere)


def _undo_check_out(reading: BookingReading, hotel: Hotel) -> Refusal | None:
    return rules.cannot_undo_check_out(reading.booking, hotel) or rules.room_not_as_left(reading.room)
