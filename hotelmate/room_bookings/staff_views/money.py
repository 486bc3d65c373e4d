"""Money for bookings over HTTP: taken by hand, held on a card, given back."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.parsing import read_body
from hotelmate.core.api.schema import changes, reads
from hotelmate.core.capabilities import VIEW_BOOKINGS, VIEW_MONEY
from hotelmate.core.change import Outcome
from hotelmate.payments.models import Method
from hotelmate.room_bookings import services
from hotelmate.room_bookings.answers import PaymentChangedSerializer, PaymentListSerializer, UnsettledListSerializer
from hotelmate.room_bookings.readings import get_unsettled_readings
from hotelmate.room_bookings.representations import payment_body, unsettled_body
from hotelmate.room_bookings.serializers import PaymentCreateSerializer, RefundSerializer
from hotelmate.room_bookings.services import Receipt
from hotelmate.room_bookings.staff_views.base import MONEY, SAGA_ERRORS, BookingView, row_id
from hotelmate.room_bookings.unsettled import unsettled_of


class ReceiptView(BookingView):
    """A change of a payment, answered with the payment and its booking."""

    def receipt(self, outcome: Outcome[Receipt], message: str) -> dict[str, Any]:
        """The payment as it stands, for those who may see money, and its booking."""
        booking = self.answer(outcome, outcome.subject.booking.booking_id, message)
        key = outcome.subject.payment.pk
        payment = next((one for one in booking["booking"]["payments"] if one["id"] == key), None)
        return {**booking, "payment": payment}


class StaffBookingPaymentsView(ReceiptView):
    """The payments of a booking."""

    @reads(MONEY, answer=PaymentListSerializer)
    def get(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """All payments, oldest first."""
        self.actor.require(VIEW_MONEY)
        payments = self.reading(booking_id).payments
        return Response({"booking_id": booking_id, "results": [payment_body(self.actor, one) for one in payments]})

    @changes(MONEY, request=PaymentCreateSerializer, answer=PaymentChangedSerializer, status=201, errors=SAGA_ERRORS)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Write down money that was taken by hand, or hold a card for an unpaid booking."""
        body = read_body(PaymentCreateSerializer, request)
        if body["method"] == Method.CARD:
            return self.saga(
                lambda: services.begin_card_payment(
                    actor=self.actor,
                    booking_id=booking_id,
                    source=body["card"],
                    provider=body.get("provider", ""),
                    amount=body.get("amount"),
                ),
                lambda begun: Outcome(services.hold_and_settle(self.actor, begun.subject)),
                lambda outcome: self.receipt(outcome, "Card held"),
                status=201,
            )
        return self.change(
            lambda: services.record_payment(
                actor=self.actor,
                booking_id=booking_id,
                method=body["method"],
                amount=body["amount"],
                note=body["note"],
            ),
            lambda outcome: self.receipt(outcome, "Payment recorded"),
            status=201,
        )


class StaffUnsettledPaymentsView(BookingView):
    """What of the hotel's money wants a hand."""

    @reads(MONEY, answer=UnsettledListSerializer, operation_id="payments_unsettled")
    def get(self, request: Request, hotel_slug: str) -> Response:
        """What the house and the payment provider could not settle between them, and what to do; longest first."""
        self.actor.require(VIEW_BOOKINGS)
        self.actor.require(VIEW_MONEY)
        found = [one for reading in get_unsettled_readings(self.actor.hotel_id) for one in unsettled_of(reading)]
        return Response({"results": [unsettled_body(one) for one in sorted(found, key=lambda one: one.since)]})


class StaffBookingRefundView(ReceiptView):
    """Money given back."""

    @changes(MONEY, request=RefundSerializer, answer=PaymentChangedSerializer, errors=SAGA_ERRORS)
    def post(self, request: Request, hotel_slug: str, booking_id: str, payment_id: str) -> Response:
        """Give back a part of one payment: by hand what was taken by hand, otherwise to the card."""
        body = read_body(RefundSerializer, request)
        return self.saga(
            lambda: services.begin_refund(
                actor=self.actor,
                booking_id=booking_id,
                payment_id=row_id(payment_id, "Payment"),
                amount=body["amount"],
            ),
            self._settle,
            lambda outcome: self.receipt(outcome, "Payment refunded"),
        )

    def _settle(self, outcome: Outcome[Receipt]) -> Outcome[Receipt]:
        intent = outcome.subject.intent
        if intent is None:
            return outcome
        decision = services.settle_intent(self.actor, intent)
        return Outcome(Receipt(decision.booking, outcome.subject.payment))
