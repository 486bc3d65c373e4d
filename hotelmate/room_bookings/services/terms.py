"""On which terms something is sold: an offer's price, and what it says about cancelling, as a booking keeps them."""

from dataclasses import replace
from typing import Any

from hotelmate.hotel.models import Hotel
from hotelmate.room_bookings.offers import Offer
from hotelmate.room_bookings.policies import terms_for
from hotelmate.room_bookings.services.creation import Request, Sale
from hotelmate.rooms.pricing import price_facts


def on_terms_of(offer: Offer, request: Request, hotel: Hotel) -> Request:
    """The request at the offer's price and on its terms."""
    sale = Sale(
        terms_for(offer.plan, hotel),
        hotel.no_show_fee_percent,
        rate_plan_id=offer.plan.pk if offer.plan is not None else None,
        price_details=offer_facts(offer),
    )
    return replace(
        request,
        room_type_id=offer.room_type.pk,
        total_amount=offer.price.total,
        promo_code=offer.promotion.code if offer.promotion is not None else "",
        sale=sale,
    )


def offer_facts(offer: Offer) -> dict[str, Any]:
    """How a price came about, as it is kept."""
    return {
        **price_facts(offer.price),
        "rate_plan": offer.plan.code if offer.plan is not None else None,
        "promotion": offer.promotion.code if offer.promotion is not None else None,
    }
