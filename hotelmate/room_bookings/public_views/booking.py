"""A guest books, and looks at the booking, over HTTP and without a login."""

import hashlib
from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.callers import network_of
from hotelmate.core.api.parsing import read_body
from hotelmate.core.api.schema import changes, reads
from hotelmate.core.api.views import with_etag
from hotelmate.hotel.queries import hotel_of
from hotelmate.room_bookings import services
from hotelmate.room_bookings.public_answers import (
    BookedAnswerSerializer,
    GuestBookingSerializer,
)
from hotelmate.room_bookings.public_examples import BOOK_ONLINE
from hotelmate.room_bookings.public_representations import booked_body, guest_booking_body
from hotelmate.room_bookings.public_serializers import (
    BookingRequestSerializer,
)
from hotelmate.room_bookings.public_views.base import GUESTS, OPEN_ERRORS, SALE, GuestView, PublicView
from hotelmate.room_bookings.serializers import booker_of, person, primary_of
from hotelmate.room_bookings.services import Order


class PublicBookingsView(PublicView):
    """Bookings by guests."""

    @changes(
        SALE,
        request=BookingRequestSerializer,
        answer=BookedAnswerSerializer,
        status=201,
        errors=OPEN_ERRORS,
        operation_id="public_bookings_create",
        examples=BOOK_ONLINE,
    )
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Hold a room until it is paid for. The answer's token opens the booking; it is told this once."""
        body = read_body(BookingRequestSerializer, request)
        order = _order(body, network_of(request))
        named = 1 + len(body["party"])
        return self.change(
            lambda: services.book_online(actor=self.actor, order=order),
            lambda outcome: booked_body(outcome.subject, hotel_of(self.actor), named),
            status=201,
        )

    def key_owner(self) -> str:
        """Whoever has this mailbox: keys of strangers do not meet."""
        data = self.request.data
        email = data.get("primary_email") if isinstance(data, Mapping) else None
        return f"guest:{hashlib.sha256(str(email).lower().encode('utf-8', 'replace')).hexdigest()[:32]}"


class PublicBookingView(GuestView):
    """A guest's booking."""

    @reads(GUESTS, answer=GuestBookingSerializer, operation_id="public_booking")
    def get(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """How it stands, what it costs, and what cancelling it would cost now. Takes its token; the id opens nothing."""
        return with_etag(Response(guest_booking_body(self.own_booking(booking_id), hotel_of(self.actor))))


def _order(body: Mapping[str, Any], address: str) -> Order:
    request = services.Request(
        # The type is found by its code.
        room_type_id=0,
        check_in=body["check_in"],
        check_out=body["check_out"],
        adults=body["adults"],
        children=body["children"],
        primary=primary_of(body),
        booker=booker_of(body),
        booker_type=body["booker_type"],
        companions=[person(one) for one in body["party"]],
        special_requests=body["special_requests"],
        promo_code=body["promo_code"],
        language=body["language"],
    )
    return Order(
        room_type_code=body["room_type_code"],
        request=request,
        quote_id=body["quote_id"],
        rate_plan_code=body["rate_plan_code"],
        address=address,
    )
