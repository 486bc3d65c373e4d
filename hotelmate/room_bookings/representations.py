"""Bookings, payments and windows as staff see them; what a reader may not see is blank.

Without `view_contacts` nobody is named, without `view_money` there are no amounts.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from hotelmate.core.actor import Actor, Reader
from hotelmate.core.api.moments import moment
from hotelmate.core.capabilities import VIEW_CONTACTS, VIEW_MONEY
from hotelmate.core.errors import Refusal
from hotelmate.core.money import text
from hotelmate.payments.models import Payment, PaymentIntent
from hotelmate.room_bookings.actions import booking_actions
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import BookerType, PartyMember, RoomBooking
from hotelmate.room_bookings.readings import BookingReading
from hotelmate.room_bookings.unsettled import Unsettled, unsettled_of
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room, RoomBlock, RoomType

S = BookingStatus


def booking_detail(actor: Actor, reading: BookingReading) -> dict[str, Any]:
    """Everything about a booking, and what this person may do with it now."""
    return {**booking_facts(actor, reading), "actions": booking_actions(actor, reading)}


def booking_facts(reader: Reader, reading: BookingReading) -> dict[str, Any]:
    """Everything about a booking, as clients of HotelMate know it and with what is new here."""
    booking = reading.booking
    sees_money = reader.may(VIEW_MONEY)
    return {
        **_identity(booking),
        **_times(booking),
        **_amounts(reader, booking),
        "disputed_amount": _amount(reader, booking.disputed_amount),
        "no_show_settled_at": moment(booking.no_show_settled_at),
        "payment_decisions": [decision_body(one) for one in reading.intents] if sees_money else [],
        "unsettled": [unsettled_body(one) for one in unsettled_of(reading)] if sees_money else [],
        "adults": booking.adults,
        "children": booking.children,
        "expected_arrival": booking.expected_arrival.strftime("%H:%M") if booking.expected_arrival else None,
        "special_requests": _personal(reader, booking.special_requests),
        "internal_notes": _personal(reader, booking.internal_notes),
        "assignment_note": _personal(reader, reading.assignment_note),
        "promo_code": booking.promo_code,
        "room_type_id": booking.room_type_id,
        "room_type_code": booking.room_type.code,
        "room_type_name": booking.room_type.name,
        "payment_reference": _card(reading).provider_reference if _card(reading) else "",  # type: ignore[union-attr]
        "payment_provider": _card(reading).provider if _card(reading) else "",  # type: ignore[union-attr]
        "paid_at": moment(reading.paid_at),
        "payment_in_progress": reading.intent_open,
        "payments": [payment_body(reader, one) for one in reading.payments] if reader.may(VIEW_MONEY) else [],
        "cancelled_by": booking.cancelled_by,
        "cancellation_reason": _personal(reader, booking.cancellation_reason),
        "decision_by": booking.decision_by,
        "decline_reason_code": booking.decline_reason_code,
        "decline_reason_note": _personal(reader, booking.decline_reason_note),
        **_party_facts(reading),
        **_out_of_scope(),
        "precheckin_submitted_at": moment(booking.precheckin_submitted_at),
        "precheckin_payload": _told(reader, booking.precheckin_payload),
        "booker": booker_body(reader, booking),
        "party": party_body(reader, reading),
        "in_house": _in_house(reader, reading),
        "room": _room(reading.room) if reading.room is not None else None,
        "room_number": reading.room.number if reading.room else None,
        "flags": _flags(booking),
    }


def booking_row(actor: Actor, reading: BookingReading) -> dict[str, Any]:
    """A booking as a list shows it."""
    booking = reading.booking
    name = _personal(actor, _full_name(booking.primary_first_name, booking.primary_last_name))
    number = reading.room.number if reading.room else None
    missing = reading.party_missing
    return {
        **_identity(booking),
        **_times(booking),
        **_amounts(actor, booking),
        "adults": booking.adults,
        "children": booking.children,
        "room_type_id": booking.room_type_id,
        "room_type_code": booking.room_type.code,
        "room_type_name": booking.room_type.name,
        "assigned_room_number": number,
        "room_number": number,
        "room_status": str(reading.room.room_status) if reading.room else None,
        "booker_type": booking.booker_type,
        "booker_summary": _booker_summary(actor, booking),
        "guest_display_name": name,
        "party_primary_full_name": name,
        "primary_email": _personal(actor, booking.primary_email),
        "booker_email": _personal(actor, booking.booker_email),
        "party_total_count": len(reading.party),
        "party_status_display": f"⚠️ Missing {missing} guest(s)" if missing else "✅ Complete",
        **_party_facts(reading),
        **_out_of_scope(),
        "precheckin_submitted_at": moment(booking.precheckin_submitted_at),
        "actions": booking_actions(actor, reading),
    }


def party_body(reader: Reader, reading: BookingReading) -> dict[str, Any]:
    """The people on a booking."""
    return {
        "primary": _member(reader, reading.primary) if reading.primary else None,
        "companions": [_member(reader, one) for one in reading.companions],
        "total_count": len(reading.party),
    }


def booker_body(reader: Reader, booking: RoomBooking) -> dict[str, Any]:
    """Who booked."""
    return {
        "type": booking.booker_type,
        "first_name": _personal(reader, booking.booker_first_name),
        "last_name": _personal(reader, booking.booker_last_name),
        "company": _personal(reader, booking.booker_company),
        "email": _personal(reader, booking.booker_email),
        "phone": _personal(reader, booking.booker_phone),
    }


def decision_body(intent: PaymentIntent) -> dict[str, Any]:
    """A decision about a payment: what is or was to be done at the provider, and what came of it."""
    return {
        "payment_id": intent.payment_id,
        "action": intent.action,
        "purpose": intent.purpose,
        "amount": text(intent.amount),
        "state": intent.state,
        "attempts": intent.attempts,
        "error": intent.error,
        "decided_by": intent.decided_by,
        "created_at": moment(intent.created_at),
        "finished_at": moment(intent.finished_at),
    }


def unsettled_body(one: Unsettled) -> dict[str, Any]:
    """What is not settled, and what to do about it."""
    return {
        "code": one.code,
        "booking_id": one.booking_id,
        "payment_id": one.payment_id,
        "what": one.what,
        "to_do": one.to_do,
        "amount": text(one.amount),
        "currency": one.currency,
        "since": moment(one.since),
    }


def payment_body(reader: Reader, payment: Payment) -> dict[str, Any]:
    """A payment; only for those who may see money."""
    return {
        "id": payment.pk,
        "method": payment.method,
        "provider": payment.provider,
        "provider_reference": payment.provider_reference,
        "state": payment.state,
        "amount": text(payment.amount),
        "captured_amount": text(payment.captured_amount),
        "refunded_amount": text(payment.refunded_amount),
        "disputed_amount": text(payment.disputed_amount),
        "problem": payment.problem,
        "currency": payment.currency,
        "taken_by": payment.taken_by,
        "note": _personal(reader, payment.note),
        "created_at": moment(payment.created_at),
        "updated_at": moment(payment.updated_at),
    }


def available_room_body(room: Room) -> dict[str, Any]:
    """A room that a booking could be given; its type must be loaded."""
    return {
        "id": room.pk,
        "room_number": room.number,
        "room_type": room.room_type.name,
        "room_type_id": room.room_type_id,
        "room_status": str(room.room_status),
        "is_bookable": room.room_status == RoomStatus.READY_FOR_GUEST and not room.open_blocking_faults,
    }


def block_body(block: RoomBlock) -> dict[str, Any]:
    """A window; its room must be loaded."""
    return {
        "id": block.pk,
        "room_id": block.room_id,
        "room_number": block.room.number,
        "kind": block.kind,
        "kind_display": block.get_kind_display(),
        "from_date": block.from_date.isoformat(),
        "to_date": block.to_date.isoformat(),
        "reason": block.reason,
        "opened_by": block.opened_by,
        "opened_at": moment(block.opened_at),
        "closed_at": moment(block.closed_at),
        "is_open": block.closed_at is None,
        "version": block.version,
    }


def availability_body(
    types: Iterable[RoomType], free: dict[int, dict[date, int]], from_date: date, to_date: date
) -> dict[str, Any]:
    """How many rooms of each type may still be sold in each night."""
    return {
        "from": from_date.isoformat(),
        "to": to_date.isoformat(),
        "room_types": [
            {
                "room_type_id": room_type.pk,
                "room_type_code": room_type.code,
                "room_type_name": room_type.name,
                "max_occupancy": room_type.max_occupancy,
                "nights": [
                    {"night": night.isoformat(), "free": max(rooms, 0), "short": max(-rooms, 0)}
                    for night, rooms in sorted(free.get(room_type.pk, {}).items())
                ],
            }
            for room_type in types
        ],
    }


def warning_bodies(warnings: Iterable[Refusal]) -> list[dict[str, str]]:
    """What to know about a change that was made all the same."""
    return [{"code": warning.code, "message": warning.message} for warning in warnings]


def _identity(booking: RoomBooking) -> dict[str, Any]:
    return {
        "booking_id": booking.booking_id,
        "confirmation_number": booking.confirmation_number,
        "group_code": booking.group_code,
        "channel": booking.channel,
        "status": booking.status,
        "check_in": booking.check_in.isoformat(),
        "check_out": booking.check_out.isoformat(),
        "nights": booking.nights,
        "version": booking.version,
        "language": booking.language,
        "mail_problem": booking.mail_problem,
    }


def _times(booking: RoomBooking) -> dict[str, Any]:
    names = (
        "created_at",
        "updated_at",
        "expires_at",
        "confirmed_at",
        "checked_in_at",
        "checked_out_at",
        "cancelled_at",
        "declined_at",
        "expired_at",
        "no_show_at",
        "erased_at",
    )
    return {name: moment(getattr(booking, name)) for name in names}


def _amounts(reader: Reader, booking: RoomBooking) -> dict[str, Any]:
    return {
        "currency": booking.currency,
        "guarantee": booking.guarantee,
        "total_amount": _amount(reader, booking.total_amount),
        "held_amount": _amount(reader, booking.held_amount),
        "captured_amount": _amount(reader, booking.captured_amount),
        "refunded_amount": _amount(reader, booking.refunded_amount),
        "refunding_amount": _amount(reader, booking.refunding_amount),
        "balance": _amount(reader, booking.balance),
        "cancellation_fee": _amount(reader, booking.cancellation_fee),
    }


def _party_facts(reading: BookingReading) -> dict[str, Any]:
    return {"party_complete": reading.party_missing == 0, "party_missing_count": reading.party_missing}


def _out_of_scope() -> dict[str, Any]:
    """What clients read and this system does not have: surveys."""
    return {
        "survey_sent": False,
        "survey_completed": False,
        "survey_rating": None,
        "survey_sent_at": None,
        "survey_response": None,
    }


def _member(reader: Reader, one: PartyMember) -> dict[str, Any]:
    return {
        "id": one.pk,
        "role": one.role,
        "first_name": _personal(reader, one.first_name),
        "last_name": _personal(reader, one.last_name),
        "full_name": _personal(reader, one.full_name),
        "email": _personal(reader, one.email),
        "phone": _personal(reader, one.phone),
        "is_staying": one.is_staying,
        "precheckin_payload": _told(reader, one.precheckin_payload),
        "created_at": moment(one.created_at),
    }


def _in_house(reader: Reader, reading: BookingReading) -> dict[str, Any] | None:
    """Who is in the house; null before the check-in, nobody after the check-out."""
    if reading.booking.checked_in_at is None:
        return None
    inside = reading.booking.status == S.IN_HOUSE
    primary = reading.primary if inside else None
    companions = [one for one in reading.companions if one.is_staying] if inside else []
    return {
        "primary": _guest(reader, reading, primary) if primary else None,
        "companions": [_guest(reader, reading, one) for one in companions],
        "walkins": [],
        "total_count": len(companions) + (primary is not None),
    }


def _guest(reader: Reader, reading: BookingReading, one: PartyMember) -> dict[str, Any]:
    return {
        "id": one.pk,
        "first_name": _personal(reader, one.first_name),
        "last_name": _personal(reader, one.last_name),
        "full_name": _personal(reader, one.full_name),
        "guest_type": one.role,
        "id_pin": None,
        "room_number": reading.room.number if reading.room else None,
        "check_in_date": reading.booking.check_in.isoformat(),
        "check_out_date": reading.booking.check_out.isoformat(),
    }


def _room(room: Room) -> dict[str, Any]:
    return {
        "id": room.pk,
        "room_number": room.number,
        "room_status": str(room.room_status),
        "is_occupied": room.is_occupied,
        "is_active": room.is_active,
        "is_out_of_order": room.room_status == RoomStatus.OUT_OF_ORDER,
        "room_type_id": room.room_type_id,
        "room_type_name": room.room_type.name,
    }


def _flags(booking: RoomBooking) -> dict[str, bool]:
    return {
        "is_checked_in": booking.status == S.IN_HOUSE,
        "can_check_in": booking.status == S.CONFIRMED,
        "can_check_out": booking.status == S.IN_HOUSE,
        "can_edit_party": booking.holds_inventory,
    }


def _card(reading: BookingReading) -> Payment | None:
    return next((one for one in reversed(reading.payments) if one.provider), None)


def _booker_summary(reader: Reader, booking: RoomBooking) -> str:
    if booking.booker_type == BookerType.SELF:
        return "Self"
    if booking.booker_type == BookerType.COMPANY and booking.booker_company:
        return _personal(reader, booking.booker_company)
    return _personal(reader, _full_name(booking.booker_first_name, booking.booker_last_name))


def _full_name(first: str, last: str) -> str:
    return f"{first} {last}".strip()


def _personal(reader: Reader, value: str) -> str:
    return value if reader.may(VIEW_CONTACTS) else ""


def _told(reader: Reader, payload: dict[str, Any]) -> dict[str, Any]:
    """What somebody told before arriving."""
    return payload if reader.may(VIEW_CONTACTS) else {}


def _amount(reader: Reader, amount: Decimal) -> str | None:
    return text(amount) if reader.may(VIEW_MONEY) else None
