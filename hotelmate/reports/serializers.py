"""What may be asked of the reports, and what they look like in the API's description."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from rest_framework import serializers

from hotelmate.core.api.parsing import Day, Text
from hotelmate.core.api.schema import SubjectSerializer
from hotelmate.core.ids import LARGEST_ID
from hotelmate.reports.audit import KINDS, MOST_AT_ONCE, AuditWanted
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.rooms.lifecycle import RoomStatus

USUAL_DAYS = 14


class MomentField(serializers.CharField):
    """A moment in ISO 8601; without an offset it is the hotel's local time."""

    default_error_messages = {"moment": "Not a moment in ISO 8601, such as 2026-07-01T12:00."}

    def to_internal_value(self, data: Any) -> datetime:  # type: ignore[override]
        """The moment, naive where no offset is given."""
        try:
            # A plus sign that was not quoted arrives as a space.
            return datetime.fromisoformat(str(data).replace(" ", "+") if "T" in str(data) else str(data))
        except ValueError:
            self.fail("moment")


class PlaceQuerySerializer(serializers.Serializer[Any]):
    """As of when: a number of the log or a moment; without either the present."""

    seq = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False, help_text="After this event.")
    at = MomentField(required=False, help_text="At this moment; without an offset in the hotel's time zone.")


class BookingsThenQuerySerializer(PlaceQuerySerializer):
    """As of when, and which bookings."""

    status = Text(max_length=200, default="", allow_blank=True, help_text="Statuses, by commas.")


class RoomThenSerializer(serializers.Serializer[Any]):
    """A room as it stood."""

    room_number = serializers.CharField()
    room_type_code = serializers.CharField()
    floor = serializers.CharField()
    room_status = serializers.ChoiceField(RoomStatus.choices)
    booking_id = serializers.CharField(allow_null=True, help_text="Who was in it.")


class BookingThenSerializer(serializers.Serializer[Any]):
    """A booking as it stood."""

    booking_id = serializers.CharField()
    status = serializers.ChoiceField(BookingStatus.choices)
    check_in = serializers.DateField()
    check_out = serializers.DateField()
    room_number = serializers.CharField(allow_null=True)
    adults = serializers.IntegerField()
    children = serializers.IntegerField()
    room_type_id = serializers.IntegerField()


class HouseThenSerializer(serializers.Serializer[Any]):
    """The house at a place in the log."""

    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    last_seq = serializers.IntegerField(help_text="How far the log has come by now.")
    business_date = serializers.DateField()
    rooms_in_use = serializers.IntegerField()
    occupied = serializers.IntegerField()
    available = serializers.IntegerField(help_text="In use and not out of order.")
    occupancy_percent = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="Rooms by status.")
    rooms = RoomThenSerializer(many=True)
    in_house = BookingThenSerializer(many=True)
    arrivals = BookingThenSerializer(many=True, help_text="Who was to arrive that day, come or not.")
    departures = BookingThenSerializer(many=True, help_text="Who was to leave by that day, and who had left.")
    waiting = BookingThenSerializer(many=True, help_text="Who waited for a payment or a decision.")
    bookings_alive = serializers.IntegerField(help_text="How many bookings held a room or waited then, of any dates.")


class AuditFilterSerializer(serializers.Serializer[Any]):
    """Which events."""

    type = Text(max_length=1000, default="", allow_blank=True, help_text="Types, by commas.")
    subject = Text(max_length=110, default="", allow_blank=True, help_text="`room:101`, or a kind: `booking`.")
    room_number = Text(max_length=20, default="", allow_blank=True, help_text="About the room, or naming it.")
    booking_id = Text(max_length=40, default="", allow_blank=True, help_text="About the booking, or because of it.")
    actor = serializers.RegexField(
        rf"^(({'|'.join(KINDS)})(:[0-9]{{1,19}})?)?$",
        default="",
        allow_blank=True,
        help_text="`staff:12`, or `staff`, `guest`, `system`.",
    )
    source = Text(max_length=40, default="", allow_blank=True)  # type: ignore[assignment]

    def validate_subject(self, subject: str) -> str:
        """An id without a kind means nothing."""
        if subject.startswith(":"):
            raise serializers.ValidationError("A subject is a kind and an id: room:101.")
        return subject

    def get_fields(self) -> dict[str, Any]:
        """With the days, whose names are words of Python."""
        days = {
            "from": Day(default=None, help_text="From this day on."),
            "to": Day(default=None, help_text="Until it ends."),
        }
        return {**super().get_fields(), **days}


