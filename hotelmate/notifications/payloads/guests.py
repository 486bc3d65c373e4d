"""What a guest is told of their own booking: no one else, no staff, no money."""

from typing import Any

from hotelmate.core.api.moments import moment
from hotelmate.notifications.payloads.payload import Payload, day, maybe_at, maybe_text, text, yes_no
from hotelmate.notifications.telling import Telling
from hotelmate.room_bookings.models import RoomBooking

BOOKING = frozenset({"booking"})


def _told(telling: Telling, *moments: str) -> dict[str, Any]:
    reading = telling.booking
    hotel = {"hotel_name": telling.hotel_name, "hotel_phone": telling.hotel_phone}
    if reading is None:
        return {"booking_id": telling.after.get("booking_id", telling.event.subject_id), **hotel}
    booking: RoomBooking = reading.booking
    return {
        "booking_id": booking.booking_id,
        "status": booking.status,
        **{name: moment(getattr(booking, name)) for name in moments},
        **hotel,
    }


def _dates(telling: Telling) -> dict[str, Any]:
    if telling.booking is None:
        return {}
    booking = telling.booking.booking
    return {"check_in": booking.check_in.isoformat(), "check_out": booking.check_out.isoformat()}


class GuestTold(Payload):
    """A guest's own booking, and whom to call."""

    booking_id = text()
    status = text()
    hotel_name = text()
    hotel_phone = text()

    category = "room_booking"
    needs = BOOKING
    always = ("booking_id", "hotel_name", "hotel_phone")


class GuestPaymentRequired(GuestTold):
    """The booking waits for its payment."""

    payment_required = yes_no()
    reason = text(help_text="UNPAID, or PAYMENT_FAILED when a card was refused.")

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        reason = "PAYMENT_FAILED" if telling.event.subject_type == "payment" else "UNPAID"
        return {**_told(telling), "payment_required": True, "reason": reason}


class GuestConfirmed(GuestTold):
    """The booking is confirmed."""

    confirmed_at = maybe_at()

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        return _told(telling, "confirmed_at")


class GuestRoomAssigned(GuestTold):
    """A room has been chosen."""

    room_number = maybe_text()

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        return {**_told(telling), "room_number": telling.room_number}


class GuestRoomReady(GuestTold):
    """The room of a guest who arrives today is ready."""

    room_number = text()

    needs = frozenset({"room"})

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        return {
            "booking_id": telling.awaited_booking_id,
            "status": "CONFIRMED",
            "hotel_name": telling.hotel_name,
            "hotel_phone": telling.hotel_phone,
            "room_number": telling.room.room.number if telling.room else telling.event.subject_id,
        }


class GuestRoomMoved(GuestRoomAssigned):
    """The guest has another room now."""

    from_room_number = maybe_text()

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        return {**GuestRoomAssigned.of(telling), "from_room_number": telling.event.before.get("room_number")}


class GuestCheckedIn(GuestTold):
    """The guest has arrived."""

    room_number = maybe_text()
    checked_in_at = maybe_at()
    check_in = day()
    check_out = day()

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        return {**_told(telling, "checked_in_at"), **_dates(telling), "room_number": telling.room_number}


class GuestCheckedOut(GuestTold):
    """The guest has left."""

    checked_out_at = maybe_at()
    check_in = day()
    check_out = day()

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        return {**_told(telling, "checked_out_at"), **_dates(telling)}


class GuestCancelled(GuestTold):
    """The booking is cancelled."""

    cancelled_at = maybe_at()

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        return _told(telling, "cancelled_at")


class GuestDeclined(GuestTold):
    """The hotel has declined the booking."""

    declined_at = maybe_at()

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        return _told(telling, "declined_at")


class GuestExpired(GuestTold):
    """The booking's time to be paid or approved has run out."""

    expired_at = maybe_at()

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        return _told(telling, "expired_at")
