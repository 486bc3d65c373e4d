"""Arrival and departure at the desk, and taking either back."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.core.capabilities import TAKE_PAYMENT
from hotelmate.core.change import Outcome
from hotelmate.core.errors import Refusal, refuse
from hotelmate.desk.bookings.room_choice import RoomPick, WithRooms, rooms_in_groups
from hotelmate.desk.bookings.subject import BookingDeed
from hotelmate.desk.deeds import Done
from hotelmate.desk.forms import DeskForm
from hotelmate.room_bookings import services
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.queries import available_rooms
from hotelmate.room_bookings.services import Arrival
from hotelmate.rooms.lifecycle import RoomStatus


class CheckInForm(WithRooms):
    """The room, where none is assigned yet."""

    room_id = RoomPick(label=gettext_lazy("Room"), required=False)
    allow_other_type = forms.BooleanField(required=False, widget=forms.HiddenInput)


class CheckIn(BookingDeed):
    """Let a guest arrive: at once when a room is assigned, otherwise in a room that is ready."""

    action = "check_in"
    title = gettext_lazy("Check in")
    submit = gettext_lazy("Check in")
    form_class = CheckInForm
    blames: ClassVar[Mapping[str, str]] = {"NO_ROOM_ASSIGNED": "room_id"}

    def refusal(self) -> Refusal | None:
        """A room that is missing is asked for."""
        refusal = super().refusal()
        return None if refusal is not None and refusal.code == "NO_ROOM_ASSIGNED" else refusal

    def form_options(self) -> dict[str, Any]:
        """Ready rooms, unless the booking has one."""
        if self.reading.has_open_claim or self.booking.status != BookingStatus.CONFIRMED:
            return {"groups": None}
        rooms = available_rooms(self.booking, self.desk.hotel, any_type=True)
        ready = [room for room in rooms if room.room_status == RoomStatus.READY_FOR_GUEST]
        return {"groups": rooms_in_groups(ready, self.booking)}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Check in; whoever chose a room from the list has seen of which type it is."""
        return self.change(lambda: self._arrive(values), self._arrived)

    def _arrive(self, values: Mapping[str, Any]) -> Outcome[Arrival]:
        return services.check_in(
            actor=self.desk.actor,
            booking_id=self.booking_id,
            room_id=values["room_id"],
            allow_other_type=values["allow_other_type"] or not self.is_quick,
        )

    def _arrived(self, outcome: Outcome[Arrival]) -> Done:
        names = {"guest": self.guest, "room": outcome.subject.room.number}
        return self.told(
            outcome,
            _("%(guest)s is checked in to room %(room)s.") % names,
            undo=self.address("undo_check_in"),
            nothing=_("The guest is in house already."),
            nothing_by=_("%(name)s has checked the guest in already."),
            types=["booking_checked_in"],
        )


class UndoCheckIn(BookingDeed):
    """Take a check-in back."""

    action = "undo_check_in"
    title = gettext_lazy("Take the check-in back")
    submit = gettext_lazy("Take it back")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Take it back; the room has to be cleaned."""
        return self.change(
            lambda: services.undo_check_in(actor=self.desk.actor, booking_id=self.booking_id),
            lambda outcome: self.told(
                outcome,
                _("The check-in of %(guest)s is taken back. The room is marked dirty.") % {"guest": self.guest},
                nothing=_("The guest is not checked in."),
                nothing_by=_("%(name)s has taken the check-in back already."),
                types=["booking_check_in_undone"],
            ),
        )


class CheckOut(BookingDeed):
    """Let a guest leave: at once when all is paid, otherwise after a warning."""

    action = "check_out"
    title = gettext_lazy("Check out")
    submit = gettext_lazy("Check out")
    body = "desk/bookings/check_out.html"
    form_class = DeskForm

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Check out, unless something is open that nobody has been told of."""
        booking = self.booking
        if booking.status == BookingStatus.IN_HOUSE and booking.balance and self._seen() != self.open_balance:
            raise refuse(
                "OPEN_BALANCE",
                _("The balance is not settled. Take a payment first, or check out all the same."),
            )
        return self.change(
            lambda: services.check_out(actor=self.desk.actor, booking_id=self.booking_id), self._checked_out
        )

    @property
    def open_balance(self) -> str:
        """What is open, as the form's button repeats it."""
        return str(self.booking.balance)

    @property
    def payment_url(self) -> str:
        """Where a payment is taken, for those who may."""
        return self.address("record_payment") if self.desk.may(TAKE_PAYMENT) and self.booking.balance > 0 else ""

    def _seen(self) -> str:
        """The balance that whoever does it was told of; only the form says one."""
        return self.request.POST.get("balance_seen", "")

    def _checked_out(self, outcome: Outcome[RoomBooking]) -> Done:
        room = self.reading.room
        return self.told(
            outcome,
            _("%(guest)s is checked out of room %(room)s.")
            % {"guest": self.guest, "room": room.number if room else ""},
            undo=self.address("undo_check_out"),
            nothing=_("The guest has left already."),
            nothing_by=_("%(name)s has checked the guest out already."),
            types=["booking_checked_out"],
        )


class UndoCheckOut(BookingDeed):
    """Take a check-out back."""

    action = "undo_check_out"
    title = gettext_lazy("Take the check-out back")
    submit = gettext_lazy("Take it back")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Take it back; the guest is in the room again."""
        return self.change(
            lambda: services.undo_check_out(actor=self.desk.actor, booking_id=self.booking_id),
            lambda outcome: self.told(
                outcome,
                _("The check-out of %(guest)s is taken back.") % {"guest": self.guest},
                nothing=_("The guest is in house already."),
                nothing_by=_("%(name)s has taken the check-out back already."),
                types=["booking_check_out_undone"],
            ),
        )
