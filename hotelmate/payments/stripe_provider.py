"""Stripe, through its own library: Checkout with manual capture, PaymentIntents, refunds, signed webhooks."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any

import stripe

from hotelmate.core import clock
from hotelmate.core.errors import refuse
from hotelmate.core.money import ZERO
from hotelmate.payments.errors import ProviderDeclined, ProviderUnreachable
from hotelmate.payments.models import PaymentState
from hotelmate.payments.port import (
    CardRequest,
    CheckoutRequest,
    ProviderCheckout,
    ProviderMessage,
    ProviderPayment,
)
from hotelmate.payments.stripe_account import client_of, current_account

STATES = {"requires_capture": PaymentState.AUTHORISED, "succeeded": PaymentState.CAPTURED}
GONE = "canceled"
NOT_BACK = frozenset({"failed", "canceled"})
# A dispute in these states has taken the money; a warning has not yet, and a won one gave it back.
TAKEN_BY_DISPUTE = frozenset({"needs_response", "under_review", "lost"})
DISPUTE_OPEN = frozenset({"needs_response", "under_review"})
ZERO_DECIMAL = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"]
)
THREE_DECIMAL = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
KEY, HOTEL, BOOKING = "hotelmate_key", "hotel_slug", "booking_id"
MOST = 100
STALE_SECONDS = 300
NO_ANSWER = "The payment provider does not answer."


class StripeProvider:
    """Implements `port.Provider` on the account that is configured."""

    def open_checkout(self, request: CheckoutRequest, *, idempotency_key: str) -> ProviderCheckout:
        """Make a Checkout Session whose card is held, not charged."""
        about = {HOTEL: request.hotel_slug, BOOKING: request.booking_id, KEY: request.payment_key}
        params: Any = {
            "mode": "payment",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": request.currency.lower(),
                        "unit_amount": to_minor(request.amount, request.currency),
                        "product_data": {"name": f"{request.hotel_name}, {request.booking_id}"},
                    },
                }
            ],
            "payment_intent_data": {"capture_method": "manual", "metadata": about},
            "metadata": about,
            "client_reference_id": request.booking_id,
            "success_url": request.success_url,
            "cancel_url": request.cancel_url,
            "expires_at": int(request.expires_at.timestamp()),
        }
        if request.email:
            params["customer_email"] = request.email
        with _asking() as client:
            session = client.v1.checkout.sessions.create(params, {"idempotency_key": idempotency_key})
        return _as_checkout(session)

    def look_at_checkout(self, reference: str) -> ProviderCheckout:
        """How the session stands."""
        with _asking() as client:
            return _as_checkout(client.v1.checkout.sessions.retrieve(reference))

    def close_checkout(self, reference: str) -> None:
        """Expire the session; one that is complete or expired stays as it is."""
        try:
            with _asking() as client:
                client.v1.checkout.sessions.expire(reference)
        except ProviderDeclined:
            if self.look_at_checkout(reference).is_open:
                raise

    def authorise(self, request: CardRequest, *, idempotency_key: str) -> str:
        """Hold the amount on a payment method of the account; what needs the cardholder is declined."""
        params: Any = {
            "amount": to_minor(request.amount, request.currency),
            "currency": request.currency.lower(),
            "payment_method": request.source,
            "capture_method": "manual",
            "confirm": True,
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            "metadata": {HOTEL: request.hotel_slug, BOOKING: request.booking_id, KEY: request.payment_key},
        }
        with _asking() as client:
            intent = client.v1.payment_intents.create(params, {"idempotency_key": idempotency_key})
        if intent.status in STATES:
            return intent.id
        self.release(reference=intent.id, idempotency_key=f"{idempotency_key}:give-up")
        raise ProviderDeclined("The card wants its holder to confirm. Send the guest to the checkout instead.")

    def look(self, reference: str) -> ProviderPayment:
        """How a PaymentIntent stands, with its refunds and disputes."""
        asked_at = clock.now()
        with _asking() as client:
            intent = client.v1.payment_intents.retrieve(reference, {"expand": ["latest_charge"]})
            refunds: list[Any] = []
            disputes: list[Any] = []
            if intent.status == "succeeded":
                refunds = client.v1.refunds.list({"payment_intent": reference, "limit": MOST}).data
                charge = intent.latest_charge
                if isinstance(charge, stripe.Charge) and charge.disputed:
                    disputes = client.v1.disputes.list({"payment_intent": reference, "limit": MOST}).data
        return _as_payment(intent, refunds, disputes, asked_at)

    def capture(self, *, reference: str, amount: Decimal, currency: str, idempotency_key: str) -> None:
        """Take what is held."""
        with _asking() as client:
            client.v1.payment_intents.capture(
                reference, {"amount_to_capture": to_minor(amount, currency)}, {"idempotency_key": idempotency_key}
            )

    def release(self, *, reference: str, idempotency_key: str) -> None:
        """Let go of what is held."""
        with _asking() as client:
            client.v1.payment_intents.cancel(reference, {}, {"idempotency_key": idempotency_key})

    def refund(self, *, reference: str, amount: Decimal, currency: str, idempotency_key: str) -> None:
        """Give back of what was taken."""
        with _asking() as client:
            client.v1.refunds.create(
                {
                    "payment_intent": reference,
                    "amount": to_minor(amount, currency),
                    # The key without what was added for another attempt: by it the refund is found again.
                    "metadata": {KEY: idempotency_key.partition(".")[0]},
                },
                {"idempotency_key": idempotency_key},
            )

    def known_since(self, moment: datetime, *, hotel_slug: str) -> list[ProviderPayment]:
        """The hotel's PaymentIntents since then."""
        found = []
        with _asking() as client:
            page = client.v1.payment_intents.list({"created": {"gte": int(moment.timestamp())}, "limit": MOST})
            for intent in page.auto_paging_iter():
                if _named(intent.metadata, HOTEL) == hotel_slug:
                    found.append(_as_payment(intent, [], [], clock.now()))
        return found


