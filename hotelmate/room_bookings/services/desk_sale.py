"""What the staff sell: at the price of a plan or at one of their own, with a room at once or later."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome
from hotelmate.core.errors import not_found, refuse_if
from hotelmate.core.locking import lock_one
from hotelmate.hotel.queries import hotel_of
from hotelmate.room_bookings import request_rules
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.offers import Stay, offer_by
from hotelmate.room_bookings.services.creation import Request, create_booking
from hotelmate.room_bookings.services.room_assignment import claim_for, party_incomplete
from hotelmate.room_bookings.services.terms import on_terms_of
from hotelmate.rooms.models import Room
from hotelmate.rooms.queries import get_room_type
from hotelmate.rooms.services import lock_nights

A_NIGHT = timedelta(days=1)


def priced_for_desk(
    *, actor: Actor, request: Request, rate_plan_code: str = "", total_amount: Decimal | None = None
) -> Request:
    """The request on a plan's terms of this moment, at its price or at the total that somebody names.

    What is not for sale online, or not for so few nights, staff may sell. Refuses with ROOM_TYPE_NOT_FOUND,
    RATE_PLAN_NOT_FOUND, INVALID_DATES, DATES_IN_THE_PAST and what is wrong with a promotion.
    """
    hotel = hotel_of(actor)
    room_type = get_room_type(hotel_id=actor.hotel_id, room_type_id=request.room_type_id)
    refuse_if(request_rules.dates_wrong(request.check_in, request.check_out, hotel.business_date()))
    # Day use costs a night.
    until = max(request.check_out, request.check_in + A_NIGHT)
    stay = Stay(request.check_in, until, request.adults, request.children)
    offer = offer_by(hotel, room_type, stay, rate_plan_code, request.promo_code)
    refuse_if(offer.objection)
    priced = on_terms_of(offer, request, hotel)
    if total_amount is None or priced.sale is None:
        return priced
    return replace(priced, total_amount=total_amount, sale=replace(priced.sale, price_details={}))


def book_with_room(
    *,
    actor: Actor,
    request: Request,
    room_id: int,
    status: str = BookingStatus.CONFIRMED,
    guarantee: str = "",
    allow_other_type: bool = False,
    oversell_note: str = "",
) -> Outcome[RoomBooking]:
    """Make a booking that has its room from the start: both happen, or neither.

    Refuses with what `create_booking` and `assign_room` refuse.
    """
    actor.require(capabilities.ASSIGN_ROOM)
    room = lock_one(Room, parent="room_type", pk=room_id, hotel_id=actor.hotel_id)
    if room is None:
        raise not_found("Room")
    hotel = hotel_of(actor)
    refuse_if(request_rules.dates_wrong(request.check_in, request.check_out, hotel.business_date()))
    if room.room_type_id != request.room_type_id:
        # Before the booking takes the nights of its own type, for nights of two types are locked in one order.
        lock_nights(
            hotel_id=actor.hotel_id,
            room_type_ids=[room.room_type_id, request.room_type_id],
            from_date=request.check_in,
            to_date=max(request.check_out, request.check_in + A_NIGHT),
        )
    booking = create_booking(
        actor=actor, request=request, status=status, guarantee=guarantee, oversell_note=oversell_note
    ).subject
    claim_for(
        actor=actor,
        booking=booking,
        room=room,
        at=hotel.now(),
        allow_other_type=allow_other_type,
        nights_locked=True,
    )
    return Outcome(booking, warnings=party_incomplete(booking))
