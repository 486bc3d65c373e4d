"""Room types: what kinds of rooms the hotel sells."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotelmate.core.capabilities import MANAGE_ROOMS
from hotelmate.desk.deeds import Done
from hotelmate.desk.forms import Amount, DeskForm, Note, Text, Version
from hotelmate.desk.frame import Desk, desk_page, show_part
from hotelmate.desk.settings.editing import SettingsDeed, why_not, without_version
from hotelmate.rooms import services
from hotelmate.rooms.models import RoomType
from hotelmate.rooms.queries import get_room_type, room_types_of
from hotelmate.rooms.rules import HIGHEST_RATE, MOST_GUESTS, type_in_use


class RoomTypeForm(DeskForm):
    """A room type."""

    version = Version()
    name = Text(label=_("Name"), max_length=80, help_text=_("What guests read, such as Standard Double."))
    code = Text(label=_("Code"), max_length=20, help_text=_("Short, such as STD."))
    max_occupancy = forms.IntegerField(label=_("Sleeps"), min_value=1, max_value=MOST_GUESTS, initial=2)
    base_rate = Amount(
        label=_("Price of a night"), max_value=HIGHEST_RATE, help_text=_("Where nothing else is said of the night.")
    )
    bed_setup = Text(label=_("Beds"), max_length=120, required=False)
    description = Note(label=_("Description"), max_length=500)


class RoomTypeDeed(SettingsDeed):
    """Something done with room types."""

    page = "desk-settings-types"
    needs = MANAGE_ROOMS
    form_class: ClassVar[type[DeskForm] | None] = RoomTypeForm
    blames = {"ROOM_TYPE_CODE_TAKEN": "code"}


class AddRoomType(RoomTypeDeed):
    """Add a kind of room."""

    title = _("Add a room type")
    submit = _("Add")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Add it; it has no rooms yet."""
        return self.save(
            lambda: services.create_room_type(actor=self.desk.actor, **without_version(values)),
            lambda added: gettext("%(name)s is added.") % {"name": added.name},
        )


class OneRoomType(RoomTypeDeed):
    """Something done with one room type."""

    room_type: RoomType

    def prepare(self) -> None:
        """The type."""
        self.room_type = get_room_type(hotel_id=self.desk.hotel.pk, room_type_id=self.names["room_type_id"])

    def address(self, name: str) -> str:
        """Where something is done with this type."""
        return reverse(name, args=[self.room_type.pk])


class EditRoomType(OneRoomType):
    """Change a kind of room, for bookings to come."""

    def heading(self) -> str:
        """Which one."""
        return gettext("Change %(name)s") % {"name": self.room_type.name}

    def initial(self) -> dict[str, Any]:
        """As it is."""
        return {name: getattr(self.room_type, name) for name in RoomTypeForm.base_fields}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Save it."""
        return self.save(
            lambda: services.update_room_type(
                actor=self.desk.actor, room_type_id=self.room_type.pk, **without_version(values)
            ),
            lambda saved: gettext("%(name)s is saved.") % {"name": saved.name},
        )


class RetireRoomType(OneRoomType):
    """Sell a kind of room no more."""

    title = _("Retire the room type?")
    submit = _("Retire")
    form_class = None

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Retire it."""
        return self.save(
            lambda: services.retire_room_type(actor=self.desk.actor, room_type_id=self.room_type.pk),
            lambda retired: gettext("%(name)s is sold no more.") % {"name": retired.name},
            undo=self.address("desk-settings-type-reinstate"),
        )


class ReinstateRoomType(OneRoomType):
    """Sell a retired kind of room again."""

    title = _("Sell the room type again?")
    submit = _("Sell again")
    form_class = None

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Reinstate it."""
        return self.save(
            lambda: services.reinstate_room_type(actor=self.desk.actor, room_type_id=self.room_type.pk),
            lambda sold: gettext("%(name)s is sold again.") % {"name": sold.name},
            undo=self.address("desk-settings-type-retire"),
        )


@desk_page(needs=MANAGE_ROOMS)
def room_types_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All kinds of rooms, the retired ones last."""
    types = sorted(room_types_of(desk.hotel.pk, active=None), key=lambda one: not one.is_active)
    rows = [(one, cannot_retire(one)) for one in types]
    parts = {"types": "manage/settings/types_part"}
    return show_part(request, desk, "manage/settings/types", {"rows": rows}, parts=parts)


def cannot_retire(room_type: RoomType) -> str:
    """Why a type of `room_types_of` cannot be retired now; empty when it can."""
    return why_not(type_in_use(room_type.room_count))  # type: ignore[attr-defined]
