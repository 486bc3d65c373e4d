"""The port through which money moves at a provider, and the providers behind it.

Nothing here runs inside a transaction. Each call carries an idempotency key, so asking again after a crash has no
second effect.
"""

from decimal import Decimal
from typing import Protocol

from hotelmate.core.errors import refuse
from hotelmate.payments.demo import DemoProvider


class Provider(Protocol):
    """A payment provider. Each call raises ProviderDeclined or ProviderUnreachable when it does not succeed."""

    def authorise(self, *, amount: Decimal, currency: str, source: str, idempotency_key: str) -> str:
        """Hold the amount on a card; the provider's reference for it."""

    def capture(self, *, reference: str, amount: Decimal, idempotency_key: str) -> None:
        """Take what is held."""

    def release(self, *, reference: str, idempotency_key: str) -> None:
        """Let go of what is held."""

    def refund(self, *, reference: str, amount: Decimal, idempotency_key: str) -> None:
        """Give back of what was taken."""

    def done(self, *, idempotency_key: str) -> bool:
        """Whether a call with this key has had its effect."""


PROVIDERS: dict[str, Provider] = {"demo": DemoProvider()}


def provider_named(name: str) -> Provider:
    """The provider; UNKNOWN_PROVIDER (400) if there is none of that name."""
    if name not in PROVIDERS:
        raise refuse("UNKNOWN_PROVIDER", f"Invalid payment provider. One of: {', '.join(PROVIDERS)}.", status=400)
    return PROVIDERS[name]
