"""The demo provider: a card network of three tables, for trying everything without an account.

A card's name says how it behaves (`CARDS`); any other is a good card. It keeps its own books and knows nothing of
bookings. Every effect is one statement together with the note of its key, so it can be stopped at any point.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection

from hotelmate.core import clock
from hotelmate.core.money import ZERO
from hotelmate.payments.errors import ProviderDeclined, ProviderUnreachable
from hotelmate.payments.models import Action, DemoCall, DemoCharge, DemoSession, PaymentState
from hotelmate.payments.port import CardRequest, CheckoutRequest, ProviderCheckout, ProviderPayment

CARDS = {
    "visa": "A good card",
    "decline": "Declined at once",
    "hang": "The bank does not answer: nothing is held",
    "twice": "Good, and we are told twice",
    "late": "Good, and nobody is told for a while",
    "lost-answer": "Good, but every answer is lost on its way",
    "unreachable-later": "Held; after that the bank is away",
    "capture-fails": "Held; the bank refuses to pay it out",
}
PAGE = "/pay/demo/{reference}/"
LATE_BY = timedelta(seconds=20)
NO_ANSWER = "The card network does not answer."
# The effect and the note of its key are one statement: with the key known or in another state, neither happens.
ACT = """
    WITH acted AS (
        UPDATE payments_democharge SET {effect}
        WHERE reference = %s AND state = %s
          AND NOT EXISTS (SELECT FROM payments_democall WHERE idempotency_key = %s)
        RETURNING id
    )
    INSERT INTO payments_democall (charge_id, idempotency_key, action, amount, called_at)
    SELECT id, %s, %s, %s, %s FROM acted ON CONFLICT (idempotency_key) DO NOTHING
