"""A booking as its guest sees it over the API: their own, with nothing about anybody else."""

from decimal import Decimal
from typing import Any

from hotelmate.core.api.moments import moment
from hotelmate.core.capabilities import VIEW_CONTACTS, VIEW_MONEY
from hotelmate.core.money import text
from hotelmate.guests.queries import Cancelling, Visit, cancelling, room_told
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.precheckin import precheckin_config, question_registry
from hotelmate.room_bookings import money_rules
from hotelmate.room_bookings.models import RoomBooking, TokenScope
from hotelmate.room_bookings.policies import cancellation_preview
from hotelmate.room_bookings.readings import BookingReading
from hotelmate.room_bookings.representations import party_body

CANCELLED_ALREADY = "Booking was already cancelled"


class OwnGuest:
    """A reader who sees names and amounts, for all of them are their own."""

    def may(self, capability: str) -> bool:
        """Whether the capability shows something of one's own booking."""
        return capability in (VIEW_CONTACTS, VIEW_MONEY)


def management_body(visit: Visit) -> dict[str, Any]:
    """Everything that a guest sees of their booking."""
    booking, hotel, reading = visit.booking, visit.hotel, visit.reading
    cancel = cancelling(reading, hotel)
    return {
        "booking": {
            **booking_body(booking, hotel),
            "special_requests": booking.special_requests,
            "primary_guest_name": f"{booking.primary_first_name} {booking.primary_last_name}".strip(),
            "primary_email": booking.primary_email,
            "expected_arrival": f"{booking.expected_arrival:%H:%M}" if booking.expected_arrival else None,
            "balance": text(booking.balance),
            "held_amount": text(booking.held_amount),
            "captured_amount": text(booking.captured_amount),
            "refunded_amount": text(booking.refunded_amount),
            "refunding_amount": text(booking.refunding_amount),
            "cancellation_fee": text(booking.cancellation_fee),
            "expires_at": moment(booking.expires_at),
            "created_at": moment(booking.created_at),
            "cancelled_at": moment(booking.cancelled_at),
            "cancellation_reason": booking.cancellation_reason,
            "checked_in_at": moment(booking.checked_in_at),
            "checked_out_at": moment(booking.checked_out_at),
            "precheckin_submitted_at": moment(booking.precheckin_submitted_at),
            "assigned_room_number": room_told(reading, hotel) or None,
            "version": booking.version,
        },
        "hotel": hotel_contact(hotel),
        "cancellation_policy": booking.cancellation_policy or None,
        "can_cancel": cancel.refusal is None and visit.actor.may(TokenScope.MANAGE),
        "cancellation_preview": preview_body(booking, hotel, cancel),
        "scopes": sorted(visit.actor.capabilities),
        "token_expires_at": moment(visit.expires_at),
        "token_actions": [],
    }


def booking_body(booking: RoomBooking, hotel: Hotel) -> dict[str, Any]:
    """What was booked."""
    return {
        "id": booking.booking_id,
        "confirmation_number": booking.confirmation_number,
        "status": booking.status,
        "check_in": booking.check_in.isoformat(),
        "check_out": booking.check_out.isoformat(),
        "room_type_name": booking.room_type.name,
        "hotel_name": hotel.name,
        "nights": booking.nights,
        "adults": booking.adults,
        "children": booking.children,
        "total_amount": text(booking.total_amount),
        "currency": booking.currency,
    }


def hotel_contact(hotel: Hotel) -> dict[str, str]:
    """The hotel, and how to reach it."""
    return {"name": hotel.name, "slug": hotel.slug, "phone": hotel.phone, "email": hotel.email}


def preview_body(booking: RoomBooking, hotel: Hotel, cancel: Cancelling) -> dict[str, Any]:
    """What cancelling costs. Amounts are numbers, as this part of the contract has them."""
    preview = cancellation_preview(booking, hotel, hotel.now(), money_rules.kept(booking))
    if booking.cancelled_at is not None:
        preview["description"] = CANCELLED_ALREADY
    elif cancel.refusal is not None:
        preview["description"] = cancel.refusal.message
    return {**preview, "free_until": moment(cancel.free_until)}


def cancelled_body(booking: RoomBooking) -> dict[str, Any]:
    """The answer to a guest who has cancelled."""
    back = booking.refunding_amount + booking.refunded_amount
    return {
        "success": True,
        "message": "Your booking has been successfully cancelled.",
        "cancellation": {
            "cancelled_at": moment(booking.cancelled_at),
            "cancellation_fee": text(booking.cancellation_fee),
            "refund_amount": text(back),
            "description": _after(booking.cancellation_fee, back, booking.currency),
            "refund_reference": f"{booking.booking_id}-cancel" if back else "",
        },
    }


def _after(fee: Decimal, back: Decimal, currency: str) -> str:
    parts = [f"The fee is {text(fee)} {currency}." if fee else "There is no fee."]
    if back:
        parts.append(f"{text(back)} {currency} are given back to the card that paid.")
    return " ".join(parts)


def precheckin_body(visit: Visit) -> dict[str, Any]:
    """What the pre-check-in asks, and what was answered."""
    booking, hotel, reading = visit.booking, visit.hotel, visit.reading
    return {
        "booking": {
            **booking_body(booking, hotel),
            "expected_guests": booking.party_size,
            "special_requests": booking.special_requests,
            "precheckin_submitted_at": moment(booking.precheckin_submitted_at),
            "precheckin_payload": booking.precheckin_payload,
        },
        "party": party_body(OwnGuest(), reading),
        "party_complete": reading.party_missing == 0,
        "party_missing_count": reading.party_missing,
        "precheckin_config": precheckin_config(hotel.precheckin_config),
        "precheckin_field_registry": question_registry(),
    }


def submitted_body(reading: BookingReading) -> dict[str, Any]:
    """The answer to a pre-check-in."""
    members = party_body(OwnGuest(), reading)
    first = [members["primary"]] if members["primary"] else []
    return {"success": True, "party": [*first, *members["companions"]], "party_complete": reading.party_missing == 0}
