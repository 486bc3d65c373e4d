"""What everything that is done with one room shares: whose tap it is, the room, why not, who was quicker."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _

from hotelmate.core.capabilities import VIEW_ROOMS
from hotelmate.core.errors import Refusal, Refused, refuse_if
from hotelmate.desk.deeds import Deed
from hotelmate.desk.frame import Desk
from hotelmate.desk.housekeeping.wording import BY_STATUS, now_of, why_not
from hotelmate.housekeeping.actions import room_actions
from hotelmate.housekeeping.queries import status_history
from hotelmate.rooms.models import Room
from hotelmate.rooms.queries import get_room

OVERTAKEN = BY_STATUS | {"PRECONDITION_FAILED"}


def tap_of_another(desk: Desk, person: str) -> Refusal | None:
    """A tap that waited on a device is sent for the person who made it, or not at all."""
    if person in ("", str(desk.staff.pk)):
        return None
    text = _("Somebody else is signed in now. What was tapped before is sent when its own person signs in again.")
    return Refusal("TAP_OF_ANOTHER", text, 403)


class TapDeed(Deed):
    """Something that a phone may send late, after it was out of reach: it says whose tap it is."""

    needs = VIEW_ROOMS

    def prepare(self) -> None:
        """Refuse a tap of somebody who signed out meanwhile."""
        refuse_if(tap_of_another(self.desk, self.request.POST.get("person", "")))

    def back(self) -> str:
        """To the board."""
        return reverse("desk-housekeeping")


class RoomDeed(TapDeed):
    """Something that is done with one room; `action` is its name in the API's list of a room's actions."""

    action: ClassVar[str] = ""
    room: Room

    def prepare(self) -> None:
        """Read the room."""
        super().prepare()
        self.room = get_room(hotel_id=self.desk.actor.hotel_id, room_id=self.names["room_id"])

    def heading(self) -> str:
        """What is about to be done, and in which room."""
        return str(self.title) % {"room": self.room.number}

    def refusal(self) -> Refusal | None:
        """What the room's list of actions says of this one."""
        for entry in room_actions(self.desk.actor, self.room):
            if entry["name"] == self.action and not entry["allowed"]:
                return Refusal(entry["code"], why_not(self.room, entry))
        return None

    def context(self) -> dict[str, Any]:
        """The room, for the template."""
        return {"room": self.room}

    def back(self) -> str:
        """To the room."""
        return reverse("desk-room", args=[self.room.pk])

    def too_late(self, refused: Refused) -> Refused:
        """The same refusal; where the room has become another meanwhile, with what it is now and by whom."""
        if refused.refusal.code not in OVERTAKEN:
            return refused
        room = get_room(hotel_id=self.desk.actor.hotel_id, room_id=self.room.pk)
        text = now_of(room)
        if self.version() not in (None, room.version):
            (last,) = status_history(room, 1)
            somebody_else = last.changed_by is not None and last.changed_by_id != self.desk.staff.pk
            name = last.changed_by.full_name if last.changed_by is not None else ""
            text = (
                _("%(name)s was quicker. %(now)s") % {"name": name, "now": text}
                if somebody_else
                else _("The room has changed meanwhile. %(now)s") % {"now": text}
            )
        return Refused(Refusal("OVERTAKEN", text, refused.refusal.status, refused.refusal.details))
