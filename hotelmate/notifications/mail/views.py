"""Mails over HTTP: what a guest was sent, and sending it again."""

from drf_spectacular.utils import OpenApiExample
from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.schema import changes, reads
from hotelmate.core.api.views import HotelView
from hotelmate.core.capabilities import VIEW_BOOKINGS
from hotelmate.notifications.mail import services
from hotelmate.notifications.mail.queries import mails_of
from hotelmate.notifications.mail.representations import mail_body, mails_body
from hotelmate.notifications.mail.serializers import MailSerializer, MailsSerializer
from hotelmate.room_bookings.readings import get_reading

TAG = "mails"
RESENT = {
    "id": 4712,
    "kind": "booking_confirmed",
    "state": "QUEUED",
    "attempts": 0,
    "last_error": "",
    "event_id": "cb300335-5197-4401-9023-fdccb4ed0c3a",
    "seq": 1203,
    "copy": 1,
    "requested_by": "staff:12",
    "queued_at": "2026-07-01T12:00:00Z",
    "sent_at": None,
    "finished_at": None,
    "next_attempt_at": "2026-07-01T12:00:00Z",
}


class BookingMailsView(HotelView):
    """The mails about a booking."""

    @reads(TAG, answer=MailsSerializer, operation_id="booking_mails")
    def get(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """What the guest was sent, when, and what waits; neither text nor address."""
        self.actor.require(VIEW_BOOKINGS)
        reading = get_reading(hotel_id=self.actor.hotel_id, booking_id=booking_id)
        return Response(mails_body(reading.booking, mails_of(self.actor.hotel_id, booking_id)))


class BookingMailResendView(HotelView):
    """One mail, once more."""

    @changes(
        TAG,
        request=None,
        answer=MailSerializer,
        status=201,
        examples=[OpenApiExample("The confirmation once more", RESENT, response_only=True, status_codes=["201"])],
    )
    def post(self, request: Request, hotel_slug: str, booking_id: str, mail_id: str) -> Response:
        """Send a mail once more, to the address that the booking has now."""
        return self.change(
            lambda: services.resend_mail(actor=self.actor, booking_id=booking_id, mail_id=mail_id),
            lambda outcome: mail_body(outcome.subject),
            status=201,
        )
