"""Amounts: decimals with two places, in the hotel's currency."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def cents(amount: Decimal) -> Decimal:
    """The amount rounded half up to two places."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def text(amount: Decimal) -> str:
    """The amount as clients read it: a string with two decimals."""
    return f"{amount:.2f}"
