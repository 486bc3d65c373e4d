"""What the public views share: a visitor who is nobody in particular, or a guest with the token of one booking."""

from collections.abc import Sequence
from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.views import APIView

from hotelmate.core.api.callers import AnonymousThrottle
from hotelmate.core.api.schema import ERRORS, READ_ERRORS
from hotelmate.core.api.views import HotelView
from hotelmate.core.errors import not_found, refuse_if
from hotelmate.hotel.queries import get_hotel, visitor_of
from hotelmate.room_bookings.authentication import GuestLinkAuthentication
from hotelmate.room_bookings.guest_rules import beyond_scope
from hotelmate.room_bookings.models import TokenScope
from hotelmate.room_bookings.readings import BookingReading, get_reading

SALE = "public: what is for sale"
GUESTS = "public: a guest's booking"
# Nobody signs in here, so nobody is turned away for it.
OPEN_ERRORS = {status: answer for status, answer in ERRORS.items() if status not in (401, 403)}
OPEN_READ_ERRORS = {status: answer for status, answer in READ_ERRORS.items() if status not in (401, 403)}


class PublicView(HotelView):
    """A view for everybody: `self.actor` is a visitor of the hotel. Each address may ask so often."""

    authentication_classes: Sequence[type[BaseAuthentication]] = ()
    permission_classes = ()
    throttle_classes = (AnonymousThrottle,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the request, then find the hotel."""
        APIView.initial(self, request, *args, **kwargs)
        self.actor = visitor_of(get_hotel(str(kwargs["hotel_slug"])))


class GuestView(HotelView):
    """A view of one booking for whoever holds its token; any other booking is not found."""

    authentication_classes = (GuestLinkAuthentication,)
    throttle_classes = (AnonymousThrottle,)

    def own_booking(self, booking_id: str, scope: str = TokenScope.STATUS_READ) -> BookingReading:
        """The guest's booking, if their token is for that."""
        refuse_if(beyond_scope(self.actor, scope))
        if booking_id != self.actor.booking_id:
            raise not_found("Booking", booking_id=booking_id[:40])
        return get_reading(hotel_id=self.actor.hotel_id, booking_id=booking_id)
