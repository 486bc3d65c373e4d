"""Rooms of bookings at the desk: assigned, taken back, changed in mid-stay, and chosen by the house."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hotelmate.core.capabilities import ASSIGN_ROOM, VIEW_CONTACTS
from hotelmate.core.change import Outcome
from hotelmate.desk.bookings.room_choice import RoomPick, WithRooms, rooms_in_groups
from hotelmate.desk.bookings.subject import BookingDeed
from hotelmate.desk.dates import short_day
from hotelmate.desk.deeds import Deed, Done
from hotelmate.desk.forms import Choice, Day, DeskForm, Note, Text
from hotelmate.room_bookings import services
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.queries import available_rooms, open_claims_of, rooms_to_move_into, stays_in_rooms
from hotelmate.room_bookings.services import AutoAssignment, RoomMoveService


class AssignForm(WithRooms):
    """Which room, and a remark."""

    room_id = RoomPick(label=gettext_lazy("Room"))
    allow_other_type = forms.BooleanField(required=False, widget=forms.HiddenInput)
    notes = Note(label=gettext_lazy("Remark"))


class AssignRoom(BookingDeed):
    """Give a booking a room, or another one than it has."""

    action = "assign_room"
    title = gettext_lazy("Assign a room")
    submit = gettext_lazy("Assign")
    form_class = AssignForm

    def form_options(self) -> dict[str, Any]:
        """Every room that would do, with the state that it is in now."""
        rooms = available_rooms(self.booking, self.desk.hotel, any_type=True)
        return {"groups": rooms_in_groups(rooms, self.booking)}

    def initial(self) -> dict[str, Any]:
        """The room that it has."""
        has = self.reading.room if self.reading.has_open_claim else None
        return {"room_id": has.pk if has else None}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Assign it; whoever chose from the list has seen of which type the room is."""
        had = self.reading.room if self.reading.has_open_claim else None
        undo = self.address("unassign_room")
        if had is not None:
            undo = self.address("assign_room", {"room_id": had.pk, "allow_other_type": "on"})
        return self.change(
            lambda: services.assign_room(
                actor=self.desk.actor,
                booking_id=self.booking_id,
                room_id=values["room_id"],
                notes=values["notes"],
                allow_other_type=values["allow_other_type"] or not self.is_quick,
            ),
            lambda outcome: self._assigned(outcome, undo),
        )

    def _assigned(self, outcome: Outcome[RoomBooking], undo: str) -> Done:
        claims = open_claims_of(outcome.subject)
        return self.told(
            outcome,
            _("%(guest)s has room %(room)s now.") % {"guest": self.guest, "room": claims[-1].room_number},
            undo=undo,
            nothing=_("The booking has this room already."),
            nothing_by=_("%(name)s has assigned this room already."),
            types=["booking_room_assigned"],
        )


class UnassignRoom(BookingDeed):
    """Take a booking's room back."""

    action = "unassign_room"
    title = gettext_lazy("Take the room back")
    submit = gettext_lazy("Take it back")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Take it back; the booking keeps its nights."""
        room = self.reading.room if self.reading.has_open_claim else None
        undo = self.address("assign_room", {"room_id": room.pk, "allow_other_type": "on"}) if room else ""
        names = {"guest": self.guest, "room": room.number if room else ""}
        return self.change(
            lambda: services.unassign_room(actor=self.desk.actor, booking_id=self.booking_id),
            lambda outcome: self.told(
                outcome,
                _("Room %(room)s is free again. %(guest)s has no room now.") % names,
                undo=undo,
                nothing=_("The booking has no room."),
                nothing_by=_("%(name)s has taken the room back already."),
                types=["booking_room_unassigned"],
            ),
        )


class MoveForm(WithRooms):
    """Where to, and why."""

    room_field = "to_room_id"
    to_room_id = RoomPick(label=gettext_lazy("To room"))
    reason = Text(label=gettext_lazy("Reason"))
    notes = Note(label=gettext_lazy("Remark"), max_length=700)


class MoveRoom(BookingDeed):
    """Move a guest in house to another room."""

    action = "move_room"
    title = gettext_lazy("Move to another room")
    submit = gettext_lazy("Move")
    form_class = MoveForm

    def form_options(self) -> dict[str, Any]:
        """The rooms that are ready and stay free until the guest leaves."""
        in_house = self.booking.status == BookingStatus.IN_HOUSE
        rooms = rooms_to_move_into(self.booking, self.desk.hotel) if in_house else []
        return {"groups": rooms_in_groups(rooms, self.booking)}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Move; the room that is left has to be cleaned."""
        return self.change(
            lambda: RoomMoveService.move_room(actor=self.desk.actor, booking_id=self.booking_id, **values), self._moved
        )

    def _moved(self, outcome: Outcome[RoomBooking]) -> Done:
        room = outcome.subject.in_room
        assert room is not None
        names = {"guest": self.guest, "room": room.number}
        return self.told(
            outcome,
            _("%(guest)s is in room %(room)s now. The old room is marked dirty.") % names,
            nothing=_("The guest is in room %(room)s already.") % names,
        )


