"""The steps after the first: room types with their rooms, colleagues, and what comes next."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hotelmate.core.capabilities import MANAGE_ROOMS, MANAGE_STAFF
from hotelmate.core.change import Outcome
from hotelmate.desk.deeds import Deed, Done
from hotelmate.desk.first_run.floors import floors_of
from hotelmate.desk.forms import Amount, DeskForm, Text
from hotelmate.desk.frame import Desk, desk_page, show
from hotelmate.desk.settings.rooms import LONGEST_NUMBERS
from hotelmate.desk.settings.staff import NewPersonForm, roles_to_give
from hotelmate.desk.value_words import ROLE
from hotelmate.rooms.models import Room
from hotelmate.rooms.numbering import room_numbers_in
from hotelmate.rooms.queries import room_types_of
from hotelmate.rooms.rules import HIGHEST_RATE, MOST_GUESTS
from hotelmate.rooms.services import bulk_create_rooms, create_room_type
from hotelmate.staff.models import Role
from hotelmate.staff.queries import staff_of
from hotelmate.staff.services import create_staff


class TypeWithRoomsForm(DeskForm):
    """A room type and its rooms."""

    name = Text(label=_("Room type"), max_length=80, help_text=_("What guests read, such as Standard Double."))
    code = Text(label=_("Code"), max_length=20, help_text=_("Short, such as STD."))
    max_occupancy = forms.IntegerField(label=_("Sleeps"), min_value=1, max_value=MOST_GUESTS, initial=2)
    base_rate = Amount(label=_("Price of a night"), max_value=HIGHEST_RATE)
    numbers = Text(
        label=_("Room numbers"),
        max_length=LONGEST_NUMBERS,
        widget=forms.Textarea(attrs={"rows": 2, "autocapitalize": "none"}),
        help_text=_("Single numbers and ranges, such as 101-120, 201, 12A."),
    )
    by_floor = forms.BooleanField(
        label=_("All but the last two digits are the floor: 204 is on floor 2"), required=False, initial=True
    )


class Step(Deed):
    """A step that may be done several times: what is there already stands beside the form."""

    page: ClassVar[str] = ""
    step: ClassVar[int] = 0

    def back(self) -> str:
        """To the same step, for the next one."""
        return reverse(self.page)


class AddTypeWithRooms(Step):
    """Add a room type with all its rooms."""

    template = "first_run/rooms"
    page = "desk-first-run-rooms"
    title = _("Which rooms are there?")
    submit = _("Add the type and its rooms")
    form_class = TypeWithRoomsForm
    needs = MANAGE_ROOMS
    blames = {"ROOM_TYPE_CODE_TAKEN": "code", "ROOM_NUMBER_TAKEN": "numbers"}

    def context(self) -> dict[str, Any]:
        """The types that there are."""
        types = list(room_types_of(self.desk.hotel.pk))
        rooms = sum(one.room_count for one in types)  # type: ignore[attr-defined]
        return {"step": 2, "types": types, "rooms": rooms}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Add both, or neither."""
        return self.change(lambda: self._add(values), lambda outcome: Done.of(outcome, self._said(outcome.subject)))

    def _add(self, values: Mapping[str, Any]) -> Outcome[Sequence[Room]]:
        numbers = room_numbers_in(values["numbers"])
        described = {name: values[name] for name in ("name", "code", "max_occupancy", "base_rate")}
        room_type = create_room_type(actor=self.desk.actor, **described).subject
        outcome = bulk_create_rooms(
            actor=self.desk.actor,
            room_type_id=room_type.pk,
            numbers=numbers,
            floors=floors_of(numbers) if values["by_floor"] else None,
        )
        return Outcome(outcome.subject)

    def _said(self, rooms: Sequence[Room]) -> str:
        said = ngettext("%(type)s is added with %(count)d room.", "%(type)s is added with %(count)d rooms.", len(rooms))
        return said % {"type": rooms[0].room_type.name, "count": len(rooms)}


class AddColleague(Step):
    """Employ somebody."""

    template = "first_run/staff"
    page = "desk-first-run-staff"
    title = _("Who works here?")
    submit = _("Add this person")
    form_class = NewPersonForm
    needs = MANAGE_STAFF
    blames = {"USERNAME_TAKEN": "username", "ROLE_ABOVE_YOURS": "role"}

    def initial(self) -> dict[str, Any]:
        """At the front desk, as most."""
        return {"role": Role.FRONT_DESK.value}

    def form_options(self) -> dict[str, Any]:
        """The roles to choose from."""
        return {"roles": roles_to_give(self.desk)}

    def context(self) -> dict[str, Any]:
        """Who works here already."""
        people = [(person, ROLE[person.role]) for person in staff_of(self.desk.hotel.pk)]
        return {"step": 3, "people": people}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Employ them."""
        given = {name: values[name] for name in ("full_name", "role", "username", "email")}
        return self.change(
            lambda: create_staff(actor=self.desk.actor, password=values["password"] or None, **given),
            lambda outcome: Done.of(
                outcome,
                gettext("%(name)s is added and signs in as %(username)s.")
                % {"name": outcome.subject.full_name, "username": outcome.subject.username},
            ),
        )


@desk_page(needs=MANAGE_ROOMS)
def ready(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What stands now, and what may be set up next."""
    types = list(room_types_of(desk.hotel.pk))
    context = {
        "step": 4,
        "types": len(types),
        "rooms": sum(one.room_count for one in types),  # type: ignore[attr-defined]
        "people": staff_of(desk.hotel.pk).count(),
    }
    return show(request, desk, "first_run/ready", context)
