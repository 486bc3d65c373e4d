"""What a cancellation or a no-show costs, by the terms on which the booking was made. Pure.

The terms are the hotel's, or those of the rate plan, as they were when the booking was made; the booking keeps them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hotelmate.core.money import ZERO, cents, text
from hotelmate.hotel.models import Hotel
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.models import RatePlan

HUNDRED = Decimal(100)
SECONDS_OF_AN_HOUR = 3600
NAMES = {
    "FLEXIBLE": "Flexible",
    "MODERATE": "Moderate",
    "NON_REFUNDABLE": "Non-refundable",
    "CUSTOM": "By how early you cancel",
}
# Hours left of a stay that has begun.
PAST = -1.0
NOTHING_TO_PAY = "Cancelling is free of charge."

Policy = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fee:
    """What a cancellation costs, by which rule of the policy, and in words."""

    amount: Decimal
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class FeeStep:
    """What cancelling costs until a moment; the last step has no end."""

    until: datetime | None
    amount: Decimal


def terms_for(plan: RatePlan | None, hotel: Hotel) -> dict[str, Any]:
    """The cancellation policy under which something is sold now: the plan's own, else the hotel's."""
    own = plan.cancellation_policy if plan is not None else None
    return dict(hotel.cancellation_policy if own is None else own)


def cancellation_fee(booking: RoomBooking, hotel: Hotel, now: datetime) -> Decimal:
    """The fee for cancelling the booking now. Nothing before it is confirmed, nothing without a policy."""
    return fee_now(booking, hotel, now).amount


def fee_now(booking: RoomBooking, hotel: Hotel, now: datetime) -> Fee:
    """The fee for cancelling the booking now, and why."""
    if booking.status != BookingStatus.CONFIRMED:
        return Fee(ZERO, "NOT_CONFIRMED", "The booking is not confirmed yet. " + NOTHING_TO_PAY)
    return fee_of(
        booking.cancellation_policy,
        total=booking.total_amount,
        nights=booking.nights,
        hours_left=hours_until_arrival(hotel, booking.check_in, now),
    )


def fee_of(policy: Policy, *, total: Decimal, nights: int, hours_left: float) -> Fee:
    """What a policy asks for a cancellation so many hours before the arrival; never more than the total."""
    template = policy.get("template_type")
    if not template:
        return Fee(ZERO, "DEFAULT_MODE", NOTHING_TO_PAY)
    if template == "CUSTOM":
        return _tier_fee(policy, total, nights, hours_left)
    if template != "NON_REFUNDABLE" and hours_left >= (policy.get("free_until_hours") or 0):
        return Fee(ZERO, f"{template}_FREE", NOTHING_TO_PAY)
    return _penalty(policy, total, nights, f"{template}_PENALTY")


def no_show_fee(booking: RoomBooking, hotel: Hotel) -> Decimal:
    """The fee for not showing up: a share of the total."""
    return cents(booking.total_amount * booking.no_show_fee_percent / HUNDRED)


def cancellation_preview(booking: RoomBooking, hotel: Hotel, now: datetime, kept: Decimal) -> dict[str, Any]:
    """What cancelling would cost now, and what of the money that was taken would come back; amounts are numbers."""
    fee = fee_now(booking, hotel, now)
    return {
        "fee_amount": float(fee.amount),
        "refund_amount": float(max(kept - fee.amount, ZERO)),
        "description": fee.words,
        "applied_rule": fee.rule,
        "is_default_mode": fee.rule == "DEFAULT_MODE",
    }


def free_until(policy: Policy, hotel: Hotel, check_in: date) -> datetime | None:
    """Until when cancelling is free; None where it never is, or always."""
    hours: int | None = None
    if policy.get("template_type") in ("FLEXIBLE", "MODERATE"):
        hours = policy.get("free_until_hours") or 0
    for tier in policy.get("tiers") or []:
        if tier["penalty_type"] == "NONE":
            hours = tier["hours_before"] if hours is None else min(hours, tier["hours_before"])
    if hours is None:
        return None
    return _so_long_before(hotel, check_in, hours)


def fee_steps(
    policy: Policy, hotel: Hotel, *, check_in: date, total: Decimal, nights: int, now: datetime
) -> list[FeeStep]:
    """What cancelling costs from now on, step by step. What costs the same as before is no step of its own."""
    hours = {tier["hours_before"] for tier in policy.get("tiers") or []}
    if policy.get("template_type") in ("FLEXIBLE", "MODERATE"):
        hours = {policy.get("free_until_hours") or 0}
    ends = [(_so_long_before(hotel, check_in, left), left) for left in sorted(hours, reverse=True)]
    steps: list[FeeStep] = []
    for until, left in [*((until, left) for until, left in ends if until > now), (None, PAST)]:
        amount = fee_of(policy, total=total, nights=nights, hours_left=left).amount
        if steps and steps[-1].amount == amount:
            steps.pop()
        steps.append(FeeStep(until, amount))
    return steps


def hours_until_arrival(hotel: Hotel, check_in: date, now: datetime) -> float:
    """How many hours are left until guests of that day may arrive; below zero after that."""
    arrival = hotel.local_moment(check_in, hotel.check_in_from)
    return (arrival.timestamp() - now.timestamp()) / SECONDS_OF_AN_HOUR


def _so_long_before(hotel: Hotel, check_in: date, hours: int) -> datetime:
    """So many hours before guests of that day may arrive."""
    arrival = hotel.local_moment(check_in, hotel.check_in_from)
    return datetime.fromtimestamp(arrival.timestamp() - hours * SECONDS_OF_AN_HOUR, tz=UTC)


def policy_in_words(policy: Policy, currency: str) -> list[str]:
    """The policy as a guest reads it, a sentence for each step."""
    template = policy.get("template_type")
    if not template:
        return [NOTHING_TO_PAY]
    if template == "CUSTOM":
        tiers = policy.get("tiers") or []
        sentences = [f"From {tier['hours_before']} hours before arrival: {_asks(tier, currency)}." for tier in tiers]
        return [*sentences, "Later than that: the whole stay."]
    if template == "NON_REFUNDABLE":
        return [f"A cancellation costs {_asks(policy, currency)}."]
    hours = policy.get("free_until_hours") or 0
    return [f"Free of charge until {hours} hours before arrival.", f"Later than that: {_asks(policy, currency)}."]


def _tier_fee(policy: Policy, total: Decimal, nights: int, hours_left: float) -> Fee:
    """The tier with the largest number of hours that has not been passed; below all of them, the full price."""
    tiers = sorted(policy.get("tiers") or [], key=lambda tier: tier["hours_before"], reverse=True)
    for tier in tiers:
        if hours_left >= tier["hours_before"]:
            return _penalty(tier, total, nights, f"CUSTOM_TIER_{tier['hours_before']}")
    if not tiers:
        return Fee(ZERO, "DEFAULT_MODE", NOTHING_TO_PAY)
    return Fee(total, "CUSTOM_TIER_NONE", "It is too late for any refund: the whole stay is charged.")


def _penalty(part: Policy, total: Decimal, nights: int, rule: str) -> Fee:
    amount = min(_amount(part, total, nights), total)
    return Fee(amount, rule, f"Cancelling now costs {text(amount)}." if amount else NOTHING_TO_PAY)


def _amount(part: Policy, total: Decimal, nights: int) -> Decimal:
    kind = part.get("penalty_type") or "FULL_STAY"
    if kind == "NONE":
        return ZERO
    if kind == "FIRST_NIGHT":
        return cents(total / max(nights, 1))
    if kind == "PERCENTAGE":
        return cents(total * Decimal(str(part.get("penalty_percentage") or 0)) / HUNDRED)
    if kind == "FIXED":
        return cents(Decimal(str(part.get("penalty_amount") or 0)))
    return total


def _asks(part: Policy, currency: str) -> str:
    kind = part.get("penalty_type") or "FULL_STAY"
    if kind == "PERCENTAGE":
        return f"{part.get('penalty_percentage') or 0} % of the price"
    if kind == "FIXED":
        return f"{part.get('penalty_amount') or 0} {currency}"
    return {"NONE": "nothing", "FIRST_NIGHT": "one night"}.get(kind, "the whole stay")
