"""What everything that is done with one booking shares: the booking, why not, who was quicker, where to go back to."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise

from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import VIEW_BOOKINGS, VIEW_CONTACTS
from hotelmate.core.change import Outcome
from hotelmate.core.errors import Refusal
from hotelmate.desk.deeds import Deed, Done
from hotelmate.events.queries import newest_event
from hotelmate.room_bookings.actions import booking_actions
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.readings import BookingReading, get_reading
from hotelmate.room_bookings.services import Decision, settle_intent
from hotelmate.staff.queries import names_of


class BookingDeed(Deed):
    """Something that is done with one booking; `action` is the API's name for it."""

    needs = VIEW_BOOKINGS
    body = "desk/bookings/deed_body.html"
    action: ClassVar[str] = ""
    reading: BookingReading

    def prepare(self) -> None:
        """Read the booking with its room, its party and its money."""
        self.reading = get_reading(hotel_id=self.desk.actor.hotel_id, booking_id=self.names["booking_id"])

    @property
    def booking(self) -> RoomBooking:
        """The booking as it was when the page was asked for."""
        return self.reading.booking

    @property
    def booking_id(self) -> str:
        """The booking's id."""
        return self.booking.booking_id

    @property
    def guest(self) -> str:
        """The guest's name for those who may know it, otherwise the booking's id."""
        booking = self.booking
        name = f"{booking.primary_first_name} {booking.primary_last_name}".strip()
        return name if name and self.desk.may(VIEW_CONTACTS) else booking.booking_id

    def refusal(self) -> Refusal | None:
        """What the booking's list of actions says of this one."""
        return why_not(self.desk.actor, self.reading, self.action)

    def back(self) -> str:
        """To the booking."""
        return reverse("desk-booking", args=[self.booking_id])

    def address(self, action: str, values: Mapping[str, Any] | None = None) -> str:
        """Where another action on this booking is done, with what its form is to hold."""
        url = reverse("desk-booking-do", args=[self.booking_id, action])
        return f"{url}?{urlencode(values)}" if values else url

    def told(
        self,
        outcome: Outcome[Any],
        said: str,
        *,
        undo: str = "",
        nothing: str = "",
        nothing_by: str = "",
        types: Sequence[str] = (),
    ) -> Done:
        """What is said of an outcome.

        When nothing was to be done: `nothing`, or `nothing_by` with the name of the colleague who did it, found in the
        log by the types of its events.
        """
        if outcome.changed:
            return Done.of(outcome, said, undo=undo)
        name = self._quicker(types)
        return Done.of(outcome, nothing_by % {"name": name} if name and nothing_by else nothing or said)

    def _quicker(self, types: Sequence[str]) -> str:
        """The name of the colleague who did the same before."""
        hotel_id = self.desk.actor.hotel_id
        event = newest_event(hotel_id=hotel_id, subject=("booking", self.booking_id), types=types) if types else None
        if event is None or event.actor == self.desk.actor.ref:
            return ""
        return names_of(hotel_id, [event.actor]).get(event.actor, "")

    def settled(self, outcome: Outcome[Decision]) -> Outcome[Decision]:
        """Carry out at the provider what was decided about a card, if anything."""
        intent = outcome.subject.intent
        if intent is None:
            return outcome
        return Outcome(settle_intent(self.desk.actor, intent), warnings=outcome.warnings)


def why_not(actor: Actor, reading: BookingReading, name: str) -> Refusal | None:
    """Why an action of the booking's list is refused; None when it is allowed, or not in the list."""
    for action in booking_actions(actor, reading):
        if action["name"] == name and not action["allowed"]:
            return Refusal(action["code"], action["reason"])
    return None


def labelled(labels: Mapping[str, Promise], values: Sequence[str]) -> list[tuple[str, Promise]]:
    """Choices of a field: these values by their labels."""
    return [(value, labels[value]) for value in values]