"""


class DemoProvider:
    """Implements `port.Provider` on the tables of this app, outside of any change's transaction."""

    def open_checkout(self, request: CheckoutRequest, *, idempotency_key: str) -> ProviderCheckout:
        """Make a page of our own, `/pay/demo/…/`."""
        session, _ = DemoSession.objects.get_or_create(
            idempotency_key=idempotency_key,
            defaults={
                "reference": f"demo_cs_{secrets.token_hex(16)}",
                "title": f"{request.hotel_name}, {request.booking_id}"[:200],
                "amount": request.amount,
                "currency": request.currency,
                "success_url": request.success_url,
                "cancel_url": request.cancel_url,
                "expires_at": request.expires_at,
            },
        )
        return as_checkout(session)

    def look_at_checkout(self, reference: str) -> ProviderCheckout:
        """How the session stands; one that a card answers late is open until it does."""
        session = DemoSession.objects.select_related("charge").filter(reference=reference).first()
        if session is None:
            raise ProviderDeclined("No such checkout.")
        return as_checkout(session)

    def close_checkout(self, reference: str) -> None:
        """Close an open session."""
        DemoSession.objects.filter(reference=reference, closed_at__isnull=True, charge__isnull=True).update(
            closed_at=clock.now()
        )

    def authorise(self, request: CardRequest, *, idempotency_key: str) -> str:
        """Hold the amount on the card named by `source`; the charge's reference."""
        return self.hold(request.source, request.amount, request.currency, idempotency_key)

    def hold(self, card: str, amount: Decimal, currency: str, idempotency_key: str) -> str:
        """Hold an amount on a card: one charge for a key, however often it is asked for."""
        if card == "decline":
            raise ProviderDeclined("The card was declined.")
        if card in ("hang", "unreachable"):
            raise ProviderUnreachable(NO_ANSWER)
        with connection.cursor() as cursor:
            cursor.execute(
                """
                WITH charge AS (
                    INSERT INTO payments_democharge
                        (reference, card, amount, currency, state, captured_amount, refunded_amount)
                    VALUES (%s, %s, %s, %s, %s, 0, 0) ON CONFLICT (reference) DO NOTHING RETURNING id
                )
                INSERT INTO payments_democall (charge_id, idempotency_key, action, amount, called_at)
                SELECT id, %s, '', %s, %s FROM charge
                """,
                [
                    f"demo_{idempotency_key}"[:60],
                    card,
                    amount,
                    currency,
                    PaymentState.AUTHORISED,
                    idempotency_key,
                    amount,
                    clock.now(),
                ],
            )
        return DemoCall.objects.select_related("charge").get(idempotency_key=idempotency_key).charge.reference

    def look(self, reference: str) -> ProviderPayment:
        """How the charge stands."""
        asked_at = clock.now()
        charge = self._charge(reference)
        refunds = charge.calls.filter(action=Action.REFUND).values_list("idempotency_key", "amount")
        return ProviderPayment(
            reference=charge.reference,
            state=charge.state,
            amount=charge.amount,
            currency=charge.currency,
            captured=charge.captured_amount,
            refunded=charge.refunded_amount,
            # A key that failed often got a suffix; it is still the same decision's.
            refunds={key.partition(".")[0]: amount for key, amount in refunds},
            asked_at=asked_at,
        )

    def capture(self, *, reference: str, amount: Decimal, currency: str, idempotency_key: str) -> None:
        """Take what is held; a charge that was released cannot be captured."""
        if self._charge(reference).card == "capture-fails":
            raise ProviderDeclined("The bank refused to pay out what it held.")
        effect: dict[str, str | Decimal] = {"state": PaymentState.CAPTURED, "captured_amount": amount}
        self._act(reference, idempotency_key, Action.CAPTURE, PaymentState.AUTHORISED, effect, amount)

    def release(self, *, reference: str, idempotency_key: str) -> None:
        """Let go of what is held; a captured charge cannot be released."""
        self._act(
            reference,
            idempotency_key,
            Action.RELEASE,
            PaymentState.AUTHORISED,
            {"state": PaymentState.RELEASED},
            ZERO,
        )

    def refund(self, *, reference: str, amount: Decimal, currency: str, idempotency_key: str) -> None:
        """Give back of what was captured, at most all of it."""
        charge = self._charge(reference)
        known = charge.calls.filter(idempotency_key=idempotency_key).exists()
        if charge.refunded_amount + amount > charge.captured_amount and not known:
            raise ProviderDeclined("More cannot be refunded than was captured.")
        effect = {"refunded_amount": amount}
        self._act(reference, idempotency_key, Action.REFUND, PaymentState.CAPTURED, effect, amount)

    def known_since(self, moment: datetime, *, hotel_slug: str) -> list[ProviderPayment]:
        """Nothing: the demo provider does not know whose charges are whose, and takes no money."""
        return []

    def _act(
        self,
        reference: str,
        idempotency_key: str,
        action: str,
        expected_state: str,
        effect: Mapping[str, str | Decimal],
        amount: Decimal,
    ) -> None:
        charge = self._charge(reference)
        if charge.card == "unreachable-later":
            raise ProviderUnreachable(NO_ANSWER)
        columns = ", ".join(
            "refunded_amount = refunded_amount + %s" if column == "refunded_amount" else f"{column} = %s"
            for column in effect
        )
        key = idempotency_key
        with connection.cursor() as cursor:
            cursor.execute(
                ACT.format(effect=columns),
                [*effect.values(), reference, expected_state, key, key, action, amount, clock.now()],
            )
        if not charge.calls.filter(idempotency_key=idempotency_key).exists():
            raise ProviderDeclined(f"The charge is {self._charge(reference).state}.")
        if charge.card == "lost-answer":
            raise ProviderUnreachable("The card network acted, and its answer was lost.")

    def _charge(self, reference: str) -> DemoCharge:
        charge = DemoCharge.objects.filter(reference=reference).first()
        if charge is None:
            raise ProviderDeclined("No such charge.")
        return charge


def as_checkout(session: DemoSession) -> ProviderCheckout:
    """The session as the provider tells it."""
    now = clock.now()
    answered = session.charge is not None and (session.completes_at is None or session.completes_at <= now)
    return ProviderCheckout(
        reference=session.reference,
        url=PAGE.format(reference=session.reference),
        is_open=not answered and session.closed_at is None and (session.charge is not None or session.expires_at > now),
        payment=session.charge.reference if session.charge is not None and answered else "",
    )


def pay(session: DemoSession, card: str) -> DemoSession:
    """A guest pays on the page: the amount is held, once for a session. Raises what the card network says."""
    if session.charge_id is None:
        reference = DemoProvider().hold(card, session.amount, session.currency, session.reference)
        late = {"completes_at": clock.now() + LATE_BY} if card == "late" else {}
        charge = DemoCharge.objects.get(reference=reference)
        DemoSession.objects.filter(pk=session.pk, charge__isnull=True).update(charge=charge, **late)
        session.refresh_from_db()
    return session


def effects_of(reference: str) -> int:
    """How often the provider was told to do something with a charge, and did it."""
    return DemoCall.objects.filter(charge__reference=reference).count()
