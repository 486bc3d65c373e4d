"""The providers' own books: what became of each payment there, and how often something was done to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hotelmate.payments.models import DemoCharge
from hotelmate.payments.providers import STRIPE
from hotelmate.payments.stripe_account import connected_to
from hotelmate.simulation.stripe_stand_in.server import StandIn, stripe_stand_in

_running: list[StandIn] = []


@contextmanager
def standing_in() -> Iterator[StandIn]:
    """A stand-in for Stripe for the races; this process takes it for Stripe, others are told by its environment."""
    with stripe_stand_in() as stand_in, connected_to(stand_in.account):
        _running.append(stand_in)
        try:
            yield stand_in
        finally:
            _running.remove(stand_in)


def current_stand_in() -> StandIn:
    """The stand-in that is running."""
    return _running[-1]


def entry_of(provider: str, reference: str) -> tuple[Any, ...]:
    """What a provider has: state, amounts, and how often it acted."""
    if provider == STRIPE:
        ledger = current_stand_in().ledger
        intent = ledger.intent(reference)
        refunded = intent["latest_charge"]["amount_refunded"]
        return (intent["status"], intent["amount_received"], refunded, dict(ledger.effects[reference]))
    charge = DemoCharge.objects.get(reference=reference)
    return (charge.state, charge.captured_amount, charge.refunded_amount, charge.calls.count())
