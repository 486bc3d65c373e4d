"""Money for bookings at the desk: taken by hand, held on a card, given back."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.core.change import Outcome
from hotelmate.core.ids import id_in_path
from hotelmate.core.money import ZERO
from hotelmate.desk.bookings.subject import BookingDeed, labelled
from hotelmate.desk.deeds import Done
from hotelmate.desk.forms import Amount, Choice, DeskForm, Note, Radio, Text
from hotelmate.desk.words import METHOD
from hotelmate.payments.models import UNDER_WAY, Method, Payment
from hotelmate.payments.providers import DEMO, providers_for
from hotelmate.room_bookings import services
from hotelmate.room_bookings.money_rules import refundable
from hotelmate.room_bookings.services import Receipt

LEAST = Decimal("0.01")
BY_HAND = (Method.CASH, Method.TERMINAL, Method.TRANSFER)
PROVIDER_NAMES = {"demo": gettext_lazy("Demo cards"), "stripe": "Stripe"}


class MoneyDeed(BookingDeed):
    """Something about a booking's money."""

    def amount_in_words(self, payment: Payment, amount: Any) -> str:
        """An amount as the language writes it."""
        return self.desk.wording.money(amount, payment.currency)


class PaymentForm(DeskForm):
    """How much was taken, and how."""

    method = Radio(label=gettext_lazy("Paid by"), choices=labelled(METHOD, BY_HAND))
    amount = Amount(label=gettext_lazy("Amount"), min_value=LEAST)
    note = Note(label=gettext_lazy("Remark"))


class RecordPayment(MoneyDeed):
    """Write down money that was taken by hand."""

    action = "record_payment"
    title = gettext_lazy("Take a payment")
    submit = gettext_lazy("Take payment")
    body = "desk/bookings/payment.html"
    form_class = PaymentForm

    def initial(self) -> dict[str, Any]:
        """What is open, by the terminal."""
        return {"method": Method.TERMINAL, "amount": self.booking.balance if self.booking.balance > ZERO else None}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Write it down."""
        return self.change(
            lambda: services.record_payment(actor=self.desk.actor, booking_id=self.booking_id, **values), self._recorded
        )

    def _recorded(self, outcome: Outcome[Receipt]) -> Done:
        payment = outcome.subject.payment
        names = {"amount": self.amount_in_words(payment, payment.amount), "method": METHOD[payment.method]}
        return self.told(outcome, _("%(amount)s taken: %(method)s.") % names)


class CardForm(DeskForm):
    """Which card is held, and for how much."""

    provider = Choice(label=gettext_lazy("Provider"))
    card = Text(label=gettext_lazy("Card"), max_length=40)
    amount = Amount(label=gettext_lazy("Amount"), min_value=LEAST)

    def __init__(self, *args: Any, providers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].choices = [(name, PROVIDER_NAMES[name]) for name in providers]  # type: ignore[attr-defined]
        self.fields["card"].help_text = _("The name by which the provider knows the card, never its number.")


class CardPayment(MoneyDeed):
    """Hold a card for a booking that waits for its payment."""

    action = "card_payment"
    title = gettext_lazy("Hold a card")
    submit = gettext_lazy("Hold the card")
    body = "desk/bookings/payment.html"
    form_class = CardForm

    def form_options(self) -> dict[str, Any]:
        """The providers that the hotel works with."""
        return {"providers": providers_for(self.desk.hotel)}

    def initial(self) -> dict[str, Any]:
        """The whole total."""
        demo = providers_for(self.desk.hotel)[:1] == (DEMO,)
        return {"amount": self.booking.total_amount, "card": "visa" if demo else ""}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Ask the provider to hold it."""
        return self.saga(
            lambda: services.begin_card_payment(
                actor=self.desk.actor,
                booking_id=self.booking_id,
                source=values["card"],
                provider=values["provider"],
                amount=values["amount"],
            ),
            lambda begun: Outcome(services.hold_and_settle(self.desk.actor, begun.subject)),
            self._held,
        )

    def _held(self, outcome: Outcome[Receipt]) -> Done:
        payment = outcome.subject.payment
        return self.told(
            outcome, _("%(amount)s held on the card.") % {"amount": self.amount_in_words(payment, payment.amount)}
        )


class RefundForm(DeskForm):
    """Of which payment, and how much."""

    payment_id = Choice(label=gettext_lazy("Of the payment"))
    amount = Amount(label=gettext_lazy("Amount"), min_value=LEAST)

    def __init__(self, *args: Any, payments: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payment_id"].choices = payments  # type: ignore[attr-defined]


class Refund(MoneyDeed):
    """Give money back: to the card, or by hand what was taken by hand."""

    action = "refund"
    title = gettext_lazy("Give money back")
    submit = gettext_lazy("Give back")
    body = "desk/bookings/payment.html"
    form_class = RefundForm
    danger = True

    @property
    def payments(self) -> list[Payment]:
        """The payments of which something can be given back, the newest first."""
        return [one for one in reversed(self.reading.payments) if refundable(one) > ZERO]

    def form_options(self) -> dict[str, Any]:
        """Each payment with what can be given back of it."""
        return {"payments": [(str(one.pk), self._label(one)) for one in self.payments]}

    def _label(self, payment: Payment) -> str:
        return _("%(method)s, %(amount)s can be given back") % {
            "method": METHOD[payment.method],
            "amount": self.amount_in_words(payment, refundable(payment)),
        }

    def initial(self) -> dict[str, Any]:
        """What is due to the guest, otherwise all of the payment that the address names."""
        wanted = id_in_path(self.request.GET.get("payment_id", ""))
        due = {one.payment_id: one.amount for one in self.reading.intents if one.state in UNDER_WAY}
        payment = next((one for one in self.payments if one.pk == wanted or (wanted is None and one.pk in due)), None)
        payment = payment or next(iter(self.payments), None)
        if payment is None:
            return {}
        return {"payment_id": str(payment.pk), "amount": due.get(payment.pk, refundable(payment))}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Give it back."""
        return self.saga(
            lambda: services.begin_refund(
                actor=self.desk.actor,
                booking_id=self.booking_id,
                payment_id=int(values["payment_id"]),
                amount=values["amount"],
            ),
            self._settle,
            lambda outcome: self._refunded(outcome, values),
        )

    def _settle(self, outcome: Outcome[Receipt]) -> Outcome[Receipt]:
        intent = outcome.subject.intent
        if intent is None:
            return outcome
        decision = services.settle_intent(self.desk.actor, intent)
        return Outcome(Receipt(decision.booking, outcome.subject.payment))

    def _refunded(self, outcome: Outcome[Receipt], values: Mapping[str, Any]) -> Done:
        payment = outcome.subject.payment
        names = {"amount": self.amount_in_words(payment, values["amount"])}
        said = _("%(amount)s goes back to the card.") if payment.method == Method.CARD else _("%(amount)s given back.")
        return self.told(outcome, said % names)
