"""What staff do about guests' links and the pre-check-in."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.moments import moment
from hotelmate.core.api.parsing import read_body
from hotelmate.core.api.schema import changes, reads
from hotelmate.core.api.views import HotelView
from hotelmate.core.capabilities import MANAGE_HOTEL, VIEW_CONTACTS
from hotelmate.core.change import Outcome
from hotelmate.guests.serializers import (
    PrecheckinConfigAnswerSerializer,
    PrecheckinConfigSerializer,
    SendLinkSerializer,
    SentLinkSerializer,
)
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.precheckin import precheckin_config, question_registry
from hotelmate.hotel.queries import hotel_of
from hotelmate.hotel.services import update_settings
from hotelmate.room_bookings.models import TokenPurpose
from hotelmate.room_bookings.services import SentLink, send_guest_link


class SendLinkView(HotelView):
    """Sends a link by mail: the event is recorded, the worker sends."""

    purpose: str

    def send(self, request: Request, booking_id: str) -> Response:
        """Record that a link is to be sent."""
        replace = read_body(SendLinkSerializer, request)["replace"]
        return self.change(
            lambda: send_guest_link(actor=self.actor, booking_id=booking_id, purpose=self.purpose, replace=replace),
            self.sent,
        )

    def sent(self, outcome: Outcome[SentLink]) -> dict[str, Any]:
        """The answer; the address only for who may see addresses."""
        link = outcome.subject
        return {
            "success": True,
            "sent_to": link.sent_to if self.actor.may(VIEW_CONTACTS) else "",
            "expires_at": moment(link.expires_at),
            "booking_id": link.booking.booking_id,
        }


class StaffSendPrecheckinLinkView(SendLinkView):
    """`send-precheckin-link/`."""

    purpose = TokenPurpose.PRECHECKIN

    @changes("guests", request=SendLinkSerializer, answer=SentLinkSerializer)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Mail the guest a link to the pre-check-in. It opens nothing else."""
        return self.send(request, booking_id)


class StaffSendGuestLinkView(SendLinkView):
    """`send-guest-link/`."""

    purpose = TokenPurpose.MANAGEMENT

    @changes("guests", request=SendLinkSerializer, answer=SentLinkSerializer)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Mail whoever booked a link to the whole booking."""
        return self.send(request, booking_id)


class StaffPrecheckinConfigView(HotelView):
    """Which questions the hotel asks before the arrival."""

    @reads("guests", answer=PrecheckinConfigAnswerSerializer)
    def get(self, request: Request, hotel_slug: str) -> Response:
        """The questions that there are, those that are asked, and those that must be answered."""
        self.actor.require(MANAGE_HOTEL)
        return Response(_config(hotel_of(self.actor)))

    @changes("guests", request=PrecheckinConfigSerializer, answer=PrecheckinConfigAnswerSerializer)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Choose the questions; what is not named is not asked."""
        config = read_body(PrecheckinConfigSerializer, request)
        return self.change(
            lambda: update_settings(actor=self.actor, precheckin_config=config),
            lambda outcome: _config(outcome.subject),
        )


def _config(hotel: Hotel) -> dict[str, Any]:
    return {**precheckin_config(hotel.precheckin_config), "field_registry": question_registry()}
