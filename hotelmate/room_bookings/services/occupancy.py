"""What arrivals, moves and departures do to rooms: leaving one, and telling of the occupancy."""

from datetime import datetime

from hotelmate.core.actor import Actor
from hotelmate.events.services import record
from hotelmate.hotel.queries import hotel_of
from hotelmate.housekeeping.services import write_room_status
from hotelmate.housekeeping.turnover import open_turnover
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.lifecycle import RoomStatus, Source
from hotelmate.rooms.models import BlockKind, Room, RoomBlock


def vacate(
    actor: Actor, room: Room, booking: RoomBooking, now: datetime, *, note: str, source: str, cause: str = ""
) -> None:
    """Leave a room: dirty, with a turnover task; out of order at once if a window has been waiting for it."""
    cause = cause or f"booking:{booking.booking_id}"
    steps = [(str(RoomStatus.CHECKOUT_DIRTY), source, note)]
    today = hotel_of(actor).business_date_at(now)
    if RoomBlock.objects.filter(
        room_id=room.pk,
        kind=BlockKind.OUT_OF_ORDER,
        closed_at__isnull=True,
        from_date__lte=today,
        to_date__gt=today,
    ).exists():
        steps.append((str(RoomStatus.OUT_OF_ORDER), str(Source.SYSTEM), "The window had begun"))
    write_room_status(actor=actor, room=room, steps=steps, at=now, cause=cause, occupant_id=None)
    record_occupancy(actor, room, now, occupied=False, booking=booking, cause=cause)
    open_turnover(actor=actor, room=room, at=now, booking_pk=booking.pk, cause=cause)


def record_occupancy(
    actor: Actor,
    room: Room,
    at: datetime,
    *,
    occupied: bool,
    booking: RoomBooking,
    cause: str,
    was_occupied: bool | None = None,
) -> None:
    """Record that a room's occupancy changed, and with which booking; after a swap it was occupied before, too."""
    record(
        actor=actor,
        type="room_occupancy_updated",
        subject=("room", room.number),
        at=at,
        before={"is_occupied": not occupied if was_occupied is None else was_occupied},
        after={"is_occupied": occupied, "booking_id": booking.booking_id if occupied else None},
        changed_fields=["is_occupied", "booking_id"],
        cause=cause,
    )
