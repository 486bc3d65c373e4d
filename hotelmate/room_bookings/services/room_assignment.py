"""Giving rooms to bookings before arrival, taking them back, and letting the house choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import Refusal, StartOver, not_found, refuse, refuse_if
from hotelmate.core.locking import lock_one, lock_rows
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import hotel_of
from hotelmate.room_bookings import request_rules, rules
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.queries import (
    arrivals_without_room,
    assignable_rooms,
    occupant_until,
    occupied_until,
    open_claims_of,
    people_named,
)
from hotelmate.room_bookings.services.shares import lock_nights_in, shares_of
from hotelmate.room_bookings.services.status import lock_booking, write_booking
from hotelmate.rooms.allocations import claim_room, conflicting_claims, release_claims
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room, RoomAllocation


def assign_room(
    *, actor: Actor, booking_id: str, room_id: int, allow_other_type: bool = False, notes: str = ""
) -> Outcome[RoomBooking]:
    """Give a booking a room for all of its nights, instead of the one that it may have.

    Refuses with BOOKING_ALREADY_CHECKED_IN, BOOKING_STATUS_NOT_ASSIGNABLE, ROOM_NOT_ACTIVE, ROOM_TYPE_MISMATCH,
    ROOM_CAPACITY_EXCEEDED, ROOM_NOT_BOOKABLE, ROOM_OVERDUE_STAY, ROOM_OVERLAP_CONFLICT, CAPACITY_EXCEEDED. The room
    that the booking has already is a natural no-op.
    """
    actor.require(capabilities.ASSIGN_ROOM)
    booking = lock_booking(actor, booking_id)
    room = lock_one(Room, parent="room_type", pk=room_id, hotel_id=actor.hotel_id)
    if room is None:
        raise not_found("Room")
    claims = open_claims_of(booking)
    if [(claim.room_id, claim.from_date, claim.to_date) for claim in claims] == [
        (room.pk, booking.check_in, booking.held_until)
    ]:
        return Outcome(booking, changed=False)
    require_version(booking.version)
    refuse_if(rules.cannot_assign(booking))
    now = hotel_of(actor).now()
    claim_for(
        actor=actor,
        booking=booking,
        room=room,
        at=now,
        allow_other_type=allow_other_type,
        instead_of=[claim.room_number for claim in claims],
        notes=notes,
    )
    return Outcome(booking, warnings=party_incomplete(booking))


def party_incomplete(booking: RoomBooking) -> tuple[Refusal, ...]:
    """A warning when fewer people are named than are booked; a room is given all the same."""
    warning = request_rules.party_incomplete(booking, people_named(booking))
    return (warning,) if warning else ()


def claim_for(
    *,
    actor: Actor,
    booking: RoomBooking,
    room: Room,
    at: datetime,
    allow_other_type: bool,
    instead_of: list[str] | None = None,
    notes: str = "",
    cause: str = "",
    nights_locked: bool = False,
) -> RoomAllocation:
    """Claim a locked room for all nights of a locked booking; the claims that it had are given up.

    `nights_locked` says that the caller has locked the nights of both types, where the room is of another one.
    """
    until = occupant_until(room.pk) if room.occupant_id else None
    refuse_if(
        rules.room_unfit(room, booking, allow_other_type=allow_other_type),
        rules.room_kept_by_overdue_stay(room, hotel_of(actor), at, booking.check_in, until),
    )
    refuse_overlap(room, booking, booking.check_in, booking.held_until)
    if not nights_locked:
        given_up = shares_of([booking]) if instead_of else []
        lock_nights_in({room.room_type_id, *(share.slept_type_id for share in given_up)}, [booking])
    if instead_of:
        release_claims(booking.pk)
    allocation = claim_room(
        hotel_id=booking.hotel_id,
        room_id=room.pk,
        booking_pk=booking.pk,
        from_date=booking.check_in,
        to_date=booking.held_until,
        note=notes,
    )
    write_booking(
        actor=actor,
        booking=booking,
        at=at,
        event="booking_room_assigned",
        changes={},
        facts={"room_number": room.number, "status": booking.status},
        before={"room_number": instead_of[0] if instead_of else None},
        cause=cause,
    )
    return allocation


def refuse_overlap(room: Room, booking: RoomBooking, from_date: date, to_date: date) -> None:
    """Refuse with ROOM_OVERLAP_CONFLICT, naming who holds the room on which of these nights."""
    others = conflicting_claims(room_ids=[room.pk], from_date=from_date, to_date=to_date, except_booking=booking.pk)
    if others:
        holders = dict(
            RoomBooking.objects.filter(pk__in=[other.booking_pk for other in others if other.booking_pk]).values_list(
                "pk", "booking_id"
            )
        )
        raise refuse(
            "ROOM_OVERLAP_CONFLICT",
            f"Room {room.number} is held on {others[0].from_date} to {others[0].to_date}. Choose another room.",
            conflicting_booking_ids=list(holders.values()),
            conflicting_block_ids=[other.block_id for other in others if other.block_id],
        )


def unassign_room(*, actor: Actor, booking_id: str, cause: str = "") -> Outcome[RoomBooking]:
    """Take a booking's room back before arrival.

    Refuses with BOOKING_ALREADY_CHECKED_IN. A booking without a room is a natural no-op.
    """
    actor.require(capabilities.ASSIGN_ROOM)
    booking = lock_booking(actor, booking_id)
    refuse_if(rules.cannot_unassign(booking))
    claims = open_claims_of(booking)
    if not claims:
        return Outcome(booking, changed=False)
    require_version(booking.version)
    give_up_room(actor, booking, hotel_of(actor).now(), cause=cause)
    return Outcome(booking)


def give_up_room(actor: Actor, booking: RoomBooking, at: datetime, *, cause: str) -> None:
    """Release the claims of a locked booking that has not arrived, and record it."""
    numbers = release_claims(booking.pk)
    write_booking(
        actor=actor,
        booking=booking,
        at=at,
        event="booking_room_unassigned",
        changes={},
        facts={"room_number": None, "status": booking.status},
        before={"room_number": numbers[0] if numbers else None},
        cause=cause,
    )


@dataclass(frozen=True, slots=True)
class AutoAssignment:
    """Who got which room on a day, by booking id, and who is still without one."""

    day: date
    assigned: Mapping[str, str]
    unassigned: tuple[str, ...]


def auto_assign(*, actor: Actor, day: date | None = None) -> Outcome[AutoAssignment]:
    """Give a room of the type sold to each booking that arrives on `day` (today) and has none.

    Ready rooms first, then the ones that are nearest to it; never a room that somebody is still in past their dates,
    nor one with a fault. Bookings for which none is left stay without. Refuses with DATES_IN_THE_PAST.
    """
    actor.require(capabilities.ASSIGN_ROOM)
    hotel = hotel_of(actor)
    day = day or hotel.business_date()
    wanted = arrivals_without_room(actor.hotel_id, day)
    bookings = lock_rows(RoomBooking.objects.filter(pk__in=wanted, hotel_id=actor.hotel_id))
    types = {booking.room_type_id for booking in bookings}
    candidates = assignable_rooms(hotel, room_type_ids=types, now=hotel.now())
    rooms = lock_rows(Room.objects.filter(pk__in=candidates, hotel_id=actor.hotel_id).select_related("room_type"))
    if set(arrivals_without_room(actor.hotel_id, day)) - {booking.pk for booking in bookings}:
        raise StartOver
    now = hotel.now()
    refuse_if(request_rules.day_over(day, hotel.business_date_at(now)))
    # The rooms are locked: nobody comes into one or leaves it meanwhile, so each is asked about once for all bookings.
    occupied = occupied_until([room.pk for room in rooms if room.occupant_id])
    assigned: dict[str, str] = {}
    waiting = [one for one in bookings if rules.cannot_assign(one) is None and not open_claims_of(one)]
    for booking in sorted(waiting, key=lambda one: (-one.nights, one.pk)):
        room = _best_room(booking, rooms, occupied, hotel, now)
        if room is not None:
            claim_for(actor=actor, booking=booking, room=room, at=now, allow_other_type=False, cause="auto_assign")
            assigned[booking.booking_id] = room.number
    unassigned = tuple(one.booking_id for one in waiting if one.booking_id not in assigned)
    return Outcome(AutoAssignment(day, assigned, unassigned), changed=bool(assigned))


def _best_room(
    booking: RoomBooking, rooms: list[Room], occupied: Mapping[int, date], hotel: Hotel, now: datetime
) -> Room | None:
    """The nearest to ready of the rooms that fit, are free, and whose guest is not overdue since they were found."""
    fit = [room for room in rooms if rules.room_unfit(room, booking, allow_other_type=False) is None]
    taken = {
        claim.room_id
        for claim in conflicting_claims(
            room_ids=[room.pk for room in fit], from_date=booking.check_in, to_date=booking.held_until
        )
    }
    kept = {
        room.pk
        for room in fit
        if rules.room_kept_by_overdue_stay(room, hotel, now, booking.check_in, occupied.get(room.pk))
    }
    free = [room for room in fit if room.pk not in taken | kept]
    return min(free, key=lambda room: (READINESS.index(room.room_status), room.number), default=None)


READINESS: list[str] = [
    RoomStatus.READY_FOR_GUEST,
    RoomStatus.CLEANED_UNINSPECTED,
    RoomStatus.CLEANING_IN_PROGRESS,
    RoomStatus.CHECKOUT_DIRTY,
    RoomStatus.OCCUPIED,
    RoomStatus.OUT_OF_ORDER,
    RoomStatus.MAINTENANCE_REQUIRED,
]
