"""Which Stripe account this installation speaks to, and in which version of the API."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import stripe
from django.conf import settings

# Pinned: what an answer looks like changes when this does, and not when somebody clicks in a dashboard.
API_VERSION = "2026-10-28.endive"
TIMEOUT_SECONDS = 12
# The library asks again by itself with the same key when nothing was answered, or when the key is still in use.
RETRIES = 2
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class StripeAccount:
    """Keys and address of an account. `api_base` is Stripe's own unless a stand-in's is named."""

    secret_key: str
    webhook_secret: str = ""
    api_base: str = ""

    @property
    def is_local(self) -> bool:
        """Whether this speaks to a stand-in on this machine, so that nothing leaves it."""
        return urlsplit(self.api_base).hostname in LOOPBACK


_everywhere: list[StripeAccount] = []


def current_account() -> StripeAccount | None:
    """The account that is configured; None when there is none."""
    if _everywhere:
        return _everywhere[-1]
    if not settings.STRIPE_SECRET_KEY:
        return None
    return StripeAccount(settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET, settings.STRIPE_API_BASE)


@contextmanager
def connected_to(account: StripeAccount) -> Iterator[None]:
    """Let this process speak to another account than the configured one, in all its threads."""
    _everywhere.append(account)
    try:
        yield
    finally:
        _everywhere.remove(account)


@lru_cache(maxsize=4)
def client_of(account: StripeAccount) -> stripe.StripeClient:
    """A client for the account; its connections are kept, and used by one thread at a time."""
    return stripe.StripeClient(
        account.secret_key,
        stripe_version=API_VERSION,
        base_addresses={"api": account.api_base} if account.api_base else {},
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
    )
