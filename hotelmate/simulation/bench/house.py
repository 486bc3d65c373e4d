"""Simulated hotels to measure in: a slug of their own, somebody who may do everything, rooms of two types."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from hotelmate.core import clock
from hotelmate.core.actor import Actor
from hotelmate.core.change import run_change
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import system_of
from hotelmate.hotel.services import create_hotel
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room
from hotelmate.rooms.services import bulk_create_rooms, create_room_type
from hotelmate.simulation.bench.client import prepare
from hotelmate.staff.models import Role
from hotelmate.staff.queries import actor_of
from hotelmate.staff.services import create_staff, issue_token

# The hotel's clocks show the afternoon: guests may arrive, and no date changes while it is being measured.
ARRIVALS_FROM = time(15, 30)
MOST_ROOMS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class BenchHouse:
    """A hotel to measure in, and the token of its administrator."""

    hotel: Hotel
    actor: Actor
    token: str
    standard_id: int
    superior_id: int

    @property
    def today(self) -> date:
        """The hotel's business date."""
        return self.hotel.business_date()

    def path(self, rest: str) -> str:
        """An address below the hotel's."""
        return f"/api/staff/hotel/{self.hotel.slug}/{rest}"

    def post(self, rest: str, body: dict[str, Any] | None = None) -> bytes:
        """A prepared POST by the administrator."""
        return prepare("POST", self.path(rest), token=self.token, body=body or {})

    def make_rooms(
        self, many: int, *, superior: bool = False, status: str = RoomStatus.READY_FOR_GUEST, prefix: str = "S"
    ) -> list[Room]:
        """So many more rooms of one type, in use since yesterday."""
        taken = Room.objects.filter(hotel_id=self.hotel.pk).count()
        numbers = [f"{prefix}{taken + number}" for number in range(1, many + 1)]
        made: list[Room] = []
        for start in range(0, many, MOST_ROOMS_AT_ONCE):
            make = partial(
                bulk_create_rooms,
                actor=self.actor,
                room_type_id=self.superior_id if superior else self.standard_id,
                numbers=numbers[start : start + MOST_ROOMS_AT_ONCE],
                active_from=self.today - timedelta(days=1),
                room_status=status,
            )
            made += run_change(make).subject
        return made


def open_house(purpose: str, *, colleagues: int = 0, **settings: Any) -> BenchHouse:
    """Open a simulated hotel whose clocks show the afternoon of today; some others are employed before."""
    slug = f"bench-{purpose}-{secrets.token_hex(4)}"[:60]
    now = clock.now()
    afternoon = datetime.combine(now.date(), ARRIVALS_FROM, tzinfo=UTC)
    hotel = run_change(
        lambda: create_hotel(
            slug=slug,
            name=f"Bench: {purpose}",
            timezone="UTC",
            is_simulated=True,
            clock_offset=afternoon - now,
            **settings,
        )
    )
    system = system_of(hotel)
    employ = partial(create_staff, actor=system, full_name="Bench", role=Role.SUPER_STAFF_ADMIN)
    for number in range(colleagues):
        run_change(partial(employ, username=f"{slug}-{number}"))
    staff = run_change(partial(employ, username=slug)).subject
    staff.hotel = hotel
    standard, superior = (_make_type(system, code, rate) for code, rate in (("STD", 100), ("SUP", 150)))
    token = run_change(lambda: issue_token(staff=staff))
    return BenchHouse(hotel, actor_of(staff), token, standard, superior)


def _make_type(actor: Actor, code: str, rate: int) -> int:
    make = partial(create_room_type, actor=actor, code=code, name=code, max_occupancy=3, base_rate=Decimal(rate))
    return run_change(make).subject.pk
