"""What is for sale, quotes and bookings as guests see them."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from hotelmate.core.api.moments import moment
from hotelmate.core.errors import Refusal
from hotelmate.core.money import cents, text
from hotelmate.hotel.models import Hotel
from hotelmate.room_bookings import money_rules
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import Quote, RoomBooking
from hotelmate.room_bookings.offers import CalendarDay, Offer, Stay, TypeOffer
from hotelmate.room_bookings.policies import NAMES, cancellation_preview, free_until, policy_in_words
from hotelmate.room_bookings.public_rules import guest_cannot_cancel
from hotelmate.room_bookings.readings import BookingReading
from hotelmate.room_bookings.services import OnlineBooking
from hotelmate.rooms.models import RatePlan, RoomType

S = BookingStatus
MOST_TOLD = 9


def hotel_body(hotel: Hotel, types: Sequence[TypeOffer]) -> dict[str, Any]:
    """A hotel as its guests know it."""
    return {
        "slug": hotel.slug,
        "name": hotel.name,
        "phone": hotel.phone,
        "email": hotel.email,
        "timezone": hotel.timezone,
        "currency": hotel.currency,
        "language": hotel.language,
        "business_date": hotel.business_date().isoformat(),
        "check_in_from": f"{hotel.check_in_from:%H:%M}",
        "check_out_by": f"{hotel.check_out_by:%H:%M}",
        "prices_include_vat": hotel.prices_include_vat,
        "vat_percent": text(hotel.vat_percent),
        "requires_approval": hotel.requires_approval,
        "unpaid_hold_minutes": hotel.unpaid_hold_minutes,
        "room_types": [room_type_body(one, hotel) for one in types],
    }


def room_types_body(hotel: Hotel, types: Sequence[TypeOffer]) -> dict[str, Any]:
    """What is sold."""
    return {"hotel": hotel.slug, "room_types": [room_type_body(one, hotel) for one in types]}


def room_type_body(offer: TypeOffer, hotel: Hotel) -> dict[str, Any]:
    """A type of room that is sold."""
    return {
        "code": offer.room_type.code,
        "name": offer.room_type.name,
        "description": offer.room_type.description,
        "bed_setup": offer.room_type.bed_setup,
        "max_occupancy": offer.room_type.max_occupancy,
        "starting_price_from": text(offer.price_from),
        "currency": hotel.currency,
        "photo": None,
    }


def availability_body(hotel: Hotel, stay: Stay, offers: Iterable[TypeOffer]) -> dict[str, Any]:
    """What is free for a stay."""
    return {
        "hotel": hotel.slug,
        "hotel_name": hotel.name,
        "check_in": stay.check_in.isoformat(),
        "check_out": stay.check_out.isoformat(),
        "nights": stay.nights,
        "adults": stay.adults,
        "children": stay.children,
        "total_guests": stay.people,
        "available_rooms": [_available(hotel, stay, one) for one in offers],
    }


def _available(hotel: Hotel, stay: Stay, offer: TypeOffer) -> dict[str, Any]:
    fits = stay.people <= offer.room_type.max_occupancy
    code, note = _why_not(stay, offer, fits)
    return {
        "room_type_code": offer.room_type.code,
        "room_type_name": offer.room_type.name,
        "is_available": code is None,
        "can_accommodate": fits,
        "rooms_left": min(max(offer.left, 0), MOST_TOLD),
        "max_occupancy": offer.room_type.max_occupancy,
        "bed_setup": offer.room_type.bed_setup,
        "short_description": offer.room_type.description,
        "photo": None,
        "starting_price_from": text(offer.price_from),
        "currency": hotel.currency,
        "availability_message": "Available" if code is None else "Not available",
        "note": note,
        "code": code,
    }


def _why_not(stay: Stay, offer: TypeOffer, fits: bool) -> tuple[str | None, str | None]:
    if not fits:
        return "PARTY_TOO_LARGE", f"Maximum occupancy is {offer.room_type.max_occupancy} guests"
    if offer.left < 1:
        return "CAPACITY_EXCEEDED", "No availability for selected dates"
    if offer.refusal is not None:
        return offer.refusal.code, offer.refusal.message
    return None, None


def calendar_body(
    hotel: Hotel, from_date: str, to_date: str, types: Iterable[tuple[RoomType, list[CalendarDay]]]
) -> dict[str, Any]:
    """What is free, night by night."""
    return {
        "hotel": hotel.slug,
        "from_date": from_date,
        "to_date": to_date,
        "currency": hotel.currency,
        "room_types": [
            {
                "room_type_code": room_type.code,
                "room_type_name": room_type.name,
                "max_occupancy": room_type.max_occupancy,
                "nights": [
                    {
                        "night": day.night.isoformat(),
                        "rooms_left": min(day.left, MOST_TOLD),
                        "is_available": day.left > 0 and not day.stop_sell,
                        "price": text(day.price),
                        "stop_sell": day.stop_sell,
                        "min_stay": day.min_stay,
                    }
                    for day in days
                ],
            }
            for room_type, days in types
        ],
    }


def policy_body(policy: Mapping[str, Any], no_show_percent: Decimal, hotel: Hotel) -> dict[str, Any] | None:
    """What a cancellation costs; None where there is no policy, and nothing is charged."""
    template = policy.get("template_type")
    if not template:
        return None
    return {
        "id": None,
        "code": template,
        "name": NAMES.get(template, template),
        "description": " ".join(policy_in_words(policy, hotel.currency)),
        "template_type": template,
        "free_until_hours": policy.get("free_until_hours"),
        "penalty_type": policy.get("penalty_type"),
        "penalty_amount": policy.get("penalty_amount"),
        "penalty_percentage": policy.get("penalty_percentage"),
        "no_show_penalty_type": "PERCENTAGE",
        "no_show_penalty_percentage": text(no_show_percent),
        "is_active": True,
        "tiers": policy.get("tiers") or [],
    }


def quote_body(quote: Quote, hotel: Hotel, offers: Iterable[Offer], warnings: Iterable[Refusal]) -> dict[str, Any]:
    """A quote, and what the same stay costs by the other plans. Its type, plan and promotion are loaded."""
    facts = quote.price_details
    promotion = quote.promotion
    return {
        "quote_id": quote.quote_id,
        "valid_until": moment(quote.valid_until),
        "currency": quote.currency,
        "room_type": {"code": quote.room_type.code, "name": quote.room_type.name, "photo": None},
        "dates": _dates(quote),
        "guests": _guests(quote.adults, quote.children),
        "breakdown": breakdown_body(facts),
        "rate_plan": _plan(quote.rate_plan),
        "rate_plans": [
            {
                **_plan_or_base(offer.plan),
                "description": offer.plan.description if offer.plan is not None else "",
                "total": text(offer.price.total),
                "is_sold": offer.refusal is None,
            }
            for offer in offers
        ],
        "applied_promo": None
        if promotion is None
        else {"code": promotion.code, "name": promotion.name, "discount": facts["discount"]},
        "cancellation_policy": _offered_policy(quote, hotel),
        "warnings": [{"code": one.code, "message": one.message} for one in warnings],
    }


def breakdown_body(facts: Mapping[str, Any]) -> dict[str, Any]:
    """How a price came about, as it was kept."""
    nights = facts["nights"]
    return {
        "base_price_per_night": text(cents(Decimal(facts["subtotal"]) / len(nights))),
        "number_of_nights": len(nights),
        "nights": nights,
        "subtotal": facts["subtotal"],
        "taxes": facts["taxes"],
        "taxes_included": facts["taxes_included"],
        "tax_percent": facts["tax_percent"],
        "fees": facts["fees"],
        "discount": text(-Decimal(facts["discount"])) if Decimal(facts["discount"]) else "0.00",
        "total": facts["total"],
    }


def booked_body(booked: OnlineBooking, hotel: Hotel, named: int) -> dict[str, Any]:
    """The answer to a booking: the token is told this once."""
    booking = booked.booking
    return {
        "success": True,
        "data": {
            "booking_id": booking.booking_id,
            "confirmation_number": booking.confirmation_number,
            "status": booking.status,
            "primary_guest_name": f"{booking.primary_first_name} {booking.primary_last_name}".strip(),
            "booker_type": booking.booker_type,
            "party_count": named,
            "total_amount": text(booking.total_amount),
            "currency": booking.currency,
            "expires_at": moment(booking.expires_at),
            "guest_token": booked.link.token,
            "token_expires": moment(booked.link.expires_at),
            "payment_url": payment_address(booking, hotel),
        },
    }


def payment_address(booking: RoomBooking, hotel: Hotel) -> str:
    """Where to ask for a payment page."""
    return f"/api/public/hotel/{hotel.slug}/room-bookings/{booking.booking_id}/payment/session/"


def guest_booking_body(reading: BookingReading, hotel: Hotel) -> dict[str, Any]:
    """A booking as its guest sees it."""
    booking = reading.booking
    refusal = guest_cannot_cancel(booking, hotel, intent_open=reading.intent_open)
    unpaid = booking.status == S.PENDING_PAYMENT
    preview = cancellation_preview(booking, hotel, hotel.now(), money_rules.kept(booking)) if refusal is None else None
    return {
        "booking_id": booking.booking_id,
        "confirmation_number": booking.confirmation_number,
        "status": booking.status,
        "created_at": moment(booking.created_at),
        "expires_at": moment(booking.expires_at),
        "hotel": {"name": hotel.name, "slug": hotel.slug, "phone": hotel.phone, "email": hotel.email},
        "room": {"code": booking.room_type.code, "name": booking.room_type.name, "photo": None},
        "dates": _dates(booking),
        "guests": _guests(booking.adults, booking.children),
        "guest": {
            "name": f"{booking.primary_first_name} {booking.primary_last_name}".strip(),
            "email": booking.primary_email,
            "phone": booking.primary_phone,
        },
        "special_requests": booking.special_requests,
        "pricing": _pricing(booking),
        "promo_code": booking.promo_code,
        "payment_required": unpaid,
        "payment_url": payment_address(booking, hotel) if unpaid else None,
        "can_cancel": refusal is None,
        "cancellation_preview": preview,
        "cancellation_policy": _offered_policy(booking, hotel),
        "checked_in_at": moment(booking.checked_in_at),
        "checked_out_at": moment(booking.checked_out_at),
        "assigned_room_number": _room_number(reading, hotel),
        "guest_token": None,
        "version": booking.version,
    }


def _pricing(booking: RoomBooking) -> dict[str, Any]:
    """How the total came about, as long as it is still the one that was sold."""
    facts = booking.price_details
    total = text(booking.total_amount)
    if not facts or facts.get("total") != total:
        return {"subtotal": total, "taxes": None, "discount": "0.00", "total": total, "currency": booking.currency}
    return {**breakdown_body(facts), "currency": booking.currency}


def _room_number(reading: BookingReading, hotel: Hotel) -> str | None:
    """The number of the room: of a guest in house, before that only where the hotel tells it."""
    if reading.room is None or (reading.booking.status != S.IN_HOUSE and not hotel.tell_guest_room_assigned):
        return None
    return reading.room.number


def _offered_policy(deal: Quote | RoomBooking, hotel: Hotel) -> dict[str, Any] | None:
    body = policy_body(deal.cancellation_policy, deal.no_show_fee_percent, hotel)
    if body is None:
        return None
    return {**body, "free_cancellation_until": moment(free_until(deal.cancellation_policy, hotel, deal.check_in))}


def _dates(stay: Quote | RoomBooking) -> dict[str, Any]:
    return {
        "check_in": stay.check_in.isoformat(),
        "check_out": stay.check_out.isoformat(),
        "nights": (stay.check_out - stay.check_in).days,
    }


def _guests(adults: int, children: int) -> dict[str, int]:
    return {"adults": adults, "children": children, "total": adults + children}


def _plan(plan: RatePlan | None) -> dict[str, str] | None:
    return None if plan is None else {"code": plan.code, "name": plan.name}


def _plan_or_base(plan: RatePlan | None) -> dict[str, str]:
    return _plan(plan) or {"code": "", "name": "Standard rate"}
