"""A guest who pays on a provider's page, and the message that the provider sends about it."""

import secrets

from hotelmate.payments.demo import pay
from hotelmate.payments.models import DemoSession, Payment
from hotelmate.payments.port import ProviderMessage
from hotelmate.payments.providers import DEMO, STRIPE
from hotelmate.room_bookings.services import take_message
from hotelmate.simulation.bench.races.books import current_stand_in
from hotelmate.simulation.stripe_stand_in.ledger import Thing

BACK = {"success_url": "http://127.0.0.1/paid", "cancel_url": "http://127.0.0.1/left"}
COMPLETED = "checkout.session.completed"


def pay_on_page(payment: Payment) -> None:
    """Pay with a good card; the message about it is kept."""
    if payment.provider == STRIPE:
        current_stand_in().ledger.pay(payment.session_reference)
    else:
        pay(DemoSession.objects.get(reference=payment.session_reference), "visa")


class Message:
    """What a provider says about a payment, to be told as often as one likes."""

    def __init__(self, payment: Payment) -> None:
        self._provider = payment.provider
        event_id = f"evt_{secrets.token_hex(12)}"
        self._demo = ProviderMessage(event_id, COMPLETED, payment.provider_reference, payment.session_reference)
        self._stripe: Thing = {"id": event_id, "object": "event", "type": COMPLETED}
        if payment.provider == STRIPE:
            self._stripe["data"] = {"object": _thing(payment)}

    def tell(self) -> tuple[int, str]:
        """Tell it: over HTTP with a signature where it is Stripe's. The status, and what was answered."""
        if self._provider == STRIPE:
            status, answer = current_stand_in().mailbag.ask(self._stripe)
            return status, answer
        return 200, "success" if take_message(DEMO, self._demo) else "already_processed"


def _thing(payment: Payment) -> Thing:
    """What the message is about: the page, or the hold where there was none."""
    if payment.session_reference:
        return current_stand_in().ledger.session(payment.session_reference)
    return {"id": "cs_none", "payment_intent": payment.provider_reference, "metadata": {}}
