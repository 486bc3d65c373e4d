"""A hotel with one room type, somebody of each role, and rooms in any status, reached by the services."""

from datetime import timedelta
from functools import cache, partial
from typing import Any

from rest_framework.test import APIClient

from hotelmate.core.actor import Actor
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.events.models import Event
from hotelmate.housekeeping.fault_services import report_fault
from hotelmate.housekeeping.models import HousekeepingTask, RoomStatusEvent
from hotelmate.housekeeping.services import set_room_status
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services.blocks import open_block
from hotelmate.room_bookings.services.creation import Request
from hotelmate.room_bookings.services.stay import check_out
from hotelmate.room_bookings.services.walk_in import walk_in
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import BlockKind, Room
from hotelmate.staff.models import Role, StaffMember
from hotelmate.staff.queries import actor_of
from tests.factories import client_for, in_one_change, make_hotel, make_room_type, make_rooms, make_staff

S = RoomStatus
DAY = timedelta(days=1)
# What a room is made as before it gets there; the others can be made as they are.
STARTS_AS = {
    S.OCCUPIED: S.READY_FOR_GUEST,
    S.OUT_OF_ORDER: S.READY_FOR_GUEST,
    S.MAINTENANCE_REQUIRED: S.READY_FOR_GUEST,
    S.CLEANING_IN_PROGRESS: S.CHECKOUT_DIRTY,
}


class House:
    """A hotel of its own. `person`, `actor` and `client` are the same somebody for each role."""

    def __init__(self, **settings: Any) -> None:
        in_one_change(partial(self._open, settings))
        self.client = cache(self._client)
        self.base = f"/api/staff/hotel/{self.hotel.slug}"
        self.housekeeping = f"{self.base}/housekeeping"

    def _open(self, settings: dict[str, Any]) -> None:
        self.hotel = make_hotel(**settings)
        self.room_type = make_room_type(self.hotel)
        self.people = {role: make_staff(self.hotel, role) for role in Role.values}

    def person(self, role: str = Role.SUPER_STAFF_ADMIN) -> StaffMember:
        """The one of this role."""
        return self.people[role]

    def _client(self, role: str = Role.SUPER_STAFF_ADMIN) -> APIClient:
        return client_for(self.person(role))

    def actor(self, role: str = Role.SUPER_STAFF_ADMIN) -> Actor:
        return actor_of(self.person(role))

    def another(self, role: str) -> Actor:
        """Somebody else of the role."""
        return actor_of(make_staff(self.hotel, role))

    def room(self, status: str = S.READY_FOR_GUEST) -> Room:
        """A new room in this status."""
        made_as = STARTS_AS.get(S(status), status)
        (room,) = make_rooms(self.room_type, 1, status=made_as)
        if status == S.OCCUPIED:
            self.stay(room)
        elif status == S.OUT_OF_ORDER:
            today = self.hotel.business_date()
            run_change(
                lambda: open_block(
                    actor=self.actor(),
                    room_id=room.pk,
                    kind=BlockKind.OUT_OF_ORDER,
                    from_date=today,
                    to_date=today + DAY,
                    reason="painting",
                )
            )
        elif status == S.MAINTENANCE_REQUIRED:
            self.fault(room)
        elif status == S.CLEANING_IN_PROGRESS:
            self.set_status(room, status)
        return Room.objects.select_related("room_type").get(pk=room.pk)

    def stay(self, room: Room, nights: int = 2) -> RoomBooking:
        """Let a guest into a ready room, for so many nights from today on."""
        today = self.hotel.business_date()
        request = Request(room_type_id=self.room_type.pk, check_in=today, check_out=today + nights * DAY)
        arrival = run_change(lambda: walk_in(actor=self.actor(), request=request, room_id=room.pk))
        return arrival.subject.booking

    def check_out(self, room: Room) -> None:
        """Let the guest in the room leave."""
        occupant = Room.objects.select_related("occupant").get(pk=room.pk).occupant
        actor = self.actor()
        run_change(lambda: check_out(actor=actor, booking_id=occupant.booking_id))

    def fault(self, room: Room, description: str = "no hot water", **values: Any) -> Any:
        """Report a fault and return what changed."""
        outcome = run_change(
            lambda: report_fault(actor=self.actor(), room_id=room.pk, description=description, **values)
        )
        return outcome.subject

    def set_status(self, room: Room, to_status: str, actor: Actor | None = None, **values: Any) -> Any:
        """Change a room's status by hand."""
        staff = actor or self.actor()
        return run_change(lambda: set_room_status(room=room, to_status=to_status, staff=staff, **values))

    def last_seq(self) -> int:
        """The number of the newest event."""
        return self.hotel.stream.__class__.objects.get(hotel=self.hotel).last_seq

    def events(self, after: int = 0) -> list[Event]:
        """What the log says since then."""
        return list(Event.objects.filter(hotel_id=self.hotel.pk, seq__gt=after).order_by("seq"))

    def audit(self, room: Room) -> list[RoomStatusEvent]:
        """All audit rows of the room, the first one first."""
        return list(RoomStatusEvent.objects.filter(room_id=room.pk).order_by("n"))

    def tasks(self, room: Room, **values: Any) -> list[HousekeepingTask]:
        """The room's tasks, the oldest first."""
        return list(HousekeepingTask.objects.filter(room_id=room.pk, **values).order_by("pk"))


def code_of(work: Any) -> str:
    """The code with which this change is refused; nothing when it goes through."""
    try:
        run_change(work)
    except Refused as refused:
        return refused.refusal.code
    return ""


def now(room: Room) -> Room:
    """The room as it is in the database."""
    return Room.objects.get(pk=room.pk)
