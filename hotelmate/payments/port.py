"""The port through which money moves at a provider: what is asked, and what a provider says about it.

Nothing here runs inside a transaction. Each call that acts carries an idempotency key, so asking again after a crash has
no second effect; and what came of it is always read back from the provider, whose word counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from hotelmate.core import clock
from hotelmate.core.money import ZERO


@dataclass(frozen=True, slots=True)
class ProviderPayment:
    """A payment as the provider has it.

    `state` is CREATED (nothing is held yet), AUTHORISED, CAPTURED or RELEASED. `refunds` are those that we asked for, by
    their idempotency keys; `refunded` counts all of them, also those made by hand at the provider. `disputed` is what
    the cardholder's bank has taken back, for now or for good. `payment_key` is the key of ours that it was made with.
    """

    reference: str
    state: str
    amount: Decimal
    currency: str
    captured: Decimal = ZERO
    refunded: Decimal = ZERO
    disputed: Decimal = ZERO
    dispute_open: bool = False
    refunds: Mapping[str, Decimal] = field(default_factory=dict)
    payment_key: str = ""
    # When the question was asked: what was done since then is not in the answer.
    asked_at: datetime = field(default_factory=clock.now)


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """What a guest is to pay, and where they go from the provider's page."""

    hotel_slug: str
    hotel_name: str
    booking_id: str
    payment_key: str
    amount: Decimal
    currency: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    email: str = ""


@dataclass(frozen=True, slots=True)
class ProviderCheckout:
    """A checkout as the provider has it. `payment` is the reference of what was paid, once it was."""

    reference: str
    url: str
    is_open: bool
    payment: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class CardRequest:
    """A card to be held without a page in between: `source` names it at the provider."""

    hotel_slug: str
    booking_id: str
    payment_key: str
    amount: Decimal
    currency: str
    source: str


@dataclass(frozen=True, slots=True)
class ProviderMessage:
    """What a provider told us by itself: that something happened to a payment or a checkout.

    It is taken as a hint, whatever it says and however late it comes: the provider is asked how things stand now.
    """

    event_id: str
    type: str
    payment: str = ""
    checkout: str = ""
    payment_key: str = ""


class Provider(Protocol):
    """A payment provider. Each call raises ProviderDeclined or ProviderUnreachable when it does not succeed."""

    def open_checkout(self, request: CheckoutRequest, *, idempotency_key: str) -> ProviderCheckout:
        """Make a page on which the amount can be held on a card."""

    def look_at_checkout(self, reference: str) -> ProviderCheckout:
        """How a checkout stands."""

    def close_checkout(self, reference: str) -> None:
        """Let nobody pay there any more; nothing if it is over already."""

    def authorise(self, request: CardRequest, *, idempotency_key: str) -> str:
        """Hold the amount on a card; the provider's reference for it."""

    def look(self, reference: str) -> ProviderPayment:
        """How a payment stands."""

    def capture(self, *, reference: str, amount: Decimal, currency: str, idempotency_key: str) -> None:
        """Take what is held."""

    def release(self, *, reference: str, idempotency_key: str) -> None:
        """Let go of what is held."""

    def refund(self, *, reference: str, amount: Decimal, currency: str, idempotency_key: str) -> None:
        """Give back of what was taken."""

    def known_since(self, moment: datetime, *, hotel_slug: str) -> list[ProviderPayment]:
        """What the provider has of this hotel since then, so that a payment nobody noted here is found."""
