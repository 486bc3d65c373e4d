"""A hotel whose log is followed: cheap ways to make events, and tokens of people who may see this or that."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from hotelmate.core.actor import Actor
from hotelmate.core.change import run_change
from hotelmate.events.queries import last_seq
from hotelmate.events.services import record
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import system_of
from hotelmate.notifications.pusher_auth import Member, sign_subscription
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import Request, create_booking
from hotelmate.staff import services as people
from hotelmate.staff.models import Role, StaffMember, StaffToken
from hotelmate.staff.queries import hash_of
from tests.factories import in_one_change, make_hotel, make_room_type, make_rooms, make_staff


@dataclass(frozen=True)
class Person:
    """Somebody of the house, and their token."""

    staff: StaffMember
    token: str

    def member(self, slug: str) -> Member:
        """Whom the web process would sign a subscription for."""
        row = StaffToken.objects.get(token_hash=hash_of(self.token))
        return Member(f"staff:{self.staff.pk}", slug, f"token:{row.pk}")


@dataclass(frozen=True)
class FollowedHouse:
    """A hotel, its system, and an administrator."""

    hotel: Hotel
    system: Actor
    admin: Person

    @property
    def path(self) -> str:
        return f"/api/staff/hotel/{self.hotel.slug}/events/stream"

    @property
    def newest(self) -> int:
        return last_seq(self.hotel.pk)

    def happen(self, many: int = 1, *, type: str = "hotel_updated", **after: Any) -> int:
        """So many events in one change; the number of the last."""

        def change() -> None:
            for number in range(many):
                record(
                    actor=self.system,
                    type=type,
                    subject=("hotel", self.hotel.slug),
                    at=self.hotel.now(),
                    after={"name": f"Name {number}", **after},
                    changed_fields=("name",),
                )

        run_change(change)
        return self.newest

    def employ(self, role: str = Role.FRONT_DESK) -> Person:
        staff = make_staff(self.hotel, role)
        return Person(staff, run_change(lambda: people.issue_token(staff=staff)))

    def book(self) -> RoomBooking:
        """A confirmed booking for tomorrow night."""
        room_type = make_room_type(self.hotel)
        make_rooms(room_type)
        tomorrow = self.hotel.business_date() + timedelta(days=1)
        request = Request(room_type_id=room_type.pk, check_in=tomorrow, check_out=tomorrow + timedelta(days=1))
        make = partial(create_booking, actor=self.system, request=request, guarantee="HOTEL")
        return run_change(make).subject

    def channel(self, kind: str) -> str:
        return f"private-{self.hotel.slug}.{kind}"

    def sign(self, socket_id: str, channel: str, person: Person | None = None) -> dict[str, str]:
        """What the web process answers when this person asks to join the channel."""
        member = (person or self.admin).member(self.hotel.slug)
        return sign_subscription(socket_id=socket_id, channel=channel, member=member)


def open_followed_house() -> FollowedHouse:
    def open_it() -> FollowedHouse:
        hotel = make_hotel()
        staff = make_staff(hotel)
        return FollowedHouse(hotel, system_of(hotel), Person(staff, people.issue_token(staff=staff)))

    return in_one_change(open_it)