class SwapForm(DeskForm):
    """With whom, and why."""

    other_booking_id = Choice(label=gettext_lazy("With"))
    reason = Text(label=gettext_lazy("Reason"))

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other_booking_id"].choices = [("", _("Choose a room…")), *others]  # type: ignore[attr-defined]


class SwapRooms(BookingDeed):
    """Let two guests in house change rooms."""

    action = "swap"
    title = gettext_lazy("Swap rooms")
    submit = gettext_lazy("Swap")
    form_class = SwapForm

    def form_options(self) -> dict[str, Any]:
        """Everybody else who is in house, by room."""
        stays = stays_in_rooms(self.desk.actor.hotel_id)
        return {"others": [(one.booking_id, self._label(one)) for one in stays if one.pk != self.booking.pk]}

    def _label(self, stay: RoomBooking) -> str:
        assert stay.in_room is not None
        name = f"{stay.primary_first_name} {stay.primary_last_name}".strip()
        return _("Room %(room)s: %(guest)s, until %(day)s") % {
            "room": stay.in_room.number,
            "guest": name if name and self.desk.may(VIEW_CONTACTS) else stay.booking_id,
            "day": short_day(stay.check_out),
        }

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Swap; both rooms are to be cleaned."""
        return self.change(
            lambda: RoomMoveService.swap_rooms(actor=self.desk.actor, booking_id=self.booking_id, **values),
            lambda outcome: self.told(outcome, _("The two guests have changed rooms. Each room has a cleaning task.")),
        )


class AutoAssignForm(DeskForm):
    """For the arrivals of which day."""

    date = Day(label=gettext_lazy("Arrivals of"), required=False)


class AutoAssign(Deed):
    """Give rooms to all who arrive on a day and have none."""

    title = gettext_lazy("Assign rooms to arrivals")
    submit = gettext_lazy("Assign rooms")
    form_class = AutoAssignForm
    needs = ASSIGN_ROOM

    def initial(self) -> dict[str, Any]:
        """Today's arrivals."""
        return {"date": self.desk.day}

    def back(self) -> str:
        """To the arrivals."""
        return f"{reverse('desk-bookings')}?bucket=arrivals"

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Assign as far as there are rooms."""
        return self.change(
            lambda: services.auto_assign(actor=self.desk.actor, day=values["date"]),
            lambda outcome: Done.of(outcome, _assigned_and_left(outcome.subject)),
        )


def _assigned_and_left(done: AutoAssignment) -> str:
    assigned, left = len(done.assigned), len(done.unassigned)
    said = [ngettext("%(count)d room assigned.", "%(count)d rooms assigned.", assigned) % {"count": assigned}]
    if left:
        said.append(
            ngettext(
                "%(count)d arrival is left without a room of its type.",
                "%(count)d arrivals are left without a room of their type.",
                left,
            )
            % {"count": left}
        )
    elif not assigned:
        said = [_("Nothing to do: every arrival has a room.")]
    return " ".join(said)
