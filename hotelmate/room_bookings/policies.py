"""What a cancellation or a no-show costs, by the hotel's policy. Pure."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from hotelmate.core.money import ZERO, cents
from hotelmate.hotel.models import Hotel
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking

HUNDRED = Decimal(100)


def cancellation_fee(booking: RoomBooking, hotel: Hotel, now: datetime) -> Decimal:
    """The fee for cancelling the booking now. Nothing before it is confirmed, nothing without a policy."""
    policy = hotel.cancellation_policy or {}
    if booking.status != BookingStatus.CONFIRMED or not policy:
        return ZERO
    hours_left = (hotel.local_moment(booking.check_in, hotel.check_in_from) - now).total_seconds() / 3600
    if policy.get("template_type") == "CUSTOM":
        return _tier_fee(booking, policy, hours_left)
    if policy.get("template_type") != "NON_REFUNDABLE" and hours_left >= (policy.get("free_until_hours") or 0):
        return ZERO
    return _penalty(booking, policy)


def no_show_fee(booking: RoomBooking, hotel: Hotel) -> Decimal:
    """The fee for not showing up: the hotel's share of the total."""
    return cents(booking.total_amount * hotel.no_show_fee_percent / HUNDRED)


def _tier_fee(booking: RoomBooking, policy: dict[str, Any], hours_left: float) -> Decimal:
    """The tier with the largest number of hours that has not been passed; below all of them, the full price."""
    tiers = sorted(policy.get("tiers") or [], key=lambda tier: tier["hours_before"], reverse=True)
    for tier in tiers:
        if hours_left >= tier["hours_before"]:
            return _penalty(booking, tier)
    return booking.total_amount if tiers else ZERO


def _penalty(booking: RoomBooking, rule: dict[str, Any]) -> Decimal:
    kind = rule.get("penalty_type") or "FULL_STAY"
    if kind == "NONE":
        return ZERO
    if kind == "FIRST_NIGHT":
        return cents(booking.total_amount / max(booking.nights, 1))
    if kind == "PERCENTAGE":
        return cents(booking.total_amount * Decimal(str(rule.get("penalty_percentage") or 0)) / HUNDRED)
    if kind == "FIXED":
        return min(cents(Decimal(str(rule.get("penalty_amount") or 0))), booking.total_amount)
    return booking.total_amount
