"""What is for sale, over HTTP and for everybody: the hotel, its types, what is free, what a stay costs."""

from datetime import timedelta
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.parsing import read_body, read_query
from hotelmate.core.api.schema import changes, reads
from hotelmate.core.change import Outcome
from hotelmate.core.errors import refuse, refuse_if
from hotelmate.hotel.queries import hotel_of
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import Quote
from hotelmate.room_bookings.offers import Stay, TypeOffer, calendar_of, offers_of_plans, offers_of_types, sold_type
from hotelmate.room_bookings.offers import sold_types as types_of
from hotelmate.room_bookings.public_answers import (
    AvailabilityAnswerSerializer,
    CalendarAnswerSerializer,
    HotelPolicySerializer,
    PublicHotelSerializer,
    QuoteSerializer,
    RoomTypesSerializer,
)
from hotelmate.room_bookings.public_examples import QUOTE
from hotelmate.room_bookings.public_representations import (
    availability_body,
    calendar_body,
    hotel_body,
    policy_body,
    quote_body,
    room_types_body,
)
from hotelmate.room_bookings.public_rules import day_unusable, stay_unusable
from hotelmate.room_bookings.public_serializers import (
    AvailabilityQuerySerializer,
    CalendarQuerySerializer,
    QuoteRequestSerializer,
)
from hotelmate.room_bookings.public_views.base import OPEN_ERRORS, OPEN_READ_ERRORS, SALE, PublicView

DAY = timedelta(days=1)


class PublicHotelView(PublicView):
    """A hotel as its guests know it."""

    @reads(SALE, answer=PublicHotelSerializer, errors=OPEN_READ_ERRORS, operation_id="public_hotel")
    def get(self, request: Request, hotel_slug: str) -> Response:
        """The hotel and what it sells, from which price."""
        return Response(hotel_body(hotel_of(self.actor), self.types_tonight()))

    def types_tonight(self) -> list[TypeOffer]:
        """Every type with tonight's price."""
        today = hotel_of(self.actor).business_date()
        return offers_of_types(hotel_of(self.actor), Stay(today, today + DAY))


class PublicRoomTypesView(PublicHotelView):
    """What a hotel sells."""

    @reads(SALE, answer=RoomTypesSerializer, errors=OPEN_READ_ERRORS, operation_id="public_room_types")
    def get(self, request: Request, hotel_slug: str) -> Response:
        """The types of rooms by code."""
        return Response(room_types_body(hotel_of(self.actor), self.types_tonight()))


class PublicAvailabilityView(PublicView):
    """What is free for a stay."""

    @reads(
        SALE,
        answer=AvailabilityAnswerSerializer,
        parameters=[AvailabilityQuerySerializer],
        errors=OPEN_READ_ERRORS,
        operation_id="public_availability",
    )
    def get(self, request: Request, hotel_slug: str) -> Response:
        """Every type for these dates: whether it is free, large enough and for sale, and from which price a night."""
        query = read_query(AvailabilityQuerySerializer, request)
        if "check_in" not in query or "check_out" not in query:
            raise refuse("DATES_REQUIRED", "check_in and check_out dates are required", status=400)
        hotel = hotel_of(self.actor)
        stay = Stay(**query)
        refuse_if(stay_unusable(stay.check_in, stay.check_out, hotel.business_date()))
        return Response(availability_body(hotel, stay, offers_of_types(hotel, stay)))


class PublicCalendarView(PublicView):
    """What is free, night by night."""

    @reads(
        SALE,
        answer=CalendarAnswerSerializer,
        parameters=[CalendarQuerySerializer],
        errors=OPEN_READ_ERRORS,
        operation_id="public_calendar",
    )
    def get(self, request: Request, hotel_slug: str) -> Response:
        """The next sixty nights, or so many, of every type or one: rooms left, price, shortest stay."""
        query = read_query(CalendarQuerySerializer, request)
        hotel = hotel_of(self.actor)
        today = hotel.business_date()
        first = query.get("from_date") or today
        refuse_if(day_unusable(first, today))
        types = [sold_type(hotel, query["room_type_code"])] if "room_type_code" in query else types_of(hotel)
        nights = calendar_of(hotel, types, first, query["days"])
        end = first + query["days"] * DAY
        return Response(calendar_body(hotel, first.isoformat(), end.isoformat(), nights))


class PublicQuoteView(PublicView):
    """What a stay costs."""

    @changes(
        SALE,
        request=QuoteRequestSerializer,
        answer=QuoteSerializer,
        errors=OPEN_ERRORS,
        operation_id="public_quote",
        examples=QUOTE,
    )
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Make out a price, night by night, and keep it for half an hour. It holds no room."""
        body = read_body(QuoteRequestSerializer, request)
        stay = Stay(body["check_in"], body["check_out"], body["adults"], body["children"])
        return self.change(
            lambda: services.make_quote(
                actor=self.actor,
                room_type_code=body["room_type_code"],
                stay=stay,
                rate_plan_code=body["rate_plan_code"],
                promo_code=body["promo_code"],
            ),
            lambda outcome: self._render(outcome, stay, body["promo_code"]),
        )

    def _render(self, outcome: Outcome[Quote], stay: Stay, promo_code: str) -> dict[str, Any]:
        hotel = hotel_of(self.actor)
        offers = offers_of_plans(hotel, outcome.subject.room_type, stay, promo_code)
        return quote_body(outcome.subject, hotel, offers, outcome.warnings)


class PublicPolicyView(PublicView):
    """What a cancellation costs."""

    @reads(SALE, answer=HotelPolicySerializer, errors=OPEN_READ_ERRORS, operation_id="public_cancellation_policy")
    def get(self, request: Request, hotel_slug: str) -> Response:
        """The hotel's policy for what is sold now; a booking keeps the one that it was made with."""
        hotel = hotel_of(self.actor)
        body = policy_body(hotel.cancellation_policy, hotel.no_show_fee_percent, hotel)
        if body is None:
            raise refuse(
                "CANCELLATION_POLICY_NOT_FOUND",
                "No default cancellation policy configured for this hotel",
                status=404,
            )
        return Response({"policy": body})


class PublicPolicyOfHotelsView(PublicPolicyView):
    """The same under its other address."""

    @reads(
        SALE, answer=HotelPolicySerializer, errors=OPEN_READ_ERRORS, operation_id="public_hotels_cancellation_policy"
    )
    def get(self, request: Request, hotel_slug: str) -> Response:
        """The hotel's policy for what is sold now; a booking keeps the one that it was made with."""
        return super().get(request, hotel_slug)
