"""A guest with a link: over the API, and on the pages."""

from typing import Any

from django.test import Client
from rest_framework.response import Response
from rest_framework.test import APIClient

from hotelmate.core.change import run_change
from hotelmate.hotel.queries import system_of
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import give_link

from ..room_bookings.house import House


class Guest:
    """Somebody with a link to a booking of the house."""

    def __init__(self, house: House, booking: RoomBooking, purpose: str = "MANAGEMENT") -> None:
        self.house = house
        self.booking = booking
        actor = system_of(house.hotel)
        self.token = run_change(
            lambda: give_link(actor=actor, booking_id=booking.booking_id, purpose=purpose)
        ).subject.token
        self.public = f"/api/public/hotel/{house.hotel.slug}"
        self.browser = Client(enforce_csrf_checks=True)

    # Over the API

    def get(self, path: str, **query: str) -> Response:
        return APIClient().get(f"{self.public}/{path}", {"token": self.token, **query})

    def post(self, path: str, body: dict[str, Any] | None = None) -> Response:
        return APIClient().post(f"{self.public}/{path}", {"token": self.token, **(body or {})})

    # On the pages

    def page(self, name: str = "", **query: str) -> Any:
        return self.browser.get(f"/g/{self.token}/{name}", query)

    def send(self, name: str, **fields: str) -> Any:
        """Look at a form and send it, as a browser does."""
        self.page(name if name != "pay/" else "")
        key = self.browser.cookies["csrftoken"].value
        return self.browser.post(f"/g/{self.token}/{name}", {"csrfmiddlewaretoken": key, **fields})
