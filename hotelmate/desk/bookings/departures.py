"""Several guests who leave at once, at the desk."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hotelmate.core.capabilities import CHECK_OUT
from hotelmate.core.change import Outcome
from hotelmate.core.errors import Refusal
from hotelmate.core.ids import id_in_path
from hotelmate.desk.deeds import Deed, Done
from hotelmate.desk.forms import DeskForm
from hotelmate.desk.refusals import in_words
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.queries import stays_in_rooms
from hotelmate.room_bookings.services import Departures


class RoomsPick(forms.MultipleChoiceField):
    """Rooms by their ids. One whose guest has left meanwhile may be named; it is passed over."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: Any) -> bool:
        """Whether any room can have this id."""
        return id_in_path(str(value)) is not None


class DeparturesForm(DeskForm):
    """From which rooms guests leave."""

    room_ids = RoomsPick(
        label=gettext_lazy("Due out today"), error_messages={"required": gettext_lazy("Choose a room.")}
    )

    def __init__(self, *args: Any, rooms: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room_ids"].choices = rooms  # type: ignore[attr-defined]


class CheckOutRooms(Deed):
    """Let several guests leave who are due out; those who owe nothing are chosen already."""

    title = gettext_lazy("Check out several rooms")
    submit = gettext_lazy("Check out")
    form_class = DeparturesForm
    needs = CHECK_OUT
    stays: Sequence[RoomBooking] = ()

    def prepare(self) -> None:
        """Who is due out by today."""
        stays = stays_in_rooms(self.desk.actor.hotel_id)
        self.stays = [one for one in stays if one.check_out <= self.desk.day]

    def refusal(self) -> Refusal | None:
        """Somebody is due out."""
        return None if self.stays else Refusal("NOBODY_DUE_OUT", _("Nobody is due out today."))

    def form_options(self) -> dict[str, Any]:
        """Each room with its guest and what is open."""
        return {"rooms": [(str(one.in_room_id), self._label(one)) for one in self.stays]}

    def initial(self) -> dict[str, Any]:
        """Those who owe nothing."""
        return {"room_ids": [str(one.in_room_id) for one in self.stays if one.balance <= 0]}

    def back(self) -> str:
        """To the departures."""
        return f"{reverse('desk-bookings')}?bucket=departures"

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Check them out, all of them or none."""
        room_ids = [int(room_id) for room_id in values["room_ids"]]
        return self.change(lambda: services.check_out_rooms(actor=self.desk.actor, room_ids=room_ids), self._left)

    def _left(self, outcome: Outcome[Departures]) -> Done:
        rooms = list(outcome.subject.rooms_by_booking.values())
        if not rooms:
            return Done.of(outcome, _("Nothing to do: these guests have left already."))
        said = ngettext("Checked out of room %(rooms)s.", "Checked out of rooms %(rooms)s.", len(rooms))
        # One word about open balances is enough, however many there are.
        warnings = tuple({in_words(warning) for warning in outcome.warnings})
        return Done(said % {"rooms": ", ".join(rooms)}, warnings)

    def _label(self, stay: RoomBooking) -> str:
        assert stay.in_room is not None
        name = f"{stay.primary_first_name} {stay.primary_last_name}".strip()
        names = {
            "room": stay.in_room.number,
            "guest": name if name and self.desk.sees_contacts else stay.booking_id,
            "amount": self.desk.wording.money(stay.balance, stay.currency),
        }
        if stay.balance > 0 and self.desk.sees_money:
            return _("%(room)s: %(guest)s, %(amount)s open") % names
        return _("%(room)s: %(guest)s") % names
