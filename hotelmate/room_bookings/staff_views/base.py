"""What the views of bookings share: the booking after a change, read anew, and the description in OpenAPI."""

from collections.abc import Mapping
from typing import Any

from hotelmate.core.api.schema import ERRORS, refusal
from hotelmate.core.api.views import HotelView
from hotelmate.core.capabilities import VIEW_BOOKINGS
from hotelmate.core.change import Outcome
from hotelmate.core.errors import not_found
from hotelmate.core.ids import id_in_path
from hotelmate.room_bookings.readings import BookingReading, get_reading
from hotelmate.room_bookings.representations import booking_detail, warning_bodies

BOOKINGS = "bookings"
STAYS = "rooms and stays of bookings"
MONEY = "money of bookings"
WINDOWS = "out of order, out of service"
SAGA_ERRORS: dict[int, Any] = {
    **ERRORS,
    502: refusal("PROVIDER_UNREACHABLE", "The payment provider refused, or did not answer."),
}


class BookingView(HotelView):
    """A view of one booking, or of several."""

    def current(self) -> dict[str, Any] | None:
        """The booking that the path names, as it stands."""
        booking_id = self.kwargs.get("booking_id")
        return None if booking_id is None else booking_detail(self.actor, self.reading(booking_id))

    def reading(self, booking_id: str) -> BookingReading:
        """The booking as it stands, for those who may see bookings."""
        self.actor.require(VIEW_BOOKINGS)
        return get_reading(hotel_id=self.actor.hotel_id, booking_id=booking_id)

    def body(self, booking_id: str) -> dict[str, Any]:
        """Everything about the booking after a change: read anew, for triggers write too."""
        return booking_detail(self.actor, get_reading(hotel_id=self.actor.hotel_id, booking_id=booking_id))

    def answer(self, outcome: Outcome[Any], booking_id: str, message: str, /, **more: Any) -> dict[str, Any]:
        """A message and the booking after a change."""
        return {**said(outcome, message), **more, "booking": self.body(booking_id)}

    def flat_answer(self, outcome: Outcome[Any], booking_id: str, message: str, /, **more: Any) -> dict[str, Any]:
        """A message and the fields of the booking after a change, side by side."""
        return {**said(outcome, message), **more, **self.body(booking_id)}


def said(outcome: Outcome[Any], message: str) -> Mapping[str, Any]:
    """A message, and what to know about the change."""
    return {"message": message, "warnings": warning_bodies(outcome.warnings)}


def row_id(text: str, what: str) -> int:
    """The row id that a path names; a 404 when no row can have it."""
    key = id_in_path(text)
    if key is None:
        raise not_found(what)
    return key
