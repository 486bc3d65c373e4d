"""Overselling on purpose: of which types how many more are sold than there are rooms, night by night, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotelmate.core.capabilities import OVERSELL
from hotelmate.desk.deeds import Done
from hotelmate.desk.forms import Choice, Day, DeskForm, Note, Radio
from hotelmate.desk.frame import Desk, desk_page, show_part
from hotelmate.desk.settings.editing import SettingsDeed, choices_of
from hotelmate.desk.settings.window import Night, window_of
from hotelmate.rooms import services
from hotelmate.rooms.availability import free_rooms_by_night
from hotelmate.rooms.models import AllowanceChange, RoomType
from hotelmate.rooms.queries import allowance_changes, allowances_by_night, get_room_type, room_types_of
from hotelmate.rooms.rules import LARGEST_ALLOWANCE
from hotelmate.staff.queries import names_of

SHOWN_CHANGES = 50
BY, TO, DOWN_TO = "by", "to", "down_to"


class AllowanceForm(DeskForm):
    """How many more of a type may be sold, in which nights, and why."""

    room_type = Choice(label=_("Room type"))
    from_date = Day(label=_("First night"))
    to_date = Day(label=_("Last night"))
    how = Radio(
        label=_("Sell"),
        choices=[
            (BY, _("so many more than now")),
            (TO, _("up to so many more than there are rooms")),
            (DOWN_TO, _("at most so many more than there are rooms")),
        ],
        initial=BY,
    )
    rooms = forms.IntegerField(label=_("Rooms"), min_value=0, max_value=LARGEST_ALLOWANCE, initial=1)
    note = Note(label=_("Why"), required=True)

    def __init__(self, *args: Any, types: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room_type"].choices = types  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The nights run forwards, and more is more."""
        values = dict(self.cleaned_data)
        first, last = values.get("from_date"), values.get("to_date")
        if first and last and last < first:
            self.add_error("to_date", gettext("The last night is not before the first."))
        if values.get("how") == BY and values.get("rooms") == 0:
            self.add_error("rooms", gettext("Give one room at least."))
        return values


class SetAllowance(SettingsDeed):
    """Let more of a type be sold than there are rooms, or less again. The address may name the nights."""

    page = "desk-settings-allowances"
    needs = OVERSELL
    title = _("Change overselling")
    form_class: ClassVar[type[DeskForm] | None] = AllowanceForm
    blames = {"CAPACITY_EXCEEDED": "rooms"}

    def form_options(self) -> dict[str, Any]:
        """The types that are sold."""
        return {"types": choices_of(room_types_of(self.desk.hotel.pk))}

    def initial(self) -> dict[str, Any]:
        """Tonight."""
        day = self.desk.day.isoformat()
        return {"from_date": day, "to_date": day}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Raise or lower it."""
        room_type = get_room_type(hotel_id=self.desk.hotel.pk, room_type_id=values["room_type"])
        nights = {"from_date": values["from_date"], "to_date": values["to_date"] + timedelta(days=1)}
        asked = {"actor": self.desk.actor, "room_type": room_type, "note": values["note"], **nights}
        rooms = values["rooms"]
        if values["how"] == DOWN_TO:
            return self.save(lambda: services.lower_allowance(**asked, to=rooms), self.said)
        raised = {"by": rooms} if values["how"] == BY else {"to": rooms}
        return self.save(lambda: services.raise_allowance(**asked, **raised), self.said)

    def said(self, room_type: RoomType) -> str:
        """Of which type."""
        return gettext("Saved for %(type)s.") % {"type": room_type.name}


@dataclass(frozen=True, slots=True)
class AllowanceCell:
    """A night of a type: how many more than its rooms may be sold, and how many are left."""

    night: Night
    allowance: int
    free: int


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change of an allowance: who, which nights, how much, and why."""

    change: AllowanceChange
    by: str
    last: date


@desk_page(needs=OVERSELL)
def allowances_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The nights, and the newest changes."""
    window = window_of(request, desk)
    types = list(room_types_of(desk.hotel.pk))
    nights = window.nights
    context = {
        "window": window,
        "nights": nights,
        "rows": rows_of(desk, types, nights) if types else [],
        "changes": changes_of(desk),
    }
    parts = {"allowances": "manage/settings/allowances_part"}
    return show_part(request, desk, "manage/settings/allowances", context, parts=parts)


def rows_of(
    desk: Desk, types: Sequence[RoomType], nights: Sequence[Night]
) -> list[tuple[RoomType, list[AllowanceCell]]]:
    """By type each night. Two queries."""
    hotel_id, first, end = desk.hotel.pk, nights[0].date, nights[-1].date + timedelta(days=1)
    allowed = allowances_by_night(hotel_id=hotel_id, from_date=first, to_date=end)
    free = free_rooms_by_night(hotel_id=hotel_id, room_type_ids=[one.pk for one in types], from_date=first, to_date=end)
    return [
        (
            one,
            [AllowanceCell(night, allowed.get((one.pk, night.date), 0), free[one.pk][night.date]) for night in nights],
        )
        for one in types
    ]


def changes_of(desk: Desk) -> list[ChangeRow]:
    """The newest changes, with the names of those who made them."""
    changes = list(allowance_changes(hotel_id=desk.hotel.pk).select_related("room_type")[:SHOWN_CHANGES])
    names = names_of(desk.hotel.pk, [change.made_by for change in changes])
    return [
        ChangeRow(change, names.get(change.made_by, gettext("The system")), change.to_date - timedelta(days=1))
        for change in changes
    ]
