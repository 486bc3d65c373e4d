"""Rooms and stays over HTTP: assign, check in, move, check out, and taking it back."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.parsing import read_body
from hotelmate.core.api.schema import changes, reads
from hotelmate.core.change import Outcome
from hotelmate.core.errors import refuse
from hotelmate.hotel.queries import hotel_of
from hotelmate.room_bookings import services
from hotelmate.room_bookings.answers import (
    ArrivalSerializer,
    AutoAssignedSerializer,
    AvailableRoomsSerializer,
    BookingAfterSerializer,
    BookingChangedSerializer,
    RoomsCheckedOutSerializer,
    SwappedSerializer,
)
from hotelmate.room_bookings.examples import CHECK_IN, MOVE
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.queries import available_rooms
from hotelmate.room_bookings.representations import available_room_body, warning_bodies
from hotelmate.room_bookings.serializers import (
    AssignSerializer,
    AutoAssignSerializer,
    CheckInSerializer,
    MoveSerializer,
    RoomsCheckOutSerializer,
    SwapSerializer,
)
from hotelmate.room_bookings.services import Arrival, Departures, RoomMoveService
from hotelmate.room_bookings.staff_views.base import STAYS, BookingView, said
from hotelmate.rooms.naming import with_room


class StaffBookingAvailableRoomsView(BookingView):
    """Rooms for a booking."""

    @reads(STAYS, answer=AvailableRoomsSerializer)
    def get(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """The rooms of the type sold that the booking could be given; with `any_type=true` those of other types too."""
        reading = self.reading(booking_id)
        any_type = request.query_params.get("any_type", "").lower() == "true"
        rooms = available_rooms(reading.booking, hotel_of(self.actor), any_type=any_type)
        return Response({"available_rooms": [available_room_body(room) for room in rooms]})


class StaffBookingAssignView(BookingView):
    """The room of a booking."""

    @changes(STAYS, request=AssignSerializer, answer=BookingAfterSerializer)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Give a booking a room for all of its nights, instead of the one that it may have."""
        body = with_room(self.actor, read_body(AssignSerializer, request), "room_id", "room_number")
        if body.get("room_id") is None:
            raise refuse("MISSING_ROOM_ID", "room_id is required", status=400, fields={"room_id": ["required"]})
        return self.change(
            lambda: services.assign_room(actor=self.actor, booking_id=booking_id, **body),
            lambda outcome: self.flat_answer(
                outcome, booking_id, f"Successfully assigned room to booking {booking_id}"
            ),
        )


class StaffBookingUnassignView(BookingView):
    """A booking without a room."""

    @changes(STAYS, request=None, answer=BookingChangedSerializer)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Take a booking's room back before arrival. A booking without a room stays as it is."""
        return self.change(
            lambda: services.unassign_room(actor=self.actor, booking_id=booking_id),
            lambda outcome: self.answer(
                outcome, booking_id, "Room unassigned successfully" if outcome.changed else "No room currently assigned"
            ),
        )


class StaffAutoAssignView(BookingView):
    """Rooms for all who arrive."""

    @changes(STAYS, request=AutoAssignSerializer, answer=AutoAssignedSerializer)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Give a room of the type sold to each booking that arrives on a day and has none, as far as there are any."""
        day = read_body(AutoAssignSerializer, request).get("date")
        return self.change(lambda: services.auto_assign(actor=self.actor, day=day), self._assigned)

    def _assigned(self, outcome: Outcome[services.AutoAssignment]) -> dict[str, Any]:
        done = outcome.subject
        return {
            **said(outcome, f"Assigned a room to {len(done.assigned)} booking(s)"),
            "date": done.day.isoformat(),
            "assigned": [{"booking_id": key, "room_number": number} for key, number in done.assigned.items()],
            "unassigned": list(done.unassigned),
        }


class StaffBookingCheckInView(BookingView):
    """Arrival."""

    @changes(STAYS, request=CheckInSerializer, answer=ArrivalSerializer, examples=CHECK_IN)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Let a guest arrive in the assigned room, or in `room_id` if none is assigned yet."""
        body = with_room(self.actor, read_body(CheckInSerializer, request), "room_id", "room_number")
        return self.change(lambda: services.check_in(actor=self.actor, booking_id=booking_id, **body), self._checked_in)

    def _checked_in(self, outcome: Outcome[Arrival]) -> dict[str, Any]:
        key = outcome.subject.booking.booking_id
        if not outcome.changed:
            return self.flat_answer(outcome, key, f"Booking {key} is already checked in")
        message = f"Successfully checked in booking {key}"
        return self.flat_answer(outcome, key, message, guest_token=outcome.subject.guest_token)


