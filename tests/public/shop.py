"""A hotel of two types, and callers whom nobody knows."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from rest_framework.response import Response
from rest_framework.test import APIClient

from hotelmate.core.change import run_change
from hotelmate.events.queries import events_after
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import system_of
from hotelmate.integrity.queries import verify_hotel
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.availability import free_rooms
from tests.documented import assert_documented
from tests.factories import make_hotel, make_room_type, make_rooms

DAY = timedelta(days=1)
MODERATE = {"template_type": "MODERATE", "free_until_hours": 48, "penalty_type": "FIRST_NIGHT"}


class Shop:
    """The hotel, what it sells, and somebody at a browser."""

    def __init__(self, rooms: int = 2, **settings: Any) -> None:
        settings = {"cancellation_policy": MODERATE, "timezone": "UTC", **settings}
        self.hotel: Hotel = make_hotel(**settings)
        self.system = system_of(self.hotel)
        self.standard = make_room_type(self.hotel, "STD", base_rate=Decimal("100.00"), max_occupancy=2)
        self.suite = make_room_type(self.hotel, "SUI", base_rate=Decimal("250.00"), max_occupancy=4)
        make_rooms(self.standard, rooms)
        make_rooms(self.suite, 1)
        self.first: date = self.hotel.business_date() + 30 * DAY
        self.base = f"/api/public/hotel/{self.hotel.slug}"
        self.client = APIClient()

    def do(self, service: Any, **values: Any) -> Any:
        """A change by the house itself."""
        return run_change(lambda: service(actor=self.system, **values)).subject

    def dates(self, nights: int = 2, offset: int = 0) -> dict[str, str]:
        """A stay as a request has it."""
        arrival = self.first + offset * DAY
        return {"check_in": arrival.isoformat(), "check_out": (arrival + nights * DAY).isoformat()}

    def get(self, path: str, token: str = "", **query: Any) -> Response:
        """An answer that the document knows."""
        headers = {"Authorization": f"GuestToken {token}"} if token else {}
        answer = self.client.get(f"{self.base}/{path}", query, headers=headers)
        assert_documented(answer)
        return answer

    def post(self, path: str, body: dict[str, Any], *, token: str = "", key: str = "", query: str = "") -> Response:
        """The same for a change."""
        headers = {"Authorization": f"GuestToken {token}"} if token else {}
        if key:
            headers["Idempotency-Key"] = key
        answer = self.client.post(f"{self.base}/{path}{query}", body, headers=headers)
        assert_documented(answer)
        return answer

    def request(self, **values: Any) -> dict[str, Any]:
        """A sound request for a booking."""
        return {
            "room_type_code": "STD",
            **self.dates(),
            "primary_first_name": "Ada",
            "primary_last_name": "Wren",
            "primary_email": "ada@example.com",
            "primary_phone": "+353 1 555 0101",
            "booker_type": "SELF",
            **values,
        }

    def book(self, *, key: str = "", **values: Any) -> Response:
        """Book online."""
        return self.post("bookings/", self.request(**values), key=key)

    def quote(self, **values: Any) -> Response:
        """Ask for a price."""
        return self.post("pricing/quote/", {"room_type_code": "STD", **self.dates(), **values})

    def booking(self, answer: Response) -> RoomBooking:
        """The row behind an answer."""
        return RoomBooking.objects.get(hotel=self.hotel, booking_id=answer.data["data"]["booking_id"])

    def left(self, nights: int = 2) -> int:
        """How many rooms of the standard type are left."""
        return free_rooms(hotel_id=self.hotel.pk, from_date=self.first, to_date=self.first + nights * DAY)[
            self.standard.pk
        ]

    def events(self) -> list[str]:
        """What the log tells of bookings."""
        return [one.type for one in events_after(hotel_id=self.hotel.pk) if one.subject_type == "booking"]

    def assert_sound(self) -> None:
        """The hotel does not contradict itself."""
        assert verify_hotel(self.hotel).failed == {}
