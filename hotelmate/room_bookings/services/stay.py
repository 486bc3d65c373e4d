"""Arrival and departure: check-in and check-out, and taking either back on its own day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import Refusal, StartOver, not_found, refuse, refuse_if
from hotelmate.core.locking import lock_one, lock_rows
from hotelmate.hotel.queries import hotel_of
from hotelmate.housekeeping.services import write_room_status
from hotelmate.housekeeping.turnover import cancel_turnover
from hotelmate.room_bookings import rules
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.queries import claims_of, open_claims_of
from hotelmate.room_bookings.services.creation import make_room_in_ledger
from hotelmate.room_bookings.services.occupancy import record_occupancy, vacate
from hotelmate.room_bookings.services.room_assignment import claim_for, party_incomplete, refuse_overlap
from hotelmate.room_bookings.services.shares import Share, lock_shares, shares_of
from hotelmate.room_bookings.services.status import lock_booking, write_status
from hotelmate.room_bookings.services.tokens import end_stay_token, give_token
from hotelmate.rooms.allocations import Claim, conflicting_claims, end_claim
from hotelmate.rooms.lifecycle import RoomStatus, Source
from hotelmate.rooms.models import Room, RoomAllocation
from hotelmate.rooms.queries import get_room

S = BookingStatus


@dataclass(frozen=True, slots=True)
class Arrival:
    """A booking in house, its room, and the guest's token, in the clear this once (empty for a no-op)."""

    booking: RoomBooking
    room: Room
    guest_token: str


@dataclass(frozen=True, slots=True)
class Departures:
    """Who left which room, by booking id, and how many of the rooms asked for the hotel has."""

    rooms_by_booking: Mapping[str, str]
    rooms_found: int


def check_in(
    *, actor: Actor, booking_id: str, room_id: int | None = None, allow_other_type: bool = False
) -> Outcome[Arrival]:
    """Let a confirmed booking arrive in its room, or in `room_id` if none is assigned yet.

    Refuses with OTHER_ROOM_ASSIGNED, BOOKING_NOT_ELIGIBLE, CHECKIN_WRONG_DATE, CHECKIN_TOO_EARLY, CHECKIN_TOO_LATE,
    NO_ROOM_ASSIGNED, ROOM_NOT_READY and what `assign_room` refuses. A booking that is in house already is a natural no-op.
    """
    actor.require(capabilities.CHECK_IN)
    hotel = hotel_of(actor)
    booking = lock_booking(actor, booking_id)
    if booking.status == S.IN_HOUSE:
        assert booking.in_room is not None
        return Outcome(Arrival(booking, booking.in_room, ""), changed=False)
    claim = _claim_to_enter(booking)
    if claim is not None and room_id not in (None, claim.room_id):
        get_room(hotel_id=actor.hotel_id, room_id=room_id)
        raise refuse(
            "OTHER_ROOM_ASSIGNED",
            f"Room {claim.room_number} is assigned. Assign the other room first, or leave room_id out.",
            room_number=claim.room_number,
        )
    room = _lock_room(actor, claim.room_id if claim else room_id)
    require_version(booking.version)
    now = hotel.now()
    refuse_if(rules.cannot_check_in(booking, hotel, now), rules.no_room(assigned=room is not None))
    assert room is not None
    refuse_if(rules.room_not_ready(room))
    if claim is None:
        allocation_id = claim_for(actor=actor, booking=booking, room=room, at=now, allow_other_type=allow_other_type).pk
    else:
        refuse_if(rules.room_unfit(room, booking, allow_other_type=True))
        allocation_id = claim.allocation_id
    enter(actor, booking, room, allocation_id, now)
    return Outcome(Arrival(booking, room, give_token(booking, hotel, now)), warnings=party_incomplete(booking))


def _claim_to_enter(booking: RoomBooking) -> Claim | None:
    """The claim with which a booking arrives; one that has not arrived holds one room at most."""
    claims = open_claims_of(booking)
    return claims[0] if claims else None


def enter(actor: Actor, booking: RoomBooking, room: Room, allocation_id: int, now: datetime) -> None:
    """Write that a booking is in its room: both rows, which name each other, the audit and the events."""
    cause = f"booking:{booking.booking_id}"
    write_status(
        actor=actor,
        booking=booking,
        to_status=S.IN_HOUSE,
        at=now,
        event="booking_checked_in",
        changes={"checked_in_at": now, "in_room_id": room.pk, "stay_allocation_id": allocation_id},
        facts={"room_number": room.number},
        before={"room_number": room.number},
    )
    write_room_status(
        actor=actor,
        room=room,
        steps=[(RoomStatus.OCCUPIED, Source.FRONT_DESK, "Guest checked in")],
        at=now,
        cause=cause,
        occupant_id=booking.pk,
    )
    record_occupancy(actor, room, now, occupied=True, booking=booking, cause=cause)


