"""What a hotel's settings may be."""

import re
from collections.abc import Iterator, Mapping
from datetime import time
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from hotelmate.core.errors import Refusal
from hotelmate.hotel.precheckin import unusable_precheckin

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 60
LATEST_ROLLOVER = time(12)

# ISO 4217 without the currencies of three decimals, for amounts here have two, and without metals and test codes.
CURRENCIES = frozenset(
    re.findall(
        r"[A-Z]{3}",
        """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
        CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
        IDR ILS INR IRR ISK JMD JPY KES KGS KHR KMF KPW KRW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU
        MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG
        SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST
        XAF XCD XOF XPF YER ZAR ZMW
        """,
    )
)

TEMPLATES = ("FLEXIBLE", "MODERATE", "NON_REFUNDABLE", "CUSTOM")
PENALTIES = ("FULL_STAY", "FIRST_NIGHT", "PERCENTAGE", "FIXED", "NONE")
MOST_HOURS = 24 * 366
MOST_TIERS = 20
LARGEST_AMOUNT = Decimal("99999999.99")

# Each whole number of the settings with the least and the most that makes sense.
LIMITS = {
    "unpaid_hold_minutes": (1, 10_080),
    "approval_window_minutes": (1, 43_200),
    "retention_days": (1, 36_500),
    "pre_arrival_mail_days": (0, 60),
}


@cache
def known_timezones() -> frozenset[str]:
    """The names of all time zones; those that are no place on earth, such as `localtime`, are left out."""
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")


def unusable_slug(slug: str) -> Refusal | None:
    """A slug is part of every address of the hotel."""
    if len(slug) <= LONGEST_SLUG and SLUG.fullmatch(slug):
        return None
    return _invalid("INVALID_SLUG", "slug", "A slug has small letters, digits and single hyphens, 60 at most.")


def not_the_first(*, hotels: int) -> Refusal | None:
    """A stranger may open a hotel only while there is none."""
    if not hotels:
        return None
    return Refusal("HOTEL_EXISTS", "There is a hotel here already. Sign in.")


def unusable_settings(settings: Mapping[str, Any]) -> Refusal | None:
    """The first thing that is wrong with these settings, which may be some or all of a hotel's."""
    return next(_wrong_settings(settings), None)


def _wrong_settings(settings: Mapping[str, Any]) -> Iterator[Refusal]:
    if "name" in settings and not str(settings["name"]).strip():
        yield _invalid("INVALID_NAME", "name", "A hotel has a name.")
    if "timezone" in settings and settings["timezone"] not in known_timezones():
        yield _invalid("UNKNOWN_TIMEZONE", "timezone", "Give a time zone such as Europe/Dublin.")
    if "currency" in settings and settings["currency"] not in CURRENCIES:
        yield _invalid("UNKNOWN_CURRENCY", "currency", "Give a currency of two decimals or none, such as EUR.")
    if "day_rollover" in settings and settings["day_rollover"] > LATEST_ROLLOVER:
        yield _invalid("INVALID_ROLLOVER", "day_rollover", "The business day turns between midnight and noon.")
    for field, (least, most) in LIMITS.items():
        if field in settings and not least <= settings[field] <= most:
            yield _invalid("OUT_OF_RANGE", field, f"{field} lies between {least} and {most}.")
    if "vat_percent" in settings and not 0 <= settings["vat_percent"] <= 100:
        yield _invalid("OUT_OF_RANGE", "vat_percent", "vat_percent lies between 0 and 100.")
    if "no_show_fee_percent" in settings and not 0 <= settings["no_show_fee_percent"] <= 100:
        yield _invalid("OUT_OF_RANGE", "no_show_fee_percent", "no_show_fee_percent lies between 0 and 100.")
    if "cancellation_policy" in settings:
        yield from _wrong_policy(settings["cancellation_policy"])
    unusable = unusable_precheckin(settings["precheckin_config"]) if "precheckin_config" in settings else None
    if unusable is not None:
        yield unusable


