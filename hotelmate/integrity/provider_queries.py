"""Compare a hotel's payments with what their providers say. Changes nothing, here or there."""

from collections.abc import Callable
from datetime import datetime

from hotelmate.core import clock
from hotelmate.hotel.models import Hotel
from hotelmate.integrity.provider_checks import Comparison, differences
from hotelmate.integrity.report import CheckResult, Finding, Report
from hotelmate.payments.errors import ProviderDeclined, ProviderUnreachable
from hotelmate.payments.models import Method, Payment, PaymentState
from hotelmate.payments.port import ProviderPayment
from hotelmate.payments.providers import PROVIDERS, provider_named

INVARIANT = 7
# A payment that changes while its provider answers is compared anew, so many times.
LOOKS = 3
Watcher = Callable[[], None]


def payments_to_compare(hotel: Hotel, since: datetime) -> list[Payment]:
    """The card payments of the hotel since then that a provider knows something of."""
    payments = Payment.objects.filter(hotel_id=hotel.pk, method=Method.CARD, created_at__gte=since)
    return list(payments.exclude(provider_reference="", session_reference="").order_by("pk"))


def compare_hotel(
    hotel: Hotel, since: datetime, payments: list[Payment], *, after_payment: Watcher = lambda: None
) -> Report:
    """Ask the providers about each of the payments, and about what they have that is not written down here."""
    found: dict[str, list[Finding]] = {}
    for payment in payments:
        for name, finding in _compare(payment):
            found.setdefault(name, []).append(finding)
        after_payment()
    for name, finding in _strangers(hotel, since):
        found.setdefault(name, []).append(finding)
    results = tuple(CheckResult(name, INVARIANT, tuple(findings)) for name, findings in sorted(found.items()))
    return Report(hotel.slug, clock.now(), hotel.business_date(), results)


def _compare(payment: Payment) -> list[tuple[str, Finding]]:
    """Look at one payment; again if it changed meanwhile."""
    record = f"payment {payment.pk} ({payment.provider} {payment.provider_reference or payment.session_reference})"
    for _ in range(LOOKS):
        try:
            seen = _look(payment)
        except ProviderUnreachable as error:
            return [("not_compared", Finding(record, str(error), "Run this again when the provider answers."))]
        except ProviderDeclined as error:
            remedy = "Look for the booking's id at the provider, and check that the key is of the right account."
            return [("unknown_at_provider", Finding(record, f"the provider says: {error}", remedy))]
        if seen is None:
            return []
        now = Payment.objects.select_related("booking").get(pk=payment.pk)
        comparison = Comparison(now.booking, now, tuple(now.intents.all()), seen)
        if now.updated_at == payment.updated_at:
            return list(differences(comparison))
        payment = now
    return []


def _look(payment: Payment) -> ProviderPayment | None:
    provider = provider_named(payment.provider)
    reference = payment.provider_reference
    if not reference:
        reference = provider.look_at_checkout(payment.session_reference).payment
    return provider.look(reference) if reference else None


def _strangers(hotel: Hotel, since: datetime) -> list[tuple[str, Finding]]:
    """What providers have for the hotel that no payment here names, and that holds or has taken something."""
    found = []
    for name, provider in PROVIDERS.items():
        if not Payment.objects.filter(hotel_id=hotel.pk, provider=name).exists():
            continue
        try:
            theirs = provider.known_since(since, hotel_slug=hotel.slug)
        except ProviderUnreachable as error:
            found.append(("not_compared", Finding(name, str(error), "Run this again when the provider answers.")))
            continue
        ours = Payment.objects.filter(hotel_id=hotel.pk, provider=name)
        references = set(ours.values_list("provider_reference", flat=True))
        keys = set(ours.values_list("idempotency_key", flat=True))
        found += [
            ("not_written_down", _stranger(name, one))
            for one in theirs
            if one.state in (PaymentState.AUTHORISED, PaymentState.CAPTURED)
            and one.reference not in references
            and one.payment_key not in keys
        ]
    return found


def _stranger(name: str, seen: ProviderPayment) -> Finding:
    problem = f"{seen.amount} {seen.currency} is {seen.state} there for this hotel, and no payment here knows of it"
    return Finding(f"{name} {seen.reference}", problem, "Find out whose it is; release or refund it at the provider.")
