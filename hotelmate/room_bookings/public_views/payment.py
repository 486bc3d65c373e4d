"""A guest pays for the booking, over HTTP: the page where it is done, and how it stands."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.parsing import read_body, read_query
from hotelmate.core.api.schema import changes, reads
from hotelmate.core.change import Outcome
from hotelmate.core.errors import refuse
from hotelmate.core.money import text
from hotelmate.room_bookings import services
from hotelmate.room_bookings.authentication import GuestLinkAuthentication
from hotelmate.room_bookings.models import TokenScope
from hotelmate.room_bookings.public_answers import PaymentSessionSerializer, PaymentVerifySerializer
from hotelmate.room_bookings.public_serializers import PaymentUrlsSerializer, SessionQuerySerializer
from hotelmate.room_bookings.public_views.base import GUESTS, GuestView
from hotelmate.room_bookings.services import Checkout
from hotelmate.room_bookings.staff_views.base import SAGA_ERRORS

# A page of the guests' floor, known here by its name only.
STATUS_PAGE = "guest-status"


class PublicPaymentSessionView(GuestView):
    """Where a guest pays."""

    @changes(
        GUESTS,
        request=PaymentUrlsSerializer,
        answer=PaymentSessionSerializer,
        errors=SAGA_ERRORS,
        operation_id="public_booking_payment_session",
    )
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Ask for the page where the booking is paid for. Asking again gives the same page, or says that it is paid."""
        return self.pay(request, booking_id)

    def pay(self, request: Request, booking_id: str) -> Response:
        """Begin to pay, and ask the provider for the page."""
        body = read_body(PaymentUrlsSerializer, request)
        self.own_booking(booking_id, TokenScope.MANAGE)
        own_page = self._own_page(request)
        return self.saga(
            lambda: services.begin_checkout(
                actor=self.actor,
                booking_id=booking_id,
                success_url=body.get("success_url") or own_page,
                cancel_url=body.get("cancel_url") or own_page,
            ),
            lambda outcome: services.finish_checkout(self.actor, outcome),
            _session_body,
        )

    def _own_page(self, request: Request) -> str:
        """The guest's page, where they come back to if they name nowhere else."""
        token = GuestLinkAuthentication().token_in(request)
        return f"{settings.SITE_URL}{reverse(STATUS_PAGE, args=[token])}"


class PublicPaymentView(PublicPaymentSessionView):
    """The same under its other address."""

    @changes(
        GUESTS,
        request=PaymentUrlsSerializer,
        answer=PaymentSessionSerializer,
        errors=SAGA_ERRORS,
        operation_id="public_booking_payment",
    )
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """The same as `payment/session/`."""
        return self.pay(request, booking_id)


class PublicPaymentVerifyView(GuestView):
    """How a payment stands."""

    @reads(
        GUESTS,
        answer=PaymentVerifySerializer,
        parameters=[SessionQuerySerializer],
        errors=SAGA_ERRORS,
        operation_id="public_booking_payment_verify",
    )
    def get(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Ask the provider how the payment of this session stands, and write it down if it is news."""
        query = read_query(SessionQuerySerializer, request)
        self.own_booking(booking_id)
        if "session_id" not in query:
            raise refuse("SESSION_REQUIRED", "session_id is required", status=400)
        status = services.verify_checkout(actor=self.actor, booking_id=booking_id, session_id=query["session_id"])
        return Response(
            {
                "booking_id": booking_id,
                "booking_status": status.booking.status,
                "payment_status": status.status,
                "amount_total": text(status.payment.amount),
                "currency": status.payment.currency,
                "customer_email": status.email or status.booking.primary_email,
                "metadata": {"booking_id": booking_id, "hotel_slug": hotel_slug},
            }
        )


def _session_body(outcome: Outcome[Checkout]) -> dict[str, Any]:
    checkout = outcome.subject
    payment = checkout.payment
    amount = payment.amount if payment is not None else checkout.booking.total_amount
    body = {
        "session_id": payment.session_reference or None if payment is not None else None,
        "payment_url": payment.session_url or None if payment is not None else None,
        "status": checkout.status,
        "amount": text(amount),
        "currency": checkout.booking.currency,
    }
    if checkout.status == "existing":
        body["message"] = "The payment page of before is still open."
    elif checkout.status == "paid":
        body["message"] = "This booking has been paid for."
    return body
