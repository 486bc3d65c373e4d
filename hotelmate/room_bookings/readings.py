"""Bookings with all that is shown of them: a constant number of queries, however many bookings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hotelmate.core.errors import not_found
from hotelmate.core.rows import RowFinder, find_one
from hotelmate.payments.models import UNDER_WAY, Action, Method, Payment, PaymentIntent, PaymentState
from hotelmate.payments.queries import bookings_with_open_money, intents_of_bookings, payments_of_bookings
from hotelmate.room_bookings.models import PartyMember, PartyRole, RoomBooking
from hotelmate.room_bookings.queries import bookings_waiting_unheld, is_booking_id
from hotelmate.rooms.models import Room, RoomAllocation

CLAIMS = RowFinder(
    RoomAllocation,
    "WHERE found.booking_id = ANY(%s) ORDER BY found.from_date, found.to_date, found.id",
    parents=("room", "room__room_type"),
)
PARTY = RowFinder(PartyMember, "WHERE found.booking_id = ANY(%s) ORDER BY found.id")


@dataclass(slots=True)
class BookingReading:
    """A booking, the room that it is in, has, or left last, its party, and its money."""

    booking: RoomBooking
    room: Room | None = None
    has_open_claim: bool = False
    assignment_note: str = ""
    party: list[PartyMember] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    intents: list[PaymentIntent] = field(default_factory=list)

    @property
    def primary(self) -> PartyMember | None:
        """The guest in whose name the room is."""
        return next((one for one in self.party if one.role == PartyRole.PRIMARY), None)

    @property
    def companions(self) -> list[PartyMember]:
        """Those who come along."""
        return [one for one in self.party if one.role == PartyRole.COMPANION]

    @property
    def party_missing(self) -> int:
        """How many people are booked and not named."""
        return max(0, self.booking.party_size - sum(one.is_staying for one in self.party))

    @property
    def intent_open(self) -> bool:
        """Whether a decision about the booking's money is under way."""
        return any(intent.state in UNDER_WAY for intent in self.intents)

    @property
    def is_due_by_hand(self) -> bool:
        """Whether the guest waits for money that was taken by hand."""
        by_hand = {payment.pk for payment in self.payments if payment.method != Method.CARD}
        return any(intent.state in UNDER_WAY and intent.payment_id in by_hand for intent in self.intents)

    @property
    def paid_at(self) -> datetime | None:
        """When money was last taken: by hand at once, from a card when its capture came through."""
        captures = {one.payment_id: one.finished_at for one in self.intents if one.action == Action.CAPTURE}
        taken = [
            captures.get(payment.pk) or payment.created_at
            for payment in self.payments
            if payment.state == PaymentState.CAPTURED
        ]
        return max(taken, default=None)


def get_reading(*, hotel_id: int, booking_id: str) -> BookingReading:
    """The hotel's booking; BOOKING_NOT_FOUND if it has none with this id. Five queries."""
    found = None
    if is_booking_id(booking_id):
        found = find_one(RoomBooking, parents=("room_type",), hotel_id=hotel_id, booking_id=booking_id)
    if found is None:
        raise not_found("Booking", booking_id=booking_id[:40])
    return read_bookings([found])[0]


def get_unsettled_readings(hotel_id: int) -> list[BookingReading]:
    """The hotel's bookings whose money may want a hand. Eight queries."""
    wanted = bookings_with_open_money(hotel_id) | bookings_waiting_unheld(hotel_id)
    bookings = RoomBooking.objects.select_related("room_type").filter(hotel_id=hotel_id, pk__in=wanted)
    return read_bookings(list(bookings.order_by("pk")))


def get_readings(*, hotel_id: int, booking_ids: Sequence[str]) -> list[BookingReading]:
    """The hotel's bookings with these ids, in this order. Five queries."""
    bookings = RoomBooking.objects.select_related("room_type").filter(hotel_id=hotel_id, booking_id__in=booking_ids)
    by_id = {booking.booking_id: booking for booking in bookings}
    return read_bookings([by_id[booking_id] for booking_id in booking_ids if booking_id in by_id])


def read_bookings(bookings: Sequence[RoomBooking]) -> list[BookingReading]:
    """The readings of these bookings, whose types are loaded. Four queries."""
    readings = {booking.pk: BookingReading(booking) for booking in bookings}
    if not readings:
        return []
    keys = list(readings)
    for claim in CLAIMS.all(keys):
        assert claim.booking_id is not None
        reading = readings[claim.booking_id]
        reading.room, reading.has_open_claim = claim.room, claim.ended_at is None
        reading.assignment_note = claim.note
    for one in PARTY.all(keys):
        readings[one.booking_id].party.append(one)
    for payment in payments_of_bookings(keys):
        readings[payment.booking_id].payments.append(payment)
    for intent in intents_of_bookings(keys):
        readings[intent.booking_id].intents.append(intent)
    return list(readings.values())