class AuditQuerySerializer(AuditFilterSerializer):
    """Which events, and which page of them."""

    before = serializers.IntegerField(
        min_value=1,
        max_value=LARGEST_ID,
        default=None,
        allow_null=True,
        help_text="Earlier than this seq: `next_before`.",
    )
    limit = serializers.IntegerField(min_value=1, max_value=MOST_AT_ONCE, default=50, help_text="At most so many.")


class AuditEntrySerializer(serializers.Serializer[Any]):
    """One thing that happened."""

    seq = serializers.IntegerField()
    occurred_at = serializers.DateTimeField()
    type = serializers.CharField()
    subject = SubjectSerializer()
    before = serializers.DictField()
    after = serializers.DictField()
    changed_fields = serializers.ListField(child=serializers.CharField())
    actor = serializers.CharField()
    actor_name = serializers.CharField(help_text="Of people of the staff.")
    people = serializers.DictField(
        child=serializers.CharField(), help_text="What the people of the staff are called whose ids it names."
    )
    source = serializers.CharField()  # type: ignore[assignment]
    cause = serializers.CharField()
    room_number = serializers.CharField(allow_null=True)
    booking_id = serializers.CharField(allow_null=True)


class AuditPageSerializer(serializers.Serializer[Any]):
    """The newest first."""

    results = AuditEntrySerializer(many=True)
    next_before = serializers.IntegerField(allow_null=True, help_text="`before` of the next page; null at the end.")


class SpanQuerySerializer(serializers.Serializer[Any]):
    """Which days, the last one included."""

    def get_fields(self) -> dict[str, Any]:
        """The days, whose names are words of Python."""
        return {
            "from": Day(default=None, help_text="The first day; today if not given."),
            "to": Day(default=None, help_text=f"The last day; so that it makes {USUAL_DAYS} days if not given."),
        }


class DayFiguresSerializer(serializers.Serializer[Any]):
    """One day."""

    day = serializers.DateField()
    is_past = serializers.BooleanField()
    rooms = serializers.IntegerField()
    out_of_order = serializers.IntegerField()
    available = serializers.IntegerField()
    sold = serializers.IntegerField(help_text="Slept in until yesterday, booked from today.")
    waiting = serializers.IntegerField(help_text="Of bookings that are not confirmed yet.")
    occupancy_percent = serializers.CharField()
    arrivals = serializers.IntegerField()
    departures = serializers.IntegerField()
    revenue = serializers.CharField(required=False, help_text="Of rooms; only for those who may see money.")
    average_rate = serializers.CharField(required=False, help_text="Revenue by room sold.")


class FiguresSerializer(serializers.Serializer[Any]):
    """Day by day."""

    currency = serializers.CharField()
    results = DayFiguresSerializer(many=True)


def wanted_of(query: Mapping[str, Any]) -> AuditWanted:
    """What is looked for in the audit."""
    kind, _, name = query["subject"].partition(":")
    return AuditWanted(
        types=parts_of(query["type"]),
        subject_type=kind,
        subject_id=name,
        room_number=query["room_number"],
        booking_id=query["booking_id"],
        actor=query["actor"],
        source=query["source"],
        first=query["from"],
        last=query["to"],
    )


def days_of(query: Mapping[str, Any], today: date) -> tuple[date, date]:
    """The first and the last day that are asked for."""
    first = query["from"] or today
    return first, query["to"] or first + timedelta(days=USUAL_DAYS - 1)


def parts_of(text: str) -> list[str]:
    """The parts of a list by commas."""
    return [part.strip() for part in text.split(",") if part.strip()]
