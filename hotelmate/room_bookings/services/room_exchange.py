"""Two bookings that have not arrived yet and change their rooms in one step."""

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import refuse_if
from hotelmate.core.locking import lock_rows
from hotelmate.hotel.queries import hotel_of
from hotelmate.room_bookings import rules
from hotelmate.room_bookings.queries import open_claims_of
from hotelmate.room_bookings.services.room_assignment import claim_for
from hotelmate.room_bookings.services.room_move import Swap
from hotelmate.room_bookings.services.shares import lock_nights_in
from hotelmate.room_bookings.services.status import lock_bookings
from hotelmate.rooms.allocations import release_claims
from hotelmate.rooms.models import Room


def exchange_rooms(
    *, actor: Actor, booking_id: str, other_booking_id: str, allow_other_type: bool = False
) -> Outcome[Swap]:
    """Give each of two bookings the room of the other, for all of its nights.

    Refuses with SAME_BOOKING, NO_ROOM_ASSIGNED, and as `assign_room` does: BOOKING_ALREADY_CHECKED_IN,
    ROOM_TYPE_MISMATCH, ROOM_CAPACITY_EXCEEDED, ROOM_OVERLAP_CONFLICT (somebody else has one of the nights) and others.
    """
    actor.require(capabilities.ASSIGN_ROOM)
    bookings = lock_bookings(actor, [booking_id, other_booking_id])
    one, other = bookings[booking_id], bookings[other_booking_id]
    held = {claim.booking_pk: claim.room_id for booking in (one, other) for claim in open_claims_of(booking)}
    rooms = {
        room.pk: room
        for room in lock_rows(
            Room.objects.filter(pk__in=held.values(), hotel_id=actor.hotel_id).select_related("room_type")
        )
    }
    require_version(one.version)
    refuse_if(
        rules.cannot_exchange(one, other),
        rules.no_room(assigned=one.pk in held),
        rules.no_room(assigned=other.pk in held),
    )
    room_of_one, room_of_other = rooms[held[one.pk]], rooms[held[other.pk]]
    lock_nights_in([room_of_one.room_type_id, room_of_other.room_type_id], [one, other])
    now = hotel_of(actor).now()
    for booking in (one, other):
        release_claims(booking.pk)
    for booking, had, gets in ((one, room_of_one, room_of_other), (other, room_of_other, room_of_one)):
        claim_for(
            actor=actor,
            booking=booking,
            room=gets,
            at=now,
            allow_other_type=allow_other_type,
            instead_of=[had.number],
            nights_locked=True,
        )
    return Outcome(Swap(one, other))
