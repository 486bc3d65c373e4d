"""Bookings over HTTP: the list, one booking, a new one, its dates and its party."""

from datetime import date
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.pagination import Pages
from hotelmate.core.api.parsing import Day, read_body, read_query
from hotelmate.core.api.schema import PAGE_PARAMETERS, changes, reads
from hotelmate.core.api.views import with_etag
from hotelmate.core.capabilities import VIEW_BOOKINGS
from hotelmate.core.change import Outcome
from hotelmate.core.errors import refuse
from hotelmate.hotel.queries import hotel_of
from hotelmate.room_bookings import services
from hotelmate.room_bookings.answers import (
    BookingChangedSerializer,
    BookingPageSerializer,
    BookingSerializer,
    CreatedSerializer,
    PartyOfBookingSerializer,
)
from hotelmate.room_bookings.examples import CREATE
from hotelmate.room_bookings.listing import Wanted, counts_by_bucket, find_bookings
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.readings import read_bookings
from hotelmate.room_bookings.representations import booking_detail, booking_row, party_body
from hotelmate.room_bookings.serializers import (
    BookingCreateSerializer,
    BookingQuerySerializer,
    CompanionsSerializer,
    DatesSerializer,
    DetailsSerializer,
    ExtendSerializer,
    PartySerializer,
    booker_of,
    person,
    primary_of,
)
from hotelmate.room_bookings.services import Arrival, Person
from hotelmate.room_bookings.staff_views.base import BOOKINGS, BookingView
from hotelmate.rooms.naming import with_room
from hotelmate.rooms.queries import get_room

TRUTHS = {"true": True, "false": False}


class StaffBookingsView(BookingView):
    """The bookings of the hotel."""

    @reads(
        BOOKINGS,
        answer=BookingPageSerializer,
        parameters=[BookingQuerySerializer, *PAGE_PARAMETERS],
        operation_id="bookings_list",
    )
    def get(self, request: Request, hotel_slug: str) -> Response:
        """A page of bookings, the newest first; without a bucket also how many each bucket has today."""
        self.actor.require(VIEW_BOOKINGS)
        wanted = _wanted(read_query(BookingQuerySerializer, request))
        pages = Pages()
        page = pages.paginate_queryset(find_bookings(self.actor, wanted), request, self) or []
        response = pages.get_paginated_response([booking_row(self.actor, one) for one in read_bookings(page)])
        if not wanted.bucket:
            response.data["counts"] = counts_by_bucket(self.actor)
        return response

    @changes(BOOKINGS, request=BookingCreateSerializer, answer=CreatedSerializer, status=201, examples=CREATE)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Make a booking. With `room_id` or `room_number` it is a walk-in, booked from today and checked in with the same change."""
        body = with_room(self.actor, read_body(BookingCreateSerializer, request), "room_id", "room_number")
        if body.get("room_id") is not None:
            return self.change(lambda: self._walk_in(body), self._arrived, status=201)
        return self.change(lambda: self._create(body), self._created, status=201)

    def _create(self, body: dict[str, Any]) -> Outcome[RoomBooking]:
        return services.create_booking(
            actor=self.actor,
            request=_request(body, body["room_type_id"], body["check_in"]),
            status=body["status"],
            guarantee=body.get("guarantee", ""),
            oversell_note=body["oversell_note"],
        )

    def _walk_in(self, body: dict[str, Any]) -> Outcome[Arrival]:
        today = hotel_of(self.actor).business_date()
        room = get_room(hotel_id=self.actor.hotel_id, room_id=body["room_id"])
        return services.walk_in(
            actor=self.actor,
            request=_request(body, body.get("room_type_id", room.room_type_id), body.get("check_in", today)),
            room_id=body["room_id"],
            allow_other_type=body["allow_other_type"],
            oversell_note=body["oversell_note"],
            **({"guarantee": body["guarantee"]} if "guarantee" in body else {}),
        )

    def _created(self, outcome: Outcome[RoomBooking]) -> dict[str, Any]:
        return self.answer(outcome, outcome.subject.booking_id, "Booking created successfully")

    def _arrived(self, outcome: Outcome[Arrival]) -> dict[str, Any]:
        arrival = outcome.subject
        message = f"Guest checked in to room {arrival.room.number}"
        return self.answer(outcome, arrival.booking.booking_id, message, guest_token=arrival.guest_token)


class StaffBookingView(BookingView):
    """One booking."""

    @reads(BOOKINGS, answer=BookingSerializer, operation_id="booking")
    def get(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Everything about it, with what may be done to it now."""
        return with_etag(Response(booking_detail(self.actor, self.reading(booking_id))))


class PartyView(BookingView):
    """A view of the people on a booking."""

    def party(self, booking_id: str) -> dict[str, Any]:
        """Who is on it."""
        reading = self.reading(booking_id)
        return {"booking_id": booking_id, "version": reading.booking.version, **party_body(self.actor, reading)}