def check_out(*, actor: Actor, booking_id: str) -> Outcome[RoomBooking]:
    """Let a guest leave. The nights not stayed are freed, nights stayed beyond the dates are added as far as free.

    Refuses with NOT_CHECKED_IN. An open balance is a warning. A booking that has left already is a natural no-op.
    """
    actor.require(capabilities.CHECK_OUT)
    booking = lock_booking(actor, booking_id)
    if booking.status == S.COMPLETED:
        return Outcome(booking, changed=False)
    room = _lock_room(actor, booking.in_room_id)
    require_version(booking.version)
    refuse_if(rules.cannot_check_out(booking))
    assert room is not None
    shares = shares_of([booking])
    lock_shares([booking], shares)
    _leave(actor, booking, room, _stay_of(booking, shares), hotel_of(actor).now())
    return Outcome(booking, warnings=_open_balance(booking))


def check_out_rooms(*, actor: Actor, room_ids: list[int]) -> Outcome[Departures]:
    """Let every guest leave who is in house in one of these rooms, in one step. Empty rooms are passed over.

    Refuses with ROOM_NOT_FOUND when the hotel has none of the rooms.
    """
    actor.require(capabilities.CHECK_OUT)
    inside = RoomBooking.objects.filter(hotel_id=actor.hotel_id, in_room_id__in=room_ids, status=S.IN_HOUSE)
    bookings = lock_rows(RoomBooking.objects.filter(pk__in=list(inside.values_list("pk", flat=True))))
    rooms = {
        room.pk: room
        for room in lock_rows(Room.objects.filter(pk__in=room_ids, hotel_id=actor.hotel_id).select_related("room_type"))
    }
    if not rooms:
        raise refuse("ROOM_NOT_FOUND", "No matching rooms found for this hotel.", status=404)
    if {room.occupant_id for room in rooms.values()} - {None} != {booking.pk for booking in bookings}:
        raise StartOver
    left: dict[str, str] = {}
    warnings: list[Refusal] = []
    shares = shares_of(bookings)
    lock_shares(bookings, shares)
    now = hotel_of(actor).now()
    for booking in bookings:
        room = rooms[booking.in_room_id]  # type: ignore[index]
        _leave(actor, booking, room, _stay_of(booking, shares), now)
        left[booking.booking_id] = room.number
        warnings.extend(_open_balance(booking))
    return Outcome(Departures(left, len(rooms)), changed=bool(left), warnings=tuple(warnings))


def _stay_of(booking: RoomBooking, shares: list[Share]) -> Share:
    """The claim with which a booking is in its room."""
    return next(share for share in shares if share.allocation_id == booking.stay_allocation_id)


def _leave(actor: Actor, booking: RoomBooking, room: Room, claim: Share, now: datetime) -> None:
    """Write that the guest of a locked booking has left a locked room."""
    until = _last_night_stayed(room, booking, claim, hotel_of(actor).business_date_at(now))
    leaves = max(booking.check_out, until if until > claim.to_date else booking.check_out)
    # The dates first: a claim may not reach beyond them.
    write_status(
        actor=actor,
        booking=booking,
        to_status=S.COMPLETED,
        at=now,
        event="booking_checked_out",
        changes={"checked_out_at": now, "in_room_id": None, "stay_allocation_id": None, "check_out": leaves},
        # A booking goes by the room that it left last, as in the API.
        facts={"room_number": room.number},
        before={"room_number": room.number},
    )
    end_claim(claim.allocation_id, to_date=until, at=now)
    end_stay_token(booking, now, "CHECKED_OUT")
    vacate(actor, room, booking, now, note="Guest checked out", source=Source.SYSTEM)


def _last_night_stayed(room: Room, booking: RoomBooking, claim: Share, today: date) -> date:
    """Where the claim ends: today, or for an overdue stay as far as nobody else has claimed the room meanwhile."""
    if today <= claim.to_date:
        return max(claim.from_date, today)
    others = conflicting_claims(room_ids=[room.pk], from_date=claim.to_date, to_date=today, except_booking=booking.pk)
    return min([today, *(other.from_date for other in others)])


