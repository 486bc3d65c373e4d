"""The people on a booking, at the desk: how many come, who they are, how to reach them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.core.change import Outcome
from hotelmate.core.errors import refuse
from hotelmate.core.ids import id_in_path
from hotelmate.desk.bookings.subject import BookingDeed
from hotelmate.desk.deeds import Done
from hotelmate.desk.forms import DeskForm, Text, Version
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import PartyMember, RoomBooking
from hotelmate.room_bookings.request_rules import MOST_PEOPLE
from hotelmate.room_bookings.services import Person

FIELDS = ("first_name", "last_name", "email", "phone")
LABELS = {
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
}


class PartyForm(DeskForm):
    """How many come, and a row of fields for each of them; a row that is left empty is nobody."""

    adults = forms.IntegerField(label=gettext_lazy("Adults"), min_value=1, max_value=MOST_PEOPLE)
    children = forms.IntegerField(label=gettext_lazy("Children"), min_value=0, max_value=MOST_PEOPLE)
    # Who is not named is taken off, so a form that is late takes nobody off whom somebody else has just put on.
    version = Version()

    def __init__(self, *args: Any, companions: Sequence[PartyMember], rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = range(rows if self.desk.sees_contacts else 0)
        if not self.desk.sees_contacts:
            return
        self._add_person("primary")
        for row in self.rows:
            present = companions[row] if row < len(companions) else None
            self.fields[f"companion_{row}_id"] = forms.IntegerField(
                required=False, widget=forms.HiddenInput, initial=present.pk if present else None
            )
            self._add_person(f"companion_{row}", present)

    def _add_person(self, prefix: str, present: PartyMember | None = None) -> None:
        for name in FIELDS:
            options: dict[str, Any] = {"label": LABELS[name], "required": False}
            if present is not None:
                options["initial"] = getattr(present, name)
            field = forms.EmailField(max_length=254, **options) if name == "email" else _line(name, options)
            self.fields[f"{prefix}_{name}"] = field

    def clean(self) -> dict[str, Any]:
        """Whoever comes along has a full name."""
        values: dict[str, Any] = super().clean() or {}
        for row in self.rows:
            given = [values.get(f"companion_{row}_{name}") for name in FIELDS]
            if any(given) and not all(given[:2]):
                self.add_error(f"companion_{row}_last_name", _("Give both names."))
        return values

    @property
    def people(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The fields of each person, with what the row is called."""
        if self.desk.sees_contacts:
            yield _("Guest"), [self[f"primary_{name}"] for name in FIELDS]
        for row in self.rows:
            yield _("Companion %(number)d") % {"number": row + 1}, [self[f"companion_{row}_{name}"] for name in FIELDS]


def _line(name: str, options: Mapping[str, Any]) -> Text:
    return Text(max_length=40 if name == "phone" else 80, **options)


class ChangeParty(BookingDeed):
    """Change how many come and who they are."""

    action = "change_party"
    title = gettext_lazy("Guests of the booking")
    submit = gettext_lazy("Save")
    body = "desk/bookings/party.html"
    form_class = PartyForm

    def form_options(self) -> dict[str, Any]:
        """A row for everybody who is named, and for those who are not named yet."""
        companions = self.reading.companions
        wanted = [id_in_path(self.request.POST.get(f"companion_{row}_id", "")) for row in range(MOST_PEOPLE)]
        sent = max((row + 1 for row, key in enumerate(wanted) if key), default=0)
        return {"companions": companions, "rows": max(len(companions), self.booking.party_size - 1, sent) + 1}

    def initial(self) -> dict[str, Any]:
        """As it is."""
        booking = self.booking
        guest = {f"primary_{name}": getattr(booking, f"primary_{name}") for name in FIELDS}
        return {"adults": booking.adults, "children": booking.children, "version": booking.version, **guest}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Save it; who is not named any more is taken off."""
        return self.change(lambda: self._change(values), self._changed)

    def _change(self, values: Mapping[str, Any]) -> Outcome[RoomBooking]:
        named = self.desk.sees_contacts
        return services.change_party(
            actor=self.desk.actor,
            booking_id=self.booking_id,
            adults=values["adults"],
            children=values["children"],
            primary=_person(values, "primary") if named else None,
            companions=self._companions(values) if named else None,
        )

    def _companions(self, values: Mapping[str, Any]) -> list[tuple[int | None, Person]]:
        assert isinstance(self.form, PartyForm)
        rows = [(values[f"companion_{row}_id"], _person(values, f"companion_{row}")) for row in self.form.rows]
        present = {one.pk for one in self.reading.companions}
        # Somebody who was taken off meanwhile is put on again as somebody new.
        named = [(key if key in present else None, person) for key, person in rows if person.first_name]
        keys = [key for key, _person_of_row in named if key]
        if len(keys) != len(set(keys)):
            raise refuse("VALIDATION_ERROR", _("A companion is named twice."), status=400)
        return named

    def _changed(self, outcome: Outcome[RoomBooking]) -> Done:
        return self.told(outcome, _("The guests are saved."), nothing=_("The guests are these already."))


def _person(values: Mapping[str, Any], prefix: str) -> Person:
    return Person(*(values[f"{prefix}_{name}"] for name in FIELDS))
