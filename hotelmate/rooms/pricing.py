"""What a stay costs: nights, less a promotion, plus taxes. Pure; amounts are exact to the cent.

Each part is shared out over the nights so that the nights add up to it: what a night costs can be shown, taxed and given
back on its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Any

from hotelmate.core.money import ZERO, cents, text

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Discount:
    """What a promotion takes off: a percentage of the subtotal, then an amount."""

    percent_off: Decimal = ZERO
    amount_off: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Tax:
    """Value-added tax: of this many percent, in the prices already or on top of them."""

    percent: Decimal = ZERO
    included: bool = True


@dataclass(frozen=True, slots=True)
class Night:
    """One night of a price: what it costs, its share of discount and taxes, and what of the total it is."""

    night: date
    price: Decimal
    discount: Decimal
    taxes: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """The price of a stay. `taxes` are within `total` in any case; `taxes_included` says whether in `subtotal`, too."""

    nights: tuple[Night, ...]
    subtotal: Decimal
    discount: Decimal
    taxes: Decimal
    total: Decimal
    tax_percent: Decimal
    taxes_included: bool


def adjusted(price: Decimal, percent: Decimal) -> Decimal:
    """A price with so many percent added, or taken off where they are negative; never below zero."""
    return max(cents(price * (HUNDRED + percent) / HUNDRED), ZERO)


def discount_on(subtotal: Decimal, discount: Discount) -> Decimal:
    """What a discount takes off: never more than there is."""
    return min(cents(subtotal * discount.percent_off / HUNDRED) + discount.amount_off, subtotal)


def taxes_on(amount: Decimal, tax: Tax) -> Decimal:
    """The tax in an amount that includes it, or to be put on top of it."""
    if tax.included:
        return amount - cents(amount * HUNDRED / (HUNDRED + tax.percent))
    return cents(amount * tax.percent / HUNDRED)


def shared_out(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """An amount in shares by these weights, each exact to the cent, adding up to the amount.

    Each share is what rounding the sum so far leaves for it, so none is off by a cent or more. Where nothing weighs
    anything, all weigh the same.
    """
    if not any(weights):
        weights = [Decimal(1)] * len(weights)
    whole = sum(weights, ZERO)
    so_far = [cents(amount * part / whole) for part in accumulate(weights)]
    return [after - before for before, after in zip([ZERO, *so_far], so_far, strict=False)]


def price_of(prices: Iterable[tuple[date, Decimal]], *, discount: Discount, tax: Tax) -> Price:
    """The price of these nights. There is one night at least."""
    nights = [(night, cents(price)) for night, price in prices]
    subtotal = sum((price for _, price in nights), ZERO)
    off = discount_on(subtotal, discount)
    taxes = taxes_on(subtotal - off, tax)
    offs = shared_out(off, [price for _, price in nights])
    left = [price - part for (_, price), part in zip(nights, offs, strict=True)]
    parts = shared_out(taxes, left)
    on_top = [ZERO] * len(parts) if tax.included else parts
    return Price(
        nights=tuple(
            Night(night, price, off_it, tax_of_it, rest + more)
            for (night, price), off_it, tax_of_it, rest, more in zip(nights, offs, parts, left, on_top, strict=True)
        ),
        subtotal=subtotal,
        discount=off,
        taxes=taxes,
        total=sum(left, ZERO) + sum(on_top, ZERO),
        tax_percent=tax.percent,
        taxes_included=tax.included,
    )


def price_facts(price: Price) -> dict[str, Any]:
    """A price as it is kept with a quote or a booking, and told: amounts as texts."""
    return {
        "nights": [
            {
                "night": night.night.isoformat(),
                "price": text(night.price),
                "discount": text(night.discount),
                "taxes": text(night.taxes),
                "total": text(night.total),
            }
            for night in price.nights
        ],
        "subtotal": text(price.subtotal),
        "discount": text(price.discount),
        "taxes": text(price.taxes),
        "fees": text(ZERO),
        "total": text(price.total),
        "tax_percent": text(price.tax_percent),
        "taxes_included": price.taxes_included,
    }