class StaffBookingPartyView(PartyView):
    """The people on a booking."""

    @reads(BOOKINGS, answer=PartyOfBookingSerializer, operation_id="booking_party")
    def get(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Who is on it."""
        return with_etag(Response(self.party(booking_id)))


class StaffBookingCompanionsView(PartyView):
    """Those who come along."""

    @changes(BOOKINGS, request=CompanionsSerializer, answer=PartyOfBookingSerializer)
    def put(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Say who comes along; who is not named is taken off the booking."""
        body = read_body(CompanionsSerializer, request)
        companions = _companions(body["companions"])
        return self.change(
            lambda: services.change_party(actor=self.actor, booking_id=booking_id, companions=companions),
            lambda outcome: self.party(booking_id),
        )


class StaffBookingChangePartyView(BookingView):
    """How many come, and who."""

    @changes(BOOKINGS, request=PartySerializer, answer=BookingChangedSerializer)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Change how many come, who they are, or both; what is not given stays."""
        body = read_body(PartySerializer, request)
        return self.change(
            lambda: services.change_party(
                actor=self.actor,
                booking_id=booking_id,
                adults=body.get("adults"),
                children=body.get("children"),
                primary=person(body["primary"]) if "primary" in body else None,
                companions=_companions(body["companions"]) if "companions" in body else None,
            ),
            lambda outcome: self.answer(outcome, booking_id, "Party changed successfully"),
        )


class StaffBookingChangeDetailsView(BookingView):
    """What else is known of a booking."""

    @changes(BOOKINGS, request=DetailsSerializer, answer=BookingChangedSerializer)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Change when the guest is expected, what they wish, what the house notes; what is not given stays."""
        body = read_body(DetailsSerializer, request)
        return self.change(
            lambda: services.change_details(actor=self.actor, booking_id=booking_id, **body),
            lambda outcome: self.answer(outcome, booking_id, "Details changed successfully"),
        )


class StaffBookingChangeDatesView(BookingView):
    """The nights of a booking."""

    @changes(BOOKINGS, request=DatesSerializer, answer=BookingChangedSerializer)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Book other nights; an assigned room comes along if it is free."""
        body = read_body(DatesSerializer, request)
        return self.change(
            lambda: services.change_dates(actor=self.actor, booking_id=booking_id, **body),
            lambda outcome: self.answer(outcome, booking_id, "Dates changed successfully"),
        )


class StaffBookingExtendView(BookingView):
    """A longer stay."""

    @changes(BOOKINGS, request=ExtendSerializer, answer=BookingChangedSerializer)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Let a guest in house stay longer in the same room."""
        body = read_body(ExtendSerializer, request)
        return self.change(
            lambda: services.extend_stay(actor=self.actor, booking_id=booking_id, **body),
            lambda outcome: self.answer(outcome, booking_id, f"Stay extended to {body['check_out']}"),
        )


class StaffBookingEraseView(BookingView):
    """The guest's right to be forgotten."""

    @changes(BOOKINGS, request=None, answer=BookingChangedSerializer)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Blank everything personal on a booking that is over."""
        return self.change(
            lambda: services.erase_guest(actor=self.actor, booking_id=booking_id),
            lambda outcome: self.answer(outcome, booking_id, "Guest erased"),
        )


def _wanted(query: dict[str, Any]) -> Wanted:
    return Wanted(
        bucket=query["bucket"].lower(),
        date_from=_day(query, "date_from"),
        date_to=_day(query, "date_to"),
        q=query["q"],
        assigned=TRUTHS.get(query["assigned"].lower()),
        precheckin=query["precheckin"],
        statuses=tuple(part.strip() for part in query["status"].split(",") if part.strip()),
        start_date=_day(query, "start_date"),
        end_date=_day(query, "end_date"),
        room_type_id=query.get("room_type_id"),
        group_code=query["group_code"],
        ordering=query["ordering"],
    )


def _day(query: dict[str, Any], name: str) -> date | None:
    if not query.get(name):
        return None
    try:
        return Day().to_internal_value(query[name])
    except ValidationError as error:
        raise refuse("INVALID_DATE", f"Invalid {name} format. Use YYYY-MM-DD", status=400, field=name) from error


def _request(body: dict[str, Any], room_type_id: int, check_in: date) -> services.Request:
    return services.Request(
        room_type_id=room_type_id,
        check_in=check_in,
        check_out=body["check_out"],
        adults=body["adults"],
        children=body["children"],
        primary=primary_of(body),
        booker=booker_of(body),
        booker_type=body["booker_type"],
        companions=[person(one) for one in body.get("companions", [])],
        channel=body["channel"],
        total_amount=body.get("total_amount"),
        group_code=body["group_code"],
        special_requests=body["special_requests"],
        internal_notes=body["internal_notes"],
        promo_code=body["promo_code"],
        expected_arrival=body.get("expected_arrival"),
        language=body["language"],
    )


def _companions(companions: list[dict[str, Any]]) -> list[tuple[int | None, Person]]:
    return [(one.get("id"), person(one)) for one in companions]