def read_message(payload: bytes, signature: str) -> ProviderMessage:
    """What a webhook of Stripe's says; INVALID_SIGNATURE or INVALID_PAYLOAD (400) if it is not Stripe's, or stale."""
    account = current_account()
    if account is None or not account.webhook_secret:
        raise refuse("NOT_CONFIGURED", "No webhooks of Stripe are expected here.", status=404)
    try:
        stripe.WebhookSignature.verify_header(payload.decode(), signature, account.webhook_secret, STALE_SECONDS)
    except (stripe.SignatureVerificationError, UnicodeDecodeError) as error:
        raise refuse("INVALID_SIGNATURE", "Invalid signature", status=400) from error
    try:
        event = json.loads(payload)
        event_id, kind, thing = str(event["id"]), str(event["type"]), event["data"]["object"]
        return _message(event_id, kind, thing)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise refuse("INVALID_PAYLOAD", "Invalid payload", status=400) from error


def _message(event_id: str, kind: str, thing: Mapping[str, Any]) -> ProviderMessage:
    key = str((thing.get("metadata") or {}).get(KEY, ""))
    if kind.startswith("checkout.session."):
        return ProviderMessage(
            event_id, kind, payment=thing.get("payment_intent") or "", checkout=thing["id"], payment_key=key
        )
    if kind.startswith("payment_intent."):
        return ProviderMessage(event_id, kind, payment=thing["id"], payment_key=key)
    if kind.startswith(("charge.", "refund.")):
        return ProviderMessage(event_id, kind, payment=thing.get("payment_intent") or "")
    return ProviderMessage(event_id, kind)


def _named(metadata: Any, name: str) -> str:
    """One of the notes that we added to a thing at Stripe."""
    return str(metadata[name]) if metadata and name in metadata else ""


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount as Stripe counts it, in the smallest unit of the currency."""
    return int((amount * _units(currency)).to_integral_value())


def from_minor(amount: int, currency: str) -> Decimal:
    """The amount as the house counts it."""
    return (Decimal(amount) / _units(currency)).quantize(ZERO)


def _units(currency: str) -> int:
    if currency.upper() in ZERO_DECIMAL:
        return 1
    return 1000 if currency.upper() in THREE_DECIMAL else 100


def _as_checkout(session: stripe.checkout.Session) -> ProviderCheckout:
    intent = session.payment_intent
    return ProviderCheckout(
        reference=session.id,
        url=session.url or "",
        is_open=session.status == "open",
        payment=(intent if isinstance(intent, str) else intent.id) if intent and session.status == "complete" else "",
        email=(session.customer_details.email if session.customer_details else None) or "",
    )


def _as_payment(
    intent: stripe.PaymentIntent, refunds: list[Any], disputes: list[Any], asked_at: datetime
) -> ProviderPayment:
    currency = intent.currency.upper()
    back = [refund for refund in refunds if refund.status not in NOT_BACK]
    ours: dict[str, Decimal] = {}
    for refund in back:
        key = _named(refund.metadata, KEY)
        if key:
            ours[key] = ours.get(key, ZERO) + from_minor(refund.amount, currency)
    return ProviderPayment(
        reference=intent.id,
        state=PaymentState.RELEASED if intent.status == GONE else STATES.get(intent.status, PaymentState.CREATED),
        amount=from_minor(intent.amount, currency),
        currency=currency,
        captured=from_minor(intent.amount_received, currency),
        refunded=from_minor(sum(refund.amount for refund in back), currency),
        disputed=from_minor(sum(one.amount for one in disputes if one.status in TAKEN_BY_DISPUTE), currency),
        dispute_open=any(one.status in DISPUTE_OPEN for one in disputes),
        refunds=ours,
        payment_key=_named(intent.metadata, KEY),
        asked_at=asked_at,
    )


@contextmanager
def _asking() -> Iterator[stripe.StripeClient]:
    """A client, and Stripe's errors as the port's: it said no, or nobody knows."""
    account = current_account()
    if account is None:
        raise ProviderUnreachable("Stripe is not configured here any more: set STRIPE_SECRET_KEY.")
    try:
        yield client_of(account)
    except stripe.IdempotencyError as error:
        if error.http_status == 409:
            raise ProviderUnreachable("The provider is still at the first request.") from error
        raise ProviderDeclined(error.user_message or str(error)) from error
    except (stripe.CardError, stripe.InvalidRequestError) as error:
        raise ProviderDeclined(error.user_message or str(error)) from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        raise ProviderUnreachable("The provider refuses our key: check STRIPE_SECRET_KEY.") from error
    except stripe.StripeError as error:
        raise ProviderUnreachable(NO_ANSWER) from error