def unusable_policy(policy: object) -> Refusal | None:
    """What is wrong with a cancellation policy. `{}` is the policy of a hotel that charges nothing."""
    return next(_wrong_policy(policy), None)


def _wrong_policy(policy: object) -> Iterator[Refusal]:
    if not isinstance(policy, Mapping):
        yield _wrong("A policy is an object.")
        return
    if not policy:
        return
    template = policy.get("template_type")
    if template not in TEMPLATES:
        yield _wrong(f"template_type is one of {', '.join(TEMPLATES)}.")
    elif template == "CUSTOM":
        yield from _wrong_tiers(policy.get("tiers"))
    else:
        if not _is_hours(policy.get("free_until_hours", 0)):
            yield _wrong(f"free_until_hours is a whole number from 0 to {MOST_HOURS}.")
        yield from _wrong_penalty(policy)


def _wrong_tiers(tiers: object) -> Iterator[Refusal]:
    if not isinstance(tiers, list) or not 1 <= len(tiers) <= MOST_TIERS:
        yield _wrong(f"A CUSTOM policy has 1 to {MOST_TIERS} tiers.")
        return
    for tier in tiers:
        if not isinstance(tier, Mapping) or not _is_hours(tier.get("hours_before")):
            yield _wrong(f"Each tier has hours_before, a whole number from 0 to {MOST_HOURS}.")
        else:
            yield from _wrong_penalty(tier)
    hours = [tier.get("hours_before") for tier in tiers if isinstance(tier, Mapping)]
    if len(set(map(str, hours))) != len(hours):
        yield _wrong("Two tiers have the same hours_before.")


def _wrong_penalty(part: Mapping[Any, Any]) -> Iterator[Refusal]:
    penalty = part.get("penalty_type")
    if penalty not in PENALTIES:
        yield _wrong(f"penalty_type is one of {', '.join(PENALTIES)}.")
    elif penalty == "PERCENTAGE" and not _is_amount(part.get("penalty_percentage"), Decimal(100)):
        yield _wrong("A PERCENTAGE penalty has a penalty_percentage from 0 to 100.")
    elif penalty == "FIXED" and not _is_amount(part.get("penalty_amount"), LARGEST_AMOUNT):
        yield _wrong("A FIXED penalty has a penalty_amount.")


def tidy_policy(policy: Mapping[str, Any]) -> dict[str, Any]:
    """The policy as it is stored: what is known and needed, amounts as texts with two decimals."""
    if not policy:
        return {}
    if policy["template_type"] == "CUSTOM":
        tiers = sorted(policy["tiers"], key=lambda tier: -int(tier["hours_before"]))
        return {
            "template_type": "CUSTOM",
            "tiers": [{"hours_before": tier["hours_before"], **_tidy_penalty(tier)} for tier in tiers],
        }
    return {
        "template_type": policy["template_type"],
        "free_until_hours": policy.get("free_until_hours", 0),
        **_tidy_penalty(policy),
    }


def _tidy_penalty(part: Mapping[str, Any]) -> dict[str, Any]:
    tidy = {"penalty_type": part["penalty_type"]}
    if part["penalty_type"] == "PERCENTAGE":
        tidy["penalty_percentage"] = f"{Decimal(str(part['penalty_percentage'])):.2f}"
    if part["penalty_type"] == "FIXED":
        tidy["penalty_amount"] = f"{Decimal(str(part['penalty_amount'])):.2f}"
    return tidy


def _is_hours(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_HOURS


def _is_amount(value: object, most: Decimal) -> bool:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return False
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return False
    return amount.is_finite() and 0 <= amount <= most and amount == amount.quantize(Decimal("0.01"))


def _wrong(message: str) -> Refusal:
    return _invalid("INVALID_CANCELLATION_POLICY", "cancellation_policy", message)


def _invalid(code: str, field: str, message: str) -> Refusal:
    return Refusal(code, message, 400, {"fields": {field: [message]}})
