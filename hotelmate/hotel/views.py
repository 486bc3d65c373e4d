"""The hotel's settings over HTTP."""

from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.parsing import read_body
from hotelmate.core.api.schema import changes, reads
from hotelmate.core.api.views import HotelView, with_etag
from hotelmate.hotel.queries import get_hotel, hotel_of
from hotelmate.hotel.representations import hotel_body
from hotelmate.hotel.serializers import HotelSerializer, SettingsSerializer
from hotelmate.hotel.services import update_settings


class HotelSettingsView(HotelView):
    """The hotel and its settings."""

    def current(self) -> Mapping[str, Any]:
        """The settings as they are."""
        hotel = get_hotel(hotel_of(self.actor).slug)
        return hotel_body(hotel, self.actor)

    @reads("hotel", answer=HotelSerializer)
    def get(self, request: Request, hotel_slug: str) -> Response:
        """The settings as they are."""
        return with_etag(Response(hotel_body(hotel_of(self.actor), self.actor)))

    @changes("hotel", request=SettingsSerializer, answer=HotelSerializer)
    def patch(self, request: Request, hotel_slug: str) -> Response:
        """Change some settings; what is not given stays."""
        settings = read_body(SettingsSerializer, request)
        return self.change(
            lambda: update_settings(actor=self.actor, **settings),
            lambda outcome: hotel_body(outcome.subject, self.actor),
        )
