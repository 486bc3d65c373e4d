"""The stand-in's state: sessions, PaymentIntents, refunds, disputes, and every effect that was had, in order.

One lock round each operation, as one row lock would be. It refuses what Stripe refuses: to capture more than is held or
twice, to cancel what was captured, to refund more than was taken.
"""

import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from hotelmate.simulation.stripe_stand_in.errors import declined, invalid, missing, unexpected_state

Thing = dict[str, Any]
Listener = Callable[[str, Thing], None]
SHORTEST_SESSION_SECONDS = 30 * 60
LONGEST_SESSION_SECONDS = 24 * 3600
CANCELABLE = frozenset({"requires_payment_method", "requires_capture", "requires_confirmation", "requires_action"})
GOOD_METHODS = ("pm_card_visa", "pm_card_mastercard")


def _nothing(kind: str, thing: Thing) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Ledger:
    """Everything that the stand-in knows. `effects` counts what was done to each PaymentIntent."""

    listener: Listener = _nothing
    sessions: dict[str, Thing] = field(default_factory=dict)
    intents: dict[str, Thing] = field(default_factory=dict)
    refunds: dict[str, Thing] = field(default_factory=dict)
    disputes: dict[str, Thing] = field(default_factory=dict)
    effects: dict[str, Counter[str]] = field(default_factory=dict)
    now: Callable[[], float] = time.time
    lock: Any = field(default_factory=RLock)

    # Checkout

    def create_session(self, asked: Thing) -> Thing:
        """A page on which somebody can pay."""
        if asked.get("mode") != "payment":
            raise invalid("You must provide mode.", param="mode")
        amount, currency = _sum_of(asked.get("line_items", []))
        expires_at = int(asked.get("expires_at") or self.now() + LONGEST_SESSION_SECONDS)
        if not SHORTEST_SESSION_SECONDS - 5 <= expires_at - self.now() <= LONGEST_SESSION_SECONDS + 5:
            raise invalid(
                "The `expires_at` timestamp must be between 30 minutes and 24 hours away.", param="expires_at"
            )
        reference = f"cs_test_{secrets.token_hex(16)}"
        session = {
            "id": reference,
            "object": "checkout.session",
            "url": f"https://checkout.stripe.test/c/pay/{reference}",
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "amount_total": amount,
            "currency": currency,
            "metadata": dict(asked.get("metadata") or {}),
            "client_reference_id": asked.get("client_reference_id"),
            "customer_details": None,
            "customer_email": asked.get("customer_email"),
            "expires_at": expires_at,
            "success_url": asked.get("success_url"),
            "cancel_url": asked.get("cancel_url"),
            "intent_data": dict(asked.get("payment_intent_data") or {}),
            "tried": "",
        }
        with self.lock:
            self.sessions[reference] = session
        return shown(session)

    def session(self, reference: str) -> Thing:
        """A session as it stands; one whose time is over has expired."""
        with self.lock:
            if reference not in self.sessions:
                raise missing("checkout.session", reference)
            session = self.sessions[reference]
            if session["status"] == "open" and session["expires_at"] <= self.now():
                self._expire(session)
            return shown(session)

    def expire_session(self, reference: str) -> Thing:
        """Let nobody pay there any more."""
        with self.lock:
            if self.session(reference)["status"] != "open":
                raise invalid(
                    'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a '
                    f"status of {self.sessions[reference]['status']}."
                )
            self._expire(self.sessions[reference])
            return shown(self.sessions[reference])

    def _expire(self, session: Thing) -> None:
        session["status"], session["url"] = "expired", None
        self.listener("checkout.session.expired", shown(session))

    def pay(self, session_reference: str, method: str = "pm_card_visa", **wrong: Any) -> Thing:
        """A guest pays on the page. `wrong` overwrites amount or currency, as no page should."""
        with self.lock:
            if self.session(session_reference)["status"] != "open":
                raise invalid("This Checkout Session is no longer open.")
            session = self.sessions[session_reference]
            intent = self._intent_on_page(session, wrong)
            self._confirm(intent, method)
            session["status"], session["payment_intent"], session["url"] = "complete", intent["id"], None
            session["payment_status"] = "paid" if intent["status"] == "succeeded" else "unpaid"
            session["customer_details"] = {"email": session["customer_email"]}
            self.listener("checkout.session.completed", shown(session))
            return shown(session)

    def _intent_on_page(self, session: Thing, wrong: Thing) -> Thing:
        """One PaymentIntent for a page, however many cards are tried on it."""
        if session["tried"]:
            return self.intents[session["tried"]]
        data = session["intent_data"]
        asked = {
            "amount": session["amount_total"],
            "currency": session["currency"],
            "capture_method": data.get("capture_method", "automatic"),
            "metadata": data.get("metadata") or {},
            **wrong,
        }
        intent = self._new_intent(asked)
        session["tried"] = intent["id"]
        return intent

    # PaymentIntents

    def create_intent(self, asked: Thing) -> Thing:
        """A PaymentIntent, confirmed at once if asked for."""
        with self.lock:
            intent = self._new_intent({**asked, "amount": int(asked["amount"])})
            if str(asked.get("confirm")).lower() == "true":
                self._confirm(intent, str(asked.get("payment_method")))
            return shown(intent)

    def _new_intent(self, asked: Thing) -> Thing:
        if asked["amount"] <= 0:
            raise invalid("This value must be greater than or equal to 1.", "parameter_invalid_integer", param="amount")
        reference = f"pi_{secrets.token_hex(12)}"
        self.intents[reference] = {
            "id": reference,
            "object": "payment_intent",
            "amount": asked["amount"],
            "amount_capturable": 0,
            "amount_received": 0,
            "currency": str(asked["currency"]).lower(),
            "capture_method": asked.get("capture_method", "automatic"),
            "status": "requires_payment_method",
            "created": int(self.now()),
            "metadata": dict(asked.get("metadata") or {}),
            "latest_charge": None,
        }
        self.effects[reference] = Counter()
        return self.intents[reference]

    def _confirm(self, intent: Thing, method: str) -> None:
        if method not in GOOD_METHODS:
            self.listener("payment_intent.payment_failed", shown(intent))
            raise declined()
        intent["latest_charge"] = {
            "id": f"ch_{secrets.token_hex(12)}",
            "object": "charge",
            "payment_intent": intent["id"],
            "amount": intent["amount"],
            "amount_refunded": 0,
            "disputed": False,
        }
        self.effects[intent["id"]]["hold"] += 1
        if intent["capture_method"] == "manual":
            intent["status"], intent["amount_capturable"] = "requires_capture", intent["amount"]
            self.listener("payment_intent.amount_capturable_updated", shown(intent))
        else:
            self._take(intent, intent["amount"])

    def intent(self, reference: str) -> Thing:
        """A PaymentIntent as it stands."""
        with self.lock:
            return shown(self._intent(reference))

    def _intent(self, reference: str) -> Thing:
        if reference not in self.intents:
            raise missing("payment_intent", reference)
        return self.intents[reference]

    def capture(self, reference: str, asked: Thing) -> Thing:
        """Take what is held, or a part of it."""
        with self.lock:
            intent = self._intent(reference)
            if intent["status"] != "requires_capture":
                raise unexpected_state("capture", intent["status"])
            amount = int(asked.get("amount_to_capture") or intent["amount_capturable"])
            if amount > intent["amount_capturable"]:
                raise invalid("The requested capture amount is greater than what is held.", "amount_too_large")
            self._take(intent, amount)
            return shown(intent)

    def _take(self, intent: Thing, amount: int) -> None:
        intent |= {"status": "succeeded", "amount_received": amount, "amount_capturable": 0}
        self.effects[intent["id"]]["capture"] += 1
        self.listener("payment_intent.succeeded", shown(intent))

    def cancel(self, reference: str) -> Thing:
        """Let go of what is held; what was captured cannot be cancelled."""
        with self.lock:
            intent = self._intent(reference)
            if intent["status"] not in CANCELABLE:
                raise unexpected_state("cancel", intent["status"])
            intent |= {"status": "canceled", "amount_capturable": 0}
            self.effects[reference]["release"] += 1
            self.listener("payment_intent.canceled", shown(intent))
            return shown(intent)

    # Refunds and disputes

    def refund(self, asked: Thing) -> Thing:
        """Give back of what was taken."""
        with self.lock:
            intent = self._intent(str(asked.get("payment_intent")))
            charge = intent["latest_charge"]
            if intent["status"] != "succeeded":
                raise invalid("This PaymentIntent does not have a successful charge to refund.")
            if charge["disputed"]:
                raise invalid("This charge is disputed and cannot be refunded.", "charge_disputed")
            left = intent["amount_received"] - charge["amount_refunded"]
            amount = int(asked.get("amount") or left)
            if left == 0:
                raise invalid("Charge has already been refunded.", "charge_already_refunded")
            if not 0 < amount <= left:
                raise invalid(f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left}).")
            refund = {
                "id": f"re_{secrets.token_hex(12)}",
                "object": "refund",
                "payment_intent": intent["id"],
                "amount": amount,
                "currency": intent["currency"],
                "status": "succeeded",
                "metadata": dict(asked.get("metadata") or {}),
            }
            self.refunds[refund["id"]] = refund
            charge["amount_refunded"] += amount
            self.effects[intent["id"]]["refund"] += 1
            self.listener("charge.refunded", shown(charge))
            return shown(refund)

    def fail_refund(self, reference: str) -> None:
        """The bank sends a refund back."""
        with self.lock:
            refund = self.refunds[reference]
            refund["status"] = "failed"
            charge = self.intents[refund["payment_intent"]]["latest_charge"]
            charge["amount_refunded"] -= refund["amount"]
            self.listener("refund.failed", shown(refund))

    def dispute(self, intent_reference: str, status: str = "needs_response") -> Thing:
        """The cardholder disputes the charge, or the dispute goes on."""
        with self.lock:
            intent = self._intent(intent_reference)
            known = next((one for one in self.disputes.values() if one["payment_intent"] == intent_reference), None)
            dispute = known or {
                "id": f"dp_{secrets.token_hex(12)}",
                "object": "dispute",
                "payment_intent": intent_reference,
                "amount": intent["amount_received"] - intent["latest_charge"]["amount_refunded"],
                "currency": intent["currency"],
            }
            dispute["status"] = status
            self.disputes[dispute["id"]] = dispute
            intent["latest_charge"]["disputed"] = True
            self.listener("charge.dispute.closed" if known else "charge.dispute.created", shown(dispute))
            return shown(dispute)

    def of_intent(self, things: dict[str, Thing], reference: str) -> list[Thing]:
        """The refunds or disputes of a PaymentIntent, newest first."""
        with self.lock:
            return [shown(one) for one in reversed(things.values()) if one["payment_intent"] == reference]

    def intents_since(self, moment: int) -> list[Thing]:
        """The PaymentIntents that were made since then, newest first."""
        with self.lock:
            return [shown(one) for one in reversed(self.intents.values()) if one["created"] >= moment]


def shown(thing: Thing) -> Thing:
    """The thing as an answer holds it: a copy, with what it is made of."""
    return {
        key: dict(value) if isinstance(value, dict) else value
        for key, value in thing.items()
        if key not in ("intent_data", "tried")
    }


def _sum_of(items: Any) -> tuple[int, str]:
    prices = [item["price_data"] for item in items]
    if not prices:
        raise invalid("Missing required param: line_items.", "parameter_missing", param="line_items")
    amount = sum(int(price["unit_amount"]) * int(item["quantity"]) for price, item in zip(prices, items, strict=True))
    return amount, str(prices[0]["currency"]).lower()
