"""Choosing a room in a form: those of the type sold first, the others behind, each with its state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from hotelmate.core.ids import id_in_path
from hotelmate.desk.forms import DeskForm
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room

# The nearer to ready, the further in front.
NEAREST_FIRST = (
    RoomStatus.READY_FOR_GUEST,
    RoomStatus.CLEANED_UNINSPECTED,
    RoomStatus.CLEANING_IN_PROGRESS,
    RoomStatus.CHECKOUT_DIRTY,
    RoomStatus.OCCUPIED,
    RoomStatus.OUT_OF_ORDER,
    RoomStatus.MAINTENANCE_REQUIRED,
)


@dataclass(frozen=True, slots=True)
class RoomGroup:
    """Rooms under a heading; `is_sold` for those of the type that was sold."""

    label: str
    rooms: Sequence[Room]
    is_sold: bool


def rooms_in_groups(rooms: Sequence[Room], booking: RoomBooking) -> list[RoomGroup]:
    """The rooms of the type sold, also when there is none, and the others."""
    rooms = nearest_first(rooms)
    sold = [room for room in rooms if room.room_type_id == booking.room_type_id]
    others = [room for room in rooms if room.room_type_id != booking.room_type_id]
    groups = [RoomGroup(booking.room_type.name, sold, True)]
    return [*groups, RoomGroup(_("Rooms of other types"), others, False)] if others else groups


def nearest_first(rooms: Sequence[Room]) -> list[Room]:
    """The rooms with those that are ready in front, otherwise in their order."""
    order = {status: place for place, status in enumerate(NEAREST_FIRST)}
    return sorted(rooms, key=lambda room: order[RoomStatus(room.room_status)])


class RoomTiles(forms.Widget):
    """The rooms as tiles, of which one is chosen."""

    template_name = "desk/bookings/room_choices.html"
    use_fieldset = True
    groups: Sequence[RoomGroup] = ()

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """The rooms in their groups, and which is chosen."""
        context: dict[str, Any] = super().get_context(name, value, dict(attrs or {}))
        chosen = id_in_path(str(value)) if value else None
        inside = [room.pk for group in self.groups if not group.is_sold for room in group.rooms]
        none_sold = not any(group.rooms for group in self.groups if group.is_sold)
        return {**context, "groups": self.groups, "chosen": chosen, "others_open": none_sold or chosen in inside}


class RoomPick(forms.Field):
    """A room by its id. Any room may be named: why it will not do, the service says better."""

    widget = RoomTiles

    def to_python(self, value: Any) -> int | None:
        """The id."""
        if value in self.empty_values:
            return None
        key = id_in_path(str(value))
        if key is None:
            raise forms.ValidationError(_("Choose a room."))
        return key


class WithRooms(DeskForm):
    """A form in which a room is chosen; `groups` are those to choose from, None when there is nothing to choose."""

    room_field = "room_id"

    def __init__(self, *args: Any, groups: Sequence[RoomGroup] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields[self.room_field]
        if groups is None:
            field.widget = forms.HiddenInput()
        else:
            field.widget.groups = groups
