"""The hotel itself, its people, and what has no payload of its own."""

from typing import Any

from rest_framework import serializers

from hotelmate.hotel.representations import hotel_body
from hotelmate.notifications.audiences import EVERYTHING
from hotelmate.notifications.payloads.payload import Payload, number, text, yes_no
from hotelmate.notifications.telling import Telling


class HotelTold(Payload):
    """The hotel's settings, as `GET …/settings/` answers them."""

    changed_fields = serializers.ListField(child=serializers.CharField())
    hotel = serializers.DictField()

    category = "hotel"
    always = (
        "changed_fields",
        "hotel",
    )

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        hotel = hotel_body(telling.hotel, EVERYTHING) if telling.hotel else {}
        return {"changed_fields": list(telling.event.changed_fields), "hotel": hotel}


class StaffTold(Payload):
    """Somebody who works here; the name and the role only for those who manage staff."""

    staff_id = number()
    username = text()
    full_name = text()
    email = text()
    role = text()
    is_active = yes_no()

    category = "staff"
    needs = frozenset({"staff"})
    always = ("staff_id",)

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        told = {"staff_id": telling.id}
        staff = telling.row("staff")
        if staff is None:
            return told
        return {
            **told,
            "username": staff.username,
            "full_name": staff.full_name,
            "email": staff.email,
            "role": telling.after.get("role", staff.role),
            "is_active": telling.after.get("is_active", staff.is_active),
        }


class AfterTold(Payload):
    """What the event itself says, and no more."""

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        return dict(telling.after)


class RatesTold(AfterTold):
    """What something costs, as the event has it. For those who may see money."""

    category = "rates"


class WebhookTold(AfterTold):
    """An endpoint of the hotel's webhooks, as the event has it."""

    category = "webhooks"
