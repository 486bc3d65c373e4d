"""Rows and tiles as the templates want them: words, amounts and chips, nothing to compute."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room

LABELS = {
    RoomStatus.OCCUPIED: "In",
    RoomStatus.CHECKOUT_DIRTY: "Dirty",
    RoomStatus.CLEANING_IN_PROGRESS: "Cleaning",
    RoomStatus.CLEANED_UNINSPECTED: "To inspect",
    RoomStatus.MAINTENANCE_REQUIRED: "Fault",
    RoomStatus.OUT_OF_ORDER: "Out of order",
    RoomStatus.READY_FOR_GUEST: "Ready",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A booking on a list: who, what, when, which room, what is open."""

    booking_id: str
    guest: str
    summary: str
    when: str
    room_number: str
    room_status: str
    room_label: str
    money: str
    status: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A room on the board."""

    number: str
    type_code: str
    status: str
    label: str
    fault: bool


def waiting_row(booking: RoomBooking) -> Row:
    """A booking that waits for a decision: its dates matter more than its hour."""
    return _row(booking, f"{booking.check_in:%-d %b} to {booking.check_out:%-d %b}")


def arrival_row(booking: RoomBooking) -> Row:
    """A booking that is to arrive."""
    expected = booking.expected_arrival
    return _row(booking, expected.strftime("%H:%M") if expected else "")


def departure_row(booking: RoomBooking, day: date) -> Row:
    """A booking that is to leave."""
    return _row(booking, "overdue" if booking.check_out < day else "")


def _row(booking: RoomBooking, when: str) -> Row:
    number = getattr(booking, "room_number", None) or ""
    status = getattr(booking, "room_status", None) or ""
    name = f"{booking.primary_first_name} {booking.primary_last_name}".strip() or booking.booking_id
    parts = [
        _counted(booking.nights, "night") if booking.nights else "day use",
        _counted(booking.party_size, "guest"),
        booking.room_type.name,
        booking.booking_id,
    ]
    return Row(
        booking_id=booking.booking_id,
        guest=name,
        summary=" · ".join(parts),
        when=when,
        room_number=number,
        room_status=status,
        room_label=LABELS[RoomStatus(status)] if status else "",
        money=f"{booking.balance} {booking.currency} due" if booking.balance > 0 else "Paid",
        status=booking.get_status_display(),
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def room_tile(room: Room) -> Tile:
    """A room on the board."""
    return Tile(
        number=room.number,
        type_code=room.room_type.code,
        status=room.room_status,
        label=LABELS[RoomStatus(room.room_status)],
        fault=room.open_blocking_faults > 0,
    )


def status_tiles(statuses: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """How many rooms have each status that occurs: (status, label, count)."""
    return [(status.value, LABELS[status], statuses[status]) for status in RoomStatus if statuses.get(status)]
