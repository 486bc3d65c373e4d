"""The providers, and which of them a hotel works with."""

from django.conf import settings

from hotelmate.core.errors import refuse
from hotelmate.hotel.models import Hotel
from hotelmate.payments.demo import DemoProvider
from hotelmate.payments.port import Provider
from hotelmate.payments.stripe_account import current_account
from hotelmate.payments.stripe_provider import StripeProvider

DEMO, STRIPE = "demo", "stripe"
PROVIDERS: dict[str, Provider] = {DEMO: DemoProvider(), STRIPE: StripeProvider()}


def provider_named(name: str) -> Provider:
    """The provider; UNKNOWN_PROVIDER (400) if there is none of that name."""
    if name not in PROVIDERS:
        raise _unknown(tuple(PROVIDERS))
    return PROVIDERS[name]


def providers_for(hotel: Hotel) -> tuple[str, ...]:
    """The providers that a new payment of the hotel may go to, the usual one first.

    Real money and pretended money are not mixed: a simulated hotel charges no card but a stand-in's, and a real one
    takes no pretended card once a real account is there.
    """
    account = current_account()
    if hotel.is_simulated:
        return (DEMO, STRIPE) if account is not None and account.is_local else (DEMO,)
    return ((STRIPE,) if account is not None else ()) + ((DEMO,) if settings.DEMO_PAYMENTS else ())


def provider_for(hotel: Hotel, name: str = "") -> str:
    """The provider of a new payment; UNKNOWN_PROVIDER (400) when the hotel does not work with the one asked for."""
    usable = providers_for(hotel)
    if not usable or (name and name not in usable):
        raise _unknown(usable)
    return name or usable[0]


def _unknown(usable: tuple[str, ...]) -> Exception:
    choice = f"One of: {', '.join(usable)}." if usable else "None is configured here."
    return refuse("UNKNOWN_PROVIDER", f"Invalid payment provider. {choice}", status=400)
