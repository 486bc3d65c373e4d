"""Rate plans, prices of nights and promotions as staff see them."""

from collections.abc import Iterable
from typing import Any

from hotelmate.core.money import text
from hotelmate.hotel.models import Hotel
from hotelmate.rooms.models import NightlyRate, PlanPrice, Promotion, RatePlan, RoomType


def rate_plan_body(plan: RatePlan, prices: Iterable[PlanPrice], hotel: Hotel) -> dict[str, Any]:
    """A rate plan with the prices of types in it."""
    return {
        "id": plan.pk,
        "code": plan.code,
        "name": plan.name,
        "description": plan.description,
        "percent": text(plan.percent),
        "cancellation_policy": plan.cancellation_policy,
        "is_default": plan.is_default,
        "is_active": plan.is_active,
        "currency": hotel.currency,
        "prices": [
            {
                "room_type_id": price.room_type_id,
                "room_type_code": price.room_type.code,
                "price": text(price.price),
            }
            for price in prices
        ],
        "version": plan.version,
    }


def nightly_rate_body(rate: NightlyRate) -> dict[str, Any]:
    """What was said of one night."""
    return {
        "room_type_id": rate.room_type_id,
        "rate_plan_id": rate.rate_plan_id,
        "night": rate.night.isoformat(),
        "price": text(rate.price) if rate.price is not None else None,
        "stop_sell": rate.stop_sell,
        "min_stay": rate.min_stay,
    }


def nightly_rates_body(room_type: RoomType, rates: Iterable[NightlyRate], hotel: Hotel) -> dict[str, Any]:
    """The nights of a type after a change."""
    return {
        "room_type_id": room_type.pk,
        "room_type_code": room_type.code,
        "currency": hotel.currency,
        "nights": [nightly_rate_body(rate) for rate in rates],
    }


def promotion_body(promotion: Promotion, hotel: Hotel) -> dict[str, Any]:
    """A promotion."""
    return {
        "id": promotion.pk,
        "code": promotion.code,
        "name": promotion.name,
        "percent_off": text(promotion.percent_off),
        "amount_off": text(promotion.amount_off),
        "currency": hotel.currency,
        **{
            name: day.isoformat() if (day := getattr(promotion, name)) else None
            for name in ("book_from", "book_until", "stay_from", "stay_until")
        },
        "min_nights": promotion.min_nights,
        "max_nights": promotion.max_nights,
        "room_type_id": promotion.room_type_id,
        "rate_plan_id": promotion.rate_plan_id,
        "is_active": promotion.is_active,
        "version": promotion.version,
    }
