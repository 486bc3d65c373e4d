"""Where a record is looked at: from the kind and id that the log and findings name it by to an address of the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import F
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.rooms.models import Room

# Records without a page of their own are looked at in the list of all.
LISTED: Mapping[str, tuple[Promise, str]] = {
    "room_type": (gettext_lazy("Room type"), "desk-settings-types"),
    "rate_plan": (gettext_lazy("Rate plan"), "desk-settings-plans"),
    "promotion": (gettext_lazy("Promotion"), "desk-settings-promotions"),
    "webhook": (gettext_lazy("Webhook"), "desk-settings-webhooks"),
    "staff": (gettext_lazy("Colleague"), "desk-settings-staff"),
    "hotel": (gettext_lazy("The hotel"), "desk-settings-hotel"),
    "block": (gettext_lazy("Room out of use"), "desk-maintenance"),
    "fault": (gettext_lazy("Fault"), "desk-maintenance"),
    "task": (gettext_lazy("Task"), "desk-housekeeping"),
    "discrepancy": (gettext_lazy("Discrepancy"), "desk-housekeeping"),
}


@dataclass(frozen=True, slots=True)
class Record:
    """A record that is named: what it is called, its address (none: it has no page), and whether the drawer shows it."""

    name: str
    url: str = ""
    in_drawer: bool = False


NOWHERE = Record("")


@dataclass(frozen=True)
class Records:
    """The records of a hotel. Rooms are named by numbers, and found by them in one statement, when one is asked for."""

    hotel_id: int

    def of(self, kind: str, public_id: str) -> Record:
        """The record by its kind and public id, as `subject` of events and findings has them."""
        if kind == "booking":
            return Record(public_id, reverse("desk-booking", args=[public_id]), in_drawer=True)
        if kind == "room":
            return self.room(public_id)
        if kind == "event":
            return Record(_("Event %(seq)s") % {"seq": public_id}, f"{reverse('desk-audit')}?{_from_event(public_id)}")
        if kind in LISTED:
            name, place = LISTED[kind]
            return Record(str(name), reverse(place))
        return NOWHERE

    def room(self, number: str) -> Record:
        """The room that has this number; one that nobody has is named all the same."""
        pk = self._rooms.get(number)
        name = _("Room %(number)s") % {"number": number}
        return Record(name, reverse("desk-room", args=[pk])) if pk is not None else Record(name)

    @cached_property
    def _rooms(self) -> dict[str, int]:
        rooms = Room.objects.filter(hotel_id=self.hotel_id).order_by(F("active_until").asc(nulls_last=True), "pk")
        return dict(rooms.values_list("number", "pk"))


def _from_event(seq: str) -> str:
    """The audit from this event on, which stands first."""
    is_number = seq.isascii() and seq.isdecimal() and len(seq) < 19
    return urlencode({"before": int(seq) + 1 if is_number else seq})
