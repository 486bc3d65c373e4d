"""The stand-in's webhooks: signed, and delivered as reliably as it is told: late, again, out of order, or not at all."""

import json
import random
import secrets
import ssl
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
import stripe

from hotelmate.simulation.stripe_stand_in.ledger import Thing

TIMEOUT_SECONDS = 20.0
OK = 200


@dataclass(slots=True)
class Manner:
    """How webhooks are delivered. With `held_back` they are only kept, until `deliver` is called."""

    held_back: bool = True
    copies: int = 1
    shuffled: bool = False
    lost: frozenset[str] = frozenset()


@dataclass(slots=True)
class Mailbag:
    """Events that were made, and what came of their deliveries."""

    secret: str
    url: str = ""
    manner: Manner = field(default_factory=Manner)
    kept: list[Thing] = field(default_factory=list)
    answers: list[tuple[str, int]] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    lock: threading.Lock = field(default_factory=threading.Lock)
    # A connection for each delivery. Whom this machine trusts is not read in: the house is on it, and not asked over TLS.
    client: httpx.Client = field(
        default_factory=lambda: httpx.Client(
            timeout=TIMEOUT_SECONDS,
            limits=httpx.Limits(max_keepalive_connections=0),
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        )
    )

    def take(self, kind: str, thing: Thing) -> None:
        """Make an event of what happened."""
        event = {
            "id": f"evt_{secrets.token_hex(12)}",
            "object": "event",
            "type": kind,
            "created": int(time.time()),
            "data": {"object": thing},
        }
        with self.lock:
            self.kept.append(event)
        if not self.manner.held_back:
            threading.Thread(target=self.deliver, daemon=True).start()

    def deliver(self) -> list[int]:
        """Deliver what is kept, in this manner; what was not answered with a 200 is kept for the next time."""
        with self.lock:
            events, self.kept = self.kept, []
        wanted = [event for event in events if event["type"] not in self.manner.lost for _ in range(self.manner.copies)]
        if self.manner.shuffled:
            self.chance.shuffle(wanted)
        statuses = []
        for event in wanted:
            status = self.send(event)
            statuses.append(status)
            if status != OK:
                with self.lock:
                    self.kept.append(event)
        return statuses

    def send(self, event: Thing) -> int:
        """Deliver one event now; the status of the answer, 0 for none."""
        status, _ = self.ask(event)
        with self.lock:
            self.answers.append((event["type"], status))
        return status

    def ask(self, event: Thing) -> tuple[int, str]:
        """Deliver one event now: the status, and what was answered. 0 when nothing was."""
        payload, headers = self.signed(event)
        try:
            response = self.client.post(self.url, content=payload, headers=headers)
        except httpx.TransportError as error:
            return 0, str(error)
        body = response.json()
        return response.status_code, str(body.get("status") or body.get("code"))

    def signed(self, event: Thing, *, secret: str = "", timestamp: int | None = None) -> tuple[bytes, dict[str, str]]:
        """The body of a delivery and its headers."""
        payload = json.dumps(event)
        signature: Any = stripe.WebhookSignature.generate_signature_header(payload, secret or self.secret, timestamp)
        return payload.encode(), {"Stripe-Signature": signature, "Content-Type": "application/json"}
