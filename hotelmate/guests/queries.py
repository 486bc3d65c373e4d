"""What the guests' pages read: the booking behind a token, its money, and what cancelling it would cost."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from hotelmate.core.actor import Actor
from hotelmate.core.errors import Refusal
from hotelmate.core.money import ZERO
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import hotel_of
from hotelmate.payments.models import PaymentState
from hotelmate.room_bookings import money_rules
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import GuestToken, RoomBooking
from hotelmate.room_bookings.policies import fee_now, free_until
from hotelmate.room_bookings.public_rules import guest_cannot_cancel
from hotelmate.room_bookings.queries import guest_actor, guest_by_token
from hotelmate.room_bookings.readings import BookingReading, get_reading
from hotelmate.rooms.lifecycle import RoomStatus

S = BookingStatus
LONGEST_TOKEN = 200


@dataclass(slots=True)
class Visit:
    """Somebody with a link that holds until `expires_at`, and the booking that it is to."""

    actor: Actor
    reading: BookingReading
    expires_at: datetime

    @property
    def hotel(self) -> Hotel:
        """The booking's hotel."""
        return hotel_of(self.actor)

    @property
    def booking(self) -> RoomBooking:
        """The booking."""
        return self.reading.booking

    def refresh(self) -> None:
        """Read the booking again."""
        self.reading = get_reading(hotel_id=self.actor.hotel_id, booking_id=self.actor.booking_id)


@dataclass(frozen=True, slots=True)
class Cancelling:
    """What cancelling now would cost, or why it cannot be done. `free_until` is None where it never was or always is."""

    refusal: Refusal | None
    fee: Decimal
    refund: Decimal
    held: Decimal
    free_until: datetime | None


def visit_of(raw: str) -> Visit | None:
    """The visit of whoever holds this token; None for a token that opens nothing. Seven queries."""
    token = guest_by_token(raw) if 0 < len(raw) <= LONGEST_TOKEN else None
    if token is None:
        return None
    return _visit(guest_actor(token), token.expires_at)


def visit_again(actor: Actor) -> Visit:
    """The visit of a guest whose token was looked at already, with the booking as it is now."""
    assert actor.id is not None
    return _visit(actor, GuestToken.objects.values_list("expires_at", flat=True).get(pk=actor.id))


def _visit(actor: Actor, expires_at: datetime) -> Visit:
    return Visit(actor, get_reading(hotel_id=actor.hotel_id, booking_id=actor.booking_id), expires_at)


def cancelling(reading: BookingReading, hotel: Hotel) -> Cancelling:
    """What it costs the guest to cancel at this moment, by the terms of the booking."""
    booking = reading.booking
    fee = fee_now(booking, hotel, hotel.now()).amount
    return Cancelling(
        refusal=guest_cannot_cancel(booking, hotel, intent_open=reading.intent_open),
        fee=fee,
        refund=max(money_rules.kept(booking) - fee, ZERO),
        held=sum((one.amount for one in reading.payments if one.state == PaymentState.AUTHORISED), ZERO),
        free_until=free_until(booking.cancellation_policy, hotel, booking.check_in),
    )


def room_told(reading: BookingReading, hotel: Hotel) -> str:
    """The number of the room, where the guest may know it: in house, or when the hotel tells before."""
    if reading.room is None:
        return ""
    if reading.booking.status == S.IN_HOUSE:
        return reading.room.number
    expected = reading.booking.status == S.CONFIRMED and reading.has_open_claim
    return reading.room.number if expected and hotel.tell_guest_room_assigned else ""


def room_is_ready(reading: BookingReading, hotel: Hotel) -> bool:
    """Whether the guest, who is expected today, is told that their own room is ready."""
    room = reading.room
    return (
        bool(room_told(reading, hotel))
        and reading.booking.status == S.CONFIRMED
        and reading.booking.check_in <= hotel.business_date()
        and room is not None
        and room.room_status == RoomStatus.READY_FOR_GUEST
        and not room.open_blocking_faults
    )
