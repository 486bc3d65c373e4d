"""Two hotels, and bookings in them as fast as they are made: one that sends real mail, a simulated one with a webhook."""

import secrets
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import partial

from django.db import connections

from hotelmate.core.actor import Actor
from hotelmate.core.change import run_change
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import system_of
from hotelmate.hotel.services import create_hotel
from hotelmate.room_bookings import services
from hotelmate.room_bookings.services import Person, Request
from hotelmate.rooms.services import bulk_create_rooms, create_room_type
from hotelmate.simulation.bench.house import open_house
from hotelmate.staff.models import Role
from hotelmate.staff.queries import actor_of
from hotelmate.staff.services import create_staff, issue_token

ROOMS = 20
PAUSE_SECONDS = 0.1
# Every so manieth booking is cancelled again.
CANCELLED = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A hotel under load, and the token of somebody who follows it."""

    hotel: Hotel
    actor: Actor
    token: str
    room_type_id: int


def open_place_with_mail() -> Place:
    """A hotel that is no simulation, for nothing else is written to its guests. They have addresses that lead nowhere."""
    slug = f"bench-faults-{secrets.token_hex(4)}"
    hotel = run_change(partial(create_hotel, slug=slug, name="Bench: faults", timezone="UTC"))
    system = system_of(hotel)
    employ = partial(create_staff, actor=system, full_name="Bench", role=Role.SUPER_STAFF_ADMIN, username=slug)
    staff = run_change(employ).subject
    staff.hotel = hotel
    make_type = partial(create_room_type, actor=system, code="STD", name="STD", max_occupancy=3, base_rate=Decimal(100))
    room_type = run_change(make_type).subject
    numbers = [str(number) for number in range(1, ROOMS + 1)]
    run_change(partial(bulk_create_rooms, actor=system, room_type_id=room_type.pk, numbers=numbers))
    token = run_change(partial(issue_token, staff=staff))
    return Place(hotel, actor_of(staff), token, room_type.pk)


def open_place_with_webhook() -> Place:
    """A simulated hotel: what is posted for it stays on this machine."""
    house = open_house("faults")
    house.make_rooms(ROOMS)
    return Place(house.hotel, house.actor, house.token, house.standard_id)


@dataclass(slots=True)
class Load:
    """Books in all places in turn, and cancels some, until it is stopped."""

    places: list[Place]
    stopped: threading.Event = field(default_factory=threading.Event)
    made: int = 0

    def run(self) -> None:
        """Go on until stopped."""
        try:
            while not self.stopped.wait(PAUSE_SECONDS):
                self._book(self.places[self.made % len(self.places)], self.made // len(self.places))
                self.made += 1
        finally:
            connections.close_all()

    def _book(self, place: Place, number: int) -> None:
        arrival = place.hotel.business_date() + timedelta(days=1 + number // ROOMS)
        request = Request(
            room_type_id=place.room_type_id,
            check_in=arrival,
            check_out=arrival + timedelta(days=1),
            primary=Person("Ada", "Lovelace", "" if place.hotel.is_simulated else f"guest-{number}@bench.invalid"),
        )
        book = partial(services.create_booking, actor=place.actor, request=request, guarantee="HOTEL")
        booking = run_change(book).subject
        if number % CANCELLED == 0:
            run_change(partial(services.cancel_booking, actor=place.actor, booking_id=booking.booking_id))
