"""What rate plans, prices of nights and promotions may be, and whether a stay may be sold by them."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hotelmate.core.errors import Refusal
from hotelmate.hotel.rules import unusable_policy
from hotelmate.rooms.models import Promotion
from hotelmate.rooms.rules import HIGHEST_RATE, TYPE_CODE, unusable_nights

PROMOTION_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,39}")
LEAST_PERCENT, MOST_PERCENT = Decimal(-100), Decimal(900)
LONGEST_MIN_STAY = 365
MOST_NIGHTS = 730
WEEKDAYS = range(1, 8)


def unusable_plan(values: Mapping[str, Any]) -> Refusal | None:
    """The first thing that is wrong with these values of a rate plan, which may be some or all of them."""
    return next(_wrong_plan(values), None)


def _wrong_plan(values: Mapping[str, Any]) -> Iterator[Refusal]:
    if "code" in values and not TYPE_CODE.fullmatch(values["code"]):
        yield _invalid("INVALID_CODE", "code", "A code has letters, digits, _ and -, 20 at most.")
    if "name" in values and not values["name"].strip():
        yield _invalid("INVALID_NAME", "name", "A rate plan has a name.")
    if "percent" in values and not LEAST_PERCENT <= values["percent"] <= MOST_PERCENT:
        yield _invalid("OUT_OF_RANGE", "percent", f"percent lies between {LEAST_PERCENT} and {MOST_PERCENT}.")
    if values.get("cancellation_policy") is not None:
        refusal = unusable_policy(values["cancellation_policy"])
        if refusal is not None:
            yield refusal


def unusable_price(price: Decimal | None) -> Refusal | None:
    """A price is an amount from 0; none means that there is no price of its own."""
    if price is None or 0 <= price <= HIGHEST_RATE:
        return None
    return _invalid("OUT_OF_RANGE", "price", f"price lies between 0 and {HIGHEST_RATE}.")


def unusable_nightly(
    *, from_date: date, to_date: date, weekdays: Collection[int], values: Mapping[str, Any]
) -> Refusal | None:
    """What is wrong with values for the nights of `[from_date, to_date)`."""
    if not values:
        return _invalid("NOTHING_TO_CHANGE", "price", "Give a price, stop_sell or min_stay.")
    if not set(weekdays) <= set(WEEKDAYS):
        return _invalid("INVALID_WEEKDAYS", "weekdays", "Weekdays are numbers from 1, Monday, to 7, Sunday.")
    min_stay = values.get("min_stay")
    if min_stay is not None and not 1 <= min_stay <= LONGEST_MIN_STAY:
        return _invalid("OUT_OF_RANGE", "min_stay", f"min_stay lies between 1 and {LONGEST_MIN_STAY}.")
    return unusable_nights(from_date, to_date) or unusable_price(values.get("price"))


def unusable_promotion(values: Mapping[str, Any]) -> Refusal | None:
    """The first thing that is wrong with a promotion; `values` are all of its values."""
    return next(_wrong_promotion(values), None)


def _wrong_promotion(values: Mapping[str, Any]) -> Iterator[Refusal]:
    if not PROMOTION_CODE.fullmatch(values["code"]):
        yield _invalid("INVALID_CODE", "code", "A code has letters, digits, _ and -, 40 at most.")
    if not values["name"].strip():
        yield _invalid("INVALID_NAME", "name", "A promotion has a name.")
    if not 0 <= values["percent_off"] <= 100:
        yield _invalid("OUT_OF_RANGE", "percent_off", "percent_off lies between 0 and 100.")
    if not 0 <= values["amount_off"] <= HIGHEST_RATE:
        yield _invalid("OUT_OF_RANGE", "amount_off", f"amount_off lies between 0 and {HIGHEST_RATE}.")
    if not values["percent_off"] and not values["amount_off"]:
        yield _invalid(
            "PROMOTION_OF_NOTHING", "percent_off", "A promotion takes something off: a percentage or an amount."
        )
    for first, last in (("book_from", "book_until"), ("stay_from", "stay_until")):
        if values[first] and values[last] and values[last] < values[first]:
            yield _invalid("INVALID_DATES", last, f"{last} is not before {first}.")
    if not 1 <= values["min_nights"] <= MOST_NIGHTS:
        yield _invalid("OUT_OF_RANGE", "min_nights", f"min_nights lies between 1 and {MOST_NIGHTS}.")
    most = values["max_nights"]
    if most is not None and not values["min_nights"] <= most <= MOST_NIGHTS:
        yield _invalid("OUT_OF_RANGE", "max_nights", f"max_nights lies between min_nights and {MOST_NIGHTS}.")


def default_retired(*, is_default: bool) -> Refusal | None:
    """The plan that is sold when nobody names one stays."""
    if not is_default:
        return None
    return Refusal("DEFAULT_RATE_PLAN", "This plan is sold when nobody names one. Make another the default first.")


def plan_not_sold(code: str, *, is_active: bool) -> Refusal | None:
    """A retired plan is not sold, and not the default."""
    if is_active:
        return None
    return Refusal("RATE_PLAN_RETIRED", f"The rate plan {code} is retired. Choose another or reinstate it.")


def not_for_sale(stopped: Collection[date]) -> Refusal | None:
    """On nights with a stop nothing is sold online."""
    if not stopped:
        return None
    nights = sorted(night.isoformat() for night in stopped)
    return Refusal(
        "STOP_SELL",
        f"Rooms of this type are not sold online on {', '.join(nights[:5])}. Choose other dates or ask the hotel.",
        409,
        {"nights": nights},
    )


def stay_too_short(nights: int, min_stay: int) -> Refusal | None:
    """Over some nights only longer stays are sold."""
    if nights >= min_stay:
        return None
    return Refusal("MIN_STAY", f"A stay over these nights has {min_stay} nights at least.", 409, {"min_stay": min_stay})


def promotion_refused(
    promotion: Promotion | None,
    *,
    today: date,
    check_in: date,
    check_out: date,
    room_type_id: int,
    rate_plan_id: int | None,
) -> Refusal | None:
    """Whether a promotion holds for a stay that is booked today; `None` is a code that the hotel does not know."""
    if promotion is None or not promotion.is_active:
        return _not_applicable("This promotion code is not known.")
    nights = (check_out - check_in).days
    last_night = date.fromordinal(check_out.toordinal() - 1)
    if not _within(promotion.book_from, today, promotion.book_until):
        return _not_applicable("This promotion cannot be booked today.")
    if not (
        _within(promotion.stay_from, check_in, promotion.stay_until)
        and _within(promotion.stay_from, last_night, promotion.stay_until)
    ):
        return _not_applicable("This promotion is not for these nights.")
    if nights < promotion.min_nights:
        return _not_applicable(f"This promotion is for stays of {promotion.min_nights} nights or more.")
    if promotion.max_nights is not None and nights > promotion.max_nights:
        return _not_applicable(f"This promotion is for stays of {promotion.max_nights} nights or fewer.")
    if promotion.room_type_id not in (None, room_type_id):
        return _not_applicable("This promotion is for another room type.")
    if promotion.rate_plan_id not in (None, rate_plan_id):
        return _not_applicable("This promotion is for another rate plan.")
    return None


def _within(first: date | None, day: date, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _not_applicable(message: str) -> Refusal:
    return Refusal("PROMOTION_NOT_APPLICABLE", f"{message} Leave promo_code out, or use another.")


def _invalid(code: str, field: str, message: str) -> Refusal:
    return Refusal(code, message, 400, {"fields": {field: [message]}})
