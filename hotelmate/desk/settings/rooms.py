"""The rooms: each with its type and floor, added one by one or many at once."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hotelmate.core.capabilities import MANAGE_ROOMS
from hotelmate.core.errors import Refusal, Refused
from hotelmate.desk.deeds import Done
from hotelmate.desk.forms import Choice, Day, DeskForm, Note, Text, Version
from hotelmate.desk.frame import Desk, desk_page, show, show_part
from hotelmate.desk.settings.editing import SettingsDeed, choices_of, why_not
from hotelmate.desk.settings.rooms_table import rooms_table
from hotelmate.desk.words import ROOM_STATUS
from hotelmate.housekeeping.reinstatement import reinstate_room
from hotelmate.rooms import services
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room, RoomType
from hotelmate.rooms.numbering import room_numbers_in
from hotelmate.rooms.queries import get_room, get_room_type, room_types_of, rooms_of, taken_numbers
from hotelmate.rooms.rules import INITIAL_STATUSES, numbers_taken, unusable_numbers

LONGEST_NUMBERS = 4000


class RoomForm(DeskForm):
    """One room."""

    version = Version()
    number = Text(label=_("Number"), max_length=20)
    room_type = Choice(label=_("Type"))
    floor = Text(label=_("Floor"), max_length=20, required=False)
    notes = Note(label=_("Notes"), help_text=_("For the staff."))

    def __init__(self, *args: Any, types: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room_type"].choices = types  # type: ignore[attr-defined]


class NewRoomsForm(DeskForm):
    """Many rooms at once, or one."""

    template_name = "desk/manage/settings/new_rooms_fields.html"
    numbers = Text(
        label=_("Room numbers"),
        max_length=LONGEST_NUMBERS,
        widget=forms.Textarea(attrs={"rows": 2, "autocapitalize": "none"}),
        help_text=_("Single numbers and ranges, such as 101-120, 201, 12A."),
    )
    room_type = Choice(label=_("Type"))
    floor = Text(label=_("Floor"), max_length=20, required=False)
    room_status = Choice(
        label=_("They are now"),
        choices=[(status.value, ROOM_STATUS[status]) for status in INITIAL_STATUSES],
        initial=RoomStatus.READY_FOR_GUEST.value,
    )
    active_from = Day(label=_("In use from"), required=False, help_text=_("Today, if you leave it empty."))
    notes = Note(label=_("Notes"), help_text=_("For the staff."))

    def __init__(self, *args: Any, types: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room_type"].choices = types  # type: ignore[attr-defined]


class AddRooms(SettingsDeed):
    """Add rooms of one type: all of them, or none where a number is taken."""

    page = "desk-settings-rooms"
    needs = MANAGE_ROOMS
    title = _("Add rooms")
    submit = _("Add")
    form_class = NewRoomsForm
    blames = {"ROOM_NUMBER_TAKEN": "numbers", "ROOM_TYPE_RETIRED": "room_type"}

    def prepare(self) -> None:
        """The types that rooms may be of."""
        self.types = choices_of(room_types_of(self.desk.hotel.pk))

    def form_options(self) -> dict[str, Any]:
        """The types to choose from."""
        return {"types": self.types}

    def refusal(self) -> Refusal | None:
        """Rooms are of a type."""
        if self.types:
            return None
        return Refusal("NO_ROOM_TYPE", gettext("Add a room type first; each room is of one."))

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Add them."""
        numbers = room_numbers_in(values["numbers"])
        chosen = {"floor": values["floor"], "notes": values["notes"], "active_from": values["active_from"]}
        return self.save(
            lambda: services.bulk_create_rooms(
                actor=self.desk.actor,
                room_type_id=values["room_type"],
                numbers=numbers,
                room_status=values["room_status"],
                **chosen,
            ),
            said_of,
        )


def said_of(rooms: list[Room]) -> str:
    """What is said of new rooms."""
    words = ngettext("Room %(first)s is added.", "%(count)d rooms are added, %(first)s to %(last)s.", len(rooms))
    return words % {"count": len(rooms), "first": rooms[0].number, "last": rooms[-1].number}