def _open_balance(booking: RoomBooking) -> tuple[Refusal, ...]:
    if booking.balance == 0:
        return ()
    return (
        Refusal(
            "OPEN_BALANCE",
            "The guest leaves with an open balance.",
            200,
            {"balance": str(booking.balance), "currency": booking.currency},
        ),
    )


def undo_check_in(*, actor: Actor, booking_id: str) -> Outcome[RoomBooking]:
    """Take a check-in back on its own business date: the booking is confirmed again, its room is dirty.

    Refuses with NOT_CHECKED_IN and TOO_LATE_TO_UNDO. A booking that is confirmed is a natural no-op.
    """
    actor.require(capabilities.CHECK_IN)
    hotel = hotel_of(actor)
    booking = lock_booking(actor, booking_id)
    room = _lock_room(actor, booking.in_room_id)
    if booking.status == S.CONFIRMED:
        return Outcome(booking, changed=False)
    require_version(booking.version)
    refuse_if(rules.cannot_undo_check_in(booking, hotel))
    assert room is not None
    now = hotel.now()
    write_status(
        actor=actor,
        booking=booking,
        to_status=S.CONFIRMED,
        at=now,
        event="booking_check_in_undone",
        changes={"checked_in_at": None, "in_room_id": None, "stay_allocation_id": None},
        facts={"room_number": room.number},
        before={"room_number": room.number},
    )
    end_stay_token(booking, now, "CHECK_IN_UNDONE")
    vacate(actor, room, booking, now, note="Check-in undone", source=Source.FRONT_DESK)
    return Outcome(booking)


def undo_check_out(*, actor: Actor, booking_id: str) -> Outcome[RoomBooking]:
    """Take a check-out back on its own business date, while the room is still dirty and free.

    Refuses with NOT_CHECKED_OUT, TOO_LATE_TO_UNDO, ROOM_NOT_AS_LEFT, ROOM_OVERLAP_CONFLICT and CAPACITY_EXCEEDED. A
    booking that is in house is a natural no-op.
    """
    actor.require(capabilities.CHECK_OUT)
    hotel = hotel_of(actor)
    booking = lock_booking(actor, booking_id)
    claim = _claim_left(booking)
    room = _lock_room(actor, claim.room_id if claim else None)
    if booking.status == S.IN_HOUSE:
        return Outcome(booking, changed=False)
    require_version(booking.version)
    refuse_if(rules.cannot_undo_check_out(booking, hotel))
    refuse_if(rules.room_not_as_left(room))
    assert claim is not None
    assert room is not None
    lock_shares([booking], shares_of([booking]))
    now = hotel.now()
    if claim.to_date < booking.held_until:
        refuse_overlap(room, booking, claim.to_date, booking.held_until)
        make_room_in_ledger(
            actor=actor,
            room_type=room.room_type,
            from_date=max(claim.to_date, booking.check_in),
            to_date=booking.held_until,
            oversell_note="",
        )
    write_status(
        actor=actor,
        booking=booking,
        to_status=S.IN_HOUSE,
        at=now,
        event="booking_check_out_undone",
        changes={"checked_out_at": None, "in_room_id": room.pk, "stay_allocation_id": claim.allocation_id},
        facts={"room_number": room.number},
        before={"room_number": room.number},
    )
    RoomAllocation.objects.filter(pk=claim.allocation_id).update(to_date=booking.held_until, ended_at=None)
    write_room_status(
        actor=actor,
        room=room,
        steps=[(RoomStatus.OCCUPIED, Source.FRONT_DESK, "Check-out undone")],
        at=now,
        cause=f"booking:{booking.booking_id}",
        occupant_id=booking.pk,
    )
    record_occupancy(actor, room, now, occupied=True, booking=booking, cause=f"booking:{booking.booking_id}")
    cancel_turnover(actor=actor, room=room, at=now, cause=f"booking:{booking.booking_id}")
    return Outcome(booking)


def _claim_left(booking: RoomBooking) -> Claim | None:
    """The claim with which a completed booking left, the last of its stay."""
    claims = claims_of(booking)
    return claims[-1] if claims else None


def _lock_room(actor: Actor, room_id: int | None) -> Room | None:
    if room_id is None:
        return None
    room = lock_one(Room, parent="room_type", pk=room_id, hotel_id=actor.hotel_id)
    if room is None:
        raise not_found("Room")
    return room
