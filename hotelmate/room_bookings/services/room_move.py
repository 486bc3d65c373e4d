"""Moving guests who are in house: one to another room, or two who change places."""

from dataclasses import dataclass
from datetime import date, datetime

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import not_found, refuse_if
from hotelmate.core.locking import lock_rows
from hotelmate.hotel.queries import hotel_of
from hotelmate.housekeeping.services import write_room_status
from hotelmate.housekeeping.turnover import open_cleaning_after_swap
from hotelmate.room_bookings import rules
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services.occupancy import record_occupancy, vacate
from hotelmate.room_bookings.services.room_assignment import refuse_overlap
from hotelmate.room_bookings.services.shares import lock_nights_in
from hotelmate.room_bookings.services.status import lock_booking, lock_bookings, write_booking
from hotelmate.rooms.allocations import claim_room, end_claim
from hotelmate.rooms.lifecycle import RoomStatus, Source
from hotelmate.rooms.models import Room, RoomAllocation


@dataclass(frozen=True, slots=True)
class Swap:
    """Two bookings that changed rooms."""

    one: RoomBooking
    other: RoomBooking


class RoomMoveService:
    """Moves in mid-stay. The nights slept stay with the old room, the nights to come go to the new one."""

    @classmethod
    def move_room(
        cls, *, actor: Actor, booking_id: str, to_room_id: int, reason: str = "", notes: str = ""
    ) -> Outcome[RoomBooking]:
        """Move a guest in house to another room, of another type if need be.

        Refuses with BOOKING_NOT_CHECKED_IN, BOOKING_ALREADY_CHECKED_OUT, STAY_OVERDUE, ROOM_NOT_ACTIVE, ROOM_OCCUPIED,
        ROOM_OUT_OF_ORDER, ROOM_CAPACITY_EXCEEDED, ROOM_NOT_BOOKABLE, ROOM_NOT_READY, ROOM_OVERLAP_CONFLICT,
        CAPACITY_EXCEEDED. The room that the guest is in is a natural no-op.
        """
        actor.require(capabilities.MOVE_ROOM)
        booking = lock_booking(actor, booking_id)
        refuse_if(rules.cannot_move(booking))
        assert booking.in_room_id is not None
        assert booking.stay_allocation_id is not None
        rooms = cls._lock_rooms(actor, {booking.in_room_id, to_room_id})
        from_room, to_room = rooms[booking.in_room_id], rooms.get(to_room_id)
        if to_room is None:
            raise not_found("Room")
        if from_room.pk == to_room.pk:
            booking.in_room = to_room
            return Outcome(booking, changed=False)
        require_version(booking.version)
        now = hotel_of(actor).now()
        today = hotel_of(actor).business_date_at(now)
        refuse_if(rules.cannot_move_overdue(booking, today), rules.cannot_move_into(to_room, booking))
        refuse_overlap(to_room, booking, today, booking.held_until)
        lock_nights_in([from_room.room_type_id, to_room.room_type_id], [booking], from_date=today)
        note = "\n".join(text for text in (reason, notes) if text)
        allocation = cls._hand_over(booking, to_room, today, now, note)
        cls._write(actor, booking, from_room, to_room, allocation, now)
        booking.in_room = to_room
        return Outcome(booking)

    @classmethod
    def swap_rooms(cls, *, actor: Actor, booking_id: str, other_booking_id: str, reason: str = "") -> Outcome[Swap]:
        """Let two guests in house change rooms in one step. Both rooms stay occupied, and each gets a task.

        Refuses with SAME_BOOKING, BOOKING_NOT_CHECKED_IN, STAY_OVERDUE, ROOM_CAPACITY_EXCEEDED, ROOM_OVERLAP_CONFLICT.
        """
        actor.require(capabilities.MOVE_ROOM)
        bookings = lock_bookings(actor, [booking_id, other_booking_id])
        one, other = bookings[booking_id], bookings[other_booking_id]
        refuse_if(rules.cannot_swap(one, other))
        assert one.in_room_id is not None
        assert other.in_room_id is not None
        rooms = cls._lock_rooms(actor, {one.in_room_id, other.in_room_id})
        room_of_one, room_of_other = rooms[one.in_room_id], rooms[other.in_room_id]
        require_version(one.version)
        now = hotel_of(actor).now()
        today = hotel_of(actor).business_date_at(now)
        refuse_if(
            rules.cannot_move_overdue(one, today),
            rules.cannot_move_overdue(other, today),
            rules.room_unfit(room_of_other, one, allow_other_type=True),
            rules.room_unfit(room_of_one, other, allow_other_type=True),
        )
        cls._refuse_later_claims(one, room_of_other, other, today)
        cls._refuse_later_claims(other, room_of_one, one, today)
        lock_nights_in([room_of_one.room_type_id, room_of_other.room_type_id], [one, other], from_date=today)
        cls._exchange(actor, one, room_of_one, other, room_of_other, today, now, reason)
        return Outcome(Swap(one, other))

    @classmethod
    def _lock_rooms(cls, actor: Actor, room_ids: set[int]) -> dict[int, Room]:
        rooms = lock_rows(Room.objects.filter(pk__in=room_ids, hotel_id=actor.hotel_id).select_related("room_type"))
        return {room.pk: room for room in rooms}

    @classmethod
    def _refuse_later_claims(cls, mover: RoomBooking, room: Room, leaver: RoomBooking, today: date) -> None:
        """Whoever stays longer needs the other room's nights after its own guest would have left, too."""
        if mover.held_until > leaver.held_until:
            refuse_overlap(room, mover, max(today, leaver.held_until), mover.held_until)

    @classmethod
    def _hand_over(cls, booking: RoomBooking, to_room: Room, today: date, now: datetime, note: str) -> RoomAllocation:
        assert booking.stay_allocation_id is not None
        end_claim(booking.stay_allocation_id, to_date=today, at=now)
        return claim_room(
            hotel_id=booking.hotel_id,
            room_id=to_room.pk,
            booking_pk=booking.pk,
            from_date=today,
            to_date=booking.held_until,
            note=note,
        )

    @classmethod
    def _write(
        cls,
        actor: Actor,
        booking: RoomBooking,
        from_room: Room,
        to_room: Room,
        allocation: RoomAllocation,
        now: datetime,
    ) -> None:
        cause = f"booking:{booking.booking_id}"
        cls._emit_booking_moved(actor, booking, from_room, to_room, allocation, now)
        vacate(actor, from_room, booking, now, note="Guest moved", source=Source.FRONT_DESK, cause=cause)
        write_room_status(
            actor=actor,
            room=to_room,
            steps=[(RoomStatus.OCCUPIED, Source.FRONT_DESK, "Guest moved")],
            at=now,
            cause=cause,
            occupant_id=booking.pk,
        )
        record_occupancy(actor, to_room, now, occupied=True, booking=booking, cause=cause)

    @classmethod
    def _emit_booking_moved(
        cls,
        actor: Actor,
        booking: RoomBooking,
        from_room: Room,
        to_room: Room,
        allocation: RoomAllocation,
        now: datetime,
    ) -> None:
        write_booking(
            actor=actor,
            booking=booking,
            at=now,
            event="booking_updated",
            changes={"in_room_id": to_room.pk, "stay_allocation_id": allocation.pk},
            facts={"room_number": to_room.number, "status": BookingStatus.IN_HOUSE},
            before={"room_number": from_room.number},
        )

    @classmethod
    def _exchange(
        cls,
        actor: Actor,
        one: RoomBooking,
        room_of_one: Room,
        other: RoomBooking,
        room_of_other: Room,
        today: date,
        now: datetime,
        reason: str,
    ) -> None:
        assert one.stay_allocation_id is not None
        assert other.stay_allocation_id is not None
        end_claim(one.stay_allocation_id, to_date=today, at=now)
        end_claim(other.stay_allocation_id, to_date=today, at=now)
        for booking, old, new in ((one, room_of_one, room_of_other), (other, room_of_other, room_of_one)):
            allocation = claim_room(
                hotel_id=booking.hotel_id,
                room_id=new.pk,
                booking_pk=booking.pk,
                from_date=today,
                to_date=booking.held_until,
                note=reason,
            )
            cls._emit_booking_moved(actor, booking, old, new, allocation, now)
        for booking, room in ((one, room_of_other), (other, room_of_one)):
            room.occupant_id, room.version = booking.pk, room.version + 1
            Room.objects.filter(pk=room.pk).update(occupant_id=booking.pk, version=room.version)
            cause = f"booking:{booking.booking_id}"
            record_occupancy(actor, room, now, occupied=True, booking=booking, cause=cause, was_occupied=True)
            open_cleaning_after_swap(actor=actor, room=room, at=now, booking_pk=booking.pk, cause=cause)