@desk_page(needs=MANAGE_ROOMS)
def numbers_preview(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Which rooms the numbers mean that are being typed, and what is wrong with them."""
    refusal: Refusal | None = None
    numbers: tuple[str, ...] = ()
    try:
        numbers = room_numbers_in(request.GET.get("numbers", "")[:LONGEST_NUMBERS])
    except Refused as refused:
        refusal = refused.refusal
    if numbers:
        refusal = unusable_numbers(numbers) or numbers_taken(taken_numbers(desk.hotel.pk, numbers))
    context = {"numbers": numbers, "first": numbers[:1], "last": numbers[-1:], "refused": why_not(refusal)}
    return show(request, desk, "manage/settings/numbers_preview", context)


class OneRoom(SettingsDeed):
    """Something done with one room."""

    page = "desk-settings-rooms"
    needs = MANAGE_ROOMS
    room: Room

    def prepare(self) -> None:
        """The room."""
        self.room = get_room(hotel_id=self.desk.hotel.pk, room_id=self.names["room_id"])


class EditRoom(OneRoom):
    """Change a room's number, type, floor or notes."""

    form_class = RoomForm
    blames = {"ROOM_NUMBER_TAKEN": "number", "ROOM_CLAIMED": "room_type", "ROOM_NEEDED": "room_type"}

    def heading(self) -> str:
        """Which one."""
        return gettext("Change room %(number)s") % {"number": self.room.number}

    def form_options(self) -> dict[str, Any]:
        """The types to choose from, with the room's own."""
        types = room_types_of(self.desk.hotel.pk, active=None)
        return {"types": choices_of(one for one in types if one.is_active or one.pk == self.room.room_type_id)}

    def initial(self) -> dict[str, Any]:
        """As it is."""
        room = self.room
        return {
            "version": room.version,
            "number": room.number,
            "room_type": str(room.room_type_id),
            "floor": room.floor,
            "notes": room.notes,
        }

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Save it."""
        changes = {name: values[name] for name in ("number", "floor", "notes")}
        changes["room_type"] = self._type(values["room_type"])
        return self.save(
            lambda: services.update_room(actor=self.desk.actor, room_id=self.room.pk, **changes),
            lambda room: gettext("Room %(number)s is saved.") % {"number": room.number},
        )

    def _type(self, room_type_id: str) -> RoomType:
        return get_room_type(hotel_id=self.desk.hotel.pk, room_type_id=room_type_id)


class RetireRoom(OneRoom):
    """Take a room out of use for good; its history stays."""

    submit = _("Retire")
    danger = True
    body = "desk/manage/settings/retire_room_body.html"

    def heading(self) -> str:
        """Which one."""
        return gettext("Retire room %(number)s?") % {"number": self.room.number}

    def refusal(self) -> Refusal | None:
        """Whether somebody counts on it."""
        if not self.room.is_active:
            return None
        return services.cannot_retire(self.room, self.desk.day)

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Retire it."""
        return self.save(
            lambda: services.retire_room(actor=self.desk.actor, room_id=self.room.pk),
            lambda room: gettext("Room %(number)s is retired.") % {"number": room.number},
        )


class ReinstateRoom(OneRoom):
    """Take a retired room into use again."""

    submit = _("Take into use again")
    body = "desk/manage/settings/reinstate_room_body.html"

    def heading(self) -> str:
        """Which one."""
        return gettext("Take room %(number)s into use again?") % {"number": self.room.number}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Reinstate it; somebody has to look after it first."""
        return self.save(
            lambda: reinstate_room(actor=self.desk.actor, room_id=self.room.pk),
            lambda room: gettext("Room %(number)s is in use again, to be cleaned first.") % {"number": room.number},
        )


@desk_page(needs=MANAGE_ROOMS)
def rooms_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The rooms, floor by floor; of one type or floor, or the retired ones."""
    types = list(room_types_of(desk.hotel.pk, active=None))
    wanted = {name: request.GET.get(name, "")[:40] for name in ("type", "floor", "state", "q")}
    everything = list(rooms_of(desk.hotel.pk, active=None))
    rooms = [room for room in everything if is_wanted(room, wanted)]
    context = {
        "types": types,
        "floors": sorted({room.floor for room in everything}, key=floor_order),
        "wanted": wanted,
        "count": len(rooms),
        "has_rooms": bool(everything),
        "retired": sum(not room.is_active for room in everything),
        "table": rooms_table(rooms, next_page=request.get_full_path()) if rooms else "",
    }
    return show_part(request, desk, "manage/settings/rooms", context, parts={"rooms": "manage/settings/rooms_part"})


def is_wanted(room: Room, wanted: Mapping[str, str]) -> bool:
    """Whether a room is one of those that were asked for."""
    return (
        room.is_active != (wanted["state"] == "retired")
        and wanted["type"] in ("", str(room.room_type_id))
        and (not wanted["floor"] or wanted["floor"] == (room.floor or "-"))
        and wanted["q"].casefold() in room.number.casefold()
    )


def floor_order(floor: str) -> tuple[int, str]:
    """Floors in their order: 2 before 10."""
    return (len(floor), floor)
