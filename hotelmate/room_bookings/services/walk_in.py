"""Guests who stand at the desk: booked and let in with one change."""

from dataclasses import replace
from datetime import timedelta

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome
from hotelmate.core.errors import not_found, refuse_if
from hotelmate.core.locking import lock_one
from hotelmate.hotel.queries import hotel_of
from hotelmate.room_bookings import request_rules, rules
from hotelmate.room_bookings.lifecycle import BookingStatus, Guarantee
from hotelmate.room_bookings.models import Channel
from hotelmate.room_bookings.services.creation import Request, create_booking
from hotelmate.room_bookings.services.room_assignment import claim_for, party_incomplete
from hotelmate.room_bookings.services.stay import Arrival, enter
from hotelmate.room_bookings.services.tokens import give_token
from hotelmate.rooms.models import Room
from hotelmate.rooms.services import lock_nights


def walk_in(
    *,
    actor: Actor,
    request: Request,
    room_id: int,
    guarantee: str = Guarantee.HOTEL,
    allow_other_type: bool = False,
    oversell_note: str = "",
) -> Outcome[Arrival]:
    """Book from today and check in to a ready room, in one step: all of it happens, or nothing.

    Refuses with INVALID_DATES for another day than today, and what `create_booking`, `assign_room` and `check_in` refuse.
    """
    actor.require(capabilities.CHECK_IN)
    room = lock_one(Room, parent="room_type", pk=room_id, hotel_id=actor.hotel_id)
    if room is None:
        raise not_found("Room")
    today = hotel_of(actor).business_date()
    refuse_if(request_rules.walk_in_for_later(request.check_in, today), rules.room_not_ready(room))
    other_type = room.room_type_id != request.room_type_id
    if other_type and request.check_out >= today:
        # Before the booking takes the nights of its own type, for nights of two types are locked in one order.
        lock_nights(
            hotel_id=actor.hotel_id,
            room_type_ids=[room.room_type_id, request.room_type_id],
            from_date=today,
            to_date=max(request.check_out, today + timedelta(days=1)),
        )
    booking = create_booking(
        actor=actor,
        request=replace(request, channel=Channel.WALK_IN),
        status=BookingStatus.CONFIRMED,
        guarantee=guarantee,
        oversell_note=oversell_note,
    ).subject
    now = hotel_of(actor).now()
    allocation = claim_for(
        actor=actor, booking=booking, room=room, at=now, allow_other_type=allow_other_type, nights_locked=True
    )
    enter(actor, booking, room, allocation.pk, now)
    return Outcome(
        Arrival(booking, room, give_token(booking, hotel_of(actor), now)), warnings=party_incomplete(booking)
    )
