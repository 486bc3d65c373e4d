"""What anonymous callers and guests send."""

from typing import Any

from rest_framework import serializers

from hotelmate.core.api.parsing import Day, Text
from hotelmate.hotel.models import Language
from hotelmate.room_bookings.models import BookerType, PartyRole
from hotelmate.room_bookings.public_rules import LONGEST_CALENDAR
from hotelmate.room_bookings.request_rules import MOST_PEOPLE
from hotelmate.room_bookings.serializers import email, name, phone

BOOKER = ("booker_first_name", "booker_last_name", "booker_email", "booker_phone")


def _people() -> dict[str, serializers.IntegerField]:
    return {
        "adults": serializers.IntegerField(min_value=1, max_value=MOST_PEOPLE, default=2),
        "children": serializers.IntegerField(min_value=0, max_value=MOST_PEOPLE, default=0),
    }


class AvailabilityQuerySerializer(serializers.Serializer[Any]):
    """When, and how many."""

    check_in = Day(required=False, help_text="Required.")
    check_out = Day(required=False, help_text="Required.")
    adults = _people()["adults"]
    children = _people()["children"]


class CalendarQuerySerializer(serializers.Serializer[Any]):
    """From which day on, and how many days."""

    from_date = Day(required=False, help_text="The hotel's today if not given.")
    days = serializers.IntegerField(min_value=1, max_value=LONGEST_CALENDAR, default=60)
    room_type_code = Text(max_length=80, required=False, help_text="Only this type.")


class QuoteRequestSerializer(serializers.Serializer[Any]):
    """What a stay is to be."""

    room_type_code = Text(max_length=80, help_text="The code of a type, or its name.")
    check_in = Day()
    check_out = Day()
    adults = _people()["adults"]
    children = _people()["children"]
    rate_plan_code = Text(max_length=20, allow_blank=True, default="", help_text="The default plan if not given.")
    promo_code = Text(max_length=40, allow_blank=True, default="")


class PartyEntrySerializer(serializers.Serializer[Any]):
    """Somebody who comes along."""

    role = serializers.ChoiceField(PartyRole.choices, default=PartyRole.COMPANION)
    first_name = name(default="")
    last_name = name(default="")
    email = email()
    phone = phone()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A companion, with a full name."""
        if attrs["role"] == PartyRole.PRIMARY:
            raise serializers.ValidationError(
                "Do not include PRIMARY in party; the primary guest stands in the primary_* fields"
            )
        if not attrs["first_name"] or not attrs["last_name"]:
            raise serializers.ValidationError("All party members must have first_name and last_name")
        return attrs


class BookingRequestSerializer(serializers.Serializer[Any]):
    """A booking by the guest, or by somebody for the guest."""

    room_type_code = Text(max_length=80, help_text="The code of a type, or its name.")
    check_in = Day()
    check_out = Day()
    adults = _people()["adults"]
    children = _people()["children"]
    primary_first_name = Text(max_length=80)
    primary_last_name = Text(max_length=80)
    primary_email = serializers.EmailField(max_length=254)
    primary_phone = Text(max_length=40)
    booker_type = serializers.ChoiceField(BookerType.choices)
    booker_first_name = name(default="")
    booker_last_name = name(default="")
    booker_company = Text(max_length=120, allow_blank=True, default="")
    booker_email = email()
    booker_phone = phone()
    party = serializers.ListField(child=PartyEntrySerializer(), default=list, max_length=MOST_PEOPLE)
    special_requests = Text(max_length=2000, allow_blank=True, default="")
    quote_id = Text(max_length=20, allow_blank=True, default="", help_text="Of a quote: its price is kept.")
    rate_plan_code = Text(max_length=20, allow_blank=True, default="")
    promo_code = Text(max_length=40, allow_blank=True, default="")
    language = serializers.ChoiceField(
        Language.choices, allow_blank=True, default="", help_text="In which the guest is written to; else the hotel's."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Whoever books for somebody else says who they are."""
        if attrs["booker_type"] == BookerType.SELF:
            return attrs
        wanted = (*BOOKER, "booker_company") if attrs["booker_type"] == BookerType.COMPANY else BOOKER
        missing = {
            field: [f"For THIRD_PARTY or COMPANY bookings, {field} is required"] for field in wanted if not attrs[field]
        }
        if missing:
            raise serializers.ValidationError(missing)
        return attrs


class PaymentUrlsSerializer(serializers.Serializer[Any]):
    """Where the payment page is to send the guest afterwards; `{CHECKOUT_SESSION_ID}` becomes the session's id."""

    success_url = Text(max_length=500, required=False)
    cancel_url = Text(max_length=500, required=False)
    token = Text(max_length=200, required=False, help_text="The guest's token, unless the header has it.")


class SessionQuerySerializer(serializers.Serializer[Any]):
    """Which payment."""

    session_id = Text(max_length=255, required=False, help_text="Required: of `payment/session/`.")
