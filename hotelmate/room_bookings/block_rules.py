"""May this window be opened? Pure functions that return a refusal, or None."""

from collections.abc import Sequence
from datetime import date

from hotelmate.core.errors import Refusal
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.allocations import Claim
from hotelmate.rooms.models import BlockKind, Room


def block_wrong(room: Room, kind: str, from_date: date, to_date: date, today: date) -> Refusal | None:
    """A window runs forward from today on, for at most two years, in a room that is in use."""
    if kind not in BlockKind.values:
        return Refusal("INVALID_INPUT", f"kind is one of {', '.join(BlockKind.values)}.", 400)
    if to_date <= from_date or (to_date - from_date).days > 730:
        return Refusal("INVALID_DATES", "to_date lies after from_date, by at most 730 nights.", 400)
    if from_date < today:
        return Refusal("DATES_IN_THE_PAST", f"The hotel's today is {today}; a window cannot begin before it.", 400)
    if not room.is_active:
        return Refusal("ROOM_NOT_ACTIVE", f"Room {room.number} is no longer in use.")
    return None


def block_hits_window(room: Room, windows: Sequence[Claim]) -> Refusal | None:
    """One window at a time."""
    if not windows:
        return None
    return Refusal(
        "ROOM_OVERLAP_CONFLICT",
        f"Room {room.number} has a window from {windows[0].from_date} to {windows[0].to_date} already.",
        409,
        {"conflicting_block_ids": [window.block_id for window in windows]},
    )


def block_hits_stay(room: Room, bookings: Sequence[RoomBooking], from_date: date, today: date) -> Refusal | None:
    """Nobody is shut out of the room that they are in."""
    staying = [booking for booking in bookings if booking.status == BookingStatus.IN_HOUSE]
    if staying or (room.occupant_id is not None and from_date <= today):
        return Refusal(
            "ROOM_OCCUPIED",
            f"A guest is in room {room.number} on those nights. Move the guest first, or begin the window later.",
            409,
            {"booking_ids": [booking.booking_id for booking in staying]},
        )
    return None


def block_hits_bookings(bookings: Sequence[RoomBooking], *, displace: bool) -> Refusal | None:
    """Arrivals lose their room only when that is asked for."""
    if not bookings or displace:
        return None
    return Refusal(
        "BLOCK_HITS_BOOKINGS",
        f"{len(bookings)} booking(s) hold the room on those nights. Send displace to take it from them.",
        409,
        {"booking_ids": [booking.booking_id for booking in bookings]},
    )


def calendar_wrong(from_date: date, to_date: date) -> Refusal | None:
    """A calendar runs forward, over at most two years."""
    if not 0 < (to_date - from_date).days <= 730:
        return Refusal("INVALID_DATES", "`to` lies after `from`, by at most 730 nights.", 400)
    return None
