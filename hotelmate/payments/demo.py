"""The demo provider: a card network of one table, for trying everything without an account.

The card's name says how it behaves: `decline` is refused at once, `unreachable` never answers, `lost-answer` acts and
then does not answer. Everything else is a good card. It keeps its own books and knows nothing of bookings.
"""

import secrets
from decimal import Decimal

from django.db import IntegrityError
from django.db.models import F

from hotelmate.core import clock
from hotelmate.payments.errors import ProviderDeclined, ProviderUnreachable
from hotelmate.payments.models import DemoCall, DemoCharge, PaymentState


class DemoProvider:
    """Implements `providers.Provider` on the tables of this app, outside of any change's transaction."""

    def authorise(self, *, amount: Decimal, currency: str, source: str, idempotency_key: str) -> str:
        """Hold the amount on the card named by `source`; the charge's reference."""
        known = DemoCall.objects.filter(idempotency_key=idempotency_key).select_related("charge").first()
        if known is not None:
            return known.charge.reference
        if source == "decline":
            raise ProviderDeclined("The card was declined.")
        if source == "unreachable":
            raise ProviderUnreachable("The card network does not answer.")
        charge = DemoCharge.objects.create(
            reference=f"demo_{secrets.token_hex(12)}",
            card=source,
            amount=amount,
            currency=currency,
            state=PaymentState.AUTHORISED,
        )
        self._note(charge, idempotency_key)
        return charge.reference

    def capture(self, *, reference: str, amount: Decimal, idempotency_key: str) -> None:
        """Take what is held; a charge that was released cannot be captured."""
        self._act(
            reference,
            idempotency_key,
            PaymentState.AUTHORISED,
            {"state": PaymentState.CAPTURED, "captured_amount": amount},
        )

    def release(self, *, reference: str, idempotency_key: str) -> None:
        """Let go of what is held; a captured charge cannot be released."""
        self._act(reference, idempotency_key, PaymentState.AUTHORISED, {"state": PaymentState.RELEASED})

    def refund(self, *, reference: str, amount: Decimal, idempotency_key: str) -> None:
        """Give back of what was captured, at most all of it."""
        charge = self._charge(reference)
        if charge.refunded_amount + amount > charge.captured_amount and not self.done(idempotency_key=idempotency_key):
            raise ProviderDeclined("More cannot be refunded than was captured.")
        self._act(reference, idempotency_key, PaymentState.CAPTURED, {"refunded_amount": F("refunded_amount") + amount})

    def done(self, *, idempotency_key: str) -> bool:
        """Whether a call with this key has had its effect."""
        return DemoCall.objects.filter(idempotency_key=idempotency_key).exists()

    def _act(self, reference: str, idempotency_key: str, expected_state: str, effect: dict[str, object]) -> None:
        charge = self._charge(reference)
        if charge.card == "unreachable-later":
            raise ProviderUnreachable("The card network does not answer.")
        if not self._note(charge, idempotency_key):
            return
        if not DemoCharge.objects.filter(pk=charge.pk, state=expected_state).update(**effect):
            DemoCall.objects.filter(idempotency_key=idempotency_key).delete()
            raise ProviderDeclined(f"The charge is {self._charge(reference).state}.")
        if charge.card == "lost-answer":
            raise ProviderUnreachable("The card network acted, and its answer was lost.")

    def _charge(self, reference: str) -> DemoCharge:
        charge = DemoCharge.objects.filter(reference=reference).first()
        if charge is None:
            raise ProviderDeclined("No such charge.")
        return charge

    def _note(self, charge: DemoCharge, idempotency_key: str) -> bool:
        """Note the call; False when this key has been here before."""
        try:
            DemoCall.objects.create(charge=charge, idempotency_key=idempotency_key, called_at=clock.now())
        except IntegrityError:
            return False
        return True
