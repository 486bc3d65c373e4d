"""A hotel whose guests pay with Stripe's stand-in, and the ways in which they do."""

from decimal import Decimal
from typing import Any

from rest_framework.test import APIClient

from hotelmate.core.actor import Actor
from hotelmate.core.change import run_change
from hotelmate.hotel.queries import system_of
from hotelmate.payments.models import Payment
from hotelmate.payments.services import begin_card
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import Checkout
from hotelmate.simulation.stripe_stand_in.server import StandIn
from tests.room_bookings.house import AFTERNOON, House, S

WEBHOOK = "/api/public/hotel/room-bookings/stripe-webhook/"
BACK = {"success_url": "http://localhost/done?session={CHECKOUT_SESSION_ID}", "cancel_url": "http://localhost/back"}


class Till(House):
    """Bookings that are paid on a page of Stripe's."""

    def __init__(self, stand_in: StandIn, **settings: Any) -> None:
        super().__init__(**settings)
        self.stand_in = stand_in
        self.ledger = stand_in.ledger
        # The hotel's afternoon is the provider's, too.
        self.ledger.now = AFTERNOON.timestamp

    def guest(self, booking: RoomBooking) -> Actor:
        """The guest of a booking."""
        return Actor(kind="guest", hotel_id=self.hotel.pk, hotel=self.hotel, booking_pk=booking.pk)

    def check_out_page(self, booking: RoomBooking, **more: Any) -> Checkout:
        """The guest is sent to the page."""
        guest = self.guest(booking)
        begun = run_change(
            lambda: services.begin_checkout(actor=guest, booking_id=booking.booking_id, **{**BACK, **more})
        )
        return services.finish_checkout(guest, begun).subject

    def on_page(self, **booking: Any) -> tuple[RoomBooking, Payment]:
        """A booking whose guest looks at the page."""
        made = self.unpaid(**booking)
        checkout = self.check_out_page(made)
        assert checkout.payment is not None
        return made, checkout.payment

    def paid_page(self, **booking: Any) -> tuple[RoomBooking, Payment]:
        """A booking whose guest has paid on the page; nobody was told yet."""
        made, payment = self.on_page(**booking)
        self.ledger.pay(payment.session_reference)
        return made, payment

    def waiting(self, **booking: Any) -> RoomBooking:
        """A booking whose card is held; Stripe has told so."""
        made, _ = self.paid_page(**booking)
        self.deliver()
        return self.fresh(made)

    def confirmed(self, **booking: Any) -> RoomBooking:
        """A booking whose card was charged."""
        made = self.waiting(**booking)
        self.done(made, "approve")
        self.deliver()
        return self.fresh(made)

    def second_charge(self, booking: RoomBooking, amount: str = "200.00") -> Payment:
        """Another card that was charged for a booking, without a decision of ours."""
        payment = run_change(
            lambda: begin_card(
                actor=self.actor(),
                booking_pk=booking.pk,
                booking_id=booking.booking_id,
                provider="stripe",
                amount=Decimal(amount),
                currency="EUR",
                at=self.hotel.now(),
                source="pm_card_visa",
            )
        )
        intent = self.ledger.create_intent(
            {
                "amount": int(Decimal(amount) * 100),
                "currency": "eur",
                "payment_method": "pm_card_visa",
                "confirm": "true",
                "metadata": {"hotelmate_key": payment.idempotency_key},
            }
        )
        self.deliver()
        payment.refresh_from_db()
        assert payment.provider_reference == intent["id"]
        return payment

    def deliver(self) -> list[tuple[str, int, str]]:
        """Deliver the webhooks that are due: type, status and what was answered."""
        mailbag = self.stand_in.mailbag
        events, mailbag.kept = mailbag.kept, []
        return [(event["type"], *self.send(event)) for event in events]

    def send(self, event: dict[str, Any], **signing: Any) -> tuple[int, str]:
        """Deliver one webhook."""
        payload, headers = self.stand_in.mailbag.signed(event, **signing)
        response = APIClient().generic(
            "POST",
            WEBHOOK,
            payload,
            content_type="application/json",
            headers={"Stripe-Signature": headers["Stripe-Signature"]},
        )
        body = response.json()
        return response.status_code, body.get("status") or body.get("code")

    def intent_of(self, booking: RoomBooking) -> dict[str, Any]:
        """What Stripe has of a booking's newest payment."""
        return self.ledger.intent(self.payments(booking)[-1].provider_reference)

    def effects(self, booking: RoomBooking) -> dict[str, int]:
        """What was done to a booking's newest payment at Stripe, how often."""
        return dict(self.ledger.effects[self.payments(booking)[-1].provider_reference])

    def resume(self) -> tuple[int, int]:
        """What the worker does about money that was left open."""
        return services.resume_payments(system_of(self.hotel))

    def money(self, booking: RoomBooking) -> tuple[str, str, Decimal, Decimal]:
        """Status, state of the newest payment, what was captured and refunded."""
        now = self.fresh(booking)
        return now.status, self.payments(booking)[-1].state, now.captured_amount, now.refunded_amount


__all__ = ["BACK", "WEBHOOK", "S", "Till"]
