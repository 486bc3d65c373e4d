"""Two bookings that change rooms before they arrive: dropped onto each other on the plan."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.core.capabilities import ASSIGN_ROOM
from hotelmate.core.errors import Refusal
from hotelmate.desk.bookings.subject import BookingDeed
from hotelmate.desk.dates import short_day
from hotelmate.desk.deeds import Done
from hotelmate.room_bookings import rules, services
from hotelmate.room_bookings.readings import BookingReading, get_reading


class ExchangeRooms(BookingDeed):
    """Give each of two bookings the room of the other, after showing what that means."""

    needs = ASSIGN_ROOM
    body = "desk/plan/swap_body.html"
    title = gettext_lazy("Swap rooms")
    submit = gettext_lazy("Swap")
    other: BookingReading

    def prepare(self) -> None:
        """Read both."""
        super().prepare()
        self.other = get_reading(hotel_id=self.desk.actor.hotel_id, booking_id=self.names["other_id"])

    def refusal(self) -> Refusal | None:
        """One of them has arrived, or has no room."""
        return rules.cannot_exchange(self.booking, self.other.booking) or rules.no_room(
            assigned=self.reading.has_open_claim and self.other.has_open_claim
        )

    def back(self) -> str:
        """To the plan."""
        return reverse("desk-plan")

    def context(self) -> dict[str, Any]:
        """Who goes where."""
        pairs = ((self.reading, self.other), (self.other, self.reading))
        return {"goings": [self._going(one, other) for one, other in pairs]}

    def _going(self, reading: BookingReading, giver: BookingReading) -> dict[str, Any]:
        booking = reading.booking
        name = f"{booking.primary_first_name} {booking.primary_last_name}".strip()
        return {
            "guest": name if name and self.desk.sees_contacts else booking.booking_id,
            "dates": _("%(first)s – %(last)s")
            % {"first": short_day(booking.check_in), "last": short_day(booking.check_out)},
            "had": reading.room,
            "gets": giver.room,
        }

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Swap; whoever was shown both rooms knows of which type they are. Swapping again takes it back."""
        return self.change(
            lambda: services.exchange_rooms(
                actor=self.desk.actor,
                booking_id=self.booking_id,
                other_booking_id=self.other.booking.booking_id,
                allow_other_type=True,
            ),
            lambda outcome: self.told(outcome, _("The two bookings have changed rooms."), undo=self.request.path),
        )
