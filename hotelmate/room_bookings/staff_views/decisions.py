"""Deciding about bookings over HTTP: confirm, approve, decline, cancel, no-show."""

from decimal import Decimal
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.moments import moment
from hotelmate.core.api.parsing import read_body
from hotelmate.core.api.schema import changes
from hotelmate.core.change import Outcome
from hotelmate.room_bookings import services
from hotelmate.room_bookings.answers import (
    BookingChangedSerializer,
    CancelledSerializer,
    DecidedSerializer,
    DeclinedSerializer,
)
from hotelmate.room_bookings.examples import CANCEL
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.serializers import (
    ConfirmSerializer,
    DeclineSerializer,
    OversellSerializer,
    ReasonSerializer,
    RefundAndCancelSerializer,
)
from hotelmate.room_bookings.services import Decision
from hotelmate.room_bookings.staff_views.base import BOOKINGS, MONEY, SAGA_ERRORS, BookingView


class DecisionView(BookingView):
    """A decision that may have a card behind it: decided, carried out at the provider, written down."""

    def settle(self, outcome: Outcome[Decision]) -> Outcome[Decision]:
        """Carry out at the provider what was decided, if anything."""
        intent = outcome.subject.intent
        if intent is None:
            return outcome
        return Outcome(services.settle_intent(self.actor, intent), warnings=outcome.warnings)


class StaffBookingCancelView(BookingView):
    """The end of a booking before it begins."""

    @changes(BOOKINGS, request=ReasonSerializer, answer=CancelledSerializer, examples=CANCEL)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Cancel a booking that no card is behind; its room and its nights are free. A repetition does nothing."""
        body = read_body(ReasonSerializer, request)
        return self.change(
            lambda: services.cancel_booking(actor=self.actor, booking_id=booking_id, reason=body["reason"]),
            self._cancelled,
        )

    def _cancelled(self, outcome: Outcome[RoomBooking]) -> dict[str, Any]:
        booking = outcome.subject
        message = "Booking cancelled successfully" if outcome.changed else "Booking is already cancelled"
        return self.answer(outcome, booking.booking_id, message, cancellation_reason=booking.cancellation_reason)


class StaffBookingRefundAndCancelView(DecisionView):
    """The end of a booking that was paid for."""

    @changes(MONEY, request=RefundAndCancelSerializer, answer=CancelledSerializer, errors=SAGA_ERRORS)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Cancel a booking and give back what the policy says, all, nothing, or an amount."""
        body = read_body(RefundAndCancelSerializer, request)
        refund = body["refund"]
        return self.saga(
            lambda: services.begin_refund_and_cancel(
                actor=self.actor,
                booking_id=booking_id,
                reason=body["reason"],
                refund=Decimal(refund) if refund[0].isdigit() else refund,
            ),
            self.settle,
            self._cancelled,
        )

    def _cancelled(self, outcome: Outcome[Decision]) -> dict[str, Any]:
        booking = outcome.subject.booking
        message = "Booking cancelled successfully" if outcome.changed else "Booking is already cancelled"
        return self.answer(outcome, booking.booking_id, message, cancellation_reason=booking.cancellation_reason)


class StaffBookingConfirmView(BookingView):
    """A booking that is certain."""

    @changes(BOOKINGS, request=ConfirmSerializer, answer=BookingChangedSerializer)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Confirm an unpaid booking with a named guarantee, or because money was taken for it by hand."""
        body = read_body(ConfirmSerializer, request)
        return self.change(
            lambda: services.confirm_booking(
                actor=self.actor, booking_id=booking_id, guarantee=body.get("guarantee", "")
            ),
            lambda outcome: self.answer(
                outcome,
                booking_id,
                "Booking confirmed successfully" if outcome.changed else "Booking is already confirmed",
            ),
        )


class StaffBookingApproveView(DecisionView):
    """Yes to a booking that waits."""

    @changes(BOOKINGS, request=None, answer=DecidedSerializer, errors=SAGA_ERRORS)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Approve a booking: the card that is held for it is captured, and it is confirmed."""
        return self.saga(
            lambda: services.begin_approval(actor=self.actor, booking_id=booking_id), self.settle, self._approved
        )

    def _approved(self, outcome: Outcome[Decision]) -> dict[str, Any]:
        booking_id = outcome.subject.booking.booking_id
        message = (
            "Booking approved and payment captured successfully"
            if outcome.changed
            else "Booking is already confirmed (idempotent)"
        )
        return self.answer(outcome, booking_id, message, status="approved", booking_id=booking_id)


class StaffBookingDeclineView(DecisionView):
    """No to a booking that waits."""

    @changes(BOOKINGS, request=DeclineSerializer, answer=DeclinedSerializer, errors=SAGA_ERRORS)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Decline a booking: the card that is held for it is let go of."""
        body = read_body(DeclineSerializer, request)
        return self.saga(
            lambda: services.begin_decline(actor=self.actor, booking_id=booking_id, **body),
            self.settle,
            self._declined,
        )

    def _declined(self, outcome: Outcome[Decision]) -> dict[str, Any]:
        booking = outcome.subject.booking
        message = (
            "Booking declined and authorization cancelled"
            if outcome.changed
            else "Booking is already declined (idempotent)"
        )
        answer = self.answer(
            outcome,
            booking.booking_id,
            message,
            status="declined",
            booking_id=booking.booking_id,
            reason_code=booking.decline_reason_code,
            reason_note=booking.decline_reason_note,
        )
        answer["booking"]["decision_made_at"] = moment(booking.declined_at)
        return answer


class StaffBookingNoShowView(BookingView):
    """A guest who did not come."""

    @changes(BOOKINGS, request=None, answer=BookingChangedSerializer)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Give up a booking whose guest did not come by the arrival's cutoff."""
        return self.change(
            lambda: services.mark_no_show(actor=self.actor, booking_id=booking_id),
            lambda outcome: self.answer(
                outcome,
                booking_id,
                "Booking marked as no-show" if outcome.changed else "Booking is already a no-show",
            ),
        )


class StaffBookingReinstateView(BookingView):
    """A guest who came after all."""

    @changes(BOOKINGS, request=OversellSerializer, answer=BookingChangedSerializer)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Take a no-show back until the next rollover, if its nights can still be had."""
        body = read_body(OversellSerializer, request)
        return self.change(
            lambda: services.reinstate_no_show(actor=self.actor, booking_id=booking_id, **body),
            lambda outcome: self.answer(
                outcome, booking_id, "Booking reinstated" if outcome.changed else "Booking is already confirmed"
            ),
        )
