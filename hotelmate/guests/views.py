"""The guest's own booking over HTTP: each call brings the token of a link, and no id opens anything by itself."""

from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.callers import AnonymousThrottle
from hotelmate.core.api.parsing import read_body
from hotelmate.core.api.schema import changes, reads
from hotelmate.core.api.views import HotelView, with_etag
from hotelmate.core.change import Outcome
from hotelmate.core.errors import Refused, not_found, refuse
from hotelmate.guests.cancelling import carry_out
from hotelmate.guests.forms import read_party
from hotelmate.guests.queries import Visit, visit_again
from hotelmate.guests.representations import cancelled_body, management_body, precheckin_body, submitted_body
from hotelmate.guests.serializers import (
    ArrivalSerializer,
    GuestCancelledSerializer,
    GuestCancelSerializer,
    GuestPartySerializer,
    ManagementSerializer,
    PrecheckinAnswerSerializer,
    PrecheckinSerializer,
    SubmittedSerializer,
)
from hotelmate.room_bookings import services
from hotelmate.room_bookings.authentication import GuestLinkAuthentication
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import Decision, Person

TAG = "guests"
LINK_INVALID = "Link invalid or expired."
CLOSED = frozenset({"INVALID_GUEST_TOKEN", "HOTEL_NOT_FOUND"})


class GuestView(HotelView):
    """A view for whoever holds a link: `self.visit` is their booking."""

    authentication_classes = (GuestLinkAuthentication,)
    throttle_classes = (AnonymousThrottle,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse other hotels' links, and links to another booking than the address names."""
        super().initial(request, *args, **kwargs)
        named = kwargs.get("booking_id")
        if named is not None and named != self.actor.booking_id:
            raise not_found("Booking", booking_id=str(named)[:40])

    @property
    def visit(self) -> Visit:
        """The booking as it is now."""
        return visit_again(self.actor)

    def managed(self, _: object = None) -> Mapping[str, Any]:
        """The answer that most changes give."""
        return management_body(self.visit)

    def cancel(self, request: Request) -> Response:
        """Cancel, and carry out what follows for the money."""
        body = read_body(GuestCancelSerializer, request)
        return self.saga(
            lambda: services.begin_cancel_by_link(
                actor=self.actor, booking_id=self.actor.booking_id, reason=body.get("reason", "")
            ),
            self.carry_out,
            lambda outcome: cancelled_body(RoomBooking.objects.get(pk=outcome.subject.booking.pk)),
        )

    def carry_out(self, outcome: Outcome[Decision]) -> Outcome[Decision]:
        """Ask the provider for what was decided."""
        carry_out(self.actor, outcome.subject)
        return outcome


class LinkView(GuestView):
    """A view whose address names no booking: whatever is wrong with the link, nothing is told about it."""

    def handle_exception(self, exc: Exception) -> Response:
        """404 LINK_INVALID for anybody whom no link lets in."""
        unknown = isinstance(exc, Refused) and exc.refusal.code in CLOSED
        if unknown or (isinstance(exc, APIException) and exc.status_code == 401):
            exc = refuse("LINK_INVALID", LINK_INVALID, status=404)
        return super().handle_exception(exc)


class BookingManagementView(LinkView):
    """`booking-management/?token=`: the booking behind a link."""

    @reads(TAG, answer=ManagementSerializer)
    def get(self, request: Request, hotel_slug: str) -> Response:
        """The booking, what cancelling it would cost now, and what this link may do."""
        return with_etag(Response(self.managed()))


class BookingManagementCancelView(LinkView):
    """`booking-management/cancel/`."""

    @changes(TAG, request=GuestCancelSerializer, answer=GuestCancelledSerializer)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Cancel the booking; a paid one is refunded less the fee that the preview showed. A second time changes nothing."""
        return self.cancel(request)


class BookingStatusView(GuestView):
    """`booking/status/{id}/`: the same for clients that know the booking's id; the token counts."""

    @reads(TAG, answer=ManagementSerializer)
    def get(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """The booking."""
        return with_etag(Response(self.managed()))

    @changes(TAG, request=GuestCancelSerializer, answer=GuestCancelledSerializer)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Cancel the booking."""
        return self.cancel(request)


class BookingCancelView(GuestView):
    """`room-bookings/{id}/cancel/`."""

    @changes(TAG, request=GuestCancelSerializer, answer=GuestCancelledSerializer)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Cancel the booking."""
        return self.cancel(request)


class BookingArrivalView(LinkView):
    """`booking-management/arrival/`."""

    @changes(TAG, request=ArrivalSerializer, answer=ManagementSerializer)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Say when you arrive; null takes it back."""
        at = read_body(ArrivalSerializer, request)["expected_arrival"]
        booking_id = self.actor.booking_id
        return self.change(
            lambda: services.tell_arrival(actor=self.actor, booking_id=booking_id, expected_arrival=at), self.managed
        )


class BookingPartyView(LinkView):
    """`booking-management/party/`."""

    @changes(TAG, request=GuestPartySerializer, answer=ManagementSerializer)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Say who comes along; `companions` replaces the list."""
        body = read_body(GuestPartySerializer, request)
        primary = Person(**body["primary"]) if "primary" in body else None
        companions = [Person(**one) for one in body["companions"]]
        return self.change(
            lambda: services.name_party(
                actor=self.actor, booking_id=self.actor.booking_id, primary=primary, companions=companions
            ),
            self.managed,
        )


class PrecheckinView(LinkView):
    """`precheckin/?token=`."""

    @reads(TAG, answer=PrecheckinAnswerSerializer)
    def get(self, request: Request, hotel_slug: str) -> Response:
        """What the hotel asks before the arrival, and what was answered."""
        return Response(precheckin_body(self.visit))


class PrecheckinSubmitView(LinkView):
    """`precheckin/submit/`."""

    @changes(TAG, request=PrecheckinSerializer, answer=SubmittedSerializer)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Answer the hotel's questions. Sent again before the arrival, the newest holds."""
        # The hotel's own questions stand beside what the schema names, so the body is read as it came.
        read_body(PrecheckinSerializer, request)
        body: Mapping[str, Any] = request.data
        party = read_party(body.get("party"), self.visit.reading)
        return self.change(
            lambda: services.submit_precheckin(
                actor=self.actor, booking_id=self.actor.booking_id, answers=body, party=party
            ),
            lambda _: submitted_body(self.visit.reading),
        )
