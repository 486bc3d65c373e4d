"""A hotel with a day behind it: a stay that moved, a cancellation, a payment, a task, a fault, a rate, a newcomer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from hotelmate.core import clock
from hotelmate.core.actor import Actor
from hotelmate.core.change import run_change
from hotelmate.hotel.queries import system_of
from hotelmate.housekeeping.services import set_room_status
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import Person, Request, RoomMoveService
from hotelmate.rooms.models import Room
from hotelmate.staff.models import Role
from hotelmate.staff.queries import actor_of
from tests.factories import make_room_type, make_rooms, make_staff, open_house

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NOON = datetime(2026, 7, 10, 12, tzinfo=UTC)


class Books:
    """The hotel; `house` speaks to it over HTTP."""

    def __init__(self, **settings: Any) -> None:
        with clock.travel_to(NOON - 2 * DAY):
            self.house = open_house(timezone="UTC", name="The Books", **settings)
            self.hotel = self.house.hotel
            self.room_type = make_room_type(self.hotel, "STD", base_rate=Decimal("100.00"))
            self.rooms = make_rooms(self.room_type, ["101", "102", "103", "104"])
            self.clerk = make_staff(self.hotel, Role.FRONT_DESK, full_name="Clara Clerk")
            self.cleaner = make_staff(self.hotel, Role.HOUSEKEEPING, full_name="Clive Cleaner")

    @property
    def url(self) -> str:
        return self.house.url

    @property
    def today(self):
        return self.hotel.business_date()

    @property
    def desk(self) -> Actor:
        return actor_of(self.clerk)

    @property
    def system(self) -> Actor:
        return system_of(self.hotel)

    def do(self, service: Any, actor: Actor | None = None, **values: Any) -> Any:
        return run_change(lambda: service(actor=actor or self.desk, **values)).subject

    def request(self, *, nights: int = 2, arrives: int = 0, **values: Any) -> Request:
        first = self.today + arrives * DAY
        guest = Person("Ada", "Wren", "ada@example.com", "+353 1 555 0101")
        request = Request(room_type_id=self.room_type.pk, check_in=first, check_out=first + nights * DAY, primary=guest)
        return replace(request, **values)

    def book(self, *, status: str = "CONFIRMED", guarantee: str = "HOTEL", **values: Any) -> RoomBooking:
        request = self.request(**values)
        return self.do(services.create_booking, request=request, status=status, guarantee=guarantee)

    def walk_in(self, room: Room, **values: Any) -> RoomBooking:
        return self.do(services.walk_in, request=self.request(**values), room_id=room.pk).booking

    def move(self, booking: RoomBooking, room: Room) -> None:
        run_change(
            partial(RoomMoveService.move_room, actor=self.desk, booking_id=booking.booking_id, to_room_id=room.pk)
        )

    def check_out(self, booking: RoomBooking) -> None:
        self.do(services.check_out, booking_id=booking.booking_id)

    def clean(self, room: Room) -> None:
        room.refresh_from_db()
        run_change(partial(set_room_status, room=room, to_status="CLEANED_UNINSPECTED", staff=actor_of(self.cleaner)))
