"""Hotels, people and rooms for tests, made by the services themselves. Each call makes something new and unique.

Each is a change of its own, unless one is under way: `in_one_change(work)` makes much at once in a fraction of the time.
Rooms come after it, for their numbers are guarded by the hotel's lock, which comes before those of types.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any, TypeVar
from uuid import uuid4

from rest_framework.test import APIClient

from hotelmate.core.actor import Actor
from hotelmate.core.change import in_change, run_change
from hotelmate.hotel import services as hotels
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import system_of
from hotelmate.rooms import services as rooms
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room, RoomType
from hotelmate.staff import services as people
from hotelmate.staff.models import Role, StaffMember
from hotelmate.staff.queries import actor_of

PASSWORD = "correct horse battery"
_numbers = count(1)

T = TypeVar("T")


def in_one_change(work: Callable[[], T]) -> T:
    """Do the work as one change, or as part of the one under way."""
    return work() if in_change() else run_change(work)


def make_hotel(**settings: Any) -> Hotel:
    """A hotel with a slug of its own."""
    slug = settings.pop("slug", f"house-{uuid4().hex[:12]}")
    return in_one_change(lambda: hotels.create_hotel(slug=slug, **{"name": "Test House", **settings}))


def make_staff(hotel: Hotel, role: str = Role.SUPER_STAFF_ADMIN, **values: Any) -> StaffMember:
    """Somebody who works in the hotel and signs in with PASSWORD."""
    values = {
        "username": f"staff-{uuid4().hex[:12]}",
        "full_name": f"Person {next(_numbers)}",
        "password": PASSWORD,
        **values,
    }
    staff = in_one_change(lambda: people.create_staff(actor=system_of(hotel), role=role, **values)).subject
    staff.hotel = hotel
    return staff


def actor_for(hotel: Hotel, role: str = Role.SUPER_STAFF_ADMIN) -> Actor:
    """Somebody new of this role, as an actor."""
    return actor_of(make_staff(hotel, role))


def client_for(staff: StaffMember) -> APIClient:
    """A client of the API that sends JSON and this person's token."""
    client = APIClient()
    client.handler = _handler()
    token = in_one_change(lambda: people.issue_token(staff=staff))
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


@cache
def _handler() -> Any:
    """One for all clients: to take up the middleware costs more than most of what they ask."""
    return APIClient().handler


def make_room_type(hotel: Hotel, code: str | None = None, **values: Any) -> RoomType:
    """A room type of the hotel."""
    code = code or f"T{next(_numbers)}"
    values = {"name": f"Type {code}", "base_rate": Decimal("120.00"), **values}
    room_type = in_one_change(lambda: rooms.create_room_type(actor=system_of(hotel), code=code, **values)).subject
    room_type.hotel = hotel
    return room_type


def make_rooms(
    room_type: RoomType,
    rooms_wanted: int | Sequence[str] = 1,
    *,
    status: str = RoomStatus.READY_FOR_GUEST,
    **values: Any,
) -> list[Room]:
    """Rooms of the type: so many with numbers of their own, or those with these numbers."""
    numbers = (
        [str(1000 + next(_numbers)) for _ in range(rooms_wanted)] if isinstance(rooms_wanted, int) else rooms_wanted
    )
    return in_one_change(
        lambda: rooms.bulk_create_rooms(
            actor=system_of(room_type.hotel),
            room_type_id=room_type.pk,
            numbers=list(numbers),
            room_status=status,
            **values,
        )
    ).subject


@dataclass(frozen=True)
class House:
    """A hotel, its administrator, and what a test needs to speak to it over HTTP."""

    hotel: Hotel
    admin: StaffMember
    client: APIClient

    @property
    def url(self) -> str:
        """The root of the hotel's addresses."""
        return f"/api/staff/hotel/{self.hotel.slug}"

    def client_of(self, role: str) -> APIClient:
        """The client of somebody new of this role."""
        return client_for(make_staff(self.hotel, role))


def open_house(**settings: Any) -> House:
    """A hotel with an administrator who is signed in."""

    def open_it() -> House:
        hotel = make_hotel(**settings)
        admin = make_staff(hotel)
        return House(hotel, admin, client_for(admin))

    return in_one_change(open_it)
