"""Bookings as staff are told of them, with the fields that HotelMate's clients know."""

from typing import Any

from rest_framework import serializers

from hotelmate.core.api.moments import moment
from hotelmate.notifications.audiences import EVERYTHING
from hotelmate.notifications.payloads.payload import Payload, at, day, maybe_at, maybe_text, number, text
from hotelmate.notifications.telling import Telling
from hotelmate.room_bookings.answers import BookingSerializer, MemberSerializer
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.representations import booking_facts, party_body

BOOKING = frozenset({"booking"})
WITH_PARTY = BOOKING | {"party"}
TOLD_OF_PAYMENTS = (
    "booking_id",
    "state",
    "method",
    "amount",
    "captured_amount",
    "refunded_amount",
    "currency",
    "action",
    "purpose",
    "decided_amount",
    "problem",
    "disputed_amount",
)
WHOLE = WITH_PARTY | {"money", "room"}


def known(telling: Telling) -> dict[str, Any]:
    """What is left to say when the booking's row is not there."""
    return {"booking_id": telling.event.subject_id}


def name_of(booking: RoomBooking) -> str:
    """The guest in whose name the room is."""
    return f"{booking.primary_first_name} {booking.primary_last_name}".strip()


class BookingCreated(Payload):
    """A booking as it was made."""

    booking_id = text()
    confirmation_number = text()
    primary_guest_name = text()
    primary_email = text()
    primary_phone = text()
    booker_type = text()
    room_type = text(help_text="Hotel - Type")
    check_in = day()
    check_out = day()
    nights = number()
    total_amount = serializers.FloatField()
    status = text()
    created_at = at()
    special_requests = text()
    adults = number()
    children = number()

    category = "room_booking"
    needs = BOOKING
    always = ("booking_id",)

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        if telling.booking is None:
            return known(telling)
        booking = telling.booking.booking
        return {
            "booking_id": booking.booking_id,
            "confirmation_number": booking.confirmation_number,
            "primary_guest_name": name_of(booking),
            "primary_email": booking.primary_email,
            "primary_phone": booking.primary_phone,
            "booker_type": booking.booker_type,
            "room_type": f"{telling.hotel_name} - {booking.room_type.name}",
            "check_in": booking.check_in.isoformat(),
            "check_out": booking.check_out.isoformat(),
            "nights": booking.nights,
            "total_amount": float(booking.total_amount),
            "status": booking.status,
            "created_at": moment(booking.created_at),
            "special_requests": booking.special_requests,
            "adults": booking.adults,
            "children": booking.children,
        }


class BookingConfirmed(BookingCreated):
    """A booking that was confirmed."""

    assigned_room_number = maybe_text()
    confirmed_at = maybe_at()

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        if telling.booking is None:
            return known(telling)
        return {
            **BookingCreated.of(telling),
            "assigned_room_number": telling.room_number,
            "confirmed_at": moment(telling.booking.booking.confirmed_at),
        }


class BookingUpdated(Payload):
    """Where a booking stands."""

    booking_id = text()
    confirmation_number = text()
    primary_guest_name = text()
    assigned_room_number = maybe_text()
    check_in = day()
    check_out = day()
    status = text()
    updated_at = at()

    category = "room_booking"
    needs = BOOKING
    always = ("booking_id",)

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        if telling.booking is None:
            return known(telling)
        booking = telling.booking.booking
        return {
            "booking_id": booking.booking_id,
            "confirmation_number": booking.confirmation_number,
            "primary_guest_name": name_of(booking),
            "assigned_room_number": telling.room_number,
            "check_in": booking.check_in.isoformat(),
            "check_out": booking.check_out.isoformat(),
            "status": booking.status,
            "updated_at": moment(booking.updated_at),
        }


class BookingCancelled(Payload):
    """A booking that was cancelled."""

    booking_id = text()
    confirmation_number = text()
    guest_name = text()
    room = maybe_text(help_text="Always null: the room is free.")
    assigned_room_number = maybe_text()
    check_in = day()
    check_out = day()
    status = text()
    cancellation_reason = text()
    cancelled_at = maybe_at()

    category = "room_booking"
    needs = BOOKING
    always = ("booking_id",)

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        if telling.booking is None:
            return known(telling)
        booking = telling.booking.booking
        return {
            "booking_id": booking.booking_id,
            "confirmation_number": booking.confirmation_number,
            "guest_name": name_of(booking),
            "room": None,
            "assigned_room_number": telling.room_number,
            "check_in": booking.check_in.isoformat(),
            "check_out": booking.check_out.isoformat(),
            "status": booking.status,
            "cancellation_reason": booking.cancellation_reason,
            "cancelled_at": moment(booking.cancelled_at),
        }


class WholeBooking(BookingSerializer):
    """Everything about a booking, without what may be done with it: that depends on the reader."""

    actions = None  # type: ignore[assignment]


class _Whole(WholeBooking, Payload):
    event = text()

    category = "room_booking"
    needs = WHOLE
    always = ("booking_id",)

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        if telling.booking is None:
            return known(telling)
        return {"event": telling.event.type, **booking_facts(EVERYTHING, telling.booking)}


class BookingCheckedIn(_Whole):
    """A booking that has arrived, with everything about it."""


class BookingCheckedOut(_Whole):
    """A booking that has left, with everything about it."""


class BookingPartyUpdated(Payload):
    """The people on a booking."""

    booking_id = text()
    confirmation_number = text()
    status = text()
    assigned_room_number = maybe_text()
    primary = MemberSerializer(allow_null=True)
    companions = MemberSerializer(many=True)
    total_count = number()
    updated_at = at()

    category = "room_booking"
    needs = WITH_PARTY
    always = ("booking_id",)

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        if telling.booking is None:
            return known(telling)
        booking = telling.booking.booking
        return {
            "booking_id": booking.booking_id,
            "confirmation_number": booking.confirmation_number,
            "status": booking.status,
            "assigned_room_number": telling.room_number,
            **party_body(EVERYTHING, telling.booking),
            "updated_at": moment(booking.updated_at),
        }


class PaymentTold(Payload):
    """Money of a booking: taken, held, let go of or given back."""

    payment_id = number()
    booking_id = text()
    state = text()
    method = text()
    amount = text()
    captured_amount = text()
    refunded_amount = text()
    currency = text()
    action = text(required=False, help_text="What was decided: CAPTURE, RELEASE or REFUND.")
    purpose = text(required=False)
    decided_amount = text(required=False)
    problem = text(required=False, help_text="What is wrong with the payment; empty when that is over.")
    disputed_amount = text(required=False, help_text="What the cardholder's bank has taken back.")

    category = "payment"
    always = ("payment_id",)

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload: the event says it all."""
        told = {name: telling.after[name] for name in TOLD_OF_PAYMENTS if name in telling.after}
        return {"payment_id": telling.id, **told}