class StaffBookingUndoCheckInView(BookingView):
    """An arrival that was none."""

    @changes(STAYS, request=None, answer=BookingAfterSerializer)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Take a check-in back on its own business date; the room is dirty then."""
        return self.change(
            lambda: services.undo_check_in(actor=self.actor, booking_id=booking_id),
            lambda outcome: self.flat_answer(
                outcome,
                booking_id,
                f"Check-in of booking {booking_id} undone" if outcome.changed else "The booking is not checked in",
            ),
        )


class StaffBookingCheckOutView(BookingView):
    """Departure."""

    @changes(STAYS, request=None, answer=BookingAfterSerializer)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Let a guest leave. An open balance is a warning."""
        return self.change(lambda: services.check_out(actor=self.actor, booking_id=booking_id), self._checked_out)

    def _checked_out(self, outcome: Outcome[RoomBooking]) -> dict[str, Any]:
        body = self.body(outcome.subject.booking_id)
        key = outcome.subject.booking_id
        message = f"Booking {key} is already checked out"
        if outcome.changed:
            message = f"Successfully checked out booking {key} from room {body['room_number']}"
        return {**said(outcome, message), **body}


class StaffBookingUndoCheckOutView(BookingView):
    """A departure that was none."""

    @changes(STAYS, request=None, answer=BookingAfterSerializer)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Take a check-out back on its own business date, while the room is still as it was left."""
        return self.change(
            lambda: services.undo_check_out(actor=self.actor, booking_id=booking_id),
            lambda outcome: self.flat_answer(
                outcome,
                booking_id,
                f"Check-out of booking {booking_id} undone" if outcome.changed else "The booking is in house already",
            ),
        )


class StaffBookingMoveView(BookingView):
    """Another room for a guest in house."""

    @changes(STAYS, request=MoveSerializer, answer=BookingAfterSerializer, examples=MOVE)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Move a guest in house to another room, of another type if need be."""
        body = with_room(self.actor, read_body(MoveSerializer, request), "to_room_id", "to_room_number")
        return self.change(
            lambda: RoomMoveService.move_room(actor=self.actor, booking_id=booking_id, **body), self._moved
        )

    def _moved(self, outcome: Outcome[RoomBooking]) -> dict[str, Any]:
        key, room = outcome.subject.booking_id, outcome.subject.in_room
        # The message tells of this very change; the body tells how the booking stands, somebody else's next move included.
        assert room is not None
        message = f"Booking {key} is in room {room.number} already"
        if outcome.changed:
            message = f"Successfully moved booking {key} to room {room.number}"
        return self.flat_answer(outcome, key, message)


class StaffBookingSwapView(BookingView):
    """Two guests who change rooms."""

    @changes(STAYS, request=SwapSerializer, answer=SwappedSerializer)
    def post(self, request: Request, hotel_slug: str, booking_id: str) -> Response:
        """Let two guests in house change rooms in one step."""
        body = read_body(SwapSerializer, request)
        return self.change(
            lambda: RoomMoveService.swap_rooms(actor=self.actor, booking_id=booking_id, **body),
            lambda outcome: self.answer(
                outcome,
                booking_id,
                f"Bookings {booking_id} and {body['other_booking_id']} changed rooms",
                other_booking=self.body(body["other_booking_id"]),
            ),
        )


class StaffRoomsCheckOutView(BookingView):
    """Departures by rooms."""

    @changes(STAYS, request=RoomsCheckOutSerializer, answer=RoomsCheckedOutSerializer)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Check out whoever is in house in these rooms, all of them or none. Future arrivals keep their rooms."""
        body = read_body(RoomsCheckOutSerializer, request)
        return self.change(lambda: services.check_out_rooms(actor=self.actor, room_ids=body["room_ids"]), self._cleared)

    def _cleared(self, outcome: Outcome[Departures]) -> dict[str, Any]:
        done = outcome.subject
        return {
            "detail": f"Processed {done.rooms_found} room(s) in hotel '{hotel_of(self.actor).slug}'",
            "results": {
                "checked_out_bookings": list(done.rooms_by_booking),
                "rooms_cleared": list(done.rooms_by_booking.values()),
                "destructive_mode": False,
            },
            "warnings": warning_bodies(outcome.warnings),
        }
